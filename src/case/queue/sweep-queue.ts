import { AfterpatchError } from '../../platform/errors.js';
import { engineProcesses } from '../hunt-settings.js';
import { CaseStore } from '../store/case-store.js';
import { isPattern, type SweepConfig, unreachable } from '../store/sweep-config.js';
import type { UnitStore } from '../store/unit-store.js';
import { type EvidenceRoot, openEvidenceRoot } from './evidence-root.js';
import { QueueEngine } from './queue-engine.js';
import type { SweepQueue } from './queue-settings.js';
import { QueuedUnits } from './queued-units.js';
import { thisTool } from './same-tool.js';
import { SharedSetups } from './shared-setups.js';
import { runUnitWorker, type UnitWorkerOptions } from './unit-worker.js';

export interface WorkOptions
  extends Pick<SweepQueue, 'url' | 'evidenceRoot'>,
    Pick<UnitWorkerOptions, 'idleMs' | 'lockMs' | 'signal' | 'onNotice' | 'onUnit' | 'pid'> {
  /** Folder of the case store. */
  readonly store: string;
  /** Processes that read evidence; one for each core unless given. */
  readonly jobs?: number | undefined;
}

/**
 * Does units of sweeps that are submitted to a queue, until it is told to end. Holds nothing that is lost with it.
 * @throws AfterpatchError `queue-failed`, `queue-version`, `store-failed`, `usage`.
 */
export async function workOnQueue({ store: folder, url, evidenceRoot, jobs, ...options }: WorkOptions): Promise<void> {
  const [engine, store, root] = [
    await QueueEngine.load(url),
    await CaseStore.open(folder),
    await openEvidenceRoot(evidenceRoot),
  ];
  await runUnitWorker({ ...options, engine, store, root, tool: thisTool(), jobs: engineProcesses(jobs) });
}

/** Makes what a queue needs before it can be used, tables in PostgreSQL, and looks whether it answers. @throws AfterpatchError `queue-failed`, `usage`. */
export async function prepareQueue(url: string, store: string): Promise<void> {
  const engine = await QueueEngine.load(url);
  await engine.prepare();
  const queue = await engine.open((await CaseStore.open(store)).id, () => {});
  await queue.close();
}

export interface Submission {
  readonly store: CaseStore;
  readonly units: UnitStore;
  readonly config: SweepConfig;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Whoever submits holds the lock of the store. @throws AfterpatchError `queue-failed`, `usage`. */
export async function submitUnits(
  queue: SweepQueue,
  { store, config, ...submission }: Submission,
): Promise<QueuedUnits> {
  const [engine, root] = [await QueueEngine.load(queue.url), await openEvidenceRoot(queue.evidenceRoot)];
  await requireBelow(root, queue.evidenceRoot, config);
  return QueuedUnits.open({
    ...queue,
    ...submission,
    engine,
    root,
    name: store.id,
    tool: thisTool(),
    setups: new SharedSetups(store.setups),
  });
}

/** Evidence that no worker could reach would be swept by this machine alone, and nobody would know why that takes so long. */
async function requireBelow(root: EvidenceRoot, folder: string, config: SweepConfig): Promise<void> {
  const missing = new Set(unreachable(config).map(({ path }) => path));
  for (const { name, evidence } of config.servers) {
    for (const path of evidence) {
      if (missing.has(path) || isPattern(path) || (await root.holds(path))) continue;
      throw new AfterpatchError(
        'usage',
        `Evidence of ${name} does not lie below ${folder}: ${path}`,
        'Name with --evidence-root the folder that all evidence lies in; workers read it there.',
      );
    }
  }
}
