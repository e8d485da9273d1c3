import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import {
  isObjectAddress,
  type ObjectAddress,
  objectAddress,
  objectPath,
} from '../../collection/objects/object-address.js';
import { AfterpatchError } from '../../platform/errors.js';

const WINDOWS = sep === '\\';
/** Longer ones cannot be looked at in one call of the system. */
const LONGEST_PATH = 4_000;

/** Where all evidence lies. Jobs name what lies below; whoever writes a job must not be able to name anything else. */
export interface EvidenceRoot {
  /** In an object store. */
  readonly isStored: boolean;
  /** Whether a path, links in it followed, is the root or lies below it. */
  holds(path: string): Promise<boolean>;
  /** @param path absolute, as evidence is found. @returns it below the root, `/` between components; null where it lies elsewhere. */
  below(path: Uint8Array): Buffer | null;
  /**
   * Where something lies that a job names, absolute. Null where the name leads elsewhere: by `..`, as an absolute path, or through a
   * link. What is not there is no such name.
   */
  resolve(relative: Uint8Array): Promise<Buffer | null>;
}

/** @param place a folder, or `s3://bucket/prefix`. @throws AfterpatchError `usage` where there is no such folder, or it is no address. */
export function openEvidenceRoot(place: string): Promise<EvidenceRoot> {
  return isObjectAddress(place)
    ? Promise.resolve(new StoredEvidence(objectAddress(place)))
    : EvidenceFolder.open(place);
}

/** Objects whose keys begin alike. Their keys are no paths: nothing in one leads elsewhere. */
class StoredEvidence implements EvidenceRoot {
  readonly isStored = true;
  readonly #root: string;

  constructor(address: ObjectAddress) {
    this.#root = objectPath(address);
  }

  async holds(path: string): Promise<boolean> {
    return path === this.#root || this.below(Buffer.from(path)) !== null;
  }

  below(path: Uint8Array): Buffer | null {
    const given = Buffer.from(path);
    const prefix = Buffer.from(`${this.#root}/`);
    const isBelow = given.length > prefix.length && given.subarray(0, prefix.length).equals(prefix);
    return isBelow && given.length <= LONGEST_PATH ? given.subarray(prefix.length) : null;
  }

  async resolve(relative: Uint8Array): Promise<Buffer | null> {
    const path = Buffer.concat([Buffer.from(`${this.#root}/`), relative]);
    return relative.length > 0 && path.length <= LONGEST_PATH ? path : null;
  }
}

/** A folder, wherever a machine has it. */
class EvidenceFolder implements EvidenceRoot {
  readonly isStored = false;
  readonly #prefix: Buffer;

  private constructor(root: Buffer) {
    this.#prefix = root.at(-1) === sep.charCodeAt(0) ? root : Buffer.concat([root, Buffer.from(sep)]);
  }

  /** @throws AfterpatchError `usage` where there is no such folder. */
  static async open(folder: string): Promise<EvidenceRoot> {
    try {
      return new EvidenceFolder(await realpath(folder, { encoding: 'buffer' }));
    } catch {
      throw new AfterpatchError(
        'usage',
        `There is no folder of evidence at ${folder}.`,
        'Name with --evidence-root the folder that all evidence lies in, as this machine has it.',
      );
    }
  }

  async holds(path: string): Promise<boolean> {
    const real = await realpath(path, { encoding: 'buffer' }).catch(() => null);
    if (real === null) return false;
    return isSame(Buffer.concat([real, Buffer.from(sep)]), this.#prefix) || this.below(real) !== null;
  }

  below(path: Uint8Array): Buffer | null {
    const given = Buffer.from(path);
    const prefix = given.subarray(0, this.#prefix.length);
    if (!isSame(prefix, this.#prefix) || given.length > LONGEST_PATH) return null;
    const rest = given.subarray(this.#prefix.length);
    const parts = WINDOWS ? Buffer.from(rest.toString('latin1').replaceAll('\\', '/'), 'latin1') : rest;
    return this.#joined(parts) === null ? null : parts;
  }

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
