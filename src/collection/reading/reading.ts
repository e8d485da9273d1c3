import type { ConfigurationInputs } from '../../formats/read-configuration-inputs.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { compiledEntry, type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import { isAnswer, isConfigurationInputs, type ReadingJob } from './jobs.js';

export interface ReadingOptions {
  /** Longest time without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Another process in place of the one that parses, for tests of what becomes of its jobs. */
  readonly entry?: URL;
}

const DEADLINE_MS = 30_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 2_048;

const WHY = {
  'timed-out': ['timed-out', 'Reading it took longer than the deadline; nothing of it was examined'],
  'memory-exceeded': ['limit-reached', 'Reading it took more memory than a reading process may have'],
  crashed: ['engine-crash', 'The process that reads it failed on it'],
  aborted: ['interrupted', 'The run was stopped before it was read'],
} as const;

/**
 * Parses what the intruder may have written, in a process of its own, which is started when there is something to parse. What hangs
 * it, fills its memory or ends it costs what was being parsed, and a note.
 */
export class Reading {
  readonly #pool: ProcessPool<ReadingJob, object, 'ready'>;

  constructor({ deadlineMs = DEADLINE_MS, signal, entry }: ReadingOptions = {}) {
    this.#pool = new ProcessPool<ReadingJob, object, 'ready'>({
      entry: entry ?? compiledEntry(new URL('./reading-process.js', import.meta.url)),
      setup: () => null,
      // Content is being compiled and read beside it, in as many processes as there are processors.
      processes: 1,
      deadlineMs,
      setupDeadlineMs: SETUP_DEADLINE_MS,
      memoryLimitMiB: MEMORY_LIMIT_MIB,
      weigh: ({ artifact }) => artifact.size,
      isResult: isAnswer,
      isReady: (value) => value === 'ready',
      signal,
    });
  }

  /** One configuration file, of the kind that the artifact says. Never rejects. */
  async configuration(artifact: Artifact): Promise<ConfigurationInputs> {
    const outcome = await this.#pool.run({ read: 'configuration', artifact });
    if (outcome.status !== 'done') return { inputs: [], notes: [lost(artifact, outcome)] };
    if (isConfigurationInputs(outcome.result)) return outcome.result;
    return { inputs: [], notes: [lost(artifact, { status: 'crashed', detail: 'it gave an answer that is none' })] };
  }

  /** Ends its process. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}

function lost(
  { collectedPath: path, host }: Artifact,
  { status, detail }: Exclude<JobOutcome<object>, { status: 'done' }>,
): CoverageNote {
  const [code, message] = WHY[status];
  return { code, message: `${message}: ${detail}`, path, host, incomplete: true };
}
