import { fold } from '../fold.js';
import { parseDecimal } from '../matchers/numeric.js';
import type { CompiledCorrelation } from '../program.js';
import { compareAll, rulesHold } from './condition.js';
import { StepWindow } from './step-window.js';
import type { Aggregate, WindowEvent } from './window.js';
import { DistinctWindow, RankedWindow, TotalWindow } from './windows.js';

/** The window that a correlation's type needs. */
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
        ({ values }) => (values ? [distinctOf(values)] : []),
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

/** One text for values that are distinct from others in the same fields. */
function distinctOf(values: readonly string[]): string {
  const [only] = values;
  return values.length === 1 && only !== undefined ? fold(only) : JSON.stringify(values.map(fold));
}

function firstNumber({ values }: WindowEvent): number | null {
  return values?.[0] === undefined ? null : parseDecimal(values[0]);
}
