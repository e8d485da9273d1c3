import { randomBytes } from 'node:crypto';
import { AfterpatchError } from '../../platform/errors.js';
import { writePlain } from '../../platform/plain-json.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { Elsewhere, HandedOn } from '../store/stored-units.js';
import { keepOutcome, sha256Of } from '../store/unit-results.js';
import type { UnitStore } from '../store/unit-store.js';
import type { EvidenceRoot } from './evidence-root.js';
import type { EndedJob, JobQueue, QueueEngine } from './queue-engine.js';
import {
  artifactOf,
  movedTask,
  QUEUED_KINDS,
  type QueuedKind,
  type QueueJob,
  type TaskEnd,
  taskEndsOf,
} from './queue-job.js';
import type { SharedSetups } from './shared-setups.js';

/** How often a job is tried before what it is about counts as not examined. */
export const TRIES = 3;

export interface QueuedUnitsOptions {
  readonly engine: Pick<QueueEngine, 'open' | 'failure' | 'told'>;
  /** Of the case store. */
  readonly name: string;
  readonly tool: string;
  readonly root: EvidenceRoot;
  readonly units: UnitStore;
  readonly setups: SharedSetups;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told what an operator should know: that nobody works, that the queue does not answer. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Milliseconds without an answer of the queue after which it counts as lost. */
  readonly patienceMs?: number | undefined;
}

/** Units that are put together into one job at most, pages and what has records, and bytes of evidence from which on no more are. */
const PORTION = { pages: 100, records: 8, bytes: 8 << 20 };
/** Milliseconds that a unit waits for others to come along. */
const GATHER_MS = 20;
const LOOK_MS = 150;
/** How often it is looked whether jobs are still there, and whether anybody works. */
const CHECK_MS = 3_000;
const WATCH_MS = 1_000;
const PATIENCE_MS = 120_000;
const BACKOFF_MS = 2_000;
/** Jobs whose ends are taken at once. */
const TAKEN = 200;
/** Milliseconds after which a result that a worker wrote is seen by everybody: shares keep lists of folders for up to a minute. */
const VISIBLE_MS = 90_000;
/** A job that is lost, with its queue, so often is given up. */
const LOSSES = 20;
const UNDER_WAY = 64;

const WHY = {
  changed: 'what workers find in its place are not the bytes of the inventory; run the sweep again',
  unreachable: 'no worker can read it: does its evidence lie below the root that workers are given?',
  'not-told': 'workers failed at it without saying why; what they print tells more',
} as const;

interface Waiting extends HandedOn {
  readonly kind: QueuedKind;
  readonly task: string;
  readonly bytes: number;
  readonly setup: string;
  readonly hints: string | null;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

type Answer = 'kept' | 'here' | JobOutcome<never>;

interface Portion {
  readonly id: string;
  readonly job: QueueJob;
  readonly units: readonly Waiting[];
  losses: number;
}

/**
 * Has units done by workers of a queue. The case store is the truth: what is in it is never asked for, and whatever becomes of the queue, units
 * without a result are handed on anew.
 */
export class QueuedUnits implements Elsewhere {
  readonly underWay = UNDER_WAY;
  /** Tells this submission from others. */
  readonly run = randomBytes(8).toString('hex');
  readonly #gathering = new Map<string, Waiting[]>();
  readonly #out = new Map<string, Portion>();
  #timer: NodeJS.Timeout | null = null;
  #watch: NodeJS.Timeout | undefined;
  #stopped: 'aborted' | 'closed' | null = null;
  #failed: unknown = null;
  #looking: Promise<void> = Promise.resolve();
  /** Milliseconds without an answer in which this process was awake, and when it last looked. */
  #silence = 0;
  #watched = performance.now();
  #checked = performance.now();
  #idle = false;
  #lastError = '';

  private constructor(
    readonly options: QueuedUnitsOptions,
    readonly queue: JobQueue,
  ) {}

  /**
   * Whoever opens holds the store's lock: what lies in its queue is of nobody any more, and is taken away.
   * @throws AfterpatchError `queue-failed`.
   */
  static async open(options: QueuedUnitsOptions): Promise<QueuedUnits> {
    const told = { error: (_: string) => {} };
    const queue = await options.engine.open(options.name, (message) => told.error(message));
    try {
      await queue.obliterate({ force: true });
    } catch (error) {
      await queue.close().catch(() => {});
      throw options.engine.failure(error);
    }
    await options.setups.clear();
    const units = new QueuedUnits(options, queue);
    told.error = (message) => {
      units.#lastError = message;
    };
    options.signal?.addEventListener('abort', units.#abort, { once: true });
    units.#looking = units.#look();
    return units;
  }

  async handOn(handed: HandedOn): Promise<Answer> {
    if (this.#failed !== null) throw this.#failed;
    if (this.#stopped !== null || this.options.signal?.aborted) return ABORTED;
    const { unit } = handed;
    const kind = QUEUED_KINDS.find((one) => one === unit.kind);
    const artifact = artifactOf(unit.task);
    const path = artifact && this.options.root.below(artifact.location.path);
    if (kind === undefined || unit.task === null || path === null) return 'here';
    const setup = await this.options.setups.put(unit.setup);
    const hints = unit.hints ? await this.options.setups.put(unit.hints()) : null;
    const task = writePlain(movedTask(unit.task, Uint8Array.from(path))).text;
    const bytes = unit.range?.length ?? unit.artifacts.reduce((sum, { size }) => sum + size, 0);
    return new Promise((settle, fail) => {
      this.#gather({ ...handed, kind, task, bytes, setup, hints, settle, fail });
    });
  }

  /** Takes its jobs out of the queue, and what workers were told of them out of the store. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.#abort);
    this.#stop('closed');
    if (this.#failed === null) {
      await within(this.#looking);
      await within(this.queue.obliterate({ force: true }));
      await within(this.queue.close());
    }
    await within(this.queue.disconnect());
    await this.options.setups.clear().catch(() => {});
  }

  readonly #abort = () => this.#stop('aborted');

  #stop(why: 'aborted' | 'closed'): void {
    this.#stopped ??= why;
    for (const one of this.#takeAll()) one.settle(ABORTED);
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    for (const one of this.#takeAll()) one.fail(error);
  }

  /** Nobody is waited for any more: a question to a queue that is gone may never be answered. */
  #takeAll(): Waiting[] {
    if (this.#timer !== null) clearTimeout(this.#timer);
    clearInterval(this.#watch);
    const all = [...this.#gathering.values(), ...[...this.#out.values()].map(({ units }) => units)].flat();
    this.#gathering.clear();
    this.#out.clear();
    return all;
  }

  #gather(one: Waiting): void {
    if (this.#failed !== null || this.#stopped !== null) {
      if (this.#failed !== null) one.fail(this.#failed);
      else one.settle(ABORTED);
      return;
    }
    const group = [one.kind, one.setup, one.hints].join(' ');
    const others = this.#gathering.get(group) ?? [];
    others.push(one);
    this.#gathering.set(group, others);
    const bytes = others.reduce((sum, waiting) => sum + waiting.bytes, 0);
    const most = one.kind === 'content' ? PORTION.pages : PORTION.records;
    if (others.length >= most || bytes >= PORTION.bytes) {
      this.#gathering.delete(group);
      this.#send(others);
    } else this.#timer ??= setTimeout(() => this.#sendAll(), GATHER_MS);
  }

  #sendAll(): void {
    this.#timer = null;
    const groups = [...this.#gathering.values()];
    this.#gathering.clear();
    for (const group of groups) this.#send(group);
  }

  #send(units: readonly Waiting[]): void {
    const [first] = units;
    if (first === undefined) return;
    const { tool, deadlineMs } = this.options;
    const tasks = units.map(({ keys: [key], contents, task }) => ({ key, contents, task }));
    const { kind, setup, hints } = first;
    const id = `u${sha256Of(tasks.map(({ key }) => key).join()).slice(0, 32)}`;
    const portion = { id, job: { run: this.run, tool, kind, setup, hints, deadlineMs, tasks }, units, losses: 0 };
    this.#out.set(id, portion);
    void this.#submit(portion);
  }

  async #submit({ id, job }: Portion): Promise<void> {
    const backoff = { type: 'exponential', delay: BACKOFF_MS };
    try {
      await this.queue.add(job.kind, job, { jobId: id, attempts: TRIES, backoff });
    } catch (error) {
      // Looked at later: where it is not in the queue, it is handed on again.
      this.#lastError = this.options.engine.told(error);
    }
  }

  /** Takes what came to an end, again and again. */
  async #look(): Promise<void> {
    this.#watch = setInterval(() => this.#requireAnswers(), WATCH_MS);
    while (this.#stopped === null && this.#failed === null) {
      await this.#lookOnce().catch((error: unknown) => {
        if (error instanceof AfterpatchError) this.#fail(error);
        else this.#lastError = this.options.engine.told(error);
      });
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #lookOnce(): Promise<void> {
    if (this.#out.size === 0) {
      this.#silence = 0;
      return;
    }
    const ended = await this.queue.getJobs(['completed', 'failed'], 0, TAKEN);
    this.#silence = 0;
    this.#lastError = '';
    for (const job of ended) if (job !== undefined) await this.#ended(job);
    if (performance.now() - this.#checked < CHECK_MS) return;
    this.#checked = performance.now();
    await this.#check();
  }

  async #ended(job: EndedJob): Promise<void> {
    const portion = this.#out.get(job.id ?? '');
    await job.remove().catch(() => {});
    if (portion === undefined) return;
    const ends = taskEndsOf(job.returnvalue, portion.units.length);
    if (ends !== null) {
      this.#out.delete(portion.id);
      await this.#settle(portion, ends);
    } else if (portion.units.length > 1) {
      // One of them may be what no worker survives.
      this.#out.delete(portion.id);
      for (const unit of portion.units) this.#send([unit]);
    } else {
      this.#out.delete(portion.id);
      await this.#giveUp(portion, job);
    }
  }

  async #settle({ units }: Portion, ends: readonly TaskEnd[]): Promise<void> {
    const kept = units.filter((_, at) => ends[at] === 'kept');
    await this.#awaitResults(kept);
    for (const [at, unit] of units.entries()) {
      const end = ends[at];
      if (end === 'kept') unit.settle('kept');
      else if (end === 'too-large') unit.settle('here');
      else unit.settle({ status: 'not-done', detail: WHY[end ?? 'not-told'] });
    }
  }

  /** Another machine may see later what one wrote. What does not come is done here. */
  async #awaitResults(units: readonly Waiting[]): Promise<void> {
    const { units: store } = this.options;
    const until = performance.now() + VISIBLE_MS;
    const isThere = () => units.every(({ keys }) => keys.some((key) => store.has(key)));
    for (let wait = 0; this.#stopped === null; wait = 1_000) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      await store.refresh();
      if (isThere() || performance.now() > until) return;
    }
  }

  /** One unit that no worker came to an end with. */
  async #giveUp({ units: [unit] }: Portion, job: EndedJob): Promise<void> {
    if (unit === undefined) return;
    // A queue that was away may count as lost what was done meanwhile.
    await this.options.units.refresh();
    if (unit.keys.some((key) => this.options.units.isDone(key))) {
      unit.settle('kept');
      return;
    }
    if (!/stalled/.test(job.failedReason)) {
      this.options.onNotice?.(`a worker failed: ${job.failedReason}`);
      unit.settle({ status: 'not-done', detail: WHY['not-told'] });
      return;
    }
    const outcome = { status: 'crashed', detail: `the worker died ${TRIES} times while it did it` } as const;
    await keepOutcome(this.options.units, unit.unit, unit.keys, outcome, TRIES);
    await this.options.units.flush();
    unit.settle('kept');
  }

  /** Hands on anew what the queue no longer knows, and says so where nobody works. */
  async #check(): Promise<void> {
    for (const portion of [...this.#out.values()]) {
      const state = await this.queue.getJobState(portion.id);
      if (state !== 'unknown' || !this.#out.has(portion.id)) continue;
      portion.losses++;
      if (portion.losses > LOSSES) {
        this.#out.delete(portion.id);
        for (const unit of portion.units) unit.settle({ status: 'not-done', detail: WHY['not-told'] });
      } else await this.#submit(portion);
    }
    // Not everybody may ask for it.
    const workers = await this.queue.getWorkersCount().catch(() => 1);
    if (workers === 0 && !this.#idle)
      this.options.onNotice?.(
        'no worker listens to the queue yet: start afterpatch worker, on this machine or another',
      );
    this.#idle = workers === 0;
  }

  #requireAnswers(): void {
    const now = performance.now();
    // An answer may lie unread where the machine slept, or had no time for this process.
    this.#silence += Math.min(now - this.#watched, 2 * WATCH_MS);
    this.#watched = now;
    if (this.#silence < (this.options.patienceMs ?? PATIENCE_MS)) return;
    const why = this.#lastError === '' ? 'it does not answer any more' : this.#lastError;
    this.#fail(this.options.engine.failure(new Error(why)));
  }
}

const ABORTED = { status: 'aborted', detail: 'the run was interrupted' } as const;

/** What a lost queue is asked for may never be answered. */
async function within(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 5_000);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
