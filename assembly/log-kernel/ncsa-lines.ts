// Lines of the NCSA format. `NcsaReader` of src/formats/ncsa says the same of every line that is taken here; the others are left to it.

import { areDigits } from './column-types';
import { clockAt, isLearntDate, learntMidnight } from './dates';
import { BUFFER, ENDS, STARTS } from './regions';

/** Time of the line that was read last, seconds since 1970. */
export let ncsaTime: i64 = -1;

const COLUMNS: i32 = 10;
/** `08/Apr/2021:17:39:04 -0800`: its length, and where its clock stands. */
const TIME_LENGTH: i32 = 26;
const CLOCK: i32 = 12;
const CLOCK_LENGTH: i32 = 8;

/** Place of the byte from `from` on, -1 where it is not before `end`. */
function indexOf(byte: i32, from: i32, end: i32): i32 {
  const wanted = i8x16.splat(<i8>byte);
  for (let block = from; block < end; block += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(BUFFER + block), wanted));
    if (found == 0) continue;
    const at = block + <i32>ctz(found);
    return at < end ? at : -1;
  }
  return -1;
}

function byteAt(at: i32): i32 {
  return <i32>load<u8>(BUFFER + at);
}

/** Place of two bytes, one behind the other. */
function indexOfPair(first: i32, second: i32, from: i32, end: i32): i32 {
  for (let at = indexOf(first, from, end); at >= 0 && at + 1 < end; at = indexOf(first, at + 1, end)) {
    if (byteAt(at + 1) == second) return at;
  }
  return -1;
}

function put(column: i32, start: i32, end: i32): void {
  store<i32>(STARTS + ((<usize>column) << 2), start);
  store<i32>(ENDS + ((<usize>column) << 2), end);
}

export function readNcsa(start: i32, end: i32): bool {
  // The host takes what a line ends in for no part of it.
  if (end <= start || byteAt(end - 1) == 0x20) return false;
  for (let column = 0; column < COLUMNS; column++) put(column, -1, -1);
  const address = indexOf(0x20, start, end);
  const ident = address < 0 ? -1 : indexOf(0x20, address + 1, end);
  if (address <= start || ident < 0) return false;
  // `] "`: the end of the time and the start of the request.
  let request = indexOfPair(0x5d, 0x20, start, end);
  while (request >= 0 && (request + 2 >= end || byteAt(request + 2) != 0x22))
    request = indexOfPair(0x5d, 0x20, request + 1, end);
  const opening = request - TIME_LENGTH - 1;
  if (request < 0 || opening <= ident || opening < start + 2 || byteAt(opening) != 0x5b) return false;
  if (!isLearntDate(opening + 1, request, CLOCK, CLOCK_LENGTH)) return false;
  const clock = clockAt(opening + 1 + CLOCK);
  if (clock < 0) return false;
  ncsaTime = learntMidnight + clock;
  put(0, start, address);
  put(1, ident + 1 < opening - 1 ? ident + 1 : opening - 1, opening - 1);
  return placeRequest(request + 3, end);
}

/** The request, the answer's status and size, and referrer and agent where they are there. */
function placeRequest(text: i32, end: i32): bool {
  // A quote in the URL is one that the status does not follow.
  let closing = indexOfPair(0x22, 0x20, text, end);
  while (closing >= 0 && !isStatus(closing + 2, end)) closing = indexOfPair(0x22, 0x20, closing + 1, end);
  if (closing < 0) return false;
  const method = indexOf(0x20, text, closing);
  if (method >= 0) {
    const version = versionBefore(method, closing);
    const url = version > method ? version : closing;
    const question = indexOf(0x3f, method, url);
    put(2, text, method);
    put(3, method + 1, question >= 0 ? question : url);
    if (question >= 0) put(4, question + 1, url);
    if (version > method) put(5, version + 1, closing);
  }
  put(6, closing + 2, closing + 5);
  const size = closing + 6;
  const behind = indexOf(0x20, size, end);
  if (size < end) put(7, size, behind < 0 ? end : behind);
  if (behind >= 0) placeQuoted(behind + 1, end);
  return true;
}

function isStatus(at: i32, end: i32): bool {
  return at + 3 <= end && areDigits(at, at + 3) && (at + 3 == end || byteAt(at + 3) == 0x20);
}

/** ` HTTP`, as five bytes. */
const HTTP: u64 = 0x5054544820;

/** The last ` HTTP/` that begins at `to` or before it and not before `from`, -1 where there is none. */
function versionBefore(from: i32, to: i32): i32 {
  for (let at = to; at >= from; at--) {
    if (byteAt(at) == 0x20 && (load<u64>(BUFFER + at) & 0xffffffffff) == HTTP && byteAt(at + 5) == 0x2f) return at;
  }
  return -1;
}

/** `"referrer" "agent"`; a quote inside either is one that neither a space and a quote nor the end of the line follow. */
function placeQuoted(at: i32, end: i32): void {
  if (at >= end || byteAt(at) != 0x22) return;
  let middle = indexOfPair(0x22, 0x20, at + 1, end);
  while (middle >= 0 && (middle + 2 >= end || byteAt(middle + 2) != 0x22))
    middle = indexOfPair(0x22, 0x20, middle + 1, end);
  const last = byteAt(end - 1) == 0x22 ? end - 1 : end;
  put(8, at + 1, middle < 0 ? (last > at + 1 ? last : at + 1) : middle);
  if (middle >= 0) put(9, middle + 3, last > middle + 3 ? last : middle + 3);
}
