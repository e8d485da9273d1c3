import { describe, expect, it } from 'vitest';
import { proxyNote, recogniseProxies, type SampledSender } from '../../../src/engine/logs/recognise-proxies.js';

const sender = (address: string, forwarded: string | null = null): SampledSender => ({
  address,
  forwarded: forwarded === null ? null : 'X-Forwarded-For',
  hops: forwarded === null ? [] : [forwarded],
});
const through = (address: string, ...clients: readonly string[]) => clients.map((client) => sender(address, client));
const visitors = (from: number, count: number) => Array.from({ length: count }, (_, i) => `198.51.100.${from + i}`);

const proxiesOf = (...senders: readonly SampledSender[]) =>
  recogniseProxies([{ host: 'WEB01', senders }], () => false).map(({ address }) => address);

describe('proxies by the requests that they send', () => {
  it.each<[what: string, senders: readonly SampledSender[], found: readonly string[]]>([
    ['few requests, all through one', through('10.0.0.5', ...visitors(1, 4)), ['10.0.0.5']],
    [
      'few requests through a pair',
      [...through('10.0.0.5', ...visitors(1, 2)), ...through('10.0.0.6', ...visitors(3, 2))],
      ['10.0.0.5', '10.0.0.6'],
    ],
    [
      'more probes than requests',
      [...through('10.0.0.5', ...visitors(1, 9)), ...Array.from({ length: 300 }, () => sender('10.0.0.5'))],
      ['10.0.0.5'],
    ],
    ['few requests, for one client', through('10.0.0.5', '203.0.113.7', '203.0.113.7', '203.0.113.7'), []],
    [
      'somebody inside who writes the header beside others who do not',
      [...through('10.0.0.66', ...visitors(1, 9)), sender('10.0.0.7')],
      [],
    ],
    ['somebody on the Internet who writes the header', through('203.0.113.7', '10.1.1.1', '10.1.1.2', '10.1.1.3'), []],
    [
      'few requests through a filter before the balancer',
      visitors(1, 5).map((client) => ({ ...sender('10.0.0.5', client), hops: [client, '10.0.0.9'] })),
      ['10.0.0.5', '10.0.0.9'],
    ],
    ['nobody', [], []],
  ])('%s', (_, senders, found) => {
    expect(proxiesOf(...senders)).toEqual(found);
  });

  it('says of few requests that the address may have asked itself', () => {
    const [few] = recogniseProxies([{ host: null, senders: through('10.0.0.5', ...visitors(1, 4)) }], () => false);
    const [many] = recogniseProxies([{ host: null, senders: through('10.0.0.5', ...visitors(1, 40)) }], () => false);
    expect(few && proxyNote(few).message).toContain('it asked itself');
    expect(many && proxyNote(many).message).not.toContain('it asked itself');
  });
});
