/** Seconds of a day. */
export const DAY = 86_400;

const digit = (bytes: Uint8Array, at: number): number => {
  const d = (bytes[at] ?? 0) - 0x30;
  return d >= 0 && d <= 9 ? d : Number.NaN;
};

const two = (bytes: Uint8Array, at: number): number => digit(bytes, at) * 10 + digit(bytes, at + 1);

/** Days since 1970-01-01 of a date of the Gregorian calendar; NaN for one that does not exist. */
export function dayOf(year: number, month: number, day: number): number {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return year >= 1970 && year <= 9999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? ms / 86_400_000
    : Number.NaN;
}

/** `2021-03-04`, exactly that long, as days since 1970; NaN for anything else. */
export function isoDay(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return Number.NaN;
  return dayOf(two(bytes, start) * 100 + two(bytes, start + 2), two(bytes, start + 5), two(bytes, start + 8));
}

/** `22:10:31`, also with a fraction (`22:10:31.123`), as whole seconds of the day; NaN for anything else. */
export function clockSeconds(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 8 || length > 16 || bytes[start + 2] !== 0x3a || bytes[start + 5] !== 0x3a) return Number.NaN;
  if (length > 8 && bytes[start + 8] !== 0x2e) return Number.NaN;
  for (let i = start + 9; i < end; i++) if (Number.isNaN(digit(bytes, i))) return Number.NaN;
  const [hours, minutes, seconds] = [two(bytes, start), two(bytes, start + 3), two(bytes, start + 6)];
  return hours < 24 && minutes < 60 && seconds < 61 ? hours * 3600 + minutes * 60 + seconds : Number.NaN;
}

/** Day in the name of a log, such as `u_ex210304.log`, `ex21030422.log`, `u_extend…` (none), `nc210304.log`, `in2103.log` (none). */
export function dayInFileName(name: string): number | null {
  const match = /(?:^|[^a-z])(?:u_)?(?:ex|in|nc)(\d\d)(\d\d)(\d\d)(?:\d\d)?(?:_x)?\.log/i.exec(name);
  if (!match) return null;
  const day = dayOf(2000 + Number(match[1]), Number(match[2]), Number(match[3]));
  return Number.isNaN(day) ? null : day;
}

/** First and last day of the month in the name of a log that takes one, such as `u_in2103.log`; null for other names. */
export function monthInFileName(name: string): readonly [first: number, last: number] | null {
  const match = /(?:^|[^a-z])(?:u_)?(?:ex|in|nc)(\d\d)(\d\d)(?:_x)?\.log/i.exec(name);
  const [year, month] = [2000 + Number(match?.[1]), Number(match?.[2])];
  const first = dayOf(year, month, 1);
  if (match === null || Number.isNaN(first)) return null;
  return [first, (month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1)) - 1];
}

let [cachedDay, cachedDate] = [Number.NaN, ''];
const digits = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** ISO 8601 in UTC, to the second; null where the time is not known. */
export function isoTime(seconds: number): string | null {
  if (Number.isNaN(seconds)) return null;
  const day = Math.floor(seconds / DAY);
  if (day !== cachedDay) {
    cachedDate = new Date(day * DAY * 1000).toISOString().slice(0, 10);
    cachedDay = day;
  }
  const clock = Math.floor(seconds) - day * DAY;
  const [hours, minutes] = [Math.floor(clock / 3600), Math.floor(clock / 60) % 60];
  return `${cachedDate}T${digits(hours)}:${digits(minutes)}:${digits(clock % 60)}Z`;
}
