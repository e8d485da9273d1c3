import type { Artifact, ArtifactLocation, ByteRange } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { messageOf } from '../../platform/errors.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { hasChecksum, unpackBySevenZip } from '../archives/seven-zip.js';
import { isTarStart, type TarProblem, tarMembers } from '../archives/tar-directory.js';
import { unlockMembers } from '../archives/unlocked-zip.js';
import { NoRoomError, UnpackedFiles, type Unpacking, unpackedPath } from '../archives/unpacked-files.js';
import { type ContentFacts, contentFacts, HEAD_LENGTH, NO_FACTS } from '../kinds/content-facts.js';
import { FileHandle } from '../opening/file-handle.js';
import { ObjectError } from '../objects/object-store.js';
import { openArtifact } from '../opening/open-artifact.js';
import { printableName } from '../walking/printable-name.js';
import { readingProblem } from '../opening/reading-problem.js';
import { canBeRead, readMemberHead, readZipDirectory, type ZipMember } from '../opening/zip.js';
import type { ArchiveEnd, ListedMember, MemberPlace } from './jobs.js';

/** What archives may declare to hold, over what they are: beyond, the rest is a bomb's. */
const UNSUSPICIOUS_TOTAL = 4 * 1024 ** 3;
const SUSPICIOUS_RATIO = 200;
/** Bytes, unpacked. Of larger members only the first ones are looked at, since all before the last ones would have to be unpacked. */
const LARGEST_CHEAP_MEMBER = 256 * 1024;
const LONGEST_TARGET = 4096;
/** Members that are handed over together. */
const PART = 512;
const DEFLATE64 = 9;

/** An archive that is being opened: the file that its bytes lie in, by its number, and what part of that they are. */
interface Opened {
  readonly artifact: Artifact;
  readonly handle: FileHandle;
  readonly file: number;
  readonly range: ByteRange | undefined;
  readonly unpacking: Unpacking;
  readonly unpacked: UnpackedFiles | null;
  readonly notes: CoverageNote[];
  readonly list: MemberList;
}

/** Hands over the members of an archive, with what their first bytes tell; none where it is none, or cannot be opened. */
export async function listArchive(
  artifact: Artifact,
  unpacking: Unpacking,
  progress: (told?: JobProgress) => Promise<void>,
): Promise<ArchiveEnd> {
  const notes: CoverageNote[] = [];
  const unpacked = unpacking.place && new UnpackedFiles(unpacking.place, () => void progress());
  const list = new MemberList(progress);
  try {
    const shut = await open(artifact, { unpacking, unpacked, notes, list });
    await list.end();
    return { notes, shut, written: unpacked?.written ?? 0 };
  } catch (error) {
    if (!(error instanceof NoRoomError) && !(error instanceof ObjectError)) throw error;
    await list.end();
    if (error instanceof ObjectError) {
      notes.push({ ...readingProblem(error), path: artifact.collectedPath, incomplete: true });
      return { notes, shut: null, written: unpacked?.written ?? 0 };
    }
    const message = `There is no room to unpack it: ${error.message}. Set TMPDIR to a larger disk, or unpack it and hunt again`;
    notes.push({ code: 'limit-reached', message, path: artifact.collectedPath, incomplete: true });
    return { notes, shut: null, written: unpacked?.written ?? 0 };
  } finally {
    unpacked?.end();
  }
}

type Means = Pick<Opened, 'unpacking' | 'unpacked' | 'notes' | 'list'>;

/** Why it was not opened; null where it was, or where a note says what is wrong with it. */
async function open(artifact: Artifact, means: Means): Promise<string | null> {
  const { member } = artifact.location;
  if (!member) {
    const { range } = artifact.location;
    return opened(artifact.location, { artifact, file: 0, range, ...means });
  }
  // Packed: it has to be unpacked before it can be jumped about in.
  const { unpacked, unpacking, notes } = means;
  if (unpacked === null || unpacking.place === null) return 'there is nowhere to unpack it to';
  const file = unpacked.begin();
  const stream = openArtifact(artifact);
  await unpacked.take(stream);
  unpacked.end();
  notes.push(...stream.notes);
  const path = Buffer.from(unpackedPath(unpacking.place.folder, file));
  return opened({ path }, { artifact, file, range: undefined, ...means });
}

async function opened(location: ArtifactLocation, about: Omit<Opened, 'handle'>): Promise<string | null> {
  let handle: FileHandle;
  try {
    handle = FileHandle.open(location);
  } catch {
    return null;
  }
  try {
    const archive = { ...about, handle };
    const head = handle.readAt(0, 512);
    const magic = head.toString('latin1', 0, 6);
    if (magic.startsWith('PK')) return await listZip(archive);
    if (magic.startsWith('\x1f\x8b\x08')) return await listGzip(archive);
    if (isTarStart(head)) return await listTar(archive);
    return await listBySevenZip(archive);
  } finally {
    handle.close();
  }
}

async function listZip(archive: Opened): Promise<null> {
  const { handle, notes, list, artifact, unpacked, unpacking } = archive;
  const { members, problem } = await readZipDirectory(handle);
  const path = artifact.collectedPath;
  if (problem !== null) {
    const message = `The archive's list of members could not be read to its end: ${printableName(Buffer.from(problem))}`;
    notes.push({ code: 'malformed', message, path, incomplete: true });
  }
  const wanted = members.filter((one) => !one.isFolder && needsUnlocking(one, unpacking.password));
  const unlocked =
    wanted.length > 0 && unpacked ? { file: unpacked.begin(), places: await unlock(archive, unpacked, wanted) } : null;
  let declared = 0;
  for (const member of members) {
    if (member.isFolder) continue;
    declared += member.size;
    if (isBomb(declared, handle.size)) {
      const message = `Members declare more than ${SUSPICIOUS_RATIO} times the archive's size; the rest was not read`;
      notes.push({ code: 'limit-reached', message, path, incomplete: true });
      break;
    }
    const { name, size, modified, timeIsLocal, attributes } = member;
    const about = { name, size, modified, timeIsLocal, attributes, linkTarget: targetOf(handle, member) };
    const place = unlocked?.places.get(member.headerOffset);
    if (unlocked !== null && typeof place === 'object') {
      await list.add({ ...about, ...inPlace(archive, { file: unlocked.file, range: place, index: null }) });
      continue;
    }
    const closed = isReadable(member) ? null : closedZipMember(member, unpacking.password, place);
    const here = { file: archive.file, range: archive.range ?? null, index: member.index };
    await list.add({ ...about, place: here, closed, facts: closed === null ? factsOf(handle, member) : NO_FACTS });
  }
  return null;
}

function isReadable(member: ZipMember): boolean {
  return canBeRead(member) || member.isLink || member.size === 0;
}

function needsUnlocking(member: ZipMember, password: string | undefined): boolean {
  return member.encrypted ? password !== undefined : member.method === DEFLATE64;
}

async function unlock(archive: Opened, unpacked: UnpackedFiles, wanted: readonly ZipMember[]) {
  const offsets = new Set(wanted.map(({ headerOffset }) => headerOffset));
  const { handle, unpacking, notes, artifact } = archive;
  try {
    return await unlockMembers(handle, offsets, unpacking.password, unpacked);
  } catch (error) {
    if (error instanceof NoRoomError) throw error;
    const message = `Its encrypted members could not be unpacked: ${messageOf(error)}`;
    notes.push({ code: 'unreadable', message, path: artifact.collectedPath, incomplete: true });
    return new Map<number, ByteRange | string>();
  } finally {
    unpacked.end();
  }
}

function closedZipMember(member: ZipMember, password: string | undefined, why: ByteRange | string | undefined) {
  if (!member.encrypted) {
    const message = `The archive member uses compression method ${member.method}, which is not supported`;
    return { code: 'unreadable', message } as const;
  }
  const message =
    password === undefined
      ? 'The archive member is encrypted: give its password with --archive-password'
      : `The archive member is encrypted and was not opened by the password that was given${typeof why === 'string' ? `: ${why}` : ''}`;
  return { code: 'encrypted', message } as const;
}

async function listTar(archive: Opened): Promise<null> {
  const problems: TarProblem[] = [];
  const base = archive.range?.offset ?? 0;
  for (const { name, type, range, declared, modified, linkTarget } of tarMembers(archive.handle, problems)) {
    if (type === 'folder') continue;
    const about = { name, size: range.length, modified, timeIsLocal: false, attributes: [] };
    if (type === 'link') {
      await archive.list.add({
        ...about,
        size: 0,
        linkTarget: linkTarget ?? '',
        place: null,
        closed: null,
        facts: NO_FACTS,
      });
    } else if (type === 'file') {
      const place = { file: archive.file, range: { offset: base + range.offset, length: range.length }, index: null };
      await archive.list.add({ ...about, linkTarget: null, ...inPlace(archive, place) });
    } else {
      const message =
        type === 'sparse'
          ? `A sparse file of ${declared} bytes, kept without its gaps: it was not read`
          : 'Neither file, folder nor link (a pipe or device): never opened';
      const closed = { code: type === 'sparse' ? 'unreadable' : 'not-examined', message } as const;
      await archive.list.add({ ...about, size: 0, linkTarget: null, place: null, closed, facts: NO_FACTS });
    }
  }
  const path = archive.artifact.collectedPath;
  for (const { code, message } of problems) archive.notes.push({ code, message, path, incomplete: true });
  return null;
}

/** A tar that is packed, or one packed file. */
async function listGzip(archive: Opened): Promise<string | null> {
  const { artifact, unpacked, unpacking, file, range, notes } = archive;
  if (unpacked === null || unpacking.place === null) return 'there is nowhere to unpack it to';
  const own = { path: Buffer.from(unpackedPath(unpacking.place.folder, file)), ...(range && { range }) };
  const from = file === 0 ? artifact.location : own;
  const packed = { ...artifact, location: { ...from, member: { format: 'gzip', name: '', index: 0 } as const } };
  const into = unpacked.begin();
  const stream = openArtifact(packed);
  const { length } = await unpacked.take(stream);
  unpacked.end();
  notes.push(...stream.notes);
  return listUnpacked(archive, into, length);
}

/** What was packed by a program that packs one file: a tar, whose members these are, or that file. */
async function listUnpacked(archive: Opened, file: number, length: number): Promise<null> {
  const { unpacking, artifact, list } = archive;
  const handle = FileHandle.open({ path: Buffer.from(unpackedPath(unpacking.place?.folder ?? '', file)) });
  try {
    const inner = { ...archive, handle, file, range: undefined };
    if (isTarStart(handle.readAt(0, 512))) return await listTar(inner);
    const name = Buffer.from(unpackedName(artifact.collectedPath));
    const about = { name, size: length, modified: null, timeIsLocal: false, attributes: [], linkTarget: null };
    await list.add({ ...about, ...inPlace(inner, { file, range: { offset: 0, length }, index: null }) });
    return null;
  } finally {
    handle.close();
  }
}

function unpackedName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.(?:gz|bz2|xz|zst|lzma|z)$/i, '').replace(/\.t(?:gz|bz2?|xz|zst)$/i, '.tar') || '_';
}

async function listBySevenZip(archive: Opened): Promise<string | null> {
  const { handle, unpacked, unpacking, artifact, notes, list } = archive;
  if (unpacked === null || unpacking.place === null) return 'there is nowhere to unpack it to';
  const most = Math.max(UNSUSPICIOUS_TOTAL, handle.size * SUSPICIOUS_RATIO);
  const result = await unpackBySevenZip(handle, unpacking.password, unpacked, most);
  if (result === null) return 'reading this format needs the package 7z-wasm beside this one';
  const path = artifact.collectedPath;
  if (result === 'too-large') {
    const message = `Members declare more than ${SUSPICIOUS_RATIO} times the archive's size; none was read`;
    notes.push({ code: 'limit-reached', message, path, incomplete: true });
    return null;
  }
  const { members, file, problem } = result;
  if (problem !== null) notes.push({ ...problem, path, incomplete: true });
  if (file === 0) return null;
  const files = members.filter(({ isFolder }) => !isFolder);
  const [only] = files;
  const written = unpacked.length;
  if (only && files.length === 1 && (only.name.length === 0 || only.size === null)) {
    return listUnpacked(archive, file, written);
  }
  let offset = 0;
  for (const member of files) {
    const length = Math.max(0, Math.min(member.size ?? 0, written - offset));
    const sound = problem === null && hasChecksum(unpacking.place.folder, file, offset, member);
    const about = { name: member.name, size: length, modified: member.modified, timeIsLocal: false, attributes: [] };
    const message = 'The archive member is damaged, or lies behind one that is';
    const closed = sound ? null : ({ code: member.encrypted ? 'encrypted' : 'malformed', message } as const);
    const place = { file, range: { offset, length }, index: null };
    if (closed !== null) await list.add({ ...about, linkTarget: null, place: null, closed, facts: NO_FACTS });
    else await list.add({ ...about, linkTarget: member.isLink ? '' : null, ...inPlace(archive, place) });
    offset += member.size ?? 0;
  }
  return null;
}

/** Where a member's bytes lie as they are, and what both ends of them tell. */
function inPlace(archive: Opened, place: MemberPlace): Pick<ListedMember, 'place' | 'closed' | 'facts'> {
  const { range, file } = place;
  if (range === null || range.length === 0) return { place, closed: null, facts: NO_FACTS };
  const isHere = file === archive.file;
  const path = isHere ? null : Buffer.from(unpackedPath(archive.unpacking.place?.folder ?? '', file));
  const handle = path === null ? archive.handle : FileHandle.open({ path });
  const start = range.offset - (isHere ? (archive.range?.offset ?? 0) : 0);
  try {
    const head = handle.readAt(start, Math.min(HEAD_LENGTH, range.length));
    const at = Math.max(HEAD_LENGTH, 2 * Math.floor((range.length - HEAD_LENGTH) / 2));
    const tail = range.length <= HEAD_LENGTH ? Buffer.alloc(0) : handle.readAt(start + at, range.length - at);
    return { place, closed: null, facts: contentFacts(head, tail) };
  } finally {
    if (!isHere) handle.close();
  }
}

function isBomb(declared: number, packed: number): boolean {
  return declared > UNSUSPICIOUS_TOTAL && declared > packed * SUSPICIOUS_RATIO;
}

function targetOf(handle: FileHandle, member: ZipMember): string | null {
  return member.isLink ? readMemberHead(handle, member, LONGEST_TARGET).toString('utf8') : null;
}

/** Both ends of a member, where the first bytes are not all and the last ones can be had at little cost. */
function factsOf(handle: FileHandle, member: ZipMember): ContentFacts {
  if (member.isLink || member.size === 0 || !canBeRead(member)) return NO_FACTS;
  const isCheap = member.size > HEAD_LENGTH && member.size <= LARGEST_CHEAP_MEMBER;
  const bytes = readMemberHead(handle, member, isCheap ? member.size : HEAD_LENGTH);
  if (bytes.length <= HEAD_LENGTH) return contentFacts(bytes);
  const start = Math.max(HEAD_LENGTH, 2 * Math.floor((bytes.length - HEAD_LENGTH) / 2));
  return contentFacts(bytes.subarray(0, HEAD_LENGTH), bytes.subarray(start));
}

/** Hands members over in parts. */
class MemberList {
  #part: ListedMember[] = [];

  constructor(private readonly progress: (told: JobProgress) => Promise<void>) {}

  async add(member: ListedMember): Promise<void> {
    this.#part.push(member);
    if (this.#part.length >= PART) await this.end();
  }

  async end(): Promise<void> {
    if (this.#part.length === 0) return;
    const part = this.#part;
    this.#part = [];
    await this.progress({ part });
  }
}
