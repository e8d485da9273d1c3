import type { SignatureProblem } from '../../model/finding.js';
import type { SourcePosition } from '../../model/position.js';

/** Why a document cannot be loaded. Thrown inside this folder only; the loader turns it into a `SignatureProblem`. */
export class SigmaError extends Error {
  override readonly name = 'SigmaError';

  constructor(
    reason: string,
    readonly position: SourcePosition | null,
    /** What the rule's author can do. */
    readonly hint: string | null = null,
  ) {
    super(reason);
  }
}

/**
 * The problem as reports show it. Anything that is no `SigmaError` is a defect of ours and goes on.
 * @param incomplete whether a finding can be missing for want of the rule.
 */
export function toProblem(error: unknown, path: string, rule: string | null, incomplete = true): SignatureProblem {
  if (!(error instanceof SigmaError)) throw error;
  return {
    path,
    rule,
    line: error.position?.line ?? null,
    column: error.position?.column ?? null,
    reason: error.message,
    hint: error.hint,
    incomplete,
  };
}
