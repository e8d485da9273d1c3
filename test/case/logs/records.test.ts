import { describe, expect, it } from 'vitest';
import { recordDetections } from '../../../src/case/logs/records.js';
import type { RuleMatches } from '../../../src/engine/logs/log-analysis.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { aRecord } from '../../helpers/findings.js';

const pack = createSigmaPack([
  {
    path: 'a.yml',
    content:
      'title: A\nid: 0b5bb2f0-7a2f-4e0e-9d3a-1c9f7d0a5b11\nlogsource: { product: exchange }\ndetection: { s: { a: b }, condition: s }\nlevel: medium\nafterpatch: { success: { a: [b] } }\n',
  },
]);

type Fields = Readonly<Record<string, string | null>>;

/** What is made of records of one who did it, and how often. */
function made(client: string | null, count: number, ...records: readonly Fields[]) {
  const [rule] = pack.rules;
  if (!rule) throw new Error('The rule did not load');
  const seen = { first: '2021-08-14T04:00:01.000Z', last: '2021-08-14T04:00:09.000Z' };
  const evidence = records.map((fields, i) => ({ ...aRecord, offset: i, line: i + 1, fields }));
  const matches: RuleMatches[] = [
    {
      rule,
      host: 'EX01',
      outcome: 'success',
      success: true,
      count,
      ...seen,
      clients: [{ client, count, ...seen, stems: ['/s'], evidence }],
    },
  ];
  return recordDetections(
    { matches, alerts: [] },
    pack,
    (address) => address === '10.0.0.1',
    () => [],
  ).map(({ detection }) => detection);
}
const summary = (...given: Parameters<typeof made>) => made(...given).map(({ data }) => data?.['summary']);

describe('what records show is told', () => {
  it.each<[string, Parameters<typeof made>, string]>([
    [
      'as runs of a cmdlet',
      ['eve', 2, { Cmdlet: 'Set-X', UPN: 'eve', Parameters: '-A b' }],
      '2 runs of Set-X by eve: -A b',
    ],
    ['as one run', ['eve', 1, { Cmdlet: 'Set-X', UPN: 'eve' }], '1 run of Set-X by eve'],
    [
      'as runs of several',
      ['eve', 3, { Cmdlet: 'Set-X', UPN: 'eve' }, { Cmdlet: 'Get-Y', UPN: 'eve' }],
      '3 runs of Set-X and others by eve',
    ],
    [
      'as requests',
      ['192.0.2.1', 2, { UrlStem: '/a', ClientIpAddress: '192.0.2.1', HttpStatus: '200', AnchorMailbox: 'x' }],
      '2 requests to /a from 192.0.2.1: x, answered 200',
    ],
    [
      'as requests for several, with what they were answered',
      [
        '192.0.2.1',
        2,
        { UrlStem: '/a', ClientIpAddress: '192.0.2.1', HttpStatus: '500' },
        { UrlStem: '/b', ClientIpAddress: '192.0.2.1', HttpStatus: '200' },
      ],
      '2 requests to /a and others from 192.0.2.1, answered 200, 500',
    ],
    [
      'as events of a channel',
      ['-', 3, { EventID: '1102', Channel: 'Security', Provider_Name: 'P' }],
      '3 events 1102 of Security',
    ],
    [
      'as events of their provider',
      ['-', 3, { EventID: '1102', Provider_Name: 'P' }, { EventID: '7' }],
      '3 events 1102 and others of P',
    ],
    ['as events of Windows', ['-', 1, { EventID: '1102' }], '1 event 1102 of Windows'],
    ['as records', ['-', 1, { a: 'b' }], '1 record'],
    ['as records that are not shown', ['-', 2], '2 records'],
    [
      'as what one did to oneself',
      ['10.0.0.1', 1, { UrlStem: '/a', ClientIpAddress: '10.0.0.1' }],
      '1 request to /a from 10.0.0.1, one’s own',
    ],
    [
      'with the first of long parameters',
      ['eve', 1, { Cmdlet: 'Set-X', Parameters: 'x'.repeat(301) }],
      `1 run of Set-X: ${'x'.repeat(300)}…`,
    ],
    [
      'with all of shorter ones',
      ['eve', 1, { Cmdlet: 'Set-X', Parameters: 'x'.repeat(300) }],
      `1 run of Set-X: ${'x'.repeat(300)}`,
    ],
    [
      'by five accounts',
      ['-', 5, ...'abcde'.split('').map((UPN) => ({ Cmdlet: 'Set-X', UPN }))],
      '5 runs of Set-X by a, b, c, d, e',
    ],
    [
      'by more',
      ['-', 6, ...'abcdef'.split('').map((UPN) => ({ Cmdlet: 'Set-X', UPN }))],
      '6 runs of Set-X by a, b, c, d, e and more',
    ],
  ])('%s', (_, given, expected) => expect(summary(...given)).toEqual([expected]));
});

describe('the data of a finding', () => {
  const dataOf = (...given: Parameters<typeof made>) => made(...given)[0]?.data;
  const SID = 'S-1-5-21-1-2-3-500';

  it('names the client where records tell its address, and else an account', () => {
    expect(dataOf('192.0.2.1', 1, { UrlStem: '/a', ClientIpAddress: '192.0.2.1' })).toMatchObject({
      client: '192.0.2.1',
      clients: ['192.0.2.1'],
      clientCount: 1,
      stems: ['/s'],
    });
    const byAccount = dataOf('eve', 1, { Cmdlet: 'Set-X', UPN: 'eve' });
    expect(byAccount).toMatchObject({ clients: [], clientCount: 0, accounts: ['eve'], cmdlets: ['Set-X'], stems: [] });
    expect(byAccount).not.toHaveProperty('client');
    expect(byAccount).not.toHaveProperty('writes');
  });

  it('has what was asked for, also where other records show none of it', () => {
    const request = { UrlStem: '/a', ClientIpAddress: '192.0.2.1' };
    expect(dataOf('192.0.2.1', 2, request, { EventID: '1102' })).toMatchObject({ stems: ['/s'] });
  });

  it('names the page that a cmdlet wrote, and each cmdlet once', () => {
    const [page, other] = ['-FilePath "\\\\ex01\\c$\\inetpub\\a.aspx"', '-FilePath C:\\b.aspx'];
    expect(
      dataOf(
        'eve',
        3,
        { Cmdlet: 'New-B', Parameters: page },
        { Cmdlet: 'New-A', Parameters: other },
        { Cmdlet: 'New-B' },
      ),
    ).toMatchObject({
      writes: 'C:\\inetpub\\a.aspx',
      cmdlets: ['New-A', 'New-B'],
    });
  });

  it('names an account by how it signs in, where some record tells that of its SID', () => {
    const short = { Cmdlet: 'Set-X', UPN: 'eve@corp.test', ExecutingUserSid: SID };
    const long = { Cmdlet: 'Set-X', UPN: 'CORP\\eve', ExecutingUserSid: SID };
    expect(dataOf('-', 2, short, long)).toMatchObject({ accounts: ['CORP\\eve'] });
    expect(dataOf('-', 1, short)).toMatchObject({ accounts: ['eve@corp.test'] });
    expect(dataOf('-', 2, short, { ...long, UPN: 'corp.test/Users/eve' })).toMatchObject({
      accounts: ['corp.test/Users/eve', 'eve@corp.test'],
    });
    expect(dataOf('-', 2, { ...short, ExecutingUserSid: 'S-1-5-18' }, long)).toMatchObject({
      accounts: ['CORP\\eve', 'eve@corp.test'],
    });
  });
});
