// Entries of URIs: their layout, and how they are found by a stem.

import { ANSWERED, EXECUTABLE, NEVER, SET_CAPPED } from '../../src/engine/logs/kernel/contract/limits';
import {
  text as TEXT,
  length as LENGTH,
  site as SITE_WORD,
  requests as REQUESTS,
  first as FIRST,
  firstSuccess as FIRST_SUCCESS,
  firstMiss as FIRST_MISS,
  flags as FLAGS,
  sets as SETS,
  hitsHead as HITS_HEAD,
  hitsCount as HITS_COUNT,
  examples as EXAMPLES,
  methodCounts as METHOD_COUNTS,
} from '../../src/engine/logs/kernel/contract/stem-entry';
import { allocate, hasRoom, hash, same } from './interning';
import { noteSeen, seenBefore } from './seen';
import {
  BUFFER,
  EXTENSIONS,
  MAXIMUM_PROBES,
  MAXIMUM_STEMS,
  MAXIMUM_STEM_LENGTH,
  MISSES_BEYOND,
  RECENT,
  RECENT_LENGTH,
  RECENT_SIZE,
  RECENT_STEMS,
  SCRATCH,
  STEMS_BEYOND,
  STEM_POINTERS,
  STEM_SLOTS,
  add,
} from './regions';

export {
  requests as REQUESTS,
  ownRequests as OWN_REQUESTS,
  first as FIRST,
  last as LAST,
  firstSuccess as FIRST_SUCCESS,
  lastSuccess as LAST_SUCCESS,
  missBefore as MISS_BEFORE,
  missAfter as MISS_AFTER,
  firstMiss as FIRST_MISS,
  lastMiss as LAST_MISS,
  uploads as UPLOADS,
  withReferer as WITH_REFERER,
  withQuery as WITH_QUERY,
  maximumSent as MAXIMUM_SENT,
  maximumReceived as MAXIMUM_RECEIVED,
  maximumTaken as MAXIMUM_TAKEN,
  flags as FLAGS,
  sent as SENT,
  received as RECEIVED,
  busiestWindow as WINDOW,
  sets as SETS,
  hitsHead as HITS_HEAD,
  hitsCount as HITS_COUNT,
  examples as EXAMPLES,
  methodCounts as METHOD_COUNTS,
  statusCounts as STATUS_COUNTS,
  feignedMisses as FEIGNED,
} from '../../src/engine/logs/kernel/contract/stem-entry';
export { ANSWERED } from '../../src/engine/logs/kernel/contract/limits';

export let stems: u32 = 0;

/** Bytes of an entry; fields that its host does not read. */
export const STEM_SIZE: i32 = 448;
const HASH: usize = 0;
/** Requests from before the entry was made, as far as they are remembered. */
const BEFORE: usize = 268;
export const HITS_TAIL: usize = 164;
export const REGULAR_CLIENTS: usize = 432;
const TEXT_ROOM: usize = 436;

/** Entries that are weighed against one that wants a place, at a time. */
const WEIGHED: u32 = 4;
/** Numbers of stems have so many bits: see `addToWindow`. */
const NUMBERS: u32 = 0xfffff;

let numbered: u32 = 0;
let hand: u32 = 0;
/** Least worth of those that were looked at. */
let weakest: usize = 0;

/** Starts a file. */
export function beginStems(): void {
  memory.fill(RECENT, 0, <usize>RECENT_STEMS * RECENT_SIZE);
  memory.fill(STEM_SLOTS, 0, MAXIMUM_STEMS * 2 * 4);
  stems = 0;
  numbered = 0;
  hand = 0;
  weakest = 0;
}

/** Behind the extension that was looked at last. */
let extensionEnd: i32 = 0;

/** What the extension after the point at `at` is: 1 a script's, 3 executed in another way, 2 a static file's, 0 any other. */
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
  extensionEnd = at + 1 + length;
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

/** 1 where a segment of the path has a script's extension, 3 where one is executed in another way, 2 where the last one has a static
 * file's, else 0. */
export function kindOfStem(start: i32, end: i32): i32 {
  const point = i8x16.splat(0x2e);
  let last = 0;
  let executed = false;
  for (let block = start; block < end; block += 16) {
    let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(BUFFER + block), point));
    while (found != 0) {
      const at = block + <i32>ctz(found);
      found &= found - 1;
      if (at >= end) break;
      last = extensionAt(at, end);
      if (last == 1) return 1;
      if (last == 3) executed = true;
    }
  }
  return executed ? 3 : last;
}

/** Where the name of the script ends that answers: what follows is path information, of which there may be as much as anybody likes. */
function scriptEnd(start: i32, end: i32): i32 {
  for (let at = start; at < end; at++) {
    if (load<u8>(BUFFER + at) != 0x2e || extensionAt(at, end) != 1) continue;
    if (extensionEnd < end && load<u8>(BUFFER + extensionEnd) == 0x2f) return extensionEnd;
  }
  return end;
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

/** A slot whose entry went. */
const GONE: u32 = 1;

/** Entry of the stem in the scratch memory, 0 where it is unknown: then `freeSlot` says where it goes, or is negative. */
let freeSlot: i32 = -1;
/** Slot of the entry that was found. */
let foundSlot: u32 = 0;

function findStem(pointer: usize, length: i32, site: u32, h: u64): usize {
  const mask: u32 = MAXIMUM_STEMS * 2 - 1;
  let slot = <u32>h & mask;
  freeSlot = -1;
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    const entry = load<u32>(STEM_SLOTS + ((<usize>slot) << 2));
    if (entry <= GONE) {
      if (freeSlot < 0) freeSlot = slot;
      if (entry == 0) return 0;
    } else if (
      load<u64>(entry, HASH) == h &&
      load<u32>(entry, LENGTH) == <u32>length &&
      load<u32>(entry, SITE_WORD) == site &&
      same(load<u32>(entry, TEXT), pointer, length)
    ) {
      foundSlot = slot;
      return entry;
    }
    slot = (slot + 1) & mask;
  }
  return 0;
}

/** A scanner asks once or twice; what is asked for more often is used. */
const PROBES: u32 = 3;

/**
 * What an entry is worth where there is no room for all: what was answered before what was missed, scripts before the rest, what is
 * used before what was probed, what few ask for before what many do, then what is asked for more often.
 */
function worth(flags: u32, many: bool, requests: u32): u32 {
  const answer: u32 = (flags & SERVED) != 0 ? 2 : (flags & ANSWERED) != 0 ? 1 : 0;
  return (
    (answer << 30) |
    ((flags & EXECUTABLE) << 29) |
    ((requests > PROBES ? 1 : 0) << 28) |
    ((many ? 0 : 1) << 27) |
    (requests < 0x7ffffff ? requests : 0x7ffffff)
  );
}

function worthOf(entry: usize): u32 {
  const many = (load<u32>(entry + SETS, 4) & SET_CAPPED) != 0;
  return worth(load<u32>(entry, FLAGS), many, load<u32>(entry, REQUESTS) + load<u32>(entry, BEFORE));
}

/** Looks at a few entries more and answers the one that is worth least of all that were looked at since one had to go. */
function findWeakest(): usize {
  for (let i: u32 = 0; i < WEIGHED; i++) {
    if (hand >= stems) hand = 0;
    const entry: usize = load<u32>(STEM_POINTERS + ((<usize>hand) << 2));
    hand++;
    if (weakest == 0 || worthOf(entry) < worthOf(weakest)) weakest = entry;
  }
  return weakest;
}

/** The memory of a new entry, or that of one which is worth less than the new one will be; 0 where there is neither. */
function placeOf(h: u64, flags: u32): usize {
  if (stems < <u32>MAXIMUM_STEMS && hasRoom()) {
    const entry = allocate(STEM_SIZE);
    if (entry != 0) {
      memory.fill(entry, 0, STEM_SIZE);
      store<u32>(STEM_POINTERS + ((<usize>stems) << 2), <u32>entry);
      stems++;
      return entry;
    }
  }
  const before = seenBefore(h);
  const victim: usize = stems == 0 ? 0 : findWeakest();
  if (victim == 0 || worth(flags, false, before + 1) <= worthOf(victim)) {
    noteSeen(h, 1);
    add((flags & ANSWERED) != 0 ? STEMS_BEYOND : MISSES_BEYOND, 1);
    return 0;
  }
  weakest = 0;
  forget(victim);
  store<u32>(victim, before, BEFORE);
  return victim;
}

/** Takes an entry from its stem. What it has of memory it keeps, for the next one. */
function forget(entry: usize): void {
  const h = load<u64>(entry, HASH);
  const requests = load<u32>(entry, REQUESTS);
  noteSeen(h, requests + load<u32>(entry, BEFORE));
  add((load<u32>(entry, FLAGS) & ANSWERED) != 0 ? STEMS_BEYOND : MISSES_BEYOND, requests);
  const wanted = freeSlot;
  const found = findStem(load<u32>(entry, TEXT), load<u32>(entry, LENGTH), load<u32>(entry, SITE_WORD), h);
  if (found == entry) store<u32>(STEM_SLOTS + ((<usize>foundSlot) << 2), GONE);
  freeSlot = wanted;
  for (let i: usize = 0; i < <usize>RECENT_STEMS; i++) {
    const slot = RECENT + i * RECENT_SIZE;
    if (load<u32>(slot, 16) == <u32>entry) store<u32>(slot, 0, 16);
  }
  const text = load<u32>(entry, TEXT);
  const room = load<u32>(entry, TEXT_ROOM);
  const hits = load<u32>(entry, HITS_HEAD);
  const regulars = load<u32>(entry, REGULAR_CLIENTS);
  // Sets: where they are, and for how many values there is room. Lines: where they are, and for how many bytes.
  for (let i: usize = 0; i < 5; i++) {
    const set = entry + SETS + (i << 3);
    store<u32>(set, load<u32>(set, 4) & 0xff00, 4);
  }
  for (let i: usize = 0; i < 3; i++) store<u32>(entry + EXAMPLES + (i << 5), 0, 4);
  memory.fill(entry + REQUESTS, 0, SETS - REQUESTS);
  store<u32>(entry, 0, HITS_COUNT);
  memory.fill(entry + METHOD_COUNTS, 0, <usize>STEM_SIZE - METHOD_COUNTS);
  store<u32>(entry, text, TEXT);
  store<u32>(entry, room, TEXT_ROOM);
  store<u32>(entry, hits, HITS_HEAD);
  store<u32>(entry, hits, HITS_TAIL);
  store<u32>(entry, regulars, REGULAR_CLIENTS);
  if (regulars != 0) store<u32>(regulars, 0);
}

function newStem(length: i32, site: u32, h: u64, flags: u32): usize {
  if (freeSlot < 0) {
    add((flags & ANSWERED) != 0 ? STEMS_BEYOND : MISSES_BEYOND, 1);
    return 0;
  }
  const entry = placeOf(h, flags);
  if (entry == 0) return 0;
  if (load<u32>(entry, TEXT_ROOM) < <u32>length) {
    const room = length + (length >> 2) + 8;
    const text = allocate(room + 8);
    // Without a text it is nobody's: the next one that goes.
    if (text == 0) {
      store<u32>(entry, 0, LENGTH);
      store<u64>(entry, 0, HASH);
      add((flags & ANSWERED) != 0 ? STEMS_BEYOND : MISSES_BEYOND, 1);
      return 0;
    }
    store<u32>(entry, <u32>text, TEXT);
    store<u32>(entry, room, TEXT_ROOM);
  }
  memory.copy(load<u32>(entry, TEXT), SCRATCH, length);
  store<u64>(entry, h, HASH);
  store<u32>(entry, length, LENGTH);
  store<u32>(entry, site, SITE_WORD);
  // The stem's number, from one, stands above its flags.
  numbered = numbered == NUMBERS ? 1 : numbered + 1;
  store<u32>(entry, flags | (numbered << 8), FLAGS);
  store<u32>(entry, NEVER, FIRST);
  store<u32>(entry, NEVER, FIRST_SUCCESS);
  store<u32>(entry, NEVER, FIRST_MISS);
  store<u32>(STEM_SLOTS + ((<usize>freeSlot) << 2), <u32>entry);
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

// Flags of an entry, above which its stem's number stands.
/** Below a folder of logon pages. */
export const BELOW_AUTH: u32 = 2;
/** Some answer was another than that it is not there. */
/** Some answer was a success, or that of a page that failed. */
export const SERVED: u32 = 8;

/** Whether the stem is below a folder of logon pages, where the product answers for a page that is missing with a redirect. */
export function isBelowAuth(start: i32, end: i32): bool {
  if (end - start < 10) return false;
  lowered(start, start + 10);
  return startsWithFolded(10, OWA_AUTH_HEAD, OWA_AUTH_REST) || startsWithFolded(10, ECP_AUTH_HEAD, ECP_AUTH_REST);
}

/** The stem's entry, made where there is none; 0 where there is no room, which is then counted. `answer`: `ANSWERED`, `SERVED` or none. */
export function entryOf(start: i32, end: i32, site: u32, kind: i32, answer: u32): usize {
  const length = lowered(start, kind == 1 ? scriptEnd(start, end) : end);
  const h = hash(SCRATCH, length, <u64>site);
  const known = findStem(SCRATCH, length, site, h);
  if (known != 0) return known;
  const auth =
    startsWithFolded(length, OWA_AUTH_HEAD, OWA_AUTH_REST) || startsWithFolded(length, ECP_AUTH_HEAD, ECP_AUTH_REST);
  return newStem(length, site, h, ((kind & 1) != 0 ? EXECUTABLE : 0) | (auth ? BELOW_AUTH : 0) | answer);
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
