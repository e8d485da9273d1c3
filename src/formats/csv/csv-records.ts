import { fieldText } from '../log-line/field-text.js';
import { behindMark } from '../text-encoding/byte-order-mark.js';
import { RecordScanner } from './record-scanner.js';

/** One record of a CSV. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line where it begins, from 1. */
  readonly line: number;
  /** It has more cells than `MAXIMUM_CELLS`; only the first ones are here. */
  readonly cut: boolean;
}

/**
 * Records of a CSV (RFC 4180) as tools write it: quotes may hold separators, line ends and doubled quotes, a cell whose quotes are
 * not doubled keeps them, one that does not end does so with the bytes. Empty lines are left out, a mark at the beginning, too.
 * Linear, never throws.
 */
export function* csvRecords(bytes: Buffer, separator = ','): Generator<CsvRecord> {
  const scanner = new RecordScanner({ separator: separator.charCodeAt(0), lenient: true });
  let line = 1;
  let at = behindMark(bytes, 0);
  while (at < bytes.length) {
    const cut = scanner.scan(bytes, at, bytes.length, true) === 'cells';
    const { cells, ranges } = scanner;
    if (cells > 1 || ranges[0] !== ranges[1]) yield { cells: cellsOf(scanner, bytes), line, cut };
    line += scanner.lines;
    at = scanner.next;
  }
}

/** Texts of the cells that the scanner found in these bytes. */
export function cellsOf({ cells, ranges, doubled }: RecordScanner, bytes: Buffer): string[] {
  return Array.from({ length: cells }, (_, i) => {
    const text = fieldText(bytes, ranges[2 * i] ?? 0, ranges[2 * i + 1] ?? 0);
    return doubled[i] === 1 ? text.replaceAll('""', '"') : text;
  });
}

/** A record by the names of the first one. */
export interface CsvRow {
  /** Of a column in lower case; empty where there is none. */
  get(column: string): string;
  /** See `CsvRecord`; of this one or of that with the names. */
  readonly cut: boolean;
}

/** Records by the names of the first one. Of columns with one name the last counts. */
export function* csvRows(bytes: Buffer): Generator<CsvRow> {
  let columns: ReadonlyMap<string, number> | null = null;
  let headCut = false;
  for (const { cells, cut } of csvRecords(bytes)) {
    if (columns === null) {
      columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]));
      headCut = cut;
      continue;
    }
    const known = columns;
    yield { get: (column) => cells[known.get(column) ?? -1] ?? '', cut: cut || headCut };
  }
}
