import type { UriLifeLine } from '../model/life-line.js';
import type { ServerFacts } from '../model/server.js';
import { scriptOf } from './request-stem.js';

/** What IIS answers a folder with unless told otherwise (`defaultDocument`, IIS 7 and later). */
const DEFAULT_DOCUMENTS = ['Default.aspx', 'Default.htm', 'Default.asp', 'index.htm', 'index.html', 'iisstart.htm'];

/**
 * Windows paths, lower case, of the files that can answer a URI: those of its site first. A folder is answered by its default document,
 * and a short name by the file that has it.
 */
export function filesAnswering(
  { urlMap, files }: ServerFacts,
  { stem, site }: Pick<UriLifeLine, 'stem' | 'site'>,
): string[] {
  const script = scriptOf(stem) ?? stem;
  const paths = new Set([...urlMap.filesOf(script, site), ...urlMap.filesOf(script)]);
  const found = new Set<string>();
  for (const path of paths) {
    found.add((files.get(path)?.windowsPath ?? path).toLowerCase());
    const name = path.slice(path.lastIndexOf('\\') + 1);
    if (!name.includes('.')) for (const document of DEFAULT_DOCUMENTS) found.add(`${path}\\${document}`.toLowerCase());
  }
  return [...found];
}

const requested = new WeakMap<ServerFacts, ReadonlySet<string>>();

/** Whether some logged request asked for the file. */
export function wasRequested(server: ServerFacts, windowsPath: string): boolean {
  let files = requested.get(server);
  if (!files) {
    files = new Set(server.lifeLines.flatMap((line) => filesAnswering(server, line)));
    requested.set(server, files);
  }
  return files.has(windowsPath.toLowerCase());
}
