import { agentsConfig, type TransportAgent } from '../../formats/agents-config/agents-config.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { shiftSeverity } from '../../model/severity.js';
import { type FolderTrust, folderTrust } from '../../server/configuration/folder-trust.js';
import { exchangeRootIn, ServerPaths } from '../../server/configuration/server-paths.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

/** Built-in agents whose factories are not on record; their assemblies lie below `TransportRoles\agents` (section 2.9). */
const BUILT_IN_NAMES: ReadonlySet<string> = new Set(
  [
    'ABP Routing Agent',
    'Address Book Policy Routing Agent',
    'DLP Policy Agent',
    'Front End Proxy Agent',
    'Inbound Trust Agent',
    'Interceptor Routing Agent',
    'Interceptor SMTP Receive Agent',
    'Journal Agent',
    'Journal Report Decryption Agent',
    'Retention Policy Agent',
    'RMS Decryption Agent',
    'RMS Encryption Agent',
    'RMS Protocol Decryption Agent',
    'Supervisory Review Agent',
    'System Probe Drop Routing Agent',
    'System Probe Drop SMTP Agent',
    'Text Messaging Delivery Agent',
    'Text Messaging Routing Agent',
    'UnJournal Agent',
  ].map((name) => name.toLowerCase()),
);

const AGENTS = '%exi%\\transportroles\\agents\\';

const BY_FOLDER: Readonly<Record<FolderTrust, Severity>> = {
  system: 'critical',
  exchange: 'critical',
  web: 'critical',
  writable: 'critical',
  remote: 'critical',
  odd: 'high',
  vendor: 'medium',
};

export default defineDetector({
  id: 'exchange.foreign-transport-agent',
  title: 'Transport agent that Exchange does not ship',
  description:
    'A transport agent reads, changes and drops every message of the server, and can take commands out of mail. Normal are the agents of Exchange from its own assemblies, and those of mail products from their own folders.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.002'],
  references: ['EXC-01', 'https://www.welivesecurity.com/2019/05/07/turla-lightneuron-email-too-far/'],
  falsePositives: ['Spam and virus filters, signature and archiving products, DKIM signers, from their own folder'],
  nextSteps: [
    'Collect the assembly and look at its strong name, version information and references',
    'Look for Install-TransportAgent and Enable-TransportAgent in the cmdlet and event logs',
    'Compare with agents.config of the other servers',
  ],
  consumes: agentsConfig,
  messages: {
    foreign: 'Transport agent {name} loads {assembly}, which Exchange does not ship',
    impostor: 'Transport agent {name} has the name of a built-in one, but loads {factory} from {assembly}',
    extended: 'Transport agent {name} takes {factory}, which is not known, from the shipped assembly {assembly}',
  },
  *inspect({ agents }, context) {
    const paths = new ServerPaths(exchangeRootIn(agents.map(({ assemblyPath }) => assemblyPath)));
    for (const agent of agents) {
      const verdict = judge(agent, paths.canonical(agent.assemblyPath));
      if (verdict === null) continue;
      yield {
        message: verdict.message,
        severity: agent.enabled ? verdict.severity : shiftSeverity(verdict.severity, -1),
        confidence: verdict.severity === 'critical' ? 'strong' : 'moderate',
        data: {
          name: agent.name,
          assembly: agent.assemblyPath,
          factory: agent.classFactory,
          priority: agent.priority,
          enabled: agent.enabled,
        },
        at: elementEvidence(agent.element, context.artifact),
        identity: [agent.name.toLowerCase(), agent.classFactory.toLowerCase()],
      };
    }
  },
});

function judge(agent: TransportAgent, assembly: string) {
  const known = iisKnownGood().transportAgents;
  const name = agent.name.trim().toLowerCase();
  const factory = agent.classFactory.trim();
  if (known.some(([, knownFactory, file]) => file === assembly && knownFactory === factory)) return null;
  const ours = factory.startsWith('Microsoft.Exchange.') && assembly.startsWith(AGENTS);
  if (ours && BUILT_IN_NAMES.has(name)) return null;
  if (BUILT_IN_NAMES.has(name) || known.some(([other]) => other.toLowerCase() === name)) {
    return { message: 'impostor', severity: 'critical' } as const;
  }
  if (known.some(([, , file]) => file === assembly)) return { message: 'extended', severity: 'high' } as const;
  return { message: 'foreign', severity: BY_FOLDER[folderTrust(assembly)] } as const;
}
