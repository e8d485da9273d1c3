import type { Evidence, Finding } from '../../model/finding.js';

/** The finding of a server that has a fingerprint. */
export type FindingOf = (host: string | null, fingerprint: string) => Finding | undefined;

export function findingsByKey(findings: readonly Finding[]): FindingOf {
  const byKey = new Map(findings.map((finding) => [`${finding.host ?? ''}\n${finding.fingerprint}`, finding]));
  return (host, fingerprint) => byKey.get(`${host ?? ''}\n${fingerprint}`);
}

/** What shows it best: code or configuration before a request, a request before a fact about a name; what a detector followed before what a rule contains. */
export function bestEvidence(findings: readonly Finding[]): Evidence | null {
  const followed = findings.filter(({ rule }) => rule.source === 'detector');
  const all = [...followed, ...findings].flatMap(({ evidence }) => evidence);
  for (const type of ['content', 'element', 'record', 'fact'] as const) {
    const found = all.find((one) => one.type === type);
    if (found !== undefined) return found;
  }
  return null;
}
