import type { Finding, NamedEvidence, Report } from '../model/finding.js';

/** Files that a finding quotes or is about, each once, as far as the report has hashes of them. */
export type HashesOf = (finding: Pick<Finding, 'artifact' | 'evidence'>) => readonly EvidenceHash[];

export interface EvidenceHash {
  readonly path: string;
  readonly sha256: string;
}

export function evidenceHashes({ evidence }: Pick<Report, 'evidence'>): HashesOf {
  const byPath = new Map(
    (evidence?.files ?? []).map((file): [string, NamedEvidence['files'][number]] => [file.path, file]),
  );
  return ({ artifact, evidence: pieces }) => {
    const paths = new Set([artifact.collectedPath, ...pieces.map(({ path }) => path)]);
    return [...paths].flatMap((path) => {
      const sha256 = path === null ? null : (byPath.get(path)?.sha256 ?? null);
      return path === null || sha256 === null ? [] : [{ path, sha256 }];
    });
  };
}
