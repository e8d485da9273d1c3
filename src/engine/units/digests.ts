import { type Artifact, plainArtifact } from '../../model/artifact.js';
import { ProcessPool } from '../../platform/process-pool.js';
import { compiledEntry } from '../../platform/start-process.js';
import { type DigestJob, digestFile, type FileDigest, isDigestJob, isFileDigest } from './digest-file.js';

export interface DigestsOptions {
  /** Processes; packed evidence is unpacked in them. */
  readonly jobs: number;
  /** Longest time without a word of progress, milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 512;

/** Digests of evidence, in processes that are started when there is something to read. */
export class Digests {
  readonly #pool: ProcessPool<DigestJob, { readonly digest: FileDigest | null }, 'ready'>;

  constructor({ jobs, deadlineMs, signal }: DigestsOptions) {
    this.#pool = new ProcessPool<DigestJob, { readonly digest: FileDigest | null }, 'ready'>({
      entry: compiledEntry(new URL('./digest-process.js', import.meta.url)),
      setup: () => null,
      processes: jobs,
      here: () => (job, progress) => {
        if (!isDigestJob(job)) throw new Error('That is no job');
        return digestFile(job, progress);
      },
      deadlineMs,
      setupDeadlineMs: SETUP_DEADLINE_MS,
      memoryLimitMiB: MEMORY_LIMIT_MIB,
      weigh: ({ artifact }) => artifact.size,
      isResult: isFileDigest,
      isReady: (value) => value === 'ready',
      signal,
    });
  }

  /** Null where its bytes cannot be had. Never rejects. @param lengths beginnings of which the digests are wanted, ascending */
  async of(artifact: Artifact, lengths: readonly number[] = []): Promise<FileDigest | null> {
    const outcome = await this.#pool.run({ artifact: plainArtifact(artifact), lengths });
    return outcome.status === 'done' ? outcome.result.digest : null;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
