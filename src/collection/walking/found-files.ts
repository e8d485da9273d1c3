import { type ContentFacts, NO_FACTS } from '../kinds/content-facts.js';
import type { Discovered } from './discovered.js';
import type { RestoredFile } from '../placing/restore-paths.js';
import type { Placed } from '../served/served-places.js';
import type { CollectedFile } from './tree.js';

/** Everything that was found, in columns: there may be a million files, and what most of them tell is what others tell, too. */
export class FoundFiles {
  readonly #files: CollectedFile[] = [];
  readonly #facts: ContentFacts[] = [];
  /** Of the few that are packed or cannot be read, by their position. */
  readonly #rest = new Map<number, Pick<Discovered, 'gzip' | 'closed'>>();

  add({ file, facts, gzip, closed }: Discovered): void {
    if (gzip !== null || closed) this.#rest.set(this.#files.length, { gzip, closed });
    this.#files.push(file);
    this.#facts.push(facts);
  }

  get files(): readonly CollectedFile[] {
    return this.#files;
  }

  /** All of them in the order in which they were found, put together anew each time that they are gone through. */
  placed(restore: (file: CollectedFile) => RestoredFile): Iterable<Placed> {
    const [files, facts, rest] = [this.#files, this.#facts, this.#rest];
    return {
      *[Symbol.iterator]() {
        for (const [at, file] of files.entries()) {
          const { gzip, closed } = rest.get(at) ?? PLAIN;
          yield { at, file, facts: facts[at] ?? NO_FACTS, gzip, closed, restored: restore(file) };
        }
      },
    };
  }
}

const PLAIN = { gzip: null, closed: false };
