import { Reading, type ReadingOptions } from '../collection/reading/reading.js';
import type { Artifact } from '../model/artifact.js';

/** Hashes files that findings name and that nothing hashed while it examined them: hives, tables, reports. Each is read once. */
export class NamedFiles {
  readonly #hashes = new Map<number, string | null>();
  #reading: Reading | null = null;

  constructor(private readonly options: ReadingOptions) {}

  /** SHA-256 of what the file holds, lower-case hex; null for a link, and where it cannot be read whole. */
  async hash(artifact: Artifact): Promise<string | null> {
    if (artifact.kind === 'link') return null;
    const known = this.#hashes.get(artifact.id);
    if (known !== undefined) return known;
    this.#reading ??= new Reading(this.options);
    const sha256 = await this.#reading.hash(artifact);
    this.#hashes.set(artifact.id, sha256);
    return sha256;
  }

  /** Ends its process, where there was need of one. */
  async close(): Promise<void> {
    await this.#reading?.close();
  }
}
