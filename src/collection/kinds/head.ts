import { inflateRawSync, constants as zlib } from 'node:zlib';
import { HEAD_LENGTH } from './content-facts.js';
import { isArchiveStart, overlayOffset } from './file-formats.js';
import type { FileHandle } from '../opening/file-handle.js';
import { gzipHeaderLength } from '../opening/gzip.js';

/** Both ends of a file and, where it is gzip, the first bytes of what is packed in it. */
export interface Head {
  readonly bytes: Buffer;
  /** Empty where the first bytes are all. */
  readonly tail: Buffer;
  /** A program with an archive behind it. */
  readonly isSelfExtracting: boolean;
  readonly gzip: { readonly bytes: Buffer; readonly size: number } | null;
}

/** Reads the head of a file. Throws the system's error where it cannot be read. */
export function readHead(file: FileHandle): Head {
  const bytes = file.readAt(0, Math.min(HEAD_LENGTH, file.size));
  const tail = tailOf(file);
  const overlay = overlayOffset(bytes, file.size);
  const isSelfExtracting = overlay !== null && isArchiveStart(file.readAt(overlay, Math.min(512, file.size - overlay)));
  const plain = { bytes, tail, isSelfExtracting, gzip: null };
  const header = gzipHeaderLength(bytes);
  if (header === null) return plain;
  try {
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: HEAD_LENGTH * 1100 };
    const unpacked = inflateRawSync(bytes.subarray(header), options).subarray(0, HEAD_LENGTH);
    return { ...plain, gzip: { bytes: unpacked, size: unpackedSize(file, unpacked.length) } };
  } catch {
    return plain;
  }
}

/** From an even offset, so that text of two bytes a character stays aligned. */
function tailOf(file: FileHandle): Buffer {
  const start = Math.max(HEAD_LENGTH, 2 * Math.floor((file.size - HEAD_LENGTH) / 2));
  return file.size <= HEAD_LENGTH ? Buffer.alloc(0) : file.readAt(start, file.size - start);
}

/** What the trailer says (RFC 1952: the size modulo 2^32); never less than what was seen. */
function unpackedSize(file: FileHandle, seen: number): number {
  const trailer = file.readAt(file.size - 4, 4);
  const stated = trailer.length === 4 ? trailer.readUInt32LE(0) : 0;
  return stated >= seen ? stated : Math.max(seen, file.size);
}
