import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientNames, hopsOf } from '../../../../src/engine/logs/clients/client-names.js';
import { recogniseProxies, senderOf } from '../../../../src/engine/logs/clients/recognise-proxies.js';
import { createAddressSet } from '../../../../src/platform/address-set.js';

describe('a forwarding header as logged', () => {
  it.each([
    ['203.0.113.7', ['203.0.113.7']],
    ['203.0.113.7,+10.0.0.1', ['203.0.113.7', '10.0.0.1']],
    ['203.0.113.7, 10.0.0.1', ['203.0.113.7', '10.0.0.1']],
    ['203.0.113.7:51234,%2010.0.0.1', ['203.0.113.7', '10.0.0.1']],
    ['\\203.0.113.7', ['203.0.113.7']],
    ['"203.0.113.7"', ['203.0.113.7']],
    ['[2001:db8::7]:443', ['2001:db8::7']],
    ['2001:db8::7', ['2001:db8::7']],
    ['::ffff:203.0.113.7', ['203.0.113.7']],
    ['for=203.0.113.7;proto=https;by=10.0.0.1,+for="[2001:db8::9]:4711"', ['203.0.113.7', '2001:db8::9']],
    ['unknown,+_hidden,+203.0.113.7', ['203.0.113.7']],
    ["'+OR+1=1--", []],
  ])('holds the addresses of %s', (logged, expected) => {
    expect(hopsOf(logged)).toEqual(expected);
  });

  it('never throws, whatever a client wrote into it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => Array.isArray(hopsOf(text))));
  });
});

describe('the client of a request', () => {
  const own = createAddressSet(['10.0.0.0/8']);

  it.each([
    ['10.0.0.5 203.0.113.7', '203.0.113.7'],
    ['10.0.0.5 198.51.100.1,+203.0.113.7,+10.0.0.9', '203.0.113.7'],
    ['198.51.100.1 203.0.113.7', '198.51.100.1'],
    ['127.0.0.1 203.0.113.7', '203.0.113.7'],
    ['192.168.1.4 203.0.113.7', '203.0.113.7'],
    ['192.168.1.5 203.0.113.7', '192.168.1.5'],
    ['10.0.0.5 nonsense', '10.0.0.5'],
  ])('of %s is %s', (logged, expected) => {
    expect(new ClientNames(own, ['192.168.1.4']).nameOf(logged)).toBe(expected);
  });
});

describe('a balancer', () => {
  const records = (count: number, address: string, forwarded = '-') =>
    Array.from({ length: count }, () =>
      senderOf({
        server: '192.0.2.1',
        client: address,
        column: 'X-Forwarded-For',
        forwarded: forwarded === '-' ? '' : forwarded,
      }),
    );
  const recognised = (...senders: ReturnType<typeof records>[]) =>
    recogniseProxies([{ host: 'EX01', senders: senders.flat() }], () => false);

  it('is an inside address that nearly all requests come from', () => {
    expect(recognised(records(190, '10.0.0.5', '203.0.113.7'), records(10, '10.0.0.77'))).toEqual([
      { host: 'EX01', address: '10.0.0.5', column: 'X-Forwarded-For' },
    ]);
    expect(recognised(records(190, '10.0.0.5'))).toMatchObject([{ address: '10.0.0.5', column: null }]);
  });

  it('is one of several, or one of few records, where it tells for whom it asks', () => {
    const pair = [records(30, '10.0.0.5', '203.0.113.7'), records(25, '10.0.0.6', '203.0.113.8')] as const;
    expect(recognised(...pair).map(({ address }) => address)).toEqual(['10.0.0.5', '10.0.0.6']);
    expect(recognised(...pair, records(20, '10.0.0.77'))).toEqual([]);
    expect(recognised(...pair, records(20, '198.51.100.1', '10.9.9.9'))).toEqual([]);
  });

  it('is one before another, where nearly all requests name it last', () => {
    const chain = (count: number, last: string) =>
      Array.from({ length: count }, (_, i) => records(1, '10.0.0.5', `203.0.113.${i % 200}, ${last}`)).flat();
    const addresses = (...senders: ReturnType<typeof records>[]) =>
      recognised(...senders).map(({ address }) => address);
    expect(addresses(chain(40, '10.0.1.1'))).toEqual(['10.0.0.5', '10.0.1.1']);
    expect(addresses(chain(40, '10.0.2.2, 10.0.1.1'))).toEqual(['10.0.0.5', '10.0.1.1', '10.0.2.2']);
    expect(addresses(chain(40, '198.51.100.9'))).toEqual(['10.0.0.5']);
    // Somebody inside, who asks through the balancer as everybody does.
    expect(addresses(records(100, '10.0.0.5', '10.7.7.7'))).toEqual(['10.0.0.5']);
    expect(addresses(records(30, '10.0.0.5', '203.0.113.7'), chain(20, '10.0.1.1'))).toEqual(['10.0.0.5']);
    const behind = recogniseProxies([{ host: 'EX01', senders: chain(40, '10.0.1.1') }], (one) => one === '10.0.0.5');
    expect(behind).toEqual([{ host: 'EX01', address: '10.0.1.1', column: 'X-Forwarded-For', isBehind: true }]);
  });

  it('is no busy client of the Internet, not the server itself, and nobody where records are few', () => {
    expect(recognised(records(200, '203.0.113.7', '198.51.100.1'))).toEqual([]);
    expect(recognised(records(200, '192.0.2.1'), records(200, '::1'))).toEqual([]);
    expect(recognised(records(50, '10.0.0.5'))).toEqual([]);
    expect(recognised(records(19, '10.0.0.5', '203.0.113.7'))).toEqual([]);
    expect(recognised(records(150, '10.0.0.5'), records(50, '10.0.0.6'))).toEqual([]);
  });
});
