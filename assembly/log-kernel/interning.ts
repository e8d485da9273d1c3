// Memory of one file, and values by number: equal bytes get the same one.

import { count, MAXIMUM_PROBES, MAXIMUM_WORDS, SCRATCH, VALUES_BEYOND, WORD_ENTRIES, WORD_SLOTS } from './regions';

export let arena: usize = 0;
let arenaLimit: usize = 0;
export let words: u32 = 0;

/** Empties the arena for a file. `size` is the most memory that its life-lines may take. */
export function beginArena(size: u32): void {
  arena = (__heap_base + 63) & ~63;
  arenaLimit = arena + size;
  words = 0;
  memory.fill(WORD_SLOTS, 0, MAXIMUM_WORDS * 2 * 4);
  // Word 0 stands for a site that the path tells, word 1 for a value that found no place.
  internWord(SCRATCH, 0);
  store<u8>(SCRATCH, 0x3f);
  internWord(SCRATCH, 1);
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

/** Number of a value, new ones included; `u32.MAX_VALUE` where there is no room. Entries: text, length, upper half of the hash, and a word of the caller's. */
export function intern(slots: usize, entries: usize, capacity: u32, used: u32, pointer: usize, length: i32): u32 {
  const h = hash(pointer, length, 0);
  const mask = capacity * 2 - 1;
  const tag = <u32>(h >> 32);
  let slot = <u32>h & mask;
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    const id = load<u32>(slots + ((<usize>slot) << 2));
    if (id == 0) {
      if (used >= capacity) return u32.MAX_VALUE;
      const text = keep(pointer, length);
      if (text == 0) return u32.MAX_VALUE;
      const entry = entries + ((<usize>used) << 4);
      store<u32>(entry, <u32>text);
      store<u32>(entry, length, 4);
      store<u32>(entry, tag, 8);
      store<u32>(entry, u32.MAX_VALUE, 12);
      store<u32>(slots + ((<usize>slot) << 2), used + 1);
      return used;
    }
    const entry = entries + ((<usize>(id - 1)) << 4);
    if (load<u32>(entry, 8) == tag && load<u32>(entry, 4) == <u32>length && same(load<u32>(entry), pointer, length)) {
      return id - 1;
    }
    slot = (slot + 1) & mask;
  }
  return u32.MAX_VALUE;
}

export function internWord(pointer: usize, length: i32): u32 {
  const id = intern(WORD_SLOTS, WORD_ENTRIES, MAXIMUM_WORDS, words, pointer, length < 256 ? length : 256);
  if (id == words) words++;
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
