import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';

const KEYS =
  /\\Services\\(?:W3SVC|WAS|IISADMIN|MSExchange[^\\]*)$|\\Control\\Session Manager\\Environment$|^HKEY_(?:CURRENT_USER|USERS\\[^\\]+)\\Environment$/i;
/** The path of a profiler, or of an assembly that takes over each application domain. */
const VARIABLE =
  /^(COR_PROFILER_PATH(?:_\d\d)?|CORECLR_PROFILER_PATH(?:_\d\d)?|DOTNET_STARTUP_HOOKS|APPDOMAIN_MANAGER_ASM)(?:=(.*))?$/i;

export default defineDetector({
  id: 'windows.clr-profiler',
  title: 'CLR profiler in every .NET process',
  description:
    'Environment variables make the runtime load a DLL into every .NET process, the workers of IIS among them. Normal are monitoring products, from their own folder.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1574.012'],
  references: ['NET-07'],
  falsePositives: ['Monitoring products'],
  nextSteps: ['Collect the DLL', 'Look which processes loaded it'],
  consumes: registryExport,
  messages: { loaded: '{name} makes .NET load {command}' },
  *inspect(file, context) {
    for (const { value } of registryValues(file, KEYS)) {
      // Services keep a list of `NAME=value`; the other keys a value for each variable.
      const pairs =
        value.name.toLowerCase() === 'environment' ? value.texts : [`${value.name}=${value.texts.join(' ')}`];
      for (const pair of pairs) {
        const [, name, command] = VARIABLE.exec(pair) ?? [];
        if (name === undefined || !command) continue;
        const vendor = folderTrust(new ServerPaths().canonical(command)) === 'vendor';
        yield {
          message: 'loaded',
          severity: vendor ? 'low' : 'critical',
          ...(vendor ? ({ confidence: 'weak', outcome: 'hygiene' } as const) : {}),
          data: { name, command },
          at: registryEvidence(value, context.artifact),
          identity: [value.key.toLowerCase(), name.toLowerCase()],
        };
      }
    }
  },
});
