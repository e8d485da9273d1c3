import type { YaraMatch } from '../../model/signature.js';

/** So many contents are remembered; of a collection with more, the oldest are forgotten. */
const CAPACITY = 20_000;

/** What the rules say of a content, and what was cut short when it was decoded. */
export interface KnownContent {
  readonly matches: readonly YaraMatch[];
  readonly limits: readonly string[];
}

/** Matches of contents that were seen before. Product files lie in many places; scanning them once is enough. */
export class MatchCache {
  readonly #known = new Map<string, KnownContent>();

  /** @param path goes into the evidence, which names the file that it is of. */
  get(key: string, path: string): KnownContent | null {
    const known = this.#known.get(key);
    if (known === undefined) return null;
    const matches = known.matches.map((match) => ({
      ...match,
      strings: match.strings.map((place) => ({ ...place, path })),
    }));
    return { matches, limits: known.limits };
  }

  set(key: string, content: KnownContent): void {
    this.#known.set(key, content);
    if (this.#known.size <= CAPACITY) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
