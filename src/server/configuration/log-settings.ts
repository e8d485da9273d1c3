import { sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { attribute, childrenNamed, descendant, type XmlElement } from '../../formats/xml/xml-document.js';
import type { ServerConfiguration } from './server-configuration.js';

/**
 * Whether the configuration makes the W3C log of a site hold local times: `logFileTime="Local"` of its `<logFile>`, of the sites'
 * defaults or of the central log. IIS by itself has no such setting: its W3C logs are UTC, and `localTimeRollover` says only when
 * a new file begins.
 * @param site its id as in the log's folder (`W3SVC1`), null for a log of all sites
 */
export function logsLocalTime(configuration: ServerConfiguration, site: string | null): boolean {
  const file = configuration.applicationHost?.file;
  if (!file) return false;
  if (site === null) {
    const central = sectionsNamed(file, 'system.applicationHost/log').map(({ element }) => element);
    return timeOf(central.flatMap((log) => childrenNamed(log, 'centralW3CLogFile')));
  }
  const own = configuration.sites.find(({ id }) => id === site);
  const defaults = sectionsNamed(file, 'system.applicationHost/sites')
    .flatMap(({ element }) => childrenNamed(element, 'siteDefaults'))
    .flatMap((element) => descendant(element, 'logFile') ?? []);
  return timeOf([...(own ? childrenNamed(own.element, 'logFile') : []), ...defaults]);
}

/** By the first element that says it. */
function timeOf(elements: readonly XmlElement[]): boolean {
  const time = elements.map((element) => attribute(element, 'logFileTime')).find((value) => value !== undefined);
  return time?.toLowerCase() === 'local';
}
