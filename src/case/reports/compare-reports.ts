import type { CoverageClass, Finding, Report, Subject } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { compareText } from '../../platform/order.js';
import { traceOf, wasExaminedAgain } from './examined-again.js';
import { findingKey } from '../findings/finding-content.js';

/** What became of a subject between two reports. `not-examined`: it is not seen, but what would show it was not looked at. */
export type Fate = 'new' | 'still-there' | 'gone' | 'not-examined';

export interface ComparedSubject {
  readonly fate: Fate;
  /** As the later report has it, else as the earlier one. */
  readonly subject: Subject;
  /** What it is, in a sentence. */
  readonly text: string;
  /** It had success and is at `medium` or above: it needs an answer. */
  readonly serious: boolean;
}

/** A class of evidence that was examined for the earlier report, and is not, or not wholly, for the later one. */
export interface LostCoverage {
  readonly class: CoverageClass['class'];
  readonly host: string | null;
  readonly before: CoverageClass['state'];
  readonly after: CoverageClass['state'];
}

export interface Comparison {
  readonly schemaVersion: '1.0';
  /** The gravest first. */
  readonly subjects: readonly ComparedSubject[];
  readonly lostCoverage: readonly LostCoverage[];
}

/**
 * Compares two reports about the same servers: what is gone, still there and new. Subjects are known by their ids, that is by
 * server, kind and name. "Gone" needs that every class of evidence that showed it was examined again, on its server.
 */
export function compareReports(before: Report, after: Report): Comparison {
  const now = new Map(after.subjects.map((subject) => [subject.id, subject]));
  const then = new Map(before.subjects.map((subject) => [subject.id, subject]));
  const textIn = (report: Report) => {
    const byKey = new Map(report.findings.map((finding) => [findingKey(finding.host, finding.fingerprint), finding]));
    return (subject: Subject) =>
      subject.findings.flatMap((fingerprint) => byKey.get(findingKey(subject.host, fingerprint)) ?? []);
  };
  const [findingsThen, findingsNow] = [textIn(before), textIn(after)];
  const lasting = before.subjects.map((subject): ComparedSubject => {
    const later = now.get(subject.id);
    if (later !== undefined) return compared(isThere(later) ? 'still-there' : 'gone', later, findingsNow(later));
    const findings = findingsThen(subject);
    const traces = findings.map((finding) => traceOf(finding, before.coverage.classes));
    // Of what lies on the server its own place tells, whether or not logs still reach back to its use.
    const lies = traces.some(({ seen }) => seen === null);
    const examined = traces.every((trace) =>
      wasExaminedAgain(lies ? { ...trace, seen: null } : trace, after.coverage.classes),
    );
    return compared(examined ? 'gone' : 'not-examined', subject, findings);
  });
  const fresh = after.subjects
    .filter(({ id }) => !then.has(id))
    .map((subject) => compared('new', subject, findingsNow(subject)));
  return {
    schemaVersion: '1.0',
    subjects: [...lasting, ...fresh].sort(compareFates),
    lostCoverage: before.coverage.classes.flatMap((row) => lost(row, after.coverage.classes)),
  };
}

/** Whether something serious is there, was not looked at again, or came: an administrator is not done. */
export function isUnfinished({ subjects }: Comparison): boolean {
  return subjects.some(({ serious, fate }) => serious && fate !== 'gone');
}

function compared(fate: Fate, subject: Subject, [lead]: readonly Finding[]): ComparedSubject {
  const hadSuccess = subject.outcome === 'success' || subject.outcome === 'compromise';
  return {
    fate,
    subject,
    text: lead?.message.text ?? subject.name,
    serious: hadSuccess && compareSeverity(subject.severity, 'medium') >= 0 && subject.decided !== true,
  };
}

/** Logs still tell of a page that is deleted: it is there only where its file is. */
function isThere({ present }: Subject): boolean {
  return present !== false;
}

function lost(row: CoverageClass, rows: readonly CoverageClass[]): LostCoverage[] {
  if (row.state !== 'examined' && row.state !== 'partial') return [];
  const later = rows.find((one) => one.class === row.class && one.host === row.host)?.state ?? 'absent';
  const worse = later !== 'examined' && later !== row.state;
  return worse ? [{ class: row.class, host: row.host, before: row.state, after: later }] : [];
}

const FATES: readonly Fate[] = ['still-there', 'new', 'not-examined', 'gone'];

function compareFates(a: ComparedSubject, b: ComparedSubject): number {
  return (
    Number(b.serious) - Number(a.serious) ||
    FATES.indexOf(a.fate) - FATES.indexOf(b.fate) ||
    compareSeverity(b.subject.severity, a.subject.severity) ||
    compareText(a.subject.id, b.subject.id)
  );
}
