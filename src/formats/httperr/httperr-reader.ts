import {
  type LineKind,
  LogColumns,
  type LogFileFacts,
  type LogReader,
  MAXIMUM_COLUMNS,
  type UnparsableReason,
} from '../log-line/log-reader.js';
import { W3cReader } from '../w3c/w3c-reader.js';

/** Columns of files without a header, by how many there are (reference 10.2). */
const LAYOUTS: Readonly<Record<number, string>> = {
  13: 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename',
  14: 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename',
  15: 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename transport',
};
const QUESTION = 0x3f;

/**
 * Requests that HTTP.sys refused before IIS saw them, or that IIS gave up: W3C lines in UTC ("Format of the HTTP Server API Error
 * Logs"). The column `cs-uri`, which holds the whole URI, is given as `cs-uri-stem` and `cs-uri-query`, as IIS logs them.
 */
export function createHttperrReader(facts: LogFileFacts): LogReader {
  return new HttperrReader(facts);
}

class HttperrReader implements LogReader {
  readonly format = 'httperr';
  columns = new LogColumns([]);
  ranges = new Int32Array(2 * MAXIMUM_COLUMNS);
  readonly #lines: W3cReader;
  /** Columns as logged that `columns` were made of, and where the URI is in them; -1 where it is not. */
  #logged: LogColumns | null = null;
  #uri = -1;

  constructor(facts: LogFileFacts) {
    this.#lines = new W3cReader(facts, {
      format: 'httperr',
      quotes: false,
      infer: (tokens) => LAYOUTS[tokens.length]?.split(' ') ?? null,
    });
  }

  get time(): number {
    return this.#lines.time;
  }

  get recovered(): boolean {
    return this.#lines.recovered;
  }

  get reason(): UnparsableReason {
    return this.#lines.reason;
  }

  read(bytes: Uint8Array, start: number, end: number): LineKind {
    const kind = this.#lines.read(bytes, start, end);
    if (this.#lines.columns !== this.#logged) this.#setColumns(this.#lines.columns);
    if (kind === 'record') this.#split(bytes);
    return kind;
  }

  #setColumns(logged: LogColumns): void {
    this.#logged = logged;
    this.#uri = logged.indexOf('cs-uri');
    const names = logged.names.flatMap((name, i) => (i === this.#uri ? ['cs-uri-stem', 'cs-uri-query'] : [name]));
    this.columns = new LogColumns(names.slice(0, MAXIMUM_COLUMNS));
  }

  /** A URI without a question mark has no query: null, as where IIS writes `-`. */
  #split(bytes: Uint8Array): void {
    const { ranges } = this.#lines;
    const uri = 2 * this.#uri;
    if (uri < 0) {
      this.ranges.set(ranges);
      return;
    }
    const [start, end] = [ranges[uri] ?? -1, ranges[uri + 1] ?? -1];
    const question = start < 0 ? -1 : bytes.subarray(start, end).indexOf(QUESTION);
    this.ranges.set(ranges.subarray(0, uri));
    this.ranges[uri] = start;
    this.ranges[uri + 1] = question < 0 ? end : start + question;
    this.ranges[uri + 2] = question < 0 ? -1 : start + question + 1;
    this.ranges[uri + 3] = question < 0 ? -1 : end;
    this.ranges.set(ranges.subarray(uri + 2, ranges.length - 2), uri + 4);
  }
}
