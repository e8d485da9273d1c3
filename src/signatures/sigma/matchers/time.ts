import type { TimePart } from './matcher.js';

const DATE_TIME =
  /^(?:(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:[Zz]|UTC|[+-]\d{2}:?\d{2}))?)?|(\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?)$/;

/**
 * A part of a date or time as written: no zone is converted (specification, "Time Modifiers"). Reads ISO 8601 dates with
 * or without a time, and times alone. Null where the text has no such part. `week` is the week of ISO 8601.
 */
export function timePart(text: string, part: TimePart): number | null {
  if (text.length > 64) return null;
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const dated = match[1] !== undefined;
  if (dated && !isDate(year, month, day)) return null;
  const hour = match[4] ?? match[6];
  const minute = match[5] ?? match[7];
  if (hour !== undefined && (Number(hour) > 23 || Number(minute) > 59)) return null;
  switch (part) {
    case 'minute':
      return minute === undefined ? null : Number(minute);
    case 'hour':
      return hour === undefined ? null : Number(hour);
    case 'day':
      return dated ? day : null;
    case 'month':
      return dated ? month : null;
    case 'year':
      return dated ? year : null;
    case 'week':
      return dated ? isoWeek(year, month, day) : null;
  }
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The week that holds the Thursday of the date's week. */
function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const firstDay = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - firstDay) / 86_400_000 / 7) + 1;
}
