import type { ReadDigest } from '../../engine/units/read-digest.js';
import type { Artifact } from '../../model/artifact.js';

/** What became of a file since it was found. `remembered`: an earlier sweep read it, and it is no longer there. */
export type FileState = 'unchanged' | 'grown' | 'changed' | 'remembered';

/** A file that was hashed beside being examined. */
export interface HashedFile {
  /** Of what it holds, unpacked, lower-case hex; of a log that grew, of what it held when it was found. Null where that cannot be had. */
  readonly sha256: string | null;
  /** Bytes that were hashed. */
  readonly size: number;
  readonly state: FileState;
}

/** Hashes files of a collection. */
export interface FileHashes {
  /** Never rejects. @param read its digest where somebody read all of it since it was found */
  of(artifact: Artifact, read?: ReadDigest): Promise<HashedFile>;
  close(): Promise<void>;
}

const NOTHING: HashedFile = { sha256: null, size: 0, state: 'unchanged' };

/** Hashes files that findings name and that nothing hashed while it examined them: logs, hives, tables, reports. Each is read once. */
export class NamedFiles {
  readonly #hashed = new Map<number, Promise<HashedFile>>();

  constructor(private readonly hashes: FileHashes) {}

  /** A link holds nothing. @param read as of `FileHashes` */
  hash(artifact: Artifact, read?: ReadDigest): Promise<HashedFile> {
    if (artifact.kind === 'link') return Promise.resolve(NOTHING);
    const known = this.#hashed.get(artifact.id);
    if (known !== undefined) return known;
    const hashed = this.hashes.of(artifact, read);
    this.#hashed.set(artifact.id, hashed);
    return hashed;
  }

  /** A file that lies there, and is none of the collection: an archive that is all of it. */
  hashWhole(file: Artifact): Promise<HashedFile> {
    return this.hashes.of(file);
  }
}
