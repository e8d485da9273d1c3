import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { AfterpatchError } from '../../platform/errors.js';

const WINDOWS = sep === '\\';
/** Longer ones cannot be looked at in one call of the system. */
const LONGEST_PATH = 4_000;

/**
 * The folder that all evidence lies in, wherever a machine has it. Jobs name files below it; whoever writes a job must not be able to
 * name any other.
 */
export class EvidenceRoot {
  readonly #prefix: Buffer;

  private constructor(root: Buffer) {
    this.#prefix = root.at(-1) === sep.charCodeAt(0) ? root : Buffer.concat([root, Buffer.from(sep)]);
  }

  /** @throws AfterpatchError `usage` where there is no such folder. */
  static async open(folder: string): Promise<EvidenceRoot> {
    try {
      return new EvidenceRoot(await realpath(folder, { encoding: 'buffer' }));
    } catch {
      throw new AfterpatchError(
        'usage',
        `There is no folder of evidence at ${folder}.`,
        'Name with --evidence-root the folder that all evidence lies in, as this machine has it.',
      );
    }
  }

  /** Whether a path, links in it followed, is the root or lies below it. */
  async holds(path: string): Promise<boolean> {
    const real = await realpath(path, { encoding: 'buffer' }).catch(() => null);
    if (real === null) return false;
    return isSame(Buffer.concat([real, Buffer.from(sep)]), this.#prefix) || this.below(real) !== null;
  }

  /** @param path absolute, as evidence is found. @returns it below the root, `/` between components; null where it lies elsewhere. */
  below(path: Uint8Array): Buffer | null {
    const given = Buffer.from(path);
    const prefix = given.subarray(0, this.#prefix.length);
    if (!isSame(prefix, this.#prefix) || given.length > LONGEST_PATH) return null;
    const rest = given.subarray(this.#prefix.length);
    const parts = WINDOWS ? Buffer.from(rest.toString('latin1').replaceAll('\\', '/'), 'latin1') : rest;
    return this.#joined(parts) === null ? null : parts;
  }

  /**
   * Where a file lies that a job names, absolute. Null where the name leads elsewhere: by `..`, as an absolute path, or through a link.
   * What is not there is no such name.
   */
  async resolve(relative: Uint8Array): Promise<Buffer | null> {
    const path = this.#joined(Buffer.from(relative));
    if (path === null) return null;
    const real = await realpath(path, { encoding: 'buffer' }).catch(() => null);
    return real === null || isSame(real, path) ? path : null;
  }

  #joined(relative: Buffer): Buffer | null {
    const text = relative.toString('latin1');
    const isPlain = text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
    if (!isPlain || text.includes('\0') || (WINDOWS && /[\\:]/.test(text))) return null;
    const path = Buffer.concat([this.#prefix, Buffer.from(WINDOWS ? text.replaceAll('/', '\\') : text, 'latin1')]);
    return path.length > LONGEST_PATH ? null : path;
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.equals(b) || (WINDOWS && a.toString('latin1').toLowerCase() === b.toString('latin1').toLowerCase());
}
