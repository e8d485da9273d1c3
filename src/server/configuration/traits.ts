import { type ConfigurationFile, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { iisKnownGood } from '../iis-known-good.js';
import { parseManagedType, typeOrigin } from './managed-type.js';
import type { ServerPaths } from './server-paths.js';
import { readSites } from './sites.js';

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
  /** Not of the product: `false` for what ships or is signed as Microsoft's. */
  readonly foreign: boolean;
  readonly element: XmlElement;
}

/** Traits of one file that are read. */
const MAXIMUM_TRAITS = 50_000;

/** What a configuration has that decides what runs and what is logged; of several that are alike, the first. */
export function traitsOf(file: ConfigurationFile, paths: ServerPaths): ReadonlyMap<string, Trait> {
  const traits = new Map<string, Trait>();
  for (const trait of all(file, paths)) {
    const key = `${trait.kind}|${trait.key}`;
    if (traits.size < MAXIMUM_TRAITS && !traits.has(key)) traits.set(key, trait);
  }
  return traits;
}

function* all(file: ConfigurationFile, paths: ServerPaths): Generator<Trait> {
  const known = iisKnownGood();
  for (const { element } of itemsOf(file, 'system.webServer/globalModules')) {
    const name = attribute(element, 'name') ?? '';
    const image = attribute(element, 'image') ?? '';
    const canonical = paths.canonical(image);
    const shipped = Object.hasOwn(known.globalModules, name) && known.globalModules[name]?.includes(canonical);
    const ofWindows =
      /^%windir%\\system32\\inetsrv\\(?:cgi|iisfcgi|iis_ssi|iprestr|diprestr|urlauthz|authmap|logcust|iiswsock|warmup|webdav)\.dll$/.test(
        canonical,
      );
    yield {
      kind: 'native module',
      key: `${name}|${canonical}`,
      name: `${name} (${image})`,
      foreign: !shipped && !ofWindows,
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
      foreign: isForeign(type),
      element,
    };
  }
  for (const { element, section } of itemsOf(file, 'system.webServer/handlers')) {
    const type = attribute(element, 'type') ?? '';
    const processor = attribute(element, 'scriptProcessor') ?? '';
    if (type === '' && processor === '') continue;
    const path = attribute(element, 'path') ?? '';
    const program = paths.canonical(processor);
    const foreign = type === '' ? !/^%windir%\\(?:microsoft\.net|system32)\\/.test(program) : isForeign(type);
    yield {
      kind: 'handler',
      key: `${section.location ?? ''}|${path}|${parseManagedType(type).className}|${program}`,
      name: `${path} (${type || processor})`,
      foreign,
      element,
    };
  }
  for (const { element } of itemsOf(file, 'system.webServer/isapiFilters', 'filter')) {
    const path = attribute(element, 'path') ?? '';
    const canonical = paths.canonical(path);
    const foreign =
      !known.isapiFilters.includes(canonical) && !/^%exi%\\(?:.*\\)?(?:owaauth|airfilter)\.dll$/.test(canonical);
    if (path !== '') yield { kind: 'ISAPI filter', key: canonical, name: path, foreign, element };
  }
  for (const site of readSites(file, paths)) {
    for (const { virtualDirectories } of site.applications) {
      for (const { url, physicalPath, element } of virtualDirectories) {
        const folder = paths.canonical(physicalPath);
        const foreign = !known.sites.some(([, , , , expected]) => expected === folder);
        yield {
          kind: 'virtual directory',
          key: `${site.name}${url}|${folder}`.toLowerCase(),
          name: `${site.name}${url || '/'} (${physicalPath})`,
          foreign,
          element,
        };
      }
    }
  }
  for (const { element } of itemsOf(file, 'system.applicationHost/applicationPools')) {
    const name = attribute(element, 'name') ?? '';
    yield { kind: 'application pool', key: name.toLowerCase(), name, foreign: !known.pools.includes(name), element };
  }
  for (const { element, location } of sectionsNamed(file, 'system.webServer/httpLogging')) {
    if (attribute(element, 'dontLog')?.toLowerCase() !== 'true') continue;
    yield {
      kind: 'logging',
      key: `off|${location ?? ''}`,
      name: `no log of ${location ?? 'any site'}`,
      foreign: true,
      element,
    };
  }
}

function isForeign(type: string): boolean {
  const origin = typeOrigin(type);
  return origin === 'foreign' || origin === 'impostor';
}
