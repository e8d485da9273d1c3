import { fileTimeMilliseconds } from '../ntfs/usn-journal.js';
import { ByteReader } from '../pe/byte-reader.js';

/** Bytes before the first bin; offsets of cells count from there. */
const BASE = 4096;
const NONE = 0xffff_ffff;
const KEY = 0x6b6e; // nk
const VALUE = 0x6b76; // vk
const BIG_DATA = 0x6264; // db
const [LEAF, FAST_LEAF, HASH_LEAF, INDEX_ROOT] = [0x696c, 0x666c, 0x686c, 0x6972]; // li, lf, lh, ri
const [LATIN_KEY, LATIN_VALUE] = [0x20, 0x01];
const RESIDENT = 0x8000_0000;
/** Bytes of one segment of a large value. */
const SEGMENT = 16_344;
/** Bytes of one value that are kept. */
const LONGEST_VALUE = 1 << 20;
const MOST_SUBKEYS = 1_000_000;
const LONGEST_NAME = 1024;

const PRIMARY_FILE = 0;

/** Where a key lies. */
export interface HiveKey {
  readonly at: number;
  readonly name: string;
}

export interface HiveValue {
  readonly name: string;
  readonly type: number;
  readonly data: Buffer;
  /** Bytes from the beginning of the file. */
  readonly offset: number;
}

/**
 * Cells of a registry hive (regf, versions 1.3 to 1.6), read from wherever offsets lead: what does not lie in the file is empty, what
 * is no cell of its kind has nothing in it and is remembered. Deleted cells are not looked for, transaction logs not replayed.
 */
export class HiveCells {
  readonly #reader: ByteReader;
  #isBroken = false;

  constructor(readonly bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** A transaction log has the same signature and another type. */
  get isHive(): boolean {
    return this.#reader.u32(0) === 0x6667_6572 && this.#reader.u32(28) === PRIMARY_FILE;
  }

  /** Changes wait in transaction logs: the two sequence numbers of the base block differ. */
  get isDirty(): boolean {
    return this.#reader.u32(4) !== this.#reader.u32(8);
  }

  /** The file ends before its bins do, or an offset that was followed led to nothing: keys and values are missing. */
  get isDamaged(): boolean {
    return this.#isBroken || BASE + this.#reader.u32(40) > this.bytes.length;
  }

  get root(): HiveKey | null {
    return this.#key(this.#reader.u32(36));
  }

  /** When the key was changed last, ISO 8601, UTC; null for what no calendar has. */
  lastChange(key: HiveKey): string | null {
    const bytes = this.#slice(key.at + 4, 8);
    const time = new Date(bytes.length === 8 ? fileTimeMilliseconds(bytes, 0) : Number.NaN);
    return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? null : time.toISOString();
  }

  /** Keys right below, in the order of the hive. */
  *subkeys(key: HiveKey): Generator<HiveKey> {
    const count = Math.min(this.#reader.u32(key.at + 20), MOST_SUBKEYS);
    let given = 0;
    for (const offset of this.#listed(this.#reader.u32(key.at + 28), 0)) {
      if (given++ >= count) return;
      const below = this.#key(offset);
      if (below !== null) yield below;
    }
  }

  *values(key: HiveKey): Generator<HiveValue> {
    const list = this.#cell(this.#reader.u32(key.at + 40));
    if (list === null) return;
    const count = Math.min(this.#reader.u32(key.at + 36), list.length >> 2);
    for (let i = 0; i < count; i++) {
      const value = this.#value(this.#reader.u32(list.at + 4 * i));
      if (value !== null) yield value;
    }
  }

  #key(offset: number): HiveKey | null {
    const cell = this.#cell(offset);
    if (cell === null) return null;
    if (this.#reader.u16(cell.at) !== KEY) return this.#broken();
    const isLatin = (this.#reader.u16(cell.at + 2) & LATIN_KEY) !== 0;
    return { at: cell.at, name: this.#name(cell.at + 76, this.#reader.u16(cell.at + 72), isLatin) };
  }

  #value(offset: number): HiveValue | null {
    const cell = this.#cell(offset);
    if (cell === null) return null;
    if (this.#reader.u16(cell.at) !== VALUE) return this.#broken();
    const isLatin = (this.#reader.u16(cell.at + 16) & LATIN_VALUE) !== 0;
    const name = this.#name(cell.at + 20, this.#reader.u16(cell.at + 2), isLatin);
    const size = this.#reader.u32(cell.at + 4);
    const type = this.#reader.u32(cell.at + 12);
    if (size >= RESIDENT)
      return { name, type, data: this.#slice(cell.at + 8, Math.min(size - RESIDENT, 4)), offset: cell.at };
    return { name, type, data: this.#data(this.#reader.u32(cell.at + 8), size), offset: cell.at };
  }

  #data(offset: number, size: number): Buffer {
    const cell = size === 0 ? null : this.#cell(offset);
    const length = Math.min(size, LONGEST_VALUE);
    if (cell === null) return Buffer.alloc(0);
    if (size <= SEGMENT || this.#reader.u16(cell.at) !== BIG_DATA)
      return this.#slice(cell.at, Math.min(length, cell.length));
    const list = this.#cell(this.#reader.u32(cell.at + 4));
    const parts: Buffer[] = [];
    let left = length;
    const count = Math.min(this.#reader.u16(cell.at + 2), list === null ? 0 : list.length >> 2);
    for (let i = 0; list !== null && i < count && left > 0; i++) {
      const segment = this.#cell(this.#reader.u32(list.at + 4 * i));
      if (segment === null) break;
      parts.push(this.#slice(segment.at, Math.min(left, SEGMENT, segment.length)));
      left -= SEGMENT;
    }
    return Buffer.concat(parts);
  }

  /** Offsets of keys in a list of them; lists of lists are one deep. */
  *#listed(offset: number, depth: number): Generator<number> {
    const cell = this.#cell(offset);
    if (cell === null) return;
    const kind = this.#reader.u16(cell.at);
    if (kind !== LEAF && kind !== FAST_LEAF && kind !== HASH_LEAF && kind !== INDEX_ROOT) {
      this.#broken();
      return;
    }
    const width = kind === FAST_LEAF || kind === HASH_LEAF ? 8 : 4;
    const count = Math.min(this.#reader.u16(cell.at + 2), Math.floor((cell.length - 4) / width));
    for (let i = 0; i < count; i++) {
      const entry = this.#reader.u32(cell.at + 4 + width * i);
      if (kind === LEAF || width === 8) yield entry;
      else if (kind === INDEX_ROOT && depth === 0) yield* this.#listed(entry, 1);
    }
  }

  /** Where the data of a cell begins and how much it holds; null where there is none. */
  #cell(offset: number): { readonly at: number; readonly length: number } | null {
    const start = BASE + offset;
    if (offset === NONE) return null;
    if (start + 8 > this.bytes.length) return this.#broken();
    const size = this.#reader.u32(start) | 0;
    // Cells in use have a negative size.
    if (size >= 0 || start - size > this.bytes.length) return this.#broken();
    return { at: start + 4, length: -size - 4 };
  }

  #broken(): null {
    this.#isBroken = true;
    return null;
  }

  #name(at: number, length: number, isLatin: boolean): string {
    return this.#slice(at, Math.min(length, LONGEST_NAME)).toString(isLatin ? 'latin1' : 'utf16le');
  }

  #slice(at: number, length: number): Buffer {
    const { buffer, byteOffset, byteLength } = this.bytes;
    return Buffer.from(buffer, byteOffset, byteLength).subarray(at, at + length);
  }
}
