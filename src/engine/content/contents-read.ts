import type { WebContent } from '../../formats/views/web-content.js';

/** Bytes of all contents together that are kept; code as it was read takes some hundred times as much memory. */
const MOST_BYTES = 2 << 20;

/** Contents of files that many pages take in, each read and followed once; those that were asked for longest ago are forgotten. */
export class ContentsRead {
  readonly #known = new Map<string, WebContent>();
  #bytes = 0;

  /**
   * The content of this key. Nobody may say of it that it does anything else.
   * @param key tells bytes, and how they are read, from all others.
   */
  of(key: string, read: () => WebContent): WebContent {
    const known = this.#known.get(key);
    const content = known ?? read();
    this.#known.delete(key);
    this.#known.set(key, content);
    if (known === undefined) this.#bytes += content.bytes.length;
    for (const [oldest, { bytes }] of this.#known) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#known.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return content;
  }
}
