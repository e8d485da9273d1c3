import type { ConfigurationFile, ConfigurationSection } from '../../formats/iis-config/configuration-file.js';
import type { Artifact } from '../../model/artifact.js';
import type { ServerFacts } from '../../model/server.js';
import { iisKnownGood } from '../iis-known-good.js';
import { hasExchange } from '../server-roles.js';

/**
 * How far a setting reaches. `server`: every site; on a server with Exchange `front`: where Exchange answers before anybody has
 * logged on, the root of the site, owa and ecp; `exchange`: another place of Exchange's own; `other`: anything else, or not known.
 */
export type Reach = 'server' | 'front' | 'exchange' | 'other';

/** What of a detector's context tells how far a setting reaches. */
export interface ReachContext {
  readonly artifact: Artifact | null;
  readonly server: Pick<ServerFacts, 'roles'>;
}

/** How far a section of a configuration file reaches, by what the server is, where the file lay and the location it is for. */
export function reachOf(
  file: ConfigurationFile,
  section: ConfigurationSection | null,
  { artifact, server }: ReachContext,
): Reach {
  const location = section?.location ?? null;
  const exchange = hasExchange(server);
  const path = artifact?.windowsPath?.toLowerCase();
  // Old applications declare all sections of ASP.NET in their own web.config, as only machine.config has to.
  if (
    file.kind === 'application-host' ||
    (file.kind === 'machine' && !/(?:^|[\\/])web\.config$/i.test(artifact?.collectedPath ?? ''))
  ) {
    if (location === null) return 'server';
    return exchange ? reachOfLocation(location) : 'other';
  }
  // Locations of a web.config are below its own; one that names a site was copied out of applicationHost.config.
  if (exchange && file.fragment && location !== null && reachOfLocation(location) !== 'other')
    return reachOfLocation(location);
  if (path === undefined) return exchange ? 'exchange' : 'other';
  if (/\\microsoft\.net\\framework(?:64)?\\[^\\]+\\config\\/.test(path)) return 'server';
  if (!exchange) return 'other';
  if (/\\inetpub\\wwwroot\\web\.config$|\\frontend\\httpproxy\\(?:owa|ecp)\\(?:auth\\)?web\.config$/.test(path))
    return 'front';
  return /\\(?:frontend\\httpproxy|clientaccess|inetpub\\wwwroot\\aspnet_client)\\/.test(path) ? 'exchange' : 'other';
}

/** Whether what is set there is measured by what Exchange ships. */
export function isOfExchange(reach: Reach, server: Pick<ServerFacts, 'roles'>): boolean {
  return reach !== 'other' && hasExchange(server);
}

/** Of a `<location>` in applicationHost.config of a server with Exchange: its two sites, and in them its own applications. */
function reachOfLocation(location: string): Reach {
  const [site = '', application] = location.toLowerCase().split('/');
  if (site !== 'default web site' && site !== 'exchange back end') return 'other';
  if (/^default web site(?:\/(?:owa|ecp)(?:\/auth)?)?$/i.test(location)) return 'front';
  return application === undefined || ownApplications().has(application) ? 'exchange' : 'other';
}

let own: ReadonlySet<string> | null = null;

/** First segments of the URLs of Exchange. */
function ownApplications(): ReadonlySet<string> {
  own ??= new Set([
    'aspnet_client',
    'bin',
    ...iisKnownGood().sites.flatMap(([, application, , directory]) =>
      `${application}/${directory}`
        .toLowerCase()
        .split('/')
        .filter((part) => part !== '')
        .slice(0, 1),
    ),
  ]);
  return own;
}
