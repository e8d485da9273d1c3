import { SHORT_QUERY } from '../../../signatures/sigma/literals.js';

/** What the kernel's scanners need to find a set of literals, laid out as its memory has it. */
export interface LiteralPlan {
  readonly texts: Uint8Array;
  /** Place in `texts` and length, two numbers for each literal. */
  readonly places: Uint32Array;
  /** A bit for each hash of four bytes that literals of five bytes and more are found by; and for those of five and six alone. */
  readonly bitmap: Uint8Array;
  readonly middleBitmap: Uint8Array;
  /** Heads of chains, and items of four bytes, literal with the place of the bytes in it, next item. */
  readonly heads: Uint32Array;
  readonly grams: Uint32Array;
  /** Short literals: half-byte masks of four places, and the literals of eight buckets with the place that the masks are of. */
  readonly nibbles: Uint8Array;
  readonly buckets: Uint32Array;
  readonly bucketItems: Uint32Array;
  readonly hasGrams: boolean;
  readonly hasShort: boolean;
  /** Which literal is `SHORT_QUERY`; -1 where none is. */
  readonly shortQuery: number;
}

/** Bytes as literals are compared: ASCII letters in lower case, `+` as a space (`prefilterForms` of the Sigma engine). */
export const FOLDED = Uint8Array.from({ length: 256 }, (_, b) =>
  b >= 0x41 && b <= 0x5a ? b + 32 : b === 0x2b ? 0x20 : b,
);

/** From these lengths on a literal holds four bytes at a multiple of four, or of two, wherever it starts. */
const LONG = 7;
const MIDDLE = 5;
/** Bytes that short literals are told apart by. */
const PLACES = 4;
const BUCKETS = 8;

/** As the kernel does it: four bytes, with the bit that tells letter case set in each. */
const gramHash = (gram: number): number => Math.imul(gram, 0x9e3779b1) >>> 15;

/**
 * Plans the scan for literals (already folded). `sample` are bytes of the log: of each literal the part is looked for that is
 * rarest there. The choice has no effect on what is found.
 */
export function planLiterals(literals: readonly string[], sample: Uint8Array): LiteralPlan {
  const bytes = literals.map((literal) => Buffer.from(literal, 'latin1'));
  const places = new Uint32Array(2 * bytes.length);
  let length = 0;
  bytes.forEach((literal, i) => {
    places.set([length, literal.length], 2 * i);
    length += literal.length;
  });
  const numbers = bytes.map((_, i) => i).filter((i) => literals[i] !== SHORT_QUERY);
  const [short, longer] = [true, false].map((isShort) =>
    numbers.filter((i) => (bytes[i]?.length ?? 0) < MIDDLE === isShort),
  );
  return {
    texts: Buffer.concat(bytes),
    places,
    ...planGrams(bytes, longer ?? [], sample),
    ...planShort(bytes, short ?? [], sample),
    hasGrams: longer?.length !== 0,
    hasShort: short?.length !== 0,
    shortQuery: literals.indexOf(SHORT_QUERY),
  };
}

function planGrams(bytes: readonly Buffer[], chosen: readonly number[], sample: Uint8Array) {
  const frequency = new Uint32Array(1 << 17);
  for (let i = 0; i + 4 <= sample.length; i++) {
    const hash = gramHash(gramAt(sample, i));
    frequency[hash] = (frequency[hash] ?? 0) + 1;
  }
  const bitmap = new Uint8Array(1 << 14);
  const middleBitmap = new Uint8Array(1 << 11);
  const heads = new Uint32Array(1 << 12);
  const items: number[] = [];
  for (const literal of chosen) {
    const text = bytes[literal] ?? Buffer.alloc(0);
    const stride = text.length >= LONG ? 4 : 2;
    const costs = Array.from({ length: text.length - 3 }, (_, i) =>
      variants(gramAt(text, i)).reduce((total, gram) => total + (frequency[gramHash(gram)] ?? 0), 0),
    );
    const place = cheapest(costs.length - stride + 1, (i) => sum(costs, i, i + stride));
    for (let i = place; i < place + stride; i++) {
      for (const gram of variants(gramAt(text, i))) {
        const hash = gramHash(gram);
        bitmap[hash >> 3] = (bitmap[hash >> 3] ?? 0) | (1 << (hash & 7));
        const middle = hash >> 3;
        if (stride === 2) middleBitmap[middle >> 3] = (middleBitmap[middle >> 3] ?? 0) | (1 << (middle & 7));
        items.push(gram, (literal | (i << 16)) >>> 0, heads[hash & 0xfff] ?? 0);
        heads[hash & 0xfff] = items.length / 3;
      }
    }
  }
  return { bitmap, middleBitmap, heads, grams: Uint32Array.from(items) };
}

function gramAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  return (a | (b << 8) | (c << 16) | (d << 24) | 0x20202020) >>> 0;
}

/** A space of a literal may be a plus in the log. */
function variants(gram: number): number[] {
  let all = [gram];
  for (let shift = 0; shift < 32; shift += 8) {
    if (((gram >>> shift) & 0xff) !== 0x20) continue;
    all = all.flatMap((each) => [each, (each | (0x0b << shift)) >>> 0]);
  }
  return all;
}

/** For each place the low halves, then the high halves, that bytes of the bucket's literals have: a bit for each of sixteen. */
type Masks = readonly number[];

/**
 * Each literal goes to the bucket that it makes match least often, by how often bytes occur. With literals put next to others that
 * begin alike instead, fifteen times as many blocks would have to be looked at closer.
 */
function planShort(bytes: readonly Buffer[], short: readonly number[], sample: Uint8Array) {
  const counts = new Uint32Array(256);
  for (const b of sample) counts[b] = (counts[b] ?? 0) + 1;
  const share = new MaskShares(Float64Array.from(counts, (count) => (count + 0.5) / (sample.length + 1)));
  const planned = short.map((literal) => {
    const text = bytes[literal] ?? Buffer.alloc(0);
    const masksAt = (place: number): Masks => masksOf(text.subarray(place, place + PLACES));
    const place = cheapest(Math.max(text.length - PLACES + 1, 1), (i) => probability(masksAt(i), share));
    return { literal, place, masks: masksAt(place), bucket: 0 };
  });
  planned.sort((a, b) => probability(b.masks, share) - probability(a.masks, share) || a.literal - b.literal);
  const merged: (Masks | undefined)[] = new Array(BUCKETS).fill(undefined);
  for (const one of planned) {
    one.bucket = cheapest(BUCKETS, (i) => {
      const before = merged[i];
      return probability(joined(before, one.masks), share) - (before ? probability(before, share) : 0);
    });
    merged[one.bucket] = joined(merged[one.bucket], one.masks);
  }
  planned.sort((a, b) => a.bucket - b.bucket);
  const nibbles = new Uint8Array(2 * 16 * PLACES);
  const buckets = new Uint32Array(BUCKETS + 1);
  merged.forEach((masks, bucket) => {
    buckets[bucket + 1] = planned.filter((one) => one.bucket <= bucket).length;
    masks?.forEach((mask, i) => {
      for (let half = 0; half < 16; half++) {
        if ((mask >> half) & 1) nibbles[16 * i + half] = (nibbles[16 * i + half] ?? 0) | (1 << bucket);
      }
    });
  });
  return { nibbles, buckets, bucketItems: Uint32Array.from(planned.flatMap(({ literal, place }) => [literal, place])) };
}

/** Masks of a literal's part; places beyond it take any byte. */
function masksOf(part: Uint8Array): Masks {
  const masks = new Array<number>(2 * PLACES).fill(0);
  for (let place = 0; place < PLACES; place++) {
    for (let b = 0; b < 256; b++) {
      if (place < part.length && FOLDED[b] !== part[place]) continue;
      masks[2 * place] = (masks[2 * place] ?? 0) | (1 << (b & 15));
      masks[2 * place + 1] = (masks[2 * place + 1] ?? 0) | (1 << (b >> 4));
    }
  }
  return masks;
}

function joined(a: Masks | undefined, b: Masks): Masks {
  return a ? a.map((mask, i) => mask | (b[i] ?? 0)) : b;
}

/** How likely the masks match at a place, were bytes independent of each other. */
function probability(masks: Masks, share: MaskShares): number {
  let product = 1;
  for (let place = 0; place < PLACES; place++) product *= share.of(masks[2 * place] ?? 0, masks[2 * place + 1] ?? 0);
  return product;
}

/** Which share of a log's bytes has halves that are in two masks. The same masks are asked for again and again. */
class MaskShares {
  readonly #known = new Map<number, number>();

  constructor(readonly bytes: Float64Array) {}

  of(low: number, high: number): number {
    const key = (low << 16) | high;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    let share = 0;
    for (let b = 0; b < 256; b++) if ((low >> (b & 15)) & (high >> (b >> 4)) & 1) share += this.bytes[b] ?? 0;
    this.#known.set(key, share);
    return share;
  }
}

function cheapest(count: number, cost: (i: number) => number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const here = cost(i);
    if (here < least) [best, least] = [i, here];
  }
  return best;
}

function sum(numbers: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += numbers[i] ?? 0;
  return total;
}
