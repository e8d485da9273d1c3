import { DecodedStream, endOfLine } from '../log-file/decoded-stream.js';
import { fieldText } from '../log-line/field-text.js';
import { clockSeconds, DAY, isoDay } from '../log-line/line-time.js';

/** One command of a client, as the FTP service of IIS logs it. */
export interface FtpRecord {
  /** Bytes of the file where it begins, and its line, from 1. */
  readonly offset: number;
  readonly line: number;
  /** Seconds since 1970, UTC; NaN where it tells none. */
  readonly seconds: number;
  /** Lower case. */
  readonly columns: readonly string[];
  /** One for each column, `-` as logged. */
  readonly cells: readonly string[];
}

export interface FtpLogSink {
  record(record: FtpRecord): void;
  loss(loss: {
    readonly offset: number;
    readonly line: number;
    readonly reason: 'columns' | 'no-columns-known' | 'too-long';
  }): void;
}

/** Bytes of a line, and columns of a header; the service has some twenty. */
const MAXIMUM_LINE = 1 << 16;
const MAXIMUM_COLUMNS = 256;
const SESSION = /^\[\d+\]/;

/** Commands of FTP (RFC 959, 4.1) and what the service logs besides; none of them is a method of HTTP. */
const COMMAND =
  /\s(?:\[\d+\])?(?:USER|PASS|ACCT|CWD|CDUP|QUIT|PORT|PASV|EPSV|TYPE|RETR|STOR|APPE|RNFR|RNTO|DELE|RMD|MKD|LIST|NLST|AUTH|created|sent|\w+ChannelOpened|\w+ChannelClosed)\s/;

/** Whether a file begins with the directives of a W3C log that has columns or commands of FTP: a log of a web site may lack its query. */
export function isFtpLog(head: Uint8Array): boolean {
  const text = Buffer.from(head).subarray(0, 8192).toString('latin1');
  const [fields = ''] = /^#Fields:.*$/im.exec(text) ?? [];
  if (!/\bcs-method\b/i.test(fields) || /\bcs-uri-query\b/i.test(fields)) return false;
  return /\bx-(?:session|fullpath)\b/i.test(fields) || COMMAND.test(text);
}

/**
 * Reads a log of the FTP service (W3C extended format, times in UTC), pushed in any pieces. IIS 6 logs the time alone, its day stands
 * in `#Date`, and puts the session before the command (`[12]STOR`). Never throws. Source: Microsoft Learn, "FTP Logging <log>".
 */
export class FtpLogReader {
  readonly #sink: FtpLogSink;
  readonly #stream = new DecodedStream((bytes, at, atEnd) => this.#take(bytes, at, atEnd));
  #line = 0;
  #columns: readonly string[] | null = null;
  #day = Number.NaN;

  constructor(sink: FtpLogSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    this.#stream.push(bytes);
  }

  finish(): void {
    this.#stream.finish();
  }

  #take(bytes: Buffer, at: number, atEnd: boolean): number {
    const feed = endOfLine(bytes, at);
    if (feed < 0 && !atEnd && bytes.length - at <= MAXIMUM_LINE) return -1;
    const end = feed < 0 ? bytes.length : feed;
    this.#line++;
    if (end - at > MAXIMUM_LINE) this.#lose('too-long');
    else this.#read(fieldText(bytes, at, end).replace(/\0+/g, '').trim());
    return end;
  }

  #read(line: string): void {
    if (line === '') return;
    if (line.startsWith('#')) {
      this.#directive(line);
      return;
    }
    const columns = this.#columns;
    if (columns === null) {
      this.#lose('no-columns-known');
      return;
    }
    const cells = line.split(/ +/);
    if (cells.length !== columns.length) {
      this.#lose('columns');
      return;
    }
    const read = cells.map((cell, i) => (columns[i] === 'cs-method' ? cell.replace(SESSION, '') : cell));
    const { offset } = this.#stream;
    this.#sink.record({ offset, line: this.#line, seconds: this.#time(columns, read), columns, cells: read });
  }

  #directive(line: string): void {
    const [, name = '', value = ''] = /^#(\w+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === 'fields') this.#columns = value.toLowerCase().split(/\s+/).slice(0, MAXIMUM_COLUMNS);
    else if (name.toLowerCase() === 'date') this.#day = dayIn(value);
  }

  #time(columns: readonly string[], cells: readonly string[]): number {
    const date = cells[columns.indexOf('date')];
    const clock = Buffer.from(cells[columns.indexOf('time')] ?? '', 'latin1');
    return (date === undefined ? this.#day : dayIn(date)) * DAY + clockSeconds(clock, 0, clock.length);
  }

  #lose(reason: 'columns' | 'no-columns-known' | 'too-long'): void {
    this.#sink.loss({ offset: this.#stream.offset, line: this.#line, reason });
  }
}

function dayIn(text: string): number {
  const bytes = Buffer.from(text.slice(0, 10), 'latin1');
  return bytes.length === 10 ? isoDay(bytes, 0, 10) : Number.NaN;
}
