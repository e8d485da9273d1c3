import { describe, expect, it } from 'vitest';
import type { TimeZone } from '../../src/formats/log-line/time-zone.js';
import { readRegistryExport } from '../../src/formats/registry-export/registry-export.js';
import { timeZoneOf } from '../../src/server/time-zone.js';

const KEY = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation';
const VALUES = {
  Bias: 'dword:ffffffc4',
  StandardBias: 'dword:00000000',
  DaylightBias: 'dword:ffffffc4',
  DaylightStart: 'hex:00,00,03,00,05,00,02,00,00,00,00,00,00,00,00,00',
  StandardStart: 'hex:00,00,0a,00,05,00,03,00,00,00,00,00,00,00,00,00',
  DynamicDaylightTimeDisabled: 'dword:00000000',
};
const WESTERN: TimeZone = {
  standardOffset: 60,
  summer: {
    offset: 120,
    begins: { month: 3, week: 5, weekday: 0, clock: 7_200 },
    ends: { month: 10, week: 5, weekday: 0, clock: 10_800 },
  },
};

function exported(values: Readonly<Record<string, string>>, key = KEY): string {
  const lines = Object.entries(values).map(([name, data]) => `"${name}"=${data}`);
  return ['Windows Registry Editor Version 5.00', '', `[${key}]`, ...lines, ''].join('\r\n');
}
const zone = (text: string) => timeZoneOf({ registry: [readRegistryExport(Buffer.from(text))], listings: [] });

describe('the time zone of a server', () => {
  it.each<[string, string, TimeZone | null]>([
    ['a registry export', exported(VALUES), WESTERN],
    [
      'a hive that was loaded',
      exported(VALUES, KEY.replace('SYSTEM\\CurrentControlSet', 'EX01\\ControlSet001')),
      WESTERN,
    ],
    [
      'reg query',
      `\r\n${KEY}\r\n    Bias    REG_DWORD    0xffffffc4\r\n    DaylightBias    REG_DWORD    0xffffffc4\r\n    StandardBias    REG_DWORD    0x0\r\n    DaylightStart    REG_BINARY    00000300050002000000000000000000\r\n    StandardStart    REG_BINARY    00000A00050003000000000000000000\r\n`,
      WESTERN,
    ],
    ['an offset alone', exported({ Bias: 'dword:0000012c' }), { standardOffset: -300, summer: 'unknown' }],
    [
      'a clock that is never changed',
      exported({ ...VALUES, DaylightStart: VALUES.DaylightStart.replaceAll(/0[235]/g, '00') }),
      { standardOffset: 60, summer: 'none' },
    ],
    [
      'summer time that was switched off',
      exported({ ...VALUES, DynamicDaylightTimeDisabled: 'dword:00000001' }),
      { standardOffset: 60, summer: 'none' },
    ],
    [
      'a change of one year alone',
      exported({ ...VALUES, DaylightStart: 'hex:e5,07,03,00,05,00,02,00,00,00,00,00,00,00,00,00' }),
      { standardOffset: 60, summer: 'unknown' },
    ],
    ['an offset that no clock has', exported({ ...VALUES, Bias: 'dword:7fffffff' }), null],
    ['another key', exported(VALUES, 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\HTTP'), null],
  ])('%s', (_, text, expected) => {
    expect(zone(text)).toEqual(expected);
  });

  it('comes from a listing where the registry was not collected, and from nowhere else', () => {
    const listings = [{ standardOffset: 60, hasSummerTime: null }];
    expect(timeZoneOf({ registry: [], listings })).toEqual({ standardOffset: 60, summer: 'unknown' });
    expect(timeZoneOf({ registry: [], listings: [{ standardOffset: 540, hasSummerTime: false }] })).toEqual({
      standardOffset: 540,
      summer: 'none',
    });
    expect(timeZoneOf({ registry: [readRegistryExport(Buffer.from(exported(VALUES)))], listings: [] })).toEqual(
      WESTERN,
    );
    expect(timeZoneOf({ registry: [], listings: [] })).toBeNull();
  });
});
