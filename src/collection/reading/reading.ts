import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import type { ConfigurationInputs } from '../../formats/read-configuration-inputs.js';
import { type Artifact, plainArtifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import { TemporarySpace } from '../archives/temporary-space.js';
import type { UnpackingPlace } from '../archives/unpacked-files.js';
import { locationOf, provisionalArtifact } from '../provisional-artifact.js';
import type { CollectedFile } from '../walking/tree.js';
import { EVERY_UNIT_DONE, type Units } from '../unit.js';
import type { FileSystemInputs } from './file-system.js';
import {
  type ArchiveEnd,
  type Digest,
  type FileEnds,
  isAnswer,
  isArchiveEnd,
  isBeginnings,
  isConfigurationInputs,
  isDigest,
  isFileEnds,
  isFileSystemInputs,
  isHash,
  isLogStart,
  isMembers,
  isRecordEnd,
  isRows,
  isServed,
  type ListedMember,
  type LogStart,
  type ReadingJob,
  type RecordColumns,
  type RecordEnd,
  type RecordRow,
  type ServedByFile,
} from './jobs.js';
import { READING_PROCESS } from './reading-process-kind.js';

export interface ReadingOptions {
  /** Longest time without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Opens encrypted archives. */
  readonly archivePassword?: string | undefined;
  /** Where what is read of configuration and of file systems comes from; all is read unless given. */
  readonly units?: Units | undefined;
  /** Another process in place of the one that parses, for tests of what becomes of its jobs. */
  readonly entry?: URL;
}

const DEADLINE_MS = 30_000;
const SETUP_DEADLINE_MS = 60_000;
/** Bytes: what a look at the ends of files weighs, so that several go ahead. */
const SMALL = 16 * 1024;

const NO_SETUP = {};

const WHY = {
  'timed-out': ['timed-out', 'Reading it took longer than the deadline; nothing of it was examined'],
  'memory-exceeded': ['limit-reached', 'Reading it took more memory than a reading process may have'],
  crashed: ['engine-crash', 'The process that reads it failed on it'],
  aborted: ['interrupted', 'The run was stopped before it was read'],
  'not-done': ['not-examined', 'It was not examined'],
} as const;

/** An archive's members, and where those lie that had to be unpacked. */
export interface OpenedArchive extends ArchiveEnd {
  readonly members: readonly ListedMember[];
  readonly folder: string | null;
}

/**
 * Parses what the intruder may have written, in a process of its own, which is started when there is something to parse. What hangs
 * it, fills its memory or ends it costs what was being parsed, and a note.
 */
export class Reading {
  readonly #pool: ProcessPool<ReadingJob, object, 'ready'>;
  readonly #space = new TemporarySpace();
  readonly #password: string | undefined;
  readonly #units: Units;

  constructor({
    deadlineMs = DEADLINE_MS,
    signal,
    entry,
    archivePassword,
    units = EVERY_UNIT_DONE,
  }: ReadingOptions = {}) {
    this.#units = units;
    this.#password = archivePassword;
    this.#pool = new ProcessPool<ReadingJob, object, 'ready'>({
      entry: entry ?? READING_PROCESS.entry,
      setup: () => null,
      // Content is being compiled and read beside it, in as many processes as there are processors.
      processes: 1,
      here: async () => (await import('./read-job.js')).readJob,
      deadlineMs,
      setupDeadlineMs: SETUP_DEADLINE_MS,
      memoryLimitMiB: READING_PROCESS.memoryLimitMiB,
      weigh: (job) => (job.read === 'ends' || job.read === 'log-start' ? SMALL : job.artifact.size),
      isResult: isAnswer,
      isReady: (value) => value === 'ready',
      signal,
    });
  }

  /** Gets its process ready, where there will be something to parse. */
  start(): void {
    // What becomes of it shows with the first job.
    void this.#pool.start();
  }

  /**
   * One configuration file, of the kind that the artifact says. Never rejects.
   * @param logs transaction logs of a registry hive.
   */
  async configuration(artifact: Artifact, logs: readonly Artifact[] = []): Promise<ConfigurationInputs> {
    const job = { read: 'configuration', artifact, logs } as const;
    const outcome = await this.#outcome('configuration', [artifact, ...logs], null, job);
    const read = outcome.status === 'done' && isConfigurationInputs(outcome.result) ? outcome.result : null;
    return read ?? { inputs: [], notes: [lost(artifact, outcome)] };
  }

  /** Records of the file system of one volume. Never rejects. */
  async fileSystem(artifacts: readonly Artifact[], drive: string): Promise<FileSystemInputs> {
    const [artifact, ...others] = artifacts;
    if (!artifact) return { history: null, notes: [] };
    const job = { read: 'file-system', artifact, others, drive } as const;
    const outcome = await this.#outcome('file-system', artifacts, drive, job);
    const read = outcome.status === 'done' && isFileSystemInputs(outcome.result) ? outcome.result : null;
    return read ?? { history: null, notes: artifacts.map((one) => lost(one, outcome)) };
  }

  /** SHA-256 of what a file holds, lower-case hex; null where it cannot be read whole. Never rejects. */
  async hash(artifact: Artifact): Promise<string | null> {
    const outcome = await this.#run({ read: 'hash', artifact });
    return outcome.status === 'done' && isHash(outcome.result) ? outcome.result.sha256 : null;
  }

  /** Rows of a collector's own record, none where it cannot be read whole. Never rejects. */
  async record(
    file: CollectedFile,
    columns: RecordColumns,
  ): Promise<RecordEnd & { readonly rows: readonly RecordRow[] }> {
    const artifact = provisionalArtifact(file, null);
    const outcome = await this.#run({ read: 'record', artifact, columns });
    if (outcome.status === 'done' && isRecordEnd(outcome.result) && outcome.parts.every(isRows)) {
      return { ...outcome.result, rows: outcome.parts.filter(isRows).flat() };
    }
    return { rows: [], notes: [lost(artifact, outcome)], cut: false };
  }

  /** Members of an archive with what their first bytes tell; none of a file that is none. Never rejects. */
  async archive(file: CollectedFile): Promise<OpenedArchive> {
    const artifact = provisionalArtifact(file, null);
    const place = this.#place();
    const unpacking = { place, password: this.#password };
    const outcome = await this.#run({ read: 'archive', artifact, unpacking });
    if (outcome.status === 'done' && isArchiveEnd(outcome.result) && outcome.parts.every(isMembers)) {
      this.#space.written(outcome.result.written);
      return { ...outcome.result, members: outcome.parts.filter(isMembers).flat(), folder: place?.folder ?? null };
    }
    return { members: [], notes: [lost(artifact, outcome)], shut: null, written: 0, folder: null };
  }

  /**
   * What the ends of files tell, in their order. Those on which it fails are asked for one by one: of these a note says why nothing is
   * known. Null where the run was stopped. Never rejects.
   */
  async ends(files: readonly CollectedFile[]): Promise<readonly (FileEnds | CoverageNote)[] | null> {
    const outcome = await this.#run({ read: 'ends', locations: files.map((file) => locationOf(file)) });
    if (outcome.status === 'aborted') return null;
    if (outcome.status === 'done' && isFileEnds(outcome.result)) return outcome.result.ends;
    const [first] = files;
    if (files.length <= 1) return first === undefined ? [] : [lost(provisionalArtifact(first, null), outcome)];
    const all: (FileEnds | CoverageNote)[] = [];
    for (const file of files) {
      const one = await this.ends([file]);
      if (one === null) return null;
      all.push(...one);
    }
    return all;
  }

  /** What a configuration serves and executes; nothing where it cannot be read. Never rejects. */
  async served(artifact: Artifact): Promise<ServedByFile & { readonly notes: readonly CoverageNote[] }> {
    const outcome = await this.#run({ read: 'served', artifact });
    if (outcome.status === 'done' && isServed(outcome.result)) return { ...outcome.result, notes: [] };
    return { folders: [], extensions: [], cut: false, notes: [lost(artifact, outcome)] };
  }

  /** Of a log's first `most` bytes, of all where it is not given; null where they cannot be read. Never rejects. */
  async digest(artifact: Artifact, most = Number.POSITIVE_INFINITY): Promise<Digest | null> {
    const outcome = await this.#run({ read: 'digest', artifact, most });
    return outcome.status === 'done' && isDigest(outcome.result) ? outcome.result.digest : null;
  }

  /** Hashes of a log's first bytes by how many they are, for lengths in ascending order; none that cannot be read. Never rejects. */
  async beginnings(artifact: Artifact, lengths: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const outcome = await this.#run({ read: 'beginnings', artifact, lengths });
    return outcome.status === 'done' && isBeginnings(outcome.result) ? outcome.result.beginnings : new Map();
  }

  /** What the beginning of a log tells, and where it can be cut into ranges; with `sampled`, also who asked, and its bytes. Never rejects. */
  async logStart(
    artifact: Artifact,
    facts: LogFileFacts,
    sampled: boolean,
    range: number,
  ): Promise<LogStart & { readonly notes: readonly CoverageNote[] }> {
    const outcome = await this.#run({ read: 'log-start', artifact, facts, sampled, range });
    if (outcome.status === 'done' && isLogStart(outcome.result)) return { ...outcome.result, notes: [] };
    // That the run was stopped is said of the log when it is not read.
    const notes = outcome.status === 'aborted' ? [] : [lost(artifact, outcome)];
    return { local: false, first: null, senders: [], head: new Uint8Array(0), ranges: null, notes };
  }

  /** What is read may say all that is known of its files, so that all of it tells results apart. */
  #outcome(
    kind: 'configuration' | 'file-system',
    artifacts: readonly Artifact[],
    drive: string | null,
    job: ReadingJob,
  ): Promise<JobOutcome<object>> {
    const files = artifacts.map(plainArtifact).map(({ id: _, location: __, ...known }) => known);
    const unit = {
      kind,
      artifacts,
      setup: NO_SETUP,
      job: { files, drive },
      task: null,
      namesPathOnly: false,
      isResult: isAnswer,
    };
    return this.#units.outcome(unit, () => this.#run(job));
  }

  #run(job: ReadingJob): Promise<JobOutcome<object>> {
    return this.#pool.run(crossing(job));
  }

  /** Ends its process; what was unpacked stays. */
  rest(): Promise<void> {
    return this.#pool.close();
  }

  /** Ends its process and removes what was unpacked. */
  async close(): Promise<void> {
    await this.#pool.close();
    this.#space.remove();
  }

  /** Null where nothing can be written. */
  #place(): UnpackingPlace | null {
    try {
      const folder = this.#space.folder();
      return { folder, room: this.#space.room };
    } catch {
      return null;
    }
  }
}

/** Between processes only properties of their own go along, which artifacts of files that nothing reads do not have. */
function crossing(job: ReadingJob): ReadingJob {
  if (!('artifact' in job)) return job;
  const artifact = plainArtifact(job.artifact);
  if (job.read === 'configuration') return { ...job, artifact, logs: job.logs.map(plainArtifact) };
  if (job.read === 'file-system') return { ...job, artifact, others: job.others.map(plainArtifact) };
  return { ...job, artifact };
}

function lost({ collectedPath: path, host }: Artifact, outcome: JobOutcome<object>): CoverageNote {
  const none = { status: 'crashed', detail: 'it gave an answer that is none' } as const;
  const { status, detail } = outcome.status === 'done' ? none : outcome;
  const [code, message] = WHY[status];
  return { code, message: `${message}: ${detail}`, path, host, incomplete: true };
}
