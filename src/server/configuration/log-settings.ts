import { type ConfigurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { forwardedColumn } from '../../formats/log-line/forwarded-column.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { withoutEnding } from '../../platform/without-ending.js';
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
  return timeOf([...(own ? childrenNamed(own.element, 'logFile') : []), ...defaultsOf(file)]);
}

/**
 * Names of columns of a site's W3C log that, by `<customFields>` of its `<logFile>` or of the sites' defaults, hold a request header
 * that tells for whom a proxy asked (or the server variable of one). Administrators name such a column as they like.
 * @param site its id as in the log's folder (`W3SVC1`), null for a log of all sites
 */
export function forwardedFields(configuration: ServerConfiguration, site: string | null): string[] {
  const file = configuration.applicationHost?.file;
  if (!file) return [];
  const own = configuration.sites.filter(({ id }) => site === null || id === site);
  const defaults = defaultsOf(file);
  const lists = own.map(({ element }) => customFields([...defaults, ...childrenNamed(element, 'logFile')]));
  const fields = lists.length > 0 ? lists.flat() : customFields(defaults);
  const names = fields
    .filter((field) => forwardedColumn([headerOf(field)]) === 0)
    .flatMap((field) => attribute(field, 'logFieldName') ?? []);
  return [...new Set(names)];
}

/** What the elements add to the list, those of the site after the defaults: `<clear/>` and `<remove>` take away what stood before. */
function customFields(elements: readonly XmlElement[]): XmlElement[] {
  let fields: XmlElement[] = [];
  for (const entry of elements
    .flatMap((one) => childrenNamed(one, 'customFields'))
    .flatMap(({ children }) => children)) {
    const name = attribute(entry, 'logFieldName')?.toLowerCase();
    if (entry.name === 'clear') fields = [];
    else if (entry.name === 'remove')
      fields = fields.filter((one) => attribute(one, 'logFieldName')?.toLowerCase() !== name);
    else if (entry.name === 'add') fields.push(entry);
  }
  return fields;
}

/** Name of the request header that a custom field logs, empty for what is none. */
function headerOf(field: XmlElement): string {
  const source = attribute(field, 'sourceName') ?? '';
  const type = attribute(field, 'sourceType')?.toLowerCase();
  if (type === 'requestheader') return source;
  return type === 'servervariable' ? (/^HTTP_(.+)$/i.exec(source)?.[1] ?? '').replaceAll('_', '-') : '';
}

function defaultsOf(file: ConfigurationFile): XmlElement[] {
  return sectionsNamed(file, 'system.applicationHost/sites')
    .flatMap(({ element }) => childrenNamed(element, 'siteDefaults'))
    .flatMap((element) => childrenNamed(element, 'logFile'));
}

/** Folders that IIS writes to by itself where nothing says another. */
const USUAL_FOLDER = '%SystemDrive%\\inetpub\\logs\\LogFiles';

/** Where the configuration has IIS write requests. */
export interface LogFolder {
  /** Windows path with variables expanded, without a final backslash: `C:\inetpub\logs\LogFiles\W3SVC1`. */
  readonly folder: string;
  /** The central binary format. */
  readonly isBinary: boolean;
}

/** Folders of the logs of all sites that take requests, each once; of one whose log is switched off, none. */
export function logFolders(configuration: ServerConfiguration): LogFolder[] {
  const file = configuration.applicationHost?.file;
  if (!file) return [];
  const logs = sectionsNamed(file, 'system.applicationHost/log').map(({ element }) => element);
  const mode = logs.map((log) => attribute(log, 'centralLogFileMode')?.toLowerCase()).find((one) => one !== undefined);
  const folderIn = (elements: readonly XmlElement[], name: string): LogFolder => {
    const written = elements.map((element) => attribute(element, 'directory')).find((one) => one !== undefined);
    const folder = withoutEnding(configuration.paths.expand(written ?? USUAL_FOLDER), '\\');
    return { folder: `${folder}\\${name}`, isBinary: mode === 'centralbinary' };
  };
  if (mode === 'centralbinary' || mode === 'centralw3c') {
    const name = mode === 'centralbinary' ? 'centralBinaryLogFile' : 'centralW3CLogFile';
    return [
      folderIn(
        logs.flatMap((log) => childrenNamed(log, name)),
        'W3SVC',
      ),
    ];
  }
  const defaults = defaultsOf(file);
  const folders = configuration.sites
    .filter(({ bindings }) => bindings.some(({ protocol }) => /^https?$/i.test(protocol)))
    .flatMap(({ id, element }) => {
      const settings = [...childrenNamed(element, 'logFile'), ...defaults];
      const enabled = settings.map((one) => attribute(one, 'enabled')).find((one) => one !== undefined);
      return enabled?.toLowerCase() === 'false' ? [] : [folderIn(settings, `W3SVC${id}`)];
    });
  return [...new Map(folders.map((one) => [one.folder.toLowerCase(), one])).values()];
}

/** By the first element that says it. */
function timeOf(elements: readonly XmlElement[]): boolean {
  const time = elements.map((element) => attribute(element, 'logFileTime')).find((value) => value !== undefined);
  return time?.toLowerCase() === 'local';
}
