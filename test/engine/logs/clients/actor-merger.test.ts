import { describe, expect, it } from 'vitest';
import { ActorMerger } from '../../../../src/engine/logs/clients/actor-merger.js';
import type { DayPart, Followed } from '../../../../src/engine/logs/clients/followed.js';
import { fakeArtifact } from '../../../helpers/detector-context.js';
import { logSaying } from '../log-outcome.js';

const NOTHING = { values: [], beyond: 0 };
const DAY: DayPart = {
  day: '2021-03-04',
  stem: '/a',
  requests: 1,
  first: null,
  last: null,
  methods: NOTHING,
  statuses: NOTHING,
  bytesSent: null,
  bytesReceived: null,
};
const EVE: Followed = { kind: 'client', name: 'eve' };
const ANN: Followed = { kind: 'account', name: 'ann' };

const done = (actor: number, ...days: readonly Partial<DayPart>[]) =>
  logSaying({
    actors: [
      {
        actor,
        agents: { values: [['x', 1]], beyond: 2 },
        others: NOTHING,
        sessions: NOTHING,
        days: days.map((day) => ({ ...DAY, ...day })),
      },
    ],
  });
const log = (host: string | null = 'EX01') => fakeArtifact({ kind: 'iis-log', host, collectedPath: 'a.log' });

/** What one who is followed did, told by logs of these days. */
function daysOf(...logs: readonly (readonly Partial<DayPart>[])[]) {
  const merger = new ActorMerger([EVE]);
  for (const days of logs) merger.add(log(), done(0, ...days), [0]);
  return merger.result().actors[0]?.days ?? [];
}

describe('what one day is told to hold', () => {
  it.each<[string, Partial<DayPart>, Partial<DayPart>, Partial<DayPart>]>([
    ['counts requests', { requests: 2 }, { requests: 3 }, { requests: 5 }],
    ['begins with the first', { first: 7, last: 8 }, { first: 5, last: 6 }, { first: 5, last: 8 }],
    ['ends with the last', { first: 5, last: 6 }, { first: 7, last: 8 }, { first: 5, last: 8 }],
    ['has the only times', { first: null, last: null }, { first: 7, last: 8 }, { first: 7, last: 8 }],
    ['keeps the only times', { first: 7, last: 8 }, { first: null, last: null }, { first: 7, last: 8 }],
    ['has no time', {}, {}, { first: null, last: null }],
    [
      'sums what both log',
      { bytesSent: 2, bytesReceived: 1 },
      { bytesSent: 3, bytesReceived: 1 },
      { bytesSent: 5, bytesReceived: 2 },
    ],
    [
      'sums what one logs',
      { bytesSent: 2, bytesReceived: null },
      { bytesSent: null, bytesReceived: 3 },
      { bytesSent: 2, bytesReceived: 3 },
    ],
    ['sums nothing', {}, {}, { bytesSent: null, bytesReceived: null }],
    [
      'counts methods',
      { methods: { values: [['GET', 1]], beyond: 1 } },
      {
        methods: {
          values: [
            ['POST', 1],
            ['GET', 2],
          ],
          beyond: 1,
        },
      },
      {
        methods: {
          values: [
            ['GET', 3],
            ['POST', 1],
          ],
          beyond: 2,
        },
      },
    ],
  ])('%s', (_, one, other, expected) => {
    expect(daysOf([one], [other])).toMatchObject([expected]);
  });

  it('has two dozen answers at most', () => {
    const values = Array.from({ length: 30 }, (_, i): [string, number] => [`${i}`, 1]);
    const [day] = daysOf([{ statuses: { values, beyond: 0 } }], [{ statuses: NOTHING }]);
    expect([day?.statuses.values.length, day?.statuses.beyond]).toEqual([24, 6]);
  });
});

it('tells days in the order of time, then by server and stem, and what tells no day last', () => {
  const merger = new ActorMerger([EVE]);
  const add = (host: string | null, day: Partial<DayPart>) => merger.add(log(host), done(0, day), [0]);
  add('B', { day: null });
  add('B', { day: '2021-03-05' });
  add('B', { first: 9, stem: '/z' });
  add('B', { first: 5, stem: '/y' });
  add('A', { first: 9, stem: '/z' });
  add(null, { first: 9, stem: '/z' });
  add('A', { first: 9, stem: null });
  add('A', { first: 9, stem: '/b' });
  const days = merger.result().actors[0]?.days ?? [];
  expect(days.map(({ host, day, stem }) => [host, day?.slice(8), stem])).toEqual([
    ['B', '04', '/y'],
    [null, '04', '/z'],
    ['A', '04', '/b'],
    ['A', '04', '/z'],
    ['A', '04', null],
    ['B', '04', '/z'],
    ['B', '05', '/a'],
    ['B', undefined, '/a'],
  ]);
});

it('tells those that are followed apart, whoever of them a log was read for', () => {
  const merger = new ActorMerger([EVE, ANN]);
  merger.add(log(), done(0, { requests: 5 }), [1]);
  merger.add(log(), done(1, { requests: 9 }), [0]);
  merger.add(log(), done(0, {}), [7]);
  expect(merger.result().actors).toMatchObject([
    { name: 'eve', days: [] },
    { name: 'ann', days: [{ requests: 5 }], agents: { values: [['x', 1]], beyond: 2 } },
  ]);
});

it('tells records that are followed with their server, and which logs could not be read again', () => {
  const merger = new ActorMerger([EVE]);
  const record = { source: { path: 'a.log', columns: ['c-ip'] }, offset: 1, line: 2, time: 3, cells: '192.0.2.1' };
  merger.add(log(), logSaying({ traced: [record] }), [0]);
  merger.add(log('EX02'), { status: 'timed-out', detail: '60 s' }, [0]);
  expect(merger.result()).toMatchObject({
    traced: [{ host: 'EX01', record: { line: 2, fields: { 'c-ip': '192.0.2.1' } } }],
    notes: [
      { code: 'timed-out', host: 'EX02', path: 'a.log', incomplete: false, message: expect.stringMatching(/60 s$/) },
    ],
  });
});

it('tells two hundred thousand days and stems apart, and counts what is beyond by server', () => {
  const merger = new ActorMerger([EVE, ANN]);
  for (let from = 0; from < 199_999; from += 10_000) {
    const count = Math.min(10_000, 199_999 - from);
    merger.add(log(), done(0, ...Array.from({ length: count }, (_, i) => ({ stem: `/${from + i}` }))), [0]);
  }
  merger.add(
    log(),
    done(0, { stem: '/last' }, { stem: '/x' }, { stem: '/y', day: '2021-03-05', requests: 2 }, { stem: '/7' }),
    [1],
  );
  merger.add(log('EX02'), done(0, { stem: '/z' }), [1]);
  merger.add(log('EX03'), done(0, { stem: null, day: null, requests: 4 }), [1]);
  const [eve, ann] = merger.result().actors;
  expect(eve?.days).toHaveLength(199_999);
  expect(ann?.days.map(({ host, day, stem, requests }) => [host, day, stem, requests])).toEqual([
    ['EX01', '2021-03-04', '/last', 1],
    ['EX01', null, null, 4],
    ['EX02', null, null, 1],
    ['EX03', null, null, 4],
  ]);
});
