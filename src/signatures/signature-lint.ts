import type { SourcePosition } from '../model/position.js';
import type { LintCode } from './lint/lint-catalogue.js';

/** Something about a rule that loads, but may not do what its author means. */
export interface SignatureLint {
  /** `error`: it does not do what it says. `warning`: it probably does not. `info`: worth knowing. */
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable id of the check. */
  readonly code: LintCode;
  readonly path: string;
  /** Id, name or title. */
  readonly rule: string;
  readonly position: SourcePosition;
  readonly message: string;
  readonly hint: string | null;
  /** Mends it, where what is meant is certain: on the line of `position`, from there on, the first `from` becomes `to`. */
  readonly fix?: TextFix;
}

export interface TextFix {
  readonly from: string;
  readonly to: string;
}
