import { readXml } from '../xml/read-xml.js';
import { attribute, type XmlDocument, type XmlElement } from '../xml/xml-document.js';
import type { ConfigurationFile, ConfigurationKind, ConfigurationSection } from './configuration-file.js';

/** Elements that hold sections. IIS knows them from `<configSections>`; a file of its own seldom declares them. */
const GROUPS: ReadonlySet<string> = new Set([
  'system.applicationHost',
  'system.webServer',
  'system.webServer/security',
  'system.webServer/security/authentication',
  'system.webServer/rewrite',
  'system.webServer/tracing',
  'system.webServer/webdav',
  'system.ftpServer',
  'system.ftpServer/security',
  'system.web',
  'system.web/caching',
  'system.web.extensions',
  'system.web.extensions/scripting',
  'system.web.extensions/scripting/webServices',
  'system.serviceModel',
  'system.net',
  'system.transactions',
]);

/** Reads a configuration file. Never throws; faults are in `problems`, and what stood before them in the rest. */
export function readConfigurationFile(bytes: Uint8Array): ConfigurationFile {
  const document = readXml(bytes);
  const { root } = document;
  const part = root === null || root.name === 'configuration' ? null : partOf(root);
  if (root === null || part === null) {
    return { ...document, kind: kindOf(document), fragment: false, sections: root ? [...sectionsOf(root)] : [] };
  }
  const place = { location: null, inherited: true, overridable: null };
  const sections = part === 'location' ? [...locatedSections(root)] : [...below(root, part, place)];
  const ofHost = sections.some(({ name }) => OF_HOST.test(name));
  return { ...document, kind: ofHost ? 'application-host' : 'web', fragment: true, sections };
}

/** Sections that only applicationHost.config has. */
const OF_HOST = /^system\.applicationHost\/|^system\.webServer\/(?:globalModules|isapiFilters)$/;

/** Groups in which a section is looked for that stands alone. */
const PARTS: Readonly<Record<string, string>> = {
  ...named(
    'system.webServer',
    'globalModules modules handlers isapiFilters rewrite httpErrors httpRedirect httpLogging security fastCgi aspNetCore httpPlatform proxy tracing webdav applicationInitialization defaultDocument',
  ),
  ...named('system.webServer/security', 'isapiCgiRestriction requestFiltering authentication ipSecurity'),
  ...named('system.applicationHost', 'sites applicationPools serviceAutoStartProviders configHistory'),
  ...named(
    'system.web',
    'machineKey httpModules httpHandlers compilation pages authentication authorization sessionState customErrors',
  ),
  ...named('', 'appSettings connectionStrings configSections runtime system.codedom location'),
  ...named('system.webServer/rewrite', 'rules globalRules outboundRules'),
};

function named(group: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, group === '' ? name : `${group}/${name}`]));
}

/** The name of the section, with its groups, that a root other than `<configuration>` is; null where it is none. */
function partOf({ name }: XmlElement): string | null {
  if (GROUPS.has(name)) return name;
  return Object.hasOwn(PARTS, name) ? (PARTS[name] ?? null) : null;
}

function kindOf({ root }: XmlDocument): ConfigurationKind {
  const names = new Set(root?.children.map(({ name }) => name));
  const declared = new Set(
    root?.children
      .filter(({ name }) => name === 'configSections')
      .flatMap(({ children }) => children.map((child) => attribute(child, 'name'))),
  );
  if (names.has('system.applicationHost') || declared.has('system.applicationHost')) return 'application-host';
  if (names.has('configurationRedirection') || declared.has('configurationRedirection')) return 'redirection';
  if (names.has('moduleProviders') || declared.has('moduleProviders')) return 'administration';
  if (declared.has('system.web')) return 'machine';
  return names.has('system.webServer') || names.has('system.web') ? 'web' : 'other';
}

function* sectionsOf(root: XmlElement): Generator<ConfigurationSection> {
  for (const child of root.children) {
    if (child.name === 'location') yield* locatedSections(child);
    else yield* below(child, child.name, { location: null, inherited: true, overridable: null });
  }
}

function* locatedSections(element: XmlElement): Generator<ConfigurationSection> {
  const mode = attribute(element, 'overrideMode') ?? attribute(element, 'allowOverride');
  const place = {
    // `.` and the empty path mean the place of the file itself.
    location: (attribute(element, 'path') ?? '').replace(/^\.?$/, '').replaceAll('\\', '/') || null,
    inherited: attribute(element, 'inheritInChildApplications')?.toLowerCase() !== 'false',
    overridable: mode === undefined || mode === 'Inherit' ? null : mode === 'Allow' || mode.toLowerCase() === 'true',
  };
  for (const section of element.children) yield* below(section, section.name, place);
}

function* below(
  element: XmlElement,
  name: string,
  place: Omit<ConfigurationSection, 'name' | 'element'>,
): Generator<ConfigurationSection> {
  if (!GROUPS.has(name)) yield { name, element, ...place };
  else for (const child of element.children) yield* below(child, `${name}/${child.name}`, place);
}
