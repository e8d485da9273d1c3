// Life-lines of one file: what its records say of each URI (reference 9.0).

import { NEVER } from '../../src/engine/logs/kernel/contract/limits';
import { addToRegulars, addToWindow, beginClients, clientOf } from './clients';
import { numberOf, says, wordOf } from './columns';
import { keepExamples } from './examples';
import { bump, least, most } from './fields';
import { beginHours } from './hours';
import { allocate, wordLike } from './interning';
import {
  AGENT,
  AGENT_TABLE,
  BIG_DOWNLOAD,
  BUFFER,
  BYTES_RECEIVED,
  BYTES_SENT,
  CLIENT,
  FORWARDED,
  HITS_PER_BLOCK,
  HITS_PER_STEM,
  LONG_DOWNLOAD,
  METHOD,
  METHODS,
  METHOD_WORDS,
  NOBODY,
  NOT_KEPT,
  PATHLESS,
  PORT,
  QUERY,
  REFERER,
  SERVER,
  STATUS,
  STATUSES,
  STATUS_WORDS,
  STEM,
  TIME_TAKEN,
  USER,
  USER_TABLE,
  VALUES_BEYOND,
  WIN32_STATUS,
  count,
  endOf,
  role,
  startOf,
} from './regions';
import { beginSeen } from './seen';
import {
  ANSWERED,
  BELOW_AUTH,
  FEIGNED,
  FIRST,
  FIRST_MISS,
  FIRST_SUCCESS,
  FLAGS,
  HITS_COUNT,
  HITS_HEAD,
  HITS_TAIL,
  LAST,
  LAST_MISS,
  LAST_SUCCESS,
  MAXIMUM_RECEIVED,
  MAXIMUM_SENT,
  MAXIMUM_TAKEN,
  METHOD_COUNTS,
  MISS_AFTER,
  MISS_BEFORE,
  OWN_REQUESTS,
  RECEIVED,
  REQUESTS,
  SENT,
  SERVED,
  STATUS_COUNTS,
  UPLOADS,
  WITH_QUERY,
  WITH_REFERER,
  beginStems,
  entryOf,
  isBelowAuth,
  kindOfStem,
  recentStem,
} from './stems';
import { AGENT_SET, CLIENT_SET, PORT_SET, SERVER_SET, USER_SET, addToSet, addValue, capped } from './value-sets';

let methodCount: u32 = 0;
let statusCount: u32 = 0;
let methodCached: u32 = 0;
let statusCached: u32 = 0;
let serverCached: u32 = 0;
let portCached: u32 = 0;
let ownKnown: bool = false;

/** Starts a file. `fixedSite`: the path tells the site; `own`: some addresses are one's own. */
export function beginLifeLines(fixedSite: bool, own: bool): void {
  beginHours(fixedSite);
  beginStems();
  beginSeen();
  beginClients();
  memory.fill(METHOD_WORDS, 0, METHODS * 4);
  memory.fill(STATUS_WORDS, 0, STATUSES * 4);
  ownKnown = own;
  methodCount = 0;
  statusCount = 0;
  methodCached = u32.MAX_VALUE;
  statusCached = u32.MAX_VALUE;
  serverCached = u32.MAX_VALUE;
  portCached = u32.MAX_VALUE;
}

/** Number among the first kinds of a word, for counters; the last one is for all others. */
function kindOf(table: usize, used: u32, most: u32, word: u32): u32 {
  for (let i: u32 = 0; i < used; i++) if (load<u32>(table + ((<usize>i) << 2)) == word) return i;
  return used < most - 1 ? used : most - 1;
}

/** Keeps what the record says of its URI's life, where the URI is of a kind that matters. */
export function live(start: i32, end: i32, time: u32, site: u32): void {
  const stemColumn = role(STEM);
  if (stemColumn < 0) return;
  if (!says(stemColumn)) {
    count(PATHLESS);
    return;
  }
  const stemStart = startOf(stemColumn);
  const first = load<u8>(BUFFER + stemStart);
  // HTTP.sys passes on what begins with a slash, written plainly or escaped, and `*`.
  if (first != 0x2f && first != 0x2a && first != 0x25) count(PATHLESS);
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
  if ((kind & 1) == 0) {
    if (!success) {
      count(NOT_KEPT);
      return;
    }
    if (kind == 2 && get && numberOf(role(BYTES_SENT)) < BIG_DOWNLOAD && numberOf(role(TIME_TAKEN)) < LONG_DOWNLOAD) {
      count(NOT_KEPT);
      return;
    }
  }
  const absent = status == 404 || status == 410;
  // A page that is not there has a reason of Windows; one that says so itself has none (WEB-15).
  const feigned = absent && isZero(role(WIN32_STATUS));
  let entry: usize = 0;
  if (recent != 0) entry = load<u32>(recent, 16);
  const auth =
    status == 302 && (entry != 0 ? (load<u32>(entry, FLAGS) & BELOW_AUTH) != 0 : isBelowAuth(stemStart, stemEnd));
  const miss = (absent && !feigned) || auth;
  const answer = (miss ? 0 : ANSWERED) | (success || status >= 500 || (feigned && upload) ? SERVED : 0);
  if (entry == 0) {
    entry = entryOf(stemStart, stemEnd, site, kind, answer);
    if (entry == 0) return;
    if (recent != 0) store<u32>(recent, <u32>entry, 16);
  }
  store<u32>(entry, load<u32>(entry, FLAGS) | answer, FLAGS);
  if (feigned) bump(entry + FEIGNED);

  bump(entry + REQUESTS);
  least(entry + FIRST, time);
  most(entry + LAST, time);
  if (success) {
    if (load<u32>(entry, FIRST_SUCCESS) == NEVER) store<u32>(entry, load<u32>(entry, LAST_MISS), MISS_BEFORE);
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

/** Whether the column says `0`. */
function isZero(column: i32): bool {
  if (column < 0) return false;
  const at = startOf(column);
  return at >= 0 && endOf(column) - at == 1 && load<u8>(BUFFER + at) == 0x30;
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
    // Blocks of a stem that had the entry before are used again.
    let next: usize = used == 0 ? load<u32>(entry, HITS_HEAD) : load<u32>(block);
    if (next == 0) {
      next = allocate(8 + HITS_PER_BLOCK * 8);
      if (next == 0) {
        count(VALUES_BEYOND);
        return;
      }
      store<u32>(next, 0);
      if (used == 0) store<u32>(entry, <u32>next, HITS_HEAD);
      else store<u32>(block, <u32>next);
    }
    store<u32>(entry, <u32>next, HITS_TAIL);
    block = next;
  }
  store<u32>(block + 8 + ((<usize>within) << 3), time);
  store<u32>(block + 8 + ((<usize>within) << 3), client, 4);
  store<u32>(entry, used + 1, HITS_COUNT);
}
