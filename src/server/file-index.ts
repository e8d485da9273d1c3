import { normalizeWindowsPath } from '../collection/windows-path.js';
import type { Artifact } from '../model/artifact.js';
import { kindFacts } from '../model/artifact-kind.js';
import type { FileIndex } from '../model/server.js';
import { compareText } from '../platform/order.js';
import { extensionOf } from '../platform/windows-path.js';

/** Folders above an uncollected one that may still show that a whole tree was collected. */
const CLIMB = 3;
/** `C:\inetpub\wwwroot`: what lies higher says nothing about what lies below it. */
const SHALLOWEST = 3;
const SHORT_NAME = /^([^.~]{1,6})~\d{1,3}(\.[^.]{0,3})?$/;

interface IndexedFolder {
  /** Of files directly in it that were not picked by name. */
  readonly extensions: Set<string>;
  hasWebContent: boolean;
  readonly children: Set<string>;
}

/**
 * Collected files of one server by Windows path. Case, slashes, doubled separators, `.` and `..` and short names (`PROGRA~1`)
 * do not count. Of several artifacts with one path, as snapshots give, the first is found; `under` gives all, in order of path.
 */
export function createFileIndex(artifacts: readonly Artifact[]): FileIndex {
  const folders = new Map<string, IndexedFolder>();
  const sorted: { readonly path: string; readonly artifact: Artifact }[] = [];
  for (const artifact of artifacts) {
    if (artifact.windowsPath === null) continue;
    const path = normalizeWindowsPath(artifact.windowsPath);
    sorted.push({ path, artifact });
    enter(folders, path, artifact);
  }
  sorted.sort((a, b) => compareText(a.path, b.path) || a.artifact.id - b.artifact.id);

  // No map by path: it would cost more than the paths themselves, for the few files that anybody asks about.
  const get = (windowsPath: string) => {
    const path = longPath(normalizeWindowsPath(windowsPath), folders);
    const entry = sorted[firstNotBefore(sorted, path)];
    return entry?.path === path ? entry.artifact : undefined;
  };
  return {
    get,
    presence(windowsPath) {
      if (get(windowsPath)) return 'collected';
      return wasCollected(longPath(normalizeWindowsPath(windowsPath), folders), folders) ? 'absent' : 'unknown';
    },
    *under(windowsFolder) {
      const prefix = `${longPath(normalizeWindowsPath(windowsFolder), folders)}\\`;
      for (let at = firstNotBefore(sorted, prefix); sorted[at]?.path.startsWith(prefix); at++) {
        const entry = sorted[at];
        if (entry) yield entry.artifact;
      }
    },
  };
}

function enter(folders: Map<string, IndexedFolder>, path: string, artifact: Artifact): void {
  let child = path;
  for (let cut = child.lastIndexOf('\\'); cut > 0; cut = child.lastIndexOf('\\')) {
    const parent = child.slice(0, cut);
    const known = folders.get(parent);
    const folder = known ?? { extensions: new Set<string>(), hasWebContent: false, children: new Set<string>() };
    if (!known) folders.set(parent, folder);
    folder.children.add(child.slice(cut + 1));
    if (child === path && kindFacts(artifact.kind).pickedByName !== true) {
      folder.extensions.add(extensionOf(path));
      if (artifact.kind === 'web-content') folder.hasWebContent = true;
    }
    if (known && child !== path) return;
    child = parent;
  }
}

/**
 * Whether the folder of a missing file was collected as a whole, so that the file would be here. A folder of which collectors only
 * took configurations or logs was not. A folder that is not here at all may have been empty: the nearest one above tells.
 */
function wasCollected(path: string, folders: ReadonlyMap<string, IndexedFolder>): boolean {
  const extension = extensionOf(path);
  let folder = path;
  for (let level = 0; level <= CLIMB; level++) {
    folder = folder.slice(0, Math.max(folder.lastIndexOf('\\'), 0));
    if (level > 0 && folder.split('\\').length < SHALLOWEST) return false;
    const known = folders.get(folder);
    if (!known) continue;
    if (known.hasWebContent || known.extensions.has(extension) || known.extensions.size >= 2) return true;
    if (known.extensions.size > 0) return false;
  }
  return false;
}

/** Replaces short names by the one neighbour that they can stand for. */
function longPath(path: string, folders: ReadonlyMap<string, IndexedFolder>): string {
  if (!path.includes('~')) return path;
  let long = '';
  for (const name of path.split('\\')) {
    const children = folders.get(long)?.children;
    const short = children && !children.has(name) ? SHORT_NAME.exec(name) : null;
    const start = short?.[1];
    const fits =
      start === undefined ? [] : [...(children ?? [])].filter((child) => fitsShort(child, start, short?.[2] ?? ''));
    const only = fits.length === 1 ? fits[0] : undefined;
    long = long === '' ? name : `${long}\\${only ?? name}`;
  }
  return long;
}

function fitsShort(name: string, start: string, extension: string): boolean {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot, dot + 4) : '';
  const base = (dot > 0 ? name.slice(0, dot) : name).replace(/[^a-z0-9_$@!#%&'(){}^-]/g, '');
  return base.startsWith(start) && ending === extension;
}

function firstNotBefore(sorted: readonly { readonly path: string }[], prefix: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(sorted[middle]?.path ?? '', prefix) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
