import { EVERY_UNIT_DONE, type Unit, type Units } from '../../collection/unit.js';
import type { Artifact } from '../../model/artifact.js';
import { inOrder } from '../../platform/ordered.js';
import { type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import { compiledEntry } from '../../platform/start-process.js';
import type { SpareProcesses } from '../../platform/spare-processes.js';
import { compileSigma, type SigmaPack } from '../../signatures/sigma/index.js';
import { programData } from '../../signatures/sigma/program-data.js';
import { MatchTally, type TallyKeys, type TallyPart } from '../logs/matches/match-tally.js';
import type { Moment, TracedRecord } from '../logs/clients/moments.js';
import { unpackRecord } from '../logs/record-cells.js';
import {
  asRecordJob,
  isRecordFileAnalysis,
  isRecordReady,
  type RecordJob,
  type RecordQuestions,
  type RecordSetup,
} from './messages.js';
import { isRecordKind, type RecordAnalysis, type RecordFileAnalysis } from './record-analysis.js';
import { computerOf, RecordHosts } from './record-hosts.js';
import { mergeRecords } from './record-merger.js';
import { recordFileNotes } from './record-notes.js';
import type { RecordTraceQuery } from './record-trace.js';
import { createRecordRunner } from './run-record-job.js';

export interface RecordEngineOptions {
  readonly pack: SigmaPack;
  /** Record processes; 0: this one, for what nobody hostile wrote. One job is one file. */
  readonly jobs: number;
  /** Records before and after these instants (UTC ISO 8601) are counted, but not matched. */
  readonly since?: string | null;
  readonly until?: string | null;
  /** Longest time that a record process may go without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
  /** Where what one file says comes from; every file is read unless given. */
  readonly units?: Units;
  readonly spares?: SpareProcesses;
}

export interface RecordProgress {
  readonly files: number;
  /** What is read of these and of those under way. */
  readonly bytes: number;
  readonly current: Artifact;
}

export interface RecordHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: RecordProgress) => void;
}

/** Bytes of files for which one process is enough: starting another takes longer. */
const SMALL = 2 << 20;
const DEADLINE_MS = 60_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 1024;
const NO_RULES = programData(compileSigma([]));

/**
 * Reads Exchange's own logs and Windows event logs, each once, and asks the rules about each record; other artifacts are left alone.
 * The result does not depend on `jobs` or on the order of the artifacts. Aborting ends it soon: what was read until then is the
 * result, the rest has a note `interrupted`.
 */
export async function analyseRecordFiles(
  artifacts: readonly Artifact[],
  options: RecordEngineOptions,
  hooks: RecordHooks = {},
): Promise<RecordAnalysis> {
  return mergeRecords(await readFiles(artifacts, options, hooks), hostsIn(artifacts), options.pack);
}

/** Records that can be of requests that are followed, as evidence, with the servers that they are of. In the order of the artifacts. */
export async function traceRecordFiles(
  artifacts: readonly Artifact[],
  options: RecordEngineOptions,
  trace: RecordTraceQuery,
  hooks: RecordHooks = {},
): Promise<TracedRecord[]> {
  const read = await readFiles(artifacts, options, hooks, { trace });
  const hosts = hostsIn(artifacts);
  return read.flatMap(({ artifact, outcome }) => {
    if (outcome.status !== 'done') return [];
    const hostOf = hosts.of(artifact, outcome.result.computers);
    return outcome.result.traced.map(unpackRecord).map((record) => ({ host: hostOf(computerOf(record)), record }));
  });
}

function hostsIn(artifacts: readonly Artifact[]): RecordHosts {
  return new RecordHosts(artifacts.map(({ host }) => host));
}

/** Reads the same files and only counts what rules match, by values of fields. */
export async function tallyRecordFiles(
  artifacts: readonly Artifact[],
  keys: TallyKeys,
  options: RecordEngineOptions,
  hooks: RecordHooks = {},
): Promise<{ parts: readonly TallyPart[]; records: number; notRead: readonly string[] }> {
  const tally = new MatchTally(keys);
  const notRead: string[] = [];
  let records = 0;
  for (const { artifact, outcome } of await readFiles(artifacts, options, hooks, { tally: keys })) {
    for (const { path, message, incomplete } of recordFileNotes(artifact, outcome)) {
      if (incomplete) notRead.push(`${path ?? artifact.collectedPath}: ${message}`);
    }
    if (outcome.status !== 'done') continue;
    records += outcome.result.records;
    tally.merge(outcome.result.tallies);
  }
  return { parts: tally.parts, records, notRead };
}

interface ReadFile {
  readonly artifact: Artifact;
  readonly outcome: JobOutcome<RecordFileAnalysis>;
}

async function readFiles(
  artifacts: readonly Artifact[],
  options: RecordEngineOptions,
  hooks: RecordHooks,
  only: Only = {},
): Promise<readonly ReadFile[]> {
  const files = artifacts.filter(({ kind }) => isRecordKind(kind));
  const underWay = new Map<Artifact, number>();
  let [at, bytes] = [0, 0];
  const tell = (current: Artifact): void => {
    const more = [...underWay.values()].reduce((sum, done) => sum + done, 0);
    hooks.onProgress?.({ files: at, bytes: bytes + more, current });
  };
  const setup = setupFor(options, only);
  const jobOf = (artifact: Artifact): RecordJob => ({
    artifact,
    moments: only.trace && momentsFor(artifact, only.trace),
  });
  const told = { ...setup, documents: [], program: only.trace ? NO_RULES : programData(options.pack.program) };
  const runner = runnerFor(files, options, told, hooks.signal, (artifact, done) => {
    underWay.set(artifact, Math.min(done, artifact.size));
    tell(artifact);
  });
  const { units = EVERY_UNIT_DONE } = options;
  const read: ReadFile[] = [];
  try {
    for await (const outcome of inOrder(files, units.underWay ?? 2 * options.jobs + 1, (artifact) => {
      const job = jobOf(artifact);
      return units.outcome(recordUnit(only.trace ? 'traces' : 'records', setup, job), () => runner.run(job));
    })) {
      const artifact = files[at++];
      if (!artifact) continue;
      read.push({ artifact, outcome });
      bytes += artifact.size;
      underWay.delete(artifact);
      tell(artifact);
    }
  } finally {
    await runner.close();
  }
  return read;
}

/** What files are read for, where not for everything. */
interface Only {
  readonly trace?: RecordTraceQuery;
  readonly tally?: TallyKeys;
}

function setupFor({ pack, since, until }: RecordEngineOptions, { trace, tally }: Only): RecordQuestions {
  return {
    documents: trace ? [] : pack.documents,
    ...(trace && { names: trace.names }),
    ...(tally && { tally }),
    since: since ? Date.parse(since) / 1000 : Number.NEGATIVE_INFINITY,
    until: until ? Date.parse(until) / 1000 : Number.POSITIVE_INFINITY,
  };
}

/** Those that can make a difference to a file: of its server, and of all where records can be of other computers. */
function momentsFor({ kind, host }: Artifact, { moments }: RecordTraceQuery): readonly Moment[] {
  return kind === 'event-log' ? moments : moments.filter((moment) => moment.host === host);
}

/** One file: its bytes, and the server, by which moments are told apart. */
export function recordUnit(
  kind: 'records' | 'traces',
  setup: RecordQuestions,
  task: RecordJob,
): Unit<RecordFileAnalysis> {
  const { artifact, moments } = task;
  return {
    kind,
    artifacts: [artifact],
    setup,
    job: { host: artifact.host, kind: artifact.kind, moments },
    task,
    namesPathOnly: true,
    isResult: isRecordFileAnalysis,
  };
}

/** As many processes as there are jobs, fewer where there is little to read, or this one. */
function runnerFor(
  files: readonly Artifact[],
  { jobs, deadlineMs, spares }: RecordEngineOptions,
  setup: RecordSetup,
  signal: AbortSignal | undefined,
  onProgress: (artifact: Artifact, done: number) => void,
) {
  return createRecordPool(setup, {
    processes: Math.min(jobs, files.reduce((sum, { size }) => sum + size, 0) <= SMALL ? 1 : files.length),
    deadlineMs,
    onProgress: ({ artifact }, done) => onProgress(artifact, done),
    signal,
    spares,
  });
}

export interface RecordPoolOptions {
  readonly processes: number;
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly spares?: SpareProcesses | undefined;
  readonly onProgress?: (job: RecordJob, done: number) => void;
}

/** Processes that read files of records. */
export function createRecordPool(
  setup: RecordSetup,
  { processes, deadlineMs, signal, spares, onProgress = () => {} }: RecordPoolOptions,
): ProcessPool<RecordJob, RecordFileAnalysis, 'ready'> {
  return new ProcessPool<RecordJob, RecordFileAnalysis, 'ready'>({
    entry: compiledEntry(new URL('./record-process.js', import.meta.url)),
    setup: () => setup,
    processes,
    here: () => {
      const run = createRecordRunner(setup);
      return (job, progress) => run(asRecordJob(job), progress);
    },
    deadlineMs: deadlineMs ?? DEADLINE_MS,
    setupDeadlineMs: SETUP_DEADLINE_MS,
    memoryLimitMiB: MEMORY_LIMIT_MIB,
    weigh: ({ artifact }) => artifact.size,
    isResult: isRecordFileAnalysis,
    isReady: isRecordReady,
    onProgress,
    signal,
    spares,
  });
}
