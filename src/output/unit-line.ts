import type { RunFacts } from '../case/store/case-store.js';
import type { FinishedUnit } from '../case/store/stored-units.js';
import type { Baseline, Report } from '../model/finding.js';

/** Paths that a line names. */
const MOST_PATHS = 8;
/** What a terminal, or a reader of lines, may take for something else. */
const NOT_PLAIN = /[\u007f-\uffff]/g;

/**
 * One unit for collectors of logs, as `schemas/unit-line.schema.json` says: one line of JSON in ASCII, without its end.
 * @param time when it ended, UTC ISO 8601
 */
export function unitLine(
  { kind, key, status, paths, bytes, milliseconds, retried }: FinishedUnit,
  time: string,
): string {
  return inAscii({ time, kind, status, paths: paths.slice(0, MOST_PATHS), bytes, milliseconds, retried, key });
}

/**
 * What a sweep came to, for the same readers: also of a night on which no unit was asked for, which else looks like one without a sweep.
 * @param sweep its number, null where it was interrupted
 */
export function sweepLine(
  sweep: number | null,
  {
    baseline,
    status,
    findings,
    verdict,
    exitCode,
    coverage,
  }: Pick<Report, 'status' | 'exitCode'> & {
    readonly baseline?: Pick<Baseline, 'new' | 'changed' | 'gone'>;
    readonly findings: readonly unknown[];
    readonly verdict: Pick<Report['verdict'], 'answer'>;
    readonly coverage: Pick<Report['coverage'], 'complete'>;
  },
  { units, started, ended }: Pick<RunFacts, 'units' | 'started' | 'ended'>,
): string {
  const sum = (of: 'known' | 'done' | 'failed' | 'left') => units.reduce((before, one) => before + one[of], 0);
  return inAscii({
    time: ended,
    kind: 'sweep',
    status,
    sweep,
    verdict: verdict.answer,
    exitCode,
    coverageComplete: coverage.complete,
    findings: findings.length,
    new: baseline ? baseline.new + baseline.changed : null,
    gone: baseline?.gone ?? null,
    known: sum('known'),
    done: sum('done'),
    failed: sum('failed'),
    left: sum('left'),
    milliseconds: Math.max(0, Date.parse(ended) - Date.parse(started)),
  });
}

function inAscii(line: object): string {
  return JSON.stringify(line).replace(
    NOT_PLAIN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
