import { expect, it } from 'vitest';
import { alignColumns } from '../../../src/formats/w3c/align-columns.js';

/** date time method stem query agent status: the query and the agent may hold spaces, the agent likelier. */
const LAYOUT = {
  types: ['date', 'time', 'text', 'stem', 'text', 'text', 'number'],
  spacious: [5, 4],
} as const;

/** The columns of a line, null for those that it lacks; null where it is none. */
function columnsOf(line: string): (string | null)[] | null {
  const bytes = Buffer.from(line);
  const tokens = { starts: new Int32Array(64), ends: new Int32Array(64), count: 0 };
  let at = 0;
  for (const token of line.split(' ')) {
    tokens.starts[tokens.count] = at;
    at += token.length;
    tokens.ends[tokens.count++] = at;
    at += 1;
  }
  const ranges = new Int32Array(2 * LAYOUT.types.length);
  if (!alignColumns(bytes, tokens, LAYOUT, ranges)) return null;
  return LAYOUT.types.map((_, i) => {
    const start = ranges[2 * i] ?? -1;
    return start < 0 ? null : line.slice(start, ranges[2 * i + 1]);
  });
}

const WHEN = ['2021-03-03', '01:02:03'];

it.each([
  ['as many tokens as columns', '2021-03-03 01:02:03 GET /a - b 200', [...WHEN, 'GET', '/a', '-', 'b', '200']],
  ['spaces in the agent', '2021-03-03 01:02:03 GET /a - b c d 200', [...WHEN, 'GET', '/a', '-', 'b c d', '200']],
  ['a doubled space', '2021-03-03 01:02:03 GET  /a - b 200', [...WHEN, 'GET', '/a', '-', 'b', '200']],
  [
    'a column more than the header names',
    '2021-03-03 01:02:03 GET /a - b 200 x',
    [...WHEN, 'GET', '/a', '-', 'b', '200'],
  ],
  ['a line cut short behind its path', '2021-03-03 01:02:03 GET /a', [...WHEN, 'GET', '/a', null, null, null]],
  ['a line cut short before its path', '2021-03-03 01:02:03 GET', null],
  ['no time', '2021-03-03 GET /a - b 200', null],
  ['a status that is none', '2021-03-03 01:02:03 GET /a - b c', null],
  ['no time, and more columns', 'x y GET /a - b c 200', null],
])('reads %s', (_, line, columns) => {
  expect(columnsOf(line)).toEqual(columns);
});
