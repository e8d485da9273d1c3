import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../src/case/instant.js';

describe('parseInstant', () => {
  it.each([
    ['2021-03-10', '2021-03-10T00:00:00.000Z'],
    ['2021-03-10T18:30', '2021-03-10T18:30:00.000Z'],
    ['2021-03-10 18:30:05', '2021-03-10T18:30:05.000Z'],
    ['2021-03-10T18:30:05.25Z', '2021-03-10T18:30:05.000Z'],
    ['2021-03-10T01:30+02:00', '2021-03-09T23:30:00.000Z'],
    ['2021-03-10T01:30-0530', '2021-03-10T07:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  it.each([
    '',
    'yesterday',
    '2021-02-30',
    '2023-02-29',
    '2021-13-01',
    '10.03.2021',
    '2021-03-10T25:00',
    '1615334400',
    '2021-03',
  ])('refuses %j and says how to write it', (text) =>
    expect(() => parseInstant(text)).toThrow(
      expect.objectContaining({ code: 'bad-date', hint: expect.stringContaining('2021-03-10') }),
    ),
  );
});
