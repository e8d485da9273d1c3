import { fieldText } from '../../formats/log-line/field-text.js';
import { isoTime } from '../../formats/log-line/line-time.js';
import type { RecordEvidence } from '../../model/finding.js';
import type { LoggedRequest } from '../../model/life-line.js';

export type Cells = readonly (string | undefined)[];

const NOT_ASCII = /[^\x00-\x7f]/;

/**
 * The columns of one record as text, each made when first asked for: most records are dismissed by one or two of them. `-` is
 * itself; undefined stands for a column that the line lacks. Reused for record after record.
 */
export class RecordCells {
  readonly #cells: (string | undefined)[] = [];
  readonly #isMade: boolean[] = [];
  #memory: Buffer = Buffer.alloc(0);
  #words: Int32Array = new Int32Array(0);
  #ranges = 0;
  #base = 0;
  #ascii = false;
  #parted = false;
  /** Columns that are read as another text than is logged. */
  readonly #replaced = new Set<number>();

  /** `words[ranges + 2 * i]` and the one behind it are where column `i` starts and ends in `memory`, counted from `base`;
   * `ascii`: the record has no other characters; `parted`: its columns stand one after the other, with one space between them and none
   * in them. */
  set(
    memory: Buffer,
    words: Int32Array,
    { ranges, ascii, parted }: { readonly ranges: number; readonly ascii: boolean; readonly parted: boolean },
    base: number,
    columns: number,
  ): void {
    this.#ascii = ascii;
    this.#parted = parted;
    this.#memory = memory;
    this.#words = words;
    this.#ranges = ranges;
    this.#base = base;
    this.#cells.length = columns;
    this.#isMade.length = columns;
    this.#cells.fill(undefined);
    this.#isMade.fill(false);
    this.#replaced.clear();
  }

  /** Reads another text from one column; what is kept as evidence stays as logged. */
  replace(column: number, text: string): void {
    this.#cells[column] = text;
    this.#isMade[column] = true;
    this.#replaced.add(column);
  }

  at(column: number): string | undefined {
    if (this.#isMade[column] === true) return this.#cells[column];
    this.#isMade[column] = true;
    if (column >= 0 && column < this.#cells.length) this.#cells[column] = this.#logged(column);
    return this.#cells[column];
  }

  #logged(column: number): string | undefined {
    const from = this.#words[this.#ranges + 2 * column] ?? -1;
    if (from < 0) return undefined;
    const [start, end] = [this.#base + from, this.#base + (this.#words[this.#ranges + 2 * column + 1] ?? from)];
    return this.#ascii ? this.#memory.toString('latin1', start, end) : cellText(this.#memory, start, end);
  }

  /** The columns asked for, at their places; others may be undefined although they are there. */
  some(columns: readonly number[]): Cells {
    for (const column of columns) this.at(column);
    return this.#cells;
  }

  all(): Cells {
    for (let column = 0; column < this.#cells.length; column++) this.at(column);
    return this.#cells;
  }

  /** What `packCells` makes of them all. */
  packed(): string {
    const plain = this.plain();
    if (plain) return plain.memory.toString('latin1', plain.start, plain.end).replaceAll(' ', '\n');
    return packCells(this.all().map((cell, column) => (this.#replaced.has(column) ? this.#logged(column) : cell)));
  }

  /** All of them as they are logged, where but a space parts them; null where they have to be packed one by one. */
  plain(): PlainCells | null {
    if (!this.#ascii || !this.#parted) return null;
    const start = this.#words[this.#ranges] ?? -1;
    const end = this.#words[this.#ranges + 2 * this.#cells.length - 1] ?? -1;
    if (end - start > SHOWN) return null;
    return { memory: this.#memory, start: this.#base + start, end: this.#base + end };
  }
}

/** Columns with a space between them and none in them, of ASCII alone: bytes of `memory`. */
export interface PlainCells {
  readonly memory: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What a column says. */
export function cellText(memory: Buffer, start: number, end: number): string {
  const text = memory.toString('latin1', start, end);
  return NOT_ASCII.test(text) ? fieldText(memory, start, end) : text;
}

/** Columns as one text. No column holds a line end, so that one parts them and another stands for a column that is absent. */
export function packCells(cells: Cells): string {
  return cells.map((cell) => (cell === undefined ? '\r' : cell.slice(0, SHOWN))).join('\n');
}

/** Characters of a column that evidence shows. */
export const SHOWN = 2048;

/** Where records of one layout stand. */
export interface RecordSource {
  /** `collectedPath` of the log. */
  readonly path: string;
  readonly columns: readonly string[];
}

/** A record as it is kept until somebody reads it: a fifth of the memory of its fields as an object. */
export interface PackedRecord {
  /** The same object for many records, also on the other side of a process. */
  readonly source: RecordSource;
  readonly offset: number;
  /** From 1; 0 in a format without lines. */
  readonly line: number;
  /** Seconds since 1970, UTC; null where the record tells none. */
  readonly time: number | null;
  /** Its columns, packed by `packCells`. */
  readonly cells: string;
}

/** The record as evidence: `-` and absent columns are null. */
export function unpackRecord({
  source,
  offset,
  line,
  time,
  cells: packed,
}: PackedRecord): RecordEvidence & LoggedRequest {
  const cells = packed.split('\n');
  const fields: Record<string, string | null> = Object.create(null);
  source.columns.forEach((name, i) => {
    const cell = cells[i];
    fields[name] = cell === undefined || cell === '\r' || cell === '-' ? null : cell;
  });
  return {
    type: 'record',
    path: source.path,
    offset,
    line: line === 0 ? null : line,
    time: time === null ? null : isoTime(time),
    fields,
  };
}

/** Those fields of a record that are among the names, as evidence has them. */
export function someFields(
  { source, cells: packed }: Pick<PackedRecord, 'source' | 'cells'>,
  names: readonly string[],
): RecordEvidence['fields'] {
  const fields: Record<string, string | null> = Object.create(null);
  const { columns } = source;
  let start = 0;
  for (let column = 0; column < columns.length; column++) {
    const end = start > packed.length ? -1 : packed.indexOf('\n', start);
    const name = columns[column] ?? '';
    if (names.includes(name)) {
      const cell = start > packed.length ? undefined : packed.slice(start, end < 0 ? packed.length : end);
      fields[name] = cell === undefined || cell === '\r' || cell === '-' ? null : cell;
    }
    start = end < 0 ? packed.length + 1 : end + 1;
  }
  return fields;
}
