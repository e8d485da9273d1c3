// Memory of one file, and values by number: equal bytes get the same one.

import {
  AGENT_ENTRIES,
  AGENT_SLOTS,
  AGENT_TABLE,
  CLIENT_ENTRIES,
  CLIENT_SLOTS,
  CLIENT_TABLE,
  MAXIMUM_AGENTS,
  MAXIMUM_CLIENTS,
  MAXIMUM_PROBES,
  MAXIMUM_USERS,
  MAXIMUM_WORDS,
  SCRATCH,
  TABLES,
  USER_ENTRIES,
  USER_SLOTS,
  USER_TABLE,
  VALUES_BEYOND,
  WORD_ENTRIES,
  WORD_SLOTS,
  WORD_TABLE,
  count,
} from './regions';

export let arena: usize = 0;
let arenaLimit: usize = 0;
/** Beyond this what is there may still grow, but nothing new begins. */
let newLimit: usize = 0;

/** Empties the arena and the tables for a file. `size` is the most memory that its life-lines may take. */
export function beginArena(size: u32): void {
  arena = (__heap_base + 63) & ~63;
  arenaLimit = arena + size;
  newLimit = arena + size - (size >> 2);
  beginTable(CLIENT_TABLE, CLIENT_SLOTS, CLIENT_ENTRIES, MAXIMUM_CLIENTS);
  beginTable(AGENT_TABLE, AGENT_SLOTS, AGENT_ENTRIES, MAXIMUM_AGENTS);
  beginTable(USER_TABLE, USER_SLOTS, USER_ENTRIES, MAXIMUM_USERS);
  beginTable(WORD_TABLE, WORD_SLOTS, WORD_ENTRIES, MAXIMUM_WORDS);
  // Word 0 stands for a site that the path tells, word 1 for a value that found no place.
  internWord(SCRATCH, 0);
  store<u8>(SCRATCH, 0x3f);
  internWord(SCRATCH, 1);
}

/** Few slots at first: they stay in the processor's cache. */
const FIRST_SLOTS: u32 = 1024;

function beginTable(table: i32, slots: usize, entries: usize, capacity: u32): void {
  const at = TABLES + <usize>table * 20;
  store<u32>(at, <u32>slots);
  store<u32>(at, <u32>entries, 4);
  store<u32>(at, capacity, 8);
  store<u32>(at, FIRST_SLOTS - 1, 12);
  store<u32>(at, 0, 16);
  memory.fill(slots, 0, (<usize>FIRST_SLOTS) << 3);
}

/** Values of a table, in use. */
export function usedOf(table: i32): u32 {
  return load<u32>(TABLES + <usize>table * 20, 16);
}

/** Memory until the next call that allocates; 0 where there is no more. */
export function allocateTemporary(bytes: i32): usize {
  const before = arena;
  const at = allocate(bytes);
  arena = before;
  return at;
}

/** Memory that lasts until the next file; 0 where the file has used up its share. */
export function allocate(bytes: i32): usize {
  const at = arena;
  const next = (at + bytes + 15) & ~15;
  if (next + 64 > arenaLimit) return 0;
  const have = (<usize>memory.size()) << 16;
  if (next + 64 > have) {
    const pages = <i32>((next + 64 - have + 0xffff) >> 16);
    if (memory.grow(pages < 16 ? 16 : pages) < 0) return 0;
  }
  arena = next;
  return at;
}

/** Whether something new may begin. */
export function hasRoom(): bool {
  return arena < newLimit;
}

export function hash(pointer: usize, length: i32, seed: u64): u64 {
  let h: u64 = seed ^ (<u64>length * 0x9e3779b97f4a7c15);
  let i: i32 = 0;
  for (; i + 8 <= length; i += 8) {
    h = (h ^ load<u64>(pointer + i)) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
  }
  const rest = length - i;
  if (rest > 0) {
    h = (h ^ (load<u64>(pointer + i) & (((<u64>1) << (rest << 3)) - 1))) * 0xff51afd7ed558ccd;
    h ^= h >> 32;
  }
  h *= 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 29);
}

export function same(a: usize, b: usize, length: i32): bool {
  let i: i32 = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  const rest = length - i;
  if (rest == 0) return true;
  return ((load<u64>(a + i) ^ load<u64>(b + i)) & (((<u64>1) << (rest << 3)) - 1)) == 0;
}

export function keep(pointer: usize, length: i32): usize {
  const at = allocate(length + 8);
  if (at != 0) memory.copy(at, pointer, length);
  return at;
}

/**
 * Number of a value, new ones included; `u32.MAX_VALUE` where there is no room. Entries: text, length, nothing, and a word of
 * the caller's, which is `u32.MAX_VALUE` at first.
 */
export function intern(table: i32, pointer: usize, length: i32): u32 {
  const at = TABLES + <usize>table * 20;
  const slots: usize = load<u32>(at);
  const entries: usize = load<u32>(at, 4);
  const mask = load<u32>(at, 12);
  const h = hash(pointer, length, 0);
  const tag = <u32>(h >> 32);
  let slot = <u32>h & mask;
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    const place = slots + ((<usize>slot) << 3);
    const id = load<u32>(place);
    if (id == 0) {
      const used = load<u32>(at, 16);
      if (used >= load<u32>(at, 8)) return u32.MAX_VALUE;
      const text = keep(pointer, length);
      if (text == 0) return u32.MAX_VALUE;
      const entry = entries + ((<usize>used) << 4);
      store<u32>(entry, <u32>text);
      store<u32>(entry, length, 4);
      store<u32>(entry, u32.MAX_VALUE, 12);
      store<u32>(place, used + 1);
      store<u32>(place, tag, 4);
      store<u32>(at, used + 1, 16);
      if ((used + 1) * 2 > mask && mask + 1 < load<u32>(at, 8) * 2) growTable(at);
      return used;
    }
    if (load<u32>(place, 4) == tag) {
      const entry = entries + ((<usize>(id - 1)) << 4);
      if (load<u32>(entry, 4) == <u32>length && same(load<u32>(entry), pointer, length)) return id - 1;
    }
    slot = (slot + 1) & mask;
  }
  return u32.MAX_VALUE;
}

/** Twice the slots. A value that then finds no slot near its own is forgotten: should it come again, it gets a new number. */
function growTable(at: usize): void {
  const slots: usize = load<u32>(at);
  const entries: usize = load<u32>(at, 4);
  const mask = load<u32>(at, 12) * 2 + 1;
  store<u32>(at, mask, 12);
  memory.fill(slots, 0, (<usize>(mask + 1)) << 3);
  const used = load<u32>(at, 16);
  for (let id: u32 = 0; id < used; id++) {
    const entry = entries + ((<usize>id) << 4);
    const h = hash(load<u32>(entry), load<u32>(entry, 4), 0);
    let slot = <u32>h & mask;
    for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
      const place = slots + ((<usize>slot) << 3);
      if (load<u32>(place) == 0) {
        store<u32>(place, id + 1);
        store<u32>(place, <u32>(h >> 32), 4);
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
}

export function internWord(pointer: usize, length: i32): u32 {
  const id = intern(WORD_TABLE, pointer, length < 256 ? length : 256);
  if (id == u32.MAX_VALUE) {
    count(VALUES_BEYOND);
    return 1;
  }
  return id;
}

/** A word that is mostly the same as in the line before. */
export function wordLike(cached: u32, pointer: usize, length: i32): u32 {
  if (cached != u32.MAX_VALUE) {
    const entry = WORD_ENTRIES + ((<usize>cached) << 4);
    if (load<u32>(entry, 4) == <u32>length && same(load<u32>(entry), pointer, length)) return cached;
  }
  return internWord(pointer, length);
}
