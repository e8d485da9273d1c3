// Columns of the line at hand, as numbers and words.

import { wordLike } from './interning';
import { BUFFER, endOf, startOf } from './regions';

/** The column's number, 0 for `-`, nothing and what is no number; at most 4,294,967,295. */
export function numberOf(column: i32): u32 {
  if (column < 0 || startOf(column) < 0) return 0;
  let value: u64 = 0;
  const to = endOf(column);
  for (let at = startOf(column); at < to; at++) {
    const digit = <u32>load<u8>(BUFFER + at) - 0x30;
    if (digit > 9) return 0;
    value = value * 10 + digit;
    if (value > u32.MAX_VALUE) return u32.MAX_VALUE;
  }
  return <u32>value;
}

/** Whether the column is logged and says something. */
export function says(column: i32): bool {
  if (column < 0) return false;
  const from = startOf(column);
  const length = endOf(column) - from;
  return from >= 0 && length > 0 && !(length == 1 && load<u8>(BUFFER + from) == 0x2d);
}

export function wordOf(column: i32, cached: u32): u32 {
  return wordLike(cached, BUFFER + startOf(column), endOf(column) - startOf(column));
}
