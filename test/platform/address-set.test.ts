import { describe, expect, it } from 'vitest';
import { createAddressSet } from '../../src/platform/address-set.js';

describe('createAddressSet', () => {
  const set = createAddressSet(['192.0.2.0/24', '203.0.113.7', '2001:db8::/32']);
  it.each([
    ['192.0.2.200', true],
    ['192.0.3.1', false],
    ['203.0.113.7', true],
    ['203.0.113.70', false],
    ['2001:db8:1::5', true],
    ['2001:db9::5', false],
    ['2001:db8::1%3', true],
    ['::ffff:192.0.2.9', true],
    ['-', false],
    ['192.0.2.x', false],
  ])('%s: %s', (address, inside) => expect(set.has(address)).toBe(inside));

  it.each(['', 'proxy', '192.0.2.0/33', '192.0.2.0/', '2001:db8::/129', '192.0.2.0/2x', '10.0.0.0/8/9'])(
    'refuses %j',
    (range) => {
      expect(() => createAddressSet([range])).toThrow(expect.objectContaining({ code: 'bad-address' }));
    },
  );

  it.each([
    ['10.0.0.1-10.0.0.9', /from one address to another/],
    ['10.0.0.1 - 10.0.0.9', /from one address to another/],
    ['proxy-1.corp.example', /names are not looked up/],
    ['10.0.0.0/99', /2001:db8::\/32\.$/],
  ])('says of %j what form it takes', (range, hint) => {
    expect(() => createAddressSet([range])).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  });
});
