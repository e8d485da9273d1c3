import type { SourcePosition } from '../model/position.js';

/** Something about a rule that loads, but may not do what its author means. */
export interface SignatureLint {
  /** `error`: it does not do what it says. `warning`: it probably does not. `info`: worth knowing. */
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable name of the check. */
  readonly code: string;
  readonly path: string;
  /** Id, name or title. */
  readonly rule: string;
  readonly position: SourcePosition;
  readonly message: string;
  readonly hint: string | null;
}
