import { normalizeWindowsPath } from '../collection/placing/windows-path.js';
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
  /** Directly in it. Sorted by name, then by id, once somebody asked for one of them. */
  readonly files: Artifact[];
  isSorted: boolean;
  /** Names of the folders directly in it, where there are any. */
  folders: Set<string> | null;
  /** Of the first file directly in it that was not picked by name. */
  extension: string | null;
  /** Other such files have other extensions. */
  hasSeveral: boolean;
  hasWebContent: boolean;
  /** Names of everything directly in it, made for the first short name that is looked up there. */
  children: ReadonlySet<string> | null;
}

/**
 * Collected files of one server by Windows path. Case, slashes, doubled separators, `.` and `..` and short names (`PROGRA~1`)
 * do not count. Of several artifacts with one path, as snapshots give, the first is found; `under` gives all, in order of path.
 *
 * Of each file nothing is kept but the artifact: the paths of a million files hold more than the rest of a hunt, and few are asked for.
 */
export function createFileIndex(artifacts: readonly Artifact[]): FileIndex {
  const folders = new Map<string, IndexedFolder>();
  // Paths of nothing but a name.
  const loose = emptyFolder();
  for (const artifact of artifacts) {
    if (artifact.windowsPath !== null) enter(folders, loose, normalizeWindowsPath(artifact.windowsPath), artifact);
  }
  let sorted: readonly string[] | null = null;

  const get = (windowsPath: string) => {
    const path = longPath(normalizeWindowsPath(windowsPath), folders);
    const folder = path.includes('\\') ? folders.get(path.slice(0, path.lastIndexOf('\\'))) : loose;
    return folder && fileNamed(folder, path.slice(path.lastIndexOf('\\') + 1));
  };
  return {
    get,
    presence(windowsPath) {
      if (get(windowsPath)) return 'collected';
      return wasCollected(longPath(normalizeWindowsPath(windowsPath), folders), folders) ? 'absent' : 'unknown';
    },
    *under(windowsFolder) {
      const path = longPath(normalizeWindowsPath(windowsFolder), folders);
      sorted ??= [...folders.keys()].sort(compareText);
      const found = [...(folders.get(path)?.files ?? [])];
      for (let at = firstNotBefore(sorted, `${path}\\`); sorted[at]?.startsWith(`${path}\\`); at++) {
        for (const file of folders.get(sorted[at] ?? '')?.files ?? []) found.push(file);
      }
      yield* inOrderOf(found, pathOf);
    },
  };
}

function emptyFolder(): IndexedFolder {
  return {
    files: [],
    isSorted: false,
    folders: null,
    extension: null,
    hasSeveral: false,
    hasWebContent: false,
    children: null,
  };
}

function enter(folders: Map<string, IndexedFolder>, loose: IndexedFolder, path: string, artifact: Artifact): void {
  const cut = path.lastIndexOf('\\');
  if (cut < 0) {
    loose.files.push(artifact);
    return;
  }
  const folder = folderAt(folders, path.slice(0, cut));
  folder.files.push(artifact);
  if (kindFacts(artifact.kind).pickedByName === true) return;
  const extension = extensionOf(path);
  folder.extension ??= extension;
  folder.hasSeveral ||= folder.extension !== extension;
  if (artifact.kind === 'web-content') folder.hasWebContent = true;
}

/** The folder at a path, made with those above it where it is not there yet. */
function folderAt(folders: Map<string, IndexedFolder>, path: string): IndexedFolder {
  const known = folders.get(path);
  if (known) return known;
  const made = emptyFolder();
  folders.set(path, made);
  let child = path;
  for (let cut = child.lastIndexOf('\\'); cut > 0; cut = child.lastIndexOf('\\')) {
    const above = child.slice(0, cut);
    const parent = folders.get(above) ?? emptyFolder();
    parent.folders ??= new Set();
    parent.folders.add(child.slice(cut + 1));
    if (folders.has(above)) break;
    folders.set(above, parent);
    child = above;
  }
  return made;
}

function pathOf({ windowsPath }: Artifact): string {
  return normalizeWindowsPath(windowsPath ?? '');
}

function nameOf(artifact: Artifact): string {
  const path = pathOf(artifact);
  return path.slice(path.lastIndexOf('\\') + 1);
}

/** Sorted by what is put together once for each, then by id. */
function inOrderOf(files: readonly Artifact[], keyOf: (file: Artifact) => string): Artifact[] {
  const keyed = files.map((file) => ({ key: keyOf(file), file }));
  keyed.sort((a, b) => compareText(a.key, b.key) || a.file.id - b.file.id);
  return keyed.map(({ file }) => file);
}

function fileNamed(folder: IndexedFolder, name: string): Artifact | undefined {
  const { files } = folder;
  if (!folder.isSorted) {
    for (const [at, file] of inOrderOf(files, nameOf).entries()) files[at] = file;
    folder.isSorted = true;
  }
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const file = files[middle];
    if (file !== undefined && compareText(nameOf(file), name) < 0) low = middle + 1;
    else high = middle;
  }
  const file = files[low];
  return file !== undefined && nameOf(file) === name ? file : undefined;
}

function childrenOf(folder: IndexedFolder): ReadonlySet<string> {
  folder.children ??= new Set([...(folder.folders ?? []), ...folder.files.map(nameOf)]);
  return folder.children;
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
    if (known.hasWebContent || known.hasSeveral || known.extension === extension) return true;
    if (known.extension !== null) return false;
  }
  return false;
}

/** Replaces short names by the one neighbour that they can stand for. */
function longPath(path: string, folders: ReadonlyMap<string, IndexedFolder>): string {
  if (!path.includes('~')) return path;
  let long = '';
  for (const name of path.split('\\')) {
    const folder = name.includes('~') ? folders.get(long) : undefined;
    const children = folder && childrenOf(folder);
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

function firstNotBefore(sorted: readonly string[], prefix: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(sorted[middle] ?? '', prefix) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
