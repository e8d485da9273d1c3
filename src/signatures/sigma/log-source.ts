import type { LogSource } from './ast.js';

/**
 * Why a rule does not apply to records of a log source; null where it does. Only an attribute that both name and that
 * differs is a reason: a rule for any `webserver` runs on IIS, and so does one for `product: windows`.
 */
export function whyNotApplicable(rule: LogSource, records: LogSource): string | null {
  for (const attribute of ['category', 'product', 'service'] as const) {
    const [wanted, given] = [rule[attribute], records[attribute]];
    if (wanted !== null && given !== null && wanted.toLowerCase() !== given.toLowerCase()) {
      return `it is for ${attribute} "${wanted}"; these records are of ${attribute} "${given}"`;
    }
  }
  return null;
}
