// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { AnyDetector } from '../model/detector.js';
import exchangeForeignTransportAgent from './exchange/foreign-transport-agent.js';
import iisForeignHandler from './iis/foreign-handler.js';
import iisForeignIsapi from './iis/foreign-isapi.js';
import iisForeignManagedModule from './iis/foreign-managed-module.js';
import iisForeignNativeModule from './iis/foreign-native-module.js';
import iisForeignVirtualDirectory from './iis/foreign-virtual-directory.js';
import webshellAssemblyLoadedFromRequest from './webshell/assembly-loaded-from-request.js';
import webshellCompiledPageWithoutSource from './webshell/compiled-page-without-source.js';
import webshellDatabaseConsole from './webshell/database-console.js';
import webshellFileManager from './webshell/file-manager.js';
import webshellFileWrittenFromRequest from './webshell/file-written-from-request.js';
import webshellFlaggedFileUsed from './webshell/flagged-file-used.js';
import webshellMachineKeyDisclosed from './webshell/machine-key-disclosed.js';
import webshellNativeMemoryExecution from './webshell/native-memory-execution.js';
import webshellObfuscatedEvaluation from './webshell/obfuscated-evaluation.js';
import webshellProcessStartedFromRequest from './webshell/process-started-from-request.js';
import webshellRequestDataCompiled from './webshell/request-data-compiled.js';
import webshellRequestDataDeserialised from './webshell/request-data-deserialised.js';
import webshellRequestDataEvaluated from './webshell/request-data-evaluated.js';
import webshellRuntimeRoute from './webshell/runtime-route.js';
import webshellScriptFileWritten from './webshell/script-file-written.js';
import webshellServerInventory from './webshell/server-inventory.js';
import webshellSocketRelay from './webshell/socket-relay.js';
import webshellTransformWithScript from './webshell/transform-with-script.js';
import webshellTunnelTraffic from './webshell/tunnel-traffic.js';
import webshellTypeChosenByRequest from './webshell/type-chosen-by-request.js';

/** Every detector that ships, in the order of their ids. */
export const detectors: readonly AnyDetector[] = [
  exchangeForeignTransportAgent,
  iisForeignHandler,
  iisForeignIsapi,
  iisForeignManagedModule,
  iisForeignNativeModule,
  iisForeignVirtualDirectory,
  webshellAssemblyLoadedFromRequest,
  webshellCompiledPageWithoutSource,
  webshellDatabaseConsole,
  webshellFileManager,
  webshellFileWrittenFromRequest,
  webshellFlaggedFileUsed,
  webshellMachineKeyDisclosed,
  webshellNativeMemoryExecution,
  webshellObfuscatedEvaluation,
  webshellProcessStartedFromRequest,
  webshellRequestDataCompiled,
  webshellRequestDataDeserialised,
  webshellRequestDataEvaluated,
  webshellRuntimeRoute,
  webshellScriptFileWritten,
  webshellServerInventory,
  webshellSocketRelay,
  webshellTransformWithScript,
  webshellTunnelTraffic,
  webshellTypeChosenByRequest,
];
