import type { Finding, Report, Subject } from '../../model/finding.js';
import { evidenceHashes } from '../evidence-hashes.js';
import { plain } from './plain-text.js';

/** What the report says a finding belongs to. */
export interface CaseIndex {
  /** The subject that a finding is in, null in reports that were cut short. */
  subjectOf(finding: Finding): Subject | null;
  /** Of the files that it quotes or is about: SHA-256, two spaces and the path in the collection, as `sha256sum` writes them. */
  hashesOf(finding: Finding): readonly string[];
}

export function caseIndexOf(report: Report): CaseIndex {
  const { subjects } = report;
  const hashesOf = evidenceHashes(report);
  const byFinding = new Map(
    subjects.flatMap((subject) =>
      subject.findings.map((fingerprint) => [keyOf(subject.host, fingerprint), subject] as const),
    ),
  );
  return {
    subjectOf: ({ host, fingerprint }) => byFinding.get(keyOf(host, fingerprint)) ?? null,
    hashesOf: (finding) => hashesOf(finding).map(({ path, sha256 }) => plain(`${sha256}  ${path}`)),
  };
}

function keyOf(host: string | null, fingerprint: string): string {
  return `${host ?? ''}\n${fingerprint}`;
}
