import type { ObjectVersion } from '../../model/artifact.js';
import type { OpenFile } from '../opening/open-file.js';
import type { ObjectAddress } from './object-address.js';
import { readObject, readObjectNow } from './object-store.js';

/** Bytes that are asked for at once where some are wanted here and there, and how many such pieces are kept. */
const WINDOW = 128 << 10;
const KEPT_WINDOWS = 64;
/** Bytes that are asked for at once where all are wanted in their order: more each time, up to this; and so many ahead of who takes them. */
const FIRST_BLOCK = 256 << 10;
const LARGEST_BLOCK = 4 << 20;
const BLOCKS_AHEAD = 2;

interface Block {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Buffer>;
}

/**
 * An object in a store, read in ranges. Each is asked for under the condition that the object is still the one that was listed, so that
 * no two ranges are of different ones.
 */
export class ObjectFile implements OpenFile {
  readonly isNear = false;
  /** By their positions, the one that was asked for last behind the others. */
  readonly #windows = new Map<number, Buffer>();
  #ahead: Block[] = [];
  #next = 0;
  #length = FIRST_BLOCK;

  constructor(
    readonly address: ObjectAddress,
    readonly object: ObjectVersion,
  ) {}

  get size(): number {
    return this.object.size;
  }

  get version(): string {
    return this.object.etag;
  }

  /** @throws ObjectError */
  readNow(buffer: Buffer, at: number): number {
    const end = Math.min(this.size, at + buffer.length);
    if (at >= end) return 0;
    if (end - at > WINDOW) return readObjectNow(this.#range(at, end)).copy(buffer);
    const start = at - (at % WINDOW);
    const window = this.#windows.get(start) ?? readObjectNow(this.#range(start, this.#windowEnd(start)));
    this.#keep(start, window);
    return window.copy(buffer, 0, at - start);
  }

  /** Has both ends at hand, as `readNow` takes them; what cannot be had is told there. */
  async fetchEnds(): Promise<void> {
    const last = Math.max(0, this.size - 1);
    const starts = new Set(this.size === 0 ? [] : [0, last - (last % WINDOW)]);
    const fetched = [...starts].map(async (start) => {
      const bytes = await readObject(this.#range(start, this.#windowEnd(start))).catch(() => null);
      if (bytes !== null) this.#keep(start, bytes);
    });
    await Promise.all(fetched);
  }

  /** @throws ObjectError */
  async read(buffer: Buffer, at: number): Promise<number> {
    if (at >= this.size) return 0;
    this.#ahead = this.#ahead.slice(this.#ahead.findIndex(({ end }) => at < end) >>> 0);
    const goesOn = at === this.#next || (this.#ahead[0]?.start ?? Number.POSITIVE_INFINITY) <= at;
    if (!goesOn) {
      this.#ahead = [];
      this.#next = at;
      this.#length = FIRST_BLOCK;
    }
    // Whoever looks at the first bytes only does not want more.
    const wanted = goesOn && at > 0 ? 1 + BLOCKS_AHEAD : 1;
    while (this.#ahead.length < wanted && this.#next < this.size) this.#begin();
    const [block] = this.#ahead;
    return block === undefined ? 0 : (await block.bytes).copy(buffer, 0, at - block.start);
  }

  /** What is read under a condition is of the object that was listed. */
  hasChanged(): boolean {
    return false;
  }

  close(): void {
    this.#ahead = [];
    this.#windows.clear();
  }

  #begin(): void {
    const [start, end] = [this.#next, Math.min(this.size, this.#next + this.#length)];
    const bytes = readObject(this.#range(start, end));
    // Where it fails before its turn, nobody may want it any more.
    bytes.catch(() => {});
    this.#ahead.push({ start, end, bytes });
    this.#next = end;
    this.#length = Math.min(LARGEST_BLOCK, 2 * this.#length);
  }

  #keep(start: number, window: Buffer): void {
    this.#windows.delete(start);
    this.#windows.set(start, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > KEPT_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
  }

  #windowEnd(start: number): number {
    return Math.min(this.size, start + WINDOW);
  }

  #range(start: number, end: number) {
    return { ...this.address, etag: this.object.etag, start, end };
  }
}
