import { openArtifact } from '../../collection/open-artifact.js';
import { readLog } from '../../formats/log-file/read-log.js';
import { hasLocalTimes, RECOGNISED_BYTES } from '../../formats/log-file/recognise-log.js';
import { wideEncoding } from '../../formats/log-file/utf8-chunks.js';
import { DAY, dayInFileName } from '../../formats/log-line/line-time.js';
import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import { offsetAt, type TimeZone } from '../../formats/log-line/time-zone.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { compareText } from '../../platform/order.js';
import { inOrder } from '../../platform/ordered.js';
import { compiledEntry, type JobOutcome, ProcessPool } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { Correlator } from './correlator.js';
import type { FileAnalysis, MatchGroup } from './file-analysis.js';
import { LifeLineMerger } from './life-line-merger.js';
import { measureRarity } from './literal-rarity.js';
import { isLogKind, type LogAnalysis, type LogCounters, type ReadLog } from './log-analysis.js';
import { fileNotes, localTimeNote, uncountedNote } from './log-notes.js';
import { MatchMerger } from './match-merger.js';
import { isFileAnalysis, isLogReady, type LogJob, type LogSetup } from './messages.js';
import { type EventBatch, isEventBatch } from './packed-events.js';
import { createJobRunner } from './run-log-job.js';
import { siteInPath } from './site-in-path.js';
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
  /** What the collection tells of the clock of a log's server. Without it nothing is known. */
  readonly clockOf?: (artifact: Artifact) => LogClock;
  /** Longest time that a log process may go without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
}

export interface LogClock {
  readonly zone: TimeZone | null;
  /** By the configuration a W3C log is in local time (`logFileTime`). By itself it is not; other formats always are. */
  readonly logsLocalTime: boolean;
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
/** The sample that tells which texts are rare: so much of so many logs, spread over all. */
const SAMPLED_LOGS = 16;
const SAMPLED_BYTES = 64 << 10;
const DEADLINE_MS = 60_000;
const SETUP_DEADLINE_MS = 60_000;
const MEMORY_LIMIT_MIB = 1024;
const NO_CLOCK: LogClock = { zone: null, logsLocalTime: false };

/** Matches rules and follows the life of every URI that matters, in one pass over each log. */
export function createLogEngine(options: LogEngineOptions): LogEngine {
  return new Engine(options);
}

interface Peeked {
  readonly artifact: Artifact;
  readonly facts: LogFileFacts;
  /** Its times are those of the server's clock. */
  readonly local: boolean;
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
    const logs = artifacts.filter(({ kind }) => isLogKind(kind));
    const ordered = await inTime(logs, this.options.clockOf, hooks.signal);
    const merging = new Merging(this.options);
    let [at, bytes] = [0, 0];
    // Of logs that are not finished, by artifact: a log of gigabytes must not look like one that hangs.
    const underWay = new Map<Artifact, number>();
    const tell = (current: Artifact): void => {
      const more = [...underWay.values()].reduce((sum, done) => sum + done, 0);
      hooks.onProgress?.({ files: at, bytes: bytes + more, current });
    };
    const runner = this.#runner(ordered, hooks.signal, (artifact, done) => {
      underWay.set(artifact, done);
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
    logs: readonly Peeked[],
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
    const jobOf = ({ artifact, facts }: Peeked): LogJob => ({
      artifact,
      facts,
      siteInPath: siteInPath(artifact) !== null,
    });
    if (logs.reduce((sum, { artifact }) => sum + artifact.size, 0) <= SMALL) {
      const run = logs.length === 0 ? null : createJobRunner(prepare());
      // One after another: they share the kernel's memory.
      let last: Promise<unknown> = Promise.resolve();
      return {
        run: (log: Peeked): Promise<JobOutcome<FileAnalysis>> => {
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
      run: (log: Peeked) => pool.run(jobOf(log)),
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

/** Joins what each file said; files come in the order of their first records. */
class Merging {
  readonly #matches = new MatchMerger();
  readonly #lifeLines = new LifeLineMerger();
  readonly #streams = new StreamMerger();
  readonly #correlator: Correlator;
  readonly #notes: CoverageNote[] = [];
  readonly #logs: ReadLog[] = [];
  /** Logs in local time of servers of which not all is known, by host. */
  readonly #local = new Map<string | null, { readonly zone: TimeZone | null; logs: number }>();
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

  add({ artifact, facts, local }: Peeked, outcome: JobOutcome<FileAnalysis>, next: number): void {
    this.#counters.files++;
    this.#notes.push(...fileNotes(artifact, outcome));
    const refused = outcome.status === 'done' && outcome.result.format === 'httperr';
    const counted = outcome.status === 'done' && !refused ? outcome.parts.filter(isEventBatch) : [];
    this.#correlator.add(artifact, counted, next);
    if (outcome.status !== 'done') return;
    const analysis = outcome.result;
    this.#count(analysis);
    if (isLogKind(artifact.kind)) {
      const { records, outside } = analysis.lines;
      this.#logs.push({ host: artifact.host, kind: artifact.kind, records, outside });
    }
    if (analysis.format === null) return;
    if (refused) {
      this.#matches.add(artifact.host, analysis.groups.map(asAttempt));
      return;
    }
    const clockUnknown = local && (facts.zone == null || facts.zone.summer === 'unknown');
    if (clockUnknown && analysis.lines.records > 0) {
      const known = this.#local.get(artifact.host) ?? { zone: facts.zone ?? null, logs: 0 };
      known.logs++;
      this.#local.set(artifact.host, known);
    }
    for (const matches of analysis.uncounted) {
      const { pack } = this.options;
      const title = pack.rules[matches.rule]?.title ?? '';
      this.#notes.push(uncountedNote(artifact, title, matches, countedBy(pack, matches.rule)));
    }
    const inPath = siteInPath(artifact);
    const siteOf = (logged: string | null): string => inPath ?? siteName(logged);
    this.#matches.add(artifact.host, analysis.groups);
    this.#streams.add(artifact, analysis, siteOf, clockUnknown);
    for (const part of analysis.lifeLines) this.#lifeLines.add(artifact.host, siteOf(part.site), part);
  }

  result(): LogAnalysis {
    const { alerts, notes } = this.#correlator.finish();
    this.#notes.push(...notes);
    for (const [host, { logs, zone }] of this.#local) this.#notes.push(localTimeNote(host, logs, zone));
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
      logs: this.#logs,
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

/** A request that HTTP.sys refused had no success, whatever a rule takes for one. */
function asAttempt(group: MatchGroup): MatchGroup {
  return { ...group, outcome: 'attempt', success: false };
}

/** Titles of the correlations that count, themselves or through others, what a rule matches. */
function countedBy({ program, correlations }: SigmaPack, rule: number): string[] {
  const counting = new Set<number>();
  for (let before = -1; before < counting.size; ) {
    before = counting.size;
    for (const { index, inputs } of program.correlations) {
      const counts = inputs.some((input) => (input.kind === 'rule' ? input.index === rule : counting.has(input.index)));
      if (counts) counting.add(index);
    }
  }
  return correlations.filter((_, i) => counting.has(i) && program.correlations[i]?.reports).map(({ title }) => title);
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
    const clock = clockOf?.(artifact) ?? NO_CLOCK;
    const facts = factsOf(artifact, clock);
    if (signal?.aborted) peeked.push({ artifact, facts, local: false, first: null, head: new Uint8Array(0) });
    else peeked.push(await peek(artifact, facts, clock.logsLocalTime, sampled));
  }
  const order = ({ first }: Peeked): number => first ?? Number.NEGATIVE_INFINITY;
  return peeked.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x < y ? -1 : x > y ? 1 : compareText(a.artifact.collectedPath, b.artifact.collectedPath);
  });
}

/** A W3C log that the configuration makes local has one offset for all of it, that of its day at noon. */
function factsOf(artifact: Artifact, { zone, logsLocalTime }: LogClock): LogFileFacts {
  const day = dayInFileName(artifact.collectedPath);
  if (!logsLocalTime || zone === null) return { day, utcOffsetMinutes: 0, zone };
  return { day, zone, utcOffsetMinutes: day === null ? zone.standardOffset : offsetAt(zone, (day + 0.5) * DAY) };
}

/** Looks at the first chunk of a log. Its bytes are kept where it is one of the sample. */
async function peek(artifact: Artifact, facts: LogFileFacts, isLocal: boolean, sampled: boolean): Promise<Peeked> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of openArtifact(artifact)) {
    head = new Uint8Array(chunk.subarray(0, SAMPLED_BYTES));
    break;
  }
  let first: number | null = null;
  for (const line of readLog(head.subarray(0, RECOGNISED_BYTES), facts)) {
    if (line.kind !== 'record' || line.time === null) continue;
    first = Date.parse(line.time) / 1000;
    break;
  }
  const local = isLocal || hasLocalTimes(head);
  return { artifact, facts, local, first, head: sampled && wideEncoding(head) === null ? head : new Uint8Array(0) };
}
