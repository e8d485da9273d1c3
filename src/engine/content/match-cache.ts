import type { YaraMatch } from '../../model/signature.js';

/** So many contents are remembered; of a collection with more, the oldest are forgotten. */
const CAPACITY = 20_000;

/** Matches of contents that were seen before. Product files lie in many places; scanning them once is enough. */
export class MatchCache {
  readonly #known = new Map<string, readonly YaraMatch[]>();

  /** @param path goes into the evidence, which names the file that it is of. */
  get(key: string, path: string): YaraMatch[] | null {
    const known = this.#known.get(key);
    if (known === undefined) return null;
    return known.map((match) => ({ ...match, strings: match.strings.map((place) => ({ ...place, path })) }));
  }

  set(key: string, matches: readonly YaraMatch[]): void {
    this.#known.set(key, matches);
    if (this.#known.size <= CAPACITY) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
