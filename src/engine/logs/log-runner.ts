import { type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import { compiledEntry } from '../../platform/start-process.js';
import type { SpareProcesses } from '../../platform/spare-processes.js';
import type { FileAnalysis } from './file-analysis.js';
import { asLogJob, isFileAnalysis, isLogReady, type LogJob, type LogSetup } from './messages.js';
import { createJobRunner } from './run-log-job.js';

/** Bytes of logs for which one process is enough: starting another takes longer. */
const SMALL = 4 << 20;
const DEADLINE_MS = 60_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 1024;

export interface LogRunnerOptions {
  /** Pieces of logs that there are to read, and the bytes of all. */
  readonly pieces: number;
  readonly bytes: number;
  readonly jobs: number;
  /** Longest time that a log process may go without a word of progress, milliseconds. */
  readonly deadlineMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly spares: SpareProcesses | undefined;
  /** What every process is told; asked once, while the first one starts. */
  prepare(): LogSetup;
  onProgress(job: LogJob, done: number): void;
}

/** Reads logs in processes, or in this one. */
export interface LogRunner {
  run(job: LogJob): Promise<JobOutcome<FileAnalysis>>;
  peakMemory(): number;
  close(): Promise<void>;
}

/** As many processes as there are jobs, fewer where there is little to read, or this one. */
export function createLogRunner(options: LogRunnerOptions): LogRunner {
  const { pieces, bytes, jobs, deadlineMs, signal, spares, prepare, onProgress } = options;
  let setup: LogSetup | null = null;
  const prepared = () => {
    setup ??= prepare();
    return setup;
  };
  const processes = Math.min(jobs, bytes <= SMALL ? 1 : pieces);
  const pool = createLogPool(prepared, { processes, deadlineMs, onProgress, signal, spares });
  return {
    run: (job) => pool.run(job),
    peakMemory: () => pool.peakMemory,
    close: () => pool.close(),
  };
}

export interface LogPoolOptions {
  readonly processes: number;
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly spares?: SpareProcesses | undefined;
  readonly onProgress?: (job: LogJob, done: number) => void;
}

/** Processes that read logs. @param prepare what each of them is told */
export function createLogPool(
  prepare: () => LogSetup,
  { processes, deadlineMs, signal, spares, onProgress = () => {} }: LogPoolOptions,
): ProcessPool<LogJob, FileAnalysis, 'ready'> {
  return new ProcessPool<LogJob, FileAnalysis, 'ready'>({
    entry: compiledEntry(new URL('./log-process.js', import.meta.url)),
    setup: prepare,
    processes,
    here: () => {
      const run = createJobRunner(prepare());
      return (job, progress) => run(asLogJob(job), progress);
    },
    deadlineMs: deadlineMs ?? DEADLINE_MS,
    setupDeadlineMs: SETUP_DEADLINE_MS,
    memoryLimitMiB: MEMORY_LIMIT_MIB,
    weigh: ({ artifact, range }) => range?.length ?? artifact.size,
    isResult: isFileAnalysis,
    isReady: isLogReady,
    onProgress,
    signal,
    spares,
  });
}
