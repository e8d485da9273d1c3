import type { Artifact } from '../../model/artifact.js';
import { compiledEntry, type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import type { FileAnalysis } from './file-analysis.js';
import { isFileAnalysis, isLogReady, type LogJob, type LogSetup } from './messages.js';
import type { EventBatch } from './packed-events.js';
import { createJobRunner } from './run-log-job.js';

/** Bytes of logs for which one process is enough: starting another takes longer. */
const SMALL = 4 << 20;
const DEADLINE_MS = 60_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 1024;

export interface LogRunnerOptions {
  /** Logs that there are to read, and the bytes of all. */
  readonly logs: number;
  readonly bytes: number;
  readonly jobs: number;
  /** Longest time that a log process may go without a word of progress, milliseconds. */
  readonly deadlineMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** What every process is told; asked once, while the first one starts. */
  prepare(): LogSetup;
  onProgress(artifact: Artifact, done: number): void;
}

/** Reads logs in processes, or in this one. */
export interface LogRunner {
  run(job: LogJob): Promise<JobOutcome<FileAnalysis>>;
  peakMemory(): number;
  close(): Promise<void>;
}

/** As many processes as there are jobs, fewer where there is little to read, or this one. */
export function createLogRunner(options: LogRunnerOptions): LogRunner {
  const { logs, bytes, jobs, deadlineMs, signal, prepare, onProgress } = options;
  if (jobs === 0 || logs === 0) {
    const run = logs === 0 ? null : createJobRunner(prepare());
    // One after another: they share the kernel's memory.
    let last: Promise<unknown> = Promise.resolve();
    return {
      run: (job) => {
        const turn = last.then(() => inThisProcess(run, job, signal));
        last = turn;
        return turn;
      },
      peakMemory: () => 0,
      close: async () => {},
    };
  }
  let setup: LogSetup | null = null;
  const pool = new ProcessPool<LogJob, FileAnalysis, 'ready'>({
    entry: compiledEntry(new URL('./log-process.js', import.meta.url)),
    setup: () => {
      setup ??= prepare();
      return setup;
    },
    processes: bytes <= SMALL ? 1 : Math.min(jobs, logs),
    deadlineMs: deadlineMs ?? DEADLINE_MS,
    setupDeadlineMs: SETUP_DEADLINE_MS,
    memoryLimitMiB: MEMORY_LIMIT_MIB,
    weigh: ({ artifact }) => artifact.size,
    isResult: isFileAnalysis,
    isReady: isLogReady,
    onProgress: ({ artifact }, done) => onProgress(artifact, done),
    signal,
  });
  return {
    run: (job) => pool.run(job),
    peakMemory: () => pool.peakMemory,
    close: () => pool.close(),
  };
}

async function inThisProcess(
  run: ReturnType<typeof createJobRunner> | null,
  job: LogJob,
  signal: AbortSignal | undefined,
): Promise<JobOutcome<FileAnalysis>> {
  if (!run || signal?.aborted) return { status: 'aborted', detail: 'the run was interrupted' };
  const parts: EventBatch[] = [];
  const result = await run(job, async (told) => {
    if ('part' in told) parts.push(told.part);
  });
  return { status: 'done', result, parts, retried: false };
}
