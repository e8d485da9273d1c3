import { describe, expect, it } from 'vitest';
import { AnalysisMerger, countedBy } from '../../../src/engine/logs/analysis-merger.js';
import type { FileAnalysis } from '../../../src/engine/logs/file-analysis.js';
import { piecesOf } from '../../../src/engine/logs/log-pieces.js';
import type { PeekedLog } from '../../../src/engine/logs/peek-logs.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { LIFE_LINE, logSaying } from './log-outcome.js';

const rule = (name: string) =>
  `title: ${name}\nname: ${name}\nlogsource: { category: webserver }\ndetection: { s: { cs-uri-stem: /${name} }, condition: s }`;
const correlation = (name: string, rules: string, more = 'generate: true') =>
  `title: ${name}\nname: ${name}\ncorrelation: { type: event_count, rules: [${rules}], timespan: 1m, condition: { gte: 2 }, ${more} }`;
const pack = createSigmaPack([
  {
    path: 'a.yml',
    content: [
      ...['a', 'b', 'c'].map(rule),
      correlation('Of a', 'a'),
      correlation('Of it', 'Of a'),
      correlation('Of b', 'b'),
    ].join('\n---\n'),
  },
]);

const LINES = {
  read: 3,
  header: 1,
  empty: 0,
  records: 2,
  recovered: 0,
  timeless: 0,
  outside: 1,
  unparsable: 0,
  reasons: [],
};

/** What logs come to, each of which is read in one piece. */
async function joined(...logs: readonly (readonly [about: Partial<PeekedLog>, outcome: JobOutcome<FileAnalysis>])[]) {
  const merger = new AnalysisMerger(pack);
  for (const [about, outcome] of logs) {
    const log: PeekedLog = {
      artifact: fakeArtifact({ kind: 'iis-log', host: 'EX01', collectedPath: 'x/a.log' }),
      facts: { day: null, utcOffsetMinutes: 0, zone: null },
      local: false,
      head: new Uint8Array(),
      first: null,
      senders: [],
      ranges: null,
      notes: [],
      ...about,
    };
    for (const piece of piecesOf(log)) await merger.add(piece, outcome, Number.POSITIVE_INFINITY);
  }
  return merger.result();
}
const at = (collectedPath: string) => ({ artifact: fakeArtifact({ kind: 'iis-log', host: 'EX01', collectedPath }) });

describe('the site of a request', () => {
  it.each([
    ['x/a.log', null, 'unknown'],
    ['x/a.log', 'W3SVC2', '2'],
    ['x/a.log', '443', 'port-443'],
    ['x/a.log', 'Own site', 'Own site'],
    ['x/W3SVC7/a.log', null, '7'],
    ['x/W3SVC7/a.log', 'W3SVC2', '7'],
  ])('of %s with the column %s is %s', async (path, site, expected) => {
    const hour = { site, hour: 1, requests: 1, first: 3_600, last: 3_600 };
    const { lifeLines, streams } = await joined([
      at(path),
      logSaying({ lifeLines: [{ ...LIFE_LINE, site }], hours: [hour] }),
    ]);
    expect([lifeLines.map((line) => line.site), streams.map((stream) => stream.site)]).toEqual([
      [expected],
      [expected],
    ]);
  });
});

describe('logs together', () => {
  it('are counted, and told by what they are', async () => {
    const { counters, logs, streams } = await joined(
      [{}, logSaying({ bytes: 10, lines: LINES, candidateLines: 2, notKept: 1 })],
      [{}, logSaying({ bytes: 5, format: null })],
      [at('b.log'), { status: 'crashed', detail: '' }],
    );
    expect(counters).toMatchObject({
      files: 3,
      foreignFiles: 1,
      bytes: 15,
      lines: 3,
      records: 2,
      outside: 1,
      candidates: 2,
    });
    expect(logs.map(({ kind, records, outside }) => [kind, records, outside])).toEqual([
      ['iis-log', 2, 1],
      ['iis-log', 0, 0],
    ]);
    expect(streams.flatMap(({ files }) => files)).toHaveLength(1);
  });

  it('have no pages and no success in what HTTP.sys refused', async () => {
    const group = {
      rule: 0,
      outcome: 'success' as const,
      success: true,
      client: 'x',
      count: 1,
      first: 1,
      last: 1,
      stems: [],
      head: [],
      tail: [],
    };
    const told = async (format: 'httperr' | 'w3c') => {
      const { matches, lifeLines, streams } = await joined([
        {},
        logSaying({ format, groups: [group], lifeLines: [LIFE_LINE] }),
      ]);
      return [matches.map(({ outcome, success }) => `${outcome} ${success}`), lifeLines.length, streams.length];
    };
    expect(await told('httperr')).toEqual([['attempt false'], 0, 0]);
    expect(await told('w3c')).toEqual([['success true'], 1, 1]);
  });

  const zone = (summer: 'none' | 'unknown') => ({
    facts: { day: null, utcOffsetMinutes: 0, zone: { standardOffset: 60, summer } },
  });
  it.each<[string, Partial<PeekedLog>, number, number | undefined]>([
    ['in local time of a server of which no zone is known', { local: true }, 2, 1],
    ['in local time, of which summer time is not known', { local: true, ...zone('unknown') }, 2, 1],
    ['in local time of which all is known', { local: true, ...zone('none') }, 2, undefined],
    ['in UTC', { local: false }, 2, undefined],
    ['in local time without a record', { local: true }, 0, undefined],
  ])('%s are told of', async (_, about, records, logs) => {
    const { notes } = await joined([about, logSaying({ lines: { ...LINES, records } })]);
    expect(notes.find(({ code }) => code === 'times-unreliable')?.count).toBe(logs);
  });

  it('name the correlations that may miss something, also those that count through others', async () => {
    expect([0, 1, 2].map((index) => countedBy(pack, index))).toEqual([['Of a', 'Of it'], ['Of b'], []]);
    const { notes } = await joined([{}, logSaying({ uncounted: [{ rule: 0, counted: 1, uncounted: 2, from: 3 }] })]);
    expect(notes).toMatchObject([
      { code: 'limit-reached', count: 2, message: expect.stringMatching(/"a" .*"Of a", "Of it"$/) },
    ]);
  });
});
