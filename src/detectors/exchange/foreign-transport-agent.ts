import { agentsConfig, type TransportAgent } from '../../formats/agents-config/agents-config.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { shiftSeverity } from '../../model/severity.js';
import { type FolderTrust, folderTrust } from '../../server/configuration/folder-trust.js';
import { exchangeRootIn, ServerPaths } from '../../server/configuration/server-paths.js';
import { imageEvidence } from '../../server/image-facts.js';
import { transportAgentOrigin } from '../../server/transport-agent-origin.js';

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
  title: 'Foreign transport agent',
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
      const path = paths.expand(agent.assemblyPath);
      const image = context.server.images?.get(path);
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
        at: [elementEvidence(agent.element, context.artifact), ...(image ? imageEvidence(image, path) : [])],
        identity: [agent.name.toLowerCase(), agent.classFactory.toLowerCase()],
      };
    }
  },
});

function judge(agent: TransportAgent, assembly: string) {
  const origin = transportAgentOrigin(agent, assembly);
  if (origin === 'shipped') return null;
  if (origin === 'impostor') return { message: origin, severity: 'critical' } as const;
  if (origin === 'extended') return { message: origin, severity: 'high' } as const;
  return { message: origin, severity: BY_FOLDER[folderTrust(assembly)] } as const;
}
