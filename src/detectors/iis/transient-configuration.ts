import { type ConfigurationVersion, configurationVersion } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import type { Artifact } from '../../model/artifact.js';
import { type DetectorContext, defineDetector, type Inspected } from '../../model/detector.js';
import type { FactEvidence } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { type Trait, traitsOf } from '../../server/configuration/traits.js';

interface Version {
  readonly artifact: Artifact | null;
  readonly role: ConfigurationVersion['role'];
  readonly traits: ReadonlyMap<string, Trait>;
  /** Last written, UTC ISO 8601; null where the collection does not tell. */
  readonly time: string | null;
  readonly label: string;
}

export default defineDetector({
  id: 'iis.transient-configuration',
  title: 'New or transient configuration entry',
  description:
    'IIS keeps copies of its configuration. A foreign entry that stands in some of them only was added or removed between two of them, and what is gone today was there then.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1070'],
  references: ['IIS-14'],
  falsePositives: ['Products that were installed or removed in that time'],
  nextSteps: ['Look at what else happened between the two copies', 'Collect the file that the entry named'],
  consumes: configurationVersion,
  messages: {
    removed: 'The {kind} {name} was there ({from}) and is gone ({until})',
    added: 'The {kind} {name} was added between {until} and {from}',
    loaded: 'The {kind} {name} was given to a worker process ({from}) and is not in the configuration in force',
  },
  *conclude(inputs, context) {
    const versions = inOrder(inputs, context);
    const current = versions.find(({ role }) => role === 'current');
    // Files whose place is not known may be of different servers: there is no telling which came first.
    if (versions.filter(({ role }) => role === 'current').length > 1) return;
    const line = versions.filter(({ role }) => role === 'history' || role === 'current');
    const last = line.at(-1);
    if (!last || versions.length < 2) return;
    const seen = new Map<string, Trait>(
      versions
        .flatMap(({ traits }) => [...traits])
        .filter(([, { weight }]) => weight !== null && weight.severity !== 'informational'),
    );
    for (const [key, { kind, name, weight }] of [...seen].sort(([a], [b]) => compareText(a, b))) {
      if (weight === null) continue;
      const { severity, confidence, outcome } = weight;
      const weighed = { severity, confidence, outcome };
      const having = line.filter(({ traits }) => traits.has(key));
      const first = having[0];
      const final = having.at(-1);
      if (first === undefined || final === undefined) {
        const pool = versions.find(({ role, traits }) => role === 'pool' && traits.has(key));
        if (current && pool) yield { message: 'loaded', ...weighed, ...about(key, kind, name, pool, last) };
        continue;
      }
      const before = line[line.indexOf(first) - 1];
      const after = line[line.indexOf(final) + 1];
      // What IIS keeps is short: an entry may be older than the oldest copy.
      if (after) yield { message: 'removed', ...weighed, ...about(key, kind, name, first, after) };
      else if (before) yield { message: 'added', ...weighed, ...about(key, kind, name, first, before) };
    }
  },
});

/** Numbered copies in their order, then the configuration in force; copies of pools and backups before them. */
function inOrder(inputs: readonly Inspected<ConfigurationVersion>[], { server }: DetectorContext): Version[] {
  const rank = { pool: 0, backup: 0, history: 1, current: 2 };
  return [...inputs]
    .sort(
      (a, b) =>
        rank[a.input.role] - rank[b.input.role] ||
        (a.input.number ?? 0) - (b.input.number ?? 0) ||
        compareText(a.artifact?.times?.modified ?? '', b.artifact?.times?.modified ?? '') ||
        compareText(a.artifact?.collectedPath ?? '', b.artifact?.collectedPath ?? ''),
    )
    .map(({ input: { file, role, number }, artifact }) => {
      const time = artifact?.times && artifact.times.quality !== 'unreliable' ? artifact.times.modified : null;
      const copy =
        role === 'current' ? 'the configuration in force' : `copy ${number ?? artifact?.collectedPath ?? role}`;
      return {
        artifact,
        role,
        traits: traitsOf(file, serverPathsOf(file, artifact), { artifact, server }),
        time,
        label: time === null ? copy : `${copy} of ${time}`,
      };
    });
}

function about(key: string, kind: string, name: string, having: Version, without: Version) {
  const trait = having.traits.get(key);
  const fact = (label: string, { artifact, label: text }: Version): FactEvidence => ({
    type: 'fact',
    path: artifact?.collectedPath ?? null,
    label,
    text,
  });
  return {
    data: { kind, name, from: having.label, until: without.label },
    at: [
      ...(trait ? [elementEvidence(trait.element, having.artifact)] : []),
      fact('there in', having),
      fact('not in', without),
    ],
    identity: [key],
    ...(having.artifact && { artifact: having.artifact }),
    firstSeen: having.time,
    lastSeen: without.time !== null && having.time !== null && without.time > having.time ? without.time : having.time,
  };
}
