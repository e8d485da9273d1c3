import type { Comparison, Condition } from '../ast.js';
import type { CompiledCorrelation } from '../program.js';

/** Whether a number stands to every limit as asked. */
export function compareAll(value: number, comparisons: readonly Comparison[]): boolean {
  return comparisons.every((comparison) => compare(value, comparison));
}

function compare(value: number, { operator, value: limit }: Comparison): boolean {
  switch (operator) {
    case 'gt':
      return value > limit;
    case 'gte':
      return value >= limit;
    case 'lt':
      return value < limit;
    case 'lte':
      return value <= limit;
    case 'eq':
      return value === limit;
    case 'neq':
      return value !== limit;
  }
}

/**
 * Whether the condition, once it holds of a window, goes on to hold as events come in. Such a correlation is asked at
 * each event. Any other (`lt`, `eq`, a range, an average, `not`) is asked of whole windows only: when one is about to
 * lose an event, and at the end.
 */
export function isMonotone({ correlation: { type, comparisons, expression } }: CompiledCorrelation): boolean {
  if (expression) return !hasNot(expression);
  if (type === 'value_avg' || type === 'value_median' || type === 'value_percentile') return false;
  return comparisons.every(({ operator }) => operator === 'gt' || operator === 'gte');
}

function hasNot(condition: Condition): boolean {
  if (condition.type === 'not') return true;
  return (condition.type === 'and' || condition.type === 'or') && condition.operands.some(hasNot);
}

/** Whether those of a temporal correlation's rules occurred that its condition wants: by default all of them. */
export function rulesHold(
  { inputs, correlation: { expression, comparisons } }: CompiledCorrelation,
  count: number,
  occurred: (input: number) => boolean,
): boolean {
  if (!expression) return comparisons.length > 0 ? compareAll(count, comparisons) : count >= inputs.length;
  const evaluate = (condition: Condition): boolean => {
    switch (condition.type) {
      case 'identifier':
        return occurred(inputs.findIndex(({ reference }) => reference === condition.name));
      case 'not':
        return !evaluate(condition.operand);
      case 'and':
        return condition.operands.every(evaluate);
      case 'or':
        return condition.operands.some(evaluate);
      case 'of':
        return false;
    }
  };
  return evaluate(expression);
}
