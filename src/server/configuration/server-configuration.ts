import type { ConfigurationFile, ConfigurationSection } from '../../formats/iis-config/configuration-file.js';
import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import type { UrlMap } from '../../model/server.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { defaultUrlMap, urlMapOf } from '../url-map.js';
import { EffectiveElement } from './effective-section.js';
import { SectionLocks } from './section-locks.js';
import { exchangeRootIn, ServerPaths, serverPathsOf } from './server-paths.js';
import { type ApplicationPool, readPools, readSites, type Site } from './sites.js';
import type { Origin, SourcedFile } from './sourced.js';

const APPLICATION_HOST = '\\system32\\inetsrv\\config\\applicationhost.config';
const ROOT_FILES = /\\microsoft\.net\\framework64?\\v4\.[^\\]{1,20}\\config\\(machine|web)\.config$/i;

/** A section that a file sets though the levels above lock it: IIS answers such a place with an error. */
export interface RefusedSection {
  readonly section: string;
  readonly place: string;
  /** Which lock: `attribute enabled is locked`. */
  readonly reason: string;
  readonly origin: Origin;
}

/** All configuration of one server, resolved. Made by `resolveConfiguration`. */
export interface ServerConfiguration {
  /** The applicationHost.config in force, null where none was collected. */
  readonly applicationHost: SourcedFile | null;
  /** Every configuration file, by path. */
  readonly files: readonly SourcedFile[];
  readonly paths: ServerPaths;
  readonly sites: readonly Site[];
  readonly pools: readonly ApplicationPool[];
  readonly urlMap: UrlMap;
  /**
   * What is in effect of a section at a URL: machine.config and the root web.config, applicationHost.config, its locations,
   * and every collected web.config from the site's root to the folder, each laid over the one before.
   */
  effective(section: string, site: string, url: string): EffectiveElement;
  /** What `effective` left out for a lock, for the sections and places asked for so far. */
  readonly refused: readonly RefusedSection[];
}

/** Resolves the configuration of one server from all of its configuration files that are in force. */
export function resolveConfiguration(files: readonly SourcedFile[]): ServerConfiguration {
  return new Resolved([...files].sort((a, b) => compareText(pathOf(a), pathOf(b)) || a.artifact.id - b.artifact.id));
}

function pathOf({ artifact }: SourcedFile): string {
  return (artifact.windowsPath ?? artifact.collectedPath).toLowerCase();
}

class Resolved implements ServerConfiguration {
  readonly applicationHost: SourcedFile | null;
  readonly paths: ServerPaths;
  readonly sites: readonly Site[];
  readonly pools: readonly ApplicationPool[];
  readonly urlMap: UrlMap;
  readonly refused: RefusedSection[] = [];
  private readonly byPath: ReadonlyMap<string, SourcedFile>;
  private readonly locks: SectionLocks;
  private readonly indexes = new Map<ConfigurationFile, ReadonlyMap<string, readonly ConfigurationSection[]>>();

  constructor(readonly files: readonly SourcedFile[]) {
    this.byPath = new Map(files.map((file) => [pathOf(file), file]));
    const hosts = files.filter(({ file }) => file.kind === 'application-host');
    this.applicationHost =
      this.redirected() ?? hosts.find((file) => pathOf(file).endsWith(APPLICATION_HOST)) ?? hosts[0] ?? null;
    this.paths = this.applicationHost
      ? serverPathsOf(this.applicationHost.file, this.applicationHost.artifact)
      : new ServerPaths(exchangeRootIn(files.map(({ artifact }) => artifact.windowsPath ?? '')));
    this.sites = this.applicationHost ? readSites(this.applicationHost.file, this.paths) : [];
    this.pools = this.applicationHost ? readPools(this.applicationHost.file) : [];
    this.urlMap = this.sites.length > 0 ? urlMapOf(this.sites) : defaultUrlMap(this.paths);
    this.locks = new SectionLocks(this.applicationHost?.file ?? null);
  }

  /** Where redirection.config sends IIS to, if that was collected. */
  private redirected(): SourcedFile | undefined {
    for (const { file } of this.files) {
      if (file.kind !== 'redirection') continue;
      const setting = file.sections.find(({ name }) => name === 'configurationRedirection')?.element;
      if (!setting || attribute(setting, 'enabled')?.toLowerCase() !== 'true') continue;
      const folder = new ServerPaths().expand(attribute(setting, 'path') ?? '');
      const target = this.byPath.get(`${folder}\\applicationHost.config`.toLowerCase());
      if (target) return target;
    }
    return undefined;
  }

  effective(section: string, site: string, url: string): EffectiveElement {
    const result = new EffectiveElement();
    const lay = (source: SourcedFile, found: ConfigurationSection, place: string, level: number) => {
      const layer = { origin: this.sourceOf(found.element, source), place, level };
      const violation = result.violation(layer);
      if (violation) this.refuse({ section, place, ...violation });
      else result.merge(layer);
    };
    for (const source of this.rootFiles()) {
      for (const found of this.sections(source, section)) if (!found.location) lay(source, found, '', -1);
    }
    if (!this.applicationHost) return result;
    // Files that may hold a `<location>` for a place further down, each with the place that its paths count from.
    const above: { source: SourcedFile; base: string }[] = [{ source: this.applicationHost, base: '' }];
    for (const place of ['', ...placesOf(site, url)]) {
      for (const [level, { source, base }] of above.entries()) {
        for (const found of this.sections(source, section)) {
          if (!isSame(join(base, found.location ?? ''), place)) continue;
          if (base !== '' && !this.allowed(source, found, place)) continue;
          lay(source, found, place, level);
        }
      }
      const own = place === '' ? undefined : this.webConfigAt(place.slice(site.length), site);
      if (!own) continue;
      for (const found of this.sections(own, section)) {
        if (!found.location && this.allowed(own, found, place)) lay(own, found, place, above.length);
      }
      above.push({ source: own, base: place });
    }
    return result;
  }

  private sections({ file }: SourcedFile, name: string): readonly ConfigurationSection[] {
    const index = this.indexes.get(file) ?? groupBy(file.sections, (section) => section.name);
    this.indexes.set(file, index);
    return index.get(name) ?? [];
  }

  private allowed({ artifact }: SourcedFile, { name, element }: ConfigurationSection, place: string): boolean {
    if (this.locks.allows(name, place)) return true;
    this.refuse({ section: name, place, reason: 'the section is locked', origin: { artifact, element } });
    return false;
  }

  private refuse(refused: RefusedSection): void {
    if (!this.refused.some(({ origin }) => origin.element === refused.origin.element)) this.refused.push(refused);
  }

  private rootFiles(): SourcedFile[] {
    const found = this.files.filter((file) => ROOT_FILES.test(pathOf(file)) && pathOf(file).includes('framework64'));
    return [
      ...found.filter((f) => pathOf(f).endsWith('machine.config')),
      ...found.filter((f) => !pathOf(f).endsWith('machine.config')),
    ];
  }

  private webConfigAt(url: string, site: string): SourcedFile | undefined {
    const folder = this.urlMap.filesOf(url === '' ? '/' : url, site)[0];
    return folder === undefined ? undefined : this.byPath.get(`${folder}\\web.config`.toLowerCase());
  }

  /** The section itself or, where it has a `configSource` that was collected, the root of that file. */
  private sourceOf(element: XmlElement, { artifact }: SourcedFile): Origin {
    const name = attribute(element, 'configSource');
    if (name === undefined) return { element, artifact };
    const folder = (artifact.windowsPath ?? '').replace(/\\[^\\]*$/, '');
    const linked = this.byPath.get(this.paths.expand(`${folder}\\${name}`).toLowerCase());
    return linked?.file.root ? { element: linked.file.root, artifact: linked.artifact } : { element, artifact };
  }
}

/** `Site`, `Site/owa`, `Site/owa/auth` for the URL `/owa/auth`. */
function placesOf(site: string, url: string): string[] {
  const parts = url
    .split('/')
    .filter((part) => part !== '')
    .slice(0, 100);
  return [site, ...parts.map((_, i) => `${site}/${parts.slice(0, i + 1).join('/')}`)];
}

function join(base: string, location: string): string {
  return base === '' || location === '' ? base + location : `${base}/${location}`;
}

function isSame(a: string, b: string): boolean {
  return a.replace(/\/$/, '').toLowerCase() === b.toLowerCase();
}
