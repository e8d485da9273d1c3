import { createHash } from 'node:crypto';

/** What tells the bytes of a file, as readers get them: unpacked. */
export interface ReadDigest {
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
}

/** Notes of a reading that would be another one the next time. */
const UNSTEADY: ReadonlySet<string> = new Set(['unreadable', 'changed-while-reading']);

export function isSteady(notes: readonly { readonly code: string }[]): boolean {
  return notes.every(({ code }) => !UNSTEADY.has(code));
}

/** Digests a file that is read for something else. */
export class DigestBeside {
  readonly #hash = createHash('sha256');
  #size = 0;
  #isWhole = false;

  /** The same chunks. */
  async *of(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk);
      this.#size += chunk.length;
      yield chunk;
    }
    this.#isWhole = true;
  }

  /** Once, when nobody reads any more; null where not all was read, or a reading with these notes tells no digest. */
  result(notes: readonly { readonly code: string }[]): ReadDigest | null {
    return this.#isWhole && isSteady(notes) ? { sha256: this.#hash.digest('hex'), size: this.#size } : null;
  }
}
