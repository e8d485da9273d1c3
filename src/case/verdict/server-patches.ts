import { type DetectorInput, isInputOf } from '../../engine/run-detectors.js';
import { healthReport } from '../../formats/health-checker/health-report.js';
import type { BuildSighting } from '../../model/build-history.js';
import { groupBy } from '../../platform/group-by.js';
import { buildHistoryOf } from '../../server/build-history.js';
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

/** Builds that reports on servers name, at the time at which each was made. */
export function reportedBuilds(inputs: readonly DetectorInput[]): (BuildSighting & { readonly host: string | null })[] {
  return inputs
    .filter((input) => isInputOf(input, healthReport))
    .flatMap(({ value: { build, generated }, artifact, host }) => {
      if (build === '' || generated === null || artifact === null) return [];
      const seconds = Date.parse(generated) / 1000;
      const path = artifact.collectedPath;
      return [{ build, first: seconds, last: seconds, count: 1, source: 'HealthChecker', path, host }];
    });
}
