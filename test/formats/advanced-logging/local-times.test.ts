import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/formats/log-file/read-log.js';
import { hasLocalTimes } from '../../../src/formats/log-file/recognise-log.js';

const SOFTWARE = '#Software: IIS Advanced Logging Module\n';
const NEW_YORK = { standardOffset: -300, summer: 'none' } as const;
const timesOf = (log: string) =>
  [...readLog(Buffer.from(log), { day: null, utcOffsetMinutes: 0, zone: NEW_YORK })].flatMap((line) =>
    line.kind === 'record' ? [line.time] : [],
  );

describe('times of Advanced Logging', () => {
  it('are local where the log has no others', () => {
    const log = `${SOFTWARE}#Fields: date-local time-local cs-uri-stem sc-status\n2021-03-04 05:05:55.123 /a.aspx 200\n`;
    expect(timesOf(log)).toEqual(['2021-03-04T10:05:55Z']);
    expect(hasLocalTimes(Buffer.from(log))).toBe(true);
    expect(timesOf(log.replace(SOFTWARE, ''))).toEqual(['2021-03-04T10:05:55Z']);
  });

  it('are UTC where the log has both', () => {
    const log = `${SOFTWARE}#Fields: date-local time-local date time cs-uri-stem sc-status\n2021-03-04 05:05:55 2021-03-04 10:05:55 /a.aspx 200\n`;
    expect(timesOf(log)).toEqual(['2021-03-04T10:05:55Z']);
    expect(hasLocalTimes(Buffer.from(log))).toBe(false);
  });
});
