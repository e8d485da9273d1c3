import { onlyRule } from '../yara/only-rule.js';
import { type ConditionPart, partsOfRule } from '../yara/rule-parts.js';
import type { Mutant } from './mutants.js';

/** What no file holds by chance stands for a string that the condition names, so that it cannot be left out. */
const NEVER = '{ 9d 41 e7 0c b3 5a f8 16 c2 7d 90 3e ab 64 d1 2f }';

/** The sources of a rule without each of its strings and of the parts of its condition, as far as something is left beside them. */
export function yaraMutants(source: string, name: string): Mutant<string>[] {
  const parts = partsOfRule(source, name);
  if (parts === null) return [];
  const mutant = (text: string, start: number, end: number, instead: readonly string[]): Mutant<string> => {
    const before = source.slice(0, start);
    const rules = instead.map((one) => onlyRule(`${before}${one}${source.slice(end)}`, name));
    const line = before.split('\n').length;
    return { text, line, column: start - before.lastIndexOf('\n'), rules };
  };
  const strings = parts.strings.map(({ identifier, start, end }) =>
    mutant(source.slice(start, end), start, end, ['', `${identifier} = ${NEVER}`]),
  );
  const conditions = (parts.condition === null ? [] : operandsOf(parts.condition)).map(({ start, end, of }) => {
    // It goes on being named, and decides nothing: a size is never below zero.
    const left = of === 'and' ? 'or filesize >= 0' : 'and filesize < 0';
    const text = source.slice(start, end);
    return mutant(`"${text.replace(/\s+/g, ' ')}" in the condition`, start, end, [`((${text}) ${left})`]);
  });
  return [...(strings.length < 2 ? [] : strings), ...conditions];
}

/** Every operand of an `and` or `or`, with what joins it to the others. */
function operandsOf(part: ConditionPart): { start: number; end: number; of: 'and' | 'or' }[] {
  if (part.type === 'part') return [];
  const { type, operands } = part;
  const own = type === 'not' ? [] : operands.map(({ start, end }) => ({ start, end, of: type }));
  return [...own, ...operands.flatMap(operandsOf)];
}
