import type { Period, UrlMap } from '../model/server.js';
import { ServerPaths } from './configuration/server-paths.js';
import type { Site } from './configuration/sites.js';
import { iisKnownGood } from './iis-known-good.js';
import { pathOfStem } from './request-stem.js';

/** Extensions after which the rest of a URL is path information for the page: `/x.aspx/y`. */
const PAGE_WITH_REST = /^(.*?\.(?:aspx|ashx|asmx|svc|asp|php|cshtml|soap|rem|axd))\/.*$/i;

/** Longest URL and path that is mapped. */
const MAXIMUM_LENGTH = 16_384;

interface Route {
  readonly site: string;
  readonly siteName: string;
  readonly ports: readonly number[];
  /** Lower case, without a final slash. */
  readonly url: string;
  readonly urlAsWritten: string;
  readonly folder: string;
}

/** The map of the sites that a collected applicationHost.config defines. */
export function urlMapOf(sites: readonly Site[]): UrlMap {
  const routes = sites.flatMap((site) =>
    site.applications.flatMap((application) =>
      application.virtualDirectories.map(({ url, folder }) => ({
        site: site.id,
        siteName: site.name,
        ports: site.bindings.flatMap(({ port }) => (port === null ? [] : [port])),
        url: url.toLowerCase(),
        urlAsWritten: url,
        folder,
      })),
    ),
  );
  return mapOf(routes, 'configuration');
}

/** The map that Exchange setup makes, for a server whose configuration was not collected (IIS-07). */
export function defaultUrlMap(paths: ServerPaths = new ServerPaths()): UrlMap {
  const routes = iisKnownGood().sites.map(([siteName, application, , directory, folder]) => {
    const url = `${application}/${directory}`.replace(/\/{2,}/g, '/').replace(/\/$/, '');
    const back = siteName === 'Exchange Back End';
    return {
      site: back ? '2' : '1',
      siteName,
      ports: back ? [81, 444] : [80, 443],
      url: url.toLowerCase(),
      urlAsWritten: url,
      folder: paths.expand(folder.replace(/^%exi%\\/, '%ExchangeInstallPath%')),
    };
  });
  return mapOf(routes, 'defaults');
}

/** A map, and since when it was in force: ISO 8601, null where that is not known. */
export interface DatedMap {
  readonly map: UrlMap;
  readonly since: string | null;
}

/** IIS looks for changes every two minutes, and keeps a copy then. */
const SLACK = 10 * 60 * 1000;

/**
 * The map with what earlier configurations served beside it: a request of the past had the file of then. Who says when gets the files
 * of the configurations that were in force in that time, and of those of which it is not known; all of them otherwise.
 */
export function withPast(current: DatedMap, past: readonly DatedMap[]): UrlMap {
  if (past.length === 0) return current.map;
  const all = [current, ...past];
  const starts = [...new Set(all.flatMap(({ since }) => (since === null ? [] : [Date.parse(since)])))].sort(
    (a, b) => a - b,
  );
  const isInForce = (since: string | null, { first, last }: Period) => {
    if (since === null) return true;
    const at = starts.indexOf(Date.parse(since));
    // Nothing older than the oldest is known: it stands for all that was before.
    const start = at === 0 ? Number.NEGATIVE_INFINITY : (starts[at] ?? 0) - SLACK;
    const end = (starts[at + 1] ?? Number.POSITIVE_INFINITY) + SLACK;
    return !(Date.parse(last) < start || Date.parse(first) > end);
  };
  return {
    filesOf: (stem, site, during) =>
      distinct(
        all.flatMap(({ map, since }) =>
          during === undefined || isInForce(since, during) ? map.filesOf(stem, site) : [],
        ),
      ),
    urlsOf: (windowsPath) => distinct(all.flatMap(({ map }) => map.urlsOf(windowsPath))),
    source: current.map.source,
  };
}

/** The first of each, however it is written. */
function distinct(texts: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const text of texts) if (!found.has(text.toLowerCase())) found.set(text.toLowerCase(), text);
  return [...found.values()];
}

/** Routes of one site by their URLs, of several with one URL the first. */
interface SiteRoutes {
  readonly first: Route;
  readonly byUrl: Map<string, Route>;
}

function mapOf(routes: readonly Route[], source: UrlMap['source']): UrlMap {
  const bySite = new Map<string, SiteRoutes>();
  const byFolder = new Map<string, number[]>();
  for (const [at, route] of routes.entries()) {
    const ofSite = bySite.get(route.site) ?? { first: route, byUrl: new Map<string, Route>() };
    bySite.set(route.site, ofSite);
    if (!ofSite.byUrl.has(route.url)) ofSite.byUrl.set(route.url, route);
    const folder = route.folder.toLowerCase();
    const inFolder = byFolder.get(folder);
    if (inFolder) inFolder.push(at);
    else byFolder.set(folder, [at]);
  }
  const paths = new ServerPaths();

  const filesOf = (stem: string, site?: string): string[] => {
    const written = pathOfStem(stem.slice(0, MAXIMUM_LENGTH));
    const found = new Set<string>();
    // IIS logs a blank as a plus sign, and a plus sign as one.
    for (const url of new Set([written, written.replaceAll('+', ' ')])) {
      for (const route of routesOf(bySite, url, site)) {
        const rest = url.slice(route.url.length);
        for (const part of [rest, PAGE_WITH_REST.exec(rest)?.[1]]) {
          if (part !== undefined) found.add(paths.expand(`${route.folder}\\${part}`));
        }
      }
    }
    return [...found];
  };

  const urlsOf = (windowsPath: string): string[] => {
    const path = paths.expand(windowsPath.slice(0, MAXIMUM_LENGTH));
    const key = path.toLowerCase();
    const found = new Set<string>();
    const above = [...beginningsOf(key, '\\')].flatMap((folder) => byFolder.get(folder) ?? []);
    for (const at of above.sort((a, b) => a - b)) {
      const route = routes[at];
      if (route === undefined) continue;
      const url = route.urlAsWritten + path.slice(route.folder.length).replaceAll('\\', '/') || '/';
      // A longer virtual directory may stand before the file.
      if (filesOf(url.toLowerCase(), route.site).some((file) => file.toLowerCase() === key)) found.add(url);
    }
    return [...found];
  };

  return { filesOf, urlsOf, source };
}

/** A path, and all that it lies below, the longest first. */
function* beginningsOf(path: string, separator: '/' | '\\'): Generator<string> {
  yield path;
  for (let end = path.lastIndexOf(separator); end >= 0; end = end > 0 ? path.lastIndexOf(separator, end - 1) : -1)
    yield path.slice(0, end);
}

/** For each site in question, its route for the URL: the longest that it lies below, as in IIS. */
function* routesOf(bySite: ReadonlyMap<string, SiteRoutes>, url: string, site?: string): Generator<Route> {
  const above = [...beginningsOf(url.toLowerCase(), '/')];
  for (const { first, byUrl } of bySite.values()) {
    if (site !== undefined && !isSite(first, site)) continue;
    const longest = above.find((beginning) => byUrl.has(beginning));
    const route = longest === undefined ? undefined : byUrl.get(longest);
    if (route) yield route;
  }
}

/** Logs name a site by its id, its folder `W3SVC1`, its name, or only the port that was asked. */
function isSite(route: Route, site: string): boolean {
  const port = /^(?:port-)(\d+)$/.exec(site)?.[1];
  if (port !== undefined) return route.ports.length === 0 || route.ports.includes(Number(port));
  return route.site === site.replace(/^w3svc/i, '') || route.siteName === site;
}
