import { sep } from 'node:path';
import { compareText } from '../platform/order.js';
import type { CollectedFile, Folder } from './tree.js';

const SEPARATOR = Buffer.from(sep);

/** A folder that was walked through: what its files have in common. */
export interface WalkedFolder {
  /** Absolute, on the machine that hunts. */
  readonly path: Buffer;
  readonly collectedPath: string;
  readonly folder: Folder;
}

/**
 * A file that was found where it lies, under a name that is shown as it is. There may be a million, so its paths are put together from
 * those of its folder whenever they are asked for: as such, they would be most of what a hunt holds.
 */
export class PlainFile implements CollectedFile {
  readonly modified: number | null;

  constructor(
    readonly walked: WalkedFolder,
    readonly name: string,
    readonly size: number,
    modified: number,
  ) {
    this.modified = Number.isFinite(modified) ? modified : null;
  }

  /** By their collected paths, which are put together only where their folders do not tell. */
  static compare(one: PlainFile, other: PlainFile): number {
    if (one.walked === other.walked) return compareText(one.name, other.name);
    const [a, b] = [one.walked.collectedPath, other.walked.collectedPath];
    return a.startsWith(b) || b.startsWith(a) ? compareText(one.collectedPath, other.collectedPath) : compareText(a, b);
  }

  get collectedPath(): string {
    return joinCollected(this.walked.collectedPath, this.name);
  }

  get folder(): Folder {
    return this.walked.folder;
  }

  get path(): Buffer {
    return joinPath(this.walked.path, Buffer.from(this.name));
  }

  get type(): 'file' {
    return 'file';
  }

  get created(): null {
    return null;
  }

  get timeSource(): 'file-system' {
    return 'file-system';
  }
}

/** Path below the path that the user gave. */
export function joinCollected(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}/${name}`;
}

export function joinPath(parent: Buffer, name: Buffer): Buffer {
  if (parent.length === 0) return name;
  return Buffer.concat(parent.at(-1) === SEPARATOR[0] ? [parent, name] : [parent, SEPARATOR, name]);
}
