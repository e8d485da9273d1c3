import { describe, expect, it } from 'vitest';
import {
  isSystemInformation,
  readSystemInformation,
} from '../../../src/formats/system-information/system-information.js';

const SYSTEMINFO = [
  '',
  'Host Name:                 EX01',
  'OS Name:                   Microsoft Windows Server 2019 Standard',
  'Time Zone:                 (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
  'Total Physical Memory:     32,768 MB',
  '',
].join('\r\n');

describe('system information', () => {
  it.each<[string, string | Buffer, number, boolean | null]>([
    ['systeminfo', SYSTEMINFO, 60, null],
    ['systeminfo in German', SYSTEMINFO.replace('Time Zone:', 'Zeitzone: '), 60, null],
    ['systeminfo in UTF-16', Buffer.from(`\ufeff${SYSTEMINFO}`, 'utf16le'), 60, null],
    ['a zone west of UTC', SYSTEMINFO.replace('UTC+01:00', 'UTC-03:30'), -210, null],
    ['UTC itself', SYSTEMINFO.replace('UTC+01:00', 'UTC'), 0, null],
    [
      'Get-TimeZone',
      'Id                         : SA Pacific Standard Time\nDisplayName                : (UTC-05:00) Bogota, Lima, Quito\nSupportsDaylightSavingTime : False\n',
      -300,
      false,
    ],
  ])('%s', (_, listing, standardOffset, hasSummerTime) => {
    expect(readSystemInformation(Buffer.from(listing))).toEqual({ standardOffset, hasSummerTime });
  });

  it.each([
    ['no zone', SYSTEMINFO.replace('(UTC+01:00) ', '')],
    ['prose', 'We met on Friday (UTC+01:00) and talked.\n'],
    ['an offset that no clock has', SYSTEMINFO.replace('+01:00', '+77:00')],
  ])('says nothing of %s', (_, text) => {
    expect(readSystemInformation(Buffer.from(text))).toBeNull();
  });

  it('is recognised by its text', () => {
    expect(isSystemInformation(SYSTEMINFO)).toBe(true);
    expect(isSystemInformation('Meeting: Friday\n')).toBe(false);
  });
});
