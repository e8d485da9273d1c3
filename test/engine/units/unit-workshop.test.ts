import { expect, it } from 'vitest';
import { openWorkshop } from '../../../src/engine/units/unit-workshop.js';

const OPTIONS = { jobs: 0, deadlineMs: 1_000 };

it.each<[Parameters<typeof openWorkshop>[0], unknown, RegExp]>([
  ['content', null, /no setup of content/],
  ['content', { sources: [] }, /no setup of content/],
  ['requests', null, /no setup of log/],
  ['requests', 'rules', /no setup of log/],
  ['requests', { documents: 1 }, /no setup of log/],
  ['actors', [], /no setup of log/],
  ['records', null, /no setup of record/],
  ['records', { documents: 1 }, /no setup of record/],
  ['traces', { rules: [] }, /no setup of record/],
])('units of %s are not set up with %j', async (kind, setup, why) => {
  await expect(openWorkshop(kind, setup, null, OPTIONS)).rejects.toThrow(why);
});

it.each(['records', 'traces'] as const)('a task of %s is a file', async (kind) => {
  const shop = await openWorkshop(kind, { documents: [], since: 0, until: 1 }, null, OPTIONS);
  expect(() => shop.unit({})).toThrow('no job');
  const artifact = { collectedPath: 'a.log', host: 'EX01', kind: 'event-log' };
  expect(shop.unit({ artifact })).toMatchObject({ kind, artifacts: [artifact] });
  await shop.close();
});
