import type { Artifact } from '../model/artifact.js';
import { readArtifact } from './open-artifact.js';
import { normalizeWindowsPath } from './windows-path.js';

const LARGEST_CONFIGURATION = 16 * 1024 * 1024;
const MOST_CONFIGURATIONS = 64;
const MOST_FOLDERS = 2000;
const PHYSICAL_PATH = /\bphysicalPath\s{0,8}=\s{0,8}"([^"<>\r\n]{3,400})"/g;
/** Folders that hold too much of a system to be called web content, even where somebody serves them. */
const WHOLE_SYSTEM = /^[a-z]:(?:\\(?:windows(?:\\system32)?|program files(?: \(x86\))?|programdata|users))?$/;

/**
 * Folders that collected IIS configurations serve, lower case with a final backslash, by server: pages lie where an administrator,
 * or an intruder, put them. Only the attribute is looked for; what the configuration means is for `server/` to say.
 */
export async function webFoldersOf(
  configurations: readonly Artifact[],
): Promise<ReadonlyMap<string | null, readonly string[]>> {
  const byHost = new Map<string | null, Set<string>>();
  for (const configuration of configurations.slice(0, MOST_CONFIGURATIONS)) {
    const folders = byHost.get(configuration.host) ?? new Set();
    byHost.set(configuration.host, folders);
    const { bytes } = await readArtifact(configuration, LARGEST_CONFIGURATION);
    for (const match of bytes.toString('latin1').matchAll(PHYSICAL_PATH)) {
      if (folders.size >= MOST_FOLDERS) break;
      const folder = normalizeWindowsPath(expanded(match[1] ?? ''));
      if (/^[a-z]:/.test(folder) && !WHOLE_SYSTEM.test(folder)) folders.add(`${folder}\\`);
    }
  }
  return new Map([...byHost].map(([host, folders]) => [host, [...folders].sort()]));
}

function expanded(path: string): string {
  return path
    .replace(/%SystemDrive%/gi, 'C:')
    .replace(/%(?:windir|SystemRoot)%/gi, 'C:\\Windows')
    .replace(/%ProgramFiles%/gi, 'C:\\Program Files')
    .replace(/%ProgramData%/gi, 'C:\\ProgramData');
}
