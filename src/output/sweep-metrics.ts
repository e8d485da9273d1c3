import type { RunFacts } from '../case/store/case-store.js';
import type { UnitTally } from '../case/store/unit-tally.js';
import type { Finding, Report } from '../model/finding.js';
import { SEVERITIES } from '../model/severity.js';
import { compareText } from '../platform/order.js';
import { safeText } from '../platform/safe-text.js';

/** Servers that get rows of their own; the findings of others are told together. */
const MOST_SERVERS = 1_000;
const MOST_NAME = 200;

/** What a sweep came to. */
export interface SweepEnd {
  readonly report: Pick<Report, 'status' | 'exitCode'> & {
    readonly coverage: Pick<Report['coverage'], 'complete'>;
    readonly findings: readonly Pick<Finding, 'host' | 'severity' | 'baselineState'>[];
  };
  readonly run: Pick<RunFacts, 'started' | 'ended'>;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Counters of one sweep in the text format of Prometheus 0.0.4.
 * @param ended what it came to, once it did
 */
export function sweepMetrics(tally: UnitTally, ended: SweepEnd | null): string {
  const units = tally.sums;
  const outcomes = ['known', 'done', 'failed'] as const;
  const families = [
    family(
      'units_total',
      'counter',
      'Units of work that ended, by kind and what became of them.',
      units.flatMap(([kind, sums]) => outcomes.map((outcome) => ({ labels: { kind, outcome }, value: sums[outcome] }))),
    ),
    family(
      'unit_seconds_total',
      'counter',
      'Time that units took, of all together.',
      units.map(([kind, { milliseconds }]) => ({ labels: { kind }, value: milliseconds / 1000 })),
    ),
    family(
      'unit_bytes_total',
      'counter',
      'Bytes of evidence of units that were done.',
      units.map(([kind, { bytes }]) => ({ labels: { kind }, value: bytes })),
    ),
    family(
      'unit_retries_total',
      'counter',
      'Units that ended a process and were tried once more.',
      units.map(([kind, { retried }]) => ({ labels: { kind }, value: retried })),
    ),
    family('running', 'gauge', 'Whether the sweep is at work.', [{ labels: {}, value: ended === null ? 1 : 0 }]),
    ...(ended === null ? [] : endOf(ended)),
  ];
  return families.join('');
}

function endOf({ report, run }: SweepEnd): string[] {
  const complete = report.status === 'complete' && report.coverage.complete;
  return [
    family('last_end_timestamp_seconds', 'gauge', 'When the sweep ended.', [
      { labels: {}, value: Date.parse(run.ended) / 1000 },
    ]),
    family('last_duration_seconds', 'gauge', 'How long the sweep took.', [
      { labels: {}, value: (Date.parse(run.ended) - Date.parse(run.started)) / 1000 },
    ]),
    family('last_exit_code', 'gauge', 'Exit code of the sweep.', [{ labels: {}, value: report.exitCode }]),
    family('last_complete', 'gauge', 'Whether all that was collected was examined.', [
      { labels: {}, value: complete ? 1 : 0 },
    ]),
    family(
      'findings',
      'gauge',
      'Findings by server, severity and whether the sweep before had them.',
      findingsOf(report),
    ),
  ];
}

function findingsOf({ findings }: SweepEnd['report']): Sample[] {
  const servers = [...new Set(findings.map(({ host }) => host ?? ''))].sort(compareText).slice(0, MOST_SERVERS);
  const known = new Set(servers);
  const counts = new Map<string, Sample>();
  for (const { host, severity, baselineState } of findings) {
    const server = known.has(host ?? '') ? (host ?? '') : 'others';
    const labels = { server, severity, state: baselineState ?? 'new' };
    const key = JSON.stringify(labels);
    counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + 1 });
  }
  const ranks = new Map<string, number>(SEVERITIES.map((severity, rank) => [severity, rank]));
  const rank = ({ labels: { severity = '' } }: Sample) => ranks.get(severity) ?? 0;
  return [...counts].sort(([a, one], [b, other]) => rank(other) - rank(one) || compareText(a, b)).map(([, one]) => one);
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const full = `afterpatch_sweep_${name}`;
  const rows = samples.map(({ labels, value }) => `${full}${labelsText(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${rows.join('')}`;
}

/** Names of servers are read from evidence: what ends a label or a line must not. */
function labelsText(labels: Sample['labels']): string {
  const rows = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return rows.length === 0 ? '' : `{${rows.join(',')}}`;
}

function escaped(value: string): string {
  return safeText(value, MOST_NAME).replace(/["\\]/g, (character) => `\\${character}`);
}
