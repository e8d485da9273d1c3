import { DAY } from './line-time.js';

/** How the clock of a server goes, by the rules in force when it was collected. Plain data. Offsets are minutes ahead of UTC. */
export interface TimeZone {
  readonly standardOffset: number;
  /** `unknown`: there may be summer time, but nothing tells when. */
  readonly summer: SummerTime | 'none' | 'unknown';
}

export interface SummerTime {
  readonly offset: number;
  /** In standard time. */
  readonly begins: YearlyMoment;
  /** In summer time. */
  readonly ends: YearlyMoment;
}

/** `week` 1 to 4, 5 is the last; `weekday` 0 is Sunday; `clock` in seconds of the day. */
export interface YearlyMoment {
  readonly month: number;
  readonly week: number;
  readonly weekday: number;
  readonly clock: number;
}

export const UTC: TimeZone = { standardOffset: 0, summer: 'none' };

/** A step back of the clock by more than this, seconds, is the end of summer time and no disorder of lines. */
const DISORDER = 600;

/** Turns the local times of one log, in the order of its lines, into UTC. */
export class LocalClock {
  readonly #zone: TimeZone;
  #last = Number.NEGATIVE_INFINITY;
  /** In the hour that comes twice, the second time. */
  #again = false;

  constructor(zone: TimeZone) {
    this.#zone = zone;
  }

  /** Seconds since 1970, as the clock shows them and as UTC. An hour that the clock skips counts as standard time. */
  utc(local: number): number {
    const { standardOffset, summer } = this.#zone;
    const standard = local - standardOffset * 60;
    if (typeof summer === 'string') return standard;
    const inSummer = local - summer.offset * 60;
    if (!isSummer(this.#zone, summer, inSummer)) return standard;
    if (isSummer(this.#zone, summer, standard)) return inSummer;
    if (local < this.#last - DISORDER) this.#again = true;
    else if (local > this.#last + DAY) this.#again = false;
    this.#last = local;
    return this.#again ? standard : inSummer;
  }
}

/** Midnight of a local day, seconds since 1970, UTC; null where the clock is set on or back during that day. */
export function midnightOf({ standardOffset, summer }: TimeZone, local: number): number | null {
  if (typeof summer === 'string') return local - standardOffset * 60;
  const zone = { standardOffset, summer };
  const isSummerAt = (seconds: number): boolean | null => {
    const [inSummer, inStandard] = [summer.offset, standardOffset].map((offset) =>
      isSummer(zone, summer, seconds - offset * 60),
    );
    return inSummer === inStandard ? (inSummer ?? null) : null;
  };
  const [first, last] = [isSummerAt(local), isSummerAt(local + DAY)];
  return first === null || first !== last ? null : local - (first ? summer.offset : standardOffset) * 60;
}

/** Minutes that a zone's clocks are ahead of UTC at a moment in local time; the hour that comes twice counts as summer. */
export function offsetAt(zone: TimeZone, local: number): number {
  return (local - new LocalClock(zone).utc(local)) / 60;
}

function isSummer({ standardOffset }: TimeZone, { offset, begins, ends }: SummerTime, utc: number): boolean {
  const year = new Date(utc * 1000).getUTCFullYear();
  const begin = moment(year, begins) - standardOffset * 60;
  const end = moment(year, ends) - offset * 60;
  return begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
}

/** In the clock's own time, seconds since 1970. */
function moment(year: number, { month, week, weekday, clock }: YearlyMoment): number {
  const first = Date.UTC(year, month - 1, 1) / 86_400_000;
  const days = Date.UTC(year, month, 1) / 86_400_000 - first;
  // 1970-01-01 was a Thursday.
  let day = ((weekday - ((first + 4) % 7) + 7) % 7) + (week - 1) * 7;
  while (day >= days) day -= 7;
  return (first + day) * DAY + clock;
}
