import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { has, isObject } from '../../platform/objects.js';
import { writeAside } from './write-aside.js';

/** A result as it lies in a pack. */
export interface PackedEntry {
  /** Hex, of the unit. */
  readonly key: string;
  readonly kind: string;
  /** How often it was tried in vain; 0 where there is a result. */
  readonly failures: number;
  readonly bytes: Uint8Array;
}

/** Where an entry lies. */
export interface EntryPlace extends Omit<PackedEntry, 'bytes'> {
  readonly pack: string;
  readonly offset: number;
  readonly length: number;
  /** Of its bytes. */
  readonly sha256: string;
}

export const PACK_ENDING = '.units';
const FORMAT = 'afterpatch units 1';
/** Bytes of the directory of a pack. */
const MOST_DIRECTORY = 64 << 20;
const MOST_ENTRY = 1 << 30;
const FIRST_READ = 64 << 10;

/**
 * Writes results as one file that never changes again. Its name tells what is in it, so that the same results are the same file.
 * A file for each result of tens of thousands of small files would cost more than scanning them.
 */
export async function writePack(folder: string, entries: readonly PackedEntry[]): Promise<EntryPlace[]> {
  const rows = entries.map(({ key, kind, failures, bytes }) => ({
    key,
    kind,
    failures,
    length: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const directory = `${JSON.stringify({ format: FORMAT, units: rows })}\n`;
  const pack = createHash('sha256').update(directory).digest('hex').slice(0, 32) + PACK_ENDING;
  await writeAside(join(folder, pack), [directory, ...entries.map(({ bytes }) => bytes)]);
  return placed(pack, Buffer.byteLength(directory), rows);
}

/** What a pack holds; null where it is none, or is damaged. */
export async function readDirectory(folder: string, pack: string): Promise<EntryPlace[] | null> {
  const file = await open(join(folder, pack), 'r');
  try {
    const chunks: Buffer[] = [];
    for (let at = 0, most = FIRST_READ; at < MOST_DIRECTORY; most *= 4) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(most), 0, most, at);
      const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
      chunks.push(buffer.subarray(0, end < 0 ? bytesRead : end));
      if (end >= 0) return directoryOf(pack, Buffer.concat(chunks).toString(), at + end + 1);
      if (bytesRead === 0) return null;
      at += bytesRead;
    }
    return null;
  } finally {
    await file.close();
  }
}

/** Entries that are asked for one after the other lie side by side: packs are read in windows of so many bytes, and so many of these are kept. */
const WINDOW = 1 << 20;
const MOST_WINDOWS = 16;

/** Reads entries of packs. To open and close a pack for each of many thousand small results would take longer than to use them. */
export class PackReader {
  /** By pack and place, those that were used last behind the others. Packs never change. */
  readonly #windows = new Map<string, Promise<Buffer>>();

  constructor(readonly folder: string) {}

  /** The bytes of an entry; null where they are not those that were written. */
  async entry({ pack, offset, length, sha256 }: EntryPlace): Promise<Buffer | null> {
    if (length > MOST_ENTRY) return null;
    const bytes = length > WINDOW / 2 ? await this.#read(pack, offset, length) : await this.#cut(pack, offset, length);
    const isWhole = bytes.length === length && createHash('sha256').update(bytes).digest('hex') === sha256;
    return isWhole ? bytes : null;
  }

  async #cut(pack: string, offset: number, length: number): Promise<Buffer> {
    const first = Math.floor(offset / WINDOW);
    const last = Math.floor(Math.max(offset, offset + length - 1) / WINDOW);
    const from = offset - first * WINDOW;
    const window = await this.#window(pack, first);
    if (last === first) return window.subarray(from, from + length);
    return Buffer.concat([window, await this.#window(pack, last)]).subarray(from, from + length);
  }

  #window(pack: string, at: number): Promise<Buffer> {
    const name = `${pack} ${at}`;
    const window = this.#windows.get(name) ?? this.#read(pack, at * WINDOW, WINDOW);
    this.#windows.delete(name);
    this.#windows.set(name, window);
    window.catch(() => this.#windows.delete(name));
    for (const [oldest] of this.#windows) {
      if (this.#windows.size <= MOST_WINDOWS) break;
      this.#windows.delete(oldest);
    }
    return window;
  }

  async #read(pack: string, offset: number, length: number): Promise<Buffer> {
    const file = await open(join(this.folder, pack), 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

function directoryOf(pack: string, text: string, start: number): EntryPlace[] | null {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return null;
  }
  if (!has(told, 'format') || told.format !== FORMAT) return null;
  if (!('units' in told) || !Array.isArray(told.units) || !told.units.every(isRow)) return null;
  return placed(pack, start, told.units);
}

type Row = Omit<EntryPlace, 'pack' | 'offset'>;

function isRow(row: unknown): row is Row {
  if (!isObject(row)) return false;
  const has = (name: string, type: 'string' | 'number') => typeof Reflect.get(row, name) === type;
  return (
    has('key', 'string') &&
    has('kind', 'string') &&
    has('sha256', 'string') &&
    has('failures', 'number') &&
    isLength(Reflect.get(row, 'length'))
  );
}

function isLength(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function placed(pack: string, start: number, rows: readonly Row[]): EntryPlace[] {
  let offset = start;
  return rows.map(({ key, kind, failures, length, sha256 }) => {
    const place = { pack, key, kind, failures, offset, length, sha256 };
    offset += length;
    return place;
  });
}
