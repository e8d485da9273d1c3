import type { BuildSighting } from '../model/build-history.js';
import { groupBy } from '../platform/group-by.js';
import { buildHistoryOf } from '../server/build-history.js';
import type { PatchedOn } from './patch-days.js';

/** When servers were patched by their own record, for those of which nobody said: null is a server that nothing names. */
export function patchesBySightings(
  sightings: readonly (BuildSighting & { readonly host: string | null })[],
  given: PatchedOn,
): ReadonlyMap<string | null, string> {
  const patched = new Map<string | null, string>();
  for (const [host, ofHost] of groupBy(sightings, (one) => one.host)) {
    const { patchedAt } = buildHistoryOf(ofHost);
    if (patchedAt !== null && given(host) === null) patched.set(host, patchedAt);
  }
  return patched;
}
