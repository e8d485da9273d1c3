// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { AnyDetector } from '../model/detector.js';
import exchangeBackEndDirectAccess from './exchange/back-end-direct-access.js';
import exchangeBuildHistory from './exchange/build-history.js';
import exchangeForeignTransportAgent from './exchange/foreign-transport-agent.js';
import exchangeReportedHealth from './exchange/reported-health.js';
import exchangeTransportAgentAtWork from './exchange/transport-agent-at-work.js';
import iisApplicationPoolTampering from './iis/application-pool-tampering.js';
import iisAssemblyRedirect from './iis/assembly-redirect.js';
import iisAutomaticStart from './iis/automatic-start.js';
import iisCompilationTampering from './iis/compilation-tampering.js';
import iisCrawlerCloaking from './iis/crawler-cloaking.js';
import iisCredentialsLogged from './iis/credentials-logged.js';
import iisExecutableConfiguration from './iis/executable-configuration.js';
import iisExecutableLocation from './iis/executable-location.js';
import iisExposedContent from './iis/exposed-content.js';
import iisExternalConfiguration from './iis/external-configuration.js';
import iisForeignControlAdapter from './iis/foreign-control-adapter.js';
import iisForeignGlobalAssembly from './iis/foreign-global-assembly.js';
import iisForeignHandler from './iis/foreign-handler.js';
import iisForeignIsapi from './iis/foreign-isapi.js';
import iisForeignManagedModule from './iis/foreign-managed-module.js';
import iisForeignNativeModule from './iis/foreign-native-module.js';
import iisForeignVirtualDirectory from './iis/foreign-virtual-directory.js';
import iisHostedProgram from './iis/hosted-program.js';
import iisLogAltered from './iis/log-altered.js';
import iisLogGap from './iis/log-gap.js';
import iisLoggingReduced from './iis/logging-reduced.js';
import iisRemotedClass from './iis/remoted-class.js';
import iisRemovedModule from './iis/removed-module.js';
import iisReplacedCompilation from './iis/replaced-compilation.js';
import iisReportedModule from './iis/reported-module.js';
import iisRewriteRule from './iis/rewrite-rule.js';
import iisRunningType from './iis/running-type.js';
import iisSectionUnlocked from './iis/section-unlocked.js';
import iisServerDifference from './iis/server-difference.js';
import iisStaticMachineKey from './iis/static-machine-key.js';
import iisTransientConfiguration from './iis/transient-configuration.js';
import iisUnlistedAssembly from './iis/unlisted-assembly.js';
import iisWeakenedAuthentication from './iis/weakened-authentication.js';
import iisWeakenedRequestFiltering from './iis/weakened-request-filtering.js';
import iisWeakenedViewState from './iis/weakened-view-state.js';
import iisWebWriting from './iis/web-writing.js';
import webshellApplicationFileWithCode from './webshell/application-file-with-code.js';
import webshellAssemblyLoadedFromRequest from './webshell/assembly-loaded-from-request.js';
import webshellClimbingArchiveMember from './webshell/climbing-archive-member.js';
import webshellCodeBeyondLimits from './webshell/code-beyond-limits.js';
import webshellCodeFromOddFile from './webshell/code-from-odd-file.js';
import webshellCompiledCredentialTheft from './webshell/compiled-credential-theft.js';
import webshellCompiledPageWithoutSource from './webshell/compiled-page-without-source.js';
import webshellCompiledPayload from './webshell/compiled-payload.js';
import webshellCompiledRequestHandler from './webshell/compiled-request-handler.js';
import webshellCredentialsKept from './webshell/credentials-kept.js';
import webshellDatabaseConsole from './webshell/database-console.js';
import webshellDeletedPage from './webshell/deleted-page.js';
import webshellFeignedAbsence from './webshell/feigned-absence.js';
import webshellFileManager from './webshell/file-manager.js';
import webshellFileWrittenFromRequest from './webshell/file-written-from-request.js';
import webshellFlaggedFileUsed from './webshell/flagged-file-used.js';
import webshellForeignFile from './webshell/foreign-file.js';
import webshellHiddenPage from './webshell/hidden-page.js';
import webshellHostChanged from './webshell/host-changed.js';
import webshellLargeDownload from './webshell/large-download.js';
import webshellLinkedContent from './webshell/linked-content.js';
import webshellLogonPageCapability from './webshell/logon-page-capability.js';
import webshellLookalikeName from './webshell/lookalike-name.js';
import webshellMachineKeyDisclosed from './webshell/machine-key-disclosed.js';
import webshellModifiedProductPage from './webshell/modified-product-page.js';
import webshellNativeImplant from './webshell/native-implant.js';
import webshellNativeMemoryExecution from './webshell/native-memory-execution.js';
import webshellObfuscatedEvaluation from './webshell/obfuscated-evaluation.js';
import webshellOddName from './webshell/odd-name.js';
import webshellOrphanedCompilation from './webshell/orphaned-compilation.js';
import webshellPostToStaticFile from './webshell/post-to-static-file.js';
import webshellPostsWithoutPage from './webshell/posts-without-page.js';
import webshellProcessStartedFromRequest from './webshell/process-started-from-request.js';
import webshellRecycledPage from './webshell/recycled-page.js';
import webshellRelayedContent from './webshell/relayed-content.js';
import webshellRenamedUploadUsed from './webshell/renamed-upload-used.js';
import webshellRequestDataCompiled from './webshell/request-data-compiled.js';
import webshellRequestDataDeserialised from './webshell/request-data-deserialised.js';
import webshellRequestDataEvaluated from './webshell/request-data-evaluated.js';
import webshellRuntimeRoute from './webshell/runtime-route.js';
import webshellScriptFileWritten from './webshell/script-file-written.js';
import webshellServerInventory from './webshell/server-inventory.js';
import webshellSocketRelay from './webshell/socket-relay.js';
import webshellStagedScript from './webshell/staged-script.js';
import webshellSystemNamespacesImported from './webshell/system-namespaces-imported.js';
import webshellSystemTypeInMarkup from './webshell/system-type-in-markup.js';
import webshellTransformWithScript from './webshell/transform-with-script.js';
import webshellTunnelTraffic from './webshell/tunnel-traffic.js';
import webshellTypeChosenByRequest from './webshell/type-chosen-by-request.js';
import webshellUnknownScriptUsed from './webshell/unknown-script-used.js';
import webshellUnshippedScript from './webshell/unshipped-script.js';
import webshellUploadedPageUsed from './webshell/uploaded-page-used.js';
import webshellVisitorsRedirected from './webshell/visitors-redirected.js';
import windowsAlteredFileTimes from './windows/altered-file-times.js';
import windowsAuthenticationPackage from './windows/authentication-package.js';
import windowsClrProfiler from './windows/clr-profiler.js';
import windowsDeletedProgram from './windows/deleted-program.js';
import windowsHiddenTask from './windows/hidden-task.js';
import windowsListedPersistence from './windows/listed-persistence.js';
import windowsLogRewritten from './windows/log-rewritten.js';
import windowsPortProxy from './windows/port-proxy.js';
import windowsRecordedProgram from './windows/recorded-program.js';
import windowsRegistryCode from './windows/registry-code.js';
import windowsRunKey from './windows/run-key.js';
import windowsScheduledTask from './windows/scheduled-task.js';
import windowsService from './windows/service.js';
import windowsUrlReservation from './windows/url-reservation.js';

/** Every detector that ships, in the order of their ids. */
export const detectors: readonly AnyDetector[] = [
  exchangeBackEndDirectAccess,
  exchangeBuildHistory,
  exchangeForeignTransportAgent,
  exchangeReportedHealth,
  exchangeTransportAgentAtWork,
  iisApplicationPoolTampering,
  iisAssemblyRedirect,
  iisAutomaticStart,
  iisCompilationTampering,
  iisCrawlerCloaking,
  iisCredentialsLogged,
  iisExecutableConfiguration,
  iisExecutableLocation,
  iisExposedContent,
  iisExternalConfiguration,
  iisForeignControlAdapter,
  iisForeignGlobalAssembly,
  iisForeignHandler,
  iisForeignIsapi,
  iisForeignManagedModule,
  iisForeignNativeModule,
  iisForeignVirtualDirectory,
  iisHostedProgram,
  iisLogAltered,
  iisLogGap,
  iisLoggingReduced,
  iisRemotedClass,
  iisRemovedModule,
  iisReplacedCompilation,
  iisReportedModule,
  iisRewriteRule,
  iisRunningType,
  iisSectionUnlocked,
  iisServerDifference,
  iisStaticMachineKey,
  iisTransientConfiguration,
  iisUnlistedAssembly,
  iisWeakenedAuthentication,
  iisWeakenedRequestFiltering,
  iisWeakenedViewState,
  iisWebWriting,
  webshellApplicationFileWithCode,
  webshellAssemblyLoadedFromRequest,
  webshellClimbingArchiveMember,
  webshellCodeBeyondLimits,
  webshellCodeFromOddFile,
  webshellCompiledCredentialTheft,
  webshellCompiledPageWithoutSource,
  webshellCompiledPayload,
  webshellCompiledRequestHandler,
  webshellCredentialsKept,
  webshellDatabaseConsole,
  webshellDeletedPage,
  webshellFeignedAbsence,
  webshellFileManager,
  webshellFileWrittenFromRequest,
  webshellFlaggedFileUsed,
  webshellForeignFile,
  webshellHiddenPage,
  webshellHostChanged,
  webshellLargeDownload,
  webshellLinkedContent,
  webshellLogonPageCapability,
  webshellLookalikeName,
  webshellMachineKeyDisclosed,
  webshellModifiedProductPage,
  webshellNativeImplant,
  webshellNativeMemoryExecution,
  webshellObfuscatedEvaluation,
  webshellOddName,
  webshellOrphanedCompilation,
  webshellPostToStaticFile,
  webshellPostsWithoutPage,
  webshellProcessStartedFromRequest,
  webshellRecycledPage,
  webshellRelayedContent,
  webshellRenamedUploadUsed,
  webshellRequestDataCompiled,
  webshellRequestDataDeserialised,
  webshellRequestDataEvaluated,
  webshellRuntimeRoute,
  webshellScriptFileWritten,
  webshellServerInventory,
  webshellSocketRelay,
  webshellStagedScript,
  webshellSystemNamespacesImported,
  webshellSystemTypeInMarkup,
  webshellTransformWithScript,
  webshellTunnelTraffic,
  webshellTypeChosenByRequest,
  webshellUnknownScriptUsed,
  webshellUnshippedScript,
  webshellUploadedPageUsed,
  webshellVisitorsRedirected,
  windowsAlteredFileTimes,
  windowsAuthenticationPackage,
  windowsClrProfiler,
  windowsDeletedProgram,
  windowsHiddenTask,
  windowsListedPersistence,
  windowsLogRewritten,
  windowsPortProxy,
  windowsRecordedProgram,
  windowsRegistryCode,
  windowsRunKey,
  windowsScheduledTask,
  windowsService,
  windowsUrlReservation,
];
