import { expect, it } from 'vitest';
import { fits } from '../../../src/formats/w3c/column-types.js';

const inColumn = (type: Parameters<typeof fits>[0], text: string) => {
  const bytes = Buffer.from(text);
  return fits(type, bytes, 0, bytes.length);
};

it.each([
  ['date', ['2021-03-03'], ['2021-03-3', '2021/03-03', '2021-03/03', '-', '', '2021-03-031']],
  ['time', ['01:02:03', '01:02:03.123'], ['01:02:3', '01.02:03', '01:02.03', '-', '']],
] as const)('tells what can stand in a column of %s', (type, yes, no) => {
  expect(yes.filter((text) => !inColumn(type, text))).toEqual([]);
  expect(no.filter((text) => inColumn(type, text))).toEqual([]);
});
