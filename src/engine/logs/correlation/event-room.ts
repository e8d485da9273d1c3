import type { CountedRules } from './event-kinds.js';
import type { UncountedMatches } from '../file-analysis.js';

/** Events of one file that are kept for correlations: of one rule, so that a flood leaves room for what is rare, and of all. */
export interface MostEvents {
  readonly ofRule: number;
  readonly ofAll: number;
}

/** Tells which matches of one file are kept for correlations, and counts those for which there is no room. */
export class EventRoom {
  /** By rule. */
  readonly #tallies = new Map<number, { counted: number; uncounted: number; from: number }>();
  #kept = 0;

  constructor(
    readonly counted: CountedRules,
    readonly most: MostEvents,
  ) {}

  /** Whether some correlation counts what this rule matches, and there is room for one more, which is taken. */
  take(rule: number, time: number): boolean {
    if (!this.counted.has(rule)) return false;
    const tally = this.#tallies.get(rule) ?? { counted: 0, uncounted: 0, from: 0 };
    this.#tallies.set(rule, tally);
    if (tally.counted < this.most.ofRule && this.#kept < this.most.ofAll) {
      tally.counted++;
      this.#kept++;
      return true;
    }
    if (tally.uncounted++ === 0) tally.from = time;
    return false;
  }

  /** Rules of which there were more matches than were kept, in their order. */
  get uncounted(): UncountedMatches[] {
    const tallies = [...this.#tallies].map(([rule, tally]) => ({ rule, ...tally }));
    return tallies.filter(({ uncounted }) => uncounted > 0).sort((a, b) => a.rule - b.rule);
  }
}
