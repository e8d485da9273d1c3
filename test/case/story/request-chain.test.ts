import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileHops, requestChains } from '../../../src/case/story/request-chain.js';
import { hopOf } from '../../../src/case/story/request-hops.js';
import type { Finding, RecordEvidence } from '../../../src/model/finding.js';
import { aFinding } from '../../helpers/findings.js';

type Fields = RecordEvidence['fields'];
const id = (n: number) => `0a0b0c0d-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = (seconds: number) => new Date(Date.parse('2022-10-01T10:00:00Z') + 1000 * seconds).toISOString();
let offset = 0;
const record = (path: string, seconds: number, fields: Fields, host = 'EX01') => {
  const hop = hopOf(host, { type: 'record', path, offset: offset++, line: 1, time: at(seconds), fields });
  return hop === null ? [] : [hop];
};

const TIMES = { created: at(0), modified: at(0), source: 'collector-record', quality: 'exact' } as const;
const client = '203.0.113.5';
const user = 'CORP\\eve';
const PAGE = 'C:\\inetpub\\wwwroot\\aspnet_client\\a1.aspx';
const iis = (seconds: number, query: string, more: Fields = {}) =>
  record('u_ex221001.log', seconds, {
    'cs-uri-stem': '/autodiscover/autodiscover.json',
    'cs-uri-query': query,
    'cs-method': 'POST',
    's-port': '443',
    'c-ip': client,
    'cs-username': user,
    'sc-status': '200',
    ...more,
  });
const backEnd = (seconds: number, query: string) =>
  iis(seconds, query, { 's-port': '444', 'cs-uri-stem': '/powershell', 'c-ip': '192.0.2.1' });
const proxy = (seconds: number, request: number, more: Fields = {}) =>
  record('HttpProxy_1.LOG', seconds, {
    RequestId: id(request),
    Protocol: 'Autodiscover',
    UrlStem: '/autodiscover/autodiscover.json',
    Method: 'POST',
    ClientIpAddress: client,
    AuthenticatedUser: user,
    HttpStatus: '200',
    ...more,
  });
const session = (seconds: number, request: number, account = user) =>
  record('Rps_Http_1.LOG', seconds, { RequestId: id(request), UrlStem: '/powershell', AuthenticatedUser: account });
const parameters = `-Mailbox "eve" -FilePath "\\\\localhost\\C$${PAGE.slice(2)}"`;
const cmdlet = (seconds: number, request: number, name = 'New-MailboxExportRequest') =>
  record('Rps_Cmdlet_1.LOG', seconds, {
    RequestId: id(request),
    Cmdlet: name,
    Parameters: parameters,
    AuthenticatedUser: user,
  });
const event = (seconds: number, activity: number | null, name = 'New-MailboxExportRequest') =>
  record('MSExchange Management.evtx', seconds, {
    EventID: '1',
    Cmdlet: name,
    Parameters: parameters.replaceAll('"', ''),
    User: 'corp.example/Users/Eve',
    ...(activity === null ? {} : { 'Data[23]': `ActivityId: ${id(activity)}` }),
  });
const file = (seconds: number, path = PAGE) =>
  fileHops([
    aFinding({
      host: 'EX01',
      artifact: {
        kind: 'web-content',
        collectedPath: 'C/a1.aspx',
        windowsPath: path,
        url: null,
        sha256: null,
        size: 1,
        times: { created: at(seconds), modified: at(seconds), source: 'collector-record', quality: 'exact' },
      },
    }),
  ]);

const whole = () => [
  ...iis(0, `a&CorrelationID=<empty>;&cafeReqId=${id(1)};`),
  ...proxy(0.4, 1),
  ...backEnd(1, `X-Rps-CAT=AA&cafeReqId=${id(1)};`),
  ...session(2, 7),
  ...cmdlet(2.5, 7),
  ...event(2.7, 7),
  ...file(40),
];
const layersOf = (hops: Parameters<typeof requestChains>[0]) =>
  requestChains(hops).map(({ steps }) => steps.map(({ layer }) => layer));

describe('a request', () => {
  it('is followed from the front end to the file, each step with its reason', () => {
    const [chain, ...others] = requestChains(whole());
    expect(others).toEqual([]);
    expect(chain).toMatchObject({ host: 'EX01', client, account: user, ids: [id(1), id(7)] });
    expect(chain?.steps.map(({ layer, because, strength }) => [layer, because, strength])).toEqual([
      ['front-end', null, null],
      ['proxy', `the same request id ${id(1)}`, 'strong'],
      ['back-end', `the same request id ${id(1)}`, 'strong'],
      ['session', `the same account ${user}, 1.0 s apart`, 'moderate'],
      ['cmdlet', `the same request id ${id(7)}`, 'strong'],
      ['event', `the same request id ${id(7)}`, 'strong'],
      ['file', 'its parameters name the file, which is created 37 s later', 'strong'],
    ]);
  });

  it('is the same whatever order the logs are read in', () => {
    const hops = [...whole(), ...iis(9, 'b'), ...proxy(9.2, 3), ...cmdlet(9.9, 8, 'Get-Mailbox')];
    const expected = requestChains(hops);
    fc.assert(
      fc.property(fc.shuffledSubarray(hops, { minLength: hops.length }), (shuffled) => {
        expect(requestChains(shuffled)).toEqual(expected);
      }),
    );
  });

  it('is told by cmdlet and parameters where the event has no activity', () => {
    const [chain] = requestChains([...proxy(0, 1), ...cmdlet(1, 2), ...event(1.5, null)]);
    expect(chain?.steps.at(-1)?.because).toBe('the same cmdlet with the same parameters, 500 ms apart');
  });

  it.each([
    ['another account', [...proxy(0, 1), ...session(1, 2, 'CORP\\adam'), ...cmdlet(60, 3)]],
    ['the account of a later minute', [...proxy(0, 1), ...session(61, 2), ...cmdlet(122, 3)]],
    ['a session of another account', [...proxy(0, 1), ...session(1, 2, 'CORP\\adam'), ...cmdlet(1.5, 2)]],
    [
      'a step that began more than a quarter of an hour before',
      [
        ...proxy(1_800, 1, { StartTime: at(0) }),
        ...iis(1_800, `cafeReqId=${id(1)};`),
        ...backEnd(1_799, `cafeReqId=${id(1)};`),
      ],
    ],
    ['another cmdlet of the same second', [...cmdlet(0, 1), ...event(0.5, null, 'Set-Mailbox'), ...file(9000)]],
    ['a file that parameters do not name', [...cmdlet(0, 1), ...event(0, 1), ...file(5, 'C:\\inetpub\\other.aspx')]],
    ['two logs only', [...iis(0, `cafeReqId=${id(1)};`), ...proxy(0, 1)]],
  ])('is not made of %s', (_, hops) => {
    expect(layersOf(hops)).toEqual([]);
  });

  it('is told by its number rather than by the account of what is nearer', () => {
    const [chain] = requestChains([...proxy(0, 1), ...session(2, 7), ...proxy(2.4, 9), ...cmdlet(2.5, 7)]);
    expect(chain?.steps.at(-1)?.because).toBe(`the same request id ${id(7)}`);
  });

  it.each([
    [1, [`the same client ${client} and address, 1.0 s apart`, 'moderate']],
    [3, undefined],
  ])('is told by client and address where one log has no number, within %d s', (seconds, told) => {
    const nobody = { 'cs-username': '-', AuthenticatedUser: '' };
    const [chain] = requestChains([
      ...iis(0, 'a', nobody),
      ...proxy(seconds, 1, nobody),
      ...backEnd(seconds, `cafeReqId=${id(1)};`),
    ]);
    const step = chain?.steps[1];
    expect(step && [step.because, step.strength]).toEqual(told);
  });

  it.each<[string, Partial<Finding['artifact']>, number]>([
    ['a time', {}, 1],
    ['no place on the server', { windowsPath: null }, 0],
    ['no times', { times: null }, 0],
    ['no time at which it came', { times: { ...TIMES, created: null } }, 0],
    ['times that nobody can rely on', { times: { ...TIMES, quality: 'unreliable' } }, 0],
  ])('ends with a file only where that has a place and a time: %s', (_, over, count) => {
    const { artifact } = aFinding();
    expect(fileHops([aFinding({ artifact: { ...artifact, times: TIMES, ...over } })])).toHaveLength(count);
  });

  it('is told by the device of ActiveSync, which the back end names with the account', () => {
    const path = { 'cs-uri-stem': '/Microsoft-Server-ActiveSync/default.eas', 'cs-username': '-' };
    const query = (device: string) => `Cmd=Sync&User=corp%5Ceve&DeviceId=${device}&DeviceType=iPhone`;
    const told = (device: string) =>
      requestChains([
        ...iis(0, `${query('ApplA')}&cafeReqId=${id(7)};`, path),
        ...proxy(0, 7, { UrlStem: path['cs-uri-stem'], UrlQuery: `?${query('ApplA')}` }),
        ...iis(1, `${query(device)}&Log=PrxFrom:192.0.2.1_As:BlockedU_`, {
          ...path,
          's-port': '444',
          'c-ip': '192.0.2.1',
        }),
      ]).flatMap(({ steps, account }) => [account, ...steps.map(({ layer, because }) => [layer, because])]);
    expect(told('ApplA')).toEqual([
      'corp\\eve',
      ['front-end', null],
      ['proxy', `the same request id ${id(7)}`],
      ['back-end', 'the same device ApplA, 1.0 s apart'],
    ]);
    expect(told('ApplB').flat()).not.toContain('the same device ApplA, 1.0 s apart');
  });

  it('is not joined with one of another number, however close', () => {
    const chains = requestChains([
      ...iis(0, `cafeReqId=${id(1)};`),
      ...proxy(0, 1),
      ...backEnd(0, `cafeReqId=${id(1)};`),
      ...iis(0, `cafeReqId=${id(2)};`),
      ...proxy(0, 2),
      ...backEnd(0, `cafeReqId=${id(2)};`),
    ]);
    expect(chains.map(({ ids }) => ids)).toEqual([[id(1)], [id(2)]]);
  });

  it('has the number that the front end appended, not one that the client sent', () => {
    const [hop] = iis(0, `x=1&cafeReqId=${id(5)};&CorrelationID=<empty>;&cafeReqId=${id(1)};`);
    expect(hop?.ids).toEqual([id(1)]);
  });

  it('is not told by what a client wrote behind the address of ECP', () => {
    const [hop] = record('ECPServer1.LOG', 0, { EventData: `S:CMD=x;S:ACTID=${id(1)};S:URL=/ecp/;S:ACTID=${id(2)}` });
    expect(hop?.ids).toEqual([id(1)]);
  });
});
