import { RecordScanner } from '../csv/record-scanner.js';
import { DecodedStream, endOfLine } from '../log-file/decoded-stream.js';
import { fieldText } from '../log-line/field-text.js';
import { clockSeconds, DAY, dayOf, isoDay } from '../log-line/line-time.js';
import { LogColumns } from '../log-line/log-reader.js';
import { type ExchangeLogKind, exchangeLogKind, headerlessLog } from './exchange-log-kind.js';

/** What the header says of the records below it. A new object whenever it changes. */
export interface ExchangeLogHeader {
  readonly kind: ExchangeLogKind;
  /** Texts behind `#Software:`, `#Version:` and `#Log-type:`; null where the file has none. ECP, agent and SMTP logs have 15.0.0.0 always. */
  readonly software: string | null;
  readonly version: string | null;
  readonly logType: string | null;
  /** Null until a header told them. */
  readonly columns: LogColumns | null;
  /** The file has no header: kind and columns are those that its records fit. */
  readonly headerless: boolean;
}

/**
 * `columns`: another number of cells than the header has; `quotes`: a quote opens and does not close as it should; `cut-short`: the file ends within; `no-columns-known`: no header, and the cells fit no log that is known.
 */
export type ExchangeLossReason = 'columns' | 'quotes' | 'cut-short' | 'too-long' | 'nul-bytes' | 'no-columns-known';

export interface ExchangeCsvLoss {
  /** Bytes of the file. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  readonly reason: ExchangeLossReason;
}

export interface ExchangeCsvSink {
  /** The record and all it gives are valid until this returns. */
  record(record: ExchangeCsvRecord): void;
  loss(loss: ExchangeCsvLoss): void;
}

export interface ExchangeCsvFacts {
  readonly records: number;
  /** Records whose time could not be read. They were given out. */
  readonly timeless: number;
  readonly losses: number;
  readonly lines: number;
  /** The last record is not whole. */
  readonly cutShort: boolean;
  readonly header: ExchangeLogHeader;
}

/** The record at hand. Cells are decoded when asked for. */
export interface ExchangeCsvRecord {
  readonly header: ExchangeLogHeader;
  /** Byte of the file where it begins. */
  readonly offset: number;
  /** Line where it begins, from 1. */
  readonly line: number;
  /** Seconds since 1970 with milliseconds, UTC; NaN where the log has no time column, or what stands there is none. */
  readonly seconds: number;
  /** Text of a cell; empty where it is empty or there is none. */
  cell(index: number): string;
  /** Text by the column's name in lower case; null where the file has no such column. */
  field(name: string): string | null;
}

/** Longest record, bytes: cells reach 32 K. */
export const MAXIMUM_RECORD = 1 << 20;

const NOT_ASCII = /[^\x00-\x7f]/;

const EMPTY: ExchangeLogHeader = {
  kind: 'other',
  software: null,
  version: null,
  logType: null,
  columns: null,
  headerless: false,
};
const TIME_COLUMNS = ['datetime', 'timestamp', 'date-time'];

/**
 * Reads one of Exchange's CSV logs, pushed in any pieces: both orders of the header, repeated headers, columns that change, UTF-8,
 * UTF-16 and ANSI. Every record is handed out or told as a loss; memory is bounded by the longest record. Never throws.
 * Source: exchange-logs-and-evtx.md A.1; RFC 4180.
 */
export class ExchangeCsvReader {
  readonly #sink: ExchangeCsvSink;
  readonly #scanner = new RecordScanner();
  readonly #record: RecordAtHand;
  readonly #stream = new DecodedStream((bytes, at, atEnd) => this.#next(bytes, at, atEnd));
  #line = 1;
  #header = EMPTY;
  #timeColumn = -1;
  /** In the middle of a line that is too long. */
  #skipping = false;
  #records = 0;
  #timeless = 0;
  #losses = 0;
  #cutShort = false;

  constructor(sink: ExchangeCsvSink) {
    this.#sink = sink;
    this.#record = new RecordAtHand(this.#scanner);
  }

  push(bytes: Uint8Array): void {
    this.#stream.push(bytes);
  }

  finish(): ExchangeCsvFacts {
    this.#stream.finish();
    return {
      records: this.#records,
      timeless: this.#timeless,
      losses: this.#losses,
      lines: this.#line - 1,
      cutShort: this.#cutShort,
      header: this.#header,
    };
  }

  /** Takes one record from `at`; gives where the next begins, -1 where more bytes are needed. */
  #next(bytes: Buffer, at: number, atEnd: boolean): number {
    if (this.#skipping || bytes[at] === 0) return this.#pass(bytes, at, atEnd);
    const scanner = this.#scanner;
    const outcome = scanner.scan(bytes, at, bytes.length, atEnd);
    if (outcome === 'incomplete') {
      if (bytes.length - at <= MAXIMUM_RECORD) return -1;
      const end = endOfLine(bytes, at);
      if (end < 0) this.#skipping = true;
      return this.#lose(end < 0 ? 'too-long' : 'quotes', end < 0 ? bytes.length : end, end < 0 ? 0 : 1);
    }
    const isHeader = bytes[at] === 0x23;
    if (isHeader || outcome !== 'record') {
      const end = endOfLine(bytes, at);
      if (end < 0 && !atEnd) return -1;
      const stop = end < 0 ? bytes.length : end;
      if (isHeader) this.#directive(fieldText(bytes, at, stop));
      else return this.#lose(end < 0 ? 'cut-short' : outcome === 'cells' ? 'columns' : 'quotes', stop, end < 0 ? 0 : 1);
      this.#line += end < 0 ? 0 : 1;
      return stop;
    }
    return this.#take(bytes, at, atEnd && scanner.lines === 0);
  }

  /** What the scanner found: an empty line, a line of column names, or a record. */
  #take(bytes: Buffer, at: number, unfinished: boolean): number {
    const { cells, next, lines, ranges } = this.#scanner;
    const record = this.#record;
    record.at(bytes, this.#header, this.#stream.offset, this.#line);
    if (cells === 1 && ranges[0] === ranges[1]) {
      this.#line += lines;
      return next;
    }
    const known = this.#header.columns;
    if (this.#isColumnLine(record, cells)) this.#setHeader({ columns: new LogColumns(cellsOf(record, cells)) });
    else if (known === null && !this.#bindHeaderless(record, cells)) return this.#lose('no-columns-known', next, lines);
    else if (cells !== this.#header.columns?.names.length) {
      // A quote that was never closed takes in what follows it: only its own line is lost.
      const end = lines > 1 ? endOfLine(bytes, at) : next;
      const reason = unfinished ? 'cut-short' : lines > 1 ? 'quotes' : 'columns';
      return this.#lose(reason, end, Math.min(lines, 1));
    } else {
      const column = this.#timeColumn;
      record.seconds =
        column < 0 ? Number.NaN : this.#time(bytes, ranges[2 * column] ?? 0, ranges[2 * column + 1] ?? 0);
      if (Number.isNaN(record.seconds)) this.#timeless++;
      record.header = this.#header;
      this.#records++;
      this.#sink.record(record);
    }
    this.#line += lines;
    return next;
  }

  /** The log of request filtering writes its times in the American way, in UTC. */
  #time(bytes: Buffer, start: number, end: number): number {
    const seconds = isoSeconds(bytes, start, end);
    if (!Number.isNaN(seconds) || this.#header.kind !== 'http-request-filtering') return seconds;
    return americanSeconds(bytes.toString('latin1', start, end));
  }

  /** Passes over NULs that a crash left, or the rest of a line that is too long. */
  #pass(bytes: Buffer, at: number, atEnd: boolean): number {
    if (this.#skipping) {
      const end = endOfLine(bytes, at);
      if (end < 0) return bytes.length;
      this.#skipping = false;
      this.#line++;
      return end;
    }
    let end = at;
    while (end < bytes.length && bytes[end] === 0) end++;
    if (end === bytes.length && !atEnd && end - at < MAXIMUM_RECORD) return -1;
    return this.#lose('nul-bytes', end, 0);
  }

  #lose(reason: ExchangeLossReason, next: number, lines: number): number {
    this.#losses++;
    if (reason === 'cut-short') this.#cutShort = true;
    this.#sink.loss({ offset: this.#stream.offset, line: this.#line, reason });
    this.#line += lines;
    return next;
  }

  #directive(text: string): void {
    const match = /^#(Software|Version|Log-type|Fields):(.*)$/is.exec(text);
    const value = match?.[2]?.trim() ?? '';
    switch (match?.[1]?.toLowerCase()) {
      case 'software':
        // A header begins anew: what the last one said of the log does not hold any more, its columns do until told otherwise.
        this.#setHeader({ software: value, version: null, logType: null });
        break;
      case 'version':
        this.#setHeader({ version: value });
        break;
      case 'log-type':
        this.#setHeader({ logType: value });
        break;
      case 'fields':
        this.#setHeader({ columns: new LogColumns(value.split(',').map((name) => name.trim())) });
        break;
      default:
    }
  }

  /** A line of column names without `#`: the same as the header has, or names alone before any record. */
  #isColumnLine(record: RecordAtHand, cells: number): boolean {
    const { columns } = this.#header;
    const first = record.cell(0);
    if (!/^[a-z][\w-]*$/i.test(first)) return false;
    if (columns !== null && cells === columns.names.length) {
      return columns.names.every((name, i) => name.toLowerCase() === record.cell(i).trim().toLowerCase());
    }
    if (cells < 3 || !TIME_COLUMNS.includes(first.toLowerCase())) return false;
    return cellsOf(record, cells).every((name) => /^[a-z][\w -]*$/i.test(name.trim()));
  }

  #bindHeaderless(record: RecordAtHand, cells: number): boolean {
    const found = headerlessLog(cellsOf(record, cells));
    if (!found) return false;
    this.#header = { ...EMPTY, ...found, headerless: true };
    this.#findTime();
    return true;
  }

  #setHeader(change: Partial<ExchangeLogHeader>): void {
    const header = { ...this.#header, ...change, headerless: false };
    this.#header = { ...header, kind: exchangeLogKind(header.logType, header.columns) };
    this.#findTime();
  }

  #findTime(): void {
    const names = this.#header.columns;
    this.#timeColumn = names === null ? -1 : Math.max(...TIME_COLUMNS.map((name) => names.indexOf(name)));
  }
}

class RecordAtHand implements ExchangeCsvRecord {
  header = EMPTY;
  offset = 0;
  line = 0;
  seconds = Number.NaN;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(readonly scanner: RecordScanner) {}

  at(bytes: Buffer, header: ExchangeLogHeader, offset: number, line: number): void {
    this.#bytes = bytes;
    this.header = header;
    this.offset = offset;
    this.line = line;
  }

  cell(index: number): string {
    const { ranges, doubled, cells } = this.scanner;
    if (index >= cells) return '';
    const [start, end] = [ranges[2 * index] ?? 0, ranges[2 * index + 1] ?? 0];
    if (start === end) return '';
    // Most cells are short and ASCII, for which a decoder takes longer than all the rest.
    const plain = this.#bytes.toString('latin1', start, end);
    const text = NOT_ASCII.test(plain) ? fieldText(this.#bytes, start, end) : plain;
    return doubled[index] === 1 ? text.replaceAll('""', '"') : text;
  }

  field(name: string): string | null {
    const index = this.header.columns?.indexOf(name) ?? -1;
    return index < 0 ? null : this.cell(index);
  }
}

/** The header of one of Exchange's CSV logs, by its first bytes; null where it is none, or nothing shows it. */
export function recogniseExchangeLog(head: Uint8Array): ExchangeLogHeader | null {
  let first: ExchangeLogHeader | null = null;
  const reader = new ExchangeCsvReader({
    record: (record) => {
      first ??= record.header;
    },
    loss: () => {},
  });
  reader.push(head);
  const header = first ?? reader.finish().header;
  const isExchange = /^Microsoft Exchange/i.test(header.software ?? '') || header.headerless || header.kind !== 'other';
  return isExchange && (header.columns?.names.length ?? 0) > 1 ? header : null;
}

function cellsOf(record: RecordAtHand, cells: number): string[] {
  return Array.from({ length: cells }, (_, i) => record.cell(i));
}

/** `2023-01-09T19:00:00.130Z` as seconds since 1970; NaN for anything else. */
function isoSeconds(bytes: Buffer, start: number, end: number): number {
  const stop = bytes[end - 1] === 0x5a ? end - 1 : end;
  if (stop - start < 19 || bytes[start + 10] !== 0x54) return Number.NaN;
  const seconds = isoDay(bytes, start, start + 10) * DAY + clockSeconds(bytes, start + 11, stop);
  return stop - start > 20 ? seconds + Number(bytes.toString('latin1', start + 19, stop)) : seconds;
}

/** `3/4/2021 10:10:31 PM`; NaN for anything else. */
function americanSeconds(text: string): number {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d) (AM|PM)$/i.exec(text);
  if (!match) return Number.NaN;
  const [month, day, year, hour, minute, second] = match.slice(1, 7).map(Number);
  const clock = ((hour ?? 0) % 12) * 3600 + (minute ?? 0) * 60 + (second ?? 0);
  return dayOf(year ?? 0, month ?? 0, day ?? 0) * DAY + clock + (match[7]?.toUpperCase() === 'PM' ? 43_200 : 0);
}
