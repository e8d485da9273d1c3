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

/** Counts what is read, stage by stage. What is read ahead for a later stage is told once that begins. */
export class ProgressMeter {
  #stage: HuntProgress['stage'] = 'collecting';
  #totalFiles = 0;
  readonly #read = new Map<HuntProgress['stage'], { readonly files: number; readonly bytes: number }>();

  constructor(
    private readonly countFindings: () => number,
    private readonly onProgress: ((progress: HuntProgress) => void) | undefined,
  ) {}

  begin(stage: HuntProgress['stage'], totalFiles: number): void {
    this.#stage = stage;
    this.#totalFiles = totalFiles;
    this.#tell(null);
  }

  /** One more file of the stage at hand. */
  read(artifact: Artifact): void {
    const { files, bytes } = this.#ofStage;
    this.at(this.#stage, files + 1, bytes + artifact.size, artifact.collectedPath);
  }

  /** Where somebody else counts. */
  at(stage: HuntProgress['stage'], files: number, bytes: number, current: string | null): void {
    this.#read.set(stage, { files, bytes });
    if (stage === this.#stage) this.#tell(current);
  }

  get #ofStage(): { readonly files: number; readonly bytes: number } {
    return this.#read.get(this.#stage) ?? { files: 0, bytes: 0 };
  }

  #tell(current: string | null): void {
    const { files, bytes } = this.#ofStage;
    this.#totalFiles = Math.max(this.#totalFiles, files);
    this.onProgress?.({
      stage: this.#stage,
      files,
      totalFiles: this.#totalFiles,
      bytes,
      current,
      findings: this.countFindings(),
    });
  }
}
