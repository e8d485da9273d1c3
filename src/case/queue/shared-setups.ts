import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlain } from '../../platform/plain-json.js';
import { setupText, sha256Of } from '../store/unit-results.js';
import { removeLeftovers, writeAside } from '../store/write-aside.js';

/** Digest that names one. */
export const SETUP_DIGEST = /^[0-9a-f]{64}$/;

/** What units of a sweep are set up with, in the case store, each under its digest: rules are too large for a queue, and none of its business. */
export class SharedSetups {
  readonly #written = new WeakMap<object, Promise<string>>();

  constructor(readonly folder: string) {}

  /** @returns its digest */
  put(setup: object): Promise<string> {
    const known = this.#written.get(setup);
    if (known !== undefined) return known;
    const written = this.#write(setup);
    this.#written.set(setup, written);
    return written;
  }

  /** Null where there is none, or it is not as it was written. */
  async get(digest: string): Promise<unknown> {
    if (!SETUP_DIGEST.test(digest)) return null;
    const text = await readFile(this.#fileOf(digest), 'utf8').catch(() => null);
    return text === null || sha256Of(text) !== digest ? null : readPlain(text);
  }

  /** Takes away those of a sweep that is over. */
  async clear(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) if (SETUP_DIGEST.test(name)) await rm(this.#fileOf(name), { force: true });
    if (names.length > 0) await removeLeftovers(this.folder);
  }

  async #write(setup: object): Promise<string> {
    const text = setupText(setup);
    const digest = sha256Of(text);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeAside(this.#fileOf(digest), [text]);
    return digest;
  }

  #fileOf(digest: string): string {
    return join(this.folder, digest);
  }
}
