import type { Artifact } from '../../model/artifact.js';
import { readArtifact } from '../opening/open-artifact.js';
import { textOfBytes } from '../kinds/text-of-bytes.js';
import { isServedStatically } from '../served/web-places.js';
import { normalizeWindowsPath } from '../placing/windows-path.js';
import type { ServedByFile } from './jobs.js';

const LARGEST_CONFIGURATION = 16 * 1024 * 1024;
/** Of one server, and so of one file. */
export const MOST_FOLDERS = 50_000;
export const MOST_EXTENSIONS = 5_000;
const PHYSICAL_PATH = /\bphysicalPath\s{0,8}=\s{0,8}(?:"([^"<>\r\n]{3,400})"|'([^'<>\r\n]{3,400})')/g;
/** Handlers, of IIS and of ASP.NET, and build providers. */
const ADDED = /<add\s[^<>]{1,4000}>/g;
const MAPPED_EXTENSION = /\b(?:path|extension)\s{0,8}=\s{0,8}["'](?:[^"']{0,200}[,*])?\*?\.([A-Za-z0-9_-]{1,16})["']/;
/** What answers with an error, or with the file as it lies there. */
const HANDS_OUT = /HttpForbiddenHandler|HttpNotFoundHandler|StaticFile|DefaultDocument|DirectoryListing/;
/** Folders that hold too much of a system to be called web content, even where somebody serves them. */
const WHOLE_SYSTEM = /^[a-z]:(?:\\(?:windows(?:\\system32)?|program files(?: \(x86\))?))?$/;

/**
 * Folders that an IIS configuration serves, and extensions that it maps to handlers. Only the attributes are looked for; what the
 * configuration means is for `server/` to say.
 */
export async function servedByFile(configuration: Artifact): Promise<ServedByFile> {
  const { bytes } = await readArtifact(configuration, LARGEST_CONFIGURATION);
  const text = textOfBytes(bytes);
  const [folders, extensions] = [new Set<string>(), new Set<string>()];
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
  const cut = folders.size >= MOST_FOLDERS || extensions.size >= MOST_EXTENSIONS;
  return { folders: [...folders], extensions: [...extensions], cut };
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
