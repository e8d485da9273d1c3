import type { Finding, Report, Subject } from '../../model/finding.js';

/** What the report says a finding belongs to. */
export interface CaseIndex {
  /** The subject that a finding is in, null in reports that were cut short. */
  subjectOf(finding: Finding): Subject | null;
}

export function caseIndexOf({ subjects }: Report): CaseIndex {
  const byFinding = new Map(
    subjects.flatMap((subject) =>
      subject.findings.map((fingerprint) => [keyOf(subject.host, fingerprint), subject] as const),
    ),
  );
  return { subjectOf: ({ host, fingerprint }) => byFinding.get(keyOf(host, fingerprint)) ?? null };
}

function keyOf(host: string | null, fingerprint: string): string {
  return `${host ?? ''}\n${fingerprint}`;
}
