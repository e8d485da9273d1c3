import { type ConfigurationFile, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { attribute, childrenNamed, descendant, type XmlElement } from '../../formats/xml/xml-document.js';
import type { ServerPaths } from './server-paths.js';

/** Where an application runs that neither its own element nor `<applicationDefaults>` puts anywhere. */
const DEFAULT_POOL = 'DefaultAppPool';

export interface VirtualDirectory {
  /** Below its application: `/` or `/mapi`. */
  readonly path: string;
  /** URL path from the site's root, without a final slash: `/owa`, empty for the root itself. */
  readonly url: string;
  /** As written. */
  readonly physicalPath: string;
  /** Absolute Windows path. */
  readonly folder: string;
  readonly element: XmlElement;
}

export interface Application {
  readonly path: string;
  readonly pool: string;
  readonly virtualDirectories: readonly VirtualDirectory[];
  readonly element: XmlElement;
}

export interface Binding {
  readonly protocol: string;
  /** As written: `*:443:mail.corp.example`. */
  readonly information: string;
  /** TCP port of http and https bindings. */
  readonly port: number | null;
}

export interface Site {
  readonly name: string;
  readonly id: string;
  readonly bindings: readonly Binding[];
  readonly applications: readonly Application[];
  readonly element: XmlElement;
}

export interface ApplicationPool {
  readonly name: string;
  /** `LocalSystem`, `ApplicationPoolIdentity`, `SpecificUser`…, the default resolved. */
  readonly identity: string;
  readonly runtimeVersion: string;
  readonly pipeline: string;
  readonly runs32Bit: boolean;
  readonly startMode: string;
  readonly clrConfigFile: string;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly element: XmlElement;
}

/** Sites with their applications and virtual directories, in the order of the file. */
export function readSites(file: ConfigurationFile, paths: ServerPaths): Site[] {
  return sectionsNamed(file, 'system.applicationHost/sites').flatMap(({ element: section }) => {
    const defaultPool =
      attribute(descendant(section, 'applicationDefaults') ?? section, 'applicationPool') ?? DEFAULT_POOL;
    return childrenNamed(section, 'site').map((element) => ({
      name: attribute(element, 'name') ?? '',
      id: attribute(element, 'id') ?? '',
      bindings: readBindings(element),
      applications: childrenNamed(element, 'application').map((application) =>
        readApplication(application, defaultPool, paths),
      ),
      element,
    }));
  });
}

function readBindings(site: XmlElement): Binding[] {
  return childrenNamed(site, 'bindings')
    .flatMap((bindings) => childrenNamed(bindings, 'binding'))
    .map((element) => {
      const protocol = attribute(element, 'protocol') ?? '';
      const information = attribute(element, 'bindingInformation') ?? '';
      const port = /^https?$/i.test(protocol) ? /:(\d{1,5}):[^:]{0,255}$/.exec(information)?.[1] : undefined;
      return { protocol, information, port: port === undefined ? null : Number(port) };
    });
}

function readApplication(element: XmlElement, defaultPool: string, paths: ServerPaths): Application {
  const path = attribute(element, 'path') ?? '/';
  return {
    path,
    pool: attribute(element, 'applicationPool') ?? defaultPool,
    virtualDirectories: childrenNamed(element, 'virtualDirectory').map((directory) => {
      const below = attribute(directory, 'path') ?? '/';
      const physicalPath = attribute(directory, 'physicalPath') ?? '';
      return {
        path: below,
        url: `${path}/${below}`.replace(/\/{2,}/g, '/').replace(/\/$/, ''),
        physicalPath,
        folder: paths.expand(physicalPath),
        element: directory,
      };
    }),
    element,
  };
}

/** Application pools, what they do not say taken from `<applicationPoolDefaults>`. */
export function readPools(file: ConfigurationFile): ApplicationPool[] {
  const section = sectionsNamed(file, 'system.applicationHost/applicationPools')[0]?.element;
  const defaults = section && descendant(section, 'applicationPoolDefaults');
  return [...itemsOf(file, 'system.applicationHost/applicationPools')].map(({ element }) => {
    const own = (name: string) => attribute(element, name) ?? (defaults && attribute(defaults, name));
    const model = (name: string) =>
      [element, defaults]
        .map((from) => from && descendant(from, 'processModel'))
        .map((from) => from && attribute(from, name))
        .find((value) => value !== undefined);
    return {
      name: attribute(element, 'name') ?? '',
      identity: model('identityType') ?? 'ApplicationPoolIdentity',
      runtimeVersion: own('managedRuntimeVersion') ?? 'v4.0',
      pipeline: own('managedPipelineMode') ?? 'Integrated',
      runs32Bit: own('enable32BitAppOnWin64')?.toLowerCase() === 'true',
      startMode: own('startMode') ?? 'OnDemand',
      clrConfigFile: own('CLRConfigFile') ?? '',
      environment: childrenNamed(element, 'environmentVariables')
        .flatMap((variables) => childrenNamed(variables, 'add'))
        .map((variable) => ({ name: attribute(variable, 'name') ?? '', value: attribute(variable, 'value') ?? '' })),
      element,
    };
  });
}
