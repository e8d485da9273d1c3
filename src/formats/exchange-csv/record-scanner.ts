const COMMA = 0x2c;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** The most cells of a record; Exchange's widest log has under a hundred. */
export const MAXIMUM_CELLS = 512;

/** `incomplete`: the record goes on behind the bytes; `quotes`: a quoted cell does not end where a cell can. */
export type Scan = 'record' | 'incomplete' | 'quotes' | 'cells';

/**
 * Finds the cells of one record (RFC 4180: a cell in quotes may hold commas, line ends and doubled quotes). A quote within a cell
 * that does not begin with one is data. Nothing is copied; the outcome stands in the fields until the next call.
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

  /** Reads from `from`; `atEnd`: no more bytes come after `end`. */
  scan(bytes: Buffer, from: number, end: number, atEnd: boolean): Scan {
    let at = from;
    this.cells = 0;
    this.lines = 0;
    for (;;) {
      if (this.cells === MAXIMUM_CELLS) return 'cells';
      let start = at;
      let stop: number;
      if (at < end && bytes[at] === QUOTE) {
        start = at + 1;
        stop = this.#closingQuote(bytes, start, end);
        if (stop < 0) return atEnd ? 'quotes' : 'incomplete';
        at = stop + 1;
        if (at >= end && !atEnd) return 'incomplete';
        if (at < end && bytes[at] === RETURN) at++;
        if (at < end && bytes[at] !== LINE_FEED && (bytes[at] !== COMMA || at !== stop + 1)) return 'quotes';
        if (at >= end && !atEnd) return 'incomplete';
      } else {
        this.doubled[this.cells] = 0;
        while (at < end && bytes[at] !== COMMA && bytes[at] !== LINE_FEED) at++;
        if (at >= end && !atEnd) return 'incomplete';
        stop = at;
        if (bytes[at] !== COMMA && stop > start && bytes[stop - 1] === RETURN) stop--;
      }
      this.ranges[2 * this.cells] = start;
      this.ranges[2 * this.cells + 1] = stop;
      this.cells++;
      if (at < end && bytes[at] === COMMA) {
        at++;
        continue;
      }
      if (at < end) this.lines++;
      this.next = Math.min(at + 1, end);
      return 'record';
    }
  }

  /** Where the quote is that ends a cell begun at `start`; -1 where the bytes end before. */
  #closingQuote(bytes: Buffer, start: number, end: number): number {
    this.doubled[this.cells] = 0;
    let quote = bytes.indexOf(QUOTE, start);
    while (quote >= 0 && quote + 1 < end && bytes[quote + 1] === QUOTE) {
      this.doubled[this.cells] = 1;
      quote = bytes.indexOf(QUOTE, quote + 2);
    }
    if (quote < 0 || quote >= end) return -1;
    for (let at = bytes.indexOf(LINE_FEED, start); at >= 0 && at < quote; at = bytes.indexOf(LINE_FEED, at + 1)) {
      this.lines++;
    }
    return quote;
  }
}
