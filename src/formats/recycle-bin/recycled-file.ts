import { defineInputClass } from '../../model/input-class.js';
import { fileTimeMilliseconds } from '../ntfs/usn-journal.js';

/** Lengths of version 1 (until Windows 8.1) and of version 2 before its path. */
const [VERSION_1, HEADER] = [544, 28];
const PATH_OF_VERSION_1 = 24;
const LONGEST_PATH = 32_767;

/** What Windows notes beside a file that it moves into the Recycle Bin (`$I…`; the file itself is `$R…`). */
export interface RecycledFile {
  /** Where the file lay. */
  readonly path: string;
  /** ISO 8601, UTC; null for what no calendar has. */
  readonly deleted: string | null;
  /** Bytes. */
  readonly size: number;
}

export const recycledFile = defineInputClass<RecycledFile>('recycled-file');

/** Null where the bytes are none. Never throws. */
export function readRecycledFile(bytes: Buffer): RecycledFile | null {
  if (bytes.length < HEADER) return null;
  const version = bytes.readBigUInt64LE(0);
  if (version !== 1n && version !== 2n) return null;
  const at = version === 1n ? PATH_OF_VERSION_1 : HEADER;
  const length = version === 1n ? VERSION_1 - PATH_OF_VERSION_1 : 2 * Math.min(bytes.readUInt32LE(24), LONGEST_PATH);
  const path = bytes.toString('utf16le', at, Math.min(at + length, bytes.length)).split('\0', 1)[0] ?? '';
  if (!/^(?:[A-Za-z]:|\\)\\/.test(path)) return null;
  const time = new Date(fileTimeMilliseconds(bytes, 16));
  const isSane = !Number.isNaN(time.getTime()) && time.getUTCFullYear() <= 9999;
  return { path, deleted: isSane ? time.toISOString() : null, size: Number(bytes.readBigUInt64LE(8)) };
}
