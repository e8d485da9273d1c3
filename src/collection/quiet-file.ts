import { type Artifact, type ArtifactLocation, plainArtifact } from '../model/artifact.js';
import type { ArtifactTimes } from '../model/finding.js';
import { compareText } from '../platform/order.js';
import { PlainFile } from './plain-file.js';
import type { Restoration } from './restore-paths.js';
import { timesOf } from './times.js';
import type { CollectedFile } from './tree.js';

/** What quiet files of one collection have in common. */
export interface QuietFacts {
  readonly restoration: Restoration;
  /** Times of the file system are those of the copy. */
  readonly copied: boolean;
}

/**
 * A file that nothing scans or reads, as most of a whole disk are. Its paths and times are worked out when they are asked for, so that
 * a million of them fit; `plainArtifact` makes plain data of it.
 */
export class QuietFile implements Artifact {
  readonly id: number = 0;

  private constructor(
    private readonly file: PlainFile,
    readonly host: string | null,
    private readonly facts: QuietFacts,
  ) {}

  /** The artifact of a file of which the user says nothing, as a quiet one where it is. */
  static of(artifact: Artifact, file: CollectedFile, facts: QuietFacts): Artifact {
    if (!(file instanceof PlainFile) || artifact.kind !== 'other' || artifact.carriesCode) return artifact;
    const quiet = new QuietFile(file, artifact.host, facts);
    // What lies in an archive has no path on the server, although its folder has.
    return quiet.windowsPath === artifact.windowsPath ? quiet : artifact;
  }

  /** By their collected paths. */
  static compare(a: Artifact, b: Artifact): number {
    return a instanceof QuietFile && b instanceof QuietFile
      ? PlainFile.compare(a.file, b.file)
      : compareText(a.collectedPath, b.collectedPath);
  }

  get kind(): 'other' {
    return 'other';
  }

  get carriesCode(): false {
    return false;
  }

  get collectedPath(): string {
    return this.file.collectedPath;
  }

  get windowsPath(): string | null {
    return this.facts.restoration.file(this.file).windowsPath;
  }

  get location(): ArtifactLocation {
    return { path: this.file.path };
  }

  get size(): number {
    return this.file.size;
  }

  get times(): ArtifactTimes | null {
    return timesOf(this.file, this.facts.restoration.file(this.file), this.facts.copied);
  }

  toJSON(): Artifact {
    return plainArtifact(this);
  }
}
