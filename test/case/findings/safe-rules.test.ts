import { expect, it } from 'vitest';
import { safeProblem, safeRule } from '../../../src/case/findings/safe-rules.js';

const hostile = 'a\u001b[31m\nb';
const aRule = { severity: 'high', confidence: 'strong', outcome: 'compromise', attack: [] } as const;
const safe = 'a\\x1b[31m\\x0ab';

it.each([
  ['what it says is safe to show', { rule: hostile, hint: hostile }, { rule: safe, hint: safe }],
  ['what it leaves out stays out', { rule: null, hint: null }, { rule: null, hint: null }],
])('a problem of a rule that can be anybody’s: %s', (_, told, shown) => {
  const problem = { path: hostile, line: 1, column: 1, reason: hostile, incomplete: true, ...told };
  expect(safeProblem(problem)).toEqual({ path: safe, line: 1, column: 1, reason: safe, incomplete: true, ...shown });
});

it.each([
  ['as it is', { path: hostile, description: `${hostile}\r\nc` }, { path: safe, description: 'a\\x1b[31m\nb\nc' }],
  ['without what it leaves out', { path: null }, { path: null }],
])('a rule that can be anybody’s: %s', (_, told, shown) => {
  const texts = [' a\n b '];
  const rule = { ...aRule, id: hostile, title: hostile, references: texts, falsePositives: texts, nextSteps: texts };
  const lines = { references: ['a b'], falsePositives: ['a b'], nextSteps: ['a b'] };
  expect(safeRule({ ...rule, ...told })).toEqual({ ...aRule, id: safe, title: safe, ...lines, ...shown });
});
