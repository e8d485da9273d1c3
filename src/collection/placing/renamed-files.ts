import type { RecordedFile } from '../layouts/layout.js';
import type { NoteLedger } from '../note-ledger.js';
import type { RestoredFile } from './restore-paths.js';
import type { CollectedFile } from '../walking/tree.js';

/** What the user says of one collected file; null where nothing is said. */
export interface RenamedFile extends RecordedFile {
  readonly host: string | null;
}

/** By `collectedPath`. It is only looked up for files that were found: nothing is opened because it is named here. */
export type RenamedFiles = ReadonlyMap<string, RenamedFile>;

/** What the layouts restored, corrected by what the user says, which counts before any record of a collector. */
export function withRenaming(restored: RestoredFile, renamed: RenamedFile | undefined): RestoredFile {
  if (renamed === undefined) return restored;
  const { windowsPath, created, modified } = renamed;
  if (windowsPath === null && created === null && modified === null) return restored;
  const { recorded } = restored;
  return {
    ...restored,
    windowsPath: windowsPath ?? restored.windowsPath,
    recorded: {
      windowsPath: windowsPath ?? recorded?.windowsPath ?? null,
      created: created ?? recorded?.created ?? null,
      modified: modified ?? recorded?.modified ?? null,
    },
    // What lay on the server is no account that its collector wrote.
    isRecord: restored.isRecord && windowsPath === null,
    inArchive: restored.inArchive && windowsPath === null,
  };
}

/** The server that the user says a file is of, or the archive that it lies in. */
export function saidHost(renamed: RenamedFiles, collectedPath: string): string | null {
  if (renamed.size === 0) return null;
  for (let end = collectedPath.length; end > 0; end = collectedPath.lastIndexOf('/', end - 1)) {
    const host = renamed.get(collectedPath.slice(0, end))?.host;
    if (host) return host;
  }
  return null;
}

/** Names that no collected file bears: they are misspelt, or evidence is missing. */
export function noteUnknownNames(renamed: RenamedFiles, found: readonly CollectedFile[], notes: NoteLedger): void {
  const known = new Set(found.map(({ collectedPath }) => collectedPath));
  const unknown = [...renamed.keys()].filter((path) => !known.has(path));
  const [path] = unknown;
  if (path === undefined) return;
  const message = 'The manifest names files that are not in what was given, or are spelt otherwise there';
  notes.add({ code: 'contradictory', message, path, count: unknown.length, incomplete: true });
}
