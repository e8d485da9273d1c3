import type { Discovered } from '../walking/discovered.js';
import type { NoteLedger } from '../note-ledger.js';
import { isPlaceOfSoftware } from '../served/place-of-software.js';
import { nameText, printableName } from '../walking/printable-name.js';
import type { ListedMember } from '../reading/jobs.js';
import type { OpenedArchive, Reading } from '../reading/reading.js';
import type { RenamedFiles } from '../placing/renamed-files.js';
import { isOddName, namesOf, uniquePath } from '../walking/spelled-path.js';
import { type CollectedFile, type Folder, placeOf } from '../walking/tree.js';
import { unpackedPath } from './unpacked-files.js';

/** Archives within one another: an archive of collections, a collection, an archive of logs in it, and that log. */
const DEEPEST = 4;
const MOST_ARCHIVES = 5_000;
/** Bytes of a zip among software, within another archive, that is unpacked to look into it. */
const LARGEST_PACKED = 64 << 20;

/** Names of archives that collectors, servers and administrators make; not of software, whose packages are archives as well. */
const OPENED = /\.(?:zip|tar|t?gz|t?bz2|tbz|t?xz|t?zst|7z|rar|cab)$/i;

/** An archive of more members, whose names all begin at a root, was made by a program that always writes so. */
const FEW_MEMBERS = 3;

/** What DFIR-ORC appends to the names of what it collects. */
const OF_ORC = /_\{[0-9a-f-]{36}\}\.data$/i;

/** Opens archives while files are being found. */
export class Archives {
  /** By `collectedPath`: null for those that were opened, else why not. */
  readonly met = new Map<string, string | null>();
  /** Of those, by `collectedPath`, the ones of which every member can be read. */
  readonly whole = new Set<string>();

  constructor(
    private readonly reading: Reading,
    private readonly notes: NoteLedger,
    /** What the user says of files, by their collected paths. */
    private readonly renamed: RenamedFiles,
  ) {}

  /** What an archive holds, where it is one that is opened, and what the archives in it hold. */
  async *enter(file: CollectedFile, depth = 1): AsyncGenerator<Discovered> {
    const said = this.renamed.get(file.collectedPath)?.windowsPath ?? null;
    const name = said === null ? file.name.replace(OF_ORC, '') : said.slice(said.lastIndexOf('\\') + 1);
    if (!OPENED.test(name)) return;
    // Zip files are looked into wherever they lie, since they are jumped about in; one that is packed itself is unpacked for it.
    const isCheap = name.toLowerCase().endsWith('.zip') && (depth === 1 || file.size <= LARGEST_PACKED);
    if (!isCheap && isPlaceOfSoftware((said ?? `\\${file.collectedPath.replaceAll('/', '\\')}`).toLowerCase())) return;
    if (depth > DEEPEST) {
      this.met.set(file.collectedPath, `it lies in ${DEEPEST} others, one in another`);
      return;
    }
    yield* this.membersOf(file, file.folder.child(Buffer.from(file.name), true), `${file.collectedPath}/`, depth);
  }

  /** @param folder what the archive is in the tree; @param prefix of the members' paths. */
  async *membersOf(archive: CollectedFile, folder: Folder, prefix: string, depth = 1): AsyncGenerator<Discovered> {
    if (this.met.size >= MOST_ARCHIVES) {
      this.met.set(archive.collectedPath, `there are more than ${MOST_ARCHIVES}`);
      return;
    }
    const opened = await this.reading.archive(archive);
    for (const problem of opened.notes) this.notes.add(problem);
    if (opened.shut !== null || opened.members.length > 0) this.met.set(archive.collectedPath, opened.shut);
    const isWhole = opened.shut === null && opened.notes.length === 0 && opened.members.every(canBeRead);
    if (isWhole && opened.members.length > 0) this.whole.add(archive.collectedPath);
    const files = filesOf(archive, opened);
    const { path, object } = archive;
    const from = archive.unpackedFrom ?? { path, ...(object && { object }) };
    const taken = new Map<string, number>();
    // Of the collection itself, and of what is rooted throughout (tar -P), that says nothing.
    const rooted = prefix === '' ? 0 : opened.members.filter(({ name }) => isRooted(name)).length;
    const telling = rooted > 0 && (rooted < opened.members.length || rooted <= FEW_MEMBERS);
    if (telling) {
      const message = 'Names of members begin at the root of a disk, or on another server';
      this.notes.add({ code: 'odd-name', message, path: archive.collectedPath, count: rooted, incomplete: false });
    }
    for (const listed of opened.members) {
      if (folder.isFull) {
        const message = 'Members lie in more folders than there is room for; the rest was not read';
        this.notes.add({ code: 'limit-reached', message, path: archive.collectedPath, incomplete: true });
        return;
      }
      const root = telling && isRooted(listed.name) ? rootOf(listed.name) : '';
      const discovered = this.#member(
        archive,
        listed,
        folder,
        uniquePath(prefix + root, namesOf(listed.name), taken),
        files,
        from,
      );
      yield discovered;
      if (discovered.facts.kind === 'archive') yield* this.enter(discovered.file, depth + 1);
    }
  }

  #member(
    archive: CollectedFile,
    listed: ListedMember,
    folder: Folder,
    collectedPath: string,
    files: readonly Buffer[],
    from: NonNullable<CollectedFile['unpackedFrom']>,
  ): Discovered {
    const { modified, timeIsLocal, attributes, linkTarget, place, closed, facts } = listed;
    const names = namesOf(listed.name);
    const last = names.pop() ?? Buffer.from('_');
    if ([...names, last].some(isOddName)) {
      const message = 'The name of the archive member holds what cannot be shown, or climbs out of the archive';
      this.notes.add({ code: 'odd-name', message, path: collectedPath, incomplete: false });
    }
    const parent = names.reduce((at, name) => at.child(name), folder);
    const at = placeOf(parent, last);
    const isLink = linkTarget !== null;
    const range = place === null ? NOTHING : place.range;
    const file: CollectedFile = {
      collectedPath,
      name: nameText(at.name),
      folder: at.folder,
      path: files[place?.file ?? 0] ?? archive.path,
      ...(archive.object && (place?.file ?? 0) === 0 && { object: archive.object }),
      ...(range && { range }),
      ...((archive.unpackedFrom ?? (place && place.file > 0)) && { unpackedFrom: from }),
      type: isLink ? 'link' : 'file',
      size: isLink ? 0 : listed.size,
      modified,
      created: null,
      timeSource: 'archive',
      timeIsLocal,
      ...(place !== null &&
        place.index !== null && {
          member: { format: 'zip', name: collectedPath, index: place.index },
        }),
      ...(attributes.length > 0 && { attributes }),
      ...(isLink && { linkTarget }),
    };
    at.folder.add(printableName(at.name), file);
    if (closed === null) return { file, facts: isLink ? { ...facts, kind: null } : facts, gzip: null, closed: false };
    this.notes.add({ ...closed, path: collectedPath, incomplete: closed.code !== 'not-examined' });
    return { file, facts, gzip: null, closed: true };
  }
}

function canBeRead({ closed, place, linkTarget, size }: ListedMember): boolean {
  return closed === null && (place !== null || linkTarget !== null || size === 0);
}

const NOTHING = { offset: 0, length: 0 };

/** Paths of the files that members lie in, by their number. */
function filesOf(archive: CollectedFile, { members, folder }: OpenedArchive): readonly Buffer[] {
  const most = members.reduce((known, { place }) => Math.max(known, place?.file ?? 0), 0);
  const unpacked = Array.from({ length: most }, (_, i) => Buffer.from(unpackedPath(folder ?? '', i + 1)));
  return [archive.path, ...unpacked];
}

/** Begins with a separator: `/x`, `\\\\server\\share\\x`. */
function isRooted(name: Uint8Array): boolean {
  return name[0] === 0x2f || name[0] === 0x5c;
}

/** The separators that a name begins with, as they are shown: one, or the two of a server's name. */
function rootOf(name: Uint8Array): string {
  const leading = isRooted(name.subarray(1)) ? 2 : 1;
  return [...name.subarray(0, leading)].map((byte) => `\\x${byte.toString(16)}`).join('');
}
