import { beforeAll, describe, expect, it } from 'vitest';
import { requestDetections } from '../../../src/case/logs/requests.js';
import type { CorrelationMatch, LogAnalysis, RuleMatches } from '../../../src/engine/logs/log-analysis.js';
import type { RecordEvidence } from '../../../src/model/finding.js';
import { createSigmaPack, type SigmaPack } from '../../../src/signatures/sigma/index.js';

const RULES = `
title: Exploit
id: 0b5bb2f0-7a2f-4e0e-9d3a-1c9f7d0a5b11
name: exploit
logsource: { category: webserver }
detection:
  selection: { cs-uri-stem: /x.js }
  condition: selection
level: low
afterpatch:
  confidence: strong
  success: { sc-status: [200] }
  success-severity: critical
---
title: Many
id: 4f6bd3a4-51cf-4a8c-8a5c-2f0a4f7a9e22
correlation:
  type: event_count
  rules: [exploit]
  group-by: [c-ip]
  timespan: 1h
  condition: { gte: 2 }
  generate: true
level: medium
`;

let pack: SigmaPack;
beforeAll(() => {
  pack = createSigmaPack([{ path: 'rules.yml', content: RULES }]);
  expect(pack.problems).toEqual([]);
});

const record = (line: number, fields: Readonly<Record<string, string>> = {}): RecordEvidence => ({
  type: 'record',
  path: 'u_ex210814.log',
  offset: line * 100,
  line,
  time: `2021-08-14T04:00:${String(line).padStart(2, '0')}.000Z`,
  fields: { 'c-ip': '203.0.113.9', 'cs-uri-stem': '/x.js', 'sc-status': '404', ...fields },
});

function ruleMatches(
  success: boolean,
  clients: readonly (readonly [client: string | null, count: number])[],
): RuleMatches {
  const [rule] = pack.rules;
  if (rule === undefined) throw new Error('No rule');
  const seen = { first: '2021-08-14T04:00:01.000Z', last: '2021-08-14T04:00:09.000Z' };
  return {
    rule,
    host: 'EX01',
    outcome: success ? 'success' : 'attempt',
    success,
    count: clients.reduce((sum, [, count]) => sum + count, 0),
    ...seen,
    clients: clients.map(([client, count]) => ({
      client,
      count,
      ...seen,
      stems: ['/x.js'],
      evidence: [record(1, { 'sc-status': success ? '200' : '404' })],
    })),
  };
}

function alert(client: string, lines: readonly number[]): CorrelationMatch {
  const [rule] = pack.correlations;
  if (rule === undefined) throw new Error('No correlation');
  const records = lines.map((line) => record(line, { 'c-ip': client }));
  return {
    rule,
    host: 'EX01',
    group: [['c-ip', client]],
    count: lines.length,
    first: records[0]?.time ?? '',
    last: records.at(-1)?.time ?? '',
    evidence: records.map((each) => ({ rule: 'exploit', record: each })),
  };
}

const analysis = (matches: readonly RuleMatches[], alerts: readonly CorrelationMatch[] = []): LogAnalysis => ({
  matches,
  alerts,
  lifeLines: [],
  counted: [],
  streams: [],
  logs: [],
  proxies: [],
  notes: [],
  counters: {
    files: 1,
    foreignFiles: 0,
    bytes: 0,
    lines: 0,
    headers: 0,
    empty: 0,
    records: 0,
    recovered: 0,
    outside: 0,
    unparsable: 0,
    candidates: 0,
    withoutLifeLine: 0,
  },
});
const nobody = () => false;

describe('requestDetections', () => {
  it('says how many requests of whom went where and how they were answered', () => {
    const made = requestDetections(
      analysis([
        ruleMatches(false, [
          ['203.0.113.9', 40],
          ['203.0.113.8', 2],
          [null, 3],
        ]),
        ruleMatches(true, [['203.0.113.9', 1]]),
      ]),
      pack,
      nobody,
    );
    expect(
      made.map(({ host, rule, detection }) => [host, rule.title, detection.message, detection.data?.['summary']]),
    ).toEqual([
      [
        'EX01',
        'Exploit',
        'requests',
        '45 requests from more than 2 clients (203.0.113.9, 203.0.113.8) to /x.js, answered 404',
      ],
      ['EX01', 'Exploit', 'requests', '1 request from 203.0.113.9 to /x.js, answered 200'],
    ]);
    expect(made.map(({ detection }) => detection)).toMatchObject([
      { outcome: 'attempt', severity: 'low', confidence: 'strong', identity: ['attempt', 'anyone'], count: 45 },
      {
        outcome: 'success',
        severity: 'critical',
        identity: ['success', 'anyone', '203.0.113.9'],
        data: { client: '203.0.113.9' },
        firstSeen: '2021-08-14T04:00:01.000Z',
        lastSeen: '2021-08-14T04:00:09.000Z',
      },
    ]);
  });

  it('says so where the log has no client', () => {
    const [made] = requestDetections(analysis([ruleMatches(true, [['-', 2]])]), pack, nobody);
    expect(made?.detection.data).not.toHaveProperty('client');
    expect(made?.detection).toMatchObject({ severity: 'critical', count: 2 });
  });

  it('lets what one’s own addresses did weigh less', () => {
    const made = requestDetections(
      analysis(
        [ruleMatches(false, [['203.0.113.9', 4]]), ruleMatches(true, [['203.0.113.9', 1]])],
        [alert('203.0.113.9', [1, 2])],
      ),
      pack,
      (address) => address === '203.0.113.9',
    );
    expect(made.map(({ detection }) => [detection.severity, detection.confidence, detection.count])).toEqual([
      ['informational', 'weak', 4],
      ['high', 'weak', 1],
      ['low', 'weak', 2],
    ]);
  });

  it('lets a chain begin no later than what is shown of it', () => {
    const [whole, tight] = [alert('203.0.113.9', [1, 2, 40]), alert('203.0.113.9', [2, 40])];
    const [made] = requestDetections(analysis([], [{ ...whole, first: tight.first }]), pack, nobody);
    expect(Date.parse(made?.detection.firstSeen ?? '')).toBe(Date.parse(whole.first));
  });

  it('joins the alerts of a group at different times', () => {
    const made = requestDetections(
      analysis([], [alert('203.0.113.9', [1, 2]), alert('203.0.113.9', [40, 41, 42])]),
      pack,
      nobody,
    );
    expect(made.map(({ rule, detection }) => [rule.title, detection.data?.['summary']])).toEqual([
      ['Many', '5 requests from 203.0.113.9 to /x.js, answered 404'],
    ]);
    expect(made[0]?.detection).toMatchObject({
      identity: ['c-ip=203.0.113.9'],
      data: { client: '203.0.113.9' },
      firstSeen: '2021-08-14T04:00:01.000Z',
      lastSeen: '2021-08-14T04:00:42.000Z',
      count: 5,
    });
  });

  it.each<[string, CorrelationMatch['group'], string]>([
    ['a client', [['c-ip', '203.0.113.9']], '2 requests from 203.0.113.9 to'],
    ['an account', [['cs-username', 'eve']], '2 requests of cs-username eve to'],
    [
      'an account of a client',
      [
        ['c-ip', '203.0.113.9'],
        ['cs-username', 'eve'],
      ],
      '2 requests of c-ip 203.0.113.9, cs-username eve to',
    ],
  ])('names the group that requests are of: %s', (_, group, told) => {
    const [made] = requestDetections(analysis([], [{ ...alert('203.0.113.9', [1, 2]), group }]), pack, nobody);
    expect(made?.detection.data?.['summary']).toContain(told);
  });

  it('puts the alerts of too many groups together, and none away', () => {
    const clients = Array.from({ length: 70 }, (_, i) => `198.51.100.${i}`);
    const alerts = clients.flatMap((client) => [alert(client, [1, 2]), alert(client, [40, 41])]);
    const made = requestDetections(analysis([], alerts), pack, nobody);
    expect(made).toHaveLength(51);
    expect(made.at(-1)?.detection.identity).toEqual(['others']);
    expect(made.at(-1)?.detection.data?.['summary']).toMatch(/^80 requests of 20 further groups /);
    expect(made.reduce((sum, { detection }) => sum + (detection.count ?? 0), 0)).toBe(280);
    const identities = made.map(({ detection }) => JSON.stringify(detection.identity));
    expect(new Set(identities).size).toBe(51);
    expect(requestDetections(analysis([], [...alerts].reverse()), pack, nobody)).toEqual(made);
  });
});
