import { defineDetector } from '../../model/detector.js';
import { serverFleet } from '../../server/fleet.js';

export default defineDetector({
  id: 'iis.server-difference',
  title: 'Difference from the other servers in IIS or Exchange',
  description:
    'Servers of one organisation are set up alike. A foreign entry that one of them alone has was not put there by a product that they all run, be it a module or a transport agent; a machine key that several have was put on each.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['TIM-10', 'IIS-06', 'EXC-01'],
  falsePositives: ['Servers with different tasks', 'Keys that a farm shares on purpose'],
  nextSteps: ['Look at the entry on the server that has it', 'Ask what else the server is for'],
  consumes: serverFleet,
  messages: {
    single: 'Only {server} of {count} servers has the {kind} {name}',
    shared: '{count} servers have the same machine key {name}: {servers}',
  },
  *inspect({ servers }) {
    const having = new Map<string, string[]>();
    for (const { host, traits } of servers) {
      for (const key of new Set(traits.map((trait) => trait.key))) having.set(key, [...(having.get(key) ?? []), host]);
    }
    const said = new Set<string>();
    for (const { host, sources, traits } of servers) {
      for (const { source, kind, key, name, weight, artifact, evidence } of traits) {
        const compared = servers.filter((server) => server.sources.has(source)).length;
        const hosts = having.get(key) ?? [];
        if (weight === null || weight.severity === 'informational' || said.has(key)) continue;
        const about = { host, artifact, at: evidence, identity: [key.startsWith('machine key') ? name : key] };
        if (kind === 'machine key') {
          if (hosts.length < 2) continue;
          yield {
            message: 'shared',
            severity: weight.severity,
            confidence: weight.confidence,
            outcome: weight.outcome,
            data: { name, count: hosts.length, servers: hosts },
            attack: ['T1606.002'],
            ...about,
          };
        } else if (hosts.length === 1 && compared > 1 && sources.has(source)) {
          yield {
            message: 'single',
            severity: weight.severity,
            confidence: weight.confidence,
            outcome: weight.outcome,
            data: { server: host, count: compared, kind, name },
            ...(source === 'IIS' ? {} : { attack: ['T1505.002'] }),
            ...about,
          };
        }
        said.add(key);
      }
    }
  },
});
