import type { SourcePosition } from '../../model/position.js';

const LINE_FEED = 0x0a;

/** Where the lines of a file, or of a window of it, begin. Made only where something was found, since it reads every byte. */
export class LineIndex {
  readonly #starts: number[] = [];

  constructor(
    bytes: Uint8Array,
    /** Where the window begins: its offset in the file, the line that it begins in, and that line's offset. */
    private readonly from: { readonly offset: number; readonly line: number; readonly lineOffset: number },
  ) {
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) this.#starts.push(at + 1);
  }

  /** @param offset in the window. */
  positionOf(offset: number): Required<SourcePosition> {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const { offset: base, line, lineOffset } = this.from;
    const start = low === 0 ? lineOffset - base : (this.#starts[low - 1] ?? 0);
    return { line: line + low, column: offset - start + 1, offset: base + offset };
  }
}
