// Clients, and how often each asks for a stem within ten minutes.

import { says } from './columns';
import { bump } from './fields';
import { allocate, allocateTemporary, hash, intern } from './interning';
import {
  BUFFER,
  CLIENT,
  CLIENTS_BEYOND,
  CLIENT_ENTRIES,
  CLIENT_TABLE,
  FORWARDED,
  MAXIMUM_PROBES,
  MAXIMUM_WINDOWS,
  NOBODY,
  REGULARS,
  SCRATCH,
  WINDOWS,
  WINDOWS_BEYOND,
  count,
  endOf,
  role,
  startOf,
} from './regions';
import { FLAGS, REGULAR_CLIENTS, WINDOW } from './stems';

/** Told of each new client as logged (address, and after a space what was forwarded): answers its number, bit 31 for one's own. */
declare function newClient(raw: u32, pointer: usize, length: i32): u32;

let windowMask: u32 = 0;
let windows: u32 = 0;

/** Starts a file. */
export function beginClients(): void {
  windowMask = 0x3fff;
  memory.fill(WINDOWS, 0, (<usize>(windowMask + 1)) << 4);
  windows = 0;
}

/** Number of the client as `newClient` gave it out, bit 31 for one's own; `NOBODY` where none is logged or there is no room. */
export function clientOf(): u32 {
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
    // Of a long list the end: what is last was added last.
    memory.copy(SCRATCH + 0x1001 + own, BUFFER + endOf(forwarded) - most, most);
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

/**
 * Counts the requests of one client for one stem in ten minutes, and keeps the most of each stem. Entries of 16 bytes: stem,
 * client and window as one number, requests, and how many of them were POST.
 */
export function addToWindow(entry: usize, client: u32, bucket: u32, post: bool): void {
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
  // The stem's number stands in the upper bits, which a product alone would not spread over the slots.
  let slot = <u32>(((key ^ (key >> 32)) * 0x9e3779b97f4a7c15) >> 32);
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
export function addToRegulars(entry: usize, bucket: u32, post: bool): void {
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
