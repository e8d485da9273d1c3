import type { Baseline, CoverageClass, Finding, MissingFinding, Report } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { type Trace, traceOf, wasExaminedAgain } from '../reports/examined-again.js';
import { contentOf, findingKey } from '../findings/finding-content.js';
import { placeOf } from '../findings/merge-findings.js';

/** What a later hunt needs of a report: much less than the report. */
export interface EarlierReport {
  readonly toolVersion: string;
  readonly digests: Report['signatures']['digests'];
  readonly hosts: readonly string[];
  readonly complete: boolean;
  /** By `findingKey`. */
  readonly findings: ReadonlyMap<string, EarlierFinding>;
}

interface EarlierFinding {
  readonly told: Omit<MissingFinding, 'state'>;
  readonly content: string | null;
  readonly decided: boolean;
  readonly trace: Trace;
}

/** What a finding is compared by: a report as it stands is none of it. */
export interface LaterReport {
  readonly findings: readonly Finding[];
  readonly toolVersion: string;
  readonly digests: Report['signatures']['digests'];
  readonly hosts: readonly string[];
  /** What was examined; of a hunt that was interrupted, nothing was examined again. */
  readonly classes: readonly CoverageClass[];
}

/** Keeps of a report what findings are told new or known by. */
export function earlierReport({ tool, status, hosts, findings, coverage, signatures }: Report): EarlierReport {
  const remembered = findings.map((finding): [string, EarlierFinding] => [
    findingKey(finding.host, finding.fingerprint),
    {
      told: {
        host: finding.host,
        fingerprint: finding.fingerprint,
        rule: finding.rule.id,
        title: finding.title,
        text: finding.message.text,
        severity: finding.severity,
        outcome: finding.outcome,
        place: placeOf(finding),
      },
      content: contentOf(finding),
      decided: finding.decision !== undefined,
      trace: traceOf(finding, coverage.classes),
    },
  ]);
  return {
    toolVersion: tool.version,
    digests: signatures.digests,
    hosts,
    complete: status === 'complete',
    findings: new Map(remembered),
  };
}

/**
 * Tells findings new, changed and known against an earlier report of the same servers, and names those of it that are missing. The order of
 * findings stays. Pure.
 */
export function tellNew(
  earlier: EarlierReport,
  later: LaterReport,
): { readonly findings: readonly Finding[]; readonly baseline: Baseline } {
  const findings = later.findings.map((finding) => ({ ...finding, baselineState: stateOf(finding, earlier) }));
  const seen = new Set(later.findings.map(({ host, fingerprint }) => findingKey(host, fingerprint)));
  const missing = [...earlier.findings]
    .filter(([key]) => !seen.has(key))
    .map(
      ([, { told, trace }]): MissingFinding => ({
        state: wasExaminedAgain(trace, later.classes) ? 'gone' : 'not-examined',
        ...told,
      }),
    )
    .sort(compareMissing);
  const states = groupBy(findings, ({ baselineState }) => baselineState);
  const gone = missing.filter(({ state }) => state === 'gone').length;
  return {
    findings,
    baseline: {
      toolVersion: earlier.toolVersion,
      notes: notesOf(earlier, later),
      new: states.get('new')?.length ?? 0,
      changed: states.get('changed')?.length ?? 0,
      known: states.get('known')?.length ?? 0,
      gone,
      notExamined: missing.length - gone,
      missing,
    },
  };
}

/** Whether somebody who knows the earlier report has to look at a finding. */
export function isNews({ baselineState, decision }: Finding): boolean {
  return baselineState !== 'known' && decision === undefined;
}

const OUTCOMES: readonly Finding['outcome'][] = ['hygiene', 'attempt', 'success', 'compromise'];

/** Whether a finding says more than one of such severity and outcome did. */
export function isGraver(
  { severity, outcome }: Pick<Finding, 'severity' | 'outcome'>,
  than: Pick<Finding, 'severity' | 'outcome'>,
): boolean {
  return compareSeverity(severity, than.severity) > 0 || OUTCOMES.indexOf(outcome) > OUTCOMES.indexOf(than.outcome);
}

function stateOf(finding: Finding, { findings }: EarlierReport): NonNullable<Finding['baselineState']> {
  const known = findings.get(findingKey(finding.host, finding.fingerprint));
  if (known === undefined) return 'new';
  // A decision that lapsed leaves its finding unanswered again.
  const isOpenAgain = known.decided && finding.decision === undefined;
  const isOther = known.content !== contentOf(finding);
  return isOpenAgain || isOther || isGraver(finding, known.told) ? 'changed' : 'known';
}

function notesOf(earlier: EarlierReport, later: LaterReport): string[] {
  const notes: string[] = [];
  if (earlier.toolVersion !== later.toolVersion) {
    notes.push(
      `The earlier report is of version ${earlier.toolVersion}, this one of ${later.toolVersion}: what is new or gone can be so by the version.`,
    );
  } else if (earlier.digests === undefined) {
    notes.push('The earlier report does not say which rules it was made with.');
  } else if (haveOtherRules(earlier.digests, later.digests)) {
    notes.push('The earlier report was made with other rules: what is new or gone can be so by the rules.');
  }
  if (!earlier.complete) {
    notes.push('The earlier hunt was interrupted: what is new here can have been there.');
  }
  const shared = earlier.hosts.some((host) => later.hosts.some((other) => other.toLowerCase() === host.toLowerCase()));
  if (!shared && earlier.hosts.length + later.hosts.length > 0) {
    const names = (hosts: readonly string[]) => (hosts.length === 0 ? 'one that is not named' : hosts.join(', '));
    notes.push(
      `The earlier report is of other servers: of ${names(earlier.hosts)}, this one of ${names(later.hosts)}.`,
    );
  }
  return notes;
}

/** Rules that one of the two did not need say nothing. */
function haveOtherRules(before: Report['signatures']['digests'], after: Report['signatures']['digests']): boolean {
  if (before === undefined || after === undefined) return false;
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  return differ(before.yara, after.yara) || differ(before.sigma, after.sigma);
}

function compareMissing(a: MissingFinding, b: MissingFinding): number {
  return (
    compareText(a.state, b.state) ||
    compareSeverity(b.severity, a.severity) ||
    compareText(a.host ?? '', b.host ?? '') ||
    compareText(a.place, b.place) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
