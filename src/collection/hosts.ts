import { compareText } from '../platform/order.js';
import type { Origin } from './restore-paths.js';

/** One file's part in naming servers. */
export interface Named {
  readonly origin: Origin | null;
  /** The name that the file states of its own server. */
  readonly computer: string | null;
}

/**
 * Names the server of each file, null where the collection does not tell for certain. In this order: what the collector recorded;
 * what all logs of the same origin state; what the file itself states; where there are several servers, the folder's name, so that
 * they stay apart. Files beside the only server's volumes are that server's.
 */
export function hostNames(files: readonly Named[], origins: readonly Origin[]): (file: Named) => string | null {
  const stated = new Map<Origin | null, Map<string, string>>();
  for (const { origin, computer } of files) {
    if (computer === null) continue;
    const names = stated.get(origin) ?? new Map<string, string>();
    const known = names.get(computer.toLowerCase());
    if (known === undefined || compareText(computer, known) < 0) names.set(computer.toLowerCase(), computer);
    stated.set(origin, names);
  }
  const only = (origin: Origin | null) => {
    const names = [...(stated.get(origin)?.values() ?? [])];
    return names.length === 1 ? (names[0] ?? null) : null;
  };
  const names = new Map<Origin | null, string | null>();
  for (const origin of origins) {
    names.set(origin, origin.host ?? only(origin) ?? (origins.length > 1 ? folderName(origin, origins) : null));
  }
  const [single] = origins;
  names.set(
    null,
    only(null) ?? (origins.length === 1 && single && !stated.has(null) ? (names.get(single) ?? null) : null),
  );
  return ({ origin, computer }) => {
    const host = names.get(origin) ?? null;
    // A log that names another server than the rest of its origin was brought along from there.
    return origin === null && computer !== null
      ? (stated.get(null)?.get(computer.toLowerCase()) ?? computer)
      : (host ?? computer);
  };
}

/** The first folder on the way down that tells this origin from all others. */
function folderName(origin: Origin, origins: readonly Origin[]): string {
  const path = pathOf(origin);
  const others = origins.filter((other) => other !== origin).map(pathOf);
  const at = path.findIndex((name, depth) => others.every((other) => other[depth] !== name));
  return at >= 0 ? (path[at] ?? '') : path.join('/');
}

function pathOf(origin: Origin): string[] {
  const names: string[] = [];
  for (let at: Origin['folder'] | null = origin.folder; at && at.depth > 0; at = at.parent) names.unshift(at.printable);
  return names;
}
