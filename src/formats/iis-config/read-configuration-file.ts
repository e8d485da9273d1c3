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
  return { ...document, kind: kindOf(document), sections: document.root ? [...sectionsOf(document.root)] : [] };
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
    if (child.name !== 'location') {
      yield* below(child, child.name, { location: null, inherited: true, overridable: null });
      continue;
    }
    const mode = attribute(child, 'overrideMode') ?? attribute(child, 'allowOverride');
    const place = {
      // `.` and the empty path mean the place of the file itself.
      location: (attribute(child, 'path') ?? '').replace(/^\.?$/, '').replaceAll('\\', '/') || null,
      inherited: attribute(child, 'inheritInChildApplications')?.toLowerCase() !== 'false',
      overridable: mode === undefined || mode === 'Inherit' ? null : mode === 'Allow' || mode.toLowerCase() === 'true',
    };
    for (const section of child.children) yield* below(section, section.name, place);
  }
}

function* below(
  element: XmlElement,
  name: string,
  place: Omit<ConfigurationSection, 'name' | 'element'>,
): Generator<ConfigurationSection> {
  if (!GROUPS.has(name)) yield { name, element, ...place };
  else for (const child of element.children) yield* below(child, `${name}/${child.name}`, place);
}
