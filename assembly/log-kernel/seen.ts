// How often stems that have no entry were asked for, about (a count-min sketch): never less than it was, up to 255.

import { SEEN, SEEN_CELLS } from './regions';

let used: bool = false;

/** Starts a file. */
export function beginSeen(): void {
  if (used) memory.fill(SEEN, 0, SEEN_CELLS * 2);
  used = false;
}

function cell(h: u64, row: u32): usize {
  const at = <u32>(row == 0 ? h >> 11 : (h * 0x9e3779b97f4a7c15) >> 37) & (SEEN_CELLS - 1);
  return SEEN + <usize>(row * SEEN_CELLS) + <usize>at;
}

export function seenBefore(h: u64): u32 {
  const a = load<u8>(cell(h, 0));
  const b = load<u8>(cell(h, 1));
  return a < b ? a : b;
}

export function noteSeen(h: u64, times: u32): void {
  used = true;
  for (let row: u32 = 0; row < 2; row++) {
    const at = cell(h, row);
    const sum = <u32>load<u8>(at) + (times < 255 ? times : 255);
    store<u8>(at, <u8>(sum < 255 ? sum : 255));
  }
}
