import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../src/signatures/sigma/index.js';
import { formatCondition, parseCondition } from '../../../src/signatures/sigma/parse-condition.js';
import { matches, problemsOf, programOf, ruleText } from './rules.js';

const here = { line: 1, column: 1 };

/** A condition without its positions. */
function shape(condition: Condition): unknown {
  return JSON.parse(JSON.stringify(condition, (key, value: unknown) => (key === 'position' ? undefined : value)));
}

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/).filter((text) => !['and', 'or', 'not', 'of'].includes(text));
const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    name.map((each): Condition => ({ type: 'identifier', name: each, position: here })),
    fc.record({
      type: fc.constant('of' as const),
      quantifier: fc.constantFrom('any' as const, 'all' as const),
      pattern: fc.oneof(
        fc.constant('them'),
        name,
        name.map((each) => `${each}*`),
        name.map((each) => `*${each}`),
      ),
      position: fc.constant(here),
    }),
    tie('tree').map((operand): Condition => ({ type: 'not', operand, position: here })),
    fc.record({
      type: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      position: fc.constant(here),
    }),
  ),
}));

it('reads back what it writes', () => {
  fc.assert(
    fc.property(tree, (condition) => {
      expect(shape(parseCondition(formatCondition(condition), here))).toEqual(shape(condition));
    }),
  );
});

/** The condition over selections a, b, c, each of which asks a field of its name to be 1. */
function holds(condition: string, fields: string): boolean {
  const text = ruleText(`  a: {a: 1}\n  b: {b: 1}\n  c: {c: 1}\n  _d: {d: 1}\n  condition: ${condition}\n`);
  return matches(programOf(text), Object.fromEntries([...fields].map((field) => [field, 1])));
}

describe('binding', () => {
  it.each<[condition: string, holdsOf: string[], failsOf: string[]]>([
    ['a or b and c', ['a', 'bc', 'ab'], ['b', 'c', '']],
    ['not a and b', ['b', 'bc'], ['', 'ab', 'a']],
    ['not a or b', ['', 'b', 'c', 'ab'], ['a']],
    ['not 1 of them', ['', 'd'], ['a', 'ab']],
    ['not not a', ['a'], ['']],
    ['all of them or (not(a)and b)', ['abc', 'b'], ['ab', '']],
    ['any of a*', ['a'], ['b']],
    ['1 of _*', ['d'], ['a']],
    ['[a, b]', ['a', 'b'], ['c', '']],
    ['a and 1 of none*', ['a'], ['']],
    ['a or all of none*', ['a'], ['', 'b']],
  ])('%s', (condition, good, bad) => {
    for (const fields of good) expect(holds(condition, fields), fields).toBe(true);
    for (const fields of bad) expect(holds(condition, fields), fields).toBe(false);
  });
});

describe('what is no condition', () => {
  it.each<[condition: string, reason: RegExp]>([
    ['a OR b', /does not go on with "OR"/],
    ['a b', /does not go on with "b"/],
    ['(a', /not closed/],
    ['a)', /not open/],
    ['()', /does not go on/],
    ['2 of them', /"2 of" is not a quantifier/],
    ['1 of', /must be followed/],
    ['1 of (a or b)', /must be followed/],
    ['a*', /needs "1 of"/],
    ['not', /ends where/],
    ['a & b', /unexpected character "&"/],
    ['1 of none*', /selects nothing/],
    ['"a | count() by c-ip > 5"', /aggregation/],
    ['[]', /empty list/],
    ['{a: b}', /must be text/],
    [`${'('.repeat(500)}a${')'.repeat(500)}`, /nested too deeply/],
  ])('%s', (condition, reason) => {
    const text = ruleText(`  a: {a: 1}\n  b: {b: 1}\n  condition: ${condition}\n`);
    expect(problemsOf(text).map((problem) => problem.reason)).toEqual([expect.stringMatching(reason)]);
  });
});
