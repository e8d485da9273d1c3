// Who is named in the records of a file: clients and accounts are told once each, so that later it is known who is not in it.

import { says } from './columns';
import { hash } from './interning';
import { BUFFER, CLIENT, FORWARDED, NAME_SLOTS, NAMES, USER, endOf, role, startOf } from './regions';

/** Told of each client, with what was forwarded, places of the buffer; `forwarded` is -1 where nothing was. */
declare function newClientName(start: i32, end: i32, forwarded: i32, forwardedEnd: i32): void;
/** Told of each account. */
declare function newAccountName(start: i32, end: i32): void;

let naming: bool = false;
let secret: u64 = 0;
let used: u32 = 0;

/** Starts a file. `seed`: so that nobody can make up a name that passes for another. */
export function beginNames(wanted: bool, seed: f64): void {
  naming = wanted;
  secret = reinterpret<u64>(seed);
  used = 0;
  if (wanted) memory.fill(NAMES, 0, NAME_SLOTS << 3);
}

/** Whether all were told: not where there are too many of them. */
export function namesAreAll(): bool {
  return naming;
}

/** Tells who is new in the record at hand. */
export function tellNames(): void {
  if (!naming) return;
  const client = role(CLIENT);
  if (says(client)) {
    const start = startOf(client);
    const end = endOf(client);
    let h = hash(BUFFER + start, end - start, secret);
    const forwarded = role(FORWARDED);
    const more = says(forwarded);
    if (more) h = hash(BUFFER + startOf(forwarded), endOf(forwarded) - startOf(forwarded), h);
    if (isNew(h)) newClientName(start, end, more ? startOf(forwarded) : -1, more ? endOf(forwarded) : -1);
  }
  const user = role(USER);
  if (says(user)) {
    const start = startOf(user);
    const end = endOf(user);
    if (isNew(hash(BUFFER + start, end - start, ~secret))) newAccountName(start, end);
  }
}

/** Takes a name's hash, where it was not taken before. */
function isNew(h: u64): bool {
  const key = h == 0 ? 1 : h;
  let slot = <u32>(key >> 40);
  while (true) {
    slot &= NAME_SLOTS - 1;
    const at = NAMES + ((<usize>slot) << 3);
    const known = load<u64>(at);
    if (known == key) return false;
    if (known == 0) {
      if (used * 2 >= NAME_SLOTS) {
        naming = false;
        return false;
      }
      used++;
      store<u64>(at, key);
      return true;
    }
    slot++;
  }
}
