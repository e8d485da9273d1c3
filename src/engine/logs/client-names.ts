import type { AddressSet } from '../../platform/address-set.js';

/** The most distinct clients of one file that get a name of their own. */
const MAXIMUM = 1 << 17;
const OWN = 0x80000000;

/**
 * Numbers clients by who they are. Behind a proxy (one's own by `--own`, or the server itself) the client is the last forwarded
 * address that is none of one's own: what stands before it could have been written by anybody.
 */
export class ClientNames {
  /** The first stands for those that are too many. */
  readonly names: string[] = ['?'];
  readonly #numbers = new Map<string, number>();

  constructor(readonly own: AddressSet) {}

  /** Number of a client as logged: an address, and after a space what was forwarded. The highest bit: it is one's own. */
  add(logged: string): number {
    const [address = '', forwarded] = logged.split(' ');
    const client = forwarded === undefined ? plain(address) : this.#behind(plain(address), forwarded);
    let number = this.#numbers.get(client);
    if (number === undefined) {
      if (this.names.length >= MAXIMUM) return 0;
      number = this.names.push(client) - 1;
      this.#numbers.set(client, number);
    }
    return this.own.has(client) ? number | OWN : number;
  }

  #behind(address: string, forwarded: string): string {
    if (!this.own.has(address) && !isLocal(address)) return address;
    const hops = forwarded
      .split(/[,+]+/)
      .map((hop) => plain(hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')))
      .filter((hop) => /^[0-9a-f.:]+$/i.test(hop));
    for (let i = hops.length - 1; i >= 0; i--) {
      const hop = hops[i] ?? '';
      if (!this.own.has(hop) && !isLocal(hop)) return hop;
    }
    return hops[0] ?? address;
  }
}

/** Without `%zone` and the prefix of an IPv4 address written as IPv6. */
function plain(address: string): string {
  return address.replace(/%.*$/s, '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The server itself, which passes requests from its front end to its back end. */
function isLocal(address: string): boolean {
  return address === '::1' || /^127\./.test(address) || /^fe80:/i.test(address);
}
