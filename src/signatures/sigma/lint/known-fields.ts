import { EXCHANGE_COLUMNS } from '../../../formats/exchange-csv/exchange-columns.js';
import { EVENT_LOGS, EXCHANGE_LOGS } from '../records/log-source.js';
import { exchangeMapping } from '../mappings/exchange.js';
import type { LogSource } from '../ast.js';

/**
 * Names that values of Windows events have, by who writes them. There are more than any list holds: only what nearly is one of
 * them counts as misspelt. Sources: the manifests of Sysmon 15, of security auditing, PowerShell, the service control manager, task
 * scheduler, Defender and code integrity; and what stands in `System` of every event.
 */
const EVENT_FIELDS = [
  'Process Name',
  'Threat Name',
  'Severity Name',
  'Category Name',
  'Detection User',
  'Action Name',
  ...list(`
  EventID EventId EventRecordID Provider_Name ProviderName Source Channel LogName Computer ComputerName Level Task Keywords
  UserID SecurityUserID ActivityID Message Data ViewState Cmdlet Parameters User Result param1 param2 param3

  RuleName UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName CommandLine
  CurrentDirectory LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage
  ParentCommandLine ParentUser TargetFilename CreationUtcTime PreviousCreationUtcTime Protocol Initiated SourceIsIpv6 SourceIp
  SourceHostname SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort
  DestinationPortName State Version SchemaVersion ImageLoaded Signed Signature SignatureStatus SourceProcessGuid
  SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction
  SourceUser TargetUser Device SourceThreadId GrantedAccess CallTrace EventType TargetObject Details NewName Hash Contents
  Configuration ConfigurationFileHash PipeName Operation EventNamespace Name Query Type Destination Consumer Filter QueryName
  QueryStatus QueryResults IsExecutable Archived Session ClientInfo ID

  SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId TargetUserSid TargetUserName TargetDomainName TargetLogonId
  TargetSid TargetOutboundUserName TargetOutboundDomainName TargetServerName TargetInfo LogonType LogonProcessName
  AuthenticationPackageName WorkstationName Workstation TransmittedServices LmPackageName KeyLength ProcessName IpAddress IpPort
  ImpersonationLevel RestrictedAdminMode VirtualAccount ElevatedToken Status SubStatus FailureReason NewProcessId NewProcessName
  TokenElevationType MandatoryLabel ParentProcessName ObjectServer ObjectType ObjectName ObjectClass ObjectDN ObjectGUID
  ObjectValueName HandleId AccessList AccessMask AccessReason PrivilegeList RelativeTargetName ShareName ShareLocalPath
  OldValue NewValue OldValueType NewValueType OperationType AttributeLDAPDisplayName AttributeValue AttributeSyntaxOID
  DSName DSType OpCorrelationID AppCorrelationID Properties AdditionalInfo AllowedToDelegateTo SamAccountName DisplayName
  UserPrincipalName HomeDirectory HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires
  PrimaryGroupId OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours OldTargetUserName
  NewTargetUserName MemberName MemberSid ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount ServiceSid
  TicketOptions TicketEncryptionType PreAuthType CertIssuerName CertSerialNumber CertThumbprint TaskName TaskContent
  TaskContentNew AuditPolicyChanges SubcategoryGuid CategoryId SubcategoryId CallerProcessId CallerProcessName ClientProcessId
  ClientAddress ClientName AccountName Application Direction SourceAddress DestAddress DestPort FilterRTID LayerName LayerRTID
  FilterOrigin FilterName EnabledPrivilegeList DisabledPrivilegeList AuditSourceName EventSourceId SidList
  ServicePrincipalNames ProcessPath DeviceDescription DeviceId ClassName TemplateContent NewTemplateContent

  ScriptBlockText ScriptBlockId MessageNumber MessageTotal Path Payload ContextInfo UserData HostApplication HostName HostVersion
  EngineVersion RunspaceId PipelineId CommandName CommandType CommandPath

  ImagePath StartType ActionName ResultCode UserName Action Actions Priority Author Caption
  ThreatName ThreatID SeverityName CategoryName DetectionUser ProcessNameBuffer FileNameBuffer RequestedPolicy FileName HiveName DeviceName processPath subjectName payload
`),
];

const EXCHANGE_FIELDS = [
  ...exchangeMapping.fields.flatMap(({ names }) => names),
  ...Object.values(EXCHANGE_COLUMNS).flat(),
  ...list('Cmdlet Parameters User Result'),
];

/** Fields that records of a log source are known to have, as far as a rule says which they are. */
export function knownFieldsOf({ product, category, service }: LogSource): ReadonlySet<string> | null {
  if (product?.toLowerCase() === EXCHANGE_LOGS.product) return new Set(EXCHANGE_FIELDS);
  const isOfEvents = product?.toLowerCase() === EVENT_LOGS.product && (category !== null || service !== null);
  return isOfEvents && category !== 'webserver' ? new Set(EVENT_FIELDS) : null;
}

function list(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}
