import type { W3cState } from '../../formats/w3c/w3c-reader.js';
import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import type { Artifact, ByteRange } from '../../model/artifact.js';
import { has } from '../../platform/objects.js';
import type { SigmaDocument } from '../../signatures/sigma/index.js';
import type { ProgramData } from '../../signatures/sigma/program-data.js';
import type { FileAnalysis } from './file-analysis.js';
import type { Followed } from './clients/followed.js';
import type { TallyKeys } from './matches/match-tally.js';

/** What a log process is told before its first log, as far as it makes a difference to what it finds. */
export interface LogQuestions {
  /** They compile to the same rules, with the same numbers, as where they were read. */
  readonly documents: readonly SigmaDocument[];
  readonly own: readonly string[];
  /** Seconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** Whom the logs are read for once more, where their jobs do not say; without any, they are read for everything. */
  readonly followed?: readonly Followed[];
  /** Who is named in each log is told, too. */
  readonly names?: boolean;
  /** Matches are counted by these, and nothing else is told. */
  readonly tally?: TallyKeys;
}

/** All that it is told. */
export interface LogSetup extends LogQuestions {
  /** Share of the logs' lines that hold a literal (`measureRarity`). */
  readonly rarity: ReadonlyMap<string, number>;
  /** What the documents compile to, where somebody did that; then they are not needed. */
  readonly program?: ProgramData;
}

export interface LogJob {
  readonly artifact: Artifact;
  readonly facts: LogFileFacts;
  readonly siteInPath: boolean;
  /** Addresses that were recognised as those of proxies of the log's server. */
  readonly proxies: readonly string[];
  /** Null: all of it. */
  readonly range: StartedRange | null;
  /** Whom it is read for once more. What is handed to other machines says so in its setup: jobs of a queue name nobody. */
  readonly followed?: readonly Followed[];
  /** Seconds since 1970: records of those who are followed are kept close to these. */
  readonly moments?: readonly number[];
  /** The digest of all of it is told, too: nobody need unpack it once more for that. */
  readonly digest?: true;
}

/** A range of a W3C log, and what a reader knows at its first byte. */
export interface StartedRange extends ByteRange {
  readonly state: W3cState;
}

// Both ends are the same version of the same code, so these tell messages apart rather than check every field.

export function isLogSetup(value: unknown): value is LogSetup {
  return has(value, 'documents') && Array.isArray(value.documents);
}

export function asLogJob(value: unknown): LogJob {
  if (!isLogJob(value)) throw new Error('That is no job');
  return value;
}

function isLogJob(value: unknown): value is LogJob {
  return has(value, 'artifact', 'siteInPath');
}

export function isFileAnalysis(value: unknown): value is FileAnalysis {
  return has(value, 'lifeLines', 'lines');
}

export function isLogReady(value: unknown): value is 'ready' {
  return value === 'ready';
}
