import {
  type ConfigurationFile,
  type ConfigurationSection,
  itemsOf,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { iisKnownGood } from '../iis-known-good.js';
import { hasExchange } from '../server-roles.js';
import { isOfExchange, type ReachContext, reachOf } from './file-role.js';
import { parseManagedType } from './managed-type.js';
import type { ServerPaths } from './server-paths.js';
import { isProbedPage } from './probed-page.js';
import { readSites } from './sites.js';
import { weighDirectory } from './weigh-directory.js';
import { mappingOf, weighHandler } from './weigh-handler.js';
import { weighIsapi } from './weigh-isapi.js';
import { type TypePlace, weighManagedType } from './weigh-managed-type.js';
import { weighNativeModule } from './weigh-native-module.js';
import { grave, REVIEW, UNUSUAL, type Weight } from './weight.js';

export type TraitKind =
  | 'native module'
  | 'managed module'
  | 'handler'
  | 'ISAPI filter'
  | 'virtual directory'
  | 'application pool'
  | 'logging';

/** Something of a configuration that two versions of it, or two servers, either share or do not. */
export interface Trait {
  readonly kind: TraitKind;
  /** The same text on every server that has it. */
  readonly key: string;
  /** For the reader: `HttpUtilsModule (C:\Windows\System32\inetsrv\httputl.dll)`. */
  readonly name: string;
  /** What it weighs by itself; null for what the product has. A difference weighs as much as the thing that differs. */
  readonly weight: Weight | null;
  readonly element: XmlElement;
}

/** What a configuration has that decides what runs and what is logged; of several that are alike, the first. */
export function traitsOf(
  file: ConfigurationFile,
  paths: ServerPaths,
  context: ReachContext,
): ReadonlyMap<string, Trait> {
  const traits = new Map<string, Trait>();
  for (const trait of all(file, paths, context)) {
    const key = `${trait.kind}|${trait.key}`;
    if (!traits.has(key)) traits.set(key, trait);
  }
  return traits;
}

function* all(file: ConfigurationFile, paths: ServerPaths, context: ReachContext): Generator<Trait> {
  const onExchange = hasExchange(context.server);
  const placeOf = (section: ConfigurationSection): TypePlace => {
    const reach = reachOf(file, section, context);
    return { reach, onExchange: isOfExchange(reach, context.server) };
  };
  for (const { element } of itemsOf(file, 'system.webServer/globalModules')) {
    const name = attribute(element, 'name') ?? '';
    const image = attribute(element, 'image') ?? '';
    const canonical = paths.canonical(image);
    yield {
      kind: 'native module',
      key: `${name}|${canonical}`,
      name: `${name} (${image})`,
      weight: weighNativeModule(name, canonical, onExchange),
      element,
    };
  }
  for (const { element, section } of itemsOf(file, 'system.webServer/modules')) {
    const type = attribute(element, 'type');
    if (!type) continue;
    const { className } = parseManagedType(type);
    yield {
      kind: 'managed module',
      key: `${section.location ?? ''}|${className}`,
      name: `${attribute(element, 'name') ?? ''} (${type})`,
      weight: weighManagedType(type, placeOf(section)),
      element,
    };
  }
  for (const { element, section } of itemsOf(file, 'system.webServer/handlers')) {
    const mapping = mappingOf(element, paths);
    const { type, program, path } = mapping;
    if (type === '' && program === '') continue;
    yield {
      kind: 'handler',
      key: `${section.location ?? ''}|${path}|${parseManagedType(type).className}|${program}`,
      name: `${path} (${type || program})`,
      weight: weighHandler(mapping, placeOf(section)),
      element,
    };
  }
  for (const { element, section } of itemsOf(file, 'system.webServer/isapiFilters', 'filter')) {
    const path = attribute(element, 'path') ?? '';
    const canonical = paths.canonical(path);
    const weight = weighIsapi(canonical, placeOf(section).onExchange);
    if (path !== '') yield { kind: 'ISAPI filter', key: canonical, name: path, weight, element };
  }
  for (const site of readSites(file, paths)) {
    for (const application of site.applications) {
      for (const directory of application.virtualDirectories) {
        const { url, physicalPath, element } = directory;
        yield {
          kind: 'virtual directory',
          key: `${site.name}${url}|${paths.canonical(physicalPath)}`.toLowerCase(),
          name: `${site.name}${url || '/'} (${physicalPath})`,
          weight: weighDirectory(site, application, directory, paths, context.server),
          element,
        };
      }
    }
  }
  for (const { element } of itemsOf(file, 'system.applicationHost/applicationPools')) {
    const name = attribute(element, 'name') ?? '';
    const weight = onExchange && !iisKnownGood().pools.includes(name) ? UNUSUAL : null;
    yield { kind: 'application pool', key: name.toLowerCase(), name, weight, element };
  }
  for (const { element, location } of sectionsNamed(file, 'system.webServer/httpLogging')) {
    if (attribute(element, 'dontLog')?.toLowerCase() !== 'true') continue;
    yield {
      kind: 'logging',
      key: `off|${location ?? ''}`,
      name: `no log of ${location ?? 'any site'}`,
      weight: isProbedPage(location) ? UNUSUAL : onExchange ? grave('high') : REVIEW,
      element,
    };
  }
}
