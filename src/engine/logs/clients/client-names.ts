import { isIP } from 'node:net';
import type { AddressSet } from '../../../platform/address-set.js';

/** The most distinct clients of one file that get a name of their own. */
const MAXIMUM = 1 << 17;
const OWN = 0x80000000;

/**
 * Numbers clients by who they are. Behind a proxy (one's own by `--own`, the server itself, or one that was recognised) the client
 * is the last forwarded address that is none of these: what stands before it could have been written by anybody.
 */
export class ClientNames {
  /** The first stands for those that are too many. */
  readonly names: string[] = ['?'];
  readonly #numbers = new Map<string, number>();

  constructor(
    readonly own: AddressSet,
    readonly proxies: readonly string[] = [],
  ) {}

  /** Number of a client as logged: an address, and after a space what was forwarded. The highest bit: it is one's own. */
  add(logged: string): number {
    const client = this.nameOf(logged);
    let number = this.#numbers.get(client);
    if (number === undefined) {
      if (this.names.length >= MAXIMUM) return 0;
      number = this.names.push(client) - 1;
      this.#numbers.set(client, number);
    }
    return this.own.has(client) ? number | OWN : number;
  }

  /** Who a client as logged is. */
  nameOf(logged: string): string {
    const space = logged.indexOf(' ');
    const address = plain(space < 0 ? logged : logged.slice(0, space));
    if (space < 0 || !this.#speaksForOthers(address)) return address;
    const hops = hopsOf(logged.slice(space + 1));
    return hops.findLast((hop) => !this.#speaksForOthers(hop)) ?? hops[0] ?? address;
  }

  #speaksForOthers(address: string): boolean {
    return this.own.has(address) || isLocal(address) || this.proxies.includes(address);
  }
}

/**
 * Addresses of a forwarding header as logged, in its order: lists, `for=` of RFC 7239, quotes, brackets, ports and backslashes, and
 * the `+` and `%20` that stand for spaces.
 */
export function hopsOf(forwarded: string): string[] {
  const text = forwarded.replace(/%([0-7][0-9a-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return text
    .split(/[,;|+\s]+/)
    .flatMap((part) => {
      const [, name, value] = /^"?(\w+)=(.*)$/s.exec(part) ?? [];
      return name === undefined ? [part] : name.toLowerCase() === 'for' ? [value ?? ''] : [];
    })
    .map(addressIn)
    .filter((hop) => isIP(hop) !== 0);
}

function addressIn(part: string): string {
  const bare = part.replaceAll(/["'\\<>]/g, '');
  const bracketed = /^\[([^\]]*)\]/.exec(bare)?.[1];
  return plain(bracketed ?? bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1'));
}

/** Without `%zone` and the prefix of an IPv4 address written as IPv6. */
function plain(address: string): string {
  // Asked of many lines: most say an address of IPv4.
  if (!address.includes(':') && !address.includes('%')) return address;
  return address.replace(/%.*$/s, '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The server itself, which passes requests from its front end to its back end. */
function isLocal(address: string): boolean {
  return address === '::1' || /^127\./.test(address) || /^fe80:/i.test(address);
}
