import { expect, it } from 'vitest';
import { safeProblem } from '../../../src/case/findings/safe-rules.js';

const hostile = 'a\u001b[31m\nb';
const safe = 'a\\x1b[31m\\x0ab';

it.each([
  ['what it says is safe to show', { rule: hostile, hint: hostile }, { rule: safe, hint: safe }],
  ['what it leaves out stays out', { rule: null, hint: null }, { rule: null, hint: null }],
])('a problem of a rule that can be anybody’s: %s', (_, told, shown) => {
  const problem = { path: hostile, line: 1, column: 1, reason: hostile, incomplete: true, ...told };
  expect(safeProblem(problem)).toEqual({ path: safe, line: 1, column: 1, reason: safe, incomplete: true, ...shown });
});
