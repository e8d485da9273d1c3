import type { Artifact } from '../model/artifact.js';
import { NOTHING_SERVED, type Served, windowsPathOf } from './kind.js';
import { readArtifact } from './open-artifact.js';
import { textOfBytes } from './text-of-bytes.js';
import { isServedStatically } from './web-places.js';
import { normalizeWindowsPath } from './windows-path.js';

const LARGEST_CONFIGURATION = 16 * 1024 * 1024;
const MOST_CONFIGURATIONS = 64;
const MOST_FOLDERS = 2000;
const MOST_EXTENSIONS = 500;
const MOST_FILES = 100_000;
const PHYSICAL_PATH = /\bphysicalPath\s{0,8}=\s{0,8}(?:"([^"<>\r\n]{3,400})"|'([^'<>\r\n]{3,400})')/g;
/** Handlers, of IIS and of ASP.NET, and build providers. */
const ADDED = /<add\s[^<>]{1,4000}>/g;
const MAPPED_EXTENSION = /\b(?:path|extension)\s{0,8}=\s{0,8}["'](?:[^"']{0,200}[,*])?\*?\.([A-Za-z0-9_-]{1,16})["']/;
/** What answers with an error, or with the file as it lies there. */
const HANDS_OUT = /HttpForbiddenHandler|HttpNotFoundHandler|StaticFile|DefaultDocument|DirectoryListing/;
/** Folders that hold too much of a system to be called web content, even where somebody serves them. */
const WHOLE_SYSTEM = /^[a-z]:(?:\\(?:windows(?:\\system32)?|program files(?: \(x86\))?))?$/;

/** One file, and what it takes in from others, as written in it. */
export interface Including {
  readonly windowsPath: string | null;
  readonly collectedPath: string;
  readonly includes: readonly string[];
}

/**
 * What collected IIS configurations serve and execute, by server: pages lie where an administrator, or an intruder, put them. Only
 * the attributes are looked for; what the configuration means is for `server/` to say.
 */
export async function servedBy(configurations: readonly Artifact[]): Promise<ReadonlyMap<string | null, Served>> {
  const byHost = new Map<string | null, { folders: Set<string>; extensions: Set<string> }>();
  for (const configuration of configurations.slice(0, MOST_CONFIGURATIONS)) {
    const { folders, extensions } = byHost.get(configuration.host) ?? { folders: new Set(), extensions: new Set() };
    byHost.set(configuration.host, { folders, extensions });
    const { bytes } = await readArtifact(configuration, LARGEST_CONFIGURATION);
    const text = textOfBytes(bytes);
    for (const match of text.matchAll(PHYSICAL_PATH)) {
      if (folders.size >= MOST_FOLDERS) break;
      const folder = normalizeWindowsPath(expanded((match[1] ?? match[2] ?? '').replaceAll('&amp;', '&')));
      if (/^[a-z]:/.test(folder) && !WHOLE_SYSTEM.test(folder)) folders.add(`${folder}\\`);
    }
    for (const [element] of text.matchAll(ADDED)) {
      if (extensions.size >= MOST_EXTENSIONS) break;
      const extension = HANDS_OUT.test(element) ? undefined : MAPPED_EXTENSION.exec(element)?.[1]?.toLowerCase();
      if (extension !== undefined && !isServedStatically(extension)) extensions.add(extension);
    }
  }
  return new Map(
    [...byHost].map(([host, { folders, extensions }]) => [
      host,
      { ...NOTHING_SERVED, folders: [...folders].sort(), extensions },
    ]),
  );
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

function expanded(path: string): string {
  return path
    .replace(/%SystemDrive%/gi, 'C:')
    .replace(/%(?:windir|SystemRoot)%/gi, 'C:\\Windows')
    .replace(/%(?:CommonProgramFiles|CommonProgramW6432)%/gi, 'C:\\Program Files\\Common Files')
    .replace(/%(?:ProgramFiles|ProgramW6432)%/gi, 'C:\\Program Files')
    .replace(/%ProgramFiles\(x86\)%/gi, 'C:\\Program Files (x86)')
    .replace(/%(?:ProgramData|AllUsersProfile)%/gi, 'C:\\ProgramData')
    .replace(/%Public%/gi, 'C:\\Users\\Public')
    .replace(/%ExchangeInstallPath%/gi, 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\');
}
