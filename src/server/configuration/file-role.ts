import type { ConfigurationFile, ConfigurationSection } from '../../formats/iis-config/configuration-file.js';
import type { Artifact } from '../../model/artifact.js';

/**
 * How far a setting reaches. `server`: every site; `front`: where Exchange answers before anybody has logged on, the root
 * of the site, owa and ecp; `exchange`: another folder of Exchange; `other`: anything else, or not known.
 */
export type Reach = 'server' | 'front' | 'exchange' | 'other';

/** How far a section of a configuration file reaches, by where the file lay and by the location it is for. */
export function reachOf(
  file: ConfigurationFile,
  section: ConfigurationSection | null,
  artifact: Artifact | null,
): Reach {
  const location = section?.location ?? null;
  if (file.kind === 'application-host' || file.kind === 'machine') {
    if (location === null) return 'server';
    if (/^default web site(?:\/(?:owa|ecp)(?:\/auth)?)?$/i.test(location)) return 'front';
    return /^(?:default web site|exchange back end)(?:\/|$)/i.test(location) ? 'exchange' : 'other';
  }
  const path = artifact?.windowsPath?.toLowerCase();
  if (path === undefined) return 'other';
  if (/\\microsoft\.net\\framework(?:64)?\\[^\\]+\\config\\/.test(path)) return 'server';
  if (/\\inetpub\\wwwroot\\web\.config$|\\frontend\\httpproxy\\(?:owa|ecp)\\(?:auth\\)?web\.config$/.test(path))
    return 'front';
  return /\\(?:frontend\\httpproxy|clientaccess|inetpub\\wwwroot)\\/.test(path) ? 'exchange' : 'other';
}
