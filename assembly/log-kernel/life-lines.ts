// Life-lines of one file: what its records say of each URI (reference 9.0).

import { allocate, allocateTemporary, hash, intern, keep, same, wordLike } from './interning';
import {
  AGENT,
  AGENT_TABLE,
  BIG_DOWNLOAD,
  BUFFER,
  BYTES_RECEIVED,
  BYTES_SENT,
  CLIENT,
  CLIENT_ENTRIES,
  CLIENT_TABLE,
  CLIENTS_BEYOND,
  count,
  EXTENSIONS,
  endOf,
  FORWARDED,
  HITS_PER_BLOCK,
  HITS_PER_STEM,
  HOUR_SLOTS,
  HOURS,
  HOURS_BEYOND,
  LONG_DOWNLOAD,
  MAXIMUM_EXAMPLE_LENGTH,
  MAXIMUM_HOURS,
  MAXIMUM_PROBES,
  MAXIMUM_STEM_LENGTH,
  MAXIMUM_STEMS,
  MAXIMUM_WINDOWS,
  METHOD,
  METHOD_WORDS,
  METHODS,
  NOBODY,
  NOT_KEPT,
  PORT,
  RECENT,
  RECENT_LENGTH,
  RECENT_SIZE,
  RECENT_STEMS,
  REGULARS,
  QUERY,
  REFERER,
  role,
  SCRATCH,
  SERVER,
  SET_CAPACITY,
  SITE,
  STATUS,
  STATUS_WORDS,
  STATUSES,
  STEM,
  STEM_POINTERS,
  STEM_SLOTS,
  STEMS_BEYOND,
  startOf,
  TIME_TAKEN,
  USER,
  USER_TABLE,
  VALUES_BEYOND,
  WINDOWS,
  WINDOWS_BEYOND,
} from './regions';

/** Told of each new client as logged (address, and after a space what was forwarded): answers its number, bit 31 for one's own. */
declare function newClient(raw: u32, pointer: usize, length: i32): u32;

export let stems: u32 = 0;
export let hours: u32 = 0;
let windowMask: u32 = 0;
let windows: u32 = 0;
let methodCount: u32 = 0;
let statusCount: u32 = 0;
let hourCached: usize = 0;
let hourCachedSite: u32 = 0;
let hourCachedHour: u32 = 0;
let siteFixed: bool = false;
let methodCached: u32 = 0;
let statusCached: u32 = 0;
let siteCached: u32 = 0;
let serverCached: u32 = 0;
let portCached: u32 = 0;

let ownKnown: bool = false;

export function beginLifeLines(fixedSite: bool, own: bool): void {
  ownKnown = own;
  memory.fill(RECENT, 0, <usize>RECENT_STEMS * RECENT_SIZE);
  memory.fill(STEM_SLOTS, 0, MAXIMUM_STEMS * 2 * 4);
  memory.fill(HOUR_SLOTS, 0, MAXIMUM_HOURS * 2 * 4);
  memory.fill(METHOD_WORDS, 0, METHODS * 4);
  memory.fill(STATUS_WORDS, 0, STATUSES * 4);
  windowMask = 0x3fff;
  memory.fill(WINDOWS, 0, (<usize>(windowMask + 1)) << 4);
  windows = 0;
  stems = 0;
  hours = 0;
  methodCount = 0;
  statusCount = 0;
  hourCached = 0;
  methodCached = u32.MAX_VALUE;
  statusCached = u32.MAX_VALUE;
  siteCached = u32.MAX_VALUE;
  serverCached = u32.MAX_VALUE;
  portCached = u32.MAX_VALUE;
  siteFixed = fixedSite;
}

// Fields of a stem's entry, bytes. `life-line-parts.ts` reads them.
export const STEM_SIZE: i32 = 440;
const HASH: usize = 0;
const TEXT: usize = 8;
const LENGTH: usize = 12;
const SITE_WORD: usize = 16;
const REQUESTS: usize = 20;
const OWN_REQUESTS: usize = 24;
const FIRST: usize = 28;
const LAST: usize = 32;
const FIRST_SUCCESS: usize = 36;
const LAST_SUCCESS: usize = 40;
const MISS_BEFORE: usize = 44;
const MISS_AFTER: usize = 48;
const FIRST_MISS: usize = 52;
const LAST_MISS: usize = 56;
const UPLOADS: usize = 60;
const WITH_REFERER: usize = 64;
const WITH_QUERY: usize = 68;
const MAXIMUM_SENT: usize = 72;
const MAXIMUM_RECEIVED: usize = 76;
const MAXIMUM_TAKEN: usize = 80;
const FLAGS: usize = 84;
const SENT: usize = 88;
const RECEIVED: usize = 96;
const WINDOW: usize = 104;
const SETS: usize = 120;
const HITS_HEAD: usize = 160;
const HITS_TAIL: usize = 164;
const HITS_COUNT: usize = 168;
const EXAMPLES: usize = 172;
const METHOD_COUNTS: usize = 272;
const STATUS_COUNTS: usize = 320;
const REGULAR_CLIENTS: usize = 432;

const CLIENT_SET: i32 = 0;
const AGENT_SET: i32 = 1;
const USER_SET: i32 = 2;
const SERVER_SET: i32 = 3;
const PORT_SET: i32 = 4;

let offsetBase: f64 = 0;
let layout: i32 = 0;
let line: u32 = 0;

export function setPlace(base: f64, layoutNumber: i32, lineNumber: u32): void {
  offsetBase = base;
  layout = layoutNumber;
  line = lineNumber;
}

/** The column's number, 0 for `-`, nothing and what is no number; at most 4,294,967,295. */
function numberOf(column: i32): u32 {
  if (column < 0 || startOf(column) < 0) return 0;
  let value: u64 = 0;
  const to = endOf(column);
  for (let at = startOf(column); at < to; at++) {
    const digit = <u32>load<u8>(BUFFER + at) - 0x30;
    if (digit > 9) return 0;
    value = value * 10 + digit;
    if (value > u32.MAX_VALUE) return u32.MAX_VALUE;
  }
  return <u32>value;
}

/** Whether the column is logged and says something. */
function says(column: i32): bool {
  if (column < 0) return false;
  const from = startOf(column);
  const length = endOf(column) - from;
  return from >= 0 && length > 0 && !(length == 1 && load<u8>(BUFFER + from) == 0x2d);
}

function wordOf(column: i32, cached: u32): u32 {
  return wordLike(cached, BUFFER + startOf(column), endOf(column) - startOf(column));
}

export function siteOf(): u32 {
  if (siteFixed) return 0;
  const site = role(SITE);
  if (says(site)) siteCached = wordOf(site, siteCached);
  else if (says(role(PORT))) siteCached = wordOf(role(PORT), siteCached);
  else return 0;
  return siteCached;
}

export function addHour(site: u32, time: i64): void {
  const hour = <u32>(time / 3600);
  if (hourCached == 0 || hourCachedHour != hour || hourCachedSite != site) {
    hourCached = findHour(site, hour);
    if (hourCached == 0) {
      count(HOURS_BEYOND);
      return;
    }
    hourCachedHour = hour;
    hourCachedSite = site;
  }
  const seconds = <u32>time;
  store<u32>(hourCached, load<u32>(hourCached, 8) + 1, 8);
  if (seconds < load<u32>(hourCached, 12)) store<u32>(hourCached, seconds, 12);
  if (seconds > load<u32>(hourCached, 16)) store<u32>(hourCached, seconds, 16);
}

function findHour(site: u32, hour: u32): usize {
  const mask: u32 = MAXIMUM_HOURS * 2 - 1;
  let slot = ((hour * 0x9e3779b1) ^ (site * 0x85ebca6b)) >> 7;
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    slot &= mask;
    const id = load<u32>(HOUR_SLOTS + ((<usize>slot) << 2));
    if (id == 0) {
      if (hours >= <u32>MAXIMUM_HOURS) return 0;
      const entry = HOURS + <usize>hours * 20;
      store<u32>(entry, site);
      store<u32>(entry, hour, 4);
      store<u32>(entry, 0, 8);
      store<u32>(entry, u32.MAX_VALUE, 12);
      store<u32>(entry, 0, 16);
      hours++;
      store<u32>(HOUR_SLOTS + ((<usize>slot) << 2), hours);
      return entry;
    }
    const entry = HOURS + <usize>(id - 1) * 20;
    if (load<u32>(entry) == site && load<u32>(entry, 4) == hour) return entry;
    slot++;
  }
  return 0;
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
function kindOfStem(start: i32, end: i32): i32 {
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

/** Adds to one of a stem's sets; a full set notes that there were more. */
function addToSet(entry: usize, which: i32, value: u32): void {
  const set = entry + SETS + ((<usize>which) << 3);
  const items: usize = load<u32>(set);
  const state = load<u32>(set, 4);
  const used = <i32>(state & 0xff);
  for (let i = 0; i < used; i++) if (load<u32>(items + ((<usize>i) << 2)) == value) return;
  if (used >= SET_CAPACITY) {
    store<u32>(set, state | 0x10000, 4);
    return;
  }
  let room = <i32>((state >> 8) & 0xff);
  let at: usize = items;
  if (used == room) {
    room = room == 0 ? 2 : room * 4 < SET_CAPACITY ? room * 4 : SET_CAPACITY;
    at = allocate(room << 2);
    if (at == 0) {
      store<u32>(set, state | 0x10000, 4);
      return;
    }
    memory.copy(at, items, used << 2);
    store<u32>(set, <u32>at);
  }
  store<u32>(at + ((<usize>used) << 2), value);
  store<u32>(set, (state & 0x10000) | (room << 8) | (used + 1), 4);
}

function capped(entry: usize, which: i32): bool {
  return (load<u32>(entry + SETS + ((<usize>which) << 3), 4) & 0x10000) != 0;
}

function valueOf(table: i32, column: i32): u32 {
  const at = BUFFER + startOf(column);
  const length = endOf(column) - startOf(column);
  const id = intern(table, at, length);
  if (id == u32.MAX_VALUE) count(VALUES_BEYOND);
  return id;
}

/** Number of the client as `newClient` gave it out, bit 31 for one's own; `NOBODY` where none is logged or there is no room. */
function clientOf(): u32 {
  const column = role(CLIENT);
  if (!says(column)) return NOBODY;
  let at = BUFFER + startOf(column);
  let length = endOf(column) - startOf(column);
  const forwarded = role(FORWARDED);
  if (says(forwarded)) {
    const more = endOf(forwarded) - startOf(forwarded);
    const most = more < 512 ? more : 512;
    const own = length < 64 ? length : 64;
    memory.copy(SCRATCH + 0x1000, at, own);
    store<u8>(SCRATCH + 0x1000 + own, 0x20);
    memory.copy(SCRATCH + 0x1001 + own, BUFFER + startOf(forwarded), most);
    at = SCRATCH + 0x1000;
    length = own + 1 + most;
  } else if (length > 64) length = 64;
  const id = intern(CLIENT_TABLE, at, length);
  if (id == u32.MAX_VALUE) {
    count(CLIENTS_BEYOND);
    return NOBODY;
  }
  const word = CLIENT_ENTRIES + ((<usize>id) << 4) + 12;
  if (load<u32>(word) == u32.MAX_VALUE) {
    store<u32>(word, newClient(id, load<u32>(CLIENT_ENTRIES + ((<usize>id) << 4)), length));
  }
  return load<u32>(word);
}

/** Number among the first kinds of a word, for counters; the last one is for all others. */
function kindOf(table: usize, used: u32, most: u32, word: u32): u32 {
  for (let i: u32 = 0; i < used; i++) if (load<u32>(table + ((<usize>i) << 2)) == word) return i;
  return used < most - 1 ? used : most - 1;
}

function bump(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

function least(at: usize, value: u32): void {
  if (value < load<u32>(at)) store<u32>(at, value);
}

function most(at: usize, value: u32): void {
  if (value > load<u32>(at)) store<u32>(at, value);
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
const BELOW_AUTH: u32 = 2;

/** The stem's entry, made where there is none; 0 where there is no room. */
function entryOf(start: i32, end: i32, site: u32, kind: i32): usize {
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
function recentStem(start: i32, end: i32, site: u32): usize {
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

/** Keeps what the record says of its URI's life, where the URI is of a kind that matters. */
export function live(start: i32, end: i32, time: u32, site: u32): void {
  const stemColumn = role(STEM);
  if (!says(stemColumn)) return;
  const stemStart = startOf(stemColumn);
  const stemEnd = endOf(stemColumn);
  const statusColumn = role(STATUS);
  let status = 0;
  if (says(statusColumn)) {
    status = <i32>numberOf(statusColumn);
    statusCached = wordOf(statusColumn, statusCached);
  }
  const methodColumn = role(METHOD);
  let get = false;
  let upload = false;
  if (says(methodColumn)) {
    const at = BUFFER + startOf(methodColumn);
    const length = endOf(methodColumn) - startOf(methodColumn);
    const head = load<u32>(at);
    get = (length == 3 && (head & 0xffffff) == 0x544547) || (length == 4 && head == 0x44414548);
    upload = (length == 4 && head == 0x54534f50) || (length == 3 && (head & 0xffffff) == 0x545550);
    methodCached = wordLike(methodCached, at, length);
  }
  const success = status >= 200 && status < 300;
  const recent = recentStem(stemStart, stemEnd, site);
  const kind = recent != 0 ? load<i32>(recent, 12) & 3 : kindOfStem(stemStart, stemEnd);
  if (kind != 1) {
    if (!success) {
      count(NOT_KEPT);
      return;
    }
    if (kind == 2 && get && numberOf(role(BYTES_SENT)) < BIG_DOWNLOAD && numberOf(role(TIME_TAKEN)) < LONG_DOWNLOAD) {
      count(NOT_KEPT);
      return;
    }
  }
  let entry: usize = 0;
  if (recent != 0) entry = load<u32>(recent, 16);
  if (entry == 0) {
    entry = entryOf(stemStart, stemEnd, site, kind);
    if (entry == 0) {
      count(STEMS_BEYOND);
      return;
    }
    if (recent != 0) store<u32>(recent, <u32>entry, 16);
  }
  const auth = (load<u32>(entry, FLAGS) & BELOW_AUTH) != 0;
  const miss = status == 404 || status == 410 || (status == 302 && auth);

  bump(entry + REQUESTS);
  least(entry + FIRST, time);
  most(entry + LAST, time);
  if (success) {
    if (load<u32>(entry, FIRST_SUCCESS) == u32.MAX_VALUE) store<u32>(entry, load<u32>(entry, LAST_MISS), MISS_BEFORE);
    least(entry + FIRST_SUCCESS, time);
    most(entry + LAST_SUCCESS, time);
    store<u32>(entry, 0, MISS_AFTER);
    if (upload) bump(entry + UPLOADS);
  } else if (miss) {
    least(entry + FIRST_MISS, time);
    most(entry + LAST_MISS, time);
    if (load<u32>(entry, MISS_AFTER) == 0 && load<u32>(entry, LAST_SUCCESS) != 0) store<u32>(entry, time, MISS_AFTER);
  }
  if (methodCached != u32.MAX_VALUE) {
    const index = kindOf(METHOD_WORDS, methodCount, METHODS, methodCached);
    if (index == methodCount && methodCount < METHODS - 1) {
      store<u32>(METHOD_WORDS + ((<usize>index) << 2), methodCached);
      methodCount++;
    }
    bump(entry + METHOD_COUNTS + ((<usize>index) << 2));
  }
  if (status != 0) {
    const index = kindOf(STATUS_WORDS, statusCount, STATUSES, statusCached);
    if (index == statusCount && statusCount < STATUSES - 1) {
      store<u32>(STATUS_WORDS + ((<usize>index) << 2), statusCached);
      statusCount++;
    }
    bump(entry + STATUS_COUNTS + ((<usize>index) << 2));
  }
  if (says(role(REFERER))) bump(entry + WITH_REFERER);
  if (hasOwnQuery()) bump(entry + WITH_QUERY);
  const sent = numberOf(role(BYTES_SENT));
  const received = numberOf(role(BYTES_RECEIVED));
  store<f64>(entry, load<f64>(entry, SENT) + <f64>sent, SENT);
  store<f64>(entry, load<f64>(entry, RECEIVED) + <f64>received, RECEIVED);
  most(entry + MAXIMUM_SENT, sent);
  most(entry + MAXIMUM_RECEIVED, received);
  most(entry + MAXIMUM_TAKEN, numberOf(role(TIME_TAKEN)));

  // Where many ask, a client is told apart by its hash until it stands out.
  const regular = capped(entry, CLIENT_SET) && !ownKnown && !says(role(FORWARDED)) && says(role(CLIENT));
  const client = regular ? NOBODY : clientOf();
  if (client != NOBODY && !capped(entry, CLIENT_SET)) addToSet(entry, CLIENT_SET, client & 0x7fffffff);
  if (!capped(entry, AGENT_SET) && says(role(AGENT))) addValue(entry, AGENT_SET, AGENT_TABLE, role(AGENT));
  if (!capped(entry, USER_SET) && says(role(USER))) addValue(entry, USER_SET, USER_TABLE, role(USER));
  if (says(role(SERVER))) {
    serverCached = wordOf(role(SERVER), serverCached);
    if (!capped(entry, SERVER_SET)) addToSet(entry, SERVER_SET, serverCached);
  }
  if (says(role(PORT))) {
    portCached = wordOf(role(PORT), portCached);
    if (!capped(entry, PORT_SET)) addToSet(entry, PORT_SET, portCached);
  }
  if (regular) addToRegulars(entry, time / 600, upload);
  else if (client & 0x80000000) bump(entry + OWN_REQUESTS);
  else if (client != NOBODY) {
    addToWindow(entry, client, time / 600, upload);
    if (!miss && !capped(entry, CLIENT_SET)) addRequest(entry, time, client);
  }
  if (!miss) keepExamples(entry, start, end, time, success);
}

function addValue(entry: usize, which: i32, table: i32, column: i32): void {
  const id = valueOf(table, column);
  if (id == u32.MAX_VALUE)
    store<u32>(entry + SETS + ((<usize>which) << 3), load<u32>(entry + SETS + ((<usize>which) << 3), 4) | 0x10000, 4);
  else addToSet(entry, which, id);
}

/** A query beside the one that Exchange's front end appends: `&CorrelationID=…`. */
function hasOwnQuery(): bool {
  const column = role(QUERY);
  if (!says(column)) return false;
  const at = BUFFER + startOf(column);
  return !(
    endOf(column) - startOf(column) > 14 &&
    load<u64>(at) == 0x616c6572726f4326 &&
    load<u32>(at, 8) == 0x6e6f6974
  );
}

/** Times and clients of a stem's first requests, for intervals. */
function addRequest(entry: usize, time: u32, client: u32): void {
  const used = load<u32>(entry, HITS_COUNT);
  if (used >= HITS_PER_STEM) return;
  const within = used % HITS_PER_BLOCK;
  let block: usize = load<u32>(entry, HITS_TAIL);
  if (within == 0) {
    const next = allocate(8 + HITS_PER_BLOCK * 8);
    if (next == 0) return;
    store<u32>(next, 0);
    if (block == 0) store<u32>(entry, <u32>next, HITS_HEAD);
    else store<u32>(block, <u32>next);
    store<u32>(entry, <u32>next, HITS_TAIL);
    block = next;
  }
  store<u32>(block + 8 + ((<usize>within) << 3), time);
  store<u32>(block + 8 + ((<usize>within) << 3), client, 4);
  store<u32>(entry, used + 1, HITS_COUNT);
}

/**
 * Counts the requests of one client for one stem in ten minutes, and keeps the most of each stem. Entries of 16 bytes: stem,
 * client and window as one number, requests, and how many of them were POST.
 */
function addToWindow(entry: usize, client: u32, bucket: u32, post: bool): void {
  if (windows * 2 > windowMask) growWindows(bucket);
  const stem = load<u32>(entry, FLAGS) >> 8;
  const window = findWindow(((<u64>stem) << 44) | ((<u64>client) << 24) | (bucket & 0xffffff));
  if (window == 0) {
    count(WINDOWS_BEYOND);
    return;
  }
  const requests = load<u32>(window, 8) + 1;
  store<u32>(window, requests, 8);
  if (post) bump(window + 12);
  if (requests > load<u32>(entry + WINDOW, 8)) {
    store<u32>(entry + WINDOW, client);
    store<u32>(entry + WINDOW, bucket, 4);
    store<u32>(entry + WINDOW, requests, 8);
    store<u32>(entry + WINDOW, load<u32>(window, 12), 12);
  }
}

/** The window's place in the table, where it is or where it goes; 0 where there is no room. */
function findWindow(key: u64): usize {
  let slot = <u32>((key * 0x9e3779b97f4a7c15) >> 32);
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    slot &= windowMask;
    const at = WINDOWS + ((<usize>slot) << 4);
    const known = load<u64>(at);
    if (known == key) return at;
    if (known == 0) {
      store<u64>(at, key);
      windows++;
      return at;
    }
    slot++;
  }
  return 0;
}

/** Makes room: first by forgetting windows that are over, then by more slots. */
function growWindows(bucket: u32): void {
  const slots = windowMask + 1;
  let current: u32 = 0;
  for (let i: u32 = 0; i < slots; i++) if (isOpen(WINDOWS + ((<usize>i) << 4), bucket)) current++;
  const copy = allocateTemporary(current << 4);
  let used: usize = 0;
  for (let i: u32 = 0; i < slots && copy != 0; i++) {
    const at = WINDOWS + ((<usize>i) << 4);
    if (!isOpen(at, bucket)) continue;
    memory.copy(copy + used, at, 16);
    used += 16;
  }
  if (current * 4 > slots && slots < <u32>MAXIMUM_WINDOWS) windowMask = slots * 2 - 1;
  memory.fill(WINDOWS, 0, (<usize>(windowMask + 1)) << 4);
  windows = 0;
  // A full table that cannot grow starts again: busy windows are seen anew with their next request.
  if (copy == 0 || current * 2 > windowMask) {
    count(WINDOWS_BEYOND);
    return;
  }
  for (let i: usize = 0; i < used; i += 16) {
    const to = findWindow(load<u64>(copy + i));
    if (to != 0) store<u64>(to, load<u64>(copy + i, 8), 8);
  }
}

/** Of this window or the one before: lines come late by seconds, not by minutes. */
function isOpen(at: usize, bucket: u32): bool {
  const key = load<u64>(at);
  return key != 0 && (<u32>key & 0xffffff) + 1 >= (bucket & 0xffffff);
}

/**
 * Counts the clients of a stem that everybody asks for: those that ask most keep a place among sixty-four, the others take turns
 * (Misra and Gries). A count can be low by a sixty-fifth of the window's requests, never high. Block: window, clients (by hash),
 * requests, POST requests.
 */
function addToRegulars(entry: usize, bucket: u32, post: bool): void {
  let block: usize = load<u32>(entry, REGULAR_CLIENTS);
  if (block == 0) {
    block = allocate(16 + 3 * 4 * REGULARS);
    if (block == 0) {
      count(WINDOWS_BEYOND);
      return;
    }
    store<u32>(block, 0);
    store<u32>(entry, <u32>block, REGULAR_CLIENTS);
  }
  const current = load<u32>(block);
  if (bucket < current) return;
  const keys = block + 16;
  const counts = keys + 4 * REGULARS;
  const posts = counts + 4 * REGULARS;
  if (bucket > current) {
    store<u32>(block, bucket);
    memory.fill(keys, 0, 3 * 4 * REGULARS);
  }
  const column = role(CLIENT);
  const key = <u32>(hash(BUFFER + startOf(column), endOf(column) - startOf(column), 0) >> 16);
  const wanted = i32x4.splat(key);
  const zero = i32x4.splat(0);
  let free = -1;
  for (let i = 0; i < REGULARS; i += 4) {
    const used = v128.load(counts + ((<usize>i) << 2));
    const isFree = i32x4.eq(used, zero);
    const found = i32x4.bitmask(v128.andnot(i32x4.eq(v128.load(keys + ((<usize>i) << 2)), wanted), isFree));
    if (found != 0) {
      addToRegular(entry, counts, posts, i + ctz(found), bucket, post);
      return;
    }
    if (free < 0 && v128.any_true(isFree)) free = i + ctz(i32x4.bitmask(isFree));
  }
  if (free >= 0) {
    store<u32>(keys + ((<usize>free) << 2), key);
    store<u32>(posts + ((<usize>free) << 2), 0);
    addToRegular(entry, counts, posts, free, bucket, post);
    return;
  }
  const one = i32x4.splat(1);
  for (let i = 0; i < REGULARS; i += 4) {
    const at = counts + ((<usize>i) << 2);
    v128.store(at, i32x4.sub(v128.load(at), one));
  }
}

function addToRegular(entry: usize, counts: usize, posts: usize, index: i32, bucket: u32, post: bool): void {
  const at = counts + ((<usize>index) << 2);
  const requests = load<u32>(at) + 1;
  store<u32>(at, requests);
  if (post) bump(posts + ((<usize>index) << 2));
  if (requests <= load<u32>(entry + WINDOW, 8)) return;
  const client = clientOf();
  if (client == NOBODY) return;
  const uploads = load<u32>(posts + ((<usize>index) << 2));
  store<u32>(entry + WINDOW, client);
  store<u32>(entry + WINDOW, bucket, 4);
  store<u32>(entry + WINDOW, requests, 8);
  store<u32>(entry + WINDOW, uploads < requests ? uploads : requests, 12);
}

/** Copies of three lines: the first that was no miss, the first success, the last. Stems that everybody asks for keep their first ones. */
function keepExamples(entry: usize, start: i32, end: i32, time: u32, success: bool): void {
  if (end - start > MAXIMUM_EXAMPLE_LENGTH) return;
  if (load<u32>(entry + EXAMPLES) == 0) keepExample(entry + EXAMPLES, start, end, time);
  if (success && load<u32>(entry + EXAMPLES, 32) == 0) keepExample(entry + EXAMPLES + 32, start, end, time);
  if (load<u32>(entry, REQUESTS) > 1 && !capped(entry, CLIENT_SET))
    keepExample(entry + EXAMPLES + 64, start, end, time);
}

function keepExample(example: usize, start: i32, end: i32, time: u32): void {
  const length = end - start;
  if (load<u32>(example, 8) < <u32>length) {
    const room = length + (length >> 1) + 32;
    const at = allocate(room);
    if (at == 0) return;
    store<u32>(example, <u32>at);
    store<u32>(example, room, 8);
  }
  memory.copy(load<u32>(example), BUFFER + start, length);
  store<u32>(example, length, 4);
  store<f64>(example, offsetBase + <f64>start, 12);
  store<u32>(example, line, 20);
  store<u32>(example, layout, 24);
  store<u32>(example, time, 28);
}
