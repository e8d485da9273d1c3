import type { LogSource } from './ast.js';

/** Categories of SigmaHQ's taxonomy that take in others: `registry_event` is any of Sysmon's events 12 to 14. */
const TAKES_IN: Readonly<Record<string, readonly string[]>> = {
  registry_event: ['registry_add', 'registry_delete', 'registry_set', 'registry_rename'],
  // Event 26 tells a deletion whose file was not kept; the pipelines of Sysmon count it with 23.
  file_delete: ['file_delete_detected'],
  clipboard_capture: ['clipboard_change'],
};

/**
 * Why a rule does not apply to records of a log source; null where it does. Only an attribute that both name and that
 * differs is a reason: a rule for any `webserver` runs on IIS, and so does one for `product: windows`.
 */
export function whyNotApplicable(rule: LogSource, records: LogSource): string | null {
  for (const attribute of ['category', 'product', 'service'] as const) {
    const [wanted, given] = [rule[attribute], records[attribute]];
    if (wanted !== null && given !== null && !takesIn(wanted.toLowerCase(), given.toLowerCase())) {
      return `it is for ${attribute} "${wanted}"; these records are of ${attribute} "${given}"`;
    }
  }
  return null;
}

function takesIn(wanted: string, given: string): boolean {
  return wanted === given || (Object.hasOwn(TAKES_IN, wanted) && TAKES_IN[wanted]?.includes(given) === true);
}
