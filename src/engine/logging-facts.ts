import type { Artifact } from '../model/artifact.js';
import { forwardedFields, logsLocalTime } from '../server/configuration/log-settings.js';
import type { ServerConfiguration } from '../server/configuration/server-configuration.js';
import type { LoggingFacts } from './logs/peek-logs.js';
import { siteInPath } from './logs/site-in-path.js';
import { resolveTimeZones } from './resolve-time-zones.js';
import type { DetectorInput } from './run-detectors.js';

/**
 * What the collection tells of how a log was written: by which clock, and what its columns hold. `hosts` are all servers of the collection: evidence that names
 * none is of the server that it is of, where there is but one.
 */
export function loggingFacts(
  inputs: readonly DetectorInput[],
  configurations: ReadonlyMap<string | null, ServerConfiguration>,
  hosts: readonly string[],
): (log: Artifact) => LoggingFacts {
  const zones = resolveTimeZones(inputs);
  const of = <T>(known: ReadonlyMap<string | null, T>, host: string | null): T | null =>
    known.get(host) ?? (hosts.length > 1 ? undefined : (known.get(null) ?? known.get(hosts[0] ?? null))) ?? null;
  return (log) => {
    const ofIis = log.kind === 'iis-log' ? of(configurations, log.host) : null;
    return {
      zone: of(zones, log.host),
      logsLocalTime: ofIis !== null && logsLocalTime(ofIis, siteInPath(log)),
      forwardedFields: ofIis === null ? [] : forwardedFields(ofIis, siteInPath(log)),
    };
  };
}
