import type { Phase } from '../../model/finding.js';

/**
 * Where a finding lies relative to the patch. Bounds are UTC ISO 8601 with milliseconds or null; what is known of only one
 * bound counts for both. The instant of the patch itself is after it.
 */
export function phaseOf(firstSeen: string | null, lastSeen: string | null, patchedOn: string | null): Phase {
  const first = firstSeen ?? lastSeen;
  const last = lastSeen ?? firstSeen;
  if (patchedOn === null || first === null || last === null) return 'unknown';
  const patch = Date.parse(patchedOn);
  if (Date.parse(last) < patch) return 'before';
  return Date.parse(first) >= patch ? 'after' : 'spanning';
}
