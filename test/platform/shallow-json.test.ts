import { afterEach, expect, it, vi } from 'vitest';
import { jsonRows } from '../../src/collection/json-lines.js';
import { shallowJson } from '../../src/platform/shallow-json.js';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['{"a":[1,{"b":"}"}]}', { a: [1, { b: '}' }] }],
  [' \r\n\t{ } \n', {}],
  ['[1, 2]\n', [1, 2]],
  ['{"a":"\\"{"}', { a: '"{' }],
  ['1', undefined],
  ['"a"', undefined],
  ['{"a":1', undefined],
  ['{}]', undefined],
  ['{a:1}', undefined],
  [`${'['.repeat(513)}${']'.repeat(513)}`, undefined],
])('reads %s', (text, value) => {
  expect(shallowJson(text)).toEqual(value);
});

it.each(['\\', '', '{', '}', '{},', ',{}', '"a"', '{x}', '[}', 'x'])('asks the parser about no line %s', (line) => {
  const parse = vi.spyOn(JSON, 'parse');
  expect([...jsonRows(Buffer.from(`x\n${`${line}\n`.repeat(100)}`))]).toEqual([]);
  expect(parse).not.toHaveBeenCalled();
});
