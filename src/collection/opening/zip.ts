import { isUtf8 } from 'node:buffer';
import { createInflateRaw, inflateRawSync, constants as zlib } from 'node:zlib';
import * as yauzl from 'yauzl';
import { messageOf } from '../../platform/errors.js';
import type { FileHandle } from './file-handle.js';
import { INFLATED_CHUNK, inflate } from './inflate.js';

/** Entries of one archive that are listed. */
const MAXIMUM_MEMBERS = 1_000_000;
/** Bytes of all their names. */
const MOST_NAMES = 256 * 1024 ** 2;
const WINDOW = 1024 * 1024;
/** Bytes of members, packed or not, that are uncompressed at once. */
const SMALL = 1024 * 1024;
/** The least that zlib takes. */
const LEAST_CHUNK = 64;
const UNICODE_PATH_FIELD = 0x7075;
const UTC_FIELDS = new Set([0x5455, 0x000a]);

/** One entry of an archive's directory. */
export interface ZipMember {
  readonly index: number;
  readonly name: Buffer;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  readonly size: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  /** Milliseconds since 1970; of an unknown zone where `timeIsLocal`. */
  readonly modified: number | null;
  readonly timeIsLocal: boolean;
  readonly attributes: readonly ('hidden' | 'system' | 'read-only')[];
}

export interface ZipDirectory {
  readonly members: readonly ZipMember[];
  /** Why the list ends before the directory does, null where it is whole. */
  readonly problem: string | null;
}

/** Serves yauzl's many small reads from one window, so that a directory of 200,000 entries needs no 400,000 system calls. */
class WindowReader extends yauzl.RandomAccessReader {
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(readonly file: FileHandle) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    let failure: Error | null = null;
    try {
      if (position < this.#start || position + length > this.#start + this.#window.length) {
        this.#start = position;
        this.#window = this.file.readAt(position, Math.max(length, Math.min(WINDOW, this.file.size - position)));
      }
      const part = this.#window.subarray(position - this.#start, position - this.#start + length);
      if (part.length < length) failure = new Error('the archive ends too early');
      part.copy(buffer, offset);
    } catch (error) {
      failure = error instanceof Error ? error : new Error('read failed');
    }
    queueMicrotask(() => callback(failure));
  }
}

/** Lists an archive. A damaged directory gives what precedes the damage, and says so. */
export async function readZipDirectory(file: FileHandle): Promise<ZipDirectory> {
  const members: ZipMember[] = [];
  try {
    const archive = await yauzl.fromRandomAccessReaderPromise(new WindowReader(file), file.size, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    let [index, names] = [0, 0];
    for await (const entry of archive.eachEntry()) {
      if (index >= MAXIMUM_MEMBERS) return { members, problem: `more than ${MAXIMUM_MEMBERS} members` };
      names += entry.fileNameRaw.length;
      if (names > MOST_NAMES) return { members, problem: `the names have more than ${MOST_NAMES} bytes` };
      members.push(memberOf(entry, index++));
    }
    return { members, problem: null };
  } catch (error) {
    return { members, problem: messageOf(error) };
  }
}

function memberOf(entry: yauzl.Entry, index: number): ZipMember {
  const name = nameOf(entry);
  const last = name.at(-1);
  const madeBy = entry.versionMadeBy >>> 8;
  const unixType = (entry.externalFileAttributes >>> 16) & 0o170000;
  const dos = madeBy === 0 || madeBy === 10 || madeBy === 11 ? entry.externalFileAttributes & 0xff : 0;
  const attributes: ('hidden' | 'system' | 'read-only')[] = [];
  if (dos & 2) attributes.push('hidden');
  if (dos & 4) attributes.push('system');
  if (dos & 1) attributes.push('read-only');
  const timeIsLocal = !entry.extraFields.some((field) => UTC_FIELDS.has(field.id));
  const time = entry.getLastModDate({ timezone: 'UTC' }).getTime();
  return {
    index,
    name,
    isFolder: last === 0x2f || (last === 0x5c && entry.uncompressedSize === 0),
    isLink: madeBy === 3 && unixType === 0o120000,
    size: entry.uncompressedSize,
    compressedSize: entry.compressedSize,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
    crc32: entry.crc32,
    modified: Number.isFinite(time) ? time : null,
    timeIsLocal,
    attributes,
  };
}

/** Bytes of the name in UTF-8: as declared, else as they look (Unix tools don't declare), else from code page 437. */
function nameOf(entry: yauzl.Entry): Buffer {
  const raw = entry.fileNameRaw;
  const declared = (entry.generalPurposeBitFlag & 0x800) !== 0;
  const unicodePath = entry.extraFields.some((field) => field.id === UNICODE_PATH_FIELD);
  if (!unicodePath && (declared || isUtf8(raw))) return Buffer.from(raw);
  return Buffer.from(yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true), 'utf8');
}

export function canBeRead(member: ZipMember): boolean {
  return !member.encrypted && (member.method === 0 || member.method === 8);
}

/** Offset of a member's bytes, null where no local header lies there. APPNOTE 4.3.7. */
function dataOffset(file: FileHandle, member: ZipMember): number | null {
  const header = file.readAt(member.headerOffset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return null;
  return member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** The first bytes of a member, without reading further than needed. Empty where they are damaged. */
export function readMemberHead(file: FileHandle, member: ZipMember, length: number): Buffer {
  const start = dataOffset(file, member);
  if (start === null || !canBeRead(member)) return Buffer.alloc(0);
  const packed = file.readAt(start, Math.min(member.compressedSize, length));
  if (member.method === 0) return packed;
  try {
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: length * 1100 + 65536 };
    return inflateRawSync(packed, options).subarray(0, length);
  } catch {
    return Buffer.alloc(0);
  }
}

/** A member's bytes, uncompressed. Throws `DamagedDataError`, or a plain error where the archive itself is broken. */
export async function* readMember(file: FileHandle, member: ZipMember): AsyncGenerator<Buffer> {
  const start = dataOffset(file, member);
  if (start === null) throw new Error('the archive has no such member');
  const small = member.method === 8 ? inflatedAtOnce(file, start, member) : null;
  if (small !== null) {
    yield small;
    return;
  }
  const packed = file.chunks(start, start + member.compressedSize);
  if (member.method === 0) yield* packed;
  else yield* inflate(packed, createInflateRaw({ chunkSize: INFLATED_CHUNK }));
}

/** A small member's bytes: a stream for each costs more than what it unpacks. Null for others, and for what is not as it should be. */
function inflatedAtOnce(file: FileHandle, start: number, { size, compressedSize }: ZipMember): Buffer | null {
  if (size > SMALL || compressedSize > SMALL) return null;
  try {
    const chunkSize = Math.max(size, LEAST_CHUNK) + 1;
    return inflateRawSync(file.readAt(start, compressedSize), { chunkSize, maxOutputLength: chunkSize });
  } catch (error) {
    // Damaged or longer than it declares: what can be had of it comes step by step. What the system says is no fault of the member.
    if (error instanceof Error && 'syscall' in error) throw error;
    return null;
  }
}
