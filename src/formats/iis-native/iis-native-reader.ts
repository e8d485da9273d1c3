import { clockSeconds, DAY } from '../log-line/line-time.js';
import {
  type LineKind,
  LogColumns,
  type LogFileFacts,
  type LogReader,
  MAXIMUM_COLUMNS,
  type UnparsableReason,
  type WrittenDate,
} from '../log-line/log-reader.js';
import { LocalClock, midnightOf, type TimeZone, UTC } from '../log-line/time-zone.js';
import { behindMark } from '../text-encoding/byte-order-mark.js';
import { fits } from '../w3c/column-types.js';
import { NativeDates } from './native-dates.js';

/** The fixed columns of the format, under the names that the W3C format has for them. */
const COLUMNS = new LogColumns([
  'c-ip',
  'cs-username',
  'date',
  'time',
  's-sitename',
  's-computername',
  's-ip',
  'time-taken',
  'cs-bytes',
  'sc-bytes',
  'sc-status',
  'sc-win32-status',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
]);
const [USER, DATE, TIME, SERVER_ADDRESS, STATUS, STEM] = [1, 2, 3, 6, 10, 13];
const COMMA = 0x2c;

/**
 * IIS native format (`in*.log`): comma-separated, always in the server's local time (Microsoft KB 271196), dates as the server's
 * regional settings write them (`NativeDates`).
 * A user name with commas is recovered from both ends; commas in the query belong to it.
 */
export class IisNativeReader implements LogReader {
  readonly format = 'iis-native';
  readonly columns = COLUMNS;
  readonly ranges = new Int32Array(2 * MAXIMUM_COLUMNS);
  time = Number.NaN;
  recovered = false;
  reason: UnparsableReason = 'columns';
  date: WrittenDate | null = null;
  readonly #zone: TimeZone;
  readonly #clock: LocalClock;
  readonly #dates: NativeDates;

  constructor(facts: LogFileFacts) {
    this.#zone = facts.zone ?? UTC;
    this.#clock = new LocalClock(this.#zone);
    this.#dates = new NativeDates(facts.day, facts.month);
  }

  get doubt(): string | null {
    return this.#dates.doubt;
  }

  read(bytes: Uint8Array, start: number, end: number): LineKind {
    let [from, to] = [start, end];
    while (from < to && bytes[from] === 0) from++;
    while (to > from && (bytes[to - 1] === 0 || bytes[to - 1] === 0x20)) to--;
    if (to === from) return end > start && bytes[start] === 0 ? this.#unparsable('nul-bytes') : 'empty';
    from = behindMark(bytes, from);
    const commas: number[] = [];
    for (let i = from; i < to && commas.length < MAXIMUM_COLUMNS; i++) if (bytes[i] === COMMA) commas.push(i);
    // Each value, also the last, ends in a comma.
    for (let extra = 0; extra <= Math.min(commas.length - STEM, 8); extra++) {
      this.recovered = extra > 0 || to - from !== end - start;
      if (this.#place(bytes, from, to, commas, extra)) {
        return this.#readTime(bytes) ? 'record' : this.#unparsable('time');
      }
    }
    return this.#unparsable('columns');
  }

  /** Puts values into columns; `extra` commas belong to the user name, all that are left to the query. */
  #place(bytes: Uint8Array, start: number, end: number, commas: readonly number[], extra: number): boolean {
    const last = COLUMNS.names.length - 1;
    let from = start;
    for (let column = 0; column <= last; column++) {
      const closing = commas[column < USER ? column : column + extra];
      if (closing === undefined && column <= STEM) return false;
      let to = column === last || closing === undefined ? end : closing;
      if (column === last && bytes[to - 1] === COMMA) to--;
      while (from < to && bytes[from] === 0x20) from++;
      this.ranges[2 * column] = from;
      this.ranges[2 * column + 1] = Math.max(to, from);
      from = (closing ?? end) + 1;
    }
    return this.#fits('address', SERVER_ADDRESS, bytes) && this.#fits('status', STATUS, bytes);
  }

  #fits(type: 'address' | 'status', column: number, bytes: Uint8Array): boolean {
    return fits(type, bytes, this.ranges[2 * column] ?? 0, this.ranges[2 * column + 1] ?? 0);
  }

  #readTime(bytes: Uint8Array): boolean {
    const [start, end] = [this.ranges[2 * DATE] ?? 0, this.ranges[2 * DATE + 1] ?? 0];
    const day = this.#dates.dayOf(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
    const [from, to] = [this.ranges[2 * TIME] ?? 0, this.ranges[2 * TIME + 1] ?? 0];
    // Hours before ten have one digit.
    const clock = to - from === 7 ? clockSeconds(padded(bytes, from, to), 0, 8) : clockSeconds(bytes, from, to);
    this.time = this.#clock.utc(day * DAY + clock);
    const midnight = midnightOf(this.#zone, day * DAY);
    this.date = midnight === null ? null : { start, end, midnight };
    return !Number.isNaN(this.time);
  }

  #unparsable(reason: UnparsableReason): LineKind {
    this.reason = reason;
    return 'unparsable';
  }
}

function padded(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Buffer.concat([Buffer.from('0'), bytes.subarray(start, end)]);
}
