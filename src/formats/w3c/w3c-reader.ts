import { clockSeconds, DAY, isoDay } from '../log-line/line-time.js';
import {
  type LineKind,
  LogColumns,
  type LogFileFacts,
  type LogFormat,
  type LogReader,
  MAXIMUM_COLUMNS,
  type UnparsableReason,
} from '../log-line/log-reader.js';
import { LocalClock, UTC } from '../log-line/time-zone.js';
import { behindMark } from '../text-encoding/byte-order-mark.js';
import { type Alignment, alignColumns, alignmentOf, type Tokens } from './align-columns.js';
import { type ColumnType, fits } from './column-types.js';
import { inferColumns } from './infer-columns.js';

const NO_COLUMNS = new LogColumns([]);
const SPACE = 0x20;
const TAB = 0x09;
const KNOWN_HEADERS = 64;

/** How a format differs from what IIS writes. */
export interface W3cVariant {
  readonly format: LogFormat;
  /** Values may stand in double quotes, which then hide spaces (Advanced Logging). */
  readonly quotes: boolean;
  /** Tells the columns of a line when no `#Fields` line came before. */
  infer(tokens: readonly string[]): readonly string[] | null;
}

const IIS: W3cVariant = { format: 'w3c', quotes: false, infer: inferColumns };

/**
 * What a reader knows behind a line: another one that begins with it reads on as if it had read all that came before. Plain data.
 */
export interface W3cState {
  /** Columns in force, and whether a line told them, not a header. */
  readonly columns: readonly string[];
  readonly inferred: boolean;
  /** Columns of the header in force, null where there is none. */
  readonly declared: readonly string[] | null;
  readonly separator: number;
  /** Day and time of day (seconds) of the last record, for layouts without a date. */
  readonly day: number | null;
  readonly clock: number;
}

/** Whether both read a line alike, but for the day of one that tells none. */
export function sameLayout(a: W3cState, b: W3cState): boolean {
  return (
    a.inferred === b.inferred && a.separator === b.separator && isSame(a, b, 'columns') && isSame(a, b, 'declared')
  );
}

/**
 * W3C extended log format as IIS 6 to 10 writes it (reference 10.1): columns by the `#Fields` line in force, in any order; the
 * date from the `#Date` line, or else from the file's name, where it is no column. Lines that do not have their columns one
 * after the other are recovered where the values tell how, else unparsable: never dropped.
 */
export class W3cReader implements LogReader {
  readonly format: LogFormat;
  columns = NO_COLUMNS;
  ranges = new Int32Array(2 * MAXIMUM_COLUMNS);
  time = Number.NaN;
  recovered = false;
  reason: UnparsableReason = 'columns';
  readonly #variant: W3cVariant;
  readonly #offset: number;
  readonly #localClock: LocalClock;
  readonly #tokens: Tokens = {
    starts: new Int32Array(MAXIMUM_COLUMNS + 1),
    ends: new Int32Array(MAXIMUM_COLUMNS + 1),
    count: 0,
  };
  readonly #known = new Map<string, LogColumns>();
  #layout: Alignment = { types: [], spacious: [] };
  /** The columns were told from a line, not from a header. */
  #inferred = true;
  /** Those of the header in force, null where there is none. */
  #declared: LogColumns | null = null;
  /** What parts the columns: whatever did in the header. */
  #separator = SPACE;
  #date = -1;
  #time = -1;
  #status = -1;
  /** Date and time are the columns in local time, since there are no others. */
  #local = false;
  /** Day of the last `#Date` line or of the file's name. */
  #day: number | null;
  #lastClock = 0;
  readonly #forwardedFields: readonly string[];
  #dayFrom: 'start' | 'start, and asked' | 'log' = 'start';

  /** `state`: what another reader knew behind the line before the first one that this one is given. */
  constructor(facts: LogFileFacts, variant: W3cVariant = IIS, state: W3cState | null = null) {
    this.format = variant.format;
    this.#variant = variant;
    this.#offset = facts.utcOffsetMinutes * 60;
    this.#localClock = new LocalClock(facts.zone ?? UTC);
    this.#day = facts.day;
    this.#forwardedFields = facts.forwardedFields ?? [];
    if (state === null) return;
    this.#setColumns(state.declared ?? [], false);
    this.#declared = state.declared === null ? null : this.columns;
    this.#setColumns(state.columns, state.inferred);
    this.#separator = state.separator;
    [this.#day, this.#lastClock] = [state.day, state.clock];
  }

  /** What it knows behind the line just read. */
  get state(): W3cState {
    return {
      columns: this.columns.names,
      inferred: this.#inferred,
      declared: this.#declared?.names ?? null,
      separator: this.#separator,
      day: this.#day,
      clock: this.#lastClock,
    };
  }

  /**
   * Where the day of `state` comes from: the lines that were read, or what it started with, which then may have been asked for by a
   * line that tells none.
   */
  get dayFrom(): 'start' | 'start, and asked' | 'log' {
    return this.#dayFrom;
  }

  /** Whether spaces part the columns. */
  get spaced(): boolean {
    return this.#separator === SPACE;
  }

  /** Lines with a time and no date were read elsewhere, from `state` on: the day and the time of day, seconds, of the last of them. */
  goOn(day: number | null, clock: number): void {
    if (this.#dayFrom === 'start') this.#dayFrom = 'start, and asked';
    [this.#day, this.#lastClock] = [day, clock];
  }

  /** A `#Fields` line was read; without one the columns are told from each line that does not fit the last ones. */
  get declared(): boolean {
    return !this.#inferred;
  }

  read(bytes: Uint8Array, start: number, end: number): LineKind {
    let [from, to] = [start, end];
    while (from < to && bytes[from] === 0) from++;
    while (to > from && bytes[to - 1] === 0) to--;
    if (to === from && end > start) return this.#unparsable('nul-bytes');
    from = behindMark(bytes, from);
    this.recovered = to - from !== end - start;
    if (isBlank(bytes, from, to)) return 'empty';
    if (bytes[from] === 0x23) return this.#directive(bytes, from, to);
    if (!this.#split(bytes, from, to)) return this.#unparsable('columns');
    if (this.columns === NO_COLUMNS && !this.#infer(bytes)) return this.#unparsable('no-columns-known');
    if (this.#fitsColumns(bytes)) return 'record';
    if (this.#inferred && this.#declared !== null) this.#setColumns(this.#declared.names, false);
    else if (!this.#inferred || !this.#infer(bytes)) return this.#unparsable(this.#misfit());
    return this.#fitsColumns(bytes) ? 'record' : this.#unparsable(this.#misfit());
  }

  /** The line is a record of the columns in force, or of those that the header should have named. */
  #fitsColumns(bytes: Uint8Array): boolean {
    return this.#exact(bytes) || this.#moreThanDeclared(bytes) || this.#aligned(bytes) || this.#withoutStatus(bytes);
  }

  #misfit(): UnparsableReason {
    return this.#tokens.count === this.columns.names.length ? 'time' : 'columns';
  }

  /**
   * A header that names fewer columns than its lines have, and all that it names rightly: the lines tell the others. What it names
   * last would swallow them.
   */
  #moreThanDeclared(bytes: Uint8Array): boolean {
    if (this.#inferred || this.#tokens.count <= this.columns.names.length) return false;
    const declared = this.columns;
    const names = this.#inferredNames(bytes);
    if (names === null || names.length !== this.#tokens.count) return false;
    if (!declared.names.every((name, i) => name.toLowerCase() === names[i]?.toLowerCase())) return false;
    this.#setColumns(names, true);
    if (this.#exact(bytes)) return true;
    this.#setColumns(declared.names, false);
    return false;
  }

  /** As many tokens as columns, but the status is none: only that column is lost. */
  #withoutStatus(bytes: Uint8Array): boolean {
    const { starts, ends, count } = this.#tokens;
    if (this.#status < 0 || count !== this.columns.names.length) return false;
    for (let i = 0; i < count; i++) {
      const lost = i === this.#status;
      const [start, end] = [starts[i] ?? -1, ends[i] ?? -1];
      if (!lost && !fits(this.#layout.types[i] ?? 'text', bytes, start, end)) return false;
      this.ranges[2 * i] = lost ? -1 : start;
      this.ranges[2 * i + 1] = lost ? -1 : end;
    }
    this.recovered = true;
    return this.#readTime(bytes);
  }

  /** As many tokens as columns, and the time is one: the rule. */
  #exact(bytes: Uint8Array): boolean {
    const { starts, ends, count } = this.#tokens;
    if (count !== this.columns.names.length) return false;
    for (let i = 0; i < count; i++) {
      this.ranges[2 * i] = starts[i] ?? -1;
      this.ranges[2 * i + 1] = ends[i] ?? -1;
    }
    const status = 2 * this.#status;
    if (this.#status >= 0 && !fits('status', bytes, this.ranges[status] ?? 0, this.ranges[status + 1] ?? 0))
      return false;
    return this.#readTime(bytes);
  }

  #aligned(bytes: Uint8Array): boolean {
    if (!alignColumns(bytes, this.#tokens, this.#layout, this.ranges) || !this.#readTime(bytes)) return false;
    this.recovered = true;
    return true;
  }

  #unparsable(reason: UnparsableReason): LineKind {
    this.reason = reason;
    return 'unparsable';
  }

  #directive(bytes: Uint8Array, start: number, end: number): LineKind {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, 65_536)).toString('latin1');
    const fields = /^#Fields:(.*)/i.exec(text);
    if (fields) {
      const text = fields[1] ?? '';
      const names = text.split(/[ \t\0]+/).filter((name) => name !== '');
      this.#separator = /[^\t]\t+[^\t]/.test(text.trim()) && !text.trim().includes(' ') ? TAB : SPACE;
      this.#setColumns(names.slice(0, MAXIMUM_COLUMNS), false);
      this.#declared = this.columns;
    }
    const date = /^#(?:Start-)?Date:\s*(\d{4}-\d\d-\d\d)/i.exec(text);
    if (date) {
      const day = isoDay(Buffer.from(date[1] ?? ''), 0, 10);
      if (!Number.isNaN(day)) this.#day = day;
      if (this.#dayFrom === 'start') this.#dayFrom = Number.isNaN(day) ? 'start, and asked' : 'log';
      this.#lastClock = 0;
    }
    return 'header';
  }

  #setColumns(names: readonly string[], inferred: boolean): void {
    const same = names.length === this.columns.names.length && names.every((name, i) => name === this.columns.names[i]);
    this.#inferred = inferred;
    if (same) return;
    this.columns = this.#knownColumns(names);
    this.#layout = alignmentOf(this.columns);
    this.#local = hasLocalTimesOnly(names);
    this.#date = this.columns.indexOf(this.#local ? 'date-local' : 'date');
    this.#time = this.columns.indexOf(this.#local ? 'time-local' : 'time');
    this.#status = this.columns.indexOf('sc-status');
  }

  /** Headers that come again mean the same columns. */
  #knownColumns(names: readonly string[]): LogColumns {
    const key = names.join(' ');
    const known = this.#known.get(key) ?? new LogColumns(names, this.#forwardedFields);
    if (this.#known.size < KNOWN_HEADERS) this.#known.set(key, known);
    return known;
  }

  #infer(bytes: Uint8Array): boolean {
    const names = this.#inferredNames(bytes);
    if (names === null) return false;
    this.#setColumns(names, true);
    return true;
  }

  #inferredNames(bytes: Uint8Array): readonly string[] | null {
    if (!this.#beginsWithTime(bytes)) return null;
    const { starts, ends, count } = this.#tokens;
    const tokens: string[] = [];
    for (let i = 0; i < Math.min(count, 64); i++) {
      tokens.push(Buffer.from(bytes.subarray(starts[i], ends[i])).toString('latin1'));
    }
    return this.#variant.infer(tokens);
  }

  /** Without a time behind the date, or at its beginning, a line tells no columns: seen on the bytes, as junk has many lines. */
  #beginsWithTime(bytes: Uint8Array): boolean {
    const { starts, ends, count } = this.#tokens;
    const is = (type: ColumnType, i: number) => i < count && fits(type, bytes, starts[i] ?? -1, ends[i] ?? -1);
    return is('time', 0) || (is('date', 0) && is('time', 1));
  }

  /**
   * Splits at single spaces, so that two of them enclose an empty token; spaces at the end are none, but for a last column that is
   * empty. False for more tokens than a log has columns.
   */
  #split(bytes: Uint8Array, start: number, end: number): boolean {
    const tokens = this.#tokens;
    const [separator, columns] = [this.#separator, this.columns.names.length];
    let last = end;
    while (last > start && bytes[last - 1] === separator) last--;
    tokens.count = 0;
    let from = start;
    let quoted = false;
    for (let i = start; i <= end; i++) {
      if (this.#variant.quotes && bytes[i] === 0x22) quoted = !quoted;
      if (i < end && (bytes[i] !== separator || quoted)) continue;
      if (i > last && tokens.count >= columns) break;
      if (tokens.count >= MAXIMUM_COLUMNS) return false;
      const bare = this.#variant.quotes && i - from >= 2 && bytes[from] === 0x22 && bytes[i - 1] === 0x22 ? 1 : 0;
      tokens.starts[tokens.count] = from + bare;
      tokens.ends[tokens.count] = i - bare;
      tokens.count++;
      from = i + 1;
    }
    // Fewer columns than the layout has, even so: the spaces at the end are no columns.
    while (tokens.count < columns && tokens.count > 1 && (tokens.starts[tokens.count - 1] ?? 0) > last) tokens.count--;
    return true;
  }

  #readTime(bytes: Uint8Array): boolean {
    if (this.#time < 0 && this.#date < 0) {
      this.time = Number.NaN;
      return true;
    }
    const clock = this.#time < 0 ? 0 : clockSeconds(bytes, this.#start(this.#time), this.#end(this.#time));
    if (Number.isNaN(clock)) return false;
    if (this.#date >= 0) {
      const day = isoDay(bytes, this.#start(this.#date), this.#end(this.#date));
      this.time = this.#utc(day * DAY + clock);
      return !Number.isNaN(day);
    }
    if (this.#dayFrom === 'start') this.#dayFrom = 'start, and asked';
    // Without a date column a clock that falls back by more than half a day has passed midnight.
    if (this.#day !== null && clock < this.#lastClock - DAY / 2) this.#day++;
    this.#lastClock = clock;
    this.time = this.#day === null ? Number.NaN : this.#utc(this.#day * DAY + clock);
    return true;
  }

  #utc(logged: number): number {
    return this.#local ? this.#localClock.utc(logged) : logged - this.#offset;
  }

  #start(column: number): number {
    return this.ranges[2 * column] ?? -1;
  }

  #end(column: number): number {
    return this.ranges[2 * column + 1] ?? -1;
  }
}

/** Advanced Logging has columns in UTC and in local time; a log may be made of the latter alone. */
export function hasLocalTimesOnly(columns: readonly string[]): boolean {
  const has = (name: string): boolean => columns.some((column) => column.toLowerCase() === name);
  return has('time-local') && !has('time');
}

function isSame(a: W3cState, b: W3cState, key: 'columns' | 'declared'): boolean {
  return JSON.stringify(a[key]) === JSON.stringify(b[key]);
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== SPACE && bytes[i] !== 0x09) return false;
  return true;
}
