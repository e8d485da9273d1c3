/** A piece of a log as UTF-8 (or the ANSI code page it was in). */
export interface Utf8Chunk {
  readonly bytes: Uint8Array;
  /** Where a byte of this chunk stands in the file. */
  originalOffset(position: number): number;
}

/** UTF-16 by its mark, or because every other byte of the first ones is NUL; null for everything that keeps ASCII as it is. */
export function wideEncoding(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  let [even, odd, pairs] = [0, 0, 0];
  for (let i = 0; i + 1 < Math.min(head.length, 512); i += 2) {
    pairs++;
    if (head[i] === 0 && head[i + 1] !== 0) even++;
    if (head[i + 1] === 0 && head[i] !== 0) odd++;
  }
  // A few characters are enough of a sign; NULs on both sides are a crash, not an encoding.
  if (pairs >= 4 && odd >= pairs * 0.7 && even === 0) return 'utf-16le';
  if (pairs >= 4 && even >= pairs * 0.7 && odd === 0) return 'utf-16be';
  return null;
}

const newDecoder = (encoding: string) => new TextDecoder(encoding, { ignoreBOM: true });

/**
 * The bytes of a log as UTF-8, chunk by chunk. Logs in UTF-8 or an ANSI code page pass as they are; UTF-16 is converted, and a
 * byte's place in the file can still be told. A UTF-8 mark is left in the first line: readers skip it.
 */
export class Utf8Converter {
  /** Null once the first bytes show that nothing has to be converted. */
  #decoder: ReturnType<typeof newDecoder> | null | undefined;
  /** Bytes of the file before what was given out. */
  #offset = 0;

  /** @param plain bytes of the file before the first ones that come, where those before are known not to be UTF-16 */
  constructor(plain: number | null = null) {
    if (plain === null) return;
    this.#decoder = null;
    this.#offset = plain;
  }

  /** Converts the next bytes of the file; what is cut in the middle of a character comes with the next. */
  *convert(bytes: Uint8Array): Generator<Utf8Chunk> {
    if (this.#decoder === undefined) {
      const encoding = wideEncoding(bytes);
      this.#decoder = encoding === null ? null : newDecoder(encoding);
    }
    if (this.#decoder) {
      yield* this.#text(this.#decoder.decode(bytes, { stream: true }));
      return;
    }
    const base = this.#offset;
    this.#offset += bytes.length;
    if (bytes.length > 0) yield { bytes, originalOffset: (position) => base + position };
  }

  /** What is left once the file has ended. */
  *end(): Generator<Utf8Chunk> {
    if (this.#decoder) yield* this.#text(this.#decoder.decode());
  }

  *#text(text: string): Generator<Utf8Chunk> {
    const mark = this.#offset === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const base = this.#offset + 2 * mark;
    this.#offset += 2 * text.length;
    const bytes = Buffer.from(mark === 0 ? text : text.slice(1), 'utf8');
    if (bytes.length === 0) return;
    yield { bytes, originalOffset: unitCounter(bytes, base) };
  }
}

/** Places in UTF-16 of bytes of UTF-8. They are asked for in order, line by line: each is counted from the one before. */
function unitCounter(bytes: Uint8Array, base: number): (position: number) => number {
  let [at, units] = [0, 0];
  return (position) => {
    if (position < at) [at, units] = [0, 0];
    for (const end = Math.min(position, bytes.length); at < end; at++) {
      const byte = bytes[at] ?? 0;
      // Bytes that go on a character are none; characters of four bytes are two units.
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return base + 2 * units;
  };
}
