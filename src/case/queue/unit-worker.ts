import { lstat } from 'node:fs/promises';
import { stateOfObject } from '../../collection/objects/object-now.js';
import type { Unit } from '../../collection/unit.js';
import { Digests } from '../../engine/units/digests.js';
import { openWorkshop, type UnitWorkshop } from '../../engine/units/unit-workshop.js';
import type { Artifact } from '../../model/artifact.js';
import { AfterpatchError } from '../../platform/errors.js';
import { isObject } from '../../platform/objects.js';
import { readPlain } from '../../platform/plain-json.js';
import type { CaseStore } from '../store/case-store.js';
import { EvidenceDigests } from '../store/evidence-digests.js';
import { bytesOf, type FinishedUnit } from '../store/stored-units.js';
import { contentOf, keepOutcome, keysOf, readOutcome, wasHindered } from '../store/unit-results.js';
import { UnitStore } from '../store/unit-store.js';
import { ProgressFile } from '../store/worker-progress.js';
import { toolVersion } from '../tool-version.js';
import type { EvidenceRoot } from './evidence-root.js';
import type { JobQueue, JobWorker, QueueEngine } from './queue-engine.js';
import { artifactOf, movedTask, type QueuedTask, type QueueJob, queueJobOf, type TaskEnd } from './queue-job.js';
import { TRIES } from './queued-units.js';
import { SharedSetups } from './shared-setups.js';

/** What is used of a job that is taken. */
export interface TakenJob {
  readonly data: unknown;
  readonly attemptsMade: number;
  moveToDelayed(until: number, token: string | undefined): Promise<void>;
}

/** What is used of the queue. */
export interface WorkerEngine extends Pick<QueueEngine, 'failure'> {
  readonly bullmq: Pick<QueueEngine['bullmq'], 'DelayedError'>;
  open(name: string, onError: (message: string) => void): Promise<Pick<JobQueue, 'close'>>;
  worker(
    name: string,
    work: (job: TakenJob, token: string | undefined) => Promise<unknown>,
    options: Parameters<QueueEngine['worker']>[2],
    onError: (message: string) => void,
  ): JobWorker;
}

export interface UnitWorkerOptions {
  readonly engine: WorkerEngine;
  readonly store: CaseStore;
  readonly root: EvidenceRoot;
  readonly tool: string;
  /** Processes that read evidence. */
  readonly jobs: number;
  /** Ends once there was nothing to do for so many milliseconds; without it, it goes on for ever. */
  readonly idleMs?: number | undefined;
  /** Milliseconds after which a worker that shows no sign of life counts as dead, and its jobs go to others. */
  readonly lockMs?: number | undefined;
  /** Aborted: jobs at hand are finished, no more are taken. */
  readonly signal?: AbortSignal | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
  readonly onUnit?: ((unit: FinishedUnit) => void) | undefined;
  /** Number of this process, by which others know it. */
  readonly pid?: number | undefined;
}

const LOCK_MS = 30_000;
const IDLE_LOOK_MS = 250;
/** After so many milliseconds without work, what it had open for the last submission is closed. */
const REST_MS = 60_000;

/**
 * Takes units from a queue, does them, and puts their results into the case store, until it is told to end. Holds nothing that is not to be had
 * again: it may be killed at any moment. What jobs say of evidence is not believed: bytes are read and told by their digest, and a result is kept under what
 * was done, not under what was asked for.
 * @throws AfterpatchError `queue-failed`, `queue-version` where jobs are of another version of the tool, `store-failed`.
 */
export async function runUnitWorker(options: UnitWorkerOptions): Promise<void> {
  const { engine, store, idleMs, lockMs = LOCK_MS, signal, onNotice = () => {} } = options;
  // Fails now, in words, where the queue cannot be reached; a worker would go on trying without any.
  const probe = await engine.open(store.id, () => {});
  await probe.close();
  const desk = await Desk.open(options);
  let end: (error?: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const { DelayedError } = engine.bullmq;
  let lastNotice = '';
  const worker: JobWorker = engine.worker(
    store.id,
    async (job, token) => {
      try {
        return await desk.work(job);
      } catch (error) {
        if (error instanceof AfterpatchError) end(error);
        if (!(error instanceof AfterpatchError) || error.code !== 'queue-version') throw error;
        // For those of its version.
        await job.moveToDelayed(Date.now() + 1_000, token);
        throw new DelayedError();
      }
    },
    {
      concurrency: options.jobs,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      maxStalledCount: TRIES - 1,
    },
    (message) => {
      if (message !== lastNotice) onNotice(`the queue: ${message}`);
      lastNotice = message;
    },
  );
  const stop = () => end();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const idle = setInterval(() => {
    if (desk.idleFor >= REST_MS) void desk.rest();
    if (idleMs !== undefined && desk.idleFor >= idleMs) end();
  }, IDLE_LOOK_MS);
  // A connection that is not made at once is never tried again by one that runs: it would ask in vain, without a pause.
  const running = worker.waitUntilReady().then(() => worker.run());
  running.catch((error: unknown) => end(engine.failure(error)));
  const error = await ended;
  clearInterval(idle);
  signal?.removeEventListener('abort', stop);
  await worker.close();
  await desk.close();
  if (error !== undefined) throw error;
}

/** What a worker has open. */
class Desk {
  #atWork = 0;
  #since = performance.now();
  #run: Run | null = null;

  private constructor(
    readonly options: UnitWorkerOptions,
    readonly units: UnitStore,
    readonly setups: SharedSetups,
  ) {}

  static async open(options: UnitWorkerOptions): Promise<Desk> {
    const { store } = options;
    return new Desk(options, await UnitStore.open(store.units), new SharedSetups(store.setups));
  }

  /** Milliseconds since there was something to do. */
  get idleFor(): number {
    return this.#atWork > 0 ? 0 : performance.now() - this.#since;
  }

  async work(job: TakenJob): Promise<readonly TaskEnd[]> {
    this.#atWork++;
    try {
      const told = this.#told(job.data);
      const run = await this.#runOf(told);
      await this.units.refresh();
      const isLastTry = job.attemptsMade + 1 >= TRIES;
      const ends = await run.portion(told, this.units, isLastTry);
      await this.units.flush();
      if (ends.some((end) => end === 'again')) throw new Error('evidence cannot be read, or who read it died');
      return ends.filter((end) => end !== 'again');
    } finally {
      this.#atWork--;
      this.#since = performance.now();
    }
  }

  async close(): Promise<void> {
    await this.rest();
    await this.units.flush();
  }

  /** Closes what is open for a submission; its next job opens it again. */
  async rest(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    await run?.close();
  }

  #told(data: unknown): QueueJob {
    const told = queueJobOf(data);
    if (told === null) throw new Error('That is no job of Afterpatch');
    const { tool } = this.options;
    if (told.tool === tool) return told;
    throw new AfterpatchError(
      'queue-version',
      `Jobs in the queue are of Afterpatch ${told.tool}; this worker is ${tool}, and would say something else of the same evidence.`,
      'Install the same version, with the signatures that came with it, wherever workers run.',
    );
  }

  /** What is known of evidence holds for one submission. */
  async #runOf(told: QueueJob): Promise<Run> {
    if (this.#run?.id === told.run) return this.#run;
    const before = this.#run;
    const run = new Run(told, this.options, this.setups);
    this.#run = run;
    // Jobs of an earlier one may still be at work; nobody waits for them.
    await before?.close();
    return run;
  }
}

/** Bytes and processes for the jobs of one submission. */
class Run {
  readonly id: string;
  readonly #reader: Digests;
  readonly #digests: Promise<EvidenceDigests>;
  readonly #progress: Promise<ProgressFile>;
  readonly #shops = new Map<string, { readonly opened: Promise<UnitWorkshop>; users: number }>();

  constructor(
    { run, deadlineMs }: QueueJob,
    readonly options: UnitWorkerOptions,
    readonly setups: SharedSetups,
  ) {
    this.id = run;
    const reader = new Digests({ jobs: options.jobs, deadlineMs });
    this.#reader = reader;
    // Where this machine sees the same files as the one that submitted, what that one knows of them holds.
    this.#digests = EvidenceDigests.open(
      options.store.digests,
      (artifact, lengths) => reader.of(artifact, lengths),
      false,
    );
    this.#digests.catch(() => {});
    this.#progress = ProgressFile.begin(options.store.folder, 'worker', run, options.pid);
  }

  async portion(job: QueueJob, units: UnitStore, isLastTry: boolean): Promise<(TaskEnd | 'again')[]> {
    const digests = await this.#digests;
    return this.#withShop(job, (shop) =>
      Promise.all(job.tasks.map((task) => this.#done(task, job, { shop, units, digests, isLastTry }))),
    );
  }

  async close(): Promise<void> {
    for (const { opened } of this.#shops.values()) await opened.then((one) => one.close()).catch(() => {});
    this.#shops.clear();
    await this.#reader.close();
    await (await this.#progress).end();
  }

  async #done(
    { key, contents, task }: QueuedTask,
    { setup }: QueueJob,
    { shop, units, digests, isLastTry }: Tools,
  ): Promise<TaskEnd | 'again'> {
    const asked = readPlain(task);
    const named = artifactOf(asked);
    if (!isObject(asked) || named === null) throw new Error('That is no task of Afterpatch');
    const { root } = this.options;
    const isStored = named.location.object !== undefined;
    const path = isStored === root.isStored ? await root.resolve(named.location.path) : null;
    if (path === null) throw new Error('A task names what does not lie below the root of evidence, or behind a link');
    const here = movedTask(asked, Uint8Array.from(path));
    const unit = shop.unit(here);
    const lost = isLastTry ? 'unreachable' : 'again';
    const states = await Promise.all(unit.artifacts.map(stateNow));
    if (states.includes('lost')) return lost;
    if (states.includes('changed')) return 'changed';
    const found = await Promise.all(
      unit.artifacts.map(async (one) => contentOf(await digests.of(one), unit.range ?? null)),
    );
    if (found.includes(null)) return lost;
    if (found.join() !== contents.join()) return 'changed';
    const keys = keysOf(unit, toolVersion(), setup, found);
    if (keys[0] !== key) throw new Error('A job asks for something else than it says');
    for (const one of keys) {
      const kept = await units.find(one);
      if (kept === null || readOutcome(unit, kept.text)?.status !== 'done') continue;
      await this.#tell(unit, key, 'known', 0);
      return 'kept';
    }
    const began = performance.now();
    const outcome = await shop.run(here);
    await this.#tell(
      unit,
      key,
      outcome.status,
      performance.now() - began,
      outcome.status === 'done' && outcome.retried,
    );
    if (outcome.status === 'aborted' || outcome.status === 'not-done') throw new Error(outcome.detail);
    if (wasHindered(unit, outcome)) return lost;
    const unchanged = await Promise.all(unit.artifacts.map((one) => digests.isUnchanged(one)));
    if (unchanged.includes(false)) return 'changed';
    const steady = outcome.status === 'done' ? { ...outcome, retried: false } : outcome;
    if ((await keepOutcome(units, unit, keys, steady)) === null) return 'too-large';
    const mayBeBetter = outcome.status === 'crashed' || outcome.status === 'memory-exceeded';
    return mayBeBetter && !isLastTry ? 'again' : 'kept';
  }

  async #tell(
    unit: Unit<object>,
    key: string,
    status: FinishedUnit['status'],
    time: number,
    retried = false,
  ): Promise<void> {
    const { kind, artifacts } = unit;
    const paths = artifacts.map(({ collectedPath }) => collectedPath);
    const finished = { kind, key, paths, status, bytes: bytesOf(unit), retried, milliseconds: Math.round(time) };
    (await this.#progress).unit(finished);
    this.options.onUnit?.(finished);
  }

  async #withShop<Result>(job: QueueJob, use: (shop: UnitWorkshop) => Promise<Result>): Promise<Result> {
    const name = [job.kind, job.setup, job.hints].join(' ');
    let shop = this.#shops.get(name);
    if (shop === undefined) {
      shop = { opened: this.#open(job), users: 0 };
      shop.opened.catch(() => this.#shops.delete(name));
      this.#shops.set(name, shop);
    }
    shop.users++;
    try {
      await this.#closeOthers(name);
      return await use(await shop.opened);
    } finally {
      shop.users--;
    }
  }

  /** What processes of an earlier kind of work hold, those of now may need. */
  async #closeOthers(name: string): Promise<void> {
    for (const [other, { opened, users }] of this.#shops) {
      if (other === name || users > 0) continue;
      this.#shops.delete(other);
      await opened.then((one) => one.close()).catch(() => {});
    }
  }

  async #open({ kind, setup, hints, deadlineMs }: QueueJob): Promise<UnitWorkshop> {
    const [told, quicker] = [await this.setups.get(setup), hints === null ? null : await this.setups.get(hints)];
    if (told === null)
      throw new Error('What a job is set up with is not in the case store: is --store the same as that of the sweep?');
    return openWorkshop(kind, told, quicker, { jobs: this.options.jobs, deadlineMs });
  }
}

interface Tools {
  readonly shop: UnitWorkshop;
  readonly units: UnitStore;
  readonly digests: EvidenceDigests;
  readonly isLastTry: boolean;
}

/** Of the file that holds an artifact, without reading it. */
async function stateNow({ location, size }: Artifact): Promise<'there' | 'changed' | 'lost'> {
  if (location.object) {
    const state = await stateOfObject(location);
    return state === 'there' || state === 'changed' ? state : 'lost';
  }
  const stats = await lstat(Buffer.from(location.path)).catch(() => null);
  if (!stats?.isFile()) return 'lost';
  const isWhole = location.range === undefined && location.member === undefined;
  return isWhole && stats.size !== size ? 'changed' : 'there';
}
