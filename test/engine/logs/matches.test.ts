import { describe, expect, it } from 'vitest';
import type { MatchGroup } from '../../../src/engine/logs/file-analysis.js';
import { joinGroups, MatchGroups } from '../../../src/engine/logs/matches/match-groups.js';
import { MatchTally } from '../../../src/engine/logs/matches/match-tally.js';
import { Moments, momentsOfHost } from '../../../src/engine/logs/clients/moments.js';
import type { PackedRecord } from '../../../src/engine/logs/record-cells.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const source = { path: 'a.log', columns: [] };
const record = (offset: number): PackedRecord => ({ source, offset, line: 1, time: null, cells: '' });

const [first, second] = createSigmaPack([
  {
    path: 'a.yml',
    content: ['a', 'b']
      .map(
        (stem) =>
          `title: ${stem}\nlogsource: { category: webserver }\ndetection: { s: { cs-uri-stem: /${stem} }, condition: s }`,
      )
      .join('\n---\n'),
  },
]).program.rules;

/** A match, as `<client> <time or -> <stem> <worked or not>`; its record stands at the place among them. */
function groupsOf(...matches: readonly string[]): MatchGroup[] {
  const groups = new MatchGroups();
  for (const [at, match] of matches.entries()) {
    const [client = '', time, stem = '', worked] = match.split(' ');
    if (first) groups.add(first, worked === '+', client, time === '-' ? null : Number(time), stem, () => record(at));
  }
  return groups.result();
}

describe('matches of one rule', () => {
  it('are one group for each client and answer, in the order of their first', () => {
    const groups = groupsOf('x 5 /a -', 'y 1 /a -', 'x 9 /b -', 'x 3 /a +', 'x - /a -');
    expect(
      groups.map(({ client, success, outcome, count, first: from, last, stems }) => [
        client,
        success,
        outcome,
        count,
        from,
        last,
        stems,
      ]),
    ).toEqual([
      ['x', false, 'attempt', 3, 5, 9, ['/a', '/b']],
      ['y', false, 'attempt', 1, 1, 1, ['/a']],
      ['x', true, 'success', 1, 3, 3, ['/a']],
    ]);
  });

  it('tell the earliest and the latest time in whatever order, and none where there is none', () => {
    expect(groupsOf('x 5 /a -', 'x 2 /a -', 'x 4 /a -')).toMatchObject([{ first: 2, last: 5 }]);
    expect(groupsOf('x - /a -')).toMatchObject([{ first: null, last: null }]);
  });

  it('show the first three records and the last two', () => {
    const [group] = groupsOf(...Array.from({ length: 9 }, (_, i) => `x ${i} /a -`));
    expect([group?.head, group?.tail].map((some) => some?.map(({ offset }) => offset))).toEqual([
      [0, 1, 2],
      [7, 8],
    ]);
  });

  it('name eight stems', () => {
    const [group] = groupsOf(...Array.from({ length: 9 }, (_, i) => `x ${i} /${i} -`));
    expect(group?.stems).toEqual(['/0', '/1', '/2', '/3', '/4', '/5', '/6', '/7']);
  });

  it('tell five hundred clients apart, and count the others together, by what came of it', () => {
    const clients = Array.from({ length: 501 }, (_, i) => `${i} ${i} /a -`);
    const groups = groupsOf(...clients, '0 600 /a -', 'z 700 /a -', 'z 800 /a +');
    expect(groups).toHaveLength(502);
    expect(groups.filter(({ client }) => client === null)).toMatchObject([
      { count: 2, first: 500, last: 700, success: false },
    ]);
    expect(groups.find(({ client }) => client === '0')).toMatchObject({ count: 2, last: 600 });
    expect(groups.at(-1)).toMatchObject({ client: 'z', success: true });
  });

  it('are those of their rule', () => {
    const groups = new MatchGroups();
    for (const rule of [first, second, first]) if (rule) groups.add(rule, false, 'x', 1, '/', () => record(0));
    expect(groups.result().map(({ rule, count }) => [rule, count])).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });
});

describe('groups of files that follow one another', () => {
  it('are one for the same rule, answer and client', () => {
    const files = [groupsOf('x 5 /a -', 'y 6 /a -', 'x 7 /a +'), groupsOf('x 8 /b -', 'x 9 /a +')].flat();
    const ofAnother = groupsOf('x 1 /a -').map((group) => ({ ...group, rule: 1 }));
    const joined = joinGroups([...files, ...ofAnother]);
    expect(
      joined.map(({ rule, client, success, count, first: from, last, stems }) => [
        rule,
        client,
        success,
        count,
        from,
        last,
        stems,
      ]),
    ).toEqual([
      [0, 'x', false, 2, 5, 8, ['/a', '/b']],
      [0, 'y', false, 1, 6, 6, ['/a']],
      [0, 'x', true, 2, 7, 9, ['/a']],
      [1, 'x', false, 1, 1, 1, ['/a']],
    ]);
  });

  it.each([
    [1, 1, [0], [100]],
    [2, 3, [0, 1, 100], [101, 102]],
    [9, 1, [0, 1, 2], [8, 100]],
    [4, 0, [0, 1, 2], [3]],
  ])('show what one file would show of %s and %s records', (a, b, head, tail) => {
    const of = (count: number, at: number) =>
      groupsOf(...Array.from({ length: count }, (_, i) => `x ${i} /a -`)).map((group) => ({
        ...group,
        head: group.head.map(({ offset }) => record(at + offset)),
        tail: group.tail.map(({ offset }) => record(at + offset)),
      }));
    const [group] = joinGroups([...of(a, 0), ...of(b, 100)]);
    const places = (some: readonly PackedRecord[] = []) => some.map(({ offset }) => offset);
    expect([...places(group?.head), ...places(group?.tail)]).toEqual([...head, ...tail]);
    expect(group?.count).toBe(a + b);
  });

  it('tell no time where none of them does', () => {
    expect(joinGroups([...groupsOf('x - /a -'), ...groupsOf('x - /a -')])).toMatchObject([
      { first: null, last: null, count: 2 },
    ]);
    expect(joinGroups([...groupsOf('x - /a -'), ...groupsOf('x 4 /a -')])).toMatchObject([{ first: 4, last: 4 }]);
  });
});

describe('matches counted by values', () => {
  const KEYS = [['client'], ['client', 'stem'], []];
  /** A match, as `<rule> <client or -> <stem> <time or ->`. */
  function tallied(...matches: readonly string[]): MatchTally {
    const tally = new MatchTally(KEYS);
    for (const [at, match] of matches.entries()) {
      const [rule, client = '', stem = '', time] = match.split(' ');
      const values: Record<string, string | null> = { client: client === '-' ? null : client, stem };
      tally.add(
        Number(rule),
        time === '-' ? null : Number(time),
        (name) => values[name] ?? null,
        () => record(at),
      );
    }
    return tally;
  }
  const MATCHES = ['1 x /a 5', '0 y /a -', '1 x /b 3', '1 - /a 9', '1 y /b 4', '1 x /a 7', '0 y /a -'];
  const told = (tally: MatchTally) =>
    tally.parts.map(({ rule, count, first: from, last, groups }) => [
      `${rule}: ${count} ${from}-${last}`,
      ...groups.map((one) =>
        one.groups.map((group) => `${group.values.join()} ${group.count} ${group.first}-${group.last}`),
      ),
    ]);
  const EXPECTED = [
    ['0: 2 null-null', ['y 2 null-null'], ['y,/a 2 null-null'], [' 2 null-null']],
    ['1: 5 3-9', ['x 3 3-7', 'y 1 4-4', ' 1 9-9'], ['x,/a 2 5-7', 'x,/b 1 3-3', 'y,/b 1 4-4', ',/a 1 9-9'], [' 5 3-9']],
  ];

  it('are told by rule, the most frequent values first, then by value', () => {
    expect(told(tallied(...MATCHES))).toEqual(EXPECTED);
  });

  it.each([0, 1, 3, 6, 7])('come to the same of two logs, cut behind %s', (cut) => {
    const merged = new MatchTally(KEYS);
    merged.merge(tallied(...MATCHES.slice(0, cut)).parts);
    merged.merge(tallied(...MATCHES.slice(cut)).parts);
    expect(told(merged)).toEqual(EXPECTED);
  });

  it('show twenty records', () => {
    const many = tallied(...Array.from({ length: 15 }, (_, i) => `0 x /a ${i}`));
    const merged = new MatchTally(KEYS);
    for (let i = 0; i < 2; i++) merged.merge(many.parts);
    expect(merged.parts[0]?.examples.map(({ offset }) => offset)).toEqual([...Array(15).keys(), ...Array(5).keys()]);
    expect(tallied(...Array.from({ length: 25 }, (_, i) => `0 x /a ${i}`)).parts[0]?.examples).toHaveLength(20);
  });

  it('are kept apart up to a limit, and what is beyond is counted', () => {
    const tally = new MatchTally([['n']]);
    for (let i = 0; i < 50_003; i++)
      tally.add(
        0,
        i,
        () => `${Math.min(i, 50_001)}`,
        () => record(0),
      );
    tally.add(
      0,
      1,
      () => '7',
      () => record(0),
    );
    const groups = (one: MatchTally) =>
      one.parts.flatMap((part) => part.groups.map((group) => [group.groups.length, group.beyond]));
    expect(groups(tally)).toEqual([[50_000, 3]]);
    expect(tally.parts[0]?.groups[0]?.groups[0]).toMatchObject({ values: ['7'], count: 2 });
    const merged = new MatchTally([['n']]);
    merged.merge(tally.parts);
    merged.merge(tally.parts);
    expect(groups(merged)).toEqual([[50_000, 6]]);
  });
});

describe('moments of requests', () => {
  const moments = new Moments([500, 100, 300]);
  it.each([
    [69, false],
    [70, true],
    [130, true],
    [131, false],
    [269, false],
    [300, true],
    [530, true],
    [531, false],
  ])('are near %s: %s', (seconds, near) => expect(moments.isNear(seconds)).toBe(near));

  it.each([
    [0, 69, false],
    [0, 70, true],
    [131, 269, false],
    [330, 469, true],
    [331, 469, false],
    [531, 900, false],
  ])('can be in a log from %s to %s: %s', (from, to, within) => expect(moments.isWithin(from, to)).toBe(within));

  it('are near to nothing where there are none', () => {
    expect([new Moments([]).isNear(0), new Moments([]).isWithin(0, 1e9)]).toEqual([false, false]);
  });

  it('are those of one server', () => {
    const all = [
      { host: 'A', seconds: 1 },
      { host: null, seconds: 2 },
      { host: 'A', seconds: 3 },
    ];
    expect([momentsOfHost(all, 'A'), momentsOfHost(all, null)]).toEqual([[1, 3], [2]]);
  });
});
