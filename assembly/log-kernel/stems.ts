// Entries of URIs: their layout, and how they are found by a stem.

import { allocate, hash, keep, same } from './interning';
import {
  BUFFER,
  EXTENSIONS,
  MAXIMUM_PROBES,
  MAXIMUM_STEMS,
  MAXIMUM_STEM_LENGTH,
  RECENT,
  RECENT_LENGTH,
  RECENT_SIZE,
  RECENT_STEMS,
  SCRATCH,
  STEM_POINTERS,
  STEM_SLOTS,
} from './regions';

export let stems: u32 = 0;

// Fields of a stem's entry, bytes. `life-line-parts.ts` reads them.
export const STEM_SIZE: i32 = 440;
const HASH: usize = 0;
const TEXT: usize = 8;
const LENGTH: usize = 12;
const SITE_WORD: usize = 16;
export const REQUESTS: usize = 20;
export const OWN_REQUESTS: usize = 24;
export const FIRST: usize = 28;
export const LAST: usize = 32;
export const FIRST_SUCCESS: usize = 36;
export const LAST_SUCCESS: usize = 40;
export const MISS_BEFORE: usize = 44;
export const MISS_AFTER: usize = 48;
export const FIRST_MISS: usize = 52;
export const LAST_MISS: usize = 56;
export const UPLOADS: usize = 60;
export const WITH_REFERER: usize = 64;
export const WITH_QUERY: usize = 68;
export const MAXIMUM_SENT: usize = 72;
export const MAXIMUM_RECEIVED: usize = 76;
export const MAXIMUM_TAKEN: usize = 80;
export const FLAGS: usize = 84;
export const SENT: usize = 88;
export const RECEIVED: usize = 96;
export const WINDOW: usize = 104;
export const SETS: usize = 120;
export const HITS_HEAD: usize = 160;
export const HITS_TAIL: usize = 164;
export const HITS_COUNT: usize = 168;
export const EXAMPLES: usize = 172;
export const METHOD_COUNTS: usize = 272;
export const STATUS_COUNTS: usize = 320;
export const REGULAR_CLIENTS: usize = 432;

/** Starts a file. */
export function beginStems(): void {
  memory.fill(RECENT, 0, <usize>RECENT_STEMS * RECENT_SIZE);
  memory.fill(STEM_SLOTS, 0, MAXIMUM_STEMS * 2 * 4);
  stems = 0;
}

/** What the extension after the point at `at` is: 1 executed by a server, 2 a static file's, 0 any other. */
function extensionAt(at: i32, end: i32): i32 {
  let key: u64 = 0;
  let length = 0;
  for (let i = at + 1; i < end; i++) {
    let b = load<u8>(BUFFER + i);
    if (b >= 0x41 && b <= 0x5a) b |= 0x20;
    if ((b < 0x61 || b > 0x7a) && (b < 0x30 || b > 0x39)) break;
    if (++length > 8) return 0;
    key = (key << 8) | b;
  }
  if (length == 0) return 0;
  let slot = <u32>((key * 0x9e3779b97f4a7c15) >> 56);
  for (let probe = 0; probe < 256; probe++) {
    const entry = EXTENSIONS + ((<usize>slot) << 4);
    const known = load<u64>(entry);
    if (known == key) return load<i32>(entry, 8);
    if (known == 0) return 0;
    slot = (slot + 1) & 0xff;
  }
  return 0;
}

/** 1 where a segment of the path has an executable extension, 2 where the last one has a static file's, else 0. */
export function kindOfStem(start: i32, end: i32): i32 {
  const point = i8x16.splat(0x2e);
  let last = 0;
  for (let block = start; block < end; block += 16) {
    let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(BUFFER + block), point));
    while (found != 0) {
      const at = block + <i32>ctz(found);
      found &= found - 1;
      if (at >= end) break;
      last = extensionAt(at, end);
      if (last == 1) return 1;
    }
  }
  return last;
}

/** Copies in lower case (ASCII) and pads with zeros; answers the length. */
function lowered(start: i32, end: i32): i32 {
  const length = end - start < MAXIMUM_STEM_LENGTH ? end - start : MAXIMUM_STEM_LENGTH;
  const before = i8x16.splat(0x40);
  const after = i8x16.splat(0x5b);
  const bit = i8x16.splat(0x20);
  for (let i = 0; i < length; i += 16) {
    const text = v128.load(BUFFER + start + i);
    const upper = v128.and(i8x16.gt_s(text, before), i8x16.lt_s(text, after));
    v128.store(SCRATCH + i, v128.or(text, v128.and(upper, bit)));
  }
  return length;
}

/** Entry of the stem in the scratch memory, 0 where it is unknown: then `freeSlot` says where it goes, or is negative. */
let freeSlot: i32 = -1;

function findStem(length: i32, site: u32, h: u64): usize {
  const mask: u32 = MAXIMUM_STEMS * 2 - 1;
  let slot = <u32>h & mask;
  freeSlot = -1;
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    const entry = load<u32>(STEM_SLOTS + ((<usize>slot) << 2));
    if (entry == 0) {
      freeSlot = slot;
      return 0;
    }
    if (load<u64>(entry, HASH) == h && load<u32>(entry, LENGTH) == <u32>length && load<u32>(entry, SITE_WORD) == site) {
      if (same(load<u32>(entry, TEXT), SCRATCH, length)) return entry;
    }
    slot = (slot + 1) & mask;
  }
  return 0;
}

function newStem(length: i32, site: u32, h: u64, flags: u32): usize {
  if (freeSlot < 0 || stems >= <u32>MAXIMUM_STEMS) return 0;
  const text = keep(SCRATCH, length);
  const entry: usize = text == 0 ? 0 : allocate(STEM_SIZE);
  if (entry == 0) return 0;
  memory.fill(entry, 0, STEM_SIZE);
  store<u64>(entry, h, HASH);
  store<u32>(entry, <u32>text, TEXT);
  store<u32>(entry, length, LENGTH);
  store<u32>(entry, site, SITE_WORD);
  // The stem's number, from one, stands above its flags.
  store<u32>(entry, flags | ((stems + 1) << 8), FLAGS);
  store<u32>(entry, u32.MAX_VALUE, FIRST);
  store<u32>(entry, u32.MAX_VALUE, FIRST_SUCCESS);
  store<u32>(entry, u32.MAX_VALUE, FIRST_MISS);
  store<u32>(STEM_SLOTS + ((<usize>freeSlot) << 2), <u32>entry);
  store<u32>(STEM_POINTERS + ((<usize>stems) << 2), <u32>entry);
  stems++;
  return entry;
}

function startsWithFolded(length: i32, head: u64, rest: u64): bool {
  return length >= 10 && load<u64>(SCRATCH) == head && load<u64>(SCRATCH, 2) == rest;
}

// "/owa/auth/" and "/ecp/auth/" as two overlapping words, little-endian.
const OWA_AUTH_HEAD: u64 = 0x7475612f61776f2f;
const OWA_AUTH_REST: u64 = 0x2f687475612f6177;
const ECP_AUTH_HEAD: u64 = 0x7475612f7063652f;
const ECP_AUTH_REST: u64 = 0x2f687475612f7063;

/** Flags of an entry: executable, and below a folder of logon pages. Above them stands the stem's number. */
const EXECUTABLE: u32 = 1;

export const BELOW_AUTH: u32 = 2;

/** The stem's entry, made where there is none; 0 where there is no room. */
export function entryOf(start: i32, end: i32, site: u32, kind: i32): usize {
  const length = lowered(start, end);
  const h = hash(SCRATCH, length, <u64>site);
  const known = findStem(length, site, h);
  if (known != 0) return known;
  const auth =
    startsWithFolded(length, OWA_AUTH_HEAD, OWA_AUTH_REST) || startsWithFolded(length, ECP_AUTH_HEAD, ECP_AUTH_REST);
  return newStem(length, site, h, (kind == 1 ? EXECUTABLE : 0) | (auth ? BELOW_AUTH : 0));
}

/**
 * Few stems make most of a log: each that was seen lately, by its very bytes, has a slot with its kind and its entry. Slots: hash,
 * length, site and kind, entry, the bytes. 0 for stems that are too long for one.
 */
export function recentStem(start: i32, end: i32, site: u32): usize {
  const length = end - start;
  if (length > RECENT_LENGTH) return 0;
  const h = hash(BUFFER + start, length, <u64>site);
  const slot = RECENT + <usize>(<u32>(h >> 20) & (RECENT_STEMS - 1)) * RECENT_SIZE;
  if (load<u64>(slot) == h && load<u32>(slot, 8) == <u32>length && load<u32>(slot, 12) >> 2 == site) {
    if (same(slot + 24, BUFFER + start, length)) return slot;
  }
  store<u64>(slot, h);
  store<u32>(slot, length, 8);
  store<u32>(slot, (site << 2) | kindOfStem(start, end), 12);
  store<u32>(slot, 0, 16);
  memory.copy(slot + 24, BUFFER + start, length);
  return slot;
}
