// The inner loop of the log engine, in AssemblyScript (a subset of TypeScript that compiles to WebAssembly). It finds candidate
// lines for the rules and keeps the life-lines of one file. `npm run generate:kernel` compiles it into `../log-kernel.ts`.
//
// All memory is laid out by hand: fixed regions below, then an arena that `begin` empties for each file. Limits are the caller's
// affair to report: each is counted. Every loop is bounded by the bytes of a line or by a constant.

import {
  FORM_CLOCKED,
  FORM_DATED,
  FORM_FOREIGN,
  FORM_NATIVE,
} from '../../src/engine/logs/kernel/contract/column-forms';
import * as Region from '../../src/engine/logs/kernel/contract/regions';
import {
  candidates,
  candidatesFull,
  clearCandidates,
  findCandidate,
  forgetDismissals,
  takeEveryLine,
  useShortQuery,
} from './candidates';
import { forgetDate } from './dates';
import { beginArena, usedOf } from './interning';
import { setPlace } from './examples';
import { addHour, hours, siteOf } from './hours';
import { beginLifeLines, live } from './life-lines';
import { stems } from './stems';
import { beginLine, candidateLiterals, dropLiterals, scan, useLiterals } from './literals';
import { beginNames, tellNames } from './names';
import { nativeTime, readNative } from './native-lines';
import { ncsaTime, readNcsa } from './ncsa-lines';
import {
  beginW3c,
  currentClock,
  currentDay,
  dayAsked,
  lineTime,
  parted,
  readW3c,
  setDay,
  useW3cLayout,
} from './w3c-lines';

export { dismiss } from './candidates';
export { namesAreAll } from './names';
import {
  AGENT_ENTRIES,
  AGENT_TABLE,
  BITMAP,
  BUCKET_ITEMS,
  BUCKETS,
  BUFFER,
  BUFFER_SIZE,
  CANDIDATE_COLUMNS,
  CANDIDATE_LITERALS,
  CANDIDATES,
  COLUMN_TYPES,
  COUNTERS,
  count,
  ENDS,
  EXTENSIONS,
  FIRST_TIME,
  FOLD,
  GRAMS,
  HEADS,
  HOURS,
  LAST_TIME,
  LINES,
  LITERAL_BYTES,
  LITERAL_TEXT,
  LITERALS,
  MAXIMUM_CANDIDATE_LITERALS,
  MAXIMUM_COLUMNS,
  MAXIMUM_GRAMS,
  MAXIMUM_LINE,
  MAXIMUM_LITERALS,
  METHOD_WORDS,
  MIDDLE_BITMAP,
  NIBBLES,
  NO_TIME,
  OUTSIDE,
  RECORDS,
  ROLES,
  SCRATCH,
  SCRATCH_SIZE,
  SPACIOUS,
  STARTS,
  STATUS_WORDS,
  STEM_POINTERS,
  STEPS_BACK,
  USER_ENTRIES,
  USER_TABLE,
  WORD_ENTRIES,
  WORD_TABLE,
} from './regions';

let columns: i32 = 0;
let form: i32 = FORM_FOREIGN;
let base: f64 = 0;
let layoutId: i32 = 0;
let since: i64 = 0;
let until: i64 = 0;
/** The file is in UTF-16, of which the buffer holds UTF-8: how far its units are counted, and how many they are. */
let wide: bool = false;
let countedTo: i32 = 0;
let units: i32 = 0;

let position: i32 = 0;
let limit: i32 = 0;
let lineNumber: u32 = 0;
let afterReturn: bool = false;
let oddStart: i32 = 0;
let oddEnd: i32 = 0;
let keepsLives: bool = true;
/** Times of the first and the last record that told one, in the order of the log; -1 where none did. */
let firstTold: i64 = -1;
let lastTime: i64 = -1;
/** The line at hand may have percent signs, or characters beyond ASCII. */
let percents: bool = false;
let foreign: bool = false;

export function address(region: i32): usize {
  switch (region) {
    case Region.buffer:
      return BUFFER;
    case Region.starts:
      return STARTS;
    case Region.ends:
      return ENDS;
    case Region.bitmap:
      return BITMAP;
    case Region.heads:
      return HEADS;
    case Region.grams:
      return GRAMS;
    case Region.fold:
      return FOLD;
    case Region.nibbles:
      return NIBBLES;
    case Region.buckets:
      return BUCKETS;
    case Region.bucketItems:
      return BUCKET_ITEMS;
    case Region.literals:
      return LITERALS;
    case Region.literalTexts:
      return LITERAL_TEXT;
    case Region.candidates:
      return CANDIDATES;
    case Region.candidateLiterals:
      return CANDIDATE_LITERALS;
    case Region.extensions:
      return EXTENSIONS;
    case Region.roles:
      return ROLES;
    case Region.counters:
      return COUNTERS;
    case Region.agents:
      return AGENT_ENTRIES;
    case Region.users:
      return USER_ENTRIES;
    case Region.words:
      return WORD_ENTRIES;
    case Region.stems:
      return STEM_POINTERS;
    case Region.hours:
      return HOURS;
    case Region.methods:
      return METHOD_WORDS;
    case Region.statuses:
      return STATUS_WORDS;
    case Region.middleBitmap:
      return MIDDLE_BITMAP;
    case Region.candidateColumns:
      return CANDIDATE_COLUMNS;
    case Region.scratch:
      return SCRATCH;
    case Region.columnTypes:
      return COLUMN_TYPES;
    case Region.spacious:
      return SPACIOUS;
    default:
      return 0;
  }
}

export function size(region: i32): u32 {
  switch (region) {
    case Region.buffer:
      return BUFFER_SIZE;
    case Region.grams:
      return MAXIMUM_GRAMS;
    case Region.literals:
      return MAXIMUM_LITERALS;
    case Region.literalTexts:
      return LITERAL_BYTES;
    case Region.candidates:
      return candidates;
    case Region.candidateLiterals:
      return candidateLiterals;
    case Region.scratch:
      return SCRATCH_SIZE;
    case Region.agents:
      return usedOf(AGENT_TABLE);
    case Region.users:
      return usedOf(USER_TABLE);
    case Region.words:
      return usedOf(WORD_TABLE);
    case Region.stems:
      return stems;
    case Region.hours:
      return hours;
    default:
      return 0;
  }
}

/**
 * `long`, `short`: there are literals of that kind; `every`: some rule has none, so that each line is a candidate; `query`: number of
 * the literal that stands for a short query, or -1.
 */
export function setLiterals(long: bool, short: bool, every: bool, query: i32): void {
  useLiterals(long, short);
  takeEveryLine(every);
  useShortQuery(query);
}

/**
 * How many literals the first bytes of the scratch memory hold; their numbers stand behind those of the candidates. -1 where there are
 * more than there is room for.
 */
export function literalsOf(length: i32): i32 {
  const first = candidateLiterals;
  beginLine();
  scan(SCRATCH, 0, length);
  const found = candidateLiterals < MAXIMUM_CANDIDATE_LITERALS ? candidateLiterals - first : -1;
  dropLiterals(first);
  return found;
}

/** Records outside of the two times, seconds since 1970, are counted and let be. */
export function setRange(from: f64, to: f64): void {
  since = <i64>from;
  until = <i64>to;
}

/** Columns of the lines to come, how they are parted, and whether a line told them, not a header. What they hold stands in its regions. */
export function setLayout(count: i32, lineForm: i32, inferred: bool, id: i32): void {
  columns = count;
  form = lineForm;
  layoutId = id;
  useW3cLayout(count, form == FORM_DATED, inferred);
  forgetDismissals();
}

/** Starts a file. `arenaSize`: the most memory of its life-lines; `lives`: these and hours are wanted; `fixedSite`: the path tells
 * the site; `own`: some addresses are one's own; `clock`: seconds ahead of UTC; `names`, `seed`: as `beginNames` takes them. */
export function begin(
  arenaSize: u32,
  lives: bool,
  fixedSite: bool,
  own: bool,
  clock: f64,
  names: bool,
  seed: f64,
): void {
  keepsLives = lives;
  memory.fill(COUNTERS, 0, 32 * 8);
  store<f64>(COUNTERS + FIRST_TIME * 8, Infinity);
  store<f64>(COUNTERS + LAST_TIME * 8, -Infinity);
  beginArena(arenaSize);
  beginLifeLines(fixedSite, own);
  beginNames(names, seed);
  clearCandidates();
  beginW3c(clock);
  forgetDate();
  firstTold = -1;
  lastTime = -1;
  lineNumber = 0;
  afterReturn = false;
  columns = 0;
  form = FORM_FOREIGN;
}

/** Place behind the last line end of the first `filled` bytes, 0 where there is none. A `\r` at the very end waits for what follows. */
export function completeLines(filled: i32, from: i32): i32 {
  for (let at = filled; at > from; at--) {
    const b = load<u8>(BUFFER + at - 1);
    if (b == 0x0a || (b == 0x0d && at < filled)) return at;
  }
  return 0;
}

/**
 * Starts a chunk: the first `complete` bytes of the buffer, which are whole lines; `offset` is where they stand in the file, `isWide`
 * that the file has them as UTF-16.
 */
export function chunk(complete: i32, offset: f64, isWide: bool): void {
  base = offset;
  wide = isWide;
  countedTo = 0;
  units = 0;
  position = 0;
  limit = complete;
}

/** Where a byte of the buffer stands in the file. Places are asked for in their order. */
export function offsetOf(at: i32): f64 {
  if (!wide) return base + <f64>at;
  if (at < countedTo) {
    countedTo = 0;
    units = 0;
  }
  // Bytes that go on a character are none; characters of four bytes are two units.
  for (; countedTo + 16 <= at; countedTo += 16) {
    const text = v128.load(BUFFER + countedTo);
    const starts = i8x16.bitmask(i8x16.ge_s(text, i8x16.splat(-64)));
    units += popcnt(starts) + popcnt(i8x16.bitmask(i8x16.ge_u(text, i8x16.splat(<i8>0xf0))));
  }
  for (; countedTo < at; countedTo++) {
    const b = load<u8>(BUFFER + countedTo);
    if ((b & 0xc0) != 0x80) units += b >= 0xf0 ? 2 : 1;
  }
  return base + 2.0 * <f64>units;
}

/**
 * Reads lines of the chunk. 0: all are read; 1: the line from `lineStart` to `lineEnd` is for the host to read, then go on by
 * calling again; 2: candidates have to be taken (`takeCandidates`) first.
 */
export function walk(): i32 {
  let start = position;
  let block = start;
  let separators: i32 = 0;
  let odd = false;
  percents = false;
  foreign = false;
  store<i32>(STARTS, start);
  const space = i8x16.splat(0x20);
  const percent = i8x16.splat(0x25);
  while (block < limit) {
    const at = BUFFER + block;
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let mask: u64 =
      <u64>(<u32>i8x16.bitmask(i8x16.le_u(a, space))) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.le_u(b, space)))) << 16) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.le_u(c, space)))) << 32) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.le_u(d, space)))) << 48);
    // Whether a line has escapes need not be known exactly: a block is part of the lines that end in it or after it.
    const escapes = v128.any_true(
      v128.or(v128.or(i8x16.eq(a, percent), i8x16.eq(b, percent)), v128.or(i8x16.eq(c, percent), i8x16.eq(d, percent))),
    );
    if (escapes) percents = true;
    const beyond = i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) != 0;
    if (beyond) foreign = true;
    while (mask != 0) {
      const p = block + <i32>ctz(mask);
      mask &= mask - 1;
      const byte = load<u8>(BUFFER + p);
      if (byte == 0x20) {
        if (separators < MAXIMUM_COLUMNS) {
          store<i32>(ENDS + ((<usize>separators) << 2), p);
          separators++;
          store<i32>(STARTS + ((<usize>separators) << 2), p + 1);
        } else odd = true;
        continue;
      }
      if (byte != 0x0a && byte != 0x0d) {
        odd = true;
        continue;
      }
      if (p >= limit) {
        position = limit;
        return 0;
      }
      if (byte == 0x0a && p == start && afterReturn) {
        afterReturn = false;
        start = p + 1;
        position = start;
        store<i32>(STARTS, start);
        continue;
      }
      afterReturn = byte == 0x0d;
      lineNumber++;
      count(LINES);
      store<i32>(ENDS + ((<usize>separators) << 2), p);
      position = p + 1;
      const head = load<u8>(BUFFER + start);
      // A comment or a mark of UTF-8 begins none of the lines that are read here.
      const plain = head != 0x23 && head != 0xef && p - start <= MAXIMUM_LINE;
      if (form == FORM_FOREIGN || odd || !plain || !readLine(start, p, separators + 1)) {
        oddStart = start;
        oddEnd = p;
        return 1;
      }
      if (candidatesFull()) return 2;
      start = p + 1;
      separators = 0;
      odd = false;
      percents = escapes;
      foreign = beyond;
      store<i32>(STARTS, start);
    }
    block += 64;
  }
  position = limit;
  return 0;
}

export function lineStart(): i32 {
  return oddStart;
}

export function lineEnd(): i32 {
  return oddEnd;
}

/** The day that a date stands for, as the line that the host has read told: `learnDate` of dates.ts. */
export { learnDate } from './dates';

/** Lines with a time alone: the day and the time of day of the last one, -1 for none; whether any was read since `setClock`. */
export function clockDay(): f64 {
  return <f64>currentDay;
}

export function clockSeconds(): i32 {
  return currentClock;
}

export function clockAsked(): bool {
  return dayAsked;
}

export function setClock(day: f64, seconds: i32): void {
  setDay(<i64>day, seconds);
}

export function openingTime(): f64 {
  return <f64>firstTold;
}

export function closingTime(): f64 {
  return <f64>lastTime;
}

export function currentLine(): u32 {
  return lineNumber;
}

export function takeCandidates(): void {
  clearCandidates();
}

/** Counts a line that the host passed over because it does not fit into the buffer; `byReturn`: it ended in `\\r`. */
export function skipLine(byReturn: bool): u32 {
  lineNumber++;
  count(LINES);
  afterReturn = byReturn;
  return lineNumber;
}

/** Takes a record that the host has read: its columns stand in `STARTS` and `ENDS`. */
export function ingest(start: i32, end: i32, time: f64, count: i32): void {
  percents = true;
  foreign = true;
  record(start, end, isNaN(time) ? -1 : <i64>time, count, false);
}

/** Reads a line of so many tokens, parted by spaces; false where the host has to. */
function readLine(start: i32, end: i32, tokens: i32): bool {
  if (form == FORM_DATED || form == FORM_CLOCKED) {
    if (!readW3c(tokens)) return false;
    record(start, end, lineTime, columns, parted);
  } else if (form == FORM_NATIVE) {
    if (!readNative(start, end)) return false;
    record(start, end, nativeTime, columns, false);
  } else {
    if (!readNcsa(start, end)) return false;
    record(start, end, ncsaTime, columns, false);
  }
  return true;
}

/** `isParted`: spaces are what parts its columns, and nothing else. */
function record(start: i32, end: i32, time: i64, present: i32, isParted: bool): void {
  count(RECORDS);
  if (time < 0) count(NO_TIME);
  else {
    if (<f64>time < load<f64>(COUNTERS + FIRST_TIME * 8)) store<f64>(COUNTERS + FIRST_TIME * 8, <f64>time);
    if (<f64>time > load<f64>(COUNTERS + LAST_TIME * 8)) store<f64>(COUNTERS + LAST_TIME * 8, <f64>time);
    if (firstTold < 0) firstTold = time;
    if (time < lastTime - 60) count(STEPS_BACK);
    lastTime = time;
    if (time < since || time > until) {
      count(OUTSIDE);
      return;
    }
  }
  const offset = offsetOf(start);
  findCandidate(start, end, lineNumber, time, offset, present, percents, !foreign, isParted);
  tellNames();
  if (!keepsLives) return;
  const site = siteOf();
  if (time >= 0) {
    addHour(site, time);
    setPlace(offset, layoutId, lineNumber);
    live(start, end, <u32>time, site);
  }
}
