import type { ConfigurationFile } from '../../formats/iis-config/configuration-file.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';

/** Which sections the files below applicationHost.config may set, and where. */
export class SectionLocks {
  private readonly defaults = new Map<string, boolean>();
  private readonly places: { readonly section: string; readonly place: string; readonly allowed: boolean }[] = [];

  constructor(file: ConfigurationFile | null) {
    for (const section of file?.root ? childrenNamed(file.root, 'configSections') : []) this.declare(section, '');
    for (const { name, location, overridable } of file?.sections ?? []) {
      if (overridable !== null) {
        this.places.push({ section: name, place: (location ?? '').toLowerCase(), allowed: overridable });
      }
    }
  }

  /** Whether a web.config at `place` (`Default Web Site/owa`) may set the section; undeclared ones are ASP.NET's and free. */
  allows(section: string, place: string): boolean {
    const key = place.toLowerCase();
    let allowed = this.defaults.get(section) ?? true;
    let depth = -1;
    for (const entry of this.places) {
      const covers = entry.place === '' || key === entry.place || key.startsWith(`${entry.place}/`);
      if (entry.section !== section || !covers || entry.place.length < depth) continue;
      depth = entry.place.length;
      allowed = entry.allowed;
    }
    return allowed;
  }

  private declare(group: XmlElement, prefix: string): void {
    for (const child of group.children) {
      const name = prefix + (attribute(child, 'name') ?? '');
      if (child.name === 'sectionGroup') this.declare(child, `${name}/`);
      else if (child.name === 'section') {
        const definition = attribute(child, 'allowDefinition') ?? '';
        const mode = attribute(child, 'overrideModeDefault') ?? 'Allow';
        this.defaults.set(name, mode === 'Allow' && definition !== 'AppHostOnly' && definition !== 'MachineOnly');
      }
    }
  }
}
