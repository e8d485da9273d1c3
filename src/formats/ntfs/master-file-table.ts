import { fileTimeMilliseconds } from './usn-journal.js';

const SIGNATURE = 0x454c_4946; // FILE
const DAMAGED = 0x4441_4142; // BAAD
const SMALLEST = 1024;
const SECTOR = 512;
const [STANDARD_INFORMATION, FILE_NAME, DATA, END] = [0x10, 0x30, 0x80, 0xffff_ffff];
const [IN_USE, FOLDER] = [1, 2];
const SHORT_NAME = 2;
const MOST_ATTRIBUTES = 256;
const MOST_STREAMS = 16;
/** Bytes of content that a record can hold beside a file's names and times. */
const MOST_CONTENT = 4096;

/** Milliseconds since 1970 UTC. */
export interface NtfsTimes {
  readonly created: number;
  readonly modified: number;
  /** 100 ns units above the second of both, which what sets times by hand often leaves zero. */
  readonly hasFractions: boolean;
}

/** One record of the master file table: a file or folder that is, or was. */
export interface MftRecord {
  readonly entry: number;
  readonly sequence: number;
  readonly inUse: boolean;
  readonly isFolder: boolean;
  readonly name: string;
  readonly parentEntry: number;
  readonly parentSequence: number;
  /** Of $STANDARD_INFORMATION, which every program can set. */
  readonly standard: NtfsTimes | null;
  /** Of $FILE_NAME, which only the file system sets. */
  readonly named: NtfsTimes;
  /** Bytes; null where another record says. */
  readonly size: number | null;
  /** All of a small file is kept in its record, also after it was deleted; null where it is not. */
  readonly content: Buffer | null;
  /** Names of further streams. */
  readonly streams: readonly string[];
}

/**
 * Reads a master file table (`$MFT`) in pieces of any size, record by record. Extension records of files with many attributes are
 * passed over. Never throws.
 */
export class MasterFileTableReader {
  #rest = Buffer.alloc(0);
  #size = 0;
  #entry = 0;
  /** Records that are none, in number. */
  damaged = 0;

  constructor(private readonly told: (record: MftRecord) => void) {}

  push(chunk: Uint8Array): void {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    if (this.#size === 0 && bytes.length >= 32) this.#size = recordSize(bytes);
    while (this.#size > 0 && at + this.#size <= bytes.length) {
      this.#read(bytes, at);
      at += this.#size;
      this.#entry++;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** Gives how many records there were. */
  finish(): number {
    return this.#entry;
  }

  #read(bytes: Buffer, at: number): void {
    const signature = bytes.readUInt32LE(at);
    if (signature !== SIGNATURE) {
      if (signature === DAMAGED || signature !== 0) this.damaged++;
      return;
    }
    // Records of a file with many attributes belong to its first one.
    if (bytes.readUIntLE(at + 32, 6) !== 0) return;
    const record = Buffer.from(bytes.subarray(at, at + this.#size));
    if (!fixUp(record)) {
      this.damaged++;
      return;
    }
    const told = recordIn(record, this.#entry);
    if (told !== null) this.told(told);
  }
}

function recordSize(bytes: Buffer): number {
  const allocated = bytes.readUInt32LE(28);
  return allocated === 4096 ? 4096 : SMALLEST;
}

/** The last two bytes of each sector stand in the update sequence, and a number in their place. */
function fixUp(record: Buffer): boolean {
  const at = record.readUInt16LE(4);
  const count = record.readUInt16LE(6);
  if (count < 1 || count > record.length / SECTOR + 1 || at + 2 * count > record.length) return false;
  const number = record.readUInt16LE(at);
  for (let i = 1; i < count; i++) {
    const end = i * SECTOR - 2;
    if (record.readUInt16LE(end) !== number) return false;
    record.copy(record, end, at + 2 * i, at + 2 * i + 2);
  }
  return true;
}

interface Attribute {
  readonly type: number;
  readonly name: string;
  /** Null where it lies outside the record. */
  readonly value: Buffer | null;
  readonly size: number;
}

function recordIn(record: Buffer, entry: number): MftRecord | null {
  const flags = record.readUInt16LE(22);
  let standard: NtfsTimes | null = null;
  let named: Buffer | null = null;
  let [size, content]: [number | null, Buffer | null] = [null, null];
  const streams: string[] = [];
  for (const { type, name, value, size: length } of attributesIn(record)) {
    if (type === STANDARD_INFORMATION && value !== null && value.length >= 32) standard = timesAt(value, 0);
    else if (type === FILE_NAME && value !== null && value.length >= 66) {
      // The short name counts only where there is no other.
      if (named === null || (value[65] !== SHORT_NAME && named[65] === SHORT_NAME)) named = value;
    } else if (type === DATA && name === '') {
      size = length;
      content = value === null || value.length > MOST_CONTENT ? null : Buffer.from(value);
    } else if (type === DATA && streams.length < MOST_STREAMS) streams.push(name);
  }
  if (named === null) return null;
  return {
    entry,
    sequence: record.readUInt16LE(16),
    inUse: (flags & IN_USE) !== 0,
    isFolder: (flags & FOLDER) !== 0,
    name: named.toString('utf16le', 66, Math.min(named.length, 66 + 2 * (named[64] ?? 0))),
    parentEntry: named.readUIntLE(0, 6),
    parentSequence: named.readUInt16LE(6),
    standard,
    named: timesAt(named, 8),
    size,
    content,
    streams,
  };
}

function timesAt(value: Buffer, at: number): NtfsTimes {
  const hasFractions = ticks(value, at) !== 0 || ticks(value, at + 8) !== 0;
  return { created: fileTimeMilliseconds(value, at), modified: fileTimeMilliseconds(value, at + 8), hasFractions };
}

/** Exact, though 64 bits are more than a number holds: 2^32 modulo 10^7 is 4,967,296. */
function ticks(value: Buffer, at: number): number {
  return ((value.readUInt32LE(at + 4) % 10_000_000) * 4_967_296 + value.readUInt32LE(at)) % 10_000_000;
}

function* attributesIn(record: Buffer): Generator<Attribute> {
  let at = record.readUInt16LE(20);
  for (let count = 0; count < MOST_ATTRIBUTES && at + 24 <= record.length; count++) {
    const type = record.readUInt32LE(at);
    const length = record.readUInt32LE(at + 4);
    if (type === END || length < 24 || at + length > record.length) return;
    const nameLength = record[at + 9] ?? 0;
    const nameAt = at + record.readUInt16LE(at + 10);
    const name = record.toString('utf16le', nameAt, Math.min(nameAt + 2 * nameLength, at + length));
    if (record[at + 8] === 0) {
      const size = record.readUInt32LE(at + 16);
      const start = at + record.readUInt16LE(at + 20);
      const value = record.subarray(Math.min(start, at + length), Math.min(start + size, at + length));
      yield { type, name, value, size };
    } else if (length >= 56) {
      yield { type, name, value: null, size: Number(record.readBigUInt64LE(at + 48)) };
    }
    at += length;
  }
}
