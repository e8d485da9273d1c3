import type { TimeZone } from '../formats/log-line/time-zone.js';
import { registryExport } from '../formats/registry-export/registry-export.js';
import { systemInformation } from '../formats/system-information/system-information.js';
import { groupBy } from '../platform/group-by.js';
import { timeZoneOf } from '../server/time-zone.js';
import { type DetectorInput, isInputOf } from './run-detectors.js';

/** The time zone of each server whose collection tells it, by the server's name. */
export function resolveTimeZones(inputs: readonly DetectorInput[]): ReadonlyMap<string | null, TimeZone> {
  const zones = new Map<string | null, TimeZone>();
  for (const [host, ofHost] of groupBy(inputs, (input) => input.host)) {
    const zone = timeZoneOf({
      registry: ofHost.filter((input) => isInputOf(input, registryExport)).map(({ value }) => value),
      listings: ofHost.filter((input) => isInputOf(input, systemInformation)).map(({ value }) => value),
    });
    if (zone !== null) zones.set(host, zone);
  }
  return zones;
}
