import { describe, expect, it } from 'vitest';
import { parsePatchDays, patchedOnOf } from '../../../src/case/verdict/patch-days.js';

const day = (texts: readonly string[], host: string | null) =>
  patchedOnOf(parsePatchDays(texts))(host)?.slice(0, 10) ?? null;

describe('days of patches', () => {
  it.each<readonly [readonly string[], string | null, string | null]>([
    [[], 'EX01', null],
    [['2021-03-10'], 'EX01', '2021-03-10'],
    [['2021-03-10'], null, '2021-03-10'],
    [['EX01=2021-03-10'], 'ex01', '2021-03-10'],
    [['EX01=2021-03-10'], 'EX02', null],
    [['EX01=2021-03-10'], null, null],
    [['2021-03-10', 'EX02=2021-03-18'], 'EX02', '2021-03-18'],
    [['2021-03-10', 'EX02=2021-03-18'], 'EX01', '2021-03-10'],
  ])('%j are for %s on %s', (texts, host, expected) => expect(day(texts, host)).toBe(expected));

  it.each([[['2021-03-10', '2021-03-11']], [['EX01=2021-03-10', 'ex01=2021-03-11']]])(
    '%j name a server twice',
    (texts) => expect(() => parsePatchDays(texts)).toThrow(/given twice/),
  );

  it.each([['EX01='], ['EX01=soon'], ['=x']])('%j has no date', (text) =>
    expect(() => parsePatchDays([text])).toThrow(/Not a date/),
  );
});
