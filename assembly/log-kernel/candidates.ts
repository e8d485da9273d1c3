// Lines that rules may match.

import { hitsLostFrom, longHits, restoreHits, scan, shortHits } from './literals';
import {
  BUFFER,
  CANDIDATE_COLUMNS,
  CANDIDATE_LINES,
  CANDIDATE_LITERALS,
  CANDIDATES,
  count,
  endOf,
  LITERAL_LINE,
  LONG_HITS,
  MAXIMUM_CANDIDATE_COLUMNS,
  MAXIMUM_CANDIDATE_LITERALS,
  MAXIMUM_COLUMNS,
  MAXIMUM_CANDIDATES,
  SCRATCH,
  SCRATCH_SIZE,
  SHORT_HITS,
  startOf,
} from './regions';

let longAt: i32 = 0;
let shortAt: i32 = 0;
export let candidates: i32 = 0;
export let candidateLiterals: i32 = 0;
export let candidateColumns: i32 = 0;
let literalStamp: u32 = 0;
let everyLine: bool = false;

export function takeEveryLine(every: bool): void {
  everyLine = every;
}

export function clearCandidates(): void {
  candidates = 0;
  candidateLiterals = 0;
  candidateColumns = 0;
}

/** Starts at the first hit of a chunk. */
export function rewindHits(): void {
  longAt = 0;
  shortAt = 0;
}

export function candidatesFull(): bool {
  return (
    candidates >= MAXIMUM_CANDIDATES ||
    candidateLiterals > MAXIMUM_CANDIDATE_LITERALS - 0x1000 ||
    candidateColumns > MAXIMUM_CANDIDATE_COLUMNS - MAXIMUM_COLUMNS - 1
  );
}

/** Adds a literal to the candidate that is being made, once. */
function addLiteral(literal: u32): void {
  const stamp = LITERAL_LINE + ((<usize>literal) << 2);
  if (load<u32>(stamp) == literalStamp) return;
  store<u32>(stamp, literalStamp);
  if (candidateLiterals < MAXIMUM_CANDIDATE_LITERALS) {
    store<u16>(CANDIDATE_LITERALS + ((<usize>candidateLiterals) << 1), <u16>literal);
    candidateLiterals++;
  }
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

/**
 * Queues the line where a rule could match it: it holds one of the literals, as it is or once percent-decoded. `percents`: it may
 * have escapes; `columns`: so many of its columns stand in `STARTS` and `ENDS`.
 */
export function findCandidate(start: i32, end: i32, line: u32, time: i64, columns: i32, percents: bool): void {
  while (longAt < longHits && <i32>load<u32>(LONG_HITS + ((<usize>longAt) << 3)) < start) longAt++;
  while (shortAt < shortHits && <i32>load<u32>(SHORT_HITS + ((<usize>shortAt) << 3)) < start) shortAt++;
  const escaped = percents && hasPercent(start, end);
  const hit =
    (longAt < longHits && <i32>load<u32>(LONG_HITS + ((<usize>longAt) << 3)) < end) ||
    (shortAt < shortHits && <i32>load<u32>(SHORT_HITS + ((<usize>shortAt) << 3)) < end);
  const lost = end > hitsLostFrom;
  if (!hit && !escaped && !everyLine && !lost) return;

  const first = candidateLiterals;
  literalStamp++;
  while (longAt < longHits && <i32>load<u32>(LONG_HITS + ((<usize>longAt) << 3)) < end) {
    addLiteral(load<u32>(LONG_HITS + ((<usize>longAt) << 3), 4));
    longAt++;
  }
  while (shortAt < shortHits && <i32>load<u32>(SHORT_HITS + ((<usize>shortAt) << 3)) < end) {
    addLiteral(load<u32>(SHORT_HITS + ((<usize>shortAt) << 3), 4));
    shortAt++;
  }
  if (escaped) scanDecoded(decodeColumns(columns));
  const found = candidateLiterals - first;
  if (found == 0 && !everyLine && !lost) return;
  const all = lost || candidateLiterals >= MAXIMUM_CANDIDATE_LITERALS;
  const entry = CANDIDATES + <usize>candidates * 40;
  store<u32>(entry, start);
  store<u32>(entry, end, 4);
  store<u32>(entry, line, 8);
  store<u32>(entry, first, 12);
  store<u32>(entry, found, 16);
  store<u32>(entry, all ? 1 : 0, 20);
  store<u32>(entry, candidateColumns, 24);
  store<u32>(entry, columns, 28);
  store<f64>(entry, <f64>time, 32);
  for (let column = 0; column < columns; column++) {
    const to = CANDIDATE_COLUMNS + ((<usize>(candidateColumns + column)) << 3);
    store<i32>(to, startOf(column));
    store<i32>(to, endOf(column), 4);
  }
  candidateColumns += columns;
  candidates++;
  count(CANDIDATE_LINES);
}

/** Literals of the decoded line, which stands in the scratch memory. The chunk's own lists stay as they are. */
function scanDecoded(length: i32): void {
  const longBefore = longHits;
  const shortBefore = shortHits;
  const lostBefore = hitsLostFrom;
  restoreHits(longBefore, shortBefore, i32.MAX_VALUE);
  scan(SCRATCH, 0, length);
  for (let i = longBefore; i < longHits; i++) addLiteral(load<u32>(LONG_HITS + ((<usize>i) << 3), 4));
  for (let i = shortBefore; i < shortHits; i++) addLiteral(load<u32>(SHORT_HITS + ((<usize>i) << 3), 4));
  // No room for the decoded line's hits: take it with every rule.
  if (hitsLostFrom != i32.MAX_VALUE) candidateLiterals = MAXIMUM_CANDIDATE_LITERALS;
  restoreHits(longBefore, shortBefore, lostBefore);
}
