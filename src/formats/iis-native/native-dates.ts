import { dayOf } from '../log-line/line-time.js';

type Order = 'month-first' | 'day-first';

/**
 * Dates of a native log, which are written as the regional settings of the server have it: `8/15/2021`, `15/08/2021`, `15.08.21`,
 * `15-08-2021`, `2021/08/15`. Whether the day or the month comes first is told once for a file: by the first date of which only one
 * can be right, or the one that is the day or in the month of the file's name, or the first change of day, since logs have no gaps of
 * months; and until then by what the separator is used for most.
 */
export class NativeDates {
  /** Day in the file's name, days since 1970. */
  readonly #named: number | null;
  /** Days of the month in the file's name. */
  readonly #month: readonly [first: number, last: number] | null;
  #before: { readonly monthFirst: number; readonly dayFirst: number } | null = null;
  #order: Order | null = null;
  #guessed = 0;
  #wrong = false;

  constructor(named: number | null, month: readonly [first: number, last: number] | null = null) {
    this.#named = named;
    this.#month = month;
  }

  /** What is not sure about the days that were told, null where all is. */
  get doubt(): string | null {
    if (this.#wrong) return 'Dates have the day first in some lines and the month first in others';
    if (this.#order !== null || this.#guessed === 0) return null;
    return 'Nothing tells whether the day or the month comes first in its dates; they were read as their separator suggests';
  }

  /** Days since 1970; NaN for what is no date. */
  dayOf(text: string): number {
    const [, first = '', separator, second = '', third = ''] =
      /^(\d{1,4})([./-])(\d\d?)\2(\d{4}|\d\d?)$/.exec(text) ?? [];
    if (separator === undefined) return Number.NaN;
    if (first.length > 2) return first.length === 4 ? dayOf(Number(first), Number(second), Number(third)) : Number.NaN;
    const year = yearOf(third);
    const monthFirst = dayOf(year, Number(first), Number(second));
    const dayFirst = dayOf(year, Number(second), Number(first));
    if (Number.isNaN(monthFirst) && Number.isNaN(dayFirst)) return Number.NaN;
    if (monthFirst === dayFirst) return dayFirst;
    const told = this.#told(monthFirst, dayFirst);
    if (told !== null && this.#order !== null && told !== this.#order) this.#wrong = true;
    if (told !== null && this.#order === null) {
      this.#order = told;
      // What was guessed before went the other way.
      this.#wrong ||= this.#guessed > 0 && told !== usual(separator);
    }
    const order = told ?? this.#order;
    if (order === null) this.#guessed++;
    return (order ?? usual(separator)) === 'day-first' ? dayFirst : monthFirst;
  }

  #told(monthFirst: number, dayFirst: number): Order | null {
    if (Number.isNaN(monthFirst)) return 'day-first';
    if (Number.isNaN(dayFirst)) return 'month-first';
    if (this.#order !== null) return null;
    const within = this.#inMonth(monthFirst, dayFirst) ?? this.#byStep(monthFirst, dayFirst);
    this.#before = { monthFirst, dayFirst };
    if (within !== null || this.#named === null) return within;
    // A file of one day begins on it, in any time zone; that of a month or of a week has a name that is near.
    const [byMonth, byDay] = [Math.abs(monthFirst - this.#named), Math.abs(dayFirst - this.#named)];
    return byMonth === byDay || Math.min(byMonth, byDay) > 1 ? null : byMonth < byDay ? 'month-first' : 'day-first';
  }

  #inMonth(monthFirst: number, dayFirst: number): Order | null {
    if (this.#month === null) return null;
    const [first, last] = this.#month;
    const [byMonth, byDay] = [monthFirst, dayFirst].map((day) => day >= first && day <= last);
    return byMonth === byDay ? null : byMonth ? 'month-first' : 'day-first';
  }

  /** The next day is one day on; read the other way it is a month away. */
  #byStep(monthFirst: number, dayFirst: number): Order | null {
    if (this.#before === null) return null;
    const byMonth = monthFirst - this.#before.monthFirst;
    const byDay = dayFirst - this.#before.dayFirst;
    const isNear = (step: number) => step > 0 && step <= 7;
    return isNear(byMonth) === isNear(byDay) ? null : isNear(byMonth) ? 'month-first' : 'day-first';
  }
}

/** Slashes are American where nothing else is known; points and dashes are European. */
function usual(separator: string): Order {
  return separator === '/' ? 'month-first' : 'day-first';
}

function yearOf(digits: string): number {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
}
