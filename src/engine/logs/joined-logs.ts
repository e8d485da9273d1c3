import type { KeptJoin, Unit } from '../../collection/unit.js';
import { W3cReader, type W3cState } from '../../formats/w3c/w3c-reader.js';
import type { NumberList, NumberLists } from '../../platform/number-lists.js';
import { has } from '../../platform/objects.js';
import { writePlain } from '../../platform/plain-json.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import { type AnalysisMerger, isJoinedRequests, type JoinedRequests } from './analysis-merger.js';
import type { FileAnalysis } from './file-analysis.js';
import { type LogPiece, piecesOf } from './log-pieces.js';
import type { PeekedLog } from './peek-logs.js';

/** What is known of a log beside what is joined. */
export interface KnownOfLog {
  /** First and last time, seconds since 1970; null where no record tells one. */
  readonly span: readonly [number, number] | null;
  /** Who is named in its pieces; null where that is not known of all of them. */
  readonly names: readonly NumberList[] | null;
}

interface JoinedPiece {
  /** Of its result. */
  readonly name: string;
  /** Of a range, what was known at its first byte. */
  readonly state: W3cState | null;
  readonly last: number | null;
}

interface JoinedLog {
  /** What of the log itself is in what is joined, beside the results. */
  readonly told: string;
  readonly pieces: readonly JoinedPiece[];
  readonly span: KnownOfLog['span'];
  /** How many of the lists are of it; null where it is not known who is named. */
  readonly names: number | null;
}

interface Head {
  readonly logs: readonly JoinedLog[];
  /** Time of the first record of the log behind them: none that comes there may be earlier. */
  readonly next: number;
}

/** A log that was taken in now. */
interface TakenLog {
  readonly log: PeekedLog;
  readonly pieces: {
    readonly unit: Unit<FileAnalysis>;
    readonly state: W3cState | null;
    readonly last: number | null;
  }[];
}

/** Seconds before the newest log begins in which a log may still have begun that grows. */
const GROWING = 36 * 3600;
/** Life-lines that are written down together. */
const BLOCK = 500;

export type UnitOfPiece = (piece: LogPiece, state: W3cState | null) => Unit<FileAnalysis>;

/**
 * What is joined of logs, kept from one sweep to the next. Logs are joined in the order of their first records, so that a new day comes
 * behind all others: what was joined of these is what it would be again, as long as each of them has the same result. Kept is what
 * is joined of the logs that are old enough to have ended.
 */
export class JoinedLogs {
  /** Logs, the first in the order, that are taken in by `resume`. */
  count = 0;
  #resumed: readonly JoinedLog[] = [];
  #known: KnownOfLog[] = [];
  #taken: TakenLog[] = [];
  /** So many logs, the first in the order, are to be kept; 0 where nothing is. */
  #wanted = 0;

  constructor(
    readonly kept: KeptJoin,
    readonly ordered: readonly PeekedLog[],
    readonly unitOf: UnitOfPiece,
    readonly lists: NumberLists,
  ) {}

  /** Takes in what is kept, where that is of the first of the logs. @returns what is known of these */
  async resume(merging: AnalysisMerger): Promise<readonly KnownOfLog[]> {
    const found = await this.kept.find();
    const head = found?.head;
    const isSame = isHead(head) && head.next <= firstOf(this.ordered[head.logs.length]);
    const units = isSame ? await this.#unitsOf(head) : null;
    const names: NumberList[] = [];
    const parts = units && (await found?.read(async (list) => void names.push(await this.lists.add(list))));
    if (isSame && units && parts) {
      const joined = joinedOf(parts);
      if (joined !== null) {
        merging.resume(joined);
        for (const { unit, name, last } of units) this.kept.take(unit, name, last);
        this.#resumed = head.logs;
        this.count = head.logs.length;
        this.#known = knownOf(head.logs, names);
      }
    }
    this.#wanted = await this.#endOfOld();
    return this.#known;
  }

  /** Null where one of the logs is not what it was. */
  async #unitsOf({ logs }: Head) {
    const units: { readonly unit: Unit<FileAnalysis>; readonly name: string; readonly last: number | null }[] = [];
    for (const [at, { told, pieces }] of logs.entries()) {
      const log = this.ordered[at];
      const now = log && piecesOf(log);
      if (log === undefined || now?.length !== pieces.length || told !== toldOf(log)) return null;
      for (const [i, piece] of now.entries()) {
        const { name = '', state = null, last = null } = pieces[i] ?? {};
        const unit = this.unitOf(piece, state);
        if ((await this.kept.nameOf(unit)) !== name) return null;
        units.push({ unit, name, last });
      }
    }
    return units;
  }

  /** Logs before the first that may still grow: that began lately, or that is new, unless all are. */
  async #endOfOld(): Promise<number> {
    const { ordered, count } = this;
    const newest = firstOf(ordered.at(-1));
    const recent = ordered.findIndex(({ first }) => first !== null && first > newest - GROWING);
    const end = Math.max(recent, 0);
    for (let at = count; at < end; at++) {
      const log = ordered[at];
      const [piece] = log ? piecesOf(log) : [];
      if (!piece) break;
      const state = piece.range ? new W3cReader(piece.log.facts).state : null;
      if ((await this.kept.nameOf(this.unitOf(piece, state))) === null) return at === 0 ? end : at;
    }
    return end;
  }

  /** Of a piece that was taken in, the next in the order. Behind the last of a log all is kept, where it is that log's turn. */
  async take(
    piece: LogPiece,
    state: W3cState | null,
    outcome: JobOutcome<FileAnalysis>,
    merging: AnalysisMerger,
    knownOfLog: () => KnownOfLog,
  ): Promise<void> {
    if (this.#wanted <= this.count) return;
    if (outcome.status !== 'done') {
      // What failed may be tried again.
      this.#wanted = 0;
      return;
    }
    if (piece.isFirst) this.#taken.push({ log: piece.log, pieces: [] });
    this.#taken.at(-1)?.pieces.push({ unit: this.unitOf(piece, state), state, last: outcome.result.lastTime });
    if (!piece.isLast) return;
    this.#known.push(knownOfLog());
    const end = this.count + this.#taken.length;
    if (end < this.#wanted) return;
    const head = await this.#head(end);
    this.#wanted = 0;
    if (head === null) return;
    const lists = this.#known.flatMap(({ names }) => names ?? []);
    await this.kept.keep({ head, parts: partsOf(merging.kept()), lists });
    this.#taken = [];
  }

  async #head(end: number): Promise<Head | null> {
    const logs = [...this.#resumed];
    for (const { log, pieces } of this.#taken) {
      const joined: JoinedPiece[] = [];
      for (const { unit, state, last } of pieces) {
        const name = await this.kept.nameOf(unit);
        if (name === null) return null;
        joined.push({ name, state, last });
      }
      const { span = null, names = null } = this.#known[logs.length] ?? {};
      logs.push({ told: toldOf(log), pieces: joined, span, names: names?.length ?? null });
    }
    return { logs, next: firstOf(this.ordered[end]) };
  }
}

function firstOf(log: PeekedLog | undefined): number {
  return log ? (log.first ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

function toldOf({ artifact: { kind, host, collectedPath, windowsPath }, facts, local }: PeekedLog): string {
  return writePlain([kind, host, collectedPath, windowsPath, facts, local]).text;
}

/** Life-lines are most of it. */
function* partsOf({ lifeLines, ...rest }: JoinedRequests): Generator<unknown> {
  yield { ...rest, lifeLines: { ...lifeLines, lines: [] } };
  for (let at = 0; at < lifeLines.lines.length; at += BLOCK) yield lifeLines.lines.slice(at, at + BLOCK);
}

function joinedOf([rest, ...blocks]: readonly unknown[]): JoinedRequests | null {
  if (!isJoinedRequests(rest) || !blocks.every(isBlock)) return null;
  return { ...rest, lifeLines: { ...rest.lifeLines, lines: blocks.flat() } };
}

function knownOf(logs: readonly JoinedLog[], lists: readonly NumberList[]): KnownOfLog[] {
  let at = 0;
  return logs.map(({ span, names: count }) => {
    if (count === null) return { span, names: null };
    at += count;
    return { span, names: lists.slice(at - count, at) };
  });
}

// Both ends are the same version of the same code, so these tell what it is rather than check every field.

function isBlock(value: unknown): value is JoinedRequests['lifeLines']['lines'] {
  return Array.isArray(value);
}

function isHead(value: unknown): value is Head {
  return has(value, 'logs') && Array.isArray(value.logs) && 'next' in value;
}
