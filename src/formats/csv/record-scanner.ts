const COMMA = 0x2c;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** The most cells of a record that are kept; Exchange's widest log has under a hundred. */
export const MAXIMUM_CELLS = 512;

/**
 * `incomplete`: the record goes on behind the bytes; `quotes`: a quoted cell does not end where a cell can; `cells`: more than are
 * kept.
 */
export type Scan = 'record' | 'incomplete' | 'quotes' | 'cells';

export interface Dialect {
  /** One byte. */
  readonly separator: number;
  /**
   * For records of tools that do not double quotes, or that were cut: a quoted cell goes on to the next separator whatever follows
   * its quote, and ends with the bytes. Never gives `quotes`, and with `cells` the place behind the record.
   */
  readonly lenient: boolean;
}

/**
 * Finds the cells of one record (RFC 4180: a cell in quotes may hold commas, line ends and doubled quotes). A quote within a cell
 * that does not begin with one is data, and so is a return that no line feed follows. Nothing is copied; the outcome stands in the
 * fields until the next call. Linear: no byte of a record is looked at more than a few times.
 */
export class RecordScanner {
  /** Start and end of each cell's content, without its quotes. */
  readonly ranges = new Int32Array(2 * MAXIMUM_CELLS);
  /** 1 where the cell has doubled quotes. */
  readonly doubled = new Uint8Array(MAXIMUM_CELLS);
  cells = 0;
  /** Behind the record and its line end. */
  next = 0;
  /** Line ends within it and behind it. */
  lines = 0;
  readonly #separator: number;
  readonly #lenient: boolean;
  #doubled = 0;
  /** The line feed that comes next behind the last quoted cell. */
  #feed = -1;

  constructor({ separator, lenient }: Dialect = { separator: COMMA, lenient: false }) {
    this.#separator = separator;
    this.#lenient = lenient;
  }

  /** Reads from `from`; `atEnd`: no more bytes come after `end`. */
  scan(bytes: Buffer, from: number, end: number, atEnd: boolean): Scan {
    const separator = this.#separator;
    let at = from;
    let found = 0;
    this.cells = 0;
    this.lines = 0;
    this.#feed = -1;
    for (;;) {
      if (found === MAXIMUM_CELLS && !this.#lenient) return 'cells';
      let start = at;
      let stop: number;
      this.#doubled = 0;
      if (at < end && bytes[at] === QUOTE) {
        start = at + 1;
        stop = this.#closingQuote(bytes, start, end);
        if (stop < 0) {
          if (!atEnd) return 'incomplete';
          if (!this.#lenient) return 'quotes';
          stop = end;
        }
        at = stop + 1;
        if (at >= end && !atEnd) return 'incomplete';
        if (at < end && bytes[at] === RETURN && (!this.#lenient || bytes[at + 1] === LINE_FEED)) at++;
        if (at < end && bytes[at] !== LINE_FEED && (bytes[at] !== separator || at !== stop + 1)) {
          if (!this.#lenient) return 'quotes';
          while (at < end && bytes[at] !== separator && bytes[at] !== LINE_FEED) at++;
          if (at >= end && !atEnd) return 'incomplete';
          stop = endOfCell(bytes, start, at, separator);
          if (bytes[stop - 1] === QUOTE) stop--;
          this.#doubled = 1;
        }
        if (at >= end && !atEnd) return 'incomplete';
      } else {
        while (at < end && bytes[at] !== separator && bytes[at] !== LINE_FEED) at++;
        if (at >= end && !atEnd) return 'incomplete';
        stop = endOfCell(bytes, start, at, separator);
      }
      if (found < MAXIMUM_CELLS) {
        this.ranges[2 * found] = start;
        this.ranges[2 * found + 1] = stop;
        this.doubled[found] = this.#doubled;
        this.cells = found + 1;
      }
      found++;
      if (at < end && bytes[at] === separator) {
        at++;
        continue;
      }
      if (at < end) this.lines++;
      this.next = Math.min(at + 1, end);
      return found > MAXIMUM_CELLS ? 'cells' : 'record';
    }
  }

  /** Where the quote is that ends a cell begun at `start`; -1 where the bytes end before. */
  #closingQuote(bytes: Buffer, start: number, end: number): number {
    let quote = bytes.indexOf(QUOTE, start);
    while (quote >= 0 && quote + 1 < end && bytes[quote + 1] === QUOTE) {
      this.#doubled = 1;
      quote = bytes.indexOf(QUOTE, quote + 2);
    }
    if (quote < 0 || quote >= end) return -1;
    // Looked for once for all cells before it, not once for each.
    if (this.#feed < start) this.#feed = lineFeed(bytes, start);
    for (; this.#feed < quote; this.#feed = lineFeed(bytes, this.#feed + 1)) this.lines++;
    return quote;
  }
}

/** Without the return of a line end. */
function endOfCell(bytes: Buffer, start: number, at: number, separator: number): number {
  return bytes[at] !== separator && at > start && bytes[at - 1] === RETURN ? at - 1 : at;
}

function lineFeed(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}
