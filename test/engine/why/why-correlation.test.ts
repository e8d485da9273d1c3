import { describe, expect, it } from 'vitest';
import { jsonRecord } from '../../../src/engine/records/records-of-file.js';
import { whyCorrelation } from '../../../src/engine/why/why-correlation.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const rule = (name: string) =>
  `title: ${name}\nname: ${name}\nlogsource: { category: application }\ndetection: { s: { what: ${name} }, condition: s }`;

/** An event as `<second or -> <what happened> <who> <value>`; a point stands for what it lacks. */
function eventOf(text: string): [record: Record<string, unknown>, time: number] {
  const [second, what, who, size] = text.split(' ');
  const members = Object.entries({ what, who, size }).filter(([, value]) => value !== undefined && value !== '.');
  return [Object.fromEntries(members), second === '-' ? Number.NaN : Number(second) * 1000];
}

/** What is traced of the last correlation of a pack. */
function traced(correlations: readonly string[], events: readonly string[]) {
  const content = [
    ...['pear', 'plum', 'fig'].map(rule),
    ...correlations.map((one, at) => `title: of ${at}\n${one}`),
  ].join('\n---\n');
  const pack = createSigmaPack([{ path: 'a.yml', content }]);
  expect(pack.problems).toEqual([]);
  const compiled = pack.program.correlations.at(-1);
  if (!compiled) throw new Error('The correlation did not load');
  return whyCorrelation(pack.program, compiled, (take) => {
    for (const [at, event] of events.entries()) take(jsonRecord(eventOf(event)[0], at + 1, eventOf(event)[1]));
  });
}

const correlation = (type: string, rest: string, rules = 'pear', name = 'all') =>
  `name: ${name}\ncorrelation: { type: ${type}, rules: [${rules}], timespan: 10s, generate: true, ${rest} }`;

/** The groups, as `<who>: <measure> of <events in the window> at <from>-<to>`, and `!` where it fires. */
const lines = (...all: Parameters<typeof traced>) =>
  traced(...all).groups.map(({ group, measure, inWindow, from, to, fires }) => {
    const [begin, end] = [from, to].map((time) => Date.parse(time) / 1000);
    return `${group.map(([, who]) => who).join()}: ${measure} of ${inWindow} at ${begin}-${end}${fires ? '!' : ''}`;
  });

describe('the nearest window of each group', () => {
  const VALUES = ['0 pear ann 4', '5 pear ann 9', '9 pear ann 4', '40 pear ann 90', '41 pear ann x', '42 pear ann .'];
  it.each<[string, string, readonly string[], readonly string[]]>([
    [
      'has the most events',
      correlation('event_count', 'group-by: [who], condition: { gte: 4 }'),
      VALUES,
      ['ann: 3 of 3 at 0-9'],
    ],
    [
      'is as long as the timespan, and no longer',
      correlation('event_count', 'group-by: [who], condition: { gte: 3 }'),
      ['0 pear ann', '10 pear ann', '11 pear ann'],
      ['ann: 2 of 2 at 0-10'],
    ],
    [
      'has the fewest where few are asked for',
      correlation('event_count', 'group-by: [who], condition: { lt: 0 }'),
      VALUES,
      ['ann: 1 of 1 at 0-0'],
    ],
    [
      'has the least where that or less is asked for',
      correlation('value_sum', 'group-by: [who], condition: { field: size, lte: 3 }'),
      VALUES,
      ['ann: 4 of 1 at 0-0'],
    ],
    [
      'has the most distinct values; what has none counts for none',
      correlation('value_count', 'group-by: [who], condition: { field: size, gte: 9 }'),
      VALUES,
      ['ann: 2 of 2 at 0-5'],
    ],
    [
      'has the largest sum; what is no number counts for none',
      correlation('value_sum', 'group-by: [who], condition: { field: size, gte: 99 }'),
      VALUES,
      ['ann: 90 of 1 at 40-40'],
    ],
    [
      'has the largest mean',
      correlation('value_avg', 'group-by: [who], condition: { field: size, gte: 99 }'),
      VALUES.slice(0, 3),
      ['ann: 6.5 of 2 at 0-5'],
    ],
    [
      'has the largest median',
      correlation('value_median', 'group-by: [who], condition: { field: size, gte: 99 }'),
      VALUES.slice(0, 3),
      ['ann: 9 of 2 at 0-5'],
    ],
    [
      'has the largest percentile',
      correlation('value_percentile', 'group-by: [who], condition: { field: size, gte: 99, percentile: 10 }'),
      VALUES.slice(0, 3),
      ['ann: 4 of 1 at 0-0'],
    ],
    [
      'is all where there is nothing to compare',
      correlation('value_sum', 'group-by: [who], condition: { field: size, gte: 1 }'),
      ['3 pear ann x', '5 pear ann'],
      ['ann: null of 2 at 3-5'],
    ],
  ])('%s', (_, of, events, expected) => expect(lines([of], events)).toEqual(expected));

  it.each<[string, readonly string[], string, readonly string[]]>([
    ['temporal', ['0 plum ann', '1 pear ann', '30 fig ann'], 'ann: 2 of 2 at 0-1', ['fig']],
    ['temporal', ['0 plum ann', '1 pear ann', '5 fig ann'], 'ann: 3 of 3 at 0-5!', []],
    ['temporal_ordered', ['0 plum ann', '1 pear ann', '5 fig ann'], 'ann: 1 of 2 at 0-1', ['plum', 'fig']],
    ['temporal_ordered', ['0 pear ann', '1 pear ann', '2 plum ann', '5 fig ann'], 'ann: 3 of 4 at 0-5!', []],
    ['event_count', ['0 pear ann'], 'ann: 1 of 1 at 0-0!', []],
  ])('of a %s correlation over %s misses the rules that are not there', (type, events, line, missing) => {
    const of = correlation(
      type,
      `group-by: [who]${type === 'event_count' ? ', condition: { gte: 1 }' : ''}`,
      'pear, plum, fig',
    );
    expect(lines([of], events)).toEqual([line]);
    expect(traced([of], events).groups[0]?.missing).toEqual(missing);
  });
});

describe('groups', () => {
  const twice = correlation('event_count', 'group-by: [who], condition: { gte: 2 }', 'pear, plum');

  it('come with those first that fire, then by what they come to, then by their events', () => {
    const events = [
      '0 pear ann',
      '0 pear bob',
      '20 pear bob',
      '40 pear bob',
      '60 pear bob',
      '0 pear cy',
      '1 plum cy',
      '2 pear cy',
      '0 pear di',
      '1 pear di',
    ];
    expect(lines([twice], events)).toEqual([
      'cy: 3 of 3 at 0-2!',
      'di: 2 of 2 at 0-1!',
      'bob: 1 of 1 at 0-0',
      'ann: 1 of 1 at 0-0',
    ]);
  });

  it('are ten at most', () => {
    expect(
      lines(
        [twice],
        Array.from({ length: 12 }, (_, i) => `0 pear ${i}`),
      ),
    ).toHaveLength(10);
  });

  it('tell how often each rule matched', () => {
    expect(traced([twice], ['0 pear ann', '1 plum ann', '2 pear ann']).groups[0]).toMatchObject({
      events: 3,
      byRule: [
        ['pear', 2],
        ['plum', 1],
      ],
    });
  });

  it('leave out what tells no time or not by whom, and count it', () => {
    const of = traced([twice], ['0 pear ann', '- pear ann', '1 pear .', '2 fig ann', '3 apple ann', '- fig ann']);
    expect(of).toMatchObject({
      records: 6,
      matched: 3,
      timeless: 2,
      ungrouped: 1,
      limited: false,
      groups: [{ events: 1 }],
    });
  });

  it('are one where nobody groups', () => {
    expect(lines([correlation('event_count', 'condition: { gte: 9 }')], ['0 pear ann', '1 pear .'])).toEqual([
      ': 2 of 2 at 0-1',
    ]);
  });

  it('take a field of each rule by its own name', () => {
    const of = correlation(
      'event_count',
      'group-by: [name], condition: { gte: 9 }, aliases: { name: { pear: who, plum: size } }',
      'pear, plum',
    );
    expect(lines([of], ['0 pear ann 1', '1 plum bob ann'])).toEqual(['ann: 2 of 2 at 0-1']);
  });

  it('show two thousand events of one, and say so; the answer counts all', () => {
    const of = traced(
      [correlation('event_count', 'group-by: [who], condition: { gte: 2001 }')],
      [...Array.from({ length: 2_001 }, () => '0 pear ann'), '0 pear bob'],
    );
    expect(of).toMatchObject({
      limited: true,
      matched: 2_002,
      groups: [
        { events: 2_000, fires: true },
        { events: 1, fires: false },
      ],
    });
  });
});

it('takes what another correlation found for events of its own', () => {
  const pairs = correlation('event_count', 'group-by: [who], condition: { gte: 2 }', 'pear', 'pairs');
  const both = (by: string) => correlation('temporal', `group-by: [${by}]`, 'pairs, plum');
  const events = ['0 plum ann', '1 pear ann', '2 pear ann', '3 pear bob'];
  expect(lines([pairs, both('who')], events)).toEqual(['ann: 2 of 2 at 0-1!']);
  // What the other does not group by, its alerts do not tell.
  expect(lines([pairs, both('size')], ['0 plum ann 4', '1 pear ann 4', '2 pear ann 4'])).toEqual(['4: 1 of 1 at 0-0']);
});
