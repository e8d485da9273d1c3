import { fold } from '../fold.js';
import { parseDecimal } from '../matchers/numeric.js';
import type { CompiledCorrelation } from '../program.js';
import { compareAll, rulesHold } from './condition.js';
import { StepWindow } from './step-window.js';
import { DistinctWindow, RankedWindow, TotalWindow } from './windows.js';

/** A record's part in one group of one correlation. */
export interface WindowEvent {
  /** Milliseconds; never less than that of the event before it. */
  readonly time: number;
  /** Positions of the rules that it matched among the correlation's inputs, ascending. */
  readonly inputs: readonly number[];
  /** The texts of the correlation's value fields; null where one is missing. */
  readonly values: readonly string[] | null;
}

/**
 * What a correlation keeps of one group's events of the last timespan. Distinct things are kept once, at the time they
 * were last seen, and events of one instant are kept together: memory follows what is counted, not how often it occurs.
 */
export interface Aggregate<E extends WindowEvent> {
  /** Entries held: what the caps count. */
  readonly size: number;
  add(event: E): void;
  /** Time of the entry that leaves the window first, null where there is none. */
  oldest(): number | null;
  removeOldest(): void;
  /** Whether the correlation's condition holds of what is in the window. */
  holds(): boolean;
  /** The events that make the condition hold, where the window knows them one by one. */
  chain?(): readonly E[];
}

export function createAggregate<E extends WindowEvent>(compiled: CompiledCorrelation): Aggregate<E> {
  const { type, comparisons, percentile } = compiled.correlation;
  const compare = (value: number): boolean => compareAll(value, comparisons);
  switch (type) {
    case 'event_count':
      return new TotalWindow(
        () => 0,
        ({ count }) => compare(count),
      );
    case 'value_sum':
      return new TotalWindow(firstNumber, ({ count, sum }) => count > 0 && compare(sum));
    case 'value_avg':
      return new TotalWindow(firstNumber, ({ count, sum }) => count > 0 && compare(sum / count));
    case 'value_count':
      return new DistinctWindow(
        ({ values }) => (values ? [JSON.stringify(values.map(fold))] : []),
        (seen) => compare(seen.size),
      );
    case 'value_median':
      return new RankedWindow(firstNumber, 50, compare);
    case 'value_percentile':
      return new RankedWindow(firstNumber, percentile ?? 50, compare);
    case 'temporal':
      return new DistinctWindow(
        ({ inputs }) => inputs,
        (seen) => rulesHold(compiled, seen.size, (input) => seen.has(input)),
      );
    case 'temporal_ordered':
      return new StepWindow(compiled);
  }
}

function firstNumber({ values }: WindowEvent): number | null {
  return values?.[0] === undefined ? null : parseDecimal(values[0]);
}
