import { CaseStore, type RunFacts } from './case/store/case-store.js';
import { keptLogs, pruneStore } from './case/store/retention.js';
import { StoreLock } from './case/store/store-lock.js';
import type { UnitCount } from './case/store/stored-units.js';
import { isSteady } from './case/store/sweep-basis.js';
import { UnitStore } from './case/store/unit-store.js';
import { forgetProgress, ProgressFile, readProgress } from './case/store/worker-progress.js';
import type { Report } from './model/finding.js';
import { rendererOf } from './output/renderers.js';
import type { SweepOptions } from './sweep-options.js';
import { SweepUnderWay } from './sweep-under-way.js';

export type { SweepOptions };

/** What a sweep came to. */
export interface Sweep {
  /** Its number; null where it was interrupted, or only merged. */
  readonly number: number | null;
  readonly report: Report;
  readonly run: RunFacts;
}

/** What a sweep would do. */
export interface SweepPlan {
  readonly units: readonly UnitCount[];
  /** Logs that are gone and count as earlier sweeps read them. */
  readonly remembered: number;
}

/**
 * Makes a case store; one that is there is left as it is.
 * @throws AfterpatchError `usage` where the folder holds something else, `store-failed`.
 */
export async function createStore(folder: string): Promise<void> {
  await CaseStore.create(folder);
}

/**
 * Sweeps once: does what is new since the last sweep, keeps its results, and tells the report of all.
 * Interrupted or killed, it is run again and goes on: what it did is in the store.
 * @throws AfterpatchError as `hunt`, `store-in-use`, `store-failed`.
 */
export async function runSweep(options: SweepOptions): Promise<Sweep> {
  return locked(options, async (store) => {
    const number = ((await store.sweeps()).at(-1) ?? 0) + 1;
    await forgetProgress(store.folder, Date.now());
    const telling = await ProgressFile.begin(store.folder, 'sweep', String(number), options.processes?.own);
    return sweepOnce(store, toldBy(options, telling), number, telling).finally(() => telling.end());
  });
}

async function sweepOnce(
  store: CaseStore,
  options: SweepOptions,
  number: number,
  telling: ProgressFile,
): Promise<Sweep> {
  const began = new Date();
  const going = await SweepUnderWay.begin(store, options, 'run', number);
  try {
    const report = await going.report();
    await going.save();
    await telling.end();
    const workers = (await readProgress(store.folder, Date.now())).filter(
      ({ told, role, run }) => Date.parse(told) >= began.getTime() && (role === 'sweep' || run === going.queued?.run),
    );
    const run = going.facts(number, report, began, workers);
    if (report.status === 'interrupted') return { number: null, report, run };
    await store.add(number, {
      report: rendererOf('json')(report, { color: false }),
      run,
      logs: keptLogs(await going.logs(), options.config.retention, (keys) => going.unitStore.bytesOf(keys)),
      units: await going.used(),
      basis: isSteady(report, run) ? going.basis : null,
    });
    await pruneStore(store, going.unitStore, options.config.retention);
    return { number, report, run };
  } finally {
    await going.close();
  }
}

function toldBy(options: SweepOptions, telling: ProgressFile): SweepOptions {
  return {
    ...options,
    onUnit: (unit) => {
      if (!unit.elsewhere) telling.unit(unit);
      options.onUnit?.(unit);
    },
    onProgress: (progress) => {
      telling.stage(progress);
      options.onProgress?.(progress);
    },
  };
}

/** Reads what there is, and says which units it makes and which of them are to be done. Configuration is read for it. */
export async function planSweep(options: SweepOptions): Promise<SweepPlan> {
  return locked(options, async (store) => {
    const number = ((await store.sweeps()).at(-1) ?? 0) + 1;
    const going = await SweepUnderWay.begin(store, options, 'plan', number);
    try {
      await going.examine();
      await going.save();
      return { units: [...going.units.counts.values()], remembered: going.units.gone.size };
    } finally {
      await going.close();
    }
  });
}

/** The report of the results that are there; what is not done yet counts as not examined. Changes nothing. */
export async function mergeSweep(options: SweepOptions): Promise<Sweep> {
  const store = await CaseStore.open(options.store);
  const began = new Date();
  const number = ((await store.sweeps()).at(-1) ?? 0) + 1;
  const going = await SweepUnderWay.begin(store, options, 'read', number);
  try {
    const report = await going.report();
    return { number: null, report, run: going.facts(number, report, began, []) };
  } finally {
    await going.close();
  }
}

/** Takes out of a store what its retention does not keep. @returns how many results, and how many bytes, went */
export async function pruneSweeps({
  store: folder,
  config,
  processes,
}: Pick<SweepOptions, 'store' | 'config' | 'processes'>): Promise<{
  readonly results: number;
  readonly bytes: number;
}> {
  const store = await CaseStore.open(folder);
  const lock = await StoreLock.take(folder, processes);
  try {
    const before = await store.bytes();
    const results = await pruneStore(store, await UnitStore.open(store.units), config.retention);
    return { results, bytes: before - (await store.bytes()) };
  } finally {
    await lock.release();
  }
}

async function locked<Result>(
  { store: folder, processes }: SweepOptions,
  work: (store: CaseStore) => Promise<Result>,
): Promise<Result> {
  const store = await CaseStore.open(folder);
  const lock = await StoreLock.take(folder, processes);
  try {
    return await work(store);
  } finally {
    await lock.release();
  }
}
