import { openArtifact } from '../../collection/open-artifact.js';
import { readLog } from '../../formats/log-file/read-log.js';
import { RECOGNISED_BYTES } from '../../formats/log-file/recognise-log.js';
import { wideEncoding } from '../../formats/log-file/utf8-chunks.js';
import { dayInFileName } from '../../formats/log-line/line-time.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { compareText } from '../../platform/order.js';
import { inOrder } from '../../platform/ordered.js';
import { compiledEntry, type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { Correlator } from './correlator.js';
import type { FileAnalysis } from './file-analysis.js';
import { LifeLineMerger } from './life-line-merger.js';
import type { LogAnalysis, LogCounters } from './log-analysis.js';
import { fileNotes } from './log-notes.js';
import { MatchMerger } from './match-merger.js';
import { isFileAnalysis, isLogReady, type LogJob, type LogSetup } from './messages.js';
import { NO_EVENTS } from './packed-events.js';
import { createJobRunner } from './run-log-job.js';
import { StreamMerger } from './stream-merger.js';

export interface LogEngineOptions {
  readonly pack: SigmaPack;
  /** Log processes. One job is one log. */
  readonly jobs: number;
  /** Records before and after these instants (UTC ISO 8601) are counted, but neither matched nor part of life-lines. */
  readonly since?: string | null;
  readonly until?: string | null;
  /** Addresses and CIDR ranges of one's own proxies and monitors. */
  readonly ownAddresses?: readonly string[];
  /**
   * Minutes that a log's clock is ahead of UTC, by the collected configuration (`logFileTime`): 0 for UTC, null where the log
   * is in local time and the offset is not known. Without it logs are in UTC, but for the formats that never are.
   */
  readonly clockOf?: (artifact: Artifact) => number | null;
  /** Longest time that a log process may go without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
}

export interface LogProgress {
  /** Logs that are read, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** The one that was read last. */
  readonly current: Artifact;
}

export interface LogEngine {
  /**
   * Reads the artifacts of kind `iis-log`, each once, whatever their order; others are left alone. The result does not depend
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
/** The sample that tells which texts are rare: so much of so many logs, spread over all. */
const SAMPLED_LOGS = 16;
const SAMPLED_BYTES = 64 << 10;
const DEADLINE_MS = 60_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 1024;

/** Matches rules and follows the life of every URI that matters, in one pass over each log. */
export function createLogEngine(options: LogEngineOptions): LogEngine {
  return new Engine(options);
}

interface Peeked {
  readonly artifact: Artifact;
  /** Its beginning, as UTF-8; empty where it could not be read. */
  readonly head: Uint8Array;
  /** Of the first record near the beginning, seconds since 1970; null where there is none. */
  readonly first: number | null;
}

class Engine implements LogEngine {
  peakMemory = 0;

  constructor(readonly options: LogEngineOptions) {}

  async analyse(
    artifacts: readonly Artifact[],
    hooks: { signal?: AbortSignal | undefined; onProgress?: (progress: LogProgress) => void } = {},
  ): Promise<LogAnalysis> {
    const logs = artifacts.filter(({ kind }) => kind === 'iis-log');
    const ordered = await inTime(logs, this.options.clockOf, hooks.signal);
    const merging = new Merging(this.options);
    const runner = this.#runner(ordered, hooks.signal);
    try {
      let [at, bytes] = [0, 0];
      for await (const outcome of inOrder(ordered, 2 * this.options.jobs + 1, ({ artifact }) => runner.run(artifact))) {
        const { artifact } = ordered[at] ?? {};
        const next = ordered[++at];
        if (!artifact) continue;
        merging.add(artifact, outcome, next?.first ?? (next ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY));
        bytes += artifact.size;
        hooks.onProgress?.({ files: at, bytes, current: artifact });
      }
      this.peakMemory = Math.max(this.peakMemory, runner.peakMemory());
    } finally {
      await runner.close();
    }
    return merging.result();
  }

  /** One process for each job, or this one where there is little to read. */
  #runner(logs: readonly Peeked[], signal: AbortSignal | undefined) {
    const { pack, ownAddresses, since, until, clockOf, jobs, deadlineMs } = this.options;
    const setup: LogSetup = {
      documents: pack.documents,
      sample: Buffer.concat(logs.map(({ head }) => head)),
      own: ownAddresses ?? [],
      since: since ? Math.ceil(Date.parse(since) / 1000) : Number.MIN_SAFE_INTEGER,
      until: until ? Math.floor(Date.parse(until) / 1000) : Number.MAX_SAFE_INTEGER,
    };
    const jobOf = (artifact: Artifact): LogJob => ({
      artifact,
      utcOffsetMinutes: clockOf?.(artifact) ?? 0,
      siteInPath: siteInPath(artifact) !== null,
    });
    if (logs.reduce((sum, { artifact }) => sum + artifact.size, 0) <= SMALL) {
      const run = logs.length === 0 ? null : createJobRunner(setup);
      // One after another: they share the kernel's memory.
      let last: Promise<unknown> = Promise.resolve();
      return {
        run: (artifact: Artifact): Promise<JobOutcome<FileAnalysis>> => {
          const turn = last.then(() => inThisProcess(run, jobOf(artifact), signal));
          last = turn;
          return turn;
        },
        peakMemory: () => 0,
        close: async () => {},
      };
    }
    const pool = new ProcessPool<LogJob, FileAnalysis, 'ready'>({
      entry: compiledEntry(new URL('./log-process.js', import.meta.url)),
      setup,
      processes: Math.min(jobs, logs.length),
      deadlineMs: deadlineMs ?? DEADLINE_MS,
      setupDeadlineMs: SETUP_DEADLINE_MS,
      memoryLimitMiB: MEMORY_LIMIT_MIB,
      weigh: ({ artifact }) => artifact.size,
      isResult: isFileAnalysis,
      isReady: isLogReady,
      signal,
    });
    return {
      run: (artifact: Artifact) => pool.run(jobOf(artifact)),
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
  return { status: 'done', result: await run(job), retried: false };
}

/** Joins what each file said; files come in the order of their first records. */
class Merging {
  readonly #matches = new MatchMerger();
  readonly #lifeLines = new LifeLineMerger();
  readonly #streams = new StreamMerger();
  readonly #correlator: Correlator;
  readonly #notes: CoverageNote[] = [];
  readonly #counters: { -readonly [K in keyof LogCounters]: number } = {
    files: 0,
    foreignFiles: 0,
    bytes: 0,
    lines: 0,
    headers: 0,
    empty: 0,
    records: 0,
    recovered: 0,
    outside: 0,
    unparsable: 0,
    candidates: 0,
    withoutLifeLine: 0,
  };

  constructor(readonly options: LogEngineOptions) {
    this.#correlator = new Correlator(options.pack);
  }

  add(artifact: Artifact, outcome: JobOutcome<FileAnalysis>, next: number): void {
    this.#counters.files++;
    this.#notes.push(...fileNotes(artifact, outcome, this.options.clockOf?.(artifact)));
    if (outcome.status !== 'done') {
      this.#correlator.add(artifact, { events: NO_EVENTS, layouts: [] }, next);
      return;
    }
    const analysis = outcome.result;
    this.#count(analysis);
    this.#correlator.add(artifact, analysis, next);
    if (analysis.format === null) return;
    const inPath = siteInPath(artifact);
    const siteOf = (logged: string | null): string => inPath ?? siteName(logged);
    this.#matches.add(artifact.host, analysis.groups);
    this.#streams.add(artifact, analysis, siteOf);
    for (const part of analysis.lifeLines) this.#lifeLines.add(artifact.host, siteOf(part.site), part);
  }

  result(): LogAnalysis {
    const { alerts, notes } = this.#correlator.finish();
    this.#notes.push(...notes);
    if (this.#lifeLines.beyond > 0) {
      this.#notes.push({
        code: 'limit-reached',
        message: 'The logs name more URIs than are followed; requests for the others were matched by rules only',
        count: this.#lifeLines.beyond,
        incomplete: false,
      });
    }
    return {
      matches: this.#matches.result(this.options.pack.rules),
      alerts,
      lifeLines: this.#lifeLines.result(),
      streams: this.#streams.result(),
      notes: this.#notes,
      counters: this.#counters,
    };
  }

  #count({ format, bytes, lines, candidateLines, notKept }: FileAnalysis): void {
    const counters = this.#counters;
    counters.bytes += bytes;
    if (format === null) counters.foreignFiles++;
    counters.lines += lines.read;
    counters.headers += lines.header;
    counters.empty += lines.empty;
    counters.records += lines.records;
    counters.recovered += lines.recovered;
    counters.outside += lines.outside;
    counters.unparsable += lines.unparsable;
    counters.candidates += candidateLines;
    counters.withoutLifeLine += notKept;
  }
}

/** `W3SVC1` of a log's path, without which its records tell the site. */
function siteInPath(artifact: Artifact): string | null {
  const path = (artifact.windowsPath ?? artifact.collectedPath).replaceAll('\\', '/');
  return /(?:^|\/)W3SVC(\d+)\/[^/]+$/i.exec(path)?.[1] ?? null;
}

function siteName(logged: string | null): string {
  if (logged === null) return 'unknown';
  return /^W3SVC(\d+)$/i.exec(logged)?.[1] ?? (/^\d+$/.test(logged) ? `port-${logged}` : logged);
}

/** Logs in the order of their first records; those that show none come first. */
async function inTime(
  logs: readonly Artifact[],
  clockOf: LogEngineOptions['clockOf'],
  signal: AbortSignal | undefined,
): Promise<Peeked[]> {
  const peeked: Peeked[] = [];
  for (const [i, artifact] of logs.entries()) {
    const sampled = i % Math.ceil(logs.length / SAMPLED_LOGS) === 0;
    if (signal?.aborted) peeked.push({ artifact, first: null, head: new Uint8Array(0) });
    else peeked.push(await peek(artifact, clockOf?.(artifact) ?? 0, sampled));
  }
  const order = ({ first }: Peeked): number => first ?? Number.NEGATIVE_INFINITY;
  return peeked.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x < y ? -1 : x > y ? 1 : compareText(a.artifact.collectedPath, b.artifact.collectedPath);
  });
}

/** Looks at the first chunk of a log. Its bytes are kept where it is one of the sample. */
async function peek(artifact: Artifact, utcOffsetMinutes: number, sampled: boolean): Promise<Peeked> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of openArtifact(artifact)) {
    head = new Uint8Array(chunk.subarray(0, SAMPLED_BYTES));
    break;
  }
  const facts = { day: dayInFileName(artifact.collectedPath), utcOffsetMinutes };
  let first: number | null = null;
  for (const line of readLog(head.subarray(0, RECOGNISED_BYTES), facts)) {
    if (line.kind !== 'record' || line.time === null) continue;
    first = Date.parse(line.time) / 1000;
    break;
  }
  return { artifact, first, head: sampled && wideEncoding(head) === null ? head : new Uint8Array(0) };
}
