/** The public interface. */
export type { HuntProgress } from './case/hunt-progress.js';
export type { HuntOptions } from './case/hunt-settings.js';
export { type Hunt, type HuntHooks, hunt } from './hunt.js';
export type { Finding, Report } from './model/finding.js';
export { AfterpatchError, ERROR_CODES, type ErrorCode } from './platform/errors.js';
export { readSweepConfig, type SweepConfig } from './case/store/sweep-config.js';
export {
  createStore,
  mergeSweep,
  planSweep,
  pruneSweeps,
  runSweep,
  type Sweep,
  type SweepOptions,
  type SweepPlan,
} from './sweep.js';
