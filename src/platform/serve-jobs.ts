import { Worker } from 'node:worker_threads';
import { messageOf } from './errors.js';

/** The side of `process` that talks to the process that started this one. */
export interface ParentChannel {
  send?(message: unknown, handle: undefined, options: undefined, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  exit(code: number): never;
  readonly memoryUsage: { rss(): number };
}

/** How often an answer also tells how much memory this process holds, milliseconds. */
const MEMORY_MS = 200;

/** Milliseconds after the start of a process. */
const WATCHED_AFTER_MS = 1_000;

/** What a job tells before it has ended. */
export interface JobProgress {
  /** How much is done, in whatever jobs are weighed by. */
  readonly done?: number;
  /** A part of the answer: what is handed over need not be held until the end. */
  readonly part?: unknown;
}

/** Handles one job. That it tells of its progress shows that it is still getting on, which starts its deadline anew. */
export type JobHandler = (job: unknown, progress: (told?: JobProgress) => Promise<void>) => Promise<unknown> | unknown;

/**
 * Makes this process one of a `ProcessPool`: `setUp` gets what the pool's owner set and gives what is told when ready, and how jobs
 * are done. Jobs are done one after another. An error that a handler throws fails that job only.
 */
export function serveJobs(
  channel: ParentChannel,
  setUp: (setup: unknown) => Promise<{ ready: unknown; handle: JobHandler }>,
): void {
  let handler: JobHandler | null = null;
  let chain: Promise<void> = Promise.resolve();
  // Waiting until a message is written means that the other side never blames the job before the one that hangs.
  let told = 0;
  const send = (message: object) => {
    const now = performance.now();
    const due = now - told >= MEMORY_MS;
    if (due) told = now;
    const whole = due ? { ...message, memory: channel.memoryUsage.rss() } : message;
    return new Promise<void>((resolve) => {
      channel.send?.(whole, undefined, undefined, () => resolve());
    });
  };
  const progress = (told: JobProgress = {}) => send({ progress: told });

  async function work(message: object): Promise<void> {
    if ('setup' in message) {
      const { ready, handle } = await setUp(message.setup);
      handler = handle;
      await send({ ready });
    } else if ('jobs' in message && Array.isArray(message.jobs)) {
      for (const job of message.jobs) {
        let answer: object;
        try {
          answer = { result: await handler?.(job, progress) };
        } catch (error) {
          answer = { failed: messageOf(error) };
        }
        await send(answer);
      }
    }
  }

  channel.on('message', (message) => {
    if (typeof message !== 'object' || message === null) return;
    chain = chain.then(() => work(message));
    chain.catch((error: unknown) => {
      // Not getting ready is the end: the pool sees it, tries again and, in the end, tells.
      console.error(error);
      channel.exit(70);
    });
  });
  channel.on('disconnect', () => channel.exit(0));
  // A thread costs as much as a small job: processes that end at once do without.
  setTimeout(watchParent, WATCHED_AFTER_MS).unref();
}

/** That a parent was killed is heard between two steps only, of which a job may never take the next one: a thread looks for it. */
function watchParent(): void {
  new Worker(new URL('./parent-watch-process.js', import.meta.url)).unref();
}
