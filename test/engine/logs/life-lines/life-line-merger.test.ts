import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LifeLinePart, PartSet } from '../../../../src/engine/logs/file-analysis.js';
import { LifeLineMerger } from '../../../../src/engine/logs/life-lines/life-line-merger.js';
import type { PackedRecord } from '../../../../src/engine/logs/record-cells.js';
import type { UriLifeLine } from '../../../../src/model/life-line.js';
import { LIFE_LINE } from '../log-outcome.js';

const set = (...values: string[]): PartSet => ({ values, capped: false });
const numbered = (count: number) => set(...Array.from({ length: count }, (_, i) => `${i}`));

const record = (path: string, offset: number): PackedRecord => ({
  source: { path, columns: [] },
  offset,
  line: 1,
  time: null,
  cells: '',
});

/** What comes of parts, on the way kept and gone on from. */
async function joined(...parts: Partial<LifeLinePart>[]): Promise<UriLifeLine[]> {
  let merger = new LifeLineMerger();
  for (const part of parts) {
    merger.add('EX01', '1', { ...LIFE_LINE, ...part });
    const next = new LifeLineMerger();
    next.resume(structuredClone(merger.kept()));
    merger = next;
  }
  return merger.result();
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '');

/** One request, as a line of a log tells it. */
interface Request {
  readonly at: number;
  readonly status: 200 | 302 | 404 | 500;
  readonly client: string;
  readonly sent: number;
}

/** A part that one file with these requests tells, from their order alone. */
function partOf(requests: readonly Request[]): LifeLinePart {
  const [misses, answers] = [requests.filter(({ status }) => status === 404), requests.filter((r) => r.status !== 404)];
  const successes = answers.filter(({ status }) => status === 200);
  const [begins, ends] = [successes[0]?.at ?? 0, successes.at(-1)?.at ?? 0];
  const example = (request: Request | undefined) => (request ? record('a.log', request.at) : null);
  const statuses = [...new Set(requests.map(({ status }) => status))];
  return {
    ...LIFE_LINE,
    answered: answers.length > 0,
    requests: requests.length,
    first: requests[0]?.at ?? 0,
    last: requests.at(-1)?.at ?? 0,
    firstSuccess: begins,
    lastSuccess: ends,
    missBeforeSuccess: misses.findLast(({ at }) => at < begins)?.at ?? 0,
    missAfterSuccess: ends === 0 ? 0 : (misses.find(({ at }) => at > ends)?.at ?? 0),
    firstMiss: misses[0]?.at ?? 0,
    lastMiss: misses.at(-1)?.at ?? 0,
    statuses: statuses.map((one) => [`${one}`, requests.filter(({ status }) => status === one).length]),
    clients: set(...new Set(requests.map(({ client }) => client))),
    bytesSent: requests.reduce((sum, { sent }) => sum + sent, 0),
    maximumBytesSent: Math.max(...requests.map(({ sent }) => sent)),
    hits: requests.map(({ at, client }) => [at, client]),
    examples: {
      first: example(answers[0]),
      success: example(successes[0]),
      last: answers.length > 1 ? example(answers.at(-1)) : null,
    },
  };
}

it('says of a log that is cut anywhere what the whole log says', async () => {
  const request = fc.record({
    after: fc.integer({ min: 1, max: 9 }),
    status: fc.constantFrom<Request['status']>(200, 302, 404, 404, 500),
    client: fc.constantFrom('192.0.2.1', '192.0.2.2'),
    sent: fc.nat(99),
    cut: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 14 }), async (steps) => {
      const files: Request[][] = [[]];
      let at = 1000;
      for (const { after, cut, ...step } of steps) {
        at += after;
        if (cut && files.at(-1)?.length) files.push([]);
        files.at(-1)?.push({ at, ...step });
      }
      expect(await joined(...files.map(partOf))).toEqual(await joined(partOf(files.flat())));
    }),
    { numRuns: 300 },
  );
});

describe('of logs side by side', () => {
  /** A part by when it answered and when it missed. */
  const life = (successes: number[], misses: [before: number, after: number]): Partial<LifeLinePart> => ({
    firstSuccess: successes[0] ?? 0,
    lastSuccess: successes.at(-1) ?? 0,
    missBeforeSuccess: misses[0],
    missAfterSuccess: misses[1],
    firstMiss: misses[0] || misses[1],
    lastMiss: misses[1] || misses[0],
  });

  it.each([
    ['the first success is the earlier', life([20, 40], [10, 50]), life([15, 30], [12, 0]), [12, 15, 40, 50]],
    ['the last success is the later', life([20, 40], [10, 50]), life([25, 60], [22, 70]), [10, 20, 60, 70]],
    [
      'of the same last success, the later file tells what followed',
      life([20], [0, 0]),
      life([20], [0, 30]),
      [0, 20, 20, 30],
    ],
    ['a miss before the last success is none behind it', life([20, 40], [0, 0]), life([], [30, 0]), [0, 20, 40, 0]],
    ['the first miss behind it counts', life([20, 40], [0, 50]), life([], [45, 60]), [0, 20, 40, 50]],
    [
      'a miss at the time of the first success is none before it',
      life([], [20, 0]),
      life([20], [5, 0]),
      [5, 20, 20, 0],
    ],
  ])('%s', async (_, one, other, [before, first, last, after]) => {
    const time = (seconds = 0) => (seconds === 0 ? null : iso(seconds));
    expect(await joined(one, other)).toMatchObject([
      {
        lastMissBeforeSuccess: time(before),
        firstSuccess: time(first),
        lastSuccess: time(last),
        firstMissAfterSuccess: time(after),
      },
    ]);
  });
});

const window = (client: string, start: number, requests: number, posts = 0) => ({
  window: { client, start, requests, posts },
});

it.each<[string, Partial<LifeLinePart>, Partial<LifeLinePart>, Partial<UriLifeLine>]>([
  ['sums only what is logged', { bytesSent: null }, { bytesSent: 5 }, { bytesSent: 5 }],
  ['sums what both log', { bytesReceived: 2 }, { bytesReceived: 5 }, { bytesReceived: 7 }],
  ['keeps a sum that the other does not log', { bytesSent: 2 }, { bytesSent: null }, { bytesSent: 2 }],
  ['takes the larger', { maximumTimeTaken: 9 }, { maximumTimeTaken: 5 }, { maximumTimeTaken: 9 }],
  ['takes the only', { maximumTimeTaken: null }, { maximumTimeTaken: 5 }, { maximumTimeTaken: 5 }],
  ['keeps the only', { maximumBytesReceived: 4 }, { maximumBytesReceived: null }, { maximumBytesReceived: 4 }],
  ['executes what one file saw executed', { executable: false }, { executable: true }, { executable: true }],
  ['executes nothing of its own', { executable: false }, { executable: false }, { executable: false }],
  [
    'counts methods by name',
    { methods: [['POST', 1]] },
    {
      methods: [
        ['POST', 2],
        ['GET', 1],
      ],
    },
    { methods: { GET: 1, POST: 3 } },
  ],
  [
    'has the window of either',
    window('a', 600, 3),
    { window: null },
    { busiestWindow: { client: 'a', start: iso(600), requests: 3, posts: 0 } },
  ],
  [
    'has the window of the other',
    { window: null },
    window('a', 600, 3),
    { busiestWindow: { client: 'a', start: iso(600), requests: 3, posts: 0 } },
  ],
  [
    'has the busier window',
    window('a', 600, 3),
    window('b', 600, 4),
    { busiestWindow: { client: 'b', start: iso(600), requests: 4, posts: 0 } },
  ],
  [
    'of windows as busy has the first',
    window('a', 600, 3),
    window('a', 1200, 3),
    { busiestWindow: { client: 'a', start: iso(600), requests: 3, posts: 0 } },
  ],
  [
    'counts the window of one client that is parted',
    window('a', 600, 3, 1),
    window('a', 600, 2, 2),
    { busiestWindow: { client: 'a', start: iso(600), requests: 5, posts: 3 } },
  ],
  [
    'tells each of 64 clients',
    { clients: set('x') },
    { clients: numbered(63) },
    { clients: { values: ['x', ...numbered(63).values], capped: false } },
  ],
  [
    'tells that there are more than 64',
    { clients: set('x') },
    { clients: numbered(64) },
    { clients: { values: ['x', ...numbered(63).values], capped: true } },
  ],
  [
    'tells that the other knew of more',
    { userNames: set('x') },
    { userNames: { values: ['y'], capped: true } },
    { userNames: { values: ['x', 'y'], capped: true } },
  ],
  [
    'leaves what is full as it is',
    { ports: { values: ['80'], capped: true } },
    { ports: set('443') },
    { ports: { values: ['80'], capped: true } },
  ],
])('of two files %s', async (_, one, other, expected) => {
  expect(await joined(one, other)).toMatchObject([expected]);
});

it('takes a script for one, however it is spelled, and asks for nothing else as for a script', async () => {
  const stems = ['/A%2easpx', '/x/../a.aspx', '/a.aspx', '/b%20c/', '/b c/'];
  const parts = stems.map((stem) => ({ stem, executable: stem === '/a.aspx' }));
  const lines = await joined(...parts);
  expect(lines.map(({ stem, requests, executable }) => [stem, requests, executable])).toEqual([
    ['/a.aspx', 3, true],
    ['/b c/', 1, false],
    ['/b%20c/', 1, false],
  ]);
});

it('shows the first record, the first success and the last, each once', async () => {
  const examples = { first: record('a.log', 1), success: record('b.log', 1), last: record('a.log', 2) };
  const places = (lines: UriLifeLine[]) => lines.map((line) => line.examples.map(({ path, offset }) => [path, offset]));
  expect(places(await joined({ examples }))).toEqual([
    [
      ['a.log', 1],
      ['b.log', 1],
      ['a.log', 2],
    ],
  ]);
  const twice = { ...examples, success: record('a.log', 1) };
  expect(places(await joined({ examples: twice }))).toEqual([
    [
      ['a.log', 1],
      ['a.log', 2],
    ],
  ]);
});

it('tells hosts, sites and stems apart, in their order', async () => {
  const merger = new LifeLineMerger();
  const of = (stem: string) => ({ ...LIFE_LINE, stem });
  merger.add('EX02', '1', of('/a.aspx'));
  merger.add('EX01', '2', of('/a.aspx'));
  merger.add('EX01', '1', of('/b.aspx'));
  merger.add(null, '1', of('/a.aspx'));
  merger.add('EX01', '1', of('/b.aspx'));
  const lines = await merger.result();
  // The site is that of the part, which a file may name in another way than it is kept under.
  expect(lines.map(({ host, site, stem, requests }) => [host, site, stem, requests])).toEqual([
    [null, '1', '/a.aspx', 1],
    ['EX01', '1', '/b.aspx', 2],
    ['EX01', '2', '/a.aspx', 1],
    ['EX02', '1', '/a.aspx', 1],
  ]);
});

describe('where there are too many', () => {
  const MOST = 24_000;
  const GROWN = 28_000;
  const strong = { answered: true, firstSuccess: 5, requests: 50, clients: set('a') };
  const crowd = { clients: { values: ['a'], capped: true } };

  /** As many as a merger holds but one, when all but the best that there is place for go: there is one place left. */
  const others = new LifeLineMerger();
  for (let i = 0; i < GROWN - 1; i++) {
    const one = i < MOST - 1 ? strong : { answered: false, executable: false, requests: 0, ...crowd };
    others.add('EX01', '1', { ...LIFE_LINE, ...one, stem: `/other/${i}` });
  }

  /** Which of two stems is kept where there is place for one. */
  function kept(...parts: readonly Partial<LifeLinePart>[]) {
    const merger = new LifeLineMerger();
    merger.resume(others.kept());
    for (const [i, part] of parts.entries()) merger.add('EX01', '1', { ...LIFE_LINE, ...part, stem: `/${i}` });
    const { lines, beyond } = merger.kept();
    const stems = new Set(lines.map(([, { stem }]) => stem));
    return { kept: parts.flatMap((_, i) => (stems.has(`/${i}`) ? [i] : [])), beyond };
  }

  const miss = { answered: false, requests: 9 };
  const missed = { answered: 0, missed: 9 };
  it.each<[string, Partial<LifeLinePart>, Partial<LifeLinePart>, { answered: number; missed: number }]>([
    [
      'an answer rather than misses',
      { ...miss, executable: true },
      { executable: false, answered: true, requests: 1 },
      missed,
    ],
    [
      'a success rather than a redirection',
      { requests: 9 },
      { requests: 1, firstSuccess: 5 },
      { answered: 9, missed: 0 },
    ],
    [
      'an error of the server rather than a redirection',
      { requests: 9 },
      { requests: 1, statuses: [['500', 1]] },
      { answered: 9, missed: 0 },
    ],
    ['a script rather than a file', { ...miss, executable: false }, { ...miss, executable: true }, missed],
    [
      'what is used rather than what is probed',
      { requests: 3, ...crowd },
      { requests: 4, ...crowd },
      { answered: 3, missed: 0 },
    ],
    ['what few ask for rather than many', { requests: 60, ...crowd }, { requests: 40 }, { answered: 60, missed: 0 }],
    ['of the same worth what is asked for more', { requests: 40 }, { requests: 41 }, { answered: 40, missed: 0 }],
  ])('keeps %s', (_, worse, better, beyond) => {
    expect(kept(worse, better)).toEqual({ kept: [1], beyond });
    expect(kept(better, worse)).toEqual({ kept: [0], beyond });
  });

  it('lets none go before there are too many, and then those alone that find no place', async () => {
    const merger = new LifeLineMerger();
    for (let i = 0; i < GROWN; i++) merger.add('EX01', '1', { ...LIFE_LINE, stem: `/${i}` });
    expect(merger.kept().lines).toHaveLength(GROWN);
    merger.add('EX01', '1', { ...LIFE_LINE, stem: '/one-more' });
    expect(merger.kept()).toMatchObject({ lines: { length: MOST }, beyond: { answered: GROWN + 1 - MOST, missed: 0 } });
    merger.add('EX01', '1', { ...LIFE_LINE, stem: '/again' });
    expect(await merger.result()).toHaveLength(MOST);
    expect(merger.beyond.answered).toBe(GROWN + 2 - MOST);
  });
});

describe('rhythm', () => {
  const every = (seconds: number, times: number, client = 'a', from = 0): [number, string][] =>
    Array.from({ length: times }, (_, i) => [1000 + from + i * seconds, client]);

  it.each<[string, [number, string][], UriLifeLine['rhythm']]>([
    ['like a clock', every(60, 8), { client: 'a', requests: 8, medianSeconds: 60, strayRatio: 0 }],
    ['too few requests', every(60, 7), null],
    ['all at once', every(0, 8), null],
    [
      'that of the busiest',
      [...every(60, 8), ...every(30, 9, 'b')],
      { client: 'b', requests: 9, medianSeconds: 30, strayRatio: 0 },
    ],
    [
      'of clients as busy that of the first by address',
      [...every(60, 8, 'b'), ...every(30, 8)],
      { client: 'a', requests: 8, medianSeconds: 30, strayRatio: 0 },
    ],
    [
      'of files in any order',
      [...every(60, 4, 'a', 240), ...every(60, 4)],
      { client: 'a', requests: 8, medianSeconds: 60, strayRatio: 0 },
    ],
    // Four intervals of ten seconds and four of thirty: half of them are ten from the median.
    [
      'between two',
      [...every(10, 5), ...every(30, 4, 'a', 70)],
      { client: 'a', requests: 9, medianSeconds: 20, strayRatio: 0.5 },
    ],
  ])('%s', async (_, hits, rhythm) => {
    expect(await joined({ hits })).toMatchObject([{ rhythm }]);
    expect(await joined({ hits: hits.slice(0, 3) }, { hits: hits.slice(3) })).toMatchObject([{ rhythm }]);
  });

  it('is that of the first requests, and of none where many clients ask', async () => {
    const first = every(60, 2048);
    expect(await joined({ hits: first }, { hits: every(1, 9, 'a', 900_000) })).toMatchObject([
      { rhythm: { requests: 2048 } },
    ]);
    const crowd = { clients: { values: ['a'], capped: true }, hits: [] };
    expect(await joined({ hits: first }, crowd)).toMatchObject([{ rhythm: null }]);
  });
});
