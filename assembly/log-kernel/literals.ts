// Finds the required literals of the rules in raw bytes, whatever their case.

import {
  BITMAP,
  BUCKET_ITEMS,
  BUCKETS,
  CANDIDATE_LITERALS,
  FOLD,
  GRAMS,
  HEADS,
  LITERAL_LINE,
  LITERALS,
  MAXIMUM_CANDIDATE_LITERALS,
  MIDDLE_BITMAP,
  NIBBLES,
  SCRATCH,
  SCRATCH_SIZE,
} from './regions';

/** Numbers of literals that wait in `CANDIDATE_LITERALS`. */
export let candidateLiterals: i32 = 0;
let line: u32 = 0;
let hasLong: bool = false;
let hasShort: bool = false;

export function useLiterals(long: bool, short: bool): void {
  hasLong = long;
  hasShort = short;
}

/** Forgets those from the given one on. */
export function dropLiterals(first: i32): void {
  candidateLiterals = first;
}

/** From here on each literal is added once more. */
export function beginLine(): void {
  line++;
}

/** Spaces part the columns of the line at hand: none is within a value. */
let parted: bool = false;

/** `spaces`: each space of the lines to come stands between two columns. */
export function setParted(spaces: bool): void {
  parted = spaces;
}

/** Adds the literals in [from, to) of the region to those of the line, each once. */
export function scan(region: usize, from: i32, to: i32): void {
  if (hasLong) scanGrams(region, from, to);
  if (hasShort) scanShort(region, from, to);
}

export function addLiteral(literal: u32): void {
  const stamp = LITERAL_LINE + ((<usize>literal) << 2);
  if (load<u32>(stamp) == line) return;
  store<u32>(stamp, line);
  if (candidateLiterals < MAXIMUM_CANDIDATE_LITERALS) {
    store<u16>(CANDIDATE_LITERALS + ((<usize>candidateLiterals) << 1), <u16>literal);
    candidateLiterals++;
  }
}

/** A literal that begins with a space is no value where that space is what parts two columns. */
function equalsFolded(at: usize, text: usize, length: i32): bool {
  if (parted && load<u8>(at) == 0x20) return false;
  for (let i = 0; i < length; i++) {
    if (load<u8>(FOLD + load<u8>(at + i)) != load<u8>(text + i)) return false;
  }
  return true;
}

/** Looks at a sampled place whose bytes are, as `gram`, somewhere in a literal. */
const GRAM_FACTOR: u32 = 0x9e3779b1;

function verify(at: i32, gram: u32, from: i32, to: i32, region: usize): void {
  let item = load<u32>(HEADS + ((<usize>(((gram * GRAM_FACTOR) >> 15) & 0xfff)) << 2));
  while (item != 0) {
    const entry = GRAMS + <usize>(item - 1) * 12;
    if (load<u32>(entry) == gram) {
      const packed = load<u32>(entry, 4);
      const literal = packed & 0xffff;
      const start = at - <i32>(packed >> 16);
      const length = <i32>load<u32>(LITERALS + ((<usize>literal) << 3), 4);
      if (start >= from && start + length <= to) {
        if (equalsFolded(region + start, load<u32>(LITERALS + ((<usize>literal) << 3)), length)) addLiteral(literal);
      }
    }
    item = load<u32>(entry, 8);
  }
}

/**
 * Literals of seven bytes and more hold four bytes at a multiple of four, wherever they start; those of five and six at a multiple
 * of two. A bit for each hash of such bytes says whether it is worth looking closer.
 */
function scanGrams(region: usize, from: i32, to: i32): void {
  for (let at = from & ~7; at < to; at += 8) {
    const head = load<u64>(region + at) | 0x2020202020202020;
    const tail = load<u64>(region + at, 4) | 0x2020202020202020;
    const a = <u32>head * GRAM_FACTOR;
    const b = <u32>(head >> 16) * GRAM_FACTOR;
    const c = <u32>tail * GRAM_FACTOR;
    const d = <u32>(tail >> 16) * GRAM_FACTOR;
    // Shifts count modulo 32, so that the bit's number need not be cut out.
    const first = load<u32>(BITMAP + ((<usize>(a >> 20)) << 2)) >> (a >> 15);
    const second = load<u32>(MIDDLE_BITMAP + ((<usize>(b >> 23)) << 2)) >> (b >> 18);
    const third = load<u32>(BITMAP + ((<usize>(c >> 20)) << 2)) >> (c >> 15);
    const fourth = load<u32>(MIDDLE_BITMAP + ((<usize>(d >> 23)) << 2)) >> (d >> 18);
    if ((first | second | third | fourth) & 1) {
      if (first & 1) verify(at, <u32>head, from, to, region);
      if (second & 1) verify(at + 2, <u32>(head >> 16), from, to, region);
      if (third & 1) verify(at + 4, <u32>tail, from, to, region);
      if (fourth & 1) verify(at + 6, <u32>(tail >> 16), from, to, region);
    }
  }
}

function verifyShort(at: i32, buckets: u32, from: i32, to: i32, region: usize): void {
  while (buckets != 0) {
    const bucket = ctz(buckets);
    buckets &= buckets - 1;
    const last = load<u32>(BUCKETS + ((<usize>(bucket + 1)) << 2));
    for (let i = load<u32>(BUCKETS + ((<usize>bucket) << 2)); i < last; i++) {
      const item = BUCKET_ITEMS + ((<usize>i) << 3);
      const literal = load<u32>(item);
      const start = at - <i32>load<u32>(item, 4);
      const length = <i32>load<u32>(LITERALS + ((<usize>literal) << 3), 4);
      if (start >= from && start + length <= to) {
        if (equalsFolded(region + start, load<u32>(LITERALS + ((<usize>literal) << 3)), length)) addLiteral(literal);
      }
    }
  }
}

/**
 * Literals of one to four bytes: up to four bytes of each, told apart by their half bytes in eight buckets, sixteen places at once.
 * Each block of sixteen bytes is looked up once for each of the four; what the block before found is shifted in.
 */
function scanShort(region: usize, from: i32, to: i32): void {
  const low = i8x16.splat(0x0f);
  const low0 = v128.load(NIBBLES);
  const high0 = v128.load(NIBBLES, 16);
  const low1 = v128.load(NIBBLES, 32);
  const high1 = v128.load(NIBBLES, 48);
  const low2 = v128.load(NIBBLES, 64);
  const high2 = v128.load(NIBBLES, 80);
  const low3 = v128.load(NIBBLES, 96);
  const high3 = v128.load(NIBBLES, 112);
  const zero = i8x16.splat(0);
  let first = zero;
  let second = zero;
  let third = zero;
  // A place is known once the fourth byte from it is: three places late.
  for (let at = from; at < to + 3; at += 16) {
    const text = v128.load(region + at);
    const lows = v128.and(text, low);
    const highs = i8x16.shr_u(text, 4);
    const a = v128.and(i8x16.swizzle(low0, lows), i8x16.swizzle(high0, highs));
    const b = v128.and(i8x16.swizzle(low1, lows), i8x16.swizzle(high1, highs));
    const c = v128.and(i8x16.swizzle(low2, lows), i8x16.swizzle(high2, highs));
    const d = v128.and(i8x16.swizzle(low3, lows), i8x16.swizzle(high3, highs));
    const found = v128.and(
      v128.and(
        i8x16.shuffle(first, a, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28),
        i8x16.shuffle(second, b, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
      ),
      v128.and(i8x16.shuffle(third, c, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30), d),
    );
    first = a;
    second = b;
    third = c;
    if (v128.any_true(found)) {
      let lanes = i8x16.bitmask(i8x16.ne(found, zero));
      v128.store(SCRATCH + SCRATCH_SIZE, found);
      while (lanes != 0) {
        const lane = ctz(lanes);
        lanes &= lanes - 1;
        verifyShort(at + lane - 3, load<u8>(SCRATCH + SCRATCH_SIZE + lane), from, to, region);
      }
    }
  }
}
