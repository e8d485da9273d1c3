import type { Finding, Severity } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';

/** What the exit code of a hunt says. Anything that ends the run without a trustworthy result is 2. */
export const EXIT_CODES = { clean: 0, findings: 1, untrustworthy: 2, incomplete: 3, interrupted: 130 } as const;

export interface Outcome {
  readonly interrupted: boolean;
  /** Under `--strict`, a signature that did not load. */
  readonly untrustworthy: boolean;
  readonly findings: readonly Finding[];
  readonly failOn: Severity;
  /** Something collected was not examined, or a required class is absent. */
  readonly incomplete: boolean;
}

/** Precedence: interrupted, untrustworthy, findings, incomplete, clean. */
export function exitCodeOf({ interrupted, untrustworthy, findings, failOn, incomplete }: Outcome): number {
  if (interrupted) return EXIT_CODES.interrupted;
  if (untrustworthy) return EXIT_CODES.untrustworthy;
  if (findings.some((finding) => compareSeverity(finding.severity, failOn) >= 0)) return EXIT_CODES.findings;
  return incomplete ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}
