import { describe, expect, it } from 'vitest';
import {
  proxyNote,
  type RecognisedProxy,
  recogniseProxies,
  type SampledSender,
  senderOf,
} from '../../../../src/engine/logs/clients/recognise-proxies.js';

const [PROXY, OTHER, FILTER, OWN] = ['10.0.0.5', '10.0.0.6', '10.0.0.9', '192.168.7.7'];

/** Requests of an address, each with the addresses that it tells to have asked for, the first client first. */
const through = (address: string, ...hops: readonly string[]): SampledSender[] =>
  hops.map((told) => ({ address, forwarded: 'X-Forwarded-For', hops: told.split(' ') }));
/** Requests of an address that tells nobody. */
const silent = (address: string, count: number): SampledSender[] =>
  Array.from({ length: count }, () => ({ address, forwarded: null, hops: [] }));
const visitors = (from: number, count: number, behind = '') =>
  Array.from({ length: count }, (_, i) => `198.51.100.${from + i}${behind}`);
const times = (count: number, hops: string) => Array.from({ length: count }, () => hops);

const recognised = (...senders: readonly SampledSender[]) =>
  recogniseProxies([{ host: 'WEB01', senders }], (address) => address === OWN);
/** Addresses, `~` behind those of which few requests tell, and `<` behind those that speak through others. */
const proxiesOf = (...senders: readonly SampledSender[]) =>
  recognised(...senders).map(
    ({ address, isOfFew, isBehind }) => `${address}${isOfFew ? '~' : ''}${isBehind ? '<' : ''}`,
  );

describe('proxies by the requests that they send', () => {
  it.each<[what: string, senders: readonly SampledSender[], found: readonly string[]]>([
    ['nobody', [], []],
    ['few requests, all through one', through(PROXY, ...visitors(1, 3)), ['10.0.0.5~']],
    ['few requests for fewer clients', through(PROXY, ...visitors(1, 2), ...visitors(1, 2)), []],
    [
      'few requests through a pair, for several clients of both',
      [...through(PROXY, ...visitors(1, 2)), ...through(OTHER, ...visitors(3, 1))],
      ['10.0.0.5~', '10.0.0.6~'],
    ],
    ['few requests through one beside another', [...through(PROXY, ...visitors(1, 9)), ...silent(OTHER, 1)], []],
    ['as many as tell of themselves, for one client', through(PROXY, ...times(20, '203.0.113.7')), [PROXY]],
    ['fewer for one client', through(PROXY, ...times(19, '203.0.113.7')), []],
    ['nine in ten of all requests', [...through(PROXY, ...visitors(1, 27)), ...silent(OTHER, 3)], [PROXY]],
    ['less than that', [...through(PROXY, ...visitors(1, 26)), ...silent(OTHER, 3)], []],
    [
      'a pair that together sends nine in ten',
      [...through(PROXY, ...visitors(1, 9)), ...through(OTHER, ...visitors(1, 18)), ...silent('10.0.0.7', 3)],
      [OTHER, PROXY],
    ],
    ['more probes than requests', [...through(PROXY, ...visitors(1, 9)), ...silent(PROXY, 300)], [PROXY]],
    ['one that mostly tells for whom', [...through(PROXY, ...times(27, '203.0.113.7')), ...silent(PROXY, 3)], [PROXY]],
    ['one that often tells nobody', [...through(PROXY, ...times(26, '203.0.113.7')), ...silent(PROXY, 3)], []],
    ['one that tells nobody, of very many', silent(PROXY, 100), [PROXY]],
    ['one that tells nobody, of many', silent(PROXY, 99), []],
    ['one that tells nobody, and sends nine in ten', [...silent(PROXY, 180), ...silent(OTHER, 20)], [PROXY]],
    ['one that tells nobody, and sends less', [...silent(PROXY, 179), ...silent(OTHER, 20)], []],
    ['somebody on the Internet who sends all', silent('203.0.113.7', 200), []],
    ['somebody on the Internet who writes the header', through('203.0.113.7', ...visitors(1, 30)), []],
    ['one that is known already', through(OWN, ...visitors(1, 30)), []],
    ['the server itself beside one', [...silent('', 300), ...through(PROXY, ...visitors(1, 3))], ['10.0.0.5~']],
  ])('%s', (_, senders, found) => expect(proxiesOf(...senders)).toEqual(found));

  it('are those of each server', () => {
    const senders = through(PROXY, ...visitors(1, 3));
    const found = recogniseProxies(
      [
        { host: 'A', senders: senders.slice(0, 2) },
        { host: null, senders },
        { host: 'B', senders: senders.slice(0, 2) },
        { host: 'A', senders: senders.slice(2) },
      ],
      () => false,
    );
    expect(found.map(({ host, address }) => [host, address])).toEqual([
      ['A', PROXY],
      [null, PROXY],
    ]);
  });

  it('come the busiest first, then by address, with the column that tells their clients', () => {
    const column = { forwarded: 'True-Client-IP' };
    const pair = [...silent(PROXY, 1), ...through(PROXY, ...visitors(1, 30)).map((one) => ({ ...one, ...column }))];
    const found = recognised(
      ...through('10.0.0.4', ...visitors(1, 31)),
      ...pair,
      ...through(FILTER, ...visitors(1, 32)),
    );
    expect(found.map(({ address, column: told }) => [address, told])).toEqual([
      [FILTER, 'X-Forwarded-For'],
      ['10.0.0.4', 'X-Forwarded-For'],
      [PROXY, 'True-Client-IP'],
    ]);
    expect(recognised(...silent(PROXY, 100))).toMatchObject([{ column: null }]);
  });
});

describe('proxies before proxies', () => {
  const behind = ` ${FILTER}`;
  it.each<[what: string, senders: readonly SampledSender[], found: readonly string[]]>([
    ['few requests, all of which tell of it', through(PROXY, ...visitors(1, 3, behind)), ['10.0.0.5~', '10.0.0.9<']],
    ['few requests, one of which does not', through(PROXY, ...visitors(1, 3, behind), '198.51.100.9'), ['10.0.0.5~']],
    [
      'few requests of it, before which stand fewer clients',
      through(PROXY, ...visitors(1, 2, behind), `10.1.1.1 198.51.100.1${behind}`),
      ['10.0.0.5~'],
    ],
    ['many requests', through(PROXY, ...times(20, `203.0.113.7${behind}`)), [PROXY, '10.0.0.9<']],
    ['less than twenty that tell of it', through(PROXY, ...times(19, `203.0.113.7${behind}`), '203.0.113.7'), [PROXY]],
    [
      'nine in ten that tell of it',
      through(PROXY, ...times(27, `203.0.113.7${behind}`), ...visitors(1, 3)),
      [PROXY, '10.0.0.9<'],
    ],
    ['less than that', through(PROXY, ...times(26, `203.0.113.7${behind}`), ...visitors(1, 3)), [PROXY]],
    ['somebody on the Internet who is told of last', through(PROXY, ...times(30, '10.1.1.1 203.0.113.7')), [PROXY]],
    ['a client of one’s own network, with nobody before it', through(PROXY, ...times(30, '10.1.1.1')), [PROXY]],
    ['one that is known already', through(PROXY, ...times(30, `203.0.113.7 ${OWN}`)), [PROXY]],
    ['one before one that is known already', through(OWN, ...times(30, `203.0.113.7${behind}`)), ['10.0.0.9<']],
    [
      'probes of the nearest beside them',
      [...through(PROXY, ...visitors(1, 30, behind)), ...silent(PROXY, 10)],
      [PROXY, '10.0.0.9<'],
    ],
    [
      'others whose requests pass no proxy',
      [...through(PROXY, ...visitors(1, 180, behind)), ...through('203.0.113.7', ...times(20, '10.1.1.1 10.0.0.8'))],
      [PROXY, '10.0.0.9<'],
    ],
    [
      'the nearest that tells of itself',
      through(PROXY, ...times(30, `203.0.113.7${behind} ${PROXY}`)),
      [PROXY, '10.0.0.9<'],
    ],
    [
      'a chain of them',
      through(PROXY, ...times(30, `203.0.113.7 10.2.2.2${behind}`)),
      [PROXY, '10.0.0.9<', '10.2.2.2<'],
    ],
    [
      'four of a chain at most',
      through(PROXY, ...times(30, '203.0.113.7 10.2.2.5 10.2.2.4 10.2.2.3 10.2.2.2 10.2.2.1')),
      [PROXY, '10.2.2.1<', '10.2.2.2<', '10.2.2.3<', '10.2.2.4<'],
    ],
    [
      'two side by side',
      through(PROXY, ...times(30, `203.0.113.7${behind}`), ...times(30, '203.0.113.7 10.0.0.8')),
      [PROXY, '10.0.0.8<', '10.0.0.9<'],
    ],
    [
      'one beside one that is told of now and then',
      through(PROXY, ...times(30, `203.0.113.7${behind}`), ...times(19, '203.0.113.7 10.0.0.8')),
      [PROXY, '10.0.0.9<'],
    ],
  ])('%s', (_, senders, found) => expect(proxiesOf(...senders)).toEqual(found));

  it('name their clients in the column of those that tell of them', () => {
    expect(recognised(...through(PROXY, ...times(20, `203.0.113.7${behind}`)))).toMatchObject([
      { address: PROXY, column: 'X-Forwarded-For' },
      { address: FILTER, column: 'X-Forwarded-For', isBehind: true },
    ]);
  });
});

describe('who asked', () => {
  const logged = {
    client: '10.0.0.5',
    server: '10.0.0.1',
    column: 'X-Forwarded-For',
    forwarded: '203.0.113.7, 10.0.0.9',
  };
  it.each([
    [
      'an address that tells for whom',
      {},
      { address: '10.0.0.5', forwarded: 'X-Forwarded-For', hops: ['203.0.113.7', '10.0.0.9'] },
    ],
    ['one that tells nobody', { forwarded: '-' }, { address: '10.0.0.5', forwarded: null, hops: [] }],
    ['the server itself', { client: '10.0.0.1', forwarded: '-' }, { address: '', forwarded: null, hops: [] }],
    [
      'the server itself by another name',
      { client: '127.0.0.1' },
      { address: '', forwarded: 'X-Forwarded-For', hops: ['203.0.113.7', '10.0.0.9'] },
    ],
  ])('is %s', (_, more, expected) => expect(senderOf({ ...logged, ...more })).toEqual(expected));
});

it.each<[Partial<RecognisedProxy>, RegExp]>([
  [{ column: 'X' }, /^Nearly all requests come from 10\.0\.0\.5, .* in X\. Give its address/],
  [{ column: 'X', isBehind: true }, /^Nearly all requests come through 10\.0\.0\.5, .* in X\. Give its address/],
  [{ column: null }, /who asked is not in these logs\. Collect its own logs/],
  [{ column: 'X', isOfFew: true }, /^All of the few requests come from 10\.0\.0\.5, .*it asked itself/],
])('says of %o what it means for the logs', (more, message) => {
  const note = proxyNote({ host: 'WEB01', address: PROXY, column: null, ...more });
  expect(note).toMatchObject({ code: 'clients-behind-proxy', host: 'WEB01', incomplete: false });
  expect(note.message).toMatch(message);
});
