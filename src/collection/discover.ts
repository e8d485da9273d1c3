import { lstatSync } from 'node:fs';
import path from 'node:path';
import { type ContentFacts, contentFacts, NO_FACTS } from './content-facts.js';
import { FileHandle } from './file-handle.js';
import type { GivenPath } from './given-paths.js';
import { readHead } from './head.js';
import type { NoteLedger } from './note-ledger.js';
import { isPlainName, nameText, printableName } from './printable-name.js';
import { withReachablePath } from './reachable-path.js';
import type { ListedMember } from './reading/jobs.js';
import type { Reading } from './reading/reading.js';
import { type CollectedFile, type Folder, placeOf } from './tree.js';
import { fileOf, MAXIMUM_FILES, unreadable, walk } from './walk.js';
import { canBeRead, type ZipMember } from './zip.js';

const MOST_NAMES = 200;
/** Characters of all paths together, each of which is kept in several forms: files at every level of a deep tree have gigabytes. */
const MOST_PATHS = 256 * 1024 ** 2;

/** A file with what its first bytes told, read once. */
export interface Discovered {
  readonly file: CollectedFile;
  readonly facts: ContentFacts;
  /** Set where the file is gzip and what is packed in it is of a kind of its own. */
  readonly gzip: { readonly size: number } | null;
  /** Its bytes cannot be had; a note says why. */
  readonly closed: boolean;
}

/** Finds everything below the given paths and looks at the head of each file. Zip files are entered, one level deep. */
export async function* discover(
  given: readonly GivenPath[],
  common: string,
  tree: Folder,
  reading: Reading,
  notes: NoteLedger,
): AsyncGenerator<Discovered> {
  let count = 0;
  let pathLength = 0;
  for (const one of given) {
    for await (const discovered of discoverOne(one, common, tree, reading, notes, given.length === 1)) {
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
  reading: Reading,
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
    for (const file of walk(location, folder, prefix, notes)) yield* withMembers(file, reading, notes);
    return;
  }
  const collectedPath = prefix === '' ? printableName(own) : `${prefix}/${printableName(own)}`;
  const stats = withReachablePath(location, (reachable) => lstatSync(reachable));
  const file = fileOf(location, own, collectedPath, folder, stats);
  const discovered = lookInto(file, notes);
  if (discovered.facts.kind !== 'archive' || !alone) {
    yield* withMembers(file, reading, notes);
    return;
  }
  // The one archive that was given is the collection.
  const members = membersOf(file, folder.child(own, true), '', reading, notes);
  const first = await members.next();
  yield first.done ? discovered : first.value;
  yield* members;
}

async function* withMembers(file: CollectedFile, reading: Reading, notes: NoteLedger): AsyncGenerator<Discovered> {
  const discovered = lookInto(file, notes);
  yield discovered;
  if (discovered.facts.kind === 'archive' && file.name.toLowerCase().endsWith('.zip')) {
    yield* membersOf(file, file.folder.child(Buffer.from(file.name), true), `${file.collectedPath}/`, reading, notes);
  }
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

async function* membersOf(
  archive: CollectedFile,
  folder: Folder,
  prefix: string,
  reading: Reading,
  notes: NoteLedger,
): AsyncGenerator<Discovered> {
  const { members, notes: problems } = await reading.archive(archive);
  for (const problem of problems) notes.add(problem);
  const taken = new Map<string, number>();
  for (const listed of members) {
    if (folder.isFull) {
      const message = 'Members lie in more folders than there is room for; the rest was not read';
      notes.add({ code: 'limit-reached', message, path: archive.collectedPath, incomplete: true });
      return;
    }
    yield memberOf(archive, listed, folder, uniquePath(prefix, listed.member, taken), notes);
  }
}

function memberOf(
  archive: CollectedFile,
  { member, facts, linkTarget }: ListedMember,
  folder: Folder,
  collectedPath: string,
  notes: NoteLedger,
): Discovered {
  const names = namesOf(member);
  const last = names.pop() ?? Buffer.from('_');
  if ([...names, last].some((name) => !isPlainName(name) || isClimbing(name))) {
    const message = 'The name of the archive member holds what cannot be shown, or climbs out of the archive';
    notes.add({ code: 'odd-name', message, path: collectedPath, incomplete: false });
  }
  const parent = names.reduce((at, name) => at.child(name), folder);
  const place = placeOf(parent, last);
  const file: CollectedFile = {
    collectedPath,
    name: nameText(place.name),
    folder: place.folder,
    path: archive.path,
    type: member.isLink ? 'link' : 'file',
    size: member.isLink ? 0 : member.size,
    modified: member.modified,
    created: null,
    timeSource: 'archive',
    timeIsLocal: member.timeIsLocal,
    member: { format: 'zip', name: collectedPath, index: member.index },
    ...(member.attributes.length > 0 ? { attributes: member.attributes } : {}),
    ...(linkTarget === null ? {} : { linkTarget }),
  };
  place.folder.add(place.name, file);
  if (member.isLink || member.size === 0) return { file, facts: NO_FACTS, gzip: null, closed: false };
  if (!canBeRead(member)) {
    notes.add(
      member.encrypted
        ? { code: 'encrypted', message: 'The archive member is encrypted', path: collectedPath, incomplete: true }
        : {
            code: 'unreadable',
            message: `The archive member uses compression method ${member.method}, which is not supported`,
            path: collectedPath,
            incomplete: true,
          },
    );
    return { file, facts: NO_FACTS, gzip: null, closed: true };
  }
  return { file, facts, gzip: null, closed: false };
}

/** Components of a member's name. Both separators count: Windows tools write backslashes. A trap of thousands stays one name. */
function namesOf(member: ZipMember): Buffer[] {
  const names: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= member.name.length; at++) {
    if (at < member.name.length && member.name[at] !== 0x2f && member.name[at] !== 0x5c) continue;
    if (at > start) names.push(member.name.subarray(start, at));
    start = at + 1;
    if (names.length >= MOST_NAMES) {
      if (start < member.name.length)
        names.push(Buffer.from(member.name.subarray(start).toString('latin1').replace(/[/\\]/g, '_')));
      break;
    }
  }
  return names;
}

function isClimbing(name: Buffer): boolean {
  const text = name.toString('latin1');
  return text === '..' || text === '.';
}

/** The member's path as shown; an archive can hold the same name twice. `taken`: how often each path was asked for. */
function uniquePath(prefix: string, member: ZipMember, taken: Map<string, number>): string {
  const shown = namesOf(member).map(printableName).join('/') || '_';
  let copy = (taken.get(shown) ?? 0) + 1;
  let path = copy === 1 ? shown : `${shown}\\x23${copy}`;
  // Another member may be called like a copy of this one.
  while (taken.has(path)) path = `${shown}\\x23${++copy}`;
  taken.set(shown, copy);
  taken.set(path, taken.get(path) ?? 1);
  return prefix + path;
}
