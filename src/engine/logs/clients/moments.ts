import type { RecordEvidence } from '../../../model/finding.js';

/** When a request was made that is followed through the logs of a server. */
export interface Moment {
  readonly host: string | null;
  /** Since 1970, UTC. */
  readonly seconds: number;
}

/** A record that can be of a request that is followed. */
export interface TracedRecord {
  readonly host: string | null;
  readonly record: RecordEvidence;
}

/** Records of one log that are kept. */
export const MOST_TRACED = 2_000;

/** Records this close to a moment can tell of the same request, in seconds: a row is written at a request's end. */
const NEAR = 30;

/** Of one server. */
export function momentsOfHost(moments: readonly Moment[], host: string | null): number[] {
  return moments.filter((moment) => moment.host === host).map(({ seconds }) => seconds);
}

/** Tells which times are close to moments of one server. */
export class Moments {
  readonly #seconds: readonly number[];

  /** @param seconds since 1970 */
  constructor(seconds: readonly number[]) {
    this.#seconds = seconds.toSorted((a, b) => a - b);
  }

  isNear(seconds: number): boolean {
    let [low, high] = [0, this.#seconds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seconds[middle] ?? 0) < seconds - NEAR) low = middle + 1;
      else high = middle;
    }
    return (this.#seconds[low] ?? Number.POSITIVE_INFINITY) <= seconds + NEAR;
  }

  /** Whether a log of this time can hold one that is near. */
  isWithin(first: number, last: number): boolean {
    return this.#seconds.some((seconds) => seconds >= first - NEAR && seconds <= last + NEAR);
  }
}
