/**
 * Columns of Exchange's logs as builds of Exchange 2016, 2019 and Subscription Edition write them, to read files whose header is
 * lost. A file that has its header is read by that: columns differ by build.
 */
export const EXCHANGE_COLUMNS = {
  httpProxy: list(`
    DateTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion ClientRequestId Protocol UrlHost
    UrlStem ProtocolAction AuthenticationType IsAuthenticated AuthenticatedUser Organization AnchorMailbox
    UserAgent ClientIpAddress ServerHostName HttpStatus BackEndStatus ErrorCode Method ProxyAction TargetServer
    TargetServerVersion RoutingType RoutingHint BackEndCookie ServerLocatorHost ServerLocatorLatency
    RequestBytes ResponseBytes TargetOutstandingRequests AuthModulePerfContext HttpPipelineLatency
    CalculateTargetBackEndLatency GlsLatencyBreakup TotalGlsLatency AccountForestLatencyBreakup
    TotalAccountForestLatency ResourceForestLatencyBreakup TotalResourceForestLatency ADLatency
    SharedCacheLatencyBreakup TotalSharedCacheLatency ActivityContextLifeTime ModuleToHandlerSwitchingLatency
    ClientReqStreamLatency BackendReqInitLatency BackendReqStreamLatency BackendProcessingLatency
    BackendRespInitLatency BackendRespStreamLatency ClientRespStreamLatency KerberosAuthHeaderLatency
    HandlerCompletionLatency RequestHandlerLatency HandlerToModuleSwitchingLatency ProxyTime CoreLatency
    RoutingLatency HttpProxyOverhead TotalRequestTime RouteRefresherLatency UrlQuery BackEndGenericInfo
    GenericInfo GenericErrors EdgeTraceId DatabaseGuid UserADObjectGuid PartitionEndpointLookupLatency
    RoutingStatus
  `),
  ews: list(`
    DateTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion Ring ClientRequestId
    AuthenticationType IsAuthenticated AuthenticatedUser Organization UserAgent VersionInfo ClientIpAddress
    ServerHostName FrontEndServer SoapAction HttpStatus RequestSize ResponseSize ErrorCode ImpersonatedUser
    ProxyAsUser ActAsUser Cookie CorrelationGuid PrimaryOrProxyServer TaskType RemoteBackendCount
    LocalMailboxCount RemoteMailboxCount LocalIdCount RemoteIdCount BeginBudgetConnections EndBudgetConnections
    BeginBudgetHangingConnections EndBudgetHangingConnections BeginBudgetAD EndBudgetAD BeginBudgetCAS
    EndBudgetCAS BeginBudgetRPC EndBudgetRPC BeginBudgetFindCount EndBudgetFindCount BeginBudgetSubscriptions
    EndBudgetSubscriptions MDBResource MDBHealth MDBHistoricalLoad ThrottlingPolicy ThrottlingDelay
    ThrottlingRequestType TotalDCRequestCount TotalDCRequestLatency TotalMBXRequestCount TotalMBXRequestLatency
    RecipientLookupLatency ExchangePrincipalLatency HttpPipelineLatency CheckAccessCoreLatency AuthModuleLatency
    CallContextInitLatency PreExecutionLatency CoreExecutionLatency TotalRequestTime
    DetailedExchangePrincipalLatency ClientStatistics GenericInfo AuthenticationErrors GenericErrors Puid
    StartTime ProcessId TimeInGC StartTotalMemory EndTotalMemory StartGCCounts EndGCCounts
    TokenBasedThrottlingPolicy BudgetKey CoinsCharged CoinsChargedMethod SidBudgetInfo AppBudgetInfo
    TenantBudgetInfo ResourceAccessed ResourceHealthBasedThreshold ThrottledBy BackoffHint WorkClassification
  `),
  rpsCmdlet: list(`
    DateTime StartTime RequestId ClientRequestId MajorVersion MinorVersion BuildVersion RevisionVersion
    ServerHostName ProcessId ProcessName ThreadId CultureInfo Organization AuthenticatedUser ExecutingUserSid
    EffectiveOrganization UserServicePlan IsAdmin ClientApplication Cmdlet Parameters CmdletUniqueId
    UserBudgetOnStart ContributeToFailFast RunspaceSettingsCreationHint ADViewEntireForest ADRecipientViewRoot
    ADConfigurationDomainControllers ADPreferredGlobalCatalogs ADPreferredDomainControllers
    ADUserConfigurationDomainController ADUserPreferredGlobalCatalog ADuserPreferredDomainControllers
    ThrottlingInfo DelayInfo ThrottlingDelay IsOutputObjectRedacted CmdletProxyStage CmdletProxyRemoteServer
    CmdletProxyRemoteServerVersion CmdletProxyMethod ProxiedObjectCount CmdletProxyLatency OutputObjectCount
    ParameterBinding BeginProcessing ProcessRecord EndProcessing StopProcessing BizLogic PowerShellLatency
    UserInteractionLatency ProvisioningLayerLatency ActivityContextLifeTime TotalTime ErrorType ExecutionResult
    CacheHitCount CacheMissCount GenericLatency GenericInfo GenericErrors ObjectGuid
    ExternalDirectoryOrganizationId ExternalDirectoryObjectId NonPiiParameters
  `),
  messageTracking: list(`
    date-time client-ip client-hostname server-ip server-hostname source-context connector-id source event-id
    internal-message-id message-id network-message-id recipient-address recipient-status total-bytes
    recipient-count related-recipient-address reference message-subject sender-address return-path message-info
    directionality tenant-id original-client-ip original-server-ip custom-data transport-traffic-type log-id
    schema-version
  `),
  agent: list(`
    Timestamp SessionId LocalEndpoint RemoteEndpoint EnteredOrgFromIP MessageId P1FromAddress P2FromAddresses
    Recipient NumRecipients Agent Event Action SmtpResponse Reason ReasonData Diagnostics NetworkMsgID TenantID
    Directionality
  `),
  smtp: list(`
    date-time connector-id session-id sequence-number local-endpoint remote-endpoint event data context
  `),
  audit: list(`
    Timestamp Server TenantId RecordType Data UserKey RecordId Operation Workload ResultStatus Version Scope
  `),
  ecp: list(`
    TimeStamp ServerName EventId EventData
  `),
  rpsHttp: list(`
    DateTime StartTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion ClientRequestId UrlHost
    UrlStem AuthenticationType IsAuthenticated AuthenticatedUser Organization ManagedOrganization
    ClientIpAddress ServerHostName FrontEndServer HttpStatus SubStatus ErrorCode Action CommandId CommandName
    SessionId ShellId FailFast ContributeToFailFast RequestBytes ClientInfo CPU Memory ActivityContextLifeTime
    TotalTime UrlQuery GenericLatency GenericInfo GenericErrors
  `),
  mapiHttp: list(`
    DateTime RequestId MapiRequestId ClientRequestId RequestType HttpStatusCode ResponseCode StatusCode
    ReturnCode TotalRequestLatency DeploymentRing MajorVersion MinorVersion BuildVersion RevisionVersion
    AuthenticatedUserEmail UPN Puid TenantGuid MailboxId MDBGuid ActAsUserEmail ClientIP SourceCafeServer
    EdgeInfo NetworkDeviceInfo SessionCookie SequenceCookie MapiClientInfo ClientSoftware ClientSoftwareVersion
    ClientMode AuthenticationType AuthModuleLatency LiveIdBasicLog LiveIdBasicError LiveIdNegotiateError
    OAuthLatency OAuthError OAuthErrorCategory OAuthExtraInfo AuthenticatedUser RopIds OperationSpecific
    GenericInfo GenericErrors
  `),
  imapPop: list(`
    dateTime sessionId seqNumber sIp cIp user duration rqsize rpsize command parameters context puid
  `),
  httpRequestFiltering: list(`
    DateTime MajorVersion MinorVersion BuildVersion RevisionVersion ServerHostName SharedCacheLatency
    TotalLatency HttpMethod UrlHost UrlStem UrlQuery ServerIP Protocol HeaderNames CookieNames ScanResult
    GenericInfo GenericErrors
  `),
} as const satisfies Readonly<Record<string, readonly string[]>>;

function list(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}
