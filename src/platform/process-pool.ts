import { availableParallelism } from 'node:os';
import { EngineProcess, type EngineProcessEvents } from './engine-process.js';
import { messageOf } from './errors.js';
import { giveWay } from './give-way.js';
import type { JobHandler } from './serve-jobs.js';
import type { SpareProcesses } from './spare-processes.js';
import { takeAhead } from './start-process.js';

/**
 * How one job ended. Only `done` carries a result, and the parts of the answer that were handed over before it; whoever submitted the
 * job decides what the others mean. No pool answers `not-done`: it is of a job that nobody was asked to do.
 */
export type JobOutcome<Result> =
  | { readonly status: 'done'; readonly result: Result; readonly parts: readonly unknown[]; readonly retried: boolean }
  | { readonly status: 'timed-out' | 'memory-exceeded' | 'crashed' | 'aborted' | 'not-done'; readonly detail: string };

export interface ProcessPoolOptions<Job, Result, Ready> {
  /** Module that calls `serveJobs`, compiled. */
  readonly entry: URL;
  /** Gives what is sent to every process before its first job. Asked while the process starts, so it may take its time. */
  setup(): unknown;
  /**
   * Most processes at once; more than two for each processor are never started, since they would only wait for one another. With 0
   * jobs are done `here`.
   */
  readonly processes: number;
  /** Gives what does jobs in this process where no other can be started: the machine is short of something then, for whatever reason. */
  readonly here?: () => Promise<JobHandler> | JobHandler;
  /** Time that a job may take without a word of progress, milliseconds. */
  readonly deadlineMs: number;
  /** Time that a process may take to get ready, milliseconds. */
  readonly setupDeadlineMs: number;
  /** A process that holds more is ended, MiB. */
  readonly memoryLimitMiB: number;
  /** How much work a job is likely to be, bytes or the like: decides how many go to one process ahead of time. */
  weigh(job: Job): number;
  isResult(value: unknown): value is Result;
  isReady(value: unknown): value is Ready;
  /** How much of a job is done, as it tells itself. */
  onProgress?(job: Job, done: number): void;
  readonly signal?: AbortSignal | undefined;
  /** Where an idle process is left when the pool is closed, and taken from when one is to be started. */
  readonly spares?: SpareProcesses | undefined;
}

interface Waiting<Job, Result> {
  readonly job: Job;
  readonly weight: number;
  crashes: number;
  parts: unknown[];
  readonly settle: (outcome: JobOutcome<Result>) => void;
}

/** So much goes to a process ahead of time that it never waits, and so little that a lost process loses little. */
const AHEAD = { jobs: 32, weight: 512 * 1024 };
/** A process that dies may have been killed from outside, or be full of what others left, so its job gets one more try. */
const TRIES = 2;
/** After so many processes in a row that never became ready, no further one is started. */
const FAILED_STARTS = 3;

/**
 * Runs jobs in child processes, started when there is work. A process that overruns a job's deadline, exceeds its memory or dies
 * is replaced; the job that it was at is settled as such, the jobs behind it go to others.
 */
export class ProcessPool<Job, Result, Ready> {
  readonly #options: ProcessPoolOptions<Job, Result, Ready>;
  readonly #limit: number;
  readonly #waiting: Waiting<Job, Result>[] = [];
  readonly #processes = new Set<EngineProcess<Waiting<Job, Result>>>();
  readonly #ready: Promise<Ready>;
  #resolveReady: (ready: Ready) => void = () => {};
  #rejectReady: (error: Error) => void = () => {};
  #failedStarts = 0;
  #broken: JobOutcome<Result> | null = null;
  #here: Promise<JobHandler> | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ProcessPoolOptions<Job, Result, Ready>) {
    this.#options = options;
    this.#limit = Math.max(1, Math.min(options.processes, 2 * availableParallelism()));
    this.#ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    this.#ready.catch(() => {});
    if (options.processes === 0) this.#goOnHere();
    options.signal?.addEventListener('abort', this.abort, { once: true });
    if (options.signal?.aborted) this.abort();
  }

  /**
   * Starts processes and gives what the first one said when it was ready. Rejects where none gets ready.
   * @param ahead how many: more than one where work is likely to come, since they get ready side by side.
   */
  start(ahead = 1): Promise<Ready> {
    const count = Math.min(ahead, this.#limit) - this.#processes.size;
    for (let started = 0; this.#broken === null && this.#here === null && started < count; started += 1)
      this.#startProcess();
    return this.#ready;
  }

  /** Never rejects. Jobs are started in the order in which they came; they end in any. */
  run(job: Job): Promise<JobOutcome<Result>> {
    if (this.#broken !== null) return Promise.resolve(this.#broken);
    return new Promise((settle) => {
      const waiting = { job, weight: this.#options.weigh(job), crashes: 0, parts: [], settle };
      if (this.#here !== null) {
        this.#doHere(waiting, this.#here);
        return;
      }
      this.#waiting.push(waiting);
      this.#dispatch();
    });
  }

  /** Processes that are running now. */
  get size(): number {
    return this.#processes.size;
  }

  /** Most memory that any process was seen to hold, bytes; 0 where the system does not tell. */
  peakMemory = 0;

  /** Ends every process. Jobs that have not ended are settled as `aborted`. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.abort);
    if (this.#broken === null) this.#leaveSpare();
    const processes = [...this.#processes];
    this.#stop({ status: 'aborted', detail: 'the pool was closed' });
    await Promise.all(processes.map((child) => child.ended));
  }

  #leaveSpare(): void {
    const { spares, entry } = this.#options;
    const idle = [...this.#processes].find((child) => child.isReady && child.jobs === 0);
    if (spares === undefined || idle === undefined) return;
    this.#processes.delete(idle);
    spares.keep(entry, idle.release());
  }

  /** Ends every process at once; jobs that have not ended are settled as `aborted`. */
  readonly abort = () => this.#stop({ status: 'aborted', detail: 'the run was interrupted' });

  #stop(outcome: JobOutcome<Result>): void {
    this.#broken ??= outcome;
    this.#rejectReady(new Error('detail' in outcome ? outcome.detail : outcome.status));
    for (const child of this.#processes) {
      for (const waiting of child.takeBack()) waiting.settle(outcome);
      child.kill();
    }
    for (const waiting of this.#waiting.splice(0)) waiting.settle(outcome);
  }

  /** Whether this process can do jobs, from now on. */
  #goOnHere(): boolean {
    const { here } = this.#options;
    if (here === undefined) return false;
    const handler = Promise.resolve().then(here);
    // Met where a job awaits it.
    handler.catch(() => {});
    this.#here = handler;
    for (const waiting of this.#waiting.splice(0)) this.#doHere(waiting, handler);
    return true;
  }

  /** One job after another: what does them may share memory. */
  #doHere({ job, parts, settle }: Waiting<Job, Result>, handler: Promise<JobHandler>): void {
    this.#turn = this.#turn.then(async () => {
      if (this.#broken !== null) return settle(this.#broken);
      try {
        const handle = await handler;
        const result = await handle(job, async (told = {}) => {
          if ('part' in told) parts.push(told.part);
          if (told.done !== undefined) this.#options.onProgress?.(job, told.done);
          // A signal is heard only in between.
          await giveWay();
        });
        if (!this.#options.isResult(result)) throw new Error('it gave an answer that is none');
        settle({ status: 'done', result, parts, retried: false });
      } catch (error) {
        settle({ status: 'crashed', detail: messageOf(error) });
      }
    });
  }

  #dispatch(): void {
    for (const child of this.#processes) this.#feed(child);
    const starting = [...this.#processes].filter((child) => !child.isReady).length;
    const wanted = Math.min(this.#limit - this.#processes.size, this.#waiting.length - starting);
    for (let count = 0; count < wanted; count += 1) this.#startProcess();
  }

  #feed(child: EngineProcess<Waiting<Job, Result>>): void {
    if (!child.isReady || this.#waiting.length === 0) return;
    const batch: Waiting<Job, Result>[] = [];
    let weight = child.weight;
    // What is left is shared with processes that are idle or still starting; one that is busy takes none from them.
    const busy = [...this.#processes].filter((one) => one !== child && one.jobs > 0).length;
    const idle = this.#limit - busy - 1;
    const share = child.jobs > 0 ? this.#waiting.length - idle : Math.ceil(this.#waiting.length / (idle + 1));
    while (child.jobs + batch.length < AHEAD.jobs && batch.length < share) {
      const [next] = this.#waiting;
      if (next === undefined || (child.jobs + batch.length > 0 && weight + next.weight > AHEAD.weight)) break;
      this.#waiting.shift();
      batch.push(next);
      weight += next.weight;
    }
    if (batch.length > 0) child.send(batch);
  }

  #startProcess(): void {
    const { spares, entry } = this.#options;
    const events: EngineProcessEvents<Waiting<Job, Result>> = {
      ready: (value) => {
        if (!this.#options.isReady(value)) return child.kill();
        this.#failedStarts = 0;
        this.#resolveReady(value);
        this.#dispatch();
      },
      progress: (waiting, told) => {
        if (typeof told !== 'object' || told === null) return;
        if ('part' in told) waiting.parts.push(told.part);
        if ('done' in told && typeof told.done === 'number') this.#options.onProgress?.(waiting.job, told.done);
      },
      result: (waiting, value) => {
        if (this.#options.isResult(value)) {
          const { parts, crashes } = waiting;
          waiting.settle({ status: 'done', result: value, parts, retried: crashes > 0 });
        } else {
          waiting.settle({ status: 'crashed', detail: 'the engine process gave an answer that is none' });
        }
        this.#feed(child);
      },
      failed: (waiting, reason) => waiting.settle({ status: 'crashed', detail: reason }),
      memory: (bytes) => {
        this.peakMemory = Math.max(this.peakMemory, bytes);
      },
      ended: (reason, detail) => this.#processEnded(child, reason, detail),
    };
    const child = new EngineProcess<Waiting<Job, Result>>(
      this.#options,
      events,
      spares?.take(entry) ?? takeAhead(entry),
    );
    this.#processes.add(child);
  }

  #processEnded(
    child: EngineProcess<Waiting<Job, Result>>,
    status: 'timed-out' | 'memory-exceeded' | 'crashed',
    detail: string,
  ): void {
    this.#processes.delete(child);
    const [culprit, ...innocent] = child.takeBack();
    this.#waiting.unshift(...innocent);
    if (culprit !== undefined) {
      culprit.crashes += 1;
      culprit.parts = [];
      if (status !== 'timed-out' && culprit.crashes < TRIES) this.#waiting.unshift(culprit);
      else culprit.settle({ status, detail });
    } else if (!child.isReady) {
      this.#failedStarts += 1;
      if (this.#failedStarts >= FAILED_STARTS) {
        if (this.#here !== null || this.#goOnHere()) return;
        this.#stop({ status: 'crashed', detail: `the engine process does not start: ${detail}` });
        return;
      }
      if (this.#waiting.length === 0 && this.#processes.size === 0 && this.#broken === null) this.#startProcess();
    }
    if (this.#broken === null) this.#dispatch();
  }
}
