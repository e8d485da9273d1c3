import { expect, it } from 'vitest';
import type { KnownLog } from '../../../src/case/store/log-history.js';
import { keptLogs } from '../../../src/case/store/retention.js';

const DAY = 86_400;

/** Of a server, `age` days before its newest record; gone unless it is of today. */
function log(host: string, age: number): KnownLog {
  const name = `${host}-${age}`;
  return {
    artifact: {
      id: 0,
      kind: 'iis-log',
      host,
      collectedPath: name,
      windowsPath: null,
      location: { path: new Uint8Array(0) },
      size: 1,
      times: null,
      carriesCode: false,
    },
    digest: { sha256: name, size: 1, begun: { length: 1, sha256: name }, beginnings: [] },
    kind: 'requests',
    pieces: [
      { offset: 0, key: `${name}-a`, setup: '' },
      { offset: 1, key: `${name}-b`, setup: '' },
    ],
    last: 1_700_000_000 - age * DAY,
    peeked: null,
    gone: age === 0 ? null : 1,
  };
}

const ages = [0, 1, 2, 30, 200, 364, 365, 366, 1_000];
const logs = ['EX01', 'EX02'].flatMap((host) => ages.map((age) => log(host, age)));
const kept = (retention: Parameters<typeof keptLogs>[1]) =>
  keptLogs(logs, retention, (keys) => keys.length * 500_000).map(({ artifact }) => artifact.collectedPath);
const ofAll = (days: number) =>
  ['EX01', 'EX02'].flatMap((host) => ages.filter((age) => age <= days).map((age) => `${host}-${age}`));

it.each([
  ['a year where nothing is said', undefined, ofAll(365)],
  ['days', { days: 2 }, ofAll(2)],
  ['no more than so many megabytes of results, the newest first', { megabytes: 4 }, ofAll(2)],
  ['what is there, whatever room there is', { megabytes: 0 }, ofAll(0)],
  ['whatever both keep', { days: 1, megabytes: 1_000 }, ofAll(1)],
])('%s are kept', (_, retention, expected) => {
  expect(kept(retention).sort()).toEqual(expected.sort());
});

it('a log that tells no time is kept as long as there is room', () => {
  const timeless = { ...log('EX01', 5), last: null };
  expect(keptLogs([log('EX01', 0), timeless], { days: 1 }, () => 0)).toHaveLength(2);
});
