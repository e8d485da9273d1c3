import { isoTime } from '../../formats/log-line/line-time.js';
import type { UnparsableReason } from '../../formats/log-line/log-reader.js';
import type { TimeZone } from '../../formats/log-line/time-zone.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { FileAnalysis, UncountedMatches } from './file-analysis.js';
import type { LogPiece } from './log-pieces.js';
import type { LogSummary } from './log-summary.js';

/** Why a log was not read to its end, by how its job ended. */
export const WHY = {
  'timed-out': ['timed-out', 'Reading it got on no further within the deadline; nothing of it was examined'],
  'memory-exceeded': ['limit-reached', 'Reading it took more memory than a log process may have'],
  crashed: ['engine-crash', 'The log process died while it read this log'],
  aborted: ['interrupted', 'The run was stopped before it was read'],
  'not-done': ['not-examined', 'It was not examined'],
} as const;

const REASONS: Readonly<Record<UnparsableReason, string>> = {
  columns: 'Lines whose columns are not those of the header',
  time: 'Lines without a valid time',
  'nul-bytes': 'Lines of NUL bytes, as a crash leaves them',
  'too-long': 'Lines too long to be a record',
  'no-columns-known': 'Lines before any header, of unknown columns',
};

/** What a log does not answer without a column. */
const LACKS = {
  stem: 'Records without cs-uri-stem: they do not tell what was asked for; rules were asked of their other columns, no URI was followed',
  client: 'Records without c-ip: they do not tell who asked; sequences and counts by client cannot be seen in them',
  status: 'Records without sc-status: they do not tell what was answered; which requests had success is not known',
} as const;

/** What happens at the limits of one log, and whether it can hide something. */
const LIMITS = {
  stems: [
    'The log names more URIs than are followed: kept are those that were answered before those that were missed, scripts before the rest, what is used before what was probed. So many requests for others were matched by rules only',
    true,
  ],
  misses: ['Requests for URIs that are not there, beyond those of one log that are followed', false],
  clients: ['Requests of clients beyond those of one log that are told apart', true],
  values: ['Values (agents, users, times of requests) beyond those of one log that are told apart', true],
  windows: ['Requests that were not counted in windows of ten minutes or hours', true],
  lines: ['Lines that were counted, but are too long or too many to be shown as examples', false],
} as const;

/** Why a log, or a range of one, was not read. */
export function failureNote(
  { log: { artifact }, range }: LogPiece,
  { status, detail }: Exclude<JobOutcome<FileAnalysis>, { status: 'done' }>,
): CoverageNote {
  const [code, message] = WHY[status];
  const which = range === null ? '' : `Bytes ${range.offset} to ${range.offset + range.length - 1} of it: `;
  const about = { path: artifact.collectedPath, host: artifact.host };
  return { code, message: `${which}${message}: ${detail}`, ...about, incomplete: true };
}

/** What is worth knowing about how one log was read. */
export function fileNotes(artifact: Artifact, analysis: LogSummary): CoverageNote[] {
  const about = { path: artifact.collectedPath, host: artifact.host };
  const notes: CoverageNote[] = [];
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
  // What HTTP.sys refused was answered by nobody else.
  if (format !== 'httperr') {
    for (const part of ['stem', 'client', 'status'] as const) {
      const count = analysis.lacks[part];
      if (count > 0) notes.push({ code: 'not-examined', message: LACKS[part], ...about, count, incomplete: true });
    }
  }
  if (analysis.pathless > 0) {
    const message =
      'Requests whose cs-uri-stem is no path: the header names other columns than their lines have, or they were written over. Look at these lines by hand';
    notes.push({ code: 'unparsable', message, ...about, count: analysis.pathless, incomplete: true });
  }
  if (analysis.doubt !== null)
    notes.push({ code: 'times-unreliable', message: analysis.doubt, ...about, incomplete: false });
  for (const key of ['stems', 'misses', 'clients', 'values', 'windows', 'lines'] as const) {
    const count = analysis.beyond[key];
    const [message, incomplete] = LIMITS[key];
    if (count > 0) notes.push({ code: 'limit-reached', message, ...about, count, incomplete });
  }
  return notes;
}

/** What all logs together name beyond what is followed. */
export function beyondNotes({
  answered,
  missed,
}: {
  readonly answered: number;
  readonly missed: number;
}): CoverageNote[] {
  const notes: CoverageNote[] = [];
  const code = 'limit-reached';
  if (answered > 0) {
    const message =
      'The logs together name more URIs than are followed; so many requests for those that weigh least were matched by rules only';
    notes.push({ code, message, count: answered, incomplete: true });
  }
  if (missed > 0) {
    const message = 'Requests for URIs that are not there, beyond those of all logs that are followed';
    notes.push({ code, message, count: missed, incomplete: false });
  }
  return notes;
}

const COLLECT_ZONE =
  'Collect: reg export HKLM\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation timezone.reg, or what systeminfo prints';

/** Logs in a server's local time, of which the collection does not tell all that it takes to know UTC. */
export function localTimeNote(host: string | null, logs: number, zone: TimeZone | null): CoverageNote {
  const which = logs === 1 ? 'The times of 1 log are' : `The times of ${logs} logs are`;
  const message =
    zone === null
      ? `${which} in the server's local time and were taken as UTC: the collection does not tell its time zone. ${COLLECT_ZONE}`
      : `${which} in the server's local time. Its standard offset from UTC is known, its summer time is not: in summer they may come out an hour late. Collect: reg export HKLM\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation timezone.reg`;
  return { code: 'times-unreliable', message, host, count: logs, incomplete: false };
}

/** Correlations that a message names. */
const NAMED = 5;

/**
 * Records of a log were matched, but are too many for correlations to count.
 * @param rule title of the rule that they match
 * @param correlations titles of those that count it
 * @param ranges so many of the log were read each by itself, and its first records are counted of each
 */
export function uncountedNote(
  artifact: Artifact,
  rule: string,
  { counted, uncounted, from }: UncountedMatches,
  correlations: readonly string[],
  ranges = 1,
): CoverageNote {
  const some = correlations.slice(0, NAMED).map((title) => `"${title}"`);
  const further = correlations.length > NAMED ? ` and ${correlations.length - NAMED} more` : '';
  const message = `So many requests match "${rule}" that correlations count only the first ${counted} of this log${ranges > 1 ? `, those of each of ${ranges} ranges of it` : ''}. From ${isoTime(from)} on they were matched one by one, but sequences and counts with them may be missed: ${some.join(', ')}${further}`;
  return {
    code: 'limit-reached',
    message,
    path: artifact.collectedPath,
    host: artifact.host,
    count: uncounted,
    incomplete: true,
  };
}
