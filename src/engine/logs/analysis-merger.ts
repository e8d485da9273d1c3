import type { TimeZone } from '../../formats/log-line/time-zone.js';
import type { CoverageNote } from '../../model/coverage.js';
import { breather, giveWay } from '../../platform/give-way.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { correlationsAcross } from './correlate-across.js';
import { Correlator } from './correlator.js';
import type { FileAnalysis, MatchGroup } from './file-analysis.js';
import { LifeLineMerger } from './life-line-merger.js';
import { type CountedFile, isLogKind, type LogAnalysis, type LogCounters, type ReadLog } from './log-analysis.js';
import { beyondNotes, fileNotes, localTimeNote, uncountedNote } from './log-notes.js';
import { MatchMerger } from './match-merger.js';
import { isEventBatch } from './packed-events.js';
import type { PeekedLog } from './peek-logs.js';
import { proxyNote, type RecognisedProxy } from './recognise-proxies.js';
import { siteInPath } from './site-in-path.js';
import { StreamMerger } from './stream-merger.js';

/** Joins what each file said; files come in the order of their first records. */
export class AnalysisMerger {
  readonly #matches = new MatchMerger();
  readonly #lifeLines = new LifeLineMerger();
  readonly #streams = new StreamMerger();
  readonly #correlator: Correlator;
  readonly #across: ReadonlySet<number>;
  readonly #counted: CountedFile[] = [];
  readonly #notes: CoverageNote[];
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

  constructor(
    readonly pack: SigmaPack,
    readonly proxies: readonly RecognisedProxy[] = [],
    /** Once aborted, what is not joined yet is left: the result is one of an interrupted run. */
    readonly signal?: AbortSignal,
  ) {
    this.#notes = proxies.map(proxyNote);
    this.#across = correlationsAcross(pack.program);
    this.#correlator = new Correlator(pack, (index) => !this.#across.has(index));
  }

  /** The next file only once this one is taken in. */
  async add({ artifact, facts, local }: PeekedLog, outcome: JobOutcome<FileAnalysis>, next: number): Promise<void> {
    this.#counters.files++;
    this.#notes.push(...fileNotes(artifact, outcome));
    const refused = outcome.status === 'done' && outcome.result.format === 'httperr';
    const counted = outcome.status === 'done' && !refused ? outcome.parts.filter(isEventBatch) : [];
    this.#correlator.add(artifact, counted, next);
    if (this.#across.size > 0 && outcome.status === 'done' && counted.length > 0)
      this.#counted.push({ artifact, first: outcome.result.firstTime ?? Number.NEGATIVE_INFINITY, batches: counted });
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
      const { pack } = this;
      const title = pack.rules[matches.rule]?.title ?? '';
      this.#notes.push(uncountedNote(artifact, title, matches, countedBy(pack, matches.rule)));
    }
    const inPath = siteInPath(artifact);
    const siteOf = (logged: string | null): string => inPath ?? siteName(logged);
    this.#matches.add(artifact.host, analysis.groups);
    this.#streams.add(artifact, analysis, siteOf, clockUnknown);
    const breathe = breather();
    for (const part of analysis.lifeLines) {
      await breathe();
      if (this.signal?.aborted) break;
      this.#lifeLines.add(artifact.host, siteOf(part.site), part);
    }
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

function siteName(logged: string | null): string {
  if (logged === null) return 'unknown';
  return /^W3SVC(\d+)$/i.exec(logged)?.[1] ?? (/^\d+$/.test(logged) ? `port-${logged}` : logged);
}
