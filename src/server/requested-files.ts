import type { UriLifeLine } from '../model/life-line.js';
import type { ServerFacts } from '../model/server.js';
import { fileNameOf } from '../platform/windows-path.js';
import { scriptOf } from './request-stem.js';

/** What IIS answers a folder with unless told otherwise (`defaultDocument`, IIS 7 and later). */
const DEFAULT_DOCUMENTS = ['Default.aspx', 'Default.htm', 'Default.asp', 'index.htm', 'index.html', 'iisstart.htm'];

type Requested = Pick<UriLifeLine, 'stem' | 'site' | 'first' | 'last'>;

const answering = new WeakMap<ServerFacts, Map<Requested, readonly string[]>>();

/**
 * Windows paths, lower case, of the files that can answer a URI: those of its site first. A folder is answered by its default document,
 * and a short name by the file that has it. Several detectors ask for the same, so each answer is worked out once.
 */
export function filesAnswering(server: ServerFacts, line: Requested): readonly string[] {
  const known = answering.get(server) ?? new Map<Requested, readonly string[]>();
  answering.set(server, known);
  const files = known.get(line) ?? workedOut(server, line);
  known.set(line, files);
  return files;
}

function workedOut(
  { urlMap, files, defaultDocuments = [] }: ServerFacts,
  { stem, site, first, last }: Requested,
): string[] {
  const script = scriptOf(stem) ?? stem;
  const paths = new Set([
    ...urlMap.filesOf(script, site, { first, last }),
    ...urlMap.filesOf(script, undefined, { first, last }),
  ]);
  const found = new Set<string>();
  for (const path of paths) {
    found.add((files.get(path)?.windowsPath ?? path).toLowerCase());
    const name = fileNameOf(path);
    const documents = name.includes('.') ? [] : [...DEFAULT_DOCUMENTS, ...defaultDocuments];
    for (const document of documents) found.add(`${path}\\${document}`.toLowerCase());
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
