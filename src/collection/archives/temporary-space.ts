import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Bytes of one hunt. */
const MOST = 256 * 1024 ** 3;
/** Bytes that are left to everybody else. */
const LEFT_FREE = 1024 ** 3;

/** A private folder for what can only be read unpacked. Made when first asked for. */
export class TemporarySpace {
  #folder: string | null = null;
  #folders = 0;
  #used = 0;

  /** A folder of its own for one archive, which does not exist yet. Throws the system's error where none can be made. */
  folder(): string {
    this.#folder ??= mkdtempSync(path.join(tmpdir(), 'afterpatch-'));
    const folder = path.join(this.#folder, String(++this.#folders));
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  /** Bytes that may still be written. */
  get room(): number {
    const { bavail, bsize } = statfsSync(this.#folder ?? tmpdir());
    return Math.max(0, Math.min(MOST - this.#used, bavail * bsize - LEFT_FREE));
  }

  written(bytes: number): void {
    this.#used += bytes;
  }

  /** Takes everything away. What cannot be removed is left to the system, which clears such places. */
  remove(): void {
    if (this.#folder === null) return;
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch {}
    this.#folder = null;
  }
}
