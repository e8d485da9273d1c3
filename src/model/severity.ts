import type { Confidence, Severity } from './finding.js';

/** From least to most severe. */
export const SEVERITIES: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

/** From weakest to strongest. */
export const CONFIDENCES: readonly Confidence[] = ['weak', 'moderate', 'strong', 'confirmed'];

/** Negative where `a` is less severe than `b`, positive where it is more. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

export function isSeverity(text: string): text is Severity {
  return (SEVERITIES as readonly string[]).includes(text);
}

/** The severity `steps` above (or, negative, below) the given one, kept within the scale. */
export function shiftSeverity(severity: Severity, steps: number): Severity {
  const index = Math.min(Math.max(SEVERITIES.indexOf(severity) + steps, 0), SEVERITIES.length - 1);
  return SEVERITIES[index] ?? severity;
}
