import type { ByteReader } from './byte-reader.js';
import type { Layout } from './layout.js';

const MAXIMUM_STREAMS = 16;
const MAXIMUM_NAME = 512;
/** UTF-16 units of a literal that are read. */
const MAXIMUM_LITERAL = 16_384;

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

/** Numbers of the tables that are read by name. */
export const Table = {
  typeReference: 0x01,
  typeDefinition: 0x02,
  field: 0x04,
  method: 0x06,
  parameter: 0x08,
  interfaceImplementation: 0x09,
  memberReference: 0x0a,
  customAttribute: 0x0c,
  signature: 0x11,
  moduleReference: 0x1a,
  typeSpecification: 0x1b,
  implementationMap: 0x1c,
  fieldAddress: 0x1d,
  assembly: 0x20,
  assemblyReference: 0x23,
  resource: 0x28,
  nestedClass: 0x29,
  methodSpecification: 0x2b,
} as const;

const TYPE: Column = { bits: 2, tables: [0x02, 0x01, 0x1b] };
const METHOD: Column = { bits: 1, tables: [0x06, 0x0a] };
const IMPLEMENTATION: Column = { bits: 2, tables: [0x26, 0x23, 0x27] };
const to = (table: number): Column => ({ table });

/** The columns of each table, by its number. */
const TABLES: readonly (readonly Column[])[] = [
  [2, 'string', 'guid', 'guid', 'guid'],
  [{ bits: 2, tables: [0x00, 0x1a, 0x23, 0x01] }, 'string', 'string'],
  [4, 'string', 'string', TYPE, to(4), to(6)],
  [to(4)],
  [2, 'string', 'blob'],
  [to(6)],
  [4, 2, 2, 'string', 'blob', to(8)],
  [to(8)],
  [2, 2, 'string'],
  [to(2), TYPE],
  [{ bits: 3, tables: [0x02, 0x01, 0x1a, 0x06, 0x1b] }, 'string', 'blob'],
  [2, { bits: 2, tables: [0x04, 0x08, 0x17] }, 'blob'],
  [
    {
      bits: 5,
      tables: [
        6, 4, 1, 2, 8, 9, 0x0a, 0, 0x0e, 0x17, 0x14, 0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b,
      ],
    },
    { bits: 3, tables: [0x00, 0x00, 0x06, 0x0a] },
    'blob',
  ],
  [{ bits: 1, tables: [0x04, 0x08] }, 'blob'],
  [2, { bits: 2, tables: [0x02, 0x06, 0x20] }, 'blob'],
  [2, 4, to(2)],
  [4, to(4)],
  ['blob'],
  [to(2), to(0x14)],
  [to(0x14)],
  [2, 'string', TYPE],
  [to(2), to(0x17)],
  [to(0x17)],
  [2, 'string', 'blob'],
  [2, to(6), { bits: 1, tables: [0x14, 0x17] }],
  [to(2), METHOD, METHOD],
  ['string'],
  ['blob'],
  [2, { bits: 1, tables: [0x04, 0x06] }, 'string', to(0x1a)],
  [4, to(4)],
  [4, 4],
  [4],
  [4, 2, 2, 2, 2, 4, 'blob', 'string', 'string'],
  [4],
  [4, 4, 4],
  [2, 2, 2, 2, 4, 'blob', 'string', 'string', 'blob'],
  [4, to(0x23)],
  [4, 4, 4, to(0x23)],
  [4, 'string', 'blob'],
  [4, 4, 'string', 'string', IMPLEMENTATION],
  [4, 4, 'string', IMPLEMENTATION],
  [to(2), to(2)],
  [2, 2, { bits: 1, tables: [0x02, 0x06] }, 'string'],
  [METHOD, 'blob'],
  [to(0x2a), TYPE],
];

interface PlacedTable {
  readonly at: number;
  readonly rows: number;
  readonly size: number;
  /** Offset and width of each column within a row. */
  readonly columns: readonly { readonly offset: number; readonly width: number; readonly column: Column }[];
}

interface Stream {
  readonly at: number;
  readonly size: number;
}

/** One row of a table; `number` counts from 1, as tokens do. */
export interface RowReference {
  readonly table: number;
  readonly number: number;
}

/**
 * Tables and heaps of a .NET assembly (ECMA-335, II.24). Whatever the file claims, reading a cell is one bounded look into its
 * bytes: what lies outside is 0, empty or absent.
 */
export class Metadata {
  private constructor(
    readonly layout: Layout,
    private readonly tables: ReadonlyMap<number, PlacedTable>,
    private readonly streams: ReadonlyMap<string, Stream>,
  ) {}

  /** Follows the CLR header at `rva`; null where there is no metadata that can be followed. */
  static read(layout: Layout, rva: number): Metadata | null {
    const { reader, offsetOf } = layout;
    const clr = offsetOf(rva);
    const root = clr < 0 ? -1 : offsetOf(reader.u32(clr + 8));
    if (root < 0 || reader.u32(root) !== 0x424a5342) return null;
    const streams = readStreams(reader, root);
    const tables = streams.get('#~') ?? streams.get('#-');
    return tables ? new Metadata(layout, placeTables(reader, tables.at), streams) : null;
  }

  private get reader(): ByteReader {
    return this.layout.reader;
  }

  /** Rows that the table claims and that lie within the file. */
  count(table: number): number {
    const placed = this.tables.get(table);
    if (!placed || placed.size === 0) return 0;
    return Math.max(0, Math.min(placed.rows, Math.floor((this.reader.length - placed.at) / placed.size)));
  }

  /** Offset in the file of a cell, -1 where there is no such row. */
  private cell({ table, number }: RowReference, column: number): { at: number; width: number } {
    const placed = this.tables.get(table);
    const found = placed?.columns[column];
    if (!placed || !found || number < 1 || number > placed.rows) return { at: -1, width: 0 };
    return { at: placed.at + (number - 1) * placed.size + found.offset, width: found.width };
  }

  /** A number, or an index into another table or heap. */
  value(row: RowReference, column: number): number {
    const { at, width } = this.cell(row, column);
    if (at < 0) return 0;
    return width === 4 ? this.reader.u32(at) : width === 2 ? this.reader.u16(at) : this.reader.u8(at);
  }

  string(row: RowReference, column: number): string {
    const stream = this.streams.get('#Strings');
    const index = this.value(row, column);
    if (!stream || index >= stream.size) return '';
    return Buffer.from(this.reader.text(stream.at + index, MAXIMUM_NAME), 'latin1').toString('utf8');
  }

  blob(row: RowReference, column: number): Uint8Array {
    const stream = this.streams.get('#Blob');
    const index = this.value(row, column);
    if (!stream || index === 0 || index >= stream.size) return new Uint8Array();
    const [length, header] = blobLength(this.reader, stream.at + index);
    const start = stream.at + index + header;
    return this.reader.bytes.subarray(start, Math.max(start, Math.min(start + length, stream.at + stream.size)));
  }

  /** The row that an index into one of several tables means; null where it means none. */
  reference(row: RowReference, column: number): RowReference | null {
    const kind = this.tables.get(row.table)?.columns[column]?.column;
    if (typeof kind !== 'object') return null;
    const value = this.value(row, column);
    if ('table' in kind) return value === 0 ? null : { table: kind.table, number: value };
    const table = kind.tables[value & ((1 << kind.bits) - 1)];
    const number = value >>> kind.bits;
    return table === undefined || number === 0 ? null : { table, number };
  }

  /** The rows of another table that belong to a row: from its index up to that of the next row. */
  range(row: RowReference, column: number): { readonly first: number; readonly end: number } {
    const kind = this.tables.get(row.table)?.columns[column]?.column;
    const target = typeof kind === 'object' && 'table' in kind ? this.count(kind.table) + 1 : 1;
    const first = this.value(row, column);
    const next = row.number < this.count(row.table) ? this.value({ ...row, number: row.number + 1 }, column) : target;
    const end = Math.min(next, target);
    return first < 1 || first > end ? { first: 1, end: 1 } : { first, end };
  }

  /** The literal that `ldstr` pushes; empty where the heap has none there. */
  literal(index: number): string {
    const stream = this.streams.get('#US');
    if (!stream || index >= stream.size) return '';
    const [length, header] = blobLength(this.reader, stream.at + index);
    const units = Math.min((length - 1) >> 1, MAXIMUM_LITERAL);
    const at = stream.at + index + header;
    const end = Math.min(at + Math.max(0, units) * 2, this.reader.length);
    return at >= end ? '' : Buffer.from(this.reader.bytes.subarray(at, end)).toString('utf16le');
  }

  /** Literals in their order, each cut at `longest` units, at most so many. */
  *literals(maximum: number, longest: number): Generator<string> {
    const stream = this.streams.get('#US');
    if (!stream) return;
    const end = Math.min(stream.at + stream.size, this.reader.length);
    let count = 0;
    for (let at = stream.at + 1; at < end && count < maximum; ) {
      const [length, header] = blobLength(this.reader, at);
      const found = length > 1 ? this.reader.wide(at + header, Math.min((length - 1) >> 1, longest)) : '';
      if (found !== '') {
        yield found;
        count++;
      }
      at += header + Math.max(length, 0);
    }
  }
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

function placeTables(reader: ByteReader, start: number): ReadonlyMap<number, PlacedTable> {
  const heaps = reader.u8(start + 6);
  const wide = { string: (heaps & 1) !== 0, guid: (heaps & 2) !== 0, blob: (heaps & 4) !== 0 };
  const rows = new Map<number, number>();
  let at = start + 24;
  for (let number = 0; number < 64; number++) {
    if (((reader.u32(start + 8 + (number >> 5) * 4) >>> (number & 31)) & 1) === 0) continue;
    rows.set(number, reader.u32(at));
    at += 4;
  }
  // Four more bytes, which a bit tells: obfuscators set it.
  if ((heaps & 0x40) !== 0) at += 4;
  const widthOf = (column: Column): number => {
    if (typeof column === 'number') return column;
    if (typeof column === 'string') return wide[column] ? 4 : 2;
    const most =
      'table' in column
        ? (rows.get(column.table) ?? 0)
        : Math.max(...column.tables.map((table) => rows.get(table) ?? 0));
    return most < 1 << (16 - ('bits' in column ? column.bits : 0)) ? 2 : 4;
  };
  const tables = new Map<number, PlacedTable>();
  for (const [number, count] of rows) {
    const kinds = TABLES[number];
    if (kinds === undefined) break;
    let size = 0;
    const columns = kinds.map((column) => {
      const placed = { offset: size, width: widthOf(column), column };
      size += placed.width;
      return placed;
    });
    tables.set(number, { at, rows: count, size, columns });
    at += count * size;
    if (at > reader.length) break;
  }
  return tables;
}

/** Length of a blob in one, two or four bytes, the highest first. */
function blobLength(reader: ByteReader, at: number): readonly [length: number, header: number] {
  const first = reader.u8(at);
  if (first < 0x80) return [first, 1];
  if (first < 0xc0) return [((first & 0x3f) << 8) | reader.u8(at + 1), 2];
  return [((first & 0x1f) << 24) | (reader.u8(at + 1) << 16) | (reader.u8(at + 2) << 8) | reader.u8(at + 3), 4];
}
