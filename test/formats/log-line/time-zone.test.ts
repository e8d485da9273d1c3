import { describe, expect, it } from 'vitest';
import { LocalClock, offsetAt, type TimeZone } from '../../../src/formats/log-line/time-zone.js';

const HOUR = 3600;
const western: TimeZone = {
  standardOffset: 60,
  summer: {
    offset: 120,
    begins: { month: 3, week: 5, weekday: 0, clock: 2 * HOUR },
    ends: { month: 10, week: 5, weekday: 0, clock: 3 * HOUR },
  },
};
/** Sydney: summer goes over the new year. */
const southern: TimeZone = {
  standardOffset: 600,
  summer: {
    offset: 660,
    begins: { month: 10, week: 1, weekday: 0, clock: 2 * HOUR },
    ends: { month: 4, week: 1, weekday: 0, clock: 3 * HOUR },
  },
};
const seconds = (text: string): number => Date.parse(`${text}Z`) / 1000;
const iso = (time: number): string => new Date(time * 1000).toISOString().slice(0, 19);
const utc = (zone: TimeZone, ...local: string[]): string[] => {
  const clock = new LocalClock(zone);
  return local.map((text) => iso(clock.utc(seconds(text))));
};

describe('local times', () => {
  it.each<[string, TimeZone, string, string]>([
    ['winter', western, '2021-01-15T12:00:00', '2021-01-15T11:00:00'],
    ['summer', western, '2021-07-15T12:00:00', '2021-07-15T10:00:00'],
    ['the second before summer time', western, '2021-03-28T01:59:59', '2021-03-28T00:59:59'],
    ['the first second of summer time', western, '2021-03-28T03:00:00', '2021-03-28T01:00:00'],
    ['the first second after it', western, '2021-10-31T03:00:00', '2021-10-31T02:00:00'],
    ['a new year in summer', southern, '2021-01-01T00:30:00', '2020-12-31T13:30:00'],
    ['a winter in July', southern, '2021-07-01T10:00:00', '2021-07-01T00:00:00'],
    ['no summer time', { standardOffset: -300, summer: 'none' }, '2021-07-01T20:00:00', '2021-07-02T01:00:00'],
    ['one that is not known', { standardOffset: 60, summer: 'unknown' }, '2021-07-01T01:00:00', '2021-07-01T00:00:00'],
  ])('%s', (_, zone, local, expected) => {
    expect(utc(zone, local)).toEqual([expected]);
  });

  it('go through the hour that comes twice, once for each', () => {
    expect(
      utc(
        western,
        '2021-10-31T01:50:00',
        '2021-10-31T02:10:00',
        '2021-10-31T02:50:00',
        '2021-10-31T02:49:58',
        '2021-10-31T02:05:00',
        '2021-10-31T02:50:00',
        '2021-10-31T03:10:00',
      ),
    ).toEqual([
      '2021-10-30T23:50:00',
      '2021-10-31T00:10:00',
      '2021-10-31T00:50:00',
      '2021-10-31T00:49:58',
      '2021-10-31T01:05:00',
      '2021-10-31T01:50:00',
      '2021-10-31T02:10:00',
    ]);
  });

  it('have an offset at each moment', () => {
    expect(offsetAt(western, seconds('2021-07-01T12:00:00'))).toBe(120);
    expect(offsetAt(western, seconds('2021-12-01T12:00:00'))).toBe(60);
  });
});
