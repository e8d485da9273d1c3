import type { RecordFileAnalysis } from '../../../src/engine/records/record-analysis.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';

const NOTHING: RecordFileAnalysis = {
  format: 'event log (evtx)',
  bytes: 100,
  records: 0,
  timeless: 0,
  outside: 0,
  firstTime: null,
  lastTime: null,
  losses: [],
  irregular: [],
  cutShort: false,
  beyond: [],
  groups: [],
  computers: { list: [], takeTurns: false, others: 0 },
  uncounted: [],
  builds: [],
  agents: [],
  traced: [],
  tallies: [],
  readNotes: [],
};

/** What comes of a file of records that says this, and nothing else. */
export function recordsSaying(more: Partial<RecordFileAnalysis>): JobOutcome<RecordFileAnalysis> {
  return { status: 'done', result: { ...NOTHING, ...more }, parts: [], retried: false };
}
