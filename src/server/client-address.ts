import { isIP } from 'node:net';
import { createAddressSet } from '../platform/address-set.js';

/** Addresses that no one machine on the Internet has: private, shared (RFC 6598), loopback, link-local, multicast and reserved ones. */
const INSIDE = createAddressSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]);

/** Whether the text is an address of the Internet. A `%zone` does not count. */
export function isPublicAddress(address: string): boolean {
  return isIP(address.replace(/%.*$/, '')) !== 0 && !INSIDE.has(address);
}

/** Whether the text is an address of the server itself: `127.0.0.0/8` or `::1`. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
