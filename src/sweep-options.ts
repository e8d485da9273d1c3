import type { HuntProgress } from './case/hunt-progress.js';
import type { SweepQueue } from './case/queue/queue-settings.js';
import type { ProcessTable } from './case/store/store-lock.js';
import type { FinishedUnit } from './case/store/stored-units.js';
import type { SweepConfig } from './case/store/sweep-config.js';

/** What one sweep is told. */
export interface SweepOptions {
  /** Folder of the case store. */
  readonly store: string;
  readonly config: SweepConfig;
  /** Engine processes, in place of what the configuration says. */
  readonly jobs?: number | undefined;
  /** The day that decisions are judged by, where the configuration names any. */
  readonly now?: string | undefined;
  /** Tries again what failed so often that it is let be. */
  readonly retry?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: HuntProgress) => void) | undefined;
  readonly onUnit?: ((unit: FinishedUnit) => void) | undefined;
  /** Has units done by workers of a queue; without it, by this machine. */
  readonly queue?: SweepQueue | undefined;
  /** Tells whether a process that holds the store still runs; without it, one that shows no sign of life for a minute does not. */
  readonly processes?: ProcessTable | undefined;
}
