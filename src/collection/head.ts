import { gunzipSync, constants as zlib } from 'node:zlib';
import { HEAD_LENGTH } from './content-facts.js';
import type { FileHandle } from './file-handle.js';

/** The first bytes of a file and, where it is gzip, of what is packed in it. */
export interface Head {
  readonly bytes: Buffer;
  readonly gzip: { readonly bytes: Buffer; readonly size: number } | null;
}

/** Reads the head of a file. Throws the system's error where it cannot be read. */
export function readHead(file: FileHandle): Head {
  const bytes = file.readAt(0, Math.min(HEAD_LENGTH, file.size));
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return { bytes, gzip: null };
  try {
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: HEAD_LENGTH * 1100 };
    const unpacked = gunzipSync(bytes, options).subarray(0, HEAD_LENGTH);
    return { bytes, gzip: { bytes: unpacked, size: unpackedSize(file, unpacked.length) } };
  } catch {
    return { bytes, gzip: null };
  }
}

/** What the trailer says (RFC 1952: the size modulo 2^32); never less than what was seen. */
function unpackedSize(file: FileHandle, seen: number): number {
  const trailer = file.readAt(file.size - 4, 4);
  const stated = trailer.length === 4 ? trailer.readUInt32LE(0) : 0;
  return stated >= seen ? stated : Math.max(seen, file.size);
}
