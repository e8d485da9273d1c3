import type { Finding, Report } from '../../model/finding.js';

/** When something happened, in every format, and how that is known. */
export interface EventTime {
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly meaning: 'First Seen' | 'Last Seen' | 'File Modified' | 'File Created' | 'End of Evidence';
}

/** Before it lie times that nobody set (FILETIME 0 is 1601), after it those that overflow nanoseconds in 64 bits. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** A time as every target reads it, null where it is none that it can be. */
export function exportTime(time: string | null): string | null {
  const parsed = time === null ? Number.NaN : Date.parse(time);
  return parsed >= EARLIEST && parsed < LATEST ? new Date(parsed).toISOString() : null;
}

/**
 * The latest time that the evidence tells: what has no time of its own stands there. Reports hold no time of the hunt, so that the
 * same evidence gives the same bytes.
 */
export function endOfEvidence({ findings, timeline, coverage }: Report): string {
  let latest = '';
  const consider = (time: string | null) => {
    const known = exportTime(time);
    if (known !== null && known > latest) latest = known;
  };
  for (const { firstSeen, lastSeen } of findings) {
    consider(firstSeen);
    consider(lastSeen);
  }
  for (const { time } of timeline) consider(time);
  for (const { lastRecord } of coverage.classes) consider(lastRecord);
  return latest === '' ? new Date(EARLIEST).toISOString() : latest;
}

/** When a finding was: first seen, else last seen, else what its file tells, else the end of the evidence. */
export function timeOf({ firstSeen, lastSeen, artifact }: Finding, end: string): EventTime {
  const times = artifact.times?.quality === 'unreliable' ? null : artifact.times;
  const candidates = [
    ['First Seen', firstSeen],
    ['Last Seen', lastSeen],
    ['File Modified', times?.modified ?? null],
    ['File Created', times?.created ?? null],
  ] as const;
  for (const [meaning, value] of candidates) {
    const time = exportTime(value);
    if (time !== null) return { time, meaning };
  }
  return { time: end, meaning: 'End of Evidence' };
}

/** The span of a finding, where it is known, its ends in order. */
export function spanOf({
  firstSeen,
  lastSeen,
}: Pick<Finding, 'firstSeen' | 'lastSeen'>): { readonly start: string; readonly end: string } | null {
  const [first, last] = [exportTime(firstSeen), exportTime(lastSeen)].map(
    (time, _, both) => time ?? both.find(Boolean) ?? null,
  );
  if (first == null || last == null) return null;
  return first <= last ? { start: first, end: last } : { start: last, end: first };
}
