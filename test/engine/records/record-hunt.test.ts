import { describe, expect, it } from 'vitest';
import { MatchTally } from '../../../src/engine/logs/matches/match-tally.js';
import { type EventBatch, EventReader } from '../../../src/engine/logs/correlation/packed-events.js';
import { type RecordAtHand, RecordHunt, RecordRules } from '../../../src/engine/records/record-hunt.js';
import { jsonRecord } from '../../../src/engine/records/records-of-file.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const RULES = `
title: Set
name: set
logsource: { product: exchange }
detection: { s: { Cmdlet|re: '^Set-', ClientIpAddress|exists: true }, other: { ClientIpAddress|re: '^adm' }, condition: s and not other }
afterpatch: { success: { Result: [ok] } }
---
title: Any
name: any
logsource: { product: exchange, service: http-proxy }
detection: { s: { Cmdlet: Get-X }, condition: s }
---
title: Same
name: same
logsource: { product: exchange }
detection: { s: { Cmdlet|fieldref: ClientIpAddress }, condition: s }
---
title: Word
name: word
logsource: { product: exchange }
detection: { keywords: [pear], condition: keywords }
---
title: Often
correlation: { type: event_count, rules: [set], group-by: [ClientIpAddress], timespan: 10m, condition: { gte: 2 }, generate: true }
`;
const { program } = createSigmaPack([{ path: 'a.yml', content: RULES }]);
const EXCHANGE = { category: null, product: 'exchange', service: 'powershell' };

const recordOf = (fields: Record<string, string>, more: Partial<RecordAtHand> = {}): RecordAtHand => ({
  ...jsonRecord(fields, 1, 5000),
  logSource: EXCHANGE,
  ...more,
});

/** What is found in records, a line for each group, and the events that correlations count. */
function hunted(records: readonly [record: RecordAtHand, computer?: string][], rules = new RecordRules(program)) {
  const batches: EventBatch[] = [];
  const hunt = new RecordHunt(rules, 'a.log', (batch) => batches.push(batch));
  for (const [record, computer] of records) hunt.ask(record, computer ?? null);
  hunt.close();
  const groups = hunt.groups.flatMap(({ computer, groups: own }) =>
    own.map(({ rule, client, outcome, count, first, stems }) =>
      [computer ?? '', program.rules[rule]?.rule.title, client, outcome, count, first, ...stems].join(' ').trim(),
    ),
  );
  const events = batches.flatMap((batch) =>
    [...batch.times.keys()].map((at) => {
      const { values, cells, time, line, kind } = new EventReader(batch).read(at);
      return `${time} ${line} ${values.join()} ${batch.layouts[kind.layout]?.join()}: ${cells.replaceAll('\n', ',')}`;
    }),
  );
  return { groups, events };
}

describe('records of a file', () => {
  it.each<[string, RecordAtHand, string[]]>([
    ['match by a pattern', recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' }), ['Set eve attempt 1 5 Set-X']],
    ['match none that is excepted', recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'admin' }), []],
    ['match none without a field that is asked for', recordOf({ Cmdlet: 'Set-X' }), []],
    [
      'match with success',
      recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve', Result: 'ok' }),
      ['Set eve success 1 5 Set-X'],
    ],
    [
      'match without it',
      recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve', Result: 'no' }),
      ['Set eve attempt 1 5 Set-X'],
    ],
    [
      'match where one field is as another',
      recordOf({ Cmdlet: 'eve', ClientIpAddress: 'eve' }),
      ['Same eve attempt 1 5 eve'],
    ],
    ['match by a word anywhere', recordOf({ Cmdlet: 'x', More: 'a pear tree' }), ['Word - attempt 1 5 x']],
    ['match rules of their source alone', recordOf({ Cmdlet: 'Get-X' }), []],
    [
      'match rules of that source',
      recordOf({ Cmdlet: 'Get-X' }, { logSource: { ...EXCHANGE, service: 'http-proxy' } }),
      ['Any - attempt 1 5 Get-X'],
    ],
    [
      'match no rule of another source',
      recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' }, { logSource: { ...EXCHANGE, product: 'linux' } }),
      [],
    ],
    [
      'match without a time',
      recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' }, { seconds: Number.NaN }),
      ['Set eve attempt 1  Set-X'],
    ],
  ])('%s', (_, record, expected) => {
    expect(hunted([[record]]).groups).toEqual(expected);
  });

  it('are asked each by itself, whatever the one before said', () => {
    const rules = new RecordRules(program);
    const all = [
      recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' }),
      recordOf({ Cmdlet: 'Get-X', ClientIpAddress: 'eve' }, { logSource: { ...EXCHANGE, service: 'http-proxy' } }),
      recordOf({ Cmdlet: 'Set-Y', ClientIpAddress: 'admin' }),
      recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' }),
      recordOf({ Cmdlet: 'Get-X' }),
    ];
    const each = all.flatMap((record) => hunted([[record]], rules).groups);
    const together = hunted(
      all.map((record) => [record] as const),
      rules,
    );
    expect(each).toEqual(['Set eve attempt 1 5 Set-X', 'Any eve attempt 1 5 Get-X', 'Set eve attempt 1 5 Set-X']);
    expect(together.groups).toEqual(['Set eve attempt 2 5 Set-X', 'Any eve attempt 1 5 Get-X']);
  });

  it('are told apart by the computers that they name', () => {
    const record = recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' });
    expect(hunted([[record, 'A'], [record, 'B'], [record, 'A'], [record]]).groups).toEqual([
      'A Set eve attempt 2 5 Set-X',
      'B Set eve attempt 1 5 Set-X',
      'Set eve attempt 1 5 Set-X',
    ]);
  });

  it('are events of correlations where some counts their rule and they tell a time', () => {
    const { events } = hunted([
      [recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve\r\nx' })],
      [recordOf({ Cmdlet: 'eve', ClientIpAddress: 'eve' })],
      [recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'ann' }, { seconds: Number.NaN })],
      [recordOf({ ClientIpAddress: 'ann', Cmdlet: 'Set-Y' }, { line: 7, seconds: 9 })],
    ]);
    expect(events).toEqual([
      '5 1 eve x Cmdlet,ClientIpAddress: Set-X,eve x',
      '9 7 ann ClientIpAddress,Cmdlet: ann,Set-Y',
    ]);
  });

  it('are only counted by their values where that is asked', () => {
    const tally = new MatchTally([['ClientIpAddress']]);
    const hunt = new RecordHunt(new RecordRules(program), 'a.log', () => {}, tally);
    for (const record of [recordOf({ Cmdlet: 'Set-X', ClientIpAddress: 'eve' }), recordOf({ Cmdlet: 'pear' })])
      hunt.ask(record);
    expect(hunt.groups).toEqual([]);
    expect(tally.parts.map(({ rule, count, groups }) => [rule, count, groups[0]?.groups[0]?.values])).toEqual([
      [0, 1, ['eve']],
      [3, 1, [null]],
    ]);
  });
});
