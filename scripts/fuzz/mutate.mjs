/** Bytes of most cases, of one in some, and of one in thousands, which finds what grows faster than its input. */
const USUAL = 2048;
const LARGER = 16_384;
const LARGEST = 1 << 20;
const ONE_IN_LARGER = 32;
const ONE_IN_LARGEST = 4096;
const ODD_BYTES = [
  0, 1, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x27, 0x2c, 0x3c, 0x3e, 0x5c, 0x7f, 0x80, 0xc3, 0xe2, 0xf0, 0xff,
];
const ODD_NUMBERS = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const place = (random, bytes) => random.below(bytes.length + 1);
const insert = (bytes, at, more) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
const block = (random, bytes) => {
  const start = place(random, bytes);
  return bytes.subarray(start, start + 1 + random.below(1 << random.below(11)));
};

/** Each takes bytes and gives others. */
const MUTATIONS = [
  function flip(bytes, random) {
    const made = Buffer.from(bytes);
    for (let i = random.below(8); i >= 0 && made.length > 0; i--)
      made[random.below(made.length)] ^= 1 << random.below(8);
    return made;
  },
  function oddByte(bytes, random) {
    const made = Buffer.from(bytes);
    if (made.length > 0) made[random.below(made.length)] = random.of(ODD_BYTES);
    return made;
  },
  function oddNumber(bytes, random) {
    const made = Buffer.from(bytes);
    const [width, at] = [random.of([1, 2, 4]), place(random, bytes)];
    if (at + width <= made.length) made.writeUIntLE(random.of(ODD_NUMBERS) % 2 ** (8 * width), at, width);
    return made;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, place(random, bytes));
  },
  function remove(bytes, random) {
    const gone = block(random, bytes);
    const at = gone.byteOffset - bytes.byteOffset;
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + gone.length)]);
  },
  function word(bytes, random, { words }) {
    return insert(bytes, place(random, bytes), random.of(words));
  },
  function overwrite(bytes, random, { words }) {
    const made = Buffer.from(bytes);
    random.of(words).copy(made, place(random, bytes));
    return made;
  },
  function copy(bytes, random) {
    return insert(bytes, place(random, bytes), block(random, bytes));
  },
  function splice(bytes, random, { seeds }) {
    const other = random.of(seeds);
    return Buffer.concat([bytes.subarray(0, place(random, bytes)), other.subarray(place(random, other))]);
  },
  function repeat(bytes, random, { words }) {
    const part = random.below(2) === 0 ? random.of(words) : block(random, bytes);
    return insert(bytes, place(random, bytes), Buffer.concat(Array(2 + random.below(64)).fill(part)));
  },
  function nest(bytes, random, { words }) {
    const [open, close] = [random.of(words), random.of(words)];
    const depth = 2 + random.below(200);
    const inner = block(random, bytes);
    const nested = [...Array(depth).fill(open), inner, ...Array(depth).fill(close)];
    return insert(bytes, place(random, bytes), Buffer.concat(nested));
  },
  function digits(bytes, random) {
    const text = bytes.toString('latin1');
    const found = [...text.slice(0, 4096).matchAll(/\d+/g)];
    const one = random.of(found);
    if (!one) return bytes;
    const number = random.of(['0', '-1', '1e308', '99999999999', '2147483648', '4294967296', '00']);
    return Buffer.from(text.slice(0, one.index) + number + text.slice(one.index + one[0].length), 'latin1');
  },
];

/**
 * The case that the random numbers decide: some input and a few of the mutations. Most are small, as a small input reaches what a large
 * one does in a fraction of the time; `usual` is how large for formats whose smallest whole input is larger.
 */
export function makeCase({ seeds, words, usual = USUAL }, random) {
  const material = { seeds, words };
  const room = random.below(ONE_IN_LARGER) === 0 ? Math.max(LARGER, usual) : usual;
  const seed = random.of(seeds);
  // Formats have their say at the beginning; of long inputs a later part may follow it.
  const at = random.below(Math.max(1, seed.length - room));
  let bytes =
    seed.length > room && random.below(2) === 0
      ? Buffer.concat([seed.subarray(0, room >> 2), seed.subarray(at, at + room)])
      : seed;
  bytes = bytes.subarray(0, random.below(4) === 0 ? 1 + random.below(room) : room);
  for (let count = random.below(6); count >= 0; count--)
    bytes = random
      .of(MUTATIONS)(bytes, random, material)
      .subarray(0, 2 * room);
  if (random.below(ONE_IN_LARGEST) > 0) return bytes;
  const parts = [random.below(2) === 0 ? random.of(words) : block(random, bytes)];
  if (random.below(2) === 0) parts.push(random.of(words));
  const part = Buffer.concat(parts);
  if (part.length === 0) return bytes;
  const more = Buffer.concat(Array(Math.ceil((LARGEST >> random.below(4)) / part.length)).fill(part));
  return insert(bytes, place(random, bytes), more);
}
