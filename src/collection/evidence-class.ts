import type { Artifact, ArtifactKind } from '../model/artifact.js';
import { EVIDENCE_CLASSES, type EvidenceClass } from '../model/coverage.js';
import { groupBy } from '../platform/group-by.js';

const CLASS_OF_KIND: Readonly<Partial<Record<ArtifactKind, EvidenceClass>>> = {
  'web-content': 'web-content',
  'application-host-config': 'iis-configuration',
  'agents-config': 'transport-agents',
  'compiled-page': 'compiled-pages',
  'iis-log': 'iis-logs',
  'exchange-log': 'exchange-logs',
  'event-log': 'event-logs',
  'scheduled-task': 'scheduled-tasks',
  'registry-export': 'registry',
};

/**
 * The class of evidence whose question an artifact can answer, null for those that answer none by themselves: a web.config does not
 * say which modules IIS loads, HTTPERR does not hold what IIS answered, and what ASP.NET compiled (told by `windowsPath`) is not
 * what lies in the web folders. They are examined all the same; a class made present by them would hide that the rest is missing.
 */
export function evidenceClassOf(kind: ArtifactKind, windowsPath: string | null = null): EvidenceClass | null {
  if (kind === 'web-content' && windowsPath?.toLowerCase().includes('\\temporary asp.net files\\'))
    return 'compiled-pages';
  return CLASS_OF_KIND[kind] ?? null;
}

/** How much of one class was collected of one server. */
export interface CollectedEvidence {
  readonly host: string | null;
  readonly class: EvidenceClass;
  readonly artifacts: number;
  /** Sum of sizes. */
  readonly bytes: number;
}

/** What there is of each class, none left out, for each server of `hosts` (null: not told), in order of both. */
export function collectedEvidence(
  artifacts: readonly Artifact[],
  hosts: readonly (string | null)[],
): readonly CollectedEvidence[] {
  const counted = groupBy(artifacts, (artifact) =>
    JSON.stringify([artifact.host, evidenceClassOf(artifact.kind, artifact.windowsPath)]),
  );
  return hosts.flatMap((host) =>
    EVIDENCE_CLASSES.map((name) => {
      const some = counted.get(JSON.stringify([host, name])) ?? [];
      return { host, class: name, artifacts: some.length, bytes: some.reduce((sum, one) => sum + one.size, 0) };
    }),
  );
}
