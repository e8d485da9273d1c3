// Lines of W3C logs: those that have their columns one after the other, and those whose values hold spaces or that have fewer of
// them. `W3cReader` of src/formats/w3c says the same of every line that is taken here; the others are left to it.

import { MAXIMUM_SPACIOUS, TYPE_STEM, TYPE_TIME } from '../../src/engine/logs/kernel/contract/column-forms';
import { areDigits, fits, isAddress } from './column-types';
import { clockAt, DAY, dayAt, digitAt } from './dates';
import {
  BUFFER,
  CLIENT,
  COLUMN_TYPES,
  DATE,
  ENDS,
  endOf,
  MAXIMUM_COLUMNS,
  PLACED_ENDS,
  PLACED_STARTS,
  RECOVERED,
  SPACIOUS,
  STARTS,
  STATUS,
  TIME,
  count,
  role,
  startOf,
} from './regions';

/** Time of the line that was read last, seconds since 1970, -1 where it tells none; whether spaces part its columns and no value holds one. */
export let lineTime: i64 = -1;
export let parted: bool = false;

let columns: i32 = 0;
let dated: bool = false;
let inferred: bool = false;
let stemColumn: i32 = -1;
let timeColumn: i32 = -1;
/** Seconds that the log's clock is ahead of UTC. */
let offsetSeconds: i64 = 0;

let dateCached: u64 = 0;
let dateCachedTail: u32 = 0;
let dayCached: i64 = -1;

/** Of lines without a date: the day of the last one, -1 where none is known, and its time of day; whether any was asked for it. */
export let currentDay: i64 = -1;
export let currentClock: i32 = 0;
export let dayAsked: bool = false;

/** Starts a file. `clock`: seconds ahead of UTC. */
export function beginW3c(clock: f64): void {
  offsetSeconds = <i64>clock;
  dayCached = -1;
  setDay(-1, 0);
}

export function setDay(day: i64, clock: i32): void {
  currentDay = day;
  currentClock = clock;
  dayAsked = false;
}

/** `isDated`: the lines to come have a date; `isInferred`: their columns were told from a line, not by a header. */
export function useW3cLayout(present: i32, isDated: bool, isInferred: bool): void {
  columns = present;
  dated = isDated;
  inferred = isInferred;
  stemColumn = firstOf(TYPE_STEM);
  timeColumn = firstOf(TYPE_TIME);
}

function typeOf(column: i32): i32 {
  return <i32>load<u8>(COLUMN_TYPES + column);
}

function firstOf(type: i32): i32 {
  for (let column = 0; column < columns; column++) if (typeOf(column) == type) return column;
  return -1;
}

/** Reads a line of so many tokens; false where the host has to. */
export function readW3c(tokens: i32): bool {
  if (tokens == columns) {
    parted = true;
    return hasStatus() && readTime();
  }
  parted = false;
  if (!isPlain(tokens) || (tokens > columns && !inferred && mayBeMoreThanDeclared(tokens))) return false;
  if (!align(tokens) || !readTime()) return false;
  count(RECOVERED);
  return true;
}

/** Three digits or `-`. */
function hasStatus(): bool {
  const status = role(STATUS);
  if (status < 0) return true;
  const at = startOf(status);
  const length = endOf(status) - at;
  if (length == 3) return <u32>digitAt(at) <= 9 && <u32>digitAt(at + 1) <= 9 && <u32>digitAt(at + 2) <= 9;
  return length == 1 && load<u8>(BUFFER + at) == 0x2d;
}

function readTime(): bool {
  const time = role(TIME);
  if (startOf(time) < 0 || endOf(time) - startOf(time) != 8) return false;
  if (!dated) return readClock(startOf(time));
  const date = role(DATE);
  const dateStart = startOf(date);
  if (dateStart < 0 || endOf(date) - dateStart != 10) return false;
  const head = load<u64>(BUFFER + dateStart);
  const tail = <u32>load<u16>(BUFFER + dateStart, 8);
  if (head != dateCached || tail != dateCachedTail || dayCached < 0) {
    const day = dayAt(dateStart);
    if (day < 0) return false;
    dateCached = head;
    dateCachedTail = tail;
    dayCached = day;
  }
  const clock = clockAt(startOf(time));
  if (clock < 0) return false;
  lineTime = dayCached * DAY + clock - offsetSeconds;
  return true;
}

/** Without a date column a clock that falls back by more than half a day has passed midnight. */
function readClock(at: i32): bool {
  const clock = clockAt(at);
  if (clock < 0) return false;
  dayAsked = true;
  if (currentDay >= 0 && clock < currentClock - <i32>(DAY / 2)) currentDay++;
  currentClock = clock;
  lineTime = currentDay < 0 ? -1 : currentDay * DAY + clock - offsetSeconds;
  return true;
}

/** No doubled spaces, and none at the end. */
function isPlain(tokens: i32): bool {
  for (let token = 0; token < tokens; token++) if (startOf(token) >= endOf(token)) return false;
  return true;
}

/**
 * Whether the line may tell columns that its header left out. That takes an address where the header has the client's, and a status
 * where it has the status.
 */
function mayBeMoreThanDeclared(tokens: i32): bool {
  if (tokens > 64) return false;
  const client = role(CLIENT);
  if (client >= 0 && !isAddress(startOf(client), endOf(client))) return false;
  const status = role(STATUS);
  if (status < 0) return true;
  const at = startOf(status);
  return endOf(status) - at == 3 && areDigits(at, at + 3) && <u32>(digitAt(at) - 1) <= 4;
}

/** Finds the columns of a line that has not as many tokens: `alignColumns` of src/formats/w3c. */
function align(tokens: i32): bool {
  const extra = tokens - columns;
  if (extra > 0) {
    for (let i = 0; i < MAXIMUM_SPACIOUS; i++) {
      const column = load<i32>(SPACIOUS + ((<usize>i) << 2));
      if (column < 0) break;
      if (place(tokens, column, extra)) return true;
    }
  }
  const enough = timeColumn >= 0 && stemColumn >= 0 && timeColumn < tokens && stemColumn < tokens;
  return enough && place(tokens, columns, 0);
}

/** Puts tokens into columns; the `extra` tokens after the one of `spacious` belong to it. Columns without a token are absent. */
function place(tokens: i32, spacious: i32, extra: i32): bool {
  for (let column = 0; column < columns; column++) {
    const first = column <= spacious ? column : column + extra;
    const last = column < spacious ? first : column == spacious ? column + extra : first;
    const present = last < tokens;
    const start = present ? startOf(first) : -1;
    const end = present ? endOf(last) : -1;
    if (present && column != spacious && !fits(typeOf(column), start, end)) return false;
    store<i32>(PLACED_STARTS + ((<usize>column) << 2), start);
    store<i32>(PLACED_ENDS + ((<usize>column) << 2), end);
  }
  memory.copy(STARTS, PLACED_STARTS, (<usize>columns) << 2);
  memory.copy(ENDS, PLACED_ENDS, (<usize>columns) << 2);
  return true;
}
