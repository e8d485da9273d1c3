import * as headers from 'tar-stream/headers.js';
import type { ByteRange } from '../../model/artifact.js';
import type { FileHandle } from '../opening/file-handle.js';

const BLOCK = 512;
/** Bytes of a header that only holds a long name or attributes. */
const LONGEST_HEADER = 1024 * 1024;
/** Bytes through which the next header is looked for where one is damaged. */
const LONGEST_GAP = 1024 ** 3;
const SEARCHED = 1024 * 1024;
const MAGIC = Buffer.from('ustar');
const MAGIC_OFFSET = 257;
/** Names are bytes; only what extended headers hold is declared to be UTF-8. */
const BYTES = 'latin1';

/** One entry of a tar archive. */
export interface TarMember {
  readonly name: Buffer;
  readonly type: 'file' | 'folder' | 'link' | 'device' | 'sparse';
  /** Of the archive; shorter than declared where the archive ends before. */
  readonly range: ByteRange;
  readonly declared: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number | null;
  readonly linkTarget: string | null;
}

export interface TarProblem {
  readonly code: 'malformed' | 'truncated';
  readonly message: string;
}

/** Whether the bytes begin with a tar header; `head` needs 512 of them. */
export function isTarStart(head: Buffer): boolean {
  return head.length >= BLOCK && decode(head.subarray(0, BLOCK))?.name !== undefined;
}

interface Extended {
  path?: Buffer;
  linkTarget?: string;
  size?: number;
  modified?: number;
  isSparse?: boolean;
}

/**
 * Entries of a tar archive (POSIX.1 ustar and pax, GNU), by jumping from header to header. Behind a damaged header it goes on at the
 * next one; behind end marks too, as where archives were appended to one another. What was wrong is added to `problems`.
 */
export function* tarMembers(file: FileHandle, problems: TarProblem[]): Generator<TarMember> {
  const seen = new Map<string, ByteRange>();
  let extended: Extended = {};
  let hasEnd = false;
  for (let at = 0; at + BLOCK <= file.size; ) {
    const header = decode(file.readAt(at, BLOCK));
    if (header === null) {
      hasEnd = true;
      at = nextUsed(file, at + BLOCK);
      continue;
    }
    if (header === undefined || !Number.isSafeInteger(header.size) || header.size < 0) {
      const next = nextHeader(file, at + BLOCK);
      const where = next === null ? 'to its end' : `to ${next}`;
      problems.push({ code: 'malformed', message: `The tar archive is damaged from ${at} ${where}` });
      if (next === null) return;
      at = next;
      extended = {};
      continue;
    }
    hasEnd = false;
    const start = at + BLOCK;
    if (isExtension(header.type)) {
      if (header.size > LONGEST_HEADER) {
        problems.push({ code: 'malformed', message: `A header of the tar archive at ${at} has ${header.size} bytes` });
      } else if (header.type !== 'pax-global-header') {
        extended = { ...extended, ...extension(header.type, file.readAt(start, header.size)) };
      }
      at = start + padded(header.size);
      continue;
    }
    const size = extended.size ?? header.size;
    const name = extended.path ?? Buffer.from(header.name, BYTES);
    const range = { offset: start, length: Math.max(0, Math.min(size, file.size - start)) };
    const linkTarget = extended.linkTarget ?? header.linkname;
    const modified = extended.modified ?? header.mtime.getTime();
    const about = { name, modified: Number.isFinite(modified) ? modified : null, declared: size };
    const type = extended.isSparse ? 'sparse' : typeOf(header.type, header.size);
    // A hard link has no bytes of its own: it is another name of a file that came before.
    const twin = header.type === 'link' && linkTarget !== null ? seen.get(linkTarget) : undefined;
    if (twin) yield { ...about, type: 'file', range: twin, declared: twin.length, linkTarget: null };
    else yield { ...about, type, range, linkTarget };
    if (type === 'file') seen.set(name.toString(BYTES), range);
    const hasBytes = type === 'file' || type === 'sparse' || type === 'device';
    if (hasBytes && range.length < size) {
      problems.push({ code: 'truncated', message: `The tar archive ends within a file of ${size} bytes` });
      return;
    }
    at = start + (header.type === 'link' || type === 'link' || type === 'folder' ? 0 : padded(size));
    extended = {};
  }
  if (!hasEnd)
    problems.push({ code: 'truncated', message: 'The tar archive has no mark at its end: it was cut short' });
}

/** Null for zeros, undefined for what is no header. */
function decode(block: Buffer): headers.TarHeader | null | undefined {
  try {
    return headers.decode(block, BYTES, true);
  } catch {
    return undefined;
  }
}

function isExtension(type: string | null): boolean {
  return type?.startsWith('pax-') === true || type?.startsWith('gnu-long-') === true;
}

function extension(type: string | null, bytes: Buffer): Extended {
  try {
    if (type === 'gnu-long-path') return { path: Buffer.from(headers.decodeLongPath(bytes, BYTES), BYTES) };
    if (type === 'gnu-long-link-path') return { linkTarget: headers.decodeLongPath(bytes, BYTES) };
    const { path, linkpath, size, mtime, ...others } = headers.decodePax(bytes);
    return {
      ...(path !== undefined && { path: Buffer.from(path) }),
      ...(linkpath !== undefined && { linkTarget: Buffer.from(linkpath).toString(BYTES) }),
      ...(size !== undefined && /^\d{1,15}$/.test(size) && { size: Number(size) }),
      ...(mtime !== undefined && /^-?\d{1,11}(?:\.\d+)?$/.test(mtime) && { modified: Number(mtime) * 1000 }),
      ...(Object.keys(others).some((key) => key.startsWith('GNU.sparse.')) && { isSparse: true }),
    };
  } catch {
    return {};
  }
}

function typeOf(type: string | null, size: number): TarMember['type'] {
  if (type === 'file' || type === 'contiguous-file') return 'file';
  if (type === 'directory') return 'folder';
  if (type === 'symlink' || type === 'link') return 'link';
  // GNU's sparse files, and what no standard names.
  return type === null && size > 0 ? 'sparse' : 'device';
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** The next block that is not all zeros, or the end. */
function nextUsed(file: FileHandle, from: number): number {
  for (let at = from; at < file.size; at += SEARCHED) {
    const used = file.readAt(at, Math.min(SEARCHED, file.size - at)).findIndex((byte) => byte !== 0);
    if (used >= 0) return at + Math.floor(used / BLOCK) * BLOCK;
  }
  return file.size;
}

/** The next block that is a header by its magic and its checksum, null where there is none near. */
function nextHeader(file: FileHandle, from: number): number | null {
  for (let at = from; at < Math.min(file.size, from + LONGEST_GAP); at += SEARCHED) {
    const bytes = file.readAt(at, Math.min(SEARCHED, file.size - at));
    for (let block = 0; block + BLOCK <= bytes.length; block += BLOCK) {
      const hasMagic = MAGIC.compare(bytes, block + MAGIC_OFFSET, block + MAGIC_OFFSET + MAGIC.length) === 0;
      if (hasMagic && decode(bytes.subarray(block, block + BLOCK))) return at + block;
    }
  }
  return null;
}
