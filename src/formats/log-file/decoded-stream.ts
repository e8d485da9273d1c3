import { behindMark } from '../text-encoding/byte-order-mark.js';
import { wideEncoding } from './utf8-chunks.js';

/** Bytes that show the encoding. */
const HEAD = 512;

/**
 * A text file pushed in any pieces, as UTF-8 (or the ANSI code page it was in) with the mark at its beginning left out, and the
 * place in the file of each record taken from it. For formats whose records are not lines.
 */
export class DecodedStream {
  /** Offset in the file of the record that `take` is asked for. */
  offset = 0;
  readonly #take: (bytes: Buffer, at: number, atEnd: boolean) => number;
  #decoder: { decode(bytes?: Uint8Array, options?: { stream: boolean }): string } | null | undefined;
  /** Bytes of the file until the encoding is known. */
  #head: Uint8Array | null = new Uint8Array(0);
  #rest: Buffer = Buffer.alloc(0);

  /** `take` takes one record from `at`: gives where the next begins, -1 where more bytes are needed (never at the end). */
  constructor(take: (bytes: Buffer, at: number, atEnd: boolean) => number) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    if (this.#head === null) {
      this.#read(this.#decoder ? Buffer.from(this.#decoder.decode(bytes, { stream: true })) : bytes, false);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= HEAD) this.#begin(this.#head, false);
  }

  finish(): void {
    if (this.#head !== null) this.#begin(this.#head, true);
    else this.#read(this.#decoder ? Buffer.from(this.#decoder.decode()) : Buffer.alloc(0), true);
  }

  #begin(head: Uint8Array, atEnd: boolean): void {
    this.#head = null;
    const encoding = wideEncoding(head);
    this.#decoder = encoding === null ? null : new TextDecoder(encoding, { ignoreBOM: true });
    let bytes: Uint8Array = head;
    if (this.#decoder) bytes = Buffer.from(this.#decoder.decode(head, { stream: !atEnd }));
    // The mark: three bytes of UTF-8, in UTF-16 two of the file.
    const text = behindMark(bytes, 0);
    if (text > 0) this.offset = encoding === null ? text : 2;
    bytes = bytes.subarray(text);
    this.#read(bytes, atEnd);
  }

  #read(more: Uint8Array, atEnd: boolean): void {
    const fresh = Buffer.from(more.buffer, more.byteOffset, more.length);
    const bytes = this.#rest.length === 0 ? fresh : Buffer.concat([this.#rest, fresh]);
    let at = 0;
    while (at < bytes.length) {
      const next = this.#take(bytes, at, atEnd);
      if (next < 0) break;
      this.offset += this.#decoder ? 2 * bytes.toString('utf8', at, next).length : next - at;
      at = next;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }
}

/** Behind the next line feed; -1 where there is none. */
export function endOfLine(bytes: Buffer, from: number): number {
  return bytes.indexOf(0x0a, from) + 1 || -1;
}
