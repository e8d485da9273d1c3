import { clockSeconds, DAY, dayOf } from '../log-line/line-time.js';
import {
  type LineKind,
  LogColumns,
  type LogReader,
  MAXIMUM_COLUMNS,
  type UnparsableReason,
  type WrittenDate,
} from '../log-line/log-reader.js';
import { behindMark } from '../text-encoding/byte-order-mark.js';

/** The columns of the format, under the names that the W3C format has for them. */
const COLUMNS = new LogColumns([
  'c-ip',
  'cs-username',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  'cs-version',
  'sc-status',
  'sc-bytes',
  'cs(Referer)',
  'cs(User-Agent)',
]);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const [SPACE, QUOTE, QUESTION] = [0x20, 0x22, 0x3f];

/** `] "`: the end of the time and the start of the request. */
const AFTER_TIME = Buffer.from('] "');

/**
 * NCSA common format (`nc*.log`), also with referrer and agent (combined). The time carries its own offset from UTC.
 * `192.0.2.1 - CORP\user [08/Apr/2021:17:39:04 -0800] "GET /a.aspx?x HTTP/1.1" 200 3401`
 */
export class NcsaReader implements LogReader {
  readonly format = 'ncsa';
  readonly columns = COLUMNS;
  readonly ranges = new Int32Array(2 * MAXIMUM_COLUMNS);
  time = Number.NaN;
  recovered = false;
  reason: UnparsableReason = 'columns';
  date: WrittenDate | null = null;

  read(bytes: Uint8Array, start: number, end: number): LineKind {
    let [from, to] = [start, end];
    while (from < to && bytes[from] === 0) from++;
    while (to > from && (bytes[to - 1] === 0 || bytes[to - 1] === SPACE)) to--;
    if (to === from) return end > start && bytes[start] === 0 ? this.#unparsable('nul-bytes') : 'empty';
    from = behindMark(bytes, from);
    this.recovered = to - from !== end - start;
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
    return this.#place(line, from);
  }

  #place(line: Buffer, base: number): LineKind {
    this.ranges.fill(-1, 0, 2 * COLUMNS.names.length);
    const request = line.indexOf(AFTER_TIME);
    const opening = request < 0 ? -1 : line.lastIndexOf('[', request);
    const [address, ident] = [line.indexOf(SPACE), line.indexOf(SPACE, line.indexOf(SPACE) + 1)];
    if (opening < 2 || address <= 0 || ident < 0 || ident >= opening) return this.#unparsable('columns');
    this.#set(0, base, 0, address);
    // The name of a user may hold spaces: it ends where the time begins.
    this.#set(1, base, Math.min(ident + 1, opening - 1), opening - 1);

    // A quote in the URL is one that the status does not follow.
    const text = request + AFTER_TIME.length;
    let closing = line.indexOf('" ', text);
    while (closing >= 0 && !isStatus(line, closing + 2)) closing = line.indexOf('" ', closing + 1);
    if (closing < 0) return this.#unparsable('columns');
    const method = line.indexOf(SPACE, text);
    if (method >= 0 && method < closing) {
      const version = line.lastIndexOf(' HTTP/', closing);
      const url = version > method ? version : closing;
      const question = line.indexOf(QUESTION, method);
      this.#set(2, base, text, method);
      this.#set(3, base, method + 1, question >= 0 && question < url ? question : url);
      if (question >= 0 && question < url) this.#set(4, base, question + 1, url);
      if (version > method) this.#set(5, base, version + 1, closing);
    }
    this.#set(6, base, closing + 2, closing + 5);
    const size = closing + 6;
    const sizeEnd = line.indexOf(SPACE, size);
    if (size < line.length) this.#set(7, base, size, sizeEnd < 0 ? line.length : sizeEnd);
    if (sizeEnd >= 0) this.#quoted(line, base, sizeEnd + 1);
    const { time, midnight } = ncsaTime(line.toString('latin1', opening + 1, request));
    this.time = time;
    this.date = { start: base + opening + 1, end: base + request, midnight };
    return Number.isNaN(this.time) ? this.#unparsable('time') : 'record';
  }

  /** `"referrer" "agent"`; a quote inside either is one that neither a space and a quote nor the end of the line follow. */
  #quoted(line: Buffer, base: number, at: number): void {
    if (line[at] !== QUOTE) return;
    const middle = line.indexOf('" "', at + 1);
    const end = line[line.length - 1] === QUOTE ? line.length - 1 : line.length;
    this.#set(8, base, at + 1, middle < 0 ? Math.max(end, at + 1) : middle);
    if (middle >= 0) this.#set(9, base, middle + 3, Math.max(end, middle + 3));
  }

  #set(column: number, base: number, start: number, end: number): void {
    this.ranges[2 * column] = base + start;
    this.ranges[2 * column + 1] = base + end;
  }

  #unparsable(reason: UnparsableReason): LineKind {
    this.reason = reason;
    return 'unparsable';
  }
}

function isStatus(line: Buffer, at: number): boolean {
  const digit = (i: number): boolean => (line[i] ?? 0) >= 0x30 && (line[i] ?? 0) <= 0x39;
  return digit(at) && digit(at + 1) && digit(at + 2) && (at + 3 >= line.length || line[at + 3] === SPACE);
}

/** `08/Apr/2021:17:39:04 -0800` and the midnight before it as seconds since 1970, UTC; NaN for anything else. */
function ncsaTime(text: string): { readonly time: number; readonly midnight: number } {
  const match = /^(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  const month = MONTHS.indexOf((match?.[2] ?? '').toLowerCase()) + 1;
  if (!match || month === 0) return { time: Number.NaN, midnight: Number.NaN };
  const offset = (Number(match[6]) * 60 + Number(match[7])) * 60 * (match[5] === '-' ? -1 : 1);
  const clock = clockSeconds(Buffer.from(match[4] ?? ''), 0, 8);
  const midnight = dayOf(Number(match[3]), month, Number(match[1])) * DAY - offset;
  return { time: midnight + clock, midnight };
}
