import type { Artifact } from '../model/artifact.js';

/** How far a hunt is. */
export interface HuntProgress {
  readonly stage:
    | 'collecting'
    | 'configuration'
    | 'content'
    | 'requests'
    | 'records'
    | 'concluding'
    | 'actors'
    | 'hashing';
  /** Files read in this stage so far, and how many there are to read. */
  readonly files: number;
  readonly totalFiles: number;
  /** Bytes read in this stage so far. */
  readonly bytes: number;
  /** What is being read, as `collectedPath`. */
  readonly current: string | null;
  /** Findings so far. */
  readonly findings: number;
}

/** Counts what is read, stage by stage. */
export class ProgressMeter {
  #stage: HuntProgress['stage'] = 'collecting';
  #files = 0;
  #totalFiles = 0;
  #bytes = 0;

  constructor(
    private readonly countFindings: () => number,
    private readonly onProgress: ((progress: HuntProgress) => void) | undefined,
  ) {}

  begin(stage: HuntProgress['stage'], totalFiles: number): void {
    this.#stage = stage;
    this.#totalFiles = totalFiles;
    this.#files = 0;
    this.#bytes = 0;
    this.#tell(null);
  }

  read(artifact: Artifact): void {
    this.#files += 1;
    this.#bytes += artifact.size;
    this.#tell(artifact.collectedPath);
  }

  /** Where somebody else counts. */
  at(files: number, bytes: number, current: string | null): void {
    this.#files = files;
    this.#bytes = bytes;
    this.#totalFiles = Math.max(this.#totalFiles, files);
    this.#tell(current);
  }

  #tell(current: string | null): void {
    this.onProgress?.({
      stage: this.#stage,
      files: this.#files,
      totalFiles: this.#totalFiles,
      bytes: this.#bytes,
      current,
      findings: this.countFindings(),
    });
  }
}
