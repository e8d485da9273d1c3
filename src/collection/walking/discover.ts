import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { CoverageNote } from '../../model/coverage.js';
import { inOrder } from '../../platform/ordered.js';
import type { Archives } from '../archives/archives.js';
import { type ContentFacts, NO_FACTS } from '../kinds/content-facts.js';
import type { Discovered } from './discovered.js';
import { type GivenPath, namesBelow } from './given-paths.js';
import type { NoteLedger } from '../note-ledger.js';
import { isObjectAddress, objectAddress } from '../objects/object-address.js';
import { objectAt, walkObjects } from '../objects/walk-objects.js';
import { printableName } from './printable-name.js';
import { withReachablePath } from './reachable-path.js';
import type { FileEnds } from '../reading/jobs.js';
import type { Reading } from '../reading/reading.js';
import type { CollectedFile, Folder } from './tree.js';
import { fileOf, MAXIMUM_FILES, walk } from './walk.js';

/** Characters of all paths together, each of which is kept in several forms: files at every level of a deep tree have gigabytes. */
const MOST_PATHS = 256 * 1024 ** 2;

/** Files whose ends are looked at together, and such groups under way: enough that neither side waits for the other. */
const GROUP = 64;
const GROUPS_UNDER_WAY = 4;

/**
 * Finds everything below the given paths and looks at both ends of each file. Archives are entered. Ends early where the run is
 * stopped.
 */
export async function* discover(
  given: readonly GivenPath[],
  common: string,
  tree: Folder,
  archives: Archives,
  reading: Reading,
  notes: NoteLedger,
): AsyncGenerator<Discovered> {
  let count = 0;
  let pathLength = 0;
  for (const one of given) {
    for await (const discovered of discoverOne(one, common, tree, archives, reading, notes, given.length === 1)) {
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
  reading: Reading,
  notes: NoteLedger,
  alone: boolean,
): AsyncGenerator<Discovered> {
  const names = namesBelow(common, given);
  const stored = isObjectAddress(given.path) ? objectAddress(given.path) : null;
  const own = given.isFolder ? null : Buffer.from(names.pop() ?? path.basename(given.path));
  const folder = names.reduce((at, name) => at.child(Buffer.from(name)), tree);
  const prefix = names.map((name) => printableName(Buffer.from(name))).join('/');
  const location = Buffer.from(given.path);
  if (own === null) {
    const files = stored ? walkObjects(stored, folder, prefix, notes) : walk(location, folder, prefix, notes);
    for await (const discovered of lookedInto(files, reading, notes)) {
      yield* withMembers(discovered, archives);
    }
    return;
  }
  const collectedPath = prefix === '' ? printableName(own) : `${prefix}/${printableName(own)}`;
  const file = stored
    ? await objectAt(stored, own, folder, collectedPath, notes)
    : fileOf(location, own, collectedPath, folder, statusOf(location));
  if (file === null) return;
  for await (const discovered of lookedInto([file], reading, notes)) {
    if (discovered.facts.kind !== 'archive' || !alone) {
      yield* withMembers(discovered, archives);
      return;
    }
    // The one archive that was given is the collection.
    const members = archives.membersOf(file, folder.child(own, true), '');
    const first = await members.next();
    yield first.done ? discovered : first.value;
    yield* members;
  }
}

function statusOf(location: Buffer): Stats {
  return withReachablePath(location, (reachable) => lstatSync(reachable));
}

async function* withMembers(discovered: Discovered, archives: Archives): AsyncGenerator<Discovered> {
  yield discovered;
  if (discovered.facts.kind === 'archive') yield* archives.enter(discovered.file);
}

/** The same files in their order, with what their ends tell. */
async function* lookedInto(
  files: Iterable<CollectedFile> | AsyncIterable<CollectedFile>,
  reading: Reading,
  notes: NoteLedger,
): AsyncGenerator<Discovered> {
  const groups = inOrder(groupsOf(files), GROUPS_UNDER_WAY, (group) => lookInto(group, reading));
  for await (const group of groups) {
    if (group === null) return;
    for (const { discovered, problem } of group) {
      if (problem !== null) notes.add(problem);
      yield discovered;
    }
  }
}

async function* groupsOf(
  files: Iterable<CollectedFile> | AsyncIterable<CollectedFile>,
): AsyncGenerator<readonly CollectedFile[]> {
  let group: CollectedFile[] = [];
  for await (const file of files) {
    group.push(file);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

const SHARED = new Map<string, ContentFacts>();

/** Most files tell nothing but what others tell, too: there are a million of them, and few such answers. */
function shared(facts: ContentFacts): ContentFacts {
  const { kind, code, codeByItself, isOpaque, beginsAsArchive, computer, addresses, includes } = facts;
  if (computer !== null || addresses.length > 0 || includes.length > 0) return facts;
  const key = `${kind} ${code} ${codeByItself} ${isOpaque} ${beginsAsArchive}`;
  const known = SHARED.get(key) ?? facts;
  SHARED.set(key, known);
  return known;
}

interface LookedInto {
  readonly discovered: Discovered;
  readonly problem: CoverageNote | null;
}

/** Null where the run was stopped. */
async function lookInto(group: readonly CollectedFile[], reading: Reading): Promise<readonly LookedInto[] | null> {
  const filled = group.filter(({ type, size }) => type === 'file' && size > 0);
  const ends = filled.length === 0 ? [] : await reading.ends(filled);
  if (ends === null) return null;
  const ofFile = new Map(filled.map((file, at) => [file, ends[at]]));
  return group.map((file) => lookedIntoOf(file, ofFile.get(file)));
}

function lookedIntoOf(file: CollectedFile, ends: FileEnds | CoverageNote | undefined): LookedInto {
  const nothing = { file, facts: NO_FACTS, gzip: null, closed: false };
  if (ends === undefined) return { discovered: nothing, problem: null };
  // Nobody knows what is in it, so it is scanned.
  if ('code' in ends) return { discovered: { ...nothing, facts: { ...NO_FACTS, code: 'strong' } }, problem: ends };
  const { facts, gzip, problem } = ends;
  if (problem === null) {
    return { discovered: { ...nothing, facts: facts === null ? NO_FACTS : shared(facts), gzip }, problem: null };
  }
  const note = { ...problem, path: file.collectedPath, incomplete: true };
  return { discovered: { ...nothing, closed: true }, problem: note };
}
