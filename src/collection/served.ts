import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import { NOTHING_SERVED, type Served, windowsPathOf } from './kind.js';
import type { Reading } from './reading/reading.js';
import { MOST_EXTENSIONS, MOST_FOLDERS } from './reading/served-by-file.js';
import { normalizeWindowsPath } from './windows-path.js';

const MOST_CONFIGURATIONS = 64;
const MOST_FILES = 100_000;

/** One file, and what it takes in from others, as written in it. */
export interface Including {
  readonly windowsPath: string | null;
  readonly collectedPath: string;
  readonly includes: readonly string[];
}

/** What collected IIS configurations serve and execute, by server: pages lie where an administrator, or an intruder, put them. */
export async function servedBy(
  configurations: readonly Artifact[],
  reading: Reading,
): Promise<{ readonly served: ReadonlyMap<string | null, Served>; readonly notes: readonly CoverageNote[] }> {
  const byHost = new Map<string | null, { folders: Set<string>; extensions: Set<string> }>();
  const notes: CoverageNote[] = [];
  for (const configuration of configurations.slice(0, MOST_CONFIGURATIONS)) {
    const { folders, extensions } = byHost.get(configuration.host) ?? { folders: new Set(), extensions: new Set() };
    byHost.set(configuration.host, { folders, extensions });
    const found = await reading.served(configuration);
    notes.push(...found.notes);
    for (const folder of found.folders) if (folders.size < MOST_FOLDERS) folders.add(folder);
    for (const extension of found.extensions) if (extensions.size < MOST_EXTENSIONS) extensions.add(extension);
  }
  const served = new Map(
    [...byHost].map(([host, { folders, extensions }]) => [
      host,
      { ...NOTHING_SERVED, folders: [...folders].sort(), extensions },
    ]),
  );
  return { served, notes };
}

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
