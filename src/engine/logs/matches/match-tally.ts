import { compareText } from '../../../platform/order.js';
import type { PackedRecord } from '../record-cells.js';

/** What records of matches are counted by: for each key the values of its fields together. */
export type TallyKeys = readonly (readonly string[])[];

/** Records with the same values of a key. Times are seconds since 1970, UTC; null where none of them tells one. */
export interface TallyGroup {
  /** In the order of the key's fields; null where the field is absent or null. */
  readonly values: readonly (string | null)[];
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** What one rule matched, in one log or in all of them. Plain data: it crosses process boundaries. */
export interface TallyPart {
  /** Index in the program's rules. */
  readonly rule: number;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  /** For each key its groups, and how many records had values beyond those that are kept apart. */
  readonly groups: readonly { readonly groups: readonly TallyGroup[]; readonly beyond: number }[];
  /** The first records. */
  readonly examples: readonly PackedRecord[];
}

/** Groups of one key that are kept apart, in one log and in all. */
const MAXIMUM_GROUPS = 50_000;
const MAXIMUM_EXAMPLES = 20;

interface Span {
  count: number;
  first: number | null;
  last: number | null;
}

interface Tally extends Span {
  readonly groups: { readonly spans: Map<string, Span>; beyond: number }[];
  readonly examples: PackedRecord[];
}

/** Counts the records that rules match, by values of fields. */
export class MatchTally {
  readonly #tallies = new Map<number, Tally>();

  constructor(readonly keys: TallyKeys) {}

  add(rule: number, time: number | null, textOf: (field: string) => string | null, record: () => PackedRecord): void {
    const tally = this.#tallyOf(rule);
    extend(tally, { count: 1, first: time, last: time });
    for (const [at, key] of this.keys.entries()) {
      this.#group(tally, at, key.map(textOf), { count: 1, first: time, last: time });
    }
    if (tally.examples.length < MAXIMUM_EXAMPLES) tally.examples.push(record());
  }

  /** Takes what another log said. Which groups are kept apart depends on the order of logs, not on who read them. */
  merge(parts: readonly TallyPart[]): void {
    for (const part of parts) {
      const tally = this.#tallyOf(part.rule);
      extend(tally, part);
      for (const [at, { groups, beyond }] of part.groups.entries()) {
        for (const group of groups) this.#group(tally, at, group.values, group);
        const own = tally.groups[at];
        if (own) own.beyond += beyond;
      }
      tally.examples.push(...part.examples.slice(0, MAXIMUM_EXAMPLES - tally.examples.length));
    }
  }

  /** By rule; groups by count, then by value. */
  get parts(): TallyPart[] {
    return [...this.#tallies]
      .sort(([a], [b]) => a - b)
      .map(([rule, { count, first, last, groups, examples }]) => ({
        rule,
        count,
        first,
        last,
        groups: groups.map(({ spans, beyond }) => ({ groups: sorted(spans), beyond })),
        examples,
      }));
  }

  #tallyOf(rule: number): Tally {
    let tally = this.#tallies.get(rule);
    if (!tally) {
      const groups = this.keys.map(() => ({ spans: new Map<string, Span>(), beyond: 0 }));
      tally = { count: 0, first: null, last: null, groups, examples: [] };
      this.#tallies.set(rule, tally);
    }
    return tally;
  }

  #group(tally: Tally, at: number, values: readonly (string | null)[], span: Span): void {
    const own = tally.groups[at];
    if (!own) return;
    const key = JSON.stringify(values);
    const known = own.spans.get(key);
    if (known) extend(known, span);
    else if (own.spans.size < MAXIMUM_GROUPS)
      own.spans.set(key, { count: span.count, first: span.first, last: span.last });
    else own.beyond += span.count;
  }
}

function sorted(spans: ReadonlyMap<string, Span>): TallyGroup[] {
  return [...spans]
    .sort(([a, one], [b, other]) => other.count - one.count || compareText(a, b))
    .map(([key, span]) => ({ values: JSON.parse(key), ...span }));
}

function extend(span: Span, { count, first, last }: Span): void {
  span.count += count;
  if (first !== null && (span.first === null || first < span.first)) span.first = first;
  if (last !== null && (span.last === null || last > span.last)) span.last = last;
}
