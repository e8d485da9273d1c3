// Dates and times of day as bytes of the line buffer.

import { BUFFER } from './regions';
import { same } from './interning';

export const DAY: i64 = 86400;

export function digitAt(at: i32): i32 {
  return <i32>load<u8>(BUFFER + at) - 0x30;
}

function pairAt(at: i32): i32 {
  const a = digitAt(at);
  const b = digitAt(at + 1);
  return <u32>a > 9 || <u32>b > 9 ? -1 : a * 10 + b;
}

/** Days since 1970 of `2021-03-04`, -1 for what is no date. */
export function dayAt(at: i32): i64 {
  const century = pairAt(at);
  const rest = pairAt(at + 2);
  const month = pairAt(at + 5);
  const day = pairAt(at + 8);
  if (century < 19 || rest < 0 || month < 1 || month > 12 || day < 1) return -1;
  if (load<u8>(BUFFER + at + 4) != 0x2d || load<u8>(BUFFER + at + 7) != 0x2d) return -1;
  let year: i64 = century * 100 + rest;
  if (year < 1970) return -1;
  const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const longest = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  if (day > longest) return -1;
  if (month <= 2) year -= 1;
  const era: i64 = year / 400;
  const yearOfEra: i64 = year - era * 400;
  const dayOfYear: i64 = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

/** Seconds of the day of `22:10:31`, with one digit of the hour where `short`; -1 for what is no time. */
export function clockAt(at: i32, short: bool = false): i32 {
  const hour = short ? digitAt(at) : pairAt(at);
  const behind = at - <i32>short;
  const minute = pairAt(behind + 3);
  const second = pairAt(behind + 6);
  if (<u32>hour > (short ? 9 : 23) || <u32>minute > 59 || <u32>second > 60) return -1;
  if (load<u8>(BUFFER + behind + 2) != 0x3a || load<u8>(BUFFER + behind + 5) != 0x3a) return -1;
  return hour * 3600 + minute * 60 + second;
}

// The date of the line that the host read last, as it is written there, and what the clock of its day is added to.

const LEARNT_SIZE: i32 = 32;
const LEARNT: usize = memory.data(LEARNT_SIZE + 8, 16);
let learntLength: i32 = -1;
/** Seconds since 1970, UTC, at midnight of that day. */
export let learntMidnight: i64 = 0;

export function forgetDate(): void {
  learntLength = -1;
}

/** Lines with the text from `start` to `end` of the buffer where their date stands have it, too. */
export function learnDate(start: i32, end: i32, midnight: f64): void {
  learntLength = end - start <= LEARNT_SIZE ? end - start : -1;
  if (learntLength < 0) return;
  memory.copy(LEARNT, BUFFER + start, learntLength);
  learntMidnight = <i64>midnight;
}

/** Whether that date stands from `start` to `end`; of `but` bytes behind the first `from`, which are a time, nothing is asked. */
export function isLearntDate(start: i32, end: i32, from: i32 = 0, but: i32 = 0): bool {
  if (end - start != learntLength) return false;
  if (but == 0) return same(LEARNT, BUFFER + start, learntLength);
  const rest = from + but;
  return same(LEARNT, BUFFER + start, from) && same(LEARNT + rest, BUFFER + start + rest, learntLength - rest);
}
