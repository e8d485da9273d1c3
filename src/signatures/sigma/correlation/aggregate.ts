import { fold } from '../fold.js';
import { parseDecimal } from '../matchers/numeric.js';
import type { CompiledCorrelation } from '../program.js';
import { compareAll, rulesHold } from './condition.js';
import { StepWindow } from './step-window.js';
import type { Aggregate, WindowEvent } from './window.js';
import { DistinctWindow, RankedWindow, TotalWindow } from './windows.js';

/** Makes windows of the kind that a correlation's type needs: one for each group, of which there may be very many. */
export function aggregatesOf<E extends WindowEvent>(compiled: CompiledCorrelation): () => Aggregate<E> {
  const { type, comparisons, percentile } = compiled.correlation;
  const compare = (value: number): boolean => compareAll(value, comparisons);
  switch (type) {
    case 'event_count':
      return totals(
        () => 0,
        ({ count }) => compare(count),
      );
    case 'value_sum':
      return totals(firstNumber, ({ count, sum }) => count > 0 && compare(sum));
    case 'value_avg':
      return totals(firstNumber, ({ count, sum }) => count > 0 && compare(sum / count));
    case 'value_count':
      return distinct(
        ({ values }) => (values ? [distinctOf(values)] : []),
        (seen) => compare(seen.size),
      );
    case 'value_median':
      return () => new RankedWindow(firstNumber, 50, compare);
    case 'value_percentile':
      return () => new RankedWindow(firstNumber, percentile ?? 50, compare);
    case 'temporal':
      return distinct(
        ({ inputs }) => inputs,
        (seen) => rulesHold(compiled, seen.size, (input) => seen.has(input)),
      );
    case 'temporal_ordered':
      return () => new StepWindow(compiled);
  }
}

function totals<E extends WindowEvent>(...how: ConstructorParameters<typeof TotalWindow<E>>): () => TotalWindow<E> {
  return () => new TotalWindow<E>(...how);
}

function distinct<E extends WindowEvent>(
  ...how: ConstructorParameters<typeof DistinctWindow<E>>
): () => DistinctWindow<E> {
  return () => new DistinctWindow<E>(...how);
}

/** One text for values that are distinct from others in the same fields. */
function distinctOf(values: readonly string[]): string {
  const [only] = values;
  return values.length === 1 && only !== undefined ? fold(only) : JSON.stringify(values.map(fold));
}

function firstNumber({ values }: WindowEvent): number | null {
  return values?.[0] === undefined ? null : parseDecimal(values[0]);
}
