import type { Comparison, SigmaCorrelation } from '../sigma/ast.js';
import type { Mutant } from './mutants.js';

/** A window that no sample is as long as: as if there were none. */
const NO_WINDOW = 1_000;

/** A correlation without each of its rules, group fields and comparisons, its window, and its order. */
export function correlationMutants(correlation: SigmaCorrelation): Mutant<SigmaCorrelation>[] {
  const { rules, groupBy, comparisons, timespan, type, position, expression } = correlation;
  const mutant = (text: string, change: Partial<SigmaCorrelation>, at = position): Mutant<SigmaCorrelation> => ({
    text,
    line: at.line,
    column: at.column,
    rules: [{ ...correlation, ...change }],
  });
  const ofRules =
    rules.length < 2 || expression !== null
      ? []
      : rules.map(({ reference, position: at }, which) =>
          mutant(`rules: ${reference}`, { rules: rules.toSpliced(which, 1) }, at),
        );
  const ofGroups = groupBy.map((field, at) => mutant(`group-by: ${field}`, { groupBy: groupBy.toSpliced(at, 1) }));
  const ofComparisons = comparisons.flatMap((comparison, at) => {
    const left = comparisons.length > 1 ? comparisons.toSpliced(at, 1) : lowest(comparison);
    const text = `${comparison.operator}: ${comparison.value} in the condition`;
    return left === null ? [] : [mutant(text, { comparisons: left })];
  });
  const order = type === 'temporal_ordered' ? [mutant('the order of its rules', { type: 'temporal' })] : [];
  const window = mutant(`timespan: ${timespan / 1000}s`, { timespan: timespan * NO_WINDOW });
  return [...ofRules, ...ofGroups, ...ofComparisons, ...order, window];
}

/** The only comparison of a condition as if it asked for the least; null where that is what it asks for. */
function lowest({ operator, value }: Comparison): readonly Comparison[] | null {
  if (operator === 'gte' && value > 1) return [{ operator, value: 1 }];
  return operator === 'gt' && value > 0 ? [{ operator, value: 0 }] : null;
}
