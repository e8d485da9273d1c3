import type { Artifact } from '../../model/artifact.js';
import { has } from '../../platform/objects.js';
import type { SigmaDocument } from '../../signatures/sigma/index.js';
import type { ProgramData } from '../../signatures/sigma/program-data.js';
import type { TallyKeys } from '../logs/matches/match-tally.js';
import type { RecordPeriod } from './analyse-records.js';
import type { RecordFileAnalysis } from './record-analysis.js';
import type { RecordTraceQuery } from './record-trace.js';

/** What a record process is told before its first file, as far as it makes a difference to what it finds. */
export interface RecordQuestions extends RecordPeriod {
  /** They compile to the same rules, with the same numbers, as where they were read. */
  readonly documents: readonly SigmaDocument[];
  /** What requests that files are read for once more are known by; without it they are read for everything. */
  readonly names?: RecordTraceQuery['names'] | undefined;
  /** Matches are counted by these, and nothing else is told. */
  readonly tally?: TallyKeys;
}

/** All that it is told. */
export interface RecordSetup extends RecordQuestions {
  /** What the documents compile to, where somebody did that; then they are not needed. */
  readonly program?: ProgramData;
}

export interface RecordJob {
  readonly artifact: Artifact;
  /** When requests were made that the file is read for once more. */
  readonly moments?: RecordTraceQuery['moments'] | undefined;
}

// Both ends are the same version of the same code, so these tell messages apart rather than check every field.

export function isRecordSetup(value: unknown): value is RecordSetup {
  return has(value, 'documents') && Array.isArray(value.documents);
}

export function asRecordJob(value: unknown): RecordJob {
  if (!isRecordJob(value)) throw new Error('That is no job');
  return value;
}

function isRecordJob(value: unknown): value is RecordJob {
  return has(value, 'artifact');
}

export function isRecordFileAnalysis(value: unknown): value is RecordFileAnalysis {
  return has(value, 'losses', 'builds');
}

export function isRecordReady(value: unknown): value is 'ready' {
  return value === 'ready';
}
