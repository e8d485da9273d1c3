import type { MatchEvent } from './file-analysis.js';

/**
 * Events of one file as bytes: tens of thousands of them cross from process to process and wait for those of other files, which
 * as objects takes several times the memory.
 */
export interface PackedEvents {
  readonly times: Float64Array;
  /** Where each ends in `bytes`. */
  readonly ends: Uint32Array;
  readonly bytes: Uint8Array;
}

export const NO_EVENTS: PackedEvents = {
  times: new Float64Array(0),
  ends: new Uint32Array(0),
  bytes: new Uint8Array(0),
};

/** Packs events as they come. */
export class EventPacker {
  readonly #times: number[] = [];
  readonly #ends: number[] = [];
  #bytes = Buffer.allocUnsafe(1 << 16);
  #used = 0;

  get count(): number {
    return this.#times.length;
  }

  add({ time, ...rest }: MatchEvent): void {
    const text = JSON.stringify(rest);
    const most = 3 * text.length;
    if (this.#used + most > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.#bytes.length + most);
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    this.#used += this.#bytes.write(text, this.#used);
    this.#times.push(time);
    this.#ends.push(this.#used);
  }

  pack(): PackedEvents {
    return {
      times: Float64Array.from(this.#times),
      ends: Uint32Array.from(this.#ends),
      bytes: Uint8Array.prototype.slice.call(this.#bytes, 0, this.#used),
    };
  }
}

/** One of the events. */
export function unpackEvent({ times, ends, bytes }: PackedEvents, index: number): MatchEvent {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'utf8',
    index === 0 ? 0 : ends[index - 1],
    ends[index],
  );
  // It was packed by this very file.
  const rest: Omit<MatchEvent, 'time'> = JSON.parse(text);
  return { time: times[index] ?? 0, ...rest };
}
