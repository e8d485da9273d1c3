/** Where a text begins: behind the mark of UTF-8 that stands at `at`, or right there. */
export function behindMark(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at;
}
