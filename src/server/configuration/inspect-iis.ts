import { itemsOf } from '../../formats/iis-config/configuration-file.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import type { EffectiveElement, EffectiveEntry } from './effective-section.js';
import type { RefusedSection, ServerConfiguration } from './server-configuration.js';
import type { Origin, SourcedFile } from './sourced.js';

/** Where something stands: `collectedPath` of the file, line and column of the element. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A module, handler or filter in effect, with the attributes that tell what it is. */
export interface InspectedEntry extends Place {
  readonly name: string;
  /** Image, type or modules: what runs. */
  readonly runs: string;
  /** Of handlers: path and verbs. */
  readonly on: string | null;
  /** Location or folder that set it; empty where the whole server has it. */
  readonly setAt: string;
}

export interface InspectedKey extends Place {
  readonly setAt: string;
  readonly validationKey: string;
  readonly decryptionKey: string;
}

export interface InspectedApplication extends Place {
  readonly path: string;
  readonly pool: string;
  readonly virtualDirectories: readonly (Place & {
    readonly path: string;
    readonly folder: string;
    readonly webConfig: boolean;
  })[];
  readonly modules: readonly InspectedEntry[];
  readonly handlers: readonly InspectedEntry[];
  readonly filters: readonly InspectedEntry[];
  readonly machineKey: InspectedKey | null;
  /** Modules, handlers and filters that are in effect and not listed: there are too many of them. */
  readonly notListed: number;
  /** Ways to log on that are switched on. */
  readonly authentication: readonly string[];
  /** `accessPolicy` of handlers. */
  readonly accessPolicy: string | null;
}

/** What `inspect iis` shows of one server. Plain data. */
export interface IisInspection {
  readonly host: string | null;
  /** The applicationHost.config that was read; null where none was collected. */
  readonly configuration: string | null;
  /** Where and why reading it ended before its end; null where it was read whole. */
  readonly unreadableFrom: (Place & { readonly reason: string }) | null;
  readonly exchangeRoot: string;
  readonly globalModules: readonly InspectedEntry[];
  readonly pools: readonly (Place & {
    readonly name: string;
    readonly identity: string;
    readonly runtimeVersion: string;
    readonly pipeline: string;
    readonly runs32Bit: boolean;
    readonly startMode: string;
    readonly clrConfigFile: string;
    readonly environment: readonly string[];
  })[];
  readonly sites: readonly (Place & {
    readonly name: string;
    readonly id: string;
    readonly bindings: readonly string[];
    readonly applications: readonly InspectedApplication[];
  })[];
  /** Sections that a file sets against a lock, which IIS answers with 500.19: they are not in effect. */
  readonly refused: readonly (Place & { readonly section: string; readonly at: string; readonly reason: string })[];
}

const AUTHENTICATION = 'system.webServer/security/authentication';
const WAYS = ['anonymous', 'basic', 'windows', 'digest', 'clientCertificateMapping', 'iisClientCertificateMapping'];

/** Lists everything of a server's IIS that decides what runs, in the order of its files. */
export function inspectIis(server: ServerConfiguration): IisInspection {
  const host = server.applicationHost;
  const place = ({ position }: XmlElement) => ({
    file: host?.artifact.collectedPath ?? '',
    line: position.line,
    column: position.column,
  });
  const inspection = {
    host: host?.artifact.host ?? null,
    configuration: host?.artifact.collectedPath ?? null,
    unreadableFrom: host ? faultOf(host) : null,
    exchangeRoot: server.paths.exchangeRoot,
    globalModules: host
      ? [...itemsOf(host.file, 'system.webServer/globalModules')].map(({ element }) => ({
          name: attribute(element, 'name') ?? '',
          runs: attribute(element, 'image') ?? '',
          on: null,
          setAt: '',
          ...place(element),
        }))
      : [],
    pools: server.pools.map(({ element, environment, ...pool }) => ({
      ...pool,
      environment: environment.map(({ name, value }) => `${name}=${value}`),
      ...place(element),
    })),
    sites: server.sites.map((site) => ({
      name: site.name,
      id: site.id,
      bindings: site.bindings.map(({ protocol, information }) => `${protocol} ${information}`),
      applications: site.applications.map(({ path, pool, virtualDirectories, element }) => ({
        path,
        pool,
        virtualDirectories: virtualDirectories.map((directory) => ({
          path: directory.path,
          folder: directory.folder,
          webConfig: server.files.some(
            ({ artifact }) => artifact.windowsPath?.toLowerCase() === `${directory.folder}\\web.config`.toLowerCase(),
          ),
          ...place(directory.element),
        })),
        ...inEffect(server, site.name, path),
        ...place(element),
      })),
      ...place(site.element),
    })),
  };
  return { ...inspection, refused: server.refused.map(refusal) };
}

function inEffect(server: ServerConfiguration, site: string, url: string) {
  const section = (name: string) => server.effective(name, site, url);
  const handlers = section('system.webServer/handlers');
  const modules = section('system.webServer/modules');
  const filters = section('system.webServer/isapiFilters');
  return {
    modules: modules.entries.map(entryOf),
    handlers: handlers.entries.map(entryOf),
    filters: filters.entries.map(entryOf),
    notListed: modules.left + handlers.left + filters.left,
    machineKey: keyOf(section('system.web/machineKey')),
    authentication: WAYS.filter((way) => isOn(section(`${AUTHENTICATION}/${way}Authentication`))),
    accessPolicy: handlers.attributes.get('accessPolicy')?.value ?? null,
  };
}

function entryOf({ origin, place }: EffectiveEntry): InspectedEntry {
  const own = (name: string) => attribute(origin.element, name);
  const path = own('verb') === undefined ? undefined : own('path');
  return {
    name: own('name') ?? '',
    runs: own('type') ?? own('scriptProcessor') ?? own('modules') ?? (path === undefined ? (own('path') ?? '') : ''),
    on: path === undefined ? null : `${path} ${own('verb') ?? '*'}`,
    setAt: place,
    ...placeOf(origin),
  };
}

function keyOf(element: EffectiveElement): InspectedKey | null {
  const validation = element.attributes.get('validationKey');
  const decryption = element.attributes.get('decryptionKey');
  const first = validation ?? decryption;
  if (first === undefined) return null;
  return {
    validationKey: validation?.value ?? '',
    decryptionKey: decryption?.value ?? '',
    setAt: first.origin.artifact.windowsPath ?? first.origin.artifact.collectedPath,
    ...placeOf(first.origin),
  };
}

function isOn(element: EffectiveElement): boolean {
  return element.attributes.get('enabled')?.value.toLowerCase() === 'true';
}

function refusal({ section, place, reason, origin }: RefusedSection) {
  return { section, at: place, reason, ...placeOf(origin) };
}

function faultOf({ file, artifact }: SourcedFile) {
  const fault = file.problems.find(({ fatal }) => fatal);
  if (fault === undefined) return null;
  const { line, column } = fault.position;
  return { file: artifact.collectedPath, line, column, reason: fault.reason };
}

function placeOf({ artifact, element }: Origin): Place {
  return { file: artifact.collectedPath, line: element.position.line, column: element.position.column };
}
