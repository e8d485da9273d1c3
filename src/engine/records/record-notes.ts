import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { RecordFileAnalysis } from './record-analysis.js';

const WHY = {
  'timed-out': ['timed-out', 'Reading it got on no further within the deadline; nothing of it was examined'],
  'memory-exceeded': ['limit-reached', 'Reading it took more memory than a record process may have'],
  crashed: ['engine-crash', 'The record process died while it read this file'],
  aborted: ['interrupted', 'The run was stopped before it was read'],
  'not-done': ['not-examined', 'It was not examined'],
} as const;

/** What readers say of what they could not read, in words; what is not here is shown as they say it. */
const REASONS: Readonly<Record<string, string>> = {
  columns: 'Records with another number of cells than the header has columns',
  quotes: 'Records whose quotes do not close',
  'cut-short': 'The last record is cut short',
  'too-long': 'Records that are too long to be read',
  'nul-bytes': 'NUL bytes, as a crash leaves them',
  'no-columns-known': 'Records before any header, of unknown columns',
  'no-entry': 'Lines that belong to no entry',
  'not-an-event': 'Records of the export that tell no event',
  'not-a-chunk': 'Damaged stretches between the chunks of the event log',
  'not-a-record': 'Damaged stretches within chunks of the event log',
  'missing-records': 'Records that a chunk of the event log says it has, and that are not there',
};

/** What was never a record: a crash left it. */
const HARMLESS: ReadonlySet<string> = new Set(['nul-bytes']);

/** What is worth knowing about how one file was read. */
export function recordFileNotes(artifact: Artifact, outcome: JobOutcome<RecordFileAnalysis>): CoverageNote[] {
  const about = { path: artifact.collectedPath, host: artifact.host };
  if (outcome.status !== 'done') {
    const [code, message] = WHY[outcome.status];
    return [{ code, message: `${message}: ${outcome.detail}`, ...about, incomplete: true }];
  }
  const { format, bytes, losses, timeless, irregular, beyond, readNotes } = outcome.result;
  const notes: CoverageNote[] = [...readNotes];
  if (format === null && bytes > 0) {
    const message =
      artifact.kind === 'ftp-log'
        ? 'It is no log of the FTP service in the W3C format, with its #Fields line'
        : artifact.kind === 'event-log'
          ? 'It is no event log that is read: neither .evtx nor an export of one (.evt of Windows 2003 is to be exported by Event Viewer first)'
          : 'It is none of the logs of Exchange that are read, by its header and its records';
    notes.push({ code: 'not-examined', message, ...about, incomplete: true });
  }
  for (const { reason, count, bytes: damaged, positions } of losses) {
    const size = damaged > 0 ? `: ${damaged} bytes` : '';
    notes.push({
      code: 'unparsable',
      message: `${REASONS[reason] ?? `Records that could not be read (${reason})`}${size}`,
      ...about,
      count,
      incomplete: !HARMLESS.has(reason),
      positions: positions.map(({ offset, line }) => ({ offset, line, column: null, reason })),
    });
  }
  if (timeless > 0) {
    const message = 'Records whose time cannot be read: rules were asked, but they are in no sequence';
    notes.push({ code: 'times-unreliable', message, ...about, count: timeless, incomplete: false });
  }
  for (const [what, count] of beyond) {
    if (count === 0) continue;
    const message = `It names more ${what} than any server has, the others were not looked at. By hand: search the file for names that are not in the report`;
    notes.push({ code: 'limit-reached', message, ...about, count, incomplete: true });
  }
  for (const [what, count] of irregular) {
    const message = `The event log is irregular (${what}); every record that is there was read all the same`;
    notes.push({ code: 'malformed', message, ...about, count, incomplete: false });
  }
  return notes;
}
