// Lines of the IIS native format. `IisNativeReader` of src/formats/iis-native says the same of every line that is taken here; the
// others are left to it: user names with commas, dates that it has not read yet.

import { TYPE_ADDRESS, TYPE_STATUS } from '../../src/engine/logs/kernel/contract/column-forms';
import { fits } from './column-types';
import { clockAt, isLearntDate, learntMidnight } from './dates';
import { BUFFER, DATE, ENDS, STARTS, STATUS, TIME, endOf, role, startOf } from './regions';

/** Time of the line that was read last, seconds since 1970. */
export let nativeTime: i64 = -1;

/** The query, which no comma has to follow, and the address of the server. */
const LAST: i32 = 14;
const ADDRESS: i32 = 6;

export function readNative(start: i32, end: i32): bool {
  if (!placeNative(start, end)) return false;
  if (!fits(TYPE_ADDRESS, startOf(ADDRESS), endOf(ADDRESS))) return false;
  if (!fits(TYPE_STATUS, startOf(role(STATUS)), endOf(role(STATUS)))) return false;
  if (!isLearntDate(startOf(role(DATE)), endOf(role(DATE)))) return false;
  const time = startOf(role(TIME));
  const length = endOf(role(TIME)) - time;
  if (length != 7 && length != 8) return false;
  const clock = clockAt(time, length == 7);
  if (clock < 0) return false;
  nativeTime = learntMidnight + clock;
  return true;
}

/** Puts values into columns; all commas that are left belong to the query. */
function placeNative(start: i32, end: i32): bool {
  // The host takes what a line ends in for no part of it.
  if (end <= start || load<u8>(BUFFER + end - 1) == 0x20) return false;
  const comma = i8x16.splat(0x2c);
  let column = 0;
  let from = start;
  for (let block = start; block < end && column < LAST; block += 16) {
    let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(BUFFER + block), comma));
    while (found != 0 && column < LAST) {
      const at = block + <i32>ctz(found);
      found &= found - 1;
      if (at >= end) return false;
      put(column, from, at);
      column++;
      from = at + 1;
    }
  }
  if (column < LAST) return false;
  put(LAST, from, load<u8>(BUFFER + end - 1) == 0x2c && end > from ? end - 1 : end);
  return true;
}

function put(column: i32, start: i32, end: i32): void {
  let from = start;
  while (from < end && load<u8>(BUFFER + from) == 0x20) from++;
  store<i32>(STARTS + ((<usize>column) << 2), from);
  store<i32>(ENDS + ((<usize>column) << 2), end > from ? end : from);
}
