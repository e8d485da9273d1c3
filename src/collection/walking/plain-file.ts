import { sep } from 'node:path';
import { type Artifact, type ArtifactLocation, plainArtifact } from '../../model/artifact.js';
import type { CollectedFile as DetectedFile } from '../../model/collected-file.js';
import type { ArtifactTimes } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import type { Restoration } from '../placing/restore-paths.js';
import { timesOf } from '../placing/times.js';
import type { CollectedFile, Folder } from './tree.js';

const SEPARATOR = Buffer.from(sep);
/** Files that share one set of columns. */
const FILES_OF_A_BLOCK = 1024;
/** Bytes that their names have at first; they grow from there. */
const NAME_BYTES = 16 * 1024;

/** A folder that was walked through: what its files have in common. */
export interface WalkedFolder {
  /** Absolute, on the machine that hunts; a character for each byte, which takes less room than bytes do. */
  readonly path: string;
  readonly collectedPath: string;
  readonly folder: Folder;
}

/** What those files of one collection have in common that nothing reads. */
export interface QuietFacts {
  readonly restoration: Restoration;
  /** Times of the file system are those of the copy. */
  readonly copied: boolean;
}

/** Names, sizes, times and numbers of some files, each in a column. */
class FileBlock {
  readonly sizes = new Float64Array(FILES_OF_A_BLOCK);
  /** Milliseconds since 1970, not a number where unknown. */
  readonly modified = new Float64Array(FILES_OF_A_BLOCK);
  readonly ids = new Uint32Array(FILES_OF_A_BLOCK);
  /** Of most of those that nothing reads, and of the others by their place: one block is of one server, as a rule. */
  host: string | null = null;
  readonly otherHosts = new Map<number, string | null>();
  facts: QuietFacts | null = null;
  /** UTF-8. */
  #names = Buffer.allocUnsafeSlow(NAME_BYTES);
  readonly #ends = new Uint32Array(FILES_OF_A_BLOCK + 1);
  #count = 0;

  get isFull(): boolean {
    return this.#count === FILES_OF_A_BLOCK;
  }

  /** @returns its place in the columns. */
  add(name: string, size: number, modified: number): number {
    const at = this.#count++;
    const start = this.#ends[at] ?? 0;
    const end = start + Buffer.byteLength(name);
    if (end > this.#names.length) this.#resize(Math.max(end, 2 * this.#names.length), start);
    this.#names.write(name, start);
    this.#ends[at + 1] = end;
    this.sizes[at] = size;
    this.modified[at] = modified;
    if (this.isFull) this.#resize(end, end);
    return at;
  }

  nameBytes(at: number): Buffer {
    return this.#names.subarray(this.#ends[at], this.#ends[at + 1]);
  }

  name(at: number): string {
    return this.#names.toString('utf8', this.#ends[at], this.#ends[at + 1]);
  }

  #resize(length: number, used: number): void {
    const names = Buffer.allocUnsafeSlow(length);
    this.#names.copy(names, 0, 0, used);
    this.#names = names;
  }
}

/** Where files of one walk are put. */
export class PlainFiles {
  #block: FileBlock | null = null;

  add(walked: WalkedFolder, name: string, size: number, modified: number): PlainFile {
    if (this.#block === null || this.#block.isFull) this.#block = new FileBlock();
    return new PlainFile(walked, this.#block, this.#block.add(name, size, modified));
  }
}

/**
 * A file that was found where it lies, under a name that is shown as it is, and, where nothing scans or reads it, as most of a whole
 * disk are, the artifact as well. There may be a million: what is kept of each is in columns, and its paths and times are worked out when
 * they are asked for. `plainArtifact` makes plain data of it.
 */
export class PlainFile implements CollectedFile, Artifact, DetectedFile {
  constructor(
    private readonly walked: WalkedFolder,
    private readonly block: FileBlock,
    private readonly at: number,
  ) {}

  /**
   * The artifact of a file, or the file itself in place of it where nothing reads it.
   * @param file one of which the user says nothing.
   */
  static quiet(artifact: Artifact, file: CollectedFile, facts: QuietFacts): Artifact {
    if (!(file instanceof PlainFile) || artifact.kind !== 'other' || artifact.carriesCode) return artifact;
    const { block } = file;
    if (block.facts === null) block.host = artifact.host;
    block.facts = facts;
    if (artifact.host !== block.host) block.otherHosts.set(file.at, artifact.host);
    // What lies in an archive has no path on the server, although its folder has.
    return file.windowsPath === artifact.windowsPath ? file : artifact;
  }

  /** By their collected paths, which are put together only where their folders do not tell. */
  static compare(one: Artifact, other: Artifact): number {
    if (!(one instanceof PlainFile && other instanceof PlainFile)) {
      return compareText(one.collectedPath, other.collectedPath);
    }
    if (one.walked === other.walked) return compareText(one.name, other.name);
    const [a, b] = [one.walked.collectedPath, other.walked.collectedPath];
    return a.startsWith(b) || b.startsWith(a) ? compareText(one.collectedPath, other.collectedPath) : compareText(a, b);
  }

  get id(): number {
    return this.block.ids[this.at] ?? 0;
  }

  set id(id: number) {
    this.block.ids[this.at] = id;
  }

  get name(): string {
    return this.block.name(this.at);
  }

  get collectedPath(): string {
    return joinCollected(this.walked.collectedPath, this.name);
  }

  get folder(): Folder {
    return this.walked.folder;
  }

  get path(): Buffer {
    return joinPath(Buffer.from(this.walked.path, 'latin1'), this.block.nameBytes(this.at));
  }

  get size(): number {
    return this.block.sizes[this.at] ?? 0;
  }

  get type(): 'file' {
    return 'file';
  }

  get modified(): number | null {
    const modified = this.block.modified[this.at] ?? Number.NaN;
    return Number.isFinite(modified) ? modified : null;
  }

  get created(): null {
    return null;
  }

  get timeSource(): 'file-system' {
    return 'file-system';
  }

  get kind(): 'other' {
    return 'other';
  }

  get carriesCode(): false {
    return false;
  }

  get host(): string | null {
    const { host, otherHosts } = this.block;
    return otherHosts.has(this.at) ? (otherHosts.get(this.at) ?? null) : host;
  }

  get windowsPath(): string | null {
    return this.block.facts?.restoration.file(this).windowsPath ?? null;
  }

  get location(): ArtifactLocation {
    return { path: this.path };
  }

  get times(): ArtifactTimes | null {
    const { facts } = this.block;
    return facts && timesOf(this, facts.restoration.file(this), facts.copied);
  }

  /** As detectors look at it: where nothing reads it, nothing is known but its place. */
  get artifact(): Artifact {
    return this;
  }

  get sha256(): null {
    return null;
  }

  toJSON(): Artifact {
    return plainArtifact(this);
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
