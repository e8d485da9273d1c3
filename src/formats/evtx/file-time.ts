import { isoTime } from '../log-line/line-time.js';

/** Seconds between 1601-01-01 and 1970-01-01. */
const UNIX_EPOCH = 11_644_473_600;
/** 10000-01-01. */
const LATEST = 253_402_300_800;

/** Moment of a FILETIME (100 ns since 1601-01-01 UTC), given as its two halves. */
export interface FileTime {
  /** Whole seconds since 1970, UTC. */
  readonly seconds: number;
  /** Ticks of 100 ns above the second. */
  readonly ticks: number;
}

/** Exact though 64 bits are more than a number holds: 2^32 is 429 times 10^7 and 4,967,296. */
export function fileTimeOf(low: number, high: number): FileTime {
  const rest = high * 4_967_296 + low;
  return { seconds: high * 429 + Math.floor(rest / 1e7) - UNIX_EPOCH, ticks: rest % 1e7 };
}

/** ISO 8601 in UTC with all seven digits; null beyond the year 9999, where no event log was written. */
export function fileTimeText({ seconds, ticks }: FileTime): string | null {
  if (seconds >= LATEST) return null;
  return `${isoTime(seconds)?.slice(0, -1)}.${String(ticks).padStart(7, '0')}Z`;
}
