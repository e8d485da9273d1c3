import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { caseOf } from './case-sketch.js';

/** Findings behind `> `, then the case that they make; a line without anything is between two. */
const CASES = readFileSync(new URL('../../fixtures/stories.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n\n')
  .map((block): [string, string[], string[]] => {
    const lines = block.split('\n');
    const findings = lines.filter((one) => one.startsWith('> ')).map((one) => one.slice(2));
    return [findings.join(' and '), findings, lines.filter((one) => !one.startsWith('> '))];
  });

it.each(CASES)('a case is told of %s', (_, findings, expected) => {
  expect(caseOf(findings)).toEqual(expected);
});
