import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { groupBy } from '../../platform/group-by.js';
import { NOTHING_SERVED, type Served, windowsPathOf } from '../kinds/kind.js';
import type { Reading } from '../reading/reading.js';
import { MOST_EXTENSIONS, MOST_FOLDERS } from '../reading/served-by-file.js';
import { normalizeWindowsPath } from '../placing/windows-path.js';

/** Of one server; Exchange has some sixty. */
const MOST_CONFIGURATIONS = 500;
export const MOST_FILES = 100_000;

/** One file, and what it takes in from others, as written in it. */
export interface Including {
  readonly windowsPath: string | null;
  readonly collectedPath: string;
  readonly includes: readonly string[];
}

/**
 * What collected IIS configurations serve and execute, by server: pages lie where an administrator, or an intruder, put them.
 * @param configurations those first that say most.
 */
export async function servedBy(
  configurations: readonly Artifact[],
  reading: Pick<Reading, 'served'>,
): Promise<{ readonly served: ReadonlyMap<string | null, Served>; readonly notes: readonly CoverageNote[] }> {
  const served = new Map<string | null, Served>();
  const notes: CoverageNote[] = [];
  for (const [host, own] of groupBy(configurations, (configuration) => configuration.host)) {
    const [folders, extensions] = [new Set<string>(), new Set<string>()];
    let cut = own.length > MOST_CONFIGURATIONS;
    for (const configuration of own.slice(0, MOST_CONFIGURATIONS)) {
      const found = await reading.served(configuration);
      notes.push(...found.notes);
      for (const folder of found.folders) if (folders.size < MOST_FOLDERS) folders.add(folder);
      for (const extension of found.extensions) if (extensions.size < MOST_EXTENSIONS) extensions.add(extension);
      cut ||= found.cut || folders.size >= MOST_FOLDERS || extensions.size >= MOST_EXTENSIONS;
    }
    served.set(host, { ...NOTHING_SERVED, folders, extensions });
    if (cut) notes.push({ code: 'limit-reached', message: TOO_MANY, path: null, host, incomplete: true });
  }
  return { served, notes };
}

const TOO_MANY =
  'Its configuration serves more folders, or executes more extensions, than are looked at: files in the others are scanned where they look like pages. By hand: give these folders to a hunt of their own';

/** Paths of the files that pages take in, wherever they lie: relative ones by the page's folder, those from the root by every folder above. */
export function includedFiles(files: readonly Including[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of files) {
    const folders = foldersAbove(windowsPathOf(file));
    for (const include of file.includes) {
      if (found.size >= MOST_FILES) return found;
      for (const path of targetsOf(include, folders)) found.add(path);
    }
  }
  return found;
}

/** A path as written on the server, by the folders above the one that wrote it, nearest first. */
export function targetsOf(written: string, folders: readonly string[]): string[] {
  const path = written.replaceAll('/', '\\').toLowerCase();
  if (/^(?:\\\\[?.]\\)?[a-z]:/.test(path)) return [normalizeWindowsPath(path)];
  if (/^~?\\(?!\\)/.test(path)) {
    return folders.map((folder) => absolute(`${folder}\\${path.replace(/^~?\\/, '')}`));
  }
  const [nearest = ''] = folders;
  return [absolute(`${nearest}\\${path}`)];
}

/** Keeps the first backslash of what has no Windows path. */
function absolute(path: string): string {
  const normal = normalizeWindowsPath(path);
  return path.startsWith('\\') ? `\\${normal}` : normal;
}

const MOST_LEVELS = 16;

export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (
    let cut = path.lastIndexOf('\\');
    cut >= 0 && folders.length < MOST_LEVELS;
    cut = path.lastIndexOf('\\', cut - 1)
  ) {
    folders.push(path.slice(0, cut));
    if (cut === 0) break;
  }
  return folders;
}
