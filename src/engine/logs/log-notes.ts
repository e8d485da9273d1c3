import type { UnparsableReason } from '../../formats/log-line/log-reader.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { FileAnalysis } from './file-analysis.js';

const WHY = {
  'timed-out': ['timed-out', 'Reading it took longer than the deadline'],
  'memory-exceeded': ['limit-reached', 'Reading it took more memory than a log process may have'],
  crashed: ['engine-crash', 'The log process died while it read this log'],
  aborted: ['interrupted', 'The run was stopped before it was read'],
} as const;

const REASONS: Readonly<Record<UnparsableReason, string>> = {
  columns: 'Lines whose columns are not those of the header',
  time: 'Lines without a valid time',
  'nul-bytes': 'Lines of NUL bytes, as a crash leaves them',
  'too-long': 'Lines too long to be a record',
  'no-columns-known': 'Lines before any header, of unknown columns',
};

const LIMITS = {
  stems: 'Requests for URIs beyond those of one log that are followed',
  clients: 'Requests of clients beyond those of one log that are told apart',
  values: 'Values (agents, users) beyond those of one log that are told apart',
  windows: 'Requests that were not counted in windows of ten minutes or hours',
} as const;

/** What is worth knowing about how one log was read. `clock` as in `LogEngineOptions.clockOf`. */
export function fileNotes(
  artifact: Artifact,
  outcome: JobOutcome<FileAnalysis>,
  clock: number | null | undefined,
): CoverageNote[] {
  const about = { path: artifact.collectedPath, host: artifact.host };
  if (outcome.status !== 'done') {
    const [code, message] = WHY[outcome.status];
    return [{ code, message: `${message}: ${outcome.detail}`, ...about, incomplete: true }];
  }
  const notes: CoverageNote[] = [];
  const analysis = outcome.result;
  const { lines, format } = analysis;
  notes.push(...analysis.readNotes);
  if (format === null && analysis.bytes > 0) {
    notes.push({
      code: 'not-examined',
      message: 'It is no log of a web server by its lines',
      ...about,
      incomplete: true,
    });
  }
  for (const { reason, count, positions } of lines.reasons) {
    const places = positions.map(({ offset, line }) => ({ offset, line, column: null, reason }));
    // What a crash left was never a record.
    notes.push({
      code: 'unparsable',
      message: REASONS[reason],
      ...about,
      count,
      incomplete: reason !== 'nul-bytes',
      positions: places,
    });
  }
  if (lines.timeless > 0) {
    const message = 'Records without a date: rules were asked, but they are in no life-line and no correlation';
    notes.push({ code: 'times-unreliable', message, ...about, count: lines.timeless, incomplete: true });
  }
  if (clock === null || (format === 'iis-native' && clock === undefined)) {
    const message = 'The log is in the local time of a server whose offset from UTC is not known: it was taken as UTC';
    notes.push({ code: 'times-unreliable', message, ...about, incomplete: false });
  }
  for (const key of ['stems', 'clients', 'values', 'windows'] as const) {
    const count = analysis.beyond[key];
    if (count > 0) notes.push({ code: 'limit-reached', message: LIMITS[key], ...about, count, incomplete: false });
  }
  if (analysis.eventsBeyond > 0) {
    const message = 'Matches beyond those of one log that correlations count';
    notes.push({ code: 'limit-reached', message, ...about, count: analysis.eventsBeyond, incomplete: false });
  }
  return notes;
}
