import { forwardedColumn } from './forwarded-column.js';
import type { TimeZone } from './time-zone.js';

/** Formats of web server logs that have a reader here. `w3c` is what IIS writes unless told otherwise. */
export const LOG_FORMATS = ['w3c', 'advanced-logging', 'iis-native', 'ncsa', 'httperr'] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

/** What a line is. `header`: a directive or comment; `empty`: nothing but spaces. */
export type LineKind = 'record' | 'header' | 'empty' | 'unparsable';

/** Why a line could not be parsed: the wrong number of columns, a time that is none, NULs of a crash, a line too long to read. */
export type UnparsableReason = 'columns' | 'time' | 'nul-bytes' | 'too-long' | 'no-columns-known';

/** What the reader has to be told about the file. */
export interface LogFileFacts {
  /** Day in the file's name, as days since 1970-01-01, for logs without a date column. */
  readonly day: number | null;
  /** First and last day of the month in the name of a log of a month, in the same. */
  readonly month?: readonly [first: number, last: number] | null;
  /** Minutes that the times of a W3C log are ahead of UTC: 0, unless the configuration says that this log has local times. */
  readonly utcOffsetMinutes: number;
  /** Of the server, for columns and formats that are in local time always; without it they are read as UTC. */
  readonly zone?: TimeZone | null;
  /** Names of columns that hold a header that tells for whom a proxy asked, whatever they are called. */
  readonly forwardedFields?: readonly string[];
}

/** Where the bytes stand that a line tells its day by, and the beginning of that day, seconds since 1970, UTC. */
export interface WrittenDate {
  readonly start: number;
  readonly end: number;
  readonly midnight: number;
}

/**
 * Reads a log line by line, in the order of the file. One instance reads one file and is reused for every line: the outcome of
 * `read` stands in `columns`, `ranges` and `time` until the next call. Nothing is copied: columns are places in the line.
 */
export interface LogReader {
  readonly format: LogFormat;
  /** Columns of the record just read. A new object whenever they change. */
  readonly columns: LogColumns;
  /** Two numbers for each column: where it starts and ends in the bytes given to `read`; -1 where the line lacks it. */
  readonly ranges: Int32Array;
  /** Of the record just read: seconds since 1970, UTC; NaN where the line tells none. */
  readonly time: number;
  /**
   * Of the record just read, in formats that write their dates in a way of their own. Null where another line of the same date may be
   * read otherwise.
   */
  readonly date?: WrittenDate | null;
  /** The record just read did not have its columns one after the other: extra or missing ones, spaces in a value, NULs around it. */
  readonly recovered: boolean;
  /** What is not sure about the times of the records so far, as a sentence; absent or null where nothing is. */
  readonly doubt?: string | null;
  /** Set after `unparsable`. */
  readonly reason: UnparsableReason;
  /** Reads one line: `bytes` from `start` to `end`, without its line end. */
  read(bytes: Uint8Array, start: number, end: number): LineKind;
}

/** Columns by name. Names are kept as logged and found in any case. */
export class LogColumns {
  readonly #index = new Map<string, number>();

  /** @param forwardedFields names of columns that are known to tell for whom a proxy asked */
  constructor(
    readonly names: readonly string[],
    readonly forwardedFields: readonly string[] = [],
  ) {
    names.forEach((name, i) => {
      if (!this.#index.has(name.toLowerCase())) this.#index.set(name.toLowerCase(), i);
    });
  }

  /** Index of the column, -1 where there is none. The name in lower case. */
  indexOf(name: string): number {
    return this.#index.get(name) ?? -1;
  }

  /** Index of the column that tells for whom a proxy asked, -1 where none does. */
  get forwarded(): number {
    return forwardedColumn(this.names, this.forwardedFields);
  }
}

/** The most columns that a line can have; a longer line is not one of a web server. */
export const MAXIMUM_COLUMNS = 512;
