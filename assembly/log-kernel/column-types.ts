// What a column may hold: `fits` of src/formats/w3c/column-types.ts, which a property test compares with it.

import {
  TYPE_ADDRESS,
  TYPE_DATE,
  TYPE_METHOD,
  TYPE_NUMBER,
  TYPE_STATUS,
  TYPE_STEM,
  TYPE_TEXT,
  TYPE_TIME,
} from '../../src/engine/logs/kernel/contract/column-forms';
import { BUFFER } from './regions';

function isDigit(b: i32): bool {
  return <u32>(b - 0x30) <= 9;
}

function isLetter(b: i32): bool {
  return <u32>((b | 0x20) - 0x61) <= 25;
}

function byteAt(at: i32): i32 {
  return <i32>load<u8>(BUFFER + at);
}

function isNothing(start: i32, end: i32): bool {
  return end == start || (end - start == 1 && byteAt(start) == 0x2d);
}

export function areDigits(start: i32, end: i32): bool {
  for (let at = start; at < end; at++) if (!isDigit(byteAt(at))) return false;
  return end > start;
}

/** An address in text: digits, hexadecimal letters, points, colons, and a zone after `%`. */
export function isAddress(start: i32, end: i32): bool {
  let marks = 0;
  for (let at = start; at < end; at++) {
    const b = byteAt(at);
    if (b == 0x25) {
      for (let zone = at + 1; zone < end; zone++) if (!isDigit(byteAt(zone)) && !isLetter(byteAt(zone))) return false;
      return at > start && end > at + 1;
    }
    if (b == 0x2e || b == 0x3a) marks++;
    else if (!isDigit(b) && <u32>((b | 0x20) - 0x61) > 5) return false;
  }
  return marks >= 2;
}

function isMethod(start: i32, end: i32): bool {
  for (let at = start; at < end; at++) {
    const b = byteAt(at);
    if (!isLetter(b) && !isDigit(b) && b != 0x2d && b != 0x5f) return false;
  }
  return end > start;
}

/** `http:` and `https:`, as eight bytes in lower case. */
const HTTP: u64 = 0x3a70747468;
const HTTPS: u64 = 0x3a7370747468;

function isStem(start: i32, end: i32): bool {
  const b = byteAt(start);
  if (b == 0x2f || b == 0x2a) return true;
  const head = load<u64>(BUFFER + start);
  // The bit that tells letter case is set in the colon, too.
  const lower = head | 0x2020202020;
  if (end - start >= 5 && (lower & 0xffffffffff) == HTTP) return true;
  return end - start >= 6 && ((head | 0x202020202020) & 0xffffffffffff) == HTTPS;
}

/** Whether the text can stand in a column of this type. `-` and nothing can stand in every one but dates, times and methods. */
export function fits(type: i32, start: i32, end: i32): bool {
  const length = end - start;
  switch (type) {
    case TYPE_TEXT:
      return true;
    case TYPE_DATE:
      return length == 10 && byteAt(start + 4) == 0x2d && byteAt(start + 7) == 0x2d;
    case TYPE_TIME:
      return length >= 8 && byteAt(start + 2) == 0x3a && byteAt(start + 5) == 0x3a;
    case TYPE_METHOD:
      return isMethod(start, end);
    case TYPE_STEM:
      return isNothing(start, end) || isStem(start, end);
    case TYPE_ADDRESS:
      return isNothing(start, end) || isAddress(start, end);
    case TYPE_NUMBER:
      return isNothing(start, end) || areDigits(start, end);
    case TYPE_STATUS:
      return isNothing(start, end) || (length == 3 && areDigits(start, end));
    default:
      return false;
  }
}
