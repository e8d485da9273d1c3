import { expect, it } from 'vitest';
import {
  clockSeconds,
  DAY,
  dayInFileName,
  dayOf,
  isoDay,
  isoTime,
  monthInFileName,
} from '../../../src/formats/log-line/line-time.js';
import { midnightOf, type TimeZone, UTC } from '../../../src/formats/log-line/time-zone.js';

const iso = (day: number): string => new Date(day * DAY * 1000).toISOString().slice(0, 10);
const inside = <T>(text: string, read: (bytes: Uint8Array, start: number, end: number) => T): T =>
  read(Buffer.from(`#${text}#`), 1, 1 + text.length);

it.each([
  [1970, 1, 1, 0],
  [1970, 1, 2, 1],
  [2021, 3, 4, 18_690],
  [2020, 2, 29, 18_321],
  [9999, 12, 31, 2_932_896],
  [1969, 12, 31, Number.NaN],
  [10_000, 1, 1, Number.NaN],
  [2021, 2, 29, Number.NaN],
  [2021, 13, 1, Number.NaN],
  [2021, 1, 0, Number.NaN],
])('%d-%d-%d is day %d', (year, month, day, expected) => expect(dayOf(year, month, day)).toBe(expected));

it.each([
  ['2021-03-04', 18_690],
  ['2021-03-044', Number.NaN],
  ['2021-03-4', Number.NaN],
  ['2021/03-04', Number.NaN],
  ['2021-03/04', Number.NaN],
  ['202a-03-04', Number.NaN],
  ['2021-0:-04', Number.NaN],
  ['2021-03-31', 18_717],
  ['2021-04-31', Number.NaN],
])('the date %s is day %d', (text, day) => expect(inside(text, isoDay)).toBe(day));

it.each([
  ['00:00:00', 0],
  ['22:10:31', 79_831],
  ['09:59:60', 36_000],
  ['22:10:31.1', 79_831],
  ['22:10:31.1234567', 79_831],
  ['22:10:31.12345678', Number.NaN],
  ['22:10:3', Number.NaN],
  ['22-10:31', Number.NaN],
  ['22:10-31', Number.NaN],
  ['22:10:31,1', Number.NaN],
  ['22:10:31.1a', Number.NaN],
  ['22:10:31.a1', Number.NaN],
  ['24:00:00', Number.NaN],
  ['23:60:00', Number.NaN],
  ['23:00:61', Number.NaN],
  ['2/:00:00', Number.NaN],
  ['2::00:00', Number.NaN],
])('the clock %s is second %d', (text, seconds) => expect(inside(text, clockSeconds)).toBe(seconds));

it.each([
  ['u_ex210304.log', '2021-03-04'],
  ['ex210304.log', '2021-03-04'],
  ['U_EX21030422_x.LOG', '2021-03-04'],
  ['server-nc210304.log.gz', '2021-03-04'],
  ['in210304.log', '2021-03-04'],
  ['ex211304.log', null],
  ['u_extend1.log', null],
  ['index210304.log', null],
  ['u_ex2103.log', null],
])('the name %s says %s', (name, expected) => {
  const day = dayInFileName(name);
  expect(day === null ? null : iso(day)).toBe(expected);
});

it.each([
  ['u_in2103.log', ['2021-03-01', '2021-03-31']],
  ['ex2002_x.log', ['2020-02-01', '2020-02-29']],
  ['nc2012.log', ['2020-12-01', '2020-12-31']],
  ['ex2113.log', null],
  ['ex2100.log', null],
  ['ex210304.log', null],
  ['web.log', null],
])('the name %s says the month of %j', (name, expected) => {
  expect(monthInFileName(name)?.map(iso) ?? null).toEqual(expected);
});

it.each([
  [0, '1970-01-01T00:00:00Z'],
  [1_614_895_831.9, '2021-03-04T22:10:31Z'],
  [1_614_895_831, '2021-03-04T22:10:31Z'],
  [1_614_902_405, '2021-03-05T00:00:05Z'],
  [1_614_899_399, '2021-03-04T23:09:59Z'],
  [-1, '1969-12-31T23:59:59Z'],
  [Number.NaN, null],
])('second %d is %s', (seconds, expected) => expect(isoTime(seconds)).toBe(expected));

const lastSunday = (month: number, clock: number) => ({ month, week: 5, weekday: 0, clock });
const summer = { offset: 120, begins: lastSunday(3, 2 * 3600), ends: lastSunday(10, 3 * 3600) };
const western: TimeZone = { standardOffset: 60, summer };

it.each<[string, TimeZone, string | null]>([
  ['2021-01-15', western, '2021-01-14T23:00:00Z'],
  ['2021-07-15', western, '2021-07-14T22:00:00Z'],
  ['2021-03-27', western, '2021-03-26T23:00:00Z'],
  ['2021-03-28', western, null],
  ['2021-03-29', western, '2021-03-28T22:00:00Z'],
  ['2021-10-30', western, '2021-10-29T22:00:00Z'],
  ['2021-10-31', western, null],
  ['2021-11-01', western, '2021-10-31T23:00:00Z'],
  ['2021-07-15', UTC, '2021-07-15T00:00:00Z'],
  ['2021-07-15', { standardOffset: -300, summer: 'unknown' }, '2021-07-15T05:00:00Z'],
  // The clock is set at midnight: that midnight comes twice, or not at all.
  ['2021-10-31', { ...western, summer: { ...summer, ends: lastSunday(10, 1800) } }, null],
  ['2021-03-28', { ...western, summer: { ...summer, begins: lastSunday(3, 0) } }, null],
])('midnight of %s', (date, zone, expected) => {
  const midnight = midnightOf(zone, Date.parse(`${date}T00:00:00Z`) / 1000);
  expect(midnight === null ? null : isoTime(midnight)).toBe(expected);
});
