/** Text made from bytes, that knows where in the original file each of its characters came from. */
export interface MappedText {
  readonly text: string;
  /** Byte offset in the original file of the UTF-16 unit at `index`; of what is nearest where there is none of its own. */
  offsetAt(index: number): number;
}

/**
 * Builds a text piece by piece out of parts of a file. A piece is either copied, so that each of its characters has its own place,
 * or made, so that all of them stand for one place.
 */
export class MappedTextBuilder {
  private readonly parts: string[] = [];
  private readonly starts: number[] = [];
  private readonly places: number[] = [];
  private readonly copied: boolean[] = [];
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** Appends characters of the source as they stand, `source` being the index of the first. */
  copy(text: string, source: number): void {
    this.add(text, source, true);
  }

  /** Appends characters that stand for whatever is at `source`. */
  make(text: string, source: number): void {
    this.add(text, source, false);
  }

  private add(text: string, source: number, copied: boolean): void {
    if (text.length === 0) return;
    this.parts.push(text);
    this.starts.push(this.size);
    this.places.push(source);
    this.copied.push(copied);
    this.size += text.length;
  }

  /** The text so far. Its places are those of `source` that its pieces were taken from. */
  build(source: Pick<MappedText, 'offsetAt'>): MappedText {
    const { starts, places, copied } = this;
    return {
      text: this.parts.join(''),
      offsetAt(index) {
        const piece = lastAtOrBelow(starts, index);
        if (piece < 0) return source.offsetAt(0);
        const within = copied[piece] ? index - (starts[piece] ?? 0) : 0;
        return source.offsetAt((places[piece] ?? 0) + within);
      },
    };
  }
}

/** Index of the last number of an ascending list that is not above `value`; -1 where all are. */
export function lastAtOrBelow(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
