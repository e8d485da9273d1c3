import { expect, it } from 'vitest';
import type { FinishedUnit } from '../../../src/case/store/stored-units.js';
import { type UnitSums, UnitTally } from '../../../src/case/store/unit-tally.js';

const unit = (status: FinishedUnit['status'], more: Partial<FinishedUnit> = {}): FinishedUnit => ({
  kind: 'content',
  key: 'a',
  paths: ['a.aspx'],
  status,
  bytes: 10,
  retried: false,
  milliseconds: 5,
  ...more,
});
const NONE: UnitSums = { known: 0, done: 0, failed: 0, retried: 0, bytes: 0, milliseconds: 0 };

it.each<[string, FinishedUnit, Partial<UnitSums> | null]>([
  ['that was known', unit('known'), { known: 1 }],
  ['that is done', unit('done'), { done: 1, bytes: 10, milliseconds: 5 }],
  [
    'that is done at the second try',
    unit('done', { retried: true }),
    { done: 1, retried: 1, bytes: 10, milliseconds: 5 },
  ],
  ['that crashed', unit('crashed'), { failed: 1, bytes: 10, milliseconds: 5 }],
  ['that took too long', unit('timed-out'), { failed: 1, bytes: 10, milliseconds: 5 }],
  ['that was called off', unit('aborted'), null],
  ['that nobody did', unit('not-done'), null],
])('counts a unit %s', (_, one, sums) => {
  const tally = new UnitTally();
  tally.add(one);
  expect(tally.sums).toEqual(sums === null ? [] : [['content', { ...NONE, ...sums }]]);
  expect(tally.total).toEqual({ ...NONE, ...sums });
});

it('adds up each kind, and all', () => {
  const tally = new UnitTally();
  for (const one of [unit('done'), unit('known'), unit('crashed', { kind: 'requests', bytes: 1 }), unit('done')])
    tally.add(one);
  expect(new Map(tally.sums)).toEqual(
    new Map([
      ['content', { ...NONE, known: 1, done: 2, bytes: 20, milliseconds: 10 }],
      ['requests', { ...NONE, failed: 1, bytes: 1, milliseconds: 5 }],
    ]),
  );
  expect(tally.total).toEqual({ ...NONE, known: 1, done: 2, failed: 1, bytes: 21, milliseconds: 15 });
});

it('counts results that stand where no unit of their kind was asked for', () => {
  const tally = new UnitTally();
  tally.add(unit('done'));
  tally.addKnown('content', 7);
  tally.addKnown('requests', 3);
  tally.addKnown('records', 0);
  expect(tally.total).toMatchObject({ known: 3, done: 1 });
  expect(tally.sums.map(([kind]) => kind).sort()).toEqual(['content', 'requests']);
});
