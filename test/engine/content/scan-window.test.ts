import { expect, it } from 'vitest';
import { scanWindow } from '../../../src/engine/content/scan-window.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import {
  type CompiledRules,
  MAXIMUM_MATCHES_PER_PATTERN,
  NO_EXTERNALS,
  type PatternMatch,
  type RuleMatch,
} from '../../../src/signatures/yara/binding.js';
import { ExternalQuestions } from '../../../src/signatures/yara/external-questions.js';

const BYTES = Buffer.from(`${'a line\n'.repeat(600)}end`);
const places = (identifier: string, count: number, step = 1): PatternMatch[] =>
  Array.from({ length: count }, (_, i) => ({ identifier, offset: (count - 1 - i) * step, length: 1 }));

/** What rules tell of one window that begins at byte 1000, in line 50. */
function scanned(...matches: readonly (RuleMatch | Omit<RuleMatch, 'source'>)[]) {
  const rules: CompiledRules = {
    questions: new ExternalQuestions([]),
    scan: () => matches.map((match) => ({ source: 0, ...match })),
  };
  const content = createWebContent(BYTES, { extension: 'txt' });
  const start = { offset: 1000, line: 50, lineOffset: 990 };
  const idOf = (source: number, rule: string) => (rule === 'private' ? undefined : `${source}.${rule}`);
  return scanWindow(rules, idOf, content, NO_EXTERNALS, start, 'a.txt');
}

it('tells the first places of each pattern, in the order of the file', () => {
  const patterns = [...places('$b', 5, 7), ...places('$a', 4, 7)];
  const { matches, crowded } = scanned({ rule: 'r', patterns });
  expect(matches.map(({ ruleId, view }) => [ruleId, view])).toEqual([['0.r', 'raw']]);
  expect(matches[0]?.strings.map(({ label, offset, line, text }) => [label, offset, line, text])).toEqual([
    ['$a', 1000, 50, 'a'],
    ['$b', 1000, 50, 'a'],
    ['$a', 1007, 51, 'a'],
    ['$b', 1007, 51, 'a'],
    ['$a', 1014, 52, 'a'],
    ['$b', 1014, 52, 'a'],
  ]);
  expect(crowded).toEqual([]);
});

it('tells few places of a rule of many patterns', () => {
  const { matches } = scanned({ rule: 'r', patterns: Array.from({ length: 30 }, (_, i) => places(`$${i}`, 1)).flat() });
  expect(matches[0]?.strings).toHaveLength(24);
});

it('tells a rule once, in whatever order the binding tells them, and none that has no name', () => {
  const patterns = places('$a', 1);
  const told = (...order: readonly [number, string][]) =>
    scanned(...order.map(([source, rule]) => ({ source, rule, patterns }))).matches.map(({ ruleId }) => ruleId);
  expect(told([1, 'a'], [0, 'b'], [0, 'private'], [0, 'a'], [0, 'b'])).toEqual(['0.a', '0.b', '1.a']);
});

it('names a rule of which one pattern alone is found more often than is followed', () => {
  const crowd = places('$a', MAXIMUM_MATCHES_PER_PATTERN);
  expect(scanned({ rule: 'r', patterns: [...crowd, ...places('$b', 1)] }).crowded).toEqual(['0.r']);
  expect(scanned({ rule: 'r', patterns: [...crowd.slice(1), ...places('$b', 9)] }).crowded).toEqual([]);
});
