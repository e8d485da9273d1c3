import { defineInputClass } from './input-class.js';

/** The requests of one site of one server over time, from all of its logs together: what shows gaps and tampering (TIM-09). */
export interface LogStream {
  readonly host: string | null;
  /** As in `UriLifeLine.site`. */
  readonly site: string;
  /** Server ports, in order of first appearance: 443 and 80 are the front end of Exchange, 444 and 81 its back end. */
  readonly ports: readonly string[];
  /** Hours that have records, in order of time. An hour that is not listed has none. */
  readonly hours: readonly LogHour[];
  /** The logs it was read from, in order of their first record. */
  readonly files: readonly LogFile[];
}

export interface LogHour {
  /** UTC ISO 8601, a full hour. */
  readonly start: string;
  readonly requests: number;
  /** First and last record of the hour, UTC ISO 8601. */
  readonly first: string;
  readonly last: string;
}

export interface LogFile {
  /** `collectedPath`. */
  readonly path: string;
  readonly windowsPath: string | null;
  /** Bytes of the (uncompressed) log. */
  readonly size: number;
  readonly records: number;
  /** First and last record's time, UTC ISO 8601; null where no record has one. */
  readonly first: string | null;
  readonly last: string | null;
  /** The file ends in the middle of a line. */
  readonly cutShort: boolean;
  /** Records whose time lies more than a minute before the one above it: lines were moved or clocks set. */
  readonly stepsBack: number;
  /** Bytes of NUL, which a crash or a copy of an open file leaves. */
  readonly nulBytes: number;
  /** Its times are local ones of a server whose time zone is not known, or not wholly: they may be hours off from those of others. */
  readonly clockUnknown?: boolean;
}

/** One input for each site of each server. */
export const logStream = defineInputClass<LogStream>('log-stream');
