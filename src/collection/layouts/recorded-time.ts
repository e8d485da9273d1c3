import { isoTime } from '../placing/iso-time.js';

const ISO = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:?00)?$/;

/** A collector's UTC time, such as `2021-03-03 04:05:06.1234567`, as ISO 8601 in milliseconds; null for anything else. */
export function recordedTime(text: string | null | undefined): string | null {
  const match = ISO.exec(text?.trim() ?? '');
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction] = match;
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  const parts = [Number(hour), Number(minute), Number(second)] as const;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), ...parts, milliseconds);
  const exists = new Date(time).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
  return exists && parts[0] < 24 && parts[1] < 60 && parts[2] < 60 ? isoTime(time) : null;
}
