import { expect, it } from 'vitest';
import { futurePatchDays } from '../../../src/cli/actions/run-hunt.js';

it('warns of patch days that have not come, for one server or all', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  expect(futurePatchDays(['2021-03-10', 'EX01=2026-11-29'], now)).toEqual([]);
  expect(futurePatchDays(['2027-03-10', 'EX01=2026-11-30'], now)).toEqual([
    expect.stringContaining('2027-03-10'),
    expect.stringContaining('2026-11-30'),
  ]);
});
