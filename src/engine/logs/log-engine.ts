import type { Artifact } from '../../model/artifact.js';
import { createAddressSet } from '../../platform/address-set.js';
import { inOrder } from '../../platform/ordered.js';
import { compiledEntry, type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { AnalysisMerger } from './analysis-merger.js';
import type { FileAnalysis } from './file-analysis.js';
import { measureRarity } from './literal-rarity.js';
import { isLogKind, type LogAnalysis } from './log-analysis.js';
import { isFileAnalysis, isLogReady, type LogJob, type LogSetup } from './messages.js';
import type { EventBatch } from './packed-events.js';
import { type LogClock, type PeekedLog, peekLogs } from './peek-logs.js';
import { proxyNote, type RecognisedProxy, recogniseProxies } from './recognise-proxies.js';
import { createJobRunner } from './run-log-job.js';
import { siteInPath } from './site-in-path.js';

export interface LogEngineOptions {
  readonly pack: SigmaPack;
  /** Log processes. One job is one log. */
  readonly jobs: number;
  /** Records before and after these instants (UTC ISO 8601) are counted, but neither matched nor part of life-lines. */
  readonly since?: string | null;
  readonly until?: string | null;
  /** Addresses and CIDR ranges of one's own proxies and monitors. */
  readonly ownAddresses?: readonly string[];
  /** What the collection tells of the clock of a log's server. Without it nothing is known. */
  readonly clockOf?: (artifact: Artifact) => LogClock;
  /** Longest time that a log process may go without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
}

export interface LogProgress {
  /** Logs that are read. */
  readonly files: number;
  /** What is read of these and of those under way. */
  readonly bytes: number;
  /** The one that something was read of last. */
  readonly current: Artifact;
}

export interface LogEngine {
  /**
   * Reads the artifacts of kinds `iis-log` and `httperr-log`, each once, whatever their order; others are left alone. What stands
   * in HTTPERR was refused: rules match it as attempts, and it is part of neither life-lines, streams nor correlations. The result does not depend
   * on `jobs`. Aborting ends it soon: what was read until then is the result, the rest has a note `interrupted`.
   */
  analyse(
    artifacts: readonly Artifact[],
    hooks?: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (progress: LogProgress) => void },
  ): Promise<LogAnalysis>;
  /** Most memory that a log process was seen to hold, bytes; 0 where none was seen. */
  readonly peakMemory: number;
}

/** Logs of fewer bytes in all are read in this process: starting another takes longer. */
const SMALL = 4 << 20;
const DEADLINE_MS = 60_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 1024;

/** Matches rules and follows the life of every URI that matters, in one pass over each log. */
export function createLogEngine(options: LogEngineOptions): LogEngine {
  return new Engine(options);
}

class Engine implements LogEngine {
  peakMemory = 0;

  constructor(readonly options: LogEngineOptions) {}

  async analyse(
    artifacts: readonly Artifact[],
    hooks: { signal?: AbortSignal | undefined; onProgress?: (progress: LogProgress) => void } = {},
  ): Promise<LogAnalysis> {
    const logs = artifacts.filter(({ kind }) => isLogKind(kind));
    const ordered = await peekLogs(logs, this.options.clockOf, hooks.signal);
    const own = createAddressSet(this.options.ownAddresses ?? []);
    const senders = ordered.map(({ artifact: { host }, senders }) => ({ host, senders }));
    const proxies = recogniseProxies(senders, (address) => own.has(address));
    const merging = new AnalysisMerger(this.options.pack, proxies.map(proxyNote));
    let [at, bytes] = [0, 0];
    // Of logs that are not finished, by artifact: a log of gigabytes must not look like one that hangs.
    const underWay = new Map<Artifact, number>();
    const tell = (current: Artifact): void => {
      const more = [...underWay.values()].reduce((sum, done) => sum + done, 0);
      hooks.onProgress?.({ files: at, bytes: bytes + more, current });
    };
    const runner = this.#runner(ordered, proxies, hooks.signal, (artifact, done) => {
      underWay.set(artifact, Math.min(done, artifact.size));
      tell(artifact);
    });
    try {
      for await (const outcome of inOrder(ordered, 2 * this.options.jobs + 1, (log) => runner.run(log))) {
        const log = ordered[at];
        const next = ordered[++at];
        if (!log) continue;
        const { artifact } = log;
        // Nothing needs the processes any more, and merging the last log may need their memory.
        if (!next) await runner.close();
        merging.add(log, outcome, next?.first ?? (next ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY));
        bytes += artifact.size;
        underWay.delete(artifact);
        tell(artifact);
      }
      this.peakMemory = Math.max(this.peakMemory, runner.peakMemory());
    } finally {
      await runner.close();
    }
    return merging.result();
  }

  /** One process for each job, or this one where there is little to read. */
  #runner(
    logs: readonly PeekedLog[],
    proxies: readonly RecognisedProxy[],
    signal: AbortSignal | undefined,
    onProgress: (artifact: Artifact, done: number) => void,
  ) {
    const { pack, ownAddresses, since, until, jobs, deadlineMs } = this.options;
    const prepare = (): LogSetup => ({
      documents: pack.documents,
      rarity: measureRarity(pack.program, Buffer.concat(logs.map(({ head }) => head))),
      own: ownAddresses ?? [],
      since: since ? Math.ceil(Date.parse(since) / 1000) : Number.MIN_SAFE_INTEGER,
      until: until ? Math.floor(Date.parse(until) / 1000) : Number.MAX_SAFE_INTEGER,
    });
    const jobOf = ({ artifact, facts }: PeekedLog): LogJob => ({
      artifact,
      facts,
      siteInPath: siteInPath(artifact) !== null,
      proxies: proxies.filter(({ host }) => host === artifact.host).map(({ address }) => address),
    });
    if (logs.reduce((sum, { artifact }) => sum + artifact.size, 0) <= SMALL) {
      const run = logs.length === 0 ? null : createJobRunner(prepare());
      // One after another: they share the kernel's memory.
      let last: Promise<unknown> = Promise.resolve();
      return {
        run: (log: PeekedLog): Promise<JobOutcome<FileAnalysis>> => {
          const turn = last.then(() => inThisProcess(run, jobOf(log), signal));
          last = turn;
          return turn;
        },
        peakMemory: () => 0,
        close: async () => {},
      };
    }
    let setup: LogSetup | null = null;
    const pool = new ProcessPool<LogJob, FileAnalysis, 'ready'>({
      entry: compiledEntry(new URL('./log-process.js', import.meta.url)),
      setup: () => {
        setup ??= prepare();
        return setup;
      },
      processes: Math.min(jobs, logs.length),
      deadlineMs: deadlineMs ?? DEADLINE_MS,
      setupDeadlineMs: SETUP_DEADLINE_MS,
      memoryLimitMiB: MEMORY_LIMIT_MIB,
      weigh: ({ artifact }) => artifact.size,
      isResult: isFileAnalysis,
      isReady: isLogReady,
      onProgress: ({ artifact }, done) => onProgress(artifact, done),
      signal,
    });
    return {
      run: (log: PeekedLog) => pool.run(jobOf(log)),
      peakMemory: () => pool.peakMemory,
      close: () => pool.close(),
    };
  }
}

async function inThisProcess(
  run: ReturnType<typeof createJobRunner> | null,
  job: LogJob,
  signal: AbortSignal | undefined,
): Promise<JobOutcome<FileAnalysis>> {
  if (!run || signal?.aborted) return { status: 'aborted', detail: 'the run was interrupted' };
  const parts: EventBatch[] = [];
  const result = await run(job, async (told) => {
    if ('part' in told) parts.push(told.part);
  });
  return { status: 'done', result, parts, retried: false };
}
