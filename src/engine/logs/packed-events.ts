import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { MatchEvent } from './file-analysis.js';

/**
 * Events of one file, packed and compressed in blocks: tens of thousands of them cross from process to process and wait for those of
 * other files, which as objects takes ten times the memory. Log lines shrink to a fifth.
 */
export interface PackedEvents {
  readonly times: Float64Array;
  /** Where each ends in its block, in bytes. */
  readonly ends: Uint32Array;
  readonly blocks: readonly { readonly first: number; readonly bytes: Uint8Array }[];
}

export const NO_EVENTS: PackedEvents = { times: new Float64Array(0), ends: new Uint32Array(0), blocks: [] };

/** Bytes of a block before it is compressed; no event is near as long. */
const BLOCK = 1 << 20;

/** Packs events as they come. */
export class EventPacker {
  readonly #times: number[] = [];
  readonly #ends: number[] = [];
  readonly #blocks: { first: number; bytes: Uint8Array }[] = [];
  // Bytes lie outside of what the garbage collector looks through again and again.
  #texts: Buffer[] = [];
  #length = 0;
  #first = 0;

  get count(): number {
    return this.#times.length;
  }

  /** No text of an event holds a line end other than those of `packCells`, so that line ends part them. */
  add({ time, rules, values, offset, line, layout, cells }: MatchEvent): void {
    const packed = values.map((value) => `${value ?? '\r'}\n`).join('');
    const text = Buffer.from(`${rules.join(' ')}\n${offset} ${line} ${layout} ${values.length}\n${packed}${cells}`);
    this.#texts.push(text);
    this.#length += text.length;
    this.#times.push(time);
    this.#ends.push(this.#length);
    if (this.#length >= BLOCK) this.#close();
  }

  pack(): PackedEvents {
    this.#close();
    return { times: Float64Array.from(this.#times), ends: Uint32Array.from(this.#ends), blocks: this.#blocks };
  }

  #close(): void {
    if (this.#length === 0) return;
    const bytes = new Uint8Array(deflateRawSync(Buffer.concat(this.#texts), { level: 1 }));
    this.#blocks.push({ first: this.#first, bytes });
    this.#first = this.#times.length;
    this.#texts = [];
    this.#length = 0;
  }
}

/** Reads packed events, mostly in their order. */
export class EventReader {
  /** The block at hand, and which events it holds. */
  #block = Buffer.alloc(0);
  #first = 0;
  #next = 0;

  constructor(readonly events: PackedEvents) {}

  read(index: number): MatchEvent {
    const { times, ends, blocks } = this.events;
    if (index < this.#first || index >= this.#next) {
      const at = blocks.findLastIndex(({ first }) => first <= index);
      const block = blocks[at];
      if (!block) throw new RangeError('There is no such event');
      this.#block = inflateRawSync(block.bytes);
      this.#first = block.first;
      this.#next = blocks[at + 1]?.first ?? times.length;
    }
    const text = this.#block.toString('utf8', index === this.#first ? 0 : ends[index - 1], ends[index]);
    const rules = text.indexOf('\n');
    const place = text.indexOf('\n', rules + 1);
    const [offset = 0, line = 0, layout = 0, count = 0] = text
      .slice(rules + 1, place)
      .split(' ')
      .map(Number);
    const values: (string | null)[] = [];
    let from = place + 1;
    while (values.length < count) {
      const end = text.indexOf('\n', from);
      const value = text.slice(from, end);
      values.push(value === '\r' ? null : value);
      from = end + 1;
    }
    return {
      time: times[index] ?? 0,
      rules: text.slice(0, rules).split(' ').map(Number),
      values,
      offset,
      line,
      layout,
      cells: text.slice(from),
    };
  }
}
