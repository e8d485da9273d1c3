import type { TimeZone } from '../../formats/log-line/time-zone.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { breather, giveWay } from '../../platform/give-way.js';
import { has } from '../../platform/objects.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { correlationsAcross, rulesAcross } from './correlation/correlate-across.js';
import { Correlator, type CorrelatorContent } from './correlation/correlator.js';
import type { FileAnalysis, MatchGroup } from './file-analysis.js';
import { type LifeLineContent, LifeLineMerger } from './life-lines/life-line-merger.js';
import { type CountedFile, isLogKind, type LogAnalysis, type LogCounters, type ReadLog } from './log-analysis.js';
import { beyondNotes, failureNote, fileNotes, localTimeNote, uncountedNote } from './log-notes.js';
import type { LogPiece } from './log-pieces.js';
import { joinSummaries, type LogSummary, summaryOf } from './log-summary.js';
import { type MatchContent, MatchMerger } from './matches/match-merger.js';
import { type EventBatch, eventsOf, isEventBatch } from './correlation/packed-events.js';
import type { PeekedLog } from './peek-logs.js';
import { proxyNote, type RecognisedProxy } from './clients/recognise-proxies.js';
import { siteInPath } from './site-in-path.js';
import { type StreamContent, StreamMerger } from './life-lines/stream-merger.js';

type Counters = { -readonly [K in keyof LogCounters]: number };

interface LocalLogs {
  readonly zone: TimeZone | null;
  logs: number;
}

/** All that is joined, between two files: plain data, without what is of a run. */
export interface JoinedRequests {
  readonly matches: MatchContent;
  readonly lifeLines: LifeLineContent;
  readonly streams: StreamContent;
  readonly correlator: CorrelatorContent;
  readonly counted: readonly CountedFile[];
  readonly notes: readonly CoverageNote[];
  readonly logs: readonly ReadLog[];
  readonly local: readonly (readonly [host: string | null, logs: LocalLogs])[];
  readonly counters: Counters;
}

// Both ends are the same version of the same code, as those of two processes.
export function isJoinedRequests(value: unknown): value is JoinedRequests {
  return has(value, 'lifeLines', 'correlator');
}

/** Joins what each piece of a file said; files come in the order of their first records, and the pieces of each in its order. */
export class AnalysisMerger {
  readonly #matches = new MatchMerger();
  readonly #lifeLines = new LifeLineMerger();
  readonly #streams = new StreamMerger();
  readonly #correlator: Correlator;
  /** Rules that correlations across requests and other records count. */
  readonly #across: ReadonlySet<number>;
  readonly #counted: CountedFile[] = [];
  /** Of the file at hand: what its pieces said so far, null where none could be read, and what correlations across count of it. */
  #summary: LogSummary | null = null;
  #batches: EventBatch[] = [];
  readonly #notes: CoverageNote[];
  readonly #logs: ReadLog[] = [];
  /** Logs in local time of servers of which not all is known, by host. */
  readonly #local = new Map<string | null, LocalLogs>();
  readonly #counters: Counters = {
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

  constructor(
    readonly pack: SigmaPack,
    readonly proxies: readonly RecognisedProxy[] = [],
    /** Once aborted, what is not joined yet is left: the result is one of an interrupted run. */
    readonly signal?: AbortSignal,
  ) {
    this.#notes = proxies.map(proxyNote);
    const across = correlationsAcross(pack.program);
    this.#across = rulesAcross(pack.program, across);
    this.#correlator = new Correlator(pack, (index) => !across.has(index));
  }

  /** The next piece only once this one is taken in. `next`: time of the first record of the next file. */
  async add(piece: LogPiece, outcome: JobOutcome<FileAnalysis>, next: number): Promise<void> {
    const { artifact } = piece.log;
    if (piece.isFirst) [this.#summary, this.#batches] = [null, []];
    const refused = outcome.status === 'done' && outcome.result.format === 'httperr';
    const counted = outcome.status === 'done' && !refused ? outcome.parts.filter(isEventBatch) : [];
    this.#correlator.add(artifact, counted, piece.isLast ? next : Number.NEGATIVE_INFINITY);
    this.#batches.push(...counted.flatMap((batch) => eventsOf(batch, (rule) => this.#across.has(rule)) ?? []));
    if (outcome.status === 'done') await this.#addPart(artifact, outcome.result);
    else this.#notes.push(failureNote(piece, outcome));
    if (piece.isLast) this.#close(piece.log);
  }

  /** Takes what grows with what stands in a piece, and joins the rest to what the pieces before it said. */
  async #addPart(artifact: Artifact, analysis: FileAnalysis): Promise<void> {
    const summary = summaryOf(analysis);
    this.#summary = this.#summary ? joinSummaries(this.#summary, summary) : summary;
    const refused = analysis.format === 'httperr';
    this.#matches.add(artifact.host, refused ? analysis.groups.map(asAttempt) : analysis.groups);
    if (refused) return;
    const siteOf = sitesOf(artifact);
    const breathe = breather();
    for (const part of analysis.lifeLines) {
      await breathe();
      if (this.signal?.aborted) break;
      this.#lifeLines.add(artifact.host, siteOf(part.site), part);
    }
  }

  /** The file at hand has no more pieces. */
  #close({ artifact, facts, local }: PeekedLog): void {
    const [summary, batches] = [this.#summary, this.#batches];
    [this.#summary, this.#batches] = [null, []];
    this.#counters.files++;
    if (summary === null) return;
    this.#notes.push(...fileNotes(artifact, summary));
    if (batches.length > 0)
      this.#counted.push({
        host: artifact.host,
        collectedPath: artifact.collectedPath,
        first: summary.firstTime ?? Number.NEGATIVE_INFINITY,
        batches,
      });
    this.#count(summary);
    if (isLogKind(artifact.kind)) {
      const { records, outside } = summary.lines;
      this.#logs.push({ host: artifact.host, kind: artifact.kind, records, outside });
    }
    if (summary.format === null || summary.format === 'httperr') return;
    const clockUnknown = local && (facts.zone == null || facts.zone.summer === 'unknown');
    if (clockUnknown && summary.lines.records > 0) {
      const known = this.#local.get(artifact.host) ?? { zone: facts.zone ?? null, logs: 0 };
      known.logs++;
      this.#local.set(artifact.host, known);
    }
    for (const matches of summary.uncounted) {
      const { pack } = this;
      const title = pack.rules[matches.rule]?.title ?? '';
      this.#notes.push(uncountedNote(artifact, title, matches, countedBy(pack, matches.rule), summary.ranges));
    }
    this.#streams.add(artifact, summary, sitesOf(artifact), clockUnknown);
  }

  /** Behind the last piece of a file. What it holds is not to be changed, and holds only until the next piece is added. */
  kept(): JoinedRequests {
    return {
      matches: this.#matches.kept(),
      lifeLines: this.#lifeLines.kept(),
      streams: this.#streams.kept(),
      correlator: this.#correlator.kept(),
      counted: this.#counted,
      notes: this.#notes,
      logs: this.#logs,
      local: [...this.#local],
      counters: this.#counters,
    };
  }

  /** Goes on where another one with the same rules and proxies was, before anything is added. */
  resume({ matches, lifeLines, streams, correlator, counted, notes, logs, local, counters }: JoinedRequests): void {
    this.#matches.resume(matches);
    this.#lifeLines.resume(lifeLines);
    this.#streams.resume(streams);
    this.#correlator.resume(correlator);
    this.#counted.push(...counted);
    this.#notes.splice(0, this.#notes.length, ...notes);
    this.#logs.push(...logs);
    for (const [host, known] of local) this.#local.set(host, known);
    Object.assign(this.#counters, counters);
  }

  async result(): Promise<LogAnalysis> {
    const { alerts, notes } = this.#correlator.finish();
    await giveWay();
    this.#notes.push(...notes);
    for (const [host, { logs, zone }] of this.#local) this.#notes.push(localTimeNote(host, logs, zone));
    this.#notes.push(...beyondNotes(this.#lifeLines.beyond));
    const matches = this.#matches.result(this.pack.rules);
    await giveWay();
    return {
      matches,
      alerts,
      counted: this.#counted,
      lifeLines: await this.#lifeLines.result(),
      streams: this.#streams.result(),
      logs: this.#logs,
      proxies: this.proxies,
      notes: this.#notes,
      counters: this.#counters,
    };
  }

  #count({ format, bytes, lines, candidateLines, notKept }: LogSummary): void {
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
export function countedBy({ program, correlations }: SigmaPack, rule: number): string[] {
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

/** Names of a log's sites as its records tell them. */
function sitesOf(artifact: Artifact): (logged: string | null) => string {
  const inPath = siteInPath(artifact);
  return (logged) => inPath ?? siteName(logged);
}

function siteName(logged: string | null): string {
  if (logged === null) return 'unknown';
  return /^W3SVC(\d+)$/i.exec(logged)?.[1] ?? (/^\d+$/.test(logged) ? `port-${logged}` : logged);
}
