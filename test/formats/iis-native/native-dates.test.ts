import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NativeDates } from '../../../src/formats/iis-native/native-dates.js';

const day = (iso: string): number => Date.parse(iso) / 86_400_000;
const iso = (days: number): string | null =>
  Number.isNaN(days) ? null : new Date(days * 86_400_000).toISOString().slice(0, 10);
const read = (
  dates: readonly string[],
  named: string | null = null,
  month: readonly [string, string] | null = null,
) => {
  const reader = new NativeDates(named === null ? null : day(named), month && [day(month[0]), day(month[1])]);
  return { days: dates.map((text) => iso(reader.dayOf(text))), doubt: reader.doubt };
};

describe('dates of a native log', () => {
  it.each([
    [['8/15/2021', '9/3/21'], null, ['2021-08-15', '2021-09-03']],
    [['23/03/2021', '04/05/2021'], null, ['2021-03-23', '2021-05-04']],
    [['03/04/2021'], '2021-04-03', ['2021-04-03']],
    [['03/04/2021'], '2021-03-04', ['2021-03-04']],
    [['23.03.2021', '4.5.21'], null, ['2021-03-23', '2021-05-04']],
    [['23-03-2021'], null, ['2021-03-23']],
    [['2021/03/23', '2021-03-04', '2021.3.4'], null, ['2021-03-23', '2021-03-04', '2021-03-04']],
    [['31/02/2021', '0/1/2021', '2021', '1/2', '1/2-2021', '123/1/2021'], null, [null, null, null, null, null, null]],
  ])('reads %j of a file named %s', (dates, named, expected) => {
    expect(read(dates, named)).toEqual({ days: expected, doubt: null });
  });

  it('takes the order from the month of the name', () => {
    expect(read(['11/05/2023', '12/05/2023', '13/05/2023'], null, ['2023-05-01', '2023-05-31'])).toEqual({
      days: ['2023-05-11', '2023-05-12', '2023-05-13'],
      doubt: null,
    });
    expect(read(['05/11/2023'], null, ['2023-05-01', '2023-05-31']).days).toEqual(['2023-05-11']);
  });

  it('takes the order from a step to the next day, and says that what stood before was guessed', () => {
    expect(read(['03/04/2021', '04/04/2021', '05/04/2021'])).toMatchObject({
      days: ['2021-03-04', '2021-04-04', '2021-04-05'],
      doubt: expect.stringMatching(/others/),
    });
    expect(read(['04/03/2021', '04/04/2021', '04/05/2021'])).toEqual({
      days: ['2021-04-03', '2021-04-04', '2021-04-05'],
      doubt: null,
    });
  });

  it('says where nothing tells the order, or lines contradict each other', () => {
    expect(read(['03/04/2021', '05/05/2021'])).toMatchObject({
      days: ['2021-03-04', '2021-05-05'],
      doubt: expect.stringMatching(/Nothing tells/),
    });
    expect(read(['03/04/2021', '23/04/2021']).doubt).toMatch(/others/);
    expect(read(['13/04/2021', '04/13/2021']).doubt).toMatch(/others/);
  });

  it('comes back to every day in the order of its own first clear date', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        (date) => {
          const [year, month, dayOfMonth] = date.toISOString().slice(0, 10).split('-');
          const { days } = read(['25/12/2020', `${dayOfMonth}/${month}/${year}`]);
          expect(days[1]).toBe(`${year}-${month}-${dayOfMonth}`);
        },
      ),
    );
  });
});
