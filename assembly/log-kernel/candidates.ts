// Lines that rules may match.

import { ASCII_ONLY, EVERY_RULE, ODD_STEM, PARTED } from '../../src/engine/logs/kernel/contract/limits';
import { hash, same } from './interning';
import { addLiteral, beginLine, candidateLiterals, dropLiterals, scan, setParted } from './literals';
import {
  BUFFER,
  CANDIDATE_COLUMNS,
  CANDIDATE_LINES,
  CANDIDATE_LITERALS,
  CANDIDATE_SIZE,
  CANDIDATES,
  count,
  DATE,
  DISMISSAL_LENGTH,
  DISMISSAL_LITERALS,
  DISMISSAL_SIZE,
  DISMISSALS,
  DISMISSED,
  endOf,
  MAXIMUM_CANDIDATE_COLUMNS,
  MAXIMUM_CANDIDATE_LITERALS,
  MAXIMUM_CANDIDATES,
  MAXIMUM_COLUMNS,
  QUERY,
  role,
  SCRATCH,
  SCRATCH_SIZE,
  STEM,
  startOf,
  TIME,
} from './regions';

export let candidates: i32 = 0;
export let candidateColumns: i32 = 0;
let everyLine: bool = false;

export function takeEveryLine(every: bool): void {
  everyLine = every;
}

export function clearCandidates(): void {
  candidates = 0;
  candidateColumns = 0;
  dropLiterals(0);
}

/** Forgets which paths no rule can match: for other columns or another file. */
export function forgetDismissals(): void {
  memory.fill(DISMISSED, 0, <usize>DISMISSALS * DISMISSAL_SIZE);
}

export function candidatesFull(): bool {
  return (
    candidates >= MAXIMUM_CANDIDATES ||
    candidateLiterals > MAXIMUM_CANDIDATE_LITERALS - 0x1000 ||
    candidateColumns > MAXIMUM_CANDIDATE_COLUMNS - MAXIMUM_COLUMNS - 1
  );
}

function hasPercent(from: i32, to: i32): bool {
  const percent = i8x16.splat(0x25);
  for (let at = from; at < to; at += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(BUFFER + at), percent));
    if (found != 0 && at + <i32>ctz(found) < to) return true;
  }
  return false;
}

function hexAt(at: i32): i32 {
  const b = <i32>load<u8>(BUFFER + at);
  if (b >= 0x30 && b <= 0x39) return b - 0x30;
  const l = b | 0x20;
  return l >= 0x61 && l <= 0x66 ? l - 0x57 : -1;
}

/** Writes the columns that have escapes to the scratch memory, with the escapes read once; answers the length. */
function decodeColumns(columns: i32): i32 {
  const percent = i8x16.splat(0x25);
  let to: i32 = 0;
  for (let column = 0; column < columns; column++) {
    let at = startOf(column);
    const end = endOf(column);
    if (at < 0 || !hasPercent(at, end) || to + (end - at) + 32 > SCRATCH_SIZE) continue;
    while (at < end) {
      const text = v128.load(BUFFER + at);
      v128.store(SCRATCH + to, text);
      const found = <u32>i8x16.bitmask(i8x16.eq(text, percent));
      let plain: i32 = found == 0 ? 16 : <i32>ctz(found);
      if (plain > end - at) plain = end - at;
      at += plain;
      to += plain;
      if (found == 0 || at >= end) continue;
      const high = at + 2 < end ? hexAt(at + 1) : -1;
      const low = at + 2 < end ? hexAt(at + 2) : -1;
      if (high >= 0 && low >= 0) {
        store<u8>(SCRATCH + to, <u8>((high << 4) | low));
        at += 3;
      } else {
        store<u8>(SCRATCH + to, 0x25);
        at++;
      }
      to++;
    }
    store<u8>(SCRATCH + to, 0x0a);
    to++;
  }
  return to;
}

/** Looks for literals where rules ask for some: not in a date and a time at the line's start. */
function scanLine(start: i32, end: i32, columns: i32): void {
  let from = start;
  if (role(DATE) == 0 && role(TIME) == 1 && columns > 2 && startOf(2) > start) from = startOf(2);
  scan(BUFFER, from, end);
}

/**
 * Whether IIS may resolve the stem to a path that holds what is not in the line: doubled or backward slashes, points or spaces around a
 * slash, escapes, cookieless values, data streams. Of every other, `resolvedStem` answers null or the stem's beginning.
 */
function isOddStem(from: i32, to: i32): bool {
  const slash = i8x16.splat(0x2f);
  const point = i8x16.splat(0x2e);
  const space = i8x16.splat(0x20);
  const colon = i8x16.splat(0x3a);
  for (let at = from; at < to; at += 16) {
    const a = v128.load(BUFFER + at);
    const b = v128.load(BUFFER + at, 1);
    const slashes = i8x16.eq(a, slash);
    const nextSlash = i8x16.eq(b, slash);
    const within = to - at < 16 ? ((<u32>1) << (to - at)) - 1 : 0xffff;
    // Of the last byte there is no next one.
    const inner = to - at <= 16 ? within >> 1 : 0xffff;
    const behind = v128.or(nextSlash, v128.or(i8x16.eq(b, point), i8x16.eq(b, i8x16.splat(0x28))));
    const before = v128.or(i8x16.eq(a, point), i8x16.eq(a, space));
    const pairs = v128.or(
      v128.or(v128.and(slashes, behind), v128.and(before, nextSlash)),
      v128.and(i8x16.eq(a, colon), i8x16.eq(b, colon)),
    );
    if ((<u32>i8x16.bitmask(pairs) & inner) != 0) return true;
    const single = v128.or(i8x16.eq(a, i8x16.splat(0x25)), i8x16.eq(a, i8x16.splat(0x5c)));
    if ((<u32>i8x16.bitmask(single) & within) != 0) return true;
  }
  return false;
}

/** A bit for each of sixteen bytes that are of base64, or of an escape. */
function base64Mask(at: i32): u32 {
  const text = v128.load(BUFFER + at);
  const letters = v128.or(text, i8x16.splat(0x20));
  const isLetter = i8x16.le_u(i8x16.sub(letters, i8x16.splat(0x61)), i8x16.splat(25));
  // `/` stands before the digits.
  const isDigit = i8x16.le_u(i8x16.sub(text, i8x16.splat(0x2f)), i8x16.splat(10));
  const isSign = v128.or(
    v128.or(i8x16.eq(text, i8x16.splat(0x2b)), i8x16.eq(text, i8x16.splat(0x2d))),
    v128.or(i8x16.eq(text, i8x16.splat(0x5f)), i8x16.eq(text, i8x16.splat(0x25))),
  );
  return <u32>i8x16.bitmask(v128.or(v128.or(isLetter, isDigit), isSign));
}

/** Whether the query in the column may be one of ActiveSync in base64: `mayBeShortQuery` of the host. */
function isShortQuery(column: i32): bool {
  if (column < 0 || startOf(column) < 0) return false;
  let at = startOf(column);
  const to = endOf(column);
  if (at < to && load<u8>(BUFFER + at) == 0x3f) at++;
  if (to - at < 16 || base64Mask(at) != 0xffff) return false;
  for (at += 16; at < to; at += 16) {
    const mask = base64Mask(at);
    if (mask == 0xffff) continue;
    at += <i32>ctz(~mask);
    break;
  }
  // What fills it up to a multiple of four, as it is or escaped.
  for (; at < to; at++) {
    const b = load<u8>(BUFFER + at);
    if (b == 0x26) return true;
    if (b != 0x3d && b != 0x25 && b != 0x33 && (b | 0x20) != 0x64) return false;
  }
  return true;
}

/** Number of the literal that stands for such a query, -1 where no rule asks for one. */
let shortQuery: i32 = -1;

export function useShortQuery(literal: i32): void {
  shortQuery = literal;
}

/**
 * Queues the line where a rule could match it: it holds one of the literals, as it is or once percent-decoded, or may hold one once
 * its stem is resolved. `percents`: it may
 * have escapes; `ascii`: it has ASCII characters only; `columns`: so many of its columns stand in `STARTS` and `ENDS`; `parted`: no
 * value holds a space.
 */
export function findCandidate(
  start: i32,
  end: i32,
  line: u32,
  time: i64,
  offset: f64,
  columns: i32,
  percents: bool,
  ascii: bool,
  parted: bool,
): void {
  const first = candidateLiterals;
  beginLine();
  setParted(parted);
  scanLine(start, end, columns);
  setParted(false);
  if (percents && hasPercent(start, end)) scan(SCRATCH, 0, decodeColumns(columns));
  if (shortQuery >= 0 && isShortQuery(role(QUERY))) addLiteral(shortQuery);
  const found = candidateLiterals - first;
  const stem = role(STEM);
  const odd = stem >= 0 && startOf(stem) >= 0 && isOddStem(startOf(stem), endOf(stem));
  if (found == 0 && !everyLine && !odd) return;
  count(CANDIDATE_LINES);
  const all = candidateLiterals >= MAXIMUM_CANDIDATE_LITERALS;
  if (!all && isDismissed(stem, first, found)) {
    dropLiterals(first);
    return;
  }
  const entry = CANDIDATES + <usize>candidates * CANDIDATE_SIZE;
  store<u32>(entry, start);
  store<u32>(entry, end, 4);
  store<u32>(entry, line, 8);
  store<u32>(entry, first, 12);
  store<u32>(entry, found, 16);
  const flags = (all ? EVERY_RULE : 0) | (ascii ? ASCII_ONLY : 0) | (odd ? ODD_STEM : 0) | (parted ? PARTED : 0);
  store<u32>(entry, flags, 20);
  store<u32>(entry, candidateColumns, 24);
  store<f64>(entry, <f64>time, 32);
  store<f64>(entry, offset, 40);
  for (let column = 0; column < columns; column++) {
    const to = CANDIDATE_COLUMNS + ((<usize>(candidateColumns + column)) << 3);
    store<i32>(to, startOf(column));
    store<i32>(to, endOf(column), 4);
  }
  candidateColumns += columns;
  candidates++;
}

// Slots of dismissals: hash, length of the path, number of literals, the literals, the path from the 32nd byte on.

function dismissalHash(path: usize, length: i32, first: i32, found: i32): u64 {
  let h = hash(path, length, found);
  for (let i = 0; i < found; i++)
    h = (h ^ load<u16>(CANDIDATE_LITERALS + ((<usize>(first + i)) << 1))) * 0xff51afd7ed558ccd;
  return h | 1;
}

function dismissalSlot(h: u64): usize {
  return DISMISSED + <usize>(<u32>(h >> 40) & (DISMISSALS - 1)) * DISMISSAL_SIZE;
}

/** Whether the host has said that none of the rules behind these literals can match a record of this path. */
function isDismissed(stem: i32, first: i32, found: i32): bool {
  if (stem < 0 || startOf(stem) < 0 || found > DISMISSAL_LITERALS) return false;
  const path = BUFFER + startOf(stem);
  const length = endOf(stem) - startOf(stem);
  if (length > DISMISSAL_LENGTH) return false;
  const h = dismissalHash(path, length, first, found);
  const slot = dismissalSlot(h);
  if (load<u64>(slot) != h || load<u16>(slot, 8) != length || load<u16>(slot, 10) != found) return false;
  return same(slot + 12, CANDIDATE_LITERALS + ((<usize>first) << 1), found << 1) && same(slot + 32, path, length);
}

/** Remembers of a candidate that no rule behind its literals can match a record of its path, whatever else it holds. */
export function dismiss(candidate: i32): void {
  const entry = CANDIDATES + <usize>candidate * CANDIDATE_SIZE;
  const stem = role(STEM);
  const first = load<i32>(entry, 12);
  const found = load<i32>(entry, 16);
  if (stem < 0 || (load<u32>(entry, 20) & EVERY_RULE) != 0 || found > DISMISSAL_LITERALS) return;
  const place = CANDIDATE_COLUMNS + ((<usize>(load<i32>(entry, 24) + stem)) << 3);
  const start = load<i32>(place);
  const length = load<i32>(place, 4) - start;
  if (start < 0 || length > DISMISSAL_LENGTH) return;
  const h = dismissalHash(BUFFER + start, length, first, found);
  const slot = dismissalSlot(h);
  store<u64>(slot, h);
  store<u16>(slot, <u16>length, 8);
  store<u16>(slot, <u16>found, 10);
  memory.copy(slot + 12, CANDIDATE_LITERALS + ((<usize>first) << 1), found << 1);
  memory.copy(slot + 32, BUFFER + start, length);
}
