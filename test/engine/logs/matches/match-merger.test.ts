import { expect, it } from 'vitest';
import type { MatchGroup } from '../../../../src/engine/logs/file-analysis.js';
import { MatchMerger } from '../../../../src/engine/logs/matches/match-merger.js';
import type { LoadedRule } from '../../../../src/model/signature.js';

const rule = (id: string): LoadedRule => ({
  id,
  title: id,
  severity: 'high',
  confidence: 'moderate',
  outcome: 'attempt',
  attack: [],
  references: [],
  falsePositives: [],
  nextSteps: [],
  version: '1',
  source: 'sigma',
  pack: 'own',
  path: 'a.yml',
});
/** Not in the order of their names. */
const rules = [rule('b'), rule('a')];

const group = (client: string | null, count: number, more: Partial<MatchGroup> = {}): MatchGroup => ({
  rule: 0,
  outcome: 'attempt',
  success: false,
  client,
  count,
  first: null,
  last: null,
  stems: [],
  head: [],
  tail: [],
  ...more,
});

/** What comes of files, a line for each rule, host and outcome. */
function lines(...files: [host: string | null, ...groups: MatchGroup[]][]): string[] {
  const merger = new MatchMerger();
  for (const [host, ...groups] of files) merger.add(host, groups);
  const other = new MatchMerger();
  other.resume(merger.kept());
  expect(other.result(rules)).toEqual(merger.result(rules));
  return merger.result(rules).map((one) => {
    const clients = one.clients.map(({ client, count }) => `${client} ${count}`).join(', ');
    const times = [one.first, one.last].map((time) => time?.slice(11, 19) ?? '?').join('-');
    return `${one.host} ${one.rule.id} ${one.outcome} ${one.success} ${times} ${one.count}: ${clients}`;
  });
}

it.each<[string, Parameters<typeof lines>, string[]]>([
  ['nothing', [], []],
  [
    'the most frequent client first, then by address, and those that share a place last',
    [[null, group('c', 2), group(null, 9), group('b', 2), group('a', 1), group('d', 5)]],
    ['null b attempt false ?-? 19: d 5, b 2, c 2, a 1, null 9'],
  ],
  [
    'a client of several files once',
    [
      ['X', group('a', 1, { first: 20, last: 30 }), group('b', 2)],
      ['X', group('a', 2, { first: 10, last: 15 }), group('a', 4, { success: true, outcome: 'success' })],
    ],
    ['X b attempt false 00:00:10-00:00:30 5: a 3, b 2', 'X b success true ?-? 4: a 4'],
  ],
  [
    'by host, then by rule',
    [
      ['Y', group('a', 1)],
      ['X', group('a', 2), group('a', 3, { rule: 1, first: 5, last: 5 })],
      [null, group('a', 4)],
    ],
    [
      'null b attempt false ?-? 4: a 4',
      'X a attempt false 00:00:05-00:00:05 3: a 3',
      'X b attempt false ?-? 2: a 2',
      'Y b attempt false ?-? 1: a 1',
    ],
  ],
  ['no rule that is not there', [['X', group('a', 1, { rule: 7 })]], []],
])('tells %s', (_, files, expected) => expect(lines(...files)).toEqual(expected));

it('tells two hundred clients apart, and counts the others together', () => {
  const many = Array.from({ length: 203 }, (_, i) => group(`client ${i}`, 1000 - i, { first: i, last: i }));
  const [matches] = lines(['X', ...many, group(null, 7, { first: 500, last: 500 })]);
  const clients = matches?.split(': ')[1]?.split(', ') ?? [];
  expect(clients.slice(199)).toEqual(['client 199 801', `null ${800 + 799 + 798 + 7}`]);
  expect(matches).toMatch(/00:00:00-00:08:20/);
});

it('tells the times of a client, where it has any', () => {
  const merger = new MatchMerger();
  merger.add('EX01', [group('192.0.2.7', 1, { first: 5, last: 65 }), group('192.0.2.8', 2)]);
  const [told] = merger.result(rules);
  expect(told?.clients.map(({ client, first, last }) => [client, first, last])).toEqual([
    ['192.0.2.8', null, null],
    ['192.0.2.7', '1970-01-01T00:00:05Z', '1970-01-01T00:01:05Z'],
  ]);
});
