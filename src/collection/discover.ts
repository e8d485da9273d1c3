import { lstatSync } from 'node:fs';
import path from 'node:path';
import type { Archives } from './archives/archives.js';
import { type ContentFacts, contentFacts, NO_FACTS } from './content-facts.js';
import type { Discovered } from './discovered.js';
import { FileHandle } from './file-handle.js';
import type { GivenPath } from './given-paths.js';
import { readHead } from './head.js';
import type { NoteLedger } from './note-ledger.js';
import { printableName } from './printable-name.js';
import { withReachablePath } from './reachable-path.js';
import type { CollectedFile, Folder } from './tree.js';
import { fileOf, MAXIMUM_FILES, unreadable, walk } from './walk.js';

/** Characters of all paths together, each of which is kept in several forms: files at every level of a deep tree have gigabytes. */
const MOST_PATHS = 256 * 1024 ** 2;

/** Finds everything below the given paths and looks at the head of each file. Archives are entered. */
export async function* discover(
  given: readonly GivenPath[],
  common: string,
  tree: Folder,
  archives: Archives,
  notes: NoteLedger,
): AsyncGenerator<Discovered> {
  let count = 0;
  let pathLength = 0;
  for (const one of given) {
    for await (const discovered of discoverOne(one, common, tree, archives, notes, given.length === 1)) {
      pathLength += discovered.file.collectedPath.length;
      if (++count > MAXIMUM_FILES || pathLength > MOST_PATHS) {
        const message =
          count > MAXIMUM_FILES
            ? `More than ${MAXIMUM_FILES} files; the rest was not read`
            : `The paths of all files have more than ${MOST_PATHS} characters; the rest was not read`;
        notes.add({ code: 'limit-reached', message, path: discovered.file.collectedPath, incomplete: true });
        return;
      }
      yield discovered;
    }
  }
}

async function* discoverOne(
  given: GivenPath,
  common: string,
  tree: Folder,
  archives: Archives,
  notes: NoteLedger,
  alone: boolean,
): AsyncGenerator<Discovered> {
  const names = path
    .relative(common, given.path)
    .split(path.sep)
    .filter((name) => name !== '');
  const own = given.isFolder ? null : Buffer.from(names.pop() ?? path.basename(given.path));
  const folder = names.reduce((at, name) => at.child(Buffer.from(name)), tree);
  const prefix = names.map((name) => printableName(Buffer.from(name))).join('/');
  const location = Buffer.from(given.path);
  if (own === null) {
    for (const file of walk(location, folder, prefix, notes)) yield* withMembers(file, archives, notes);
    return;
  }
  const collectedPath = prefix === '' ? printableName(own) : `${prefix}/${printableName(own)}`;
  const stats = withReachablePath(location, (reachable) => lstatSync(reachable));
  const file = fileOf(location, own, collectedPath, folder, stats);
  const discovered = lookInto(file, notes);
  if (discovered.facts.kind !== 'archive' || !alone) {
    yield* withMembers(file, archives, notes);
    return;
  }
  // The one archive that was given is the collection.
  const members = archives.membersOf(file, folder.child(own, true), '');
  const first = await members.next();
  yield first.done ? discovered : first.value;
  yield* members;
}

async function* withMembers(file: CollectedFile, archives: Archives, notes: NoteLedger): AsyncGenerator<Discovered> {
  const discovered = lookInto(file, notes);
  yield discovered;
  if (discovered.facts.kind === 'archive') yield* archives.enter(file);
}

function lookInto(file: CollectedFile, notes: NoteLedger): Discovered {
  const nothing = { file, facts: NO_FACTS, gzip: null, closed: false };
  if (file.type === 'link' || file.size === 0) return nothing;
  let handle: FileHandle;
  try {
    handle = FileHandle.open(file.path);
  } catch (error) {
    notes.add(unreadable('The file could not be opened', file.collectedPath, error));
    return { ...nothing, closed: true };
  }
  try {
    const head = readHead(handle);
    const told = contentFacts(head.bytes, head.tail);
    const facts: ContentFacts = head.isSelfExtracting ? { ...told, kind: 'archive' } : told;
    return head.gzip
      ? { file, facts: contentFacts(head.gzip.bytes), gzip: { size: head.gzip.size }, closed: false }
      : { ...nothing, facts };
  } catch (error) {
    notes.add(unreadable('The file could not be read', file.collectedPath, error));
    return { ...nothing, closed: true };
  } finally {
    handle.close();
  }
}
