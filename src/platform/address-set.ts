import { BlockList, isIP } from 'node:net';
import { AfterpatchError } from './errors.js';

/** A set of IP addresses given as addresses and CIDR ranges. */
export interface AddressSet {
  /** Whether the address (a `%zone` and an IPv4-mapped prefix do not count) is in the set. Text that is no address is not. */
  has(address: string): boolean;
  readonly isEmpty: boolean;
}

/**
 * Reads addresses and CIDR ranges, IPv4 and IPv6.
 * @throws AfterpatchError `bad-address` for text that is neither.
 */
export function createAddressSet(ranges: readonly string[]): AddressSet {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix, ...more] = range.split('/');
    const version = isIP(address);
    const bits = prefix === undefined ? undefined : Number(prefix);
    const widest = version === 6 ? 128 : 32;
    const valid = more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(prefix ?? '') && bits <= widest));
    if (version === 0 || !valid) {
      throw new AfterpatchError('bad-address', `Not an IP address or CIDR range: ${range}`, hintFor(range));
    }
    const family = version === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, bits, family);
  }
  return {
    isEmpty: ranges.length === 0,
    has(address) {
      const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
      const version = isIP(plain);
      return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

function hintFor(range: string): string {
  const form = 'Give it as 192.0.2.10 or 192.0.2.0/24 or 2001:db8::/32';
  const [first = '', last = ''] = range.split('-').map((part) => part.trim());
  if (isIP(first) !== 0 && last !== '') return `${form}; a range from one address to another is not read.`;
  if (/^(?=.*[a-z])[\w.-]+$/i.test(range)) return `${form}; names are not looked up, logs hold addresses.`;
  return `${form}.`;
}
