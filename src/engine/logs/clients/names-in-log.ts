import type { ClientNames } from './client-names.js';
import { MOST_LENGTH } from './actor-tally.js';
import type { Followed } from './followed.js';
import { cellText } from '../record-cells.js';

/**
 * Collects who is named in a log, so that it need not be read once more for those who are not: hashes of clients and accounts, as
 * `ActorTally` tells them. Of a log in several pieces each has its own; somebody is in the log who is in one of them.
 */
export class NamesInLog {
  readonly #hashes = new Set<number>();

  constructor(readonly clients: ClientNames) {}

  /** Places of a column in `memory`; what was forwarded is at -1 where nothing was. */
  client(memory: Buffer, start: number, end: number, forwarded: number, forwardedEnd: number): void {
    const address = cellText(memory, start, end).slice(0, MOST_LENGTH);
    const hops = forwarded < 0 ? '' : ` ${cellText(memory, forwarded, forwardedEnd).slice(0, MOST_LENGTH)}`;
    this.#hashes.add(hashOf('client', this.clients.nameOf(address + hops)));
  }

  account(memory: Buffer, start: number, end: number): void {
    this.#hashes.add(hashOf('account', cellText(memory, start, end).slice(0, MOST_LENGTH)));
  }

  /** Ascending. */
  get hashes(): Uint32Array {
    return Uint32Array.from(this.#hashes).sort();
  }
}

/** Whether somebody may be named where these are; who is not there is not. */
export function mayName(hashes: Uint32Array, { kind, name }: Followed): boolean {
  // It stands for all who are not named.
  if (name === '-') return true;
  const wanted = hashOf(kind, name);
  let [low, high] = [0, hashes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return hashes[low] === wanted;
}

/** FNV-1a over UTF-16. Two that have the same cost a look at a log. */
function hashOf(kind: Followed['kind'], name: string): number {
  let hash = kind === 'client' ? 0x811c9dc5 : 0x050c5d1f;
  const folded = name.toLowerCase();
  for (let at = 0; at < folded.length; at++) {
    hash = Math.imul(hash ^ folded.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
