import { AfterpatchError } from '../platform/errors.js';

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads a date or a date and time, as users give them. A date is its first instant; without an offset it is UTC.
 * @returns UTC ISO 8601 with milliseconds.
 * @throws AfterpatchError `bad-date` for anything else, a 30 February included.
 */
export function parseInstant(text: string): string {
  const parts = FORM.exec(text.trim());
  if (parts) {
    const [, year, month, day, hour = '00', minute = '00', second = '00', offset = 'Z'] = parts;
    const zone = /^z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
    const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
    const dayExists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
    if (!Number.isNaN(instant.getTime()) && dayExists) return instant.toISOString();
  }
  throw new AfterpatchError(
    'bad-date',
    `Not a date or time: ${text}`,
    'Give it as 2021-03-10, 2021-03-10T18:30 or 2021-03-10T18:30+02:00.',
  );
}
