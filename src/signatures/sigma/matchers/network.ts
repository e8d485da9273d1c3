/** An IPv4 or IPv6 network: its address as 32-bit words, and how many bits of them count. */
export interface Network {
  readonly words: readonly number[];
  readonly prefix: number;
}

/** Reads `address/prefix`, or an address alone. Null where it is none or has host bits set. */
export function parseNetwork(text: string): Network | null {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const words = match?.[1] === undefined || match[1].includes('%') ? null : parseAddress(match[1]);
  if (!match || !words) return null;
  const bits = words.length * 32;
  const prefix = match[2] === undefined ? bits : Number(match[2]);
  if (prefix > bits) return null;
  const network = { words, prefix };
  return words.every((word, i) => (word & ~mask(prefix, i)) === 0) ? network : null;
}

export function networkContains(network: Network, address: readonly number[]): boolean {
  if (address.length !== network.words.length) return false;
  return network.words.every((word, i) => ((address[i] ?? 0) & mask(network.prefix, i)) === (word | 0));
}

/** The bits of the i-th word that belong to the network. */
function mask(prefix: number, i: number): number {
  const bits = Math.min(Math.max(prefix - i * 32, 0), 32);
  return bits === 0 ? 0 : (-1 << (32 - bits)) | 0;
}

/** The 32-bit words of an IP address in any spelling, its `%zone` left aside; null where the text is none. */
export function parseAddress(text: string): number[] | null {
  if (text.length > 100) return null;
  return text.includes(':') ? parseIpv6(text.replace(/%.*$/s, '')) : parseIpv4(text);
}

function parseIpv4(text: string): number[] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return null;
  let word = 0;
  for (const octet of match.slice(1)) {
    if (Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0'))) return null;
    word = (word << 8) | Number(octet);
  }
  return [word | 0];
}

function parseIpv6(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (!head || !tail) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...new Array<number>(halves.length === 2 ? missing : 0).fill(0), ...tail];
  return [0, 2, 4, 6].map((i) => ((all[i] ?? 0) << 16) | (all[i + 1] ?? 0) | 0);
}

/** 16-bit groups; the last may be an IPv4 address. */
function groups(text: string, last: boolean): number[] | null {
  if (text === '') return [];
  const result: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const word = last && i === parts.length - 1 && part.includes('.') ? parseIpv4(part)?.[0] : undefined;
    if (word !== undefined) result.push((word >>> 16) & 0xffff, word & 0xffff);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) result.push(Number.parseInt(part, 16));
    else return null;
  }
  return result;
}
