import { compareText } from '../platform/order.js';
import { safeText } from '../platform/safe-text.js';
import type { Origin } from './restore-paths.js';

/** Longest name of a server that is shown; DNS allows 253 characters. */
const MAXIMUM_NAME = 253;

/** One file's part in naming servers. */
export interface Named {
  readonly origin: Origin | null;
  /** The name that the file states of its own server. */
  readonly computer: string | null;
}

/**
 * Names the server of each file, null where the collection does not tell. What came from one origin came from one server: the one
 * that the collector recorded, else the one that most of its logs state (a server can have been renamed), else, where there are
 * several servers, the folder's name, so that they stay apart. A loose log is of the server that it states, other loose files are of
 * the only server that anything states.
 */
export function hostNames(files: readonly Named[], origins: readonly Origin[]): (file: Named) => string | null {
  const stated = new Map<Origin | null, Map<string, Stated>>();
  for (const { origin, computer } of files) {
    if (computer === null) continue;
    const names = stated.get(origin) ?? new Map<string, Stated>();
    stated.set(origin, names);
    const known = names.get(computer.toLowerCase());
    const name = known && compareText(known.name, computer) <= 0 ? known.name : computer;
    names.set(computer.toLowerCase(), { name, files: (known?.files ?? 0) + 1 });
  }
  const hosts = new Map<Origin | null, string | null>();
  for (const origin of origins) {
    const fallback = origins.length > 1 ? folderName(origin, origins) : null;
    hosts.set(origin, origin.host ?? mostStated(stated.get(origin)) ?? fallback);
  }
  const loose = stated.get(null);
  const [single] = origins;
  const alone = single && origins.length === 1 ? (hosts.get(single) ?? null) : null;
  hosts.set(null, loose?.size === 1 ? mostStated(loose) : loose ? null : alone);
  return ({ origin, computer }) => {
    const own = origin === null && computer !== null ? loose?.get(computer.toLowerCase())?.name : undefined;
    const name = own ?? hosts.get(origin) ?? null;
    // Whoever wrote the logs and the record named it.
    return name === null ? null : safeText(name, MAXIMUM_NAME);
  };
}

interface Stated {
  readonly name: string;
  readonly files: number;
}

/** The name of more than half of the logs. */
function mostStated(names: ReadonlyMap<string, Stated> | undefined): string | null {
  const all = [...(names?.values() ?? [])];
  const total = all.reduce((sum, one) => sum + one.files, 0);
  return all.find((one) => one.files * 2 > total)?.name ?? null;
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
