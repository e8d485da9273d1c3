import { RecencyMap } from './recency-map.js';
import type { Aggregate, Total, WindowContent, WindowEvent } from './window.js';

/** First in, first out, without moving what stays. */
class Queue<T> {
  #items: T[] = [];
  #start = 0;

  get size(): number {
    return this.#items.length - this.#start;
  }

  first(): T | undefined {
    return this.#items[this.#start];
  }

  last(): T | undefined {
    return this.size === 0 ? undefined : this.#items.at(-1);
  }

  all(): readonly T[] {
    return this.#items.slice(this.#start);
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#start++];
    if (this.#start > 64 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return item;
  }
}

interface Totals {
  readonly count: number;
  readonly sum: number;
}

/** Counts events and sums a number of each; an event whose number is null is left out. */
export class TotalWindow<E extends WindowEvent> implements Aggregate<E> {
  readonly #entries = new Queue<Total>();
  #count = 0;
  #sum = 0;

  constructor(
    readonly number: (event: E) => number | null,
    readonly condition: (totals: Totals) => boolean,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  add(event: E): void {
    const value = this.number(event);
    if (value === null) return;
    const last = this.#entries.last();
    if (last?.time === event.time) {
      last.count++;
      last.sum += value;
    } else this.#entries.push({ time: event.time, count: 1, sum: value });
    this.#count++;
    this.#sum += value;
  }

  oldest(): number | null {
    return this.#entries.first()?.time ?? null;
  }

  removeOldest(): void {
    const entry = this.#entries.shift();
    if (!entry) return;
    this.#count -= entry.count;
    // What floating-point sums leave behind must not outlive the values.
    this.#sum = this.#count === 0 ? 0 : this.#sum - entry.sum;
  }

  holds(): boolean {
    return this.condition({ count: this.#count, sum: this.#sum });
  }

  kept(): Pick<WindowContent<never>, 'totals'> {
    return { totals: { entries: this.#entries.all(), count: this.#count, sum: this.#sum } };
  }

  resume({ totals }: Pick<WindowContent<never>, 'totals'>): void {
    for (const entry of totals?.entries ?? []) this.#entries.push(entry);
    this.#count = totals?.count ?? 0;
    this.#sum = totals?.sum ?? 0;
  }
}

/** Distinct things with the time they were last seen. */
export class DistinctWindow<E extends WindowEvent> implements Aggregate<E> {
  readonly #seen = new RecencyMap<string | number, number>();

  constructor(
    readonly keys: (event: E) => readonly (string | number)[],
    readonly condition: (seen: Pick<RecencyMap<string | number, number>, 'has' | 'size'>) => boolean,
  ) {}

  get size(): number {
    return this.#seen.size;
  }

  add(event: E): void {
    for (const key of this.keys(event)) this.#seen.set(key, event.time);
  }

  oldest(): number | null {
    return this.#seen.oldest()?.value ?? null;
  }

  removeOldest(): void {
    this.#seen.deleteOldest();
  }

  holds(): boolean {
    return this.condition(this.#seen);
  }

  kept(): Pick<WindowContent<never>, 'seen'> {
    return { seen: [...this.#seen.entries()] };
  }

  resume({ seen = [] }: Pick<WindowContent<never>, 'seen'>): void {
    for (const [key, time] of seen) this.#seen.set(key, time);
  }
}

/** Numbers in order of size, for percentiles. */
export class RankedWindow<E extends WindowEvent> implements Aggregate<E> {
  readonly #entries = new Queue<{ time: number; value: number }>();
  readonly #ranked: number[] = [];

  constructor(
    readonly number: (event: E) => number | null,
    readonly percentile: number,
    readonly condition: (value: number) => boolean,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  add(event: E): void {
    const value = this.number(event);
    if (value === null) return;
    this.#entries.push({ time: event.time, value });
    this.#ranked.splice(this.#rank(value), 0, value);
  }

  oldest(): number | null {
    return this.#entries.first()?.time ?? null;
  }

  removeOldest(): void {
    const entry = this.#entries.shift();
    if (entry) this.#ranked.splice(this.#rank(entry.value), 1);
  }

  /** Interpolates between the two nearest ranks, so that the 50th percentile is the median. */
  holds(): boolean {
    if (this.#ranked.length === 0) return false;
    const rank = ((this.#ranked.length - 1) * this.percentile) / 100;
    const below = this.#ranked[Math.floor(rank)] ?? 0;
    const above = this.#ranked[Math.ceil(rank)] ?? below;
    return this.condition(below + (above - below) * (rank - Math.floor(rank)));
  }

  kept(): Pick<WindowContent<never>, 'numbers'> {
    return { numbers: this.#entries.all() };
  }

  resume({ numbers = [] }: Pick<WindowContent<never>, 'numbers'>): void {
    for (const entry of numbers) {
      this.#entries.push(entry);
      this.#ranked.splice(this.#rank(entry.value), 0, entry.value);
    }
  }

  /** Where the first value that is not less stands. */
  #rank(value: number): number {
    let low = 0;
    let high = this.#ranked.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranked[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
