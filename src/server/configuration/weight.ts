import type { Confidence, Outcome, Severity } from '../../model/finding.js';

/** How a finding about something foreign in a configuration is weighed. */
export interface Weight {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly outcome: Outcome;
}

/** A trace of an intruder, at this severity. */
export function grave(severity: Severity): Weight {
  return {
    severity,
    confidence: severity === 'critical' || severity === 'high' ? 'strong' : 'moderate',
    outcome: 'compromise',
  };
}

/** Unusual enough that somebody has to explain it; by itself no trace of an intruder. */
export const REVIEW: Weight = { severity: 'medium', confidence: 'moderate', outcome: 'compromise' };

/** Seldom wrong, yet worth a look. */
export const UNUSUAL: Weight = { severity: 'low', confidence: 'weak', outcome: 'hygiene' };

/** Context only. */
export const CONTEXT: Weight = { severity: 'informational', confidence: 'weak', outcome: 'hygiene' };
