import { EVERY_UNIT_DONE, type Unit, type Units } from '../../collection/unit.js';
import type { W3cState } from '../../formats/w3c/w3c-reader.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { createAddressSet } from '../../platform/address-set.js';
import { giveWay } from '../../platform/give-way.js';
import { type NumberList, NumberLists } from '../../platform/number-lists.js';
import { inOrder } from '../../platform/ordered.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { SpareProcesses } from '../../platform/spare-processes.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { programData } from '../../signatures/sigma/program-data.js';
import { ActorMerger, type FollowedActivity } from './clients/actor-merger.js';
import { AnalysisMerger } from './analysis-merger.js';
import type { FileAnalysis } from './file-analysis.js';
import type { Followed } from './clients/followed.js';
import { JoinedLogs, type UnitOfPiece } from './joined-logs.js';
import { measureRarity } from './kernel/literal-rarity.js';
import type { LogAnalysis } from './log-analysis.js';
import { failureNote, fileNotes } from './log-notes.js';
import { type LogPiece, piecesOf, StateInForce, sizeOf } from './log-pieces.js';
import { createLogRunner } from './log-runner.js';
import { joinSummaries, type LogSummary, summaryOf } from './log-summary.js';
import { MatchTally, type TallyKeys, type TallyPart } from './matches/match-tally.js';
import { isFileAnalysis, type LogJob, type LogQuestions, type LogSetup } from './messages.js';
import { type Moment, Moments, momentsOfHost } from './clients/moments.js';
import { mayName } from './clients/names-in-log.js';
import type { PeekedLog } from './peek-logs.js';
import { type RecognisedProxy, recogniseProxies } from './clients/recognise-proxies.js';
import { shiftLines } from './shift-lines.js';
import { siteInPath } from './site-in-path.js';

export interface LogEngineOptions {
  readonly pack: SigmaPack;
  /** Log processes; 0: this one, for what nobody hostile wrote. One job is one log, or a range of a large one. */
  readonly jobs: number;
  /** Records before and after these instants (UTC ISO 8601) are counted, but neither matched nor part of life-lines. */
  readonly since?: string | null;
  readonly until?: string | null;
  /** Addresses and CIDR ranges of one's own proxies and monitors. */
  readonly ownAddresses?: readonly string[];
  /** Longest time that a log process may go without a word of progress, milliseconds. */
  readonly deadlineMs?: number;
  /** Where what one log says comes from; every log is read unless given. */
  readonly units?: Units;
  readonly spares?: SpareProcesses;
}

export interface LogProgress {
  /** Logs that are read. */
  readonly files: number;
  /** What is read of these and of those under way. */
  readonly bytes: number;
  /** The one that something was read of last. */
  readonly current: Artifact;
}

export interface LogHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: LogProgress) => void;
}

export interface LogEngine {
  /**
   * Reads logs of kinds `iis-log` and `httperr-log`, each once, in the order in which `peekLogs` gives them. What stands in HTTPERR was refused: rules match it as attempts, and it is part of neither life-lines, streams nor correlations. The result does not depend
   * on `jobs`. Aborting ends it soon: what was read until then is the result, the rest has a note `interrupted`.
   */
  analyse(logs: readonly PeekedLog[], hooks?: LogHooks): Promise<LogAnalysis>;
  /**
   * Reads what was analysed once more, for all that some clients and accounts did, also what no rule matched. HTTPERR is left out. In
   * the order of `followed`. Records of theirs close to a moment are kept.
   */
  follow(followed: readonly Followed[], moments: readonly Moment[], hooks?: LogHooks): Promise<FollowedActivity>;
  /** Reads logs and only counts what rules match, by values of fields. */
  tally(logs: readonly PeekedLog[], keys: TallyKeys, hooks?: LogHooks): Promise<TalliedLogs>;
  /** Most memory that a log process was seen to hold, bytes; 0 where none was seen. */
  readonly peakMemory: number;
  /** Nothing is asked of it any more. */
  close(): Promise<void>;
}

export interface TalliedLogs {
  readonly parts: readonly TallyPart[];
  readonly records: number;
  /** What could not be read, in words. */
  readonly notRead: readonly string[];
}

/** Matches rules and follows the life of every URI that matters, in one pass over each log. */
export function createLogEngine(options: LogEngineOptions): LogEngine {
  return new Engine(options);
}

/** Bytes of logs below which it costs more to measure which literals are rare than is won by it. */
const WORTH_MEASURING = 8 * 1024 * 1024;

function rarityIn(pack: SigmaPack, logs: readonly PeekedLog[]): LogSetup['rarity'] {
  const bytes = logs.reduce((sum, { artifact: { size } }) => sum + size, 0);
  return bytes < WORTH_MEASURING ? new Map() : measureRarity(pack.program, Buffer.concat(logs.map(({ head }) => head)));
}

/** What came of a piece as it was read. */
interface RunPiece {
  readonly piece: LogPiece;
  readonly job: LogJob;
  readonly outcome: JobOutcome<FileAnalysis>;
}

class Engine implements LogEngine {
  peakMemory = 0;
  #ordered: readonly PeekedLog[] = [];
  /** Of logs that were analysed, first and last time, seconds since 1970; null where no record tells one. */
  readonly #spans = new Map<Artifact, readonly [number, number] | null>();
  /** Of these, who is named in their pieces; null where that is not known of all of them. */
  readonly #names = new Map<Artifact, readonly NumberList[] | null>();
  readonly #lists = new NumberLists();
  #proxies: readonly RecognisedProxy[] = [];

  constructor(readonly options: LogEngineOptions) {}

  async analyse(ordered: readonly PeekedLog[], hooks: LogHooks = {}): Promise<LogAnalysis> {
    const own = createAddressSet(this.options.ownAddresses ?? []);
    const senders = ordered.map(({ artifact: { host }, senders }) => ({ host, senders }));
    this.#ordered = ordered;
    this.#proxies = recogniseProxies(senders, (address) => own.has(address));
    const { pack } = this.options;
    const merging = new AnalysisMerger(pack, this.#proxies, hooks.signal);
    // Where results are kept, who is named in a log saves that it is read once more for others.
    const questions = { ...this.#period, documents: pack.documents, ...(this.#isKept && { names: true }) };
    let rarity: LogSetup['rarity'] | null = null;
    const hints = () => {
      rarity ??= rarityIn(pack, ordered);
      return rarity;
    };
    const unitOf = (job: LogJob) => ({ ...logUnit('requests', questions, job), hints });
    const { joined: kept } = this.options.units ?? {};
    const unitOfPiece: UnitOfPiece = (piece, state) => unitOf(this.#jobOf(piece, state, undefined));
    const joined = kept && new JoinedLogs(kept, ordered, unitOfPiece, this.#lists);
    for (const [at, { span, names }] of ((await joined?.resume(merging)) ?? []).entries()) {
      const log = ordered[at];
      if (!log) break;
      this.#spans.set(log.artifact, span);
      this.#names.set(log.artifact, names);
    }
    const before = joined?.count ?? 0;
    await this.#read(
      ordered.slice(before),
      () => ({ ...questions, documents: [], program: programData(pack.program), rarity: hints() }),
      unitOf,
      {
        ...hooks,
        onProgress: (progress) => hooks.onProgress?.({ ...progress, files: before + progress.files }),
      },
      async (piece, outcome, next, state) => {
        const { artifact } = piece.log;
        this.#spans.set(artifact, spanOf(outcome, this.#spans.get(artifact)));
        await this.#takeNames(piece, outcome);
        await merging.add(piece, outcome, next?.first ?? (next ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY));
        if (hooks.signal?.aborted) return;
        await joined?.take(piece, state, outcome, merging, () => ({
          span: this.#spans.get(artifact) ?? null,
          names: this.#names.get(artifact) ?? null,
        }));
      },
    );
    return merging.result();
  }

  async follow(
    followed: readonly Followed[],
    moments: readonly Moment[],
    hooks: LogHooks = {},
  ): Promise<FollowedActivity> {
    const merging = new ActorMerger(followed);
    const whom = new Map<PeekedLog, readonly number[]>();
    for (const log of this.#ordered) {
      if (log.artifact.kind !== 'iis-log') continue;
      const named = await this.#namedIn(log.artifact, followed);
      if (named.length > 0) whom.set(log, named);
    }
    const asked = new Map(
      [...whom].map(([log, named]) => [
        log.artifact,
        {
          followed: named.flatMap((at) => followed[at] ?? []),
          moments: this.#momentsNear(log, moments),
          // Where results are kept, digests are, too.
          ...(log.artifact.location.member && !this.#isKept && { digest: true as const }),
        },
      ]),
    );
    const questions = { ...this.#period, documents: [] };
    // Many logs name the same ones: one object for these.
    const setups = new Map<string, LogQuestions>();
    const setupFor = (named: readonly Followed[]): LogQuestions => {
      const key = JSON.stringify(named);
      const setup = setups.get(key) ?? { ...questions, followed: named };
      setups.set(key, setup);
      return setup;
    };
    await this.#read(
      [...whom.keys()],
      () => ({ ...questions, rarity: new Map() }),
      ({ followed: named = [], ...task }) => logUnit('actors', setupFor(named), task),
      hooks,
      ({ log }, outcome) => merging.add(log.artifact, outcome, whom.get(log) ?? []),
      asked,
    );
    return merging.result();
  }

  async tally(logs: readonly PeekedLog[], keys: TallyKeys, hooks: LogHooks = {}): Promise<TalliedLogs> {
    const { pack } = this.options;
    const questions = { ...this.#period, documents: pack.documents, tally: keys };
    const prepare = (): LogSetup => ({
      ...questions,
      documents: [],
      program: programData(pack.program),
      rarity: rarityIn(pack, logs),
    });
    const tally = new MatchTally(keys);
    const notRead: string[] = [];
    let records = 0;
    let summary: LogSummary | null = null;
    const unitOf = (job: LogJob) => logUnit('requests', questions, job);
    await this.#read(logs, prepare, unitOf, hooks, (piece, outcome) => {
      const { artifact } = piece.log;
      const notes: CoverageNote[] = [];
      if (piece.isFirst) summary = null;
      if (outcome.status === 'done') {
        const part = summaryOf(outcome.result);
        summary = summary === null ? part : joinSummaries(summary, part);
        records += outcome.result.lines.records;
        tally.merge(outcome.result.tallies);
      } else notes.push(failureNote(piece, outcome));
      if (piece.isLast && summary !== null) notes.push(...fileNotes(artifact, summary));
      for (const { path, message, incomplete } of notes) {
        if (incomplete) notRead.push(`${path ?? artifact.collectedPath}: ${message}`);
      }
    });
    return { parts: tally.parts, records, notRead };
  }

  close(): Promise<void> {
    return this.#lists.close();
  }

  get #isKept(): boolean {
    return this.options.units?.areKept === true;
  }

  get #period(): Pick<LogSetup, 'own' | 'since' | 'until'> {
    const { ownAddresses, since, until } = this.options;
    return {
      own: ownAddresses ?? [],
      since: since ? Math.ceil(Date.parse(since) / 1000) : Number.MIN_SAFE_INTEGER,
      until: until ? Math.floor(Date.parse(until) / 1000) : Number.MAX_SAFE_INTEGER,
    };
  }

  /** Reads each piece of each log and hands over what came of it, in their order; `next` is the log behind the piece's. */
  async #read(
    logs: readonly PeekedLog[],
    prepare: () => LogSetup,
    unitOf: (job: LogJob) => Unit<FileAnalysis>,
    { signal, onProgress }: LogHooks,
    take: (
      piece: LogPiece,
      outcome: JobOutcome<FileAnalysis>,
      next: PeekedLog | undefined,
      state: W3cState | null,
    ) => Promise<void> | void,
    asked?: ReadonlyMap<Artifact, Pick<LogJob, 'followed' | 'moments' | 'digest'>>,
  ): Promise<void> {
    let [at, bytes, files] = [0, 0, 0];
    // Of pieces that are not finished, by job: a log of gigabytes must not look like one that hangs.
    const underWay = new Map<LogJob, number>();
    const tell = (current: Artifact): void => {
      const more = [...underWay.values()].reduce((sum, done) => sum + done, 0);
      onProgress?.({ files, bytes: bytes + more, current });
    };
    const { jobs, deadlineMs, spares, units = EVERY_UNIT_DONE } = this.options;
    const pieces = logs.flatMap(piecesOf);
    const runner = createLogRunner({
      pieces: pieces.length,
      bytes: logs.reduce((sum, { artifact }) => sum + artifact.size, 0),
      jobs,
      deadlineMs,
      signal,
      spares,
      prepare,
      onProgress: (job, done) => {
        underWay.set(job, Math.min(done, job.range?.length ?? job.artifact.size));
        tell(job.artifact);
      },
    });
    const states = new StateInForce();
    const run = async (piece: LogPiece): Promise<RunPiece> => {
      const job = this.#jobOf(piece, states.at(piece), asked?.get(piece.log.artifact));
      return { piece, job, outcome: await units.outcome(unitOf(job), () => runner.run(job)) };
    };
    // Lines of the log before the piece at hand, null where they were not counted.
    let lines: number | null = 0;
    try {
      for await (const first of inOrder(pieces, units.underWay ?? 2 * Math.max(jobs, 1) + 1, run)) {
        const { piece } = first;
        const { artifact } = piece.log;
        const isRight = states.holds(piece, first.job.range?.state ?? null, first.outcome);
        const { job, outcome } = isRight ? first : await run(piece);
        states.take(piece, outcome);
        const isEnd = ++at === pieces.length;
        // Nothing needs the processes any more, and merging the last piece may need their memory.
        if (isEnd) await runner.close();
        if (piece.isFirst) lines = 0;
        await take(piece, shiftLines(outcome, lines), isEnd ? undefined : pieces[at]?.log, job.range?.state ?? null);
        lines = outcome.status === 'done' && lines !== null ? lines + outcome.result.lines.read : null;
        // They may be ready faster than they are joined.
        await giveWay();
        bytes += sizeOf(piece);
        if (piece.isLast) files++;
        for (const one of [first.job, job]) underWay.delete(one);
        tell(artifact);
      }
      this.peakMemory = Math.max(this.peakMemory, runner.peakMemory());
    } finally {
      await runner.close();
    }
  }

  async #takeNames({ log: { artifact }, isFirst }: LogPiece, outcome: JobOutcome<FileAnalysis>): Promise<void> {
    const before = isFirst ? [] : (this.#names.get(artifact) ?? null);
    const names = outcome.status === 'done' ? outcome.result.names : null;
    this.#names.set(artifact, before && names && [...before, await this.#lists.add(names)]);
  }

  /** Places of those who may be named in a log: all, where it is not known who is. */
  async #namedIn(artifact: Artifact, followed: readonly Followed[]): Promise<readonly number[]> {
    const everyone = [...followed.keys()];
    const lists = this.#names.get(artifact) ?? null;
    if (lists === null) return everyone;
    const named = new Set<number>();
    for (const list of lists) {
      const hashes = await list.read().catch(() => null);
      if (hashes === null) return everyone;
      for (const [at, one] of followed.entries()) if (mayName(hashes, one)) named.add(at);
    }
    return everyone.filter((at) => named.has(at));
  }

  /** Those that can make a difference to a log. */
  #momentsNear({ artifact }: PeekedLog, moments: readonly Moment[]): readonly number[] {
    const own = momentsOfHost(moments, artifact.host);
    const span = this.#spans.get(artifact);
    if (span === undefined || span === null) return own;
    return own.filter((seconds) => new Moments([seconds]).isWithin(...span));
  }

  #jobOf(
    { log: { artifact, facts }, range }: LogPiece,
    state: W3cState | null,
    asked: Pick<LogJob, 'followed' | 'moments' | 'digest'> | undefined,
  ): LogJob {
    return {
      artifact,
      facts,
      siteInPath: siteInPath(artifact) !== null,
      proxies: this.#proxies.filter(({ host }) => host === artifact.host).map(({ address }) => address),
      range: range && state && { ...range, state },
      ...asked,
    };
  }
}

/** One piece of a log: its bytes, how it is read, and the server, by which moments are told apart. */
export function logUnit(kind: 'requests' | 'actors', setup: LogQuestions, task: LogJob): Unit<FileAnalysis> {
  const { artifact, ...job } = task;
  return {
    kind,
    artifacts: [artifact],
    range: task.range && { offset: task.range.offset, length: task.range.length },
    setup,
    job: { ...job, host: artifact.host },
    task,
    namesPathOnly: true,
    isResult: isFileAnalysis,
  };
}

/** @param before of the pieces before this one */
function spanOf(
  outcome: JobOutcome<FileAnalysis>,
  before: readonly [number, number] | null = null,
): readonly [number, number] | null {
  if (outcome.status !== 'done') return before;
  const { firstTime, lastTime } = outcome.result;
  if (firstTime === null || lastTime === null) return before;
  return [Math.min(firstTime, before?.[0] ?? firstTime), Math.max(lastTime, before?.[1] ?? lastTime)];
}
