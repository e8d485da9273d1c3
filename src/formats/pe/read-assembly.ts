import { createHash } from 'node:crypto';
import type { AssemblyFacts } from '../../model/image.js';
import type { ByteReader } from './byte-reader.js';
import type { Layout } from './read-image.js';

const MAXIMUM_REFERENCES = 500;
const MAXIMUM_TYPES = 5000;
const MAXIMUM_STRINGS = 3000;
const MAXIMUM_STRING = 300;
const MAXIMUM_STREAMS = 16;

/** Columns of metadata tables: fixed sizes, heaps, indexes into one table, or into one of several. ECMA-335, II.22. */
type Column =
  | 1
  | 2
  | 4
  | 'string'
  | 'guid'
  | 'blob'
  | { readonly table: number }
  | { readonly bits: number; readonly tables: readonly number[] };

const TYPE: Column = { bits: 2, tables: [0x02, 0x01, 0x1b] };
const METHOD: Column = { bits: 1, tables: [0x06, 0x0a] };
const to = (table: number): Column => ({ table });

/** The tables up to the last that is read, by number. */
const TABLES: Readonly<Record<number, readonly Column[]>> = {
  0: [2, 'string', 'guid', 'guid', 'guid'],
  1: [{ bits: 2, tables: [0x00, 0x1a, 0x23, 0x01] }, 'string', 'string'],
  2: [4, 'string', 'string', TYPE, to(4), to(6)],
  3: [to(4)],
  4: [2, 'string', 'blob'],
  5: [to(6)],
  6: [4, 2, 2, 'string', 'blob', to(8)],
  7: [to(8)],
  8: [2, 2, 'string'],
  9: [to(2), TYPE],
  10: [{ bits: 3, tables: [0x02, 0x01, 0x1a, 0x06, 0x1b] }, 'string', 'blob'],
  11: [2, { bits: 2, tables: [0x04, 0x08, 0x17] }, 'blob'],
  12: [
    {
      bits: 5,
      tables: [
        6, 4, 1, 2, 8, 9, 0x0a, 0, 0x0e, 0x17, 0x14, 0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b,
      ],
    },
    { bits: 3, tables: [0x06, 0x0a] },
    'blob',
  ],
  13: [{ bits: 1, tables: [0x04, 0x08] }, 'blob'],
  14: [2, { bits: 2, tables: [0x02, 0x06, 0x20] }, 'blob'],
  15: [2, 4, to(2)],
  16: [4, to(4)],
  17: ['blob'],
  18: [to(2), to(0x14)],
  19: [to(0x14)],
  20: [2, 'string', TYPE],
  21: [to(2), to(0x17)],
  22: [to(0x17)],
  23: [2, 'string', 'blob'],
  24: [2, to(6), { bits: 1, tables: [0x14, 0x17] }],
  25: [to(2), METHOD, METHOD],
  26: ['string'],
  27: ['blob'],
  28: [2, { bits: 1, tables: [0x04, 0x06] }, 'string', to(0x1a)],
  29: [4, to(4)],
  30: [4, 4],
  31: [4],
  32: [4, 2, 2, 2, 2, 4, 'blob', 'string', 'string'],
  33: [4],
  34: [4, 4, 4],
  35: [2, 2, 2, 2, 4, 'blob', 'string', 'string', 'blob'],
};

const TYPE_REF = 1;
const TYPE_DEFINITION = 2;
const ASSEMBLY = 32;
const ASSEMBLY_REF = 35;

interface Table {
  readonly at: number;
  readonly rows: number;
  readonly size: number;
  /** Offsets of the columns within a row. */
  readonly columns: readonly number[];
}

/** What the metadata of a .NET assembly says. Null where there is none that can be followed. */
export function readAssembly({ reader, offsetOf }: Layout, rva: number): AssemblyFacts | null {
  const clr = offsetOf(rva);
  const root = clr < 0 ? -1 : offsetOf(reader.u32(clr + 8));
  if (root < 0 || reader.u32(root) !== 0x424a5342) return null;
  const streams = readStreams(reader, root);
  const tables = streams.get('#~') ?? streams.get('#-');
  if (!tables) return null;
  const heaps = reader.u8(tables.at + 6);
  const wide = { string: (heaps & 1) !== 0, guid: (heaps & 2) !== 0, blob: (heaps & 4) !== 0 };
  const found = readTables(reader, tables.at, wide);
  const index = (at: number, big: boolean) => (big ? reader.u32(at) : reader.u16(at));
  const stringAt = (at: number) => text(reader, streams.get('#Strings'), index(at, wide.string));
  const blobAt = (at: number) => blob(reader, streams.get('#Blob'), index(at, wide.blob));
  const rows = (number: number, maximum: number) => rowsOf(found.get(number), maximum);
  // Both tables have a name and a namespace in these columns.
  const typesOf = (number: typeof TYPE_REF | typeof TYPE_DEFINITION) =>
    distinct(
      rows(number, MAXIMUM_TYPES).map(({ column }) =>
        [stringAt(column(2)), stringAt(column(1))].filter((part) => part !== '').join('.'),
      ),
    );

  const own = rows(ASSEMBLY, 1)[0];
  const version = (at: number) => [0, 2, 4, 6].map((i) => reader.u16(at + i)).join('.');
  return {
    name: own ? stringAt(own.column(7)) : '',
    version: own ? version(own.column(1)) : '',
    publicKeyToken: own ? tokenOf(blobAt(own.column(6))) : null,
    references: distinct(rows(ASSEMBLY_REF, MAXIMUM_REFERENCES).map(({ column }) => stringAt(column(6)))),
    types: (found.get(TYPE_DEFINITION)?.rows ?? 0) > MAXIMUM_TYPES ? null : typesOf(TYPE_DEFINITION),
    typeReferences: typesOf(TYPE_REF),
    strings: [...userStrings(reader, streams.get('#US'))],
  };
}

interface Stream {
  readonly at: number;
  readonly size: number;
}

function readStreams(reader: ByteReader, root: number): ReadonlyMap<string, Stream> {
  const streams = new Map<string, Stream>();
  const version = Math.min(reader.u32(root + 12), 256);
  let at = root + 16 + version;
  const count = Math.min(reader.u16(at + 2), MAXIMUM_STREAMS);
  at += 4;
  for (let i = 0; i < count; i++) {
    const name = reader.text(at + 8, 32);
    if (!streams.has(name)) streams.set(name, { at: root + reader.u32(at), size: reader.u32(at + 4) });
    at += 8 + ((name.length + 4) & ~3);
  }
  return streams;
}

function readTables(
  reader: ByteReader,
  start: number,
  wide: Readonly<Record<'string' | 'guid' | 'blob', boolean>>,
): ReadonlyMap<number, Table> {
  const rows = new Map<number, number>();
  let at = start + 24;
  for (let number = 0; number < 64; number++) {
    if (((reader.u32(start + 8 + (number >> 5) * 4) >>> (number & 31)) & 1) === 0) continue;
    rows.set(number, reader.u32(at));
    at += 4;
  }
  // `#-` may have four more bytes here; such tables are written by obfuscators and not followed.
  const sizeOf = (column: Column): number => {
    if (typeof column === 'number') return column;
    if (typeof column === 'string') return wide[column] ? 4 : 2;
    const most =
      'table' in column
        ? (rows.get(column.table) ?? 0)
        : Math.max(...column.tables.map((table) => rows.get(table) ?? 0));
    return most < 1 << (16 - ('bits' in column ? column.bits : 0)) ? 2 : 4;
  };
  const tables = new Map<number, Table>();
  for (const [number, count] of rows) {
    const columns = TABLES[number];
    if (columns === undefined) break;
    const sizes = columns.map(sizeOf);
    const size = sizes.reduce((sum, part) => sum + part, 0);
    const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, part) => sum + part, 0));
    tables.set(number, { at, rows: count, size, columns: offsets });
    at += count * size;
    if (at > reader.length) break;
  }
  return tables;
}

function rowsOf(table: Table | undefined, maximum: number): { column: (index: number) => number }[] {
  if (!table) return [];
  return Array.from({ length: Math.min(table.rows, maximum) }, (_, row) => ({
    column: (index: number) => table.at + row * table.size + (table.columns[index] ?? 0),
  }));
}

function text(reader: ByteReader, stream: Stream | undefined, index: number): string {
  if (!stream || index >= stream.size) return '';
  return Buffer.from(reader.text(stream.at + index, 512), 'latin1').toString('utf8');
}

/** Length of a blob in one, two or four bytes, the highest first. */
function blobLength(reader: ByteReader, at: number): readonly [length: number, header: number] {
  const first = reader.u8(at);
  if (first < 0x80) return [first, 1];
  if (first < 0xc0) return [((first & 0x3f) << 8) | reader.u8(at + 1), 2];
  return [((first & 0x1f) << 24) | (reader.u8(at + 1) << 16) | (reader.u8(at + 2) << 8) | reader.u8(at + 3), 4];
}

function blob(reader: ByteReader, stream: Stream | undefined, index: number): Uint8Array {
  if (!stream || index === 0 || index >= stream.size) return new Uint8Array();
  const [length, header] = blobLength(reader, stream.at + index);
  const start = stream.at + index + header;
  return reader.bytes.subarray(start, Math.min(start + length, stream.at + stream.size));
}

/** The last eight bytes of the key's SHA-1, in reverse. */
function tokenOf(key: Uint8Array): string | null {
  if (key.length === 0) return null;
  return createHash('sha1').update(key).digest().subarray(-8).reverse().toString('hex');
}

function* userStrings(reader: ByteReader, stream: Stream | undefined): Generator<string> {
  if (!stream) return;
  const end = Math.min(stream.at + stream.size, reader.length);
  let count = 0;
  for (let at = stream.at + 1; at < end && count < MAXIMUM_STRINGS; ) {
    const [length, header] = blobLength(reader, at);
    const found = length > 1 ? reader.wide(at + header, Math.min((length - 1) >> 1, MAXIMUM_STRING)) : '';
    if (found !== '') {
      yield found;
      count++;
    }
    at += header + Math.max(length, 0);
  }
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
