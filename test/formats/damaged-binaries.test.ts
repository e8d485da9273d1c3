import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { differing } from './damaged.js';

/** A file of Windows and what is changed in it behind `> `, then what is read otherwise; a line without anything is between two. */
const CASES = readFileSync(new URL('../fixtures/damaged.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n\n')
  .map((block): [string, string[]] => {
    const [head = '', ...lines] = block.split('\n');
    return [head.slice(2), lines];
  });

it.each(CASES)('what is read of a damaged file: %s', (head, expected) => {
  const [name = '', ...changes] = head.split(' ');
  expect(differing(name, changes)).toEqual(expected);
});
