import { createHash } from 'node:crypto';
import type { Unit, UnitKind, Units } from '../../collection/unit.js';
import type { FileDigest } from '../../engine/units/digest-file.js';
import type { Artifact, ByteRange } from '../../model/artifact.js';
import { readPlain, writePlain } from '../../platform/plain-json.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { EvidenceDigests } from './evidence-digests.js';
import type { UnitStore } from './unit-store.js';

/**
 * Shape of results by kind: raised where the results of a kind change their meaning for those who read them later, so that a store
 * never gives what this version does not understand.
 */
const SHAPES: Readonly<Record<UnitKind, number>> = {
  configuration: 1,
  'file-system': 1,
  content: 1,
  requests: 2,
  records: 1,
  actors: 1,
  traces: 1,
};

/** A unit that failed so often is not tried again until its evidence, the rules or the tool change. */
const MOST_FAILURES = 3;
/** A pool tries a job that ends its process twice. */
const TRIES: Readonly<Record<string, number>> = { crashed: 2, 'memory-exceeded': 2, 'timed-out': 1 };

/** What became of the units of one kind. */
export interface UnitCount {
  kind: UnitKind;
  /** Results that were there. */
  known: number;
  /** Results that were made. */
  done: number;
  failed: number;
  /** Left to do. */
  left: number;
  /** Bytes of evidence of those that were done or are left. */
  bytes: number;
}

/** What is needed to have a result once more when its file is gone. */
export interface ReadPiece {
  /** Where in the file it begins. */
  readonly offset: number;
  readonly key: string;
  readonly setup: string;
}

export function isReadPiece(value: unknown): value is ReadPiece {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: string, type: string) => typeof Reflect.get(value, name) === type;
  return has('offset', 'number') && has('key', 'string') && has('setup', 'string');
}

/** A log or a file of records that was read. */
export interface ReadFile {
  readonly kind: 'requests' | 'records';
  readonly pieces: readonly ReadPiece[];
  /** Of its last record, seconds since 1970; null where none tells a time. */
  readonly last: number | null;
}

/** A file of which only the results are left. */
export interface GoneFile {
  readonly digest: FileDigest;
  readonly pieces: readonly ReadPiece[];
}

export interface StoredUnitsOptions {
  readonly store: UnitStore;
  readonly digests: EvidenceDigests;
  readonly toolVersion: string;
  /** `run`: what is not there is done. `read`: it is left. `plan`: as `read`, but configuration is read, as all else depends on it. */
  readonly mode: 'run' | 'read' | 'plan';
  /** Tries again what failed too often. */
  readonly retry?: boolean;
  /** Called after each unit. */
  readonly onUnit?: (unit: FinishedUnit) => void;
}

/** One unit for the journal of a sweep. */
export interface FinishedUnit {
  readonly kind: UnitKind;
  readonly key: string;
  readonly paths: readonly string[];
  readonly status: 'known' | JobOutcome<unknown>['status'];
  /** Of evidence. */
  readonly bytes: number;
  /** It ended a process, and was tried once more. */
  readonly retried: boolean;
  readonly milliseconds: number;
}

const NOT_DONE = 'its unit of work was not done yet; run the sweep';
const GONE = 'it is no longer there, and what was read of it earlier does not tell this';

/** Has units done whose results are not in a store, and puts them there. */
export class StoredUnits implements Units {
  /** Keys of all results that this sweep uses. */
  readonly used = new Set<string>();
  readonly counts = new Map<UnitKind, UnitCount>();
  /** Logs and records by `collectedPath`. */
  readonly files = new Map<string, ReadFile>();
  /** Results of what is gone by rules that are not those of now, by server. */
  readonly earlierRules = new Map<string | null, number>();
  /** By `collectedPath`. */
  gone: ReadonlyMap<string, GoneFile> = new Map();
  readonly #setups = new WeakMap<object, string>();

  constructor(readonly options: StoredUnitsOptions) {}

  async outcome<Result>(unit: Unit<Result>, work: () => Promise<JobOutcome<Result>>): Promise<JobOutcome<Result>> {
    const began = performance.now();
    const gone = unit.artifacts.map((one) => this.gone.get(one.collectedPath)).find((one) => one !== undefined);
    const contents = await Promise.all(unit.artifacts.map((one) => this.#content(one, unit.range ?? null)));
    // What cannot be read is not told by its bytes: why it cannot is found out anew each time.
    if (contents.includes(null)) return gone === undefined ? work() : { status: 'not-done', detail: GONE };
    const setup = this.#setupOf(unit.setup);
    const keys = this.#keysOf(unit, setup, contents);
    const {
      key,
      outcome,
      made,
      retried = false,
    } = (await this.#known(unit, keys)) ??
    (gone === undefined ? await this.#done(unit, keys, work) : await this.#earlier(unit, gone, setup));
    this.#count(unit, outcome, made);
    if (outcome.status === 'done') {
      const earlier = gone?.pieces.find((piece) => piece.key === key);
      this.#remember(unit, { key, setup: earlier?.setup ?? setup }, outcome.result);
    }
    this.options.onUnit?.({
      kind: unit.kind,
      key,
      paths: unit.artifacts.map(({ collectedPath }) => collectedPath),
      status: made || outcome.status !== 'done' ? outcome.status : 'known',
      bytes: bytesOf(unit),
      retried,
      milliseconds: Math.round(performance.now() - began),
    });
    return outcome;
  }

  /** Tells what is read. A range is told by all bytes up to its end: so it is the same in a log that grew. */
  async #content(artifact: Artifact, range: ByteRange | null): Promise<string | null> {
    const digest = this.gone.get(artifact.collectedPath)?.digest ?? (await this.options.digests.of(artifact));
    if (digest === null || range === null) return digest?.sha256 ?? null;
    const end = range.offset + range.length;
    if (end === digest.size) return digest.sha256;
    return digest.beginnings.find(({ length }) => length === end)?.sha256 ?? null;
  }

  /** The first is without the names of its files, the second, for results in which they stand for more, with them. */
  #keysOf({ kind, artifacts, job }: Unit<unknown>, setup: string, contents: readonly unknown[]): [string, string] {
    const told = [kind, SHAPES[kind], this.options.toolVersion, setup, contents, writePlain(job).text];
    const names = artifacts.map(({ collectedPath }) => collectedPath);
    return [hash(JSON.stringify(told)), hash(JSON.stringify([...told, names]))];
  }

  #setupOf(setup: object): string {
    const known = this.#setups.get(setup);
    if (known !== undefined) return known;
    const made = hash(writePlain(setup).text);
    this.#setups.set(setup, made);
    return made;
  }

  /** What the store has, of a unit that is not to be tried again. */
  async #known<Result>(unit: Unit<Result>, keys: readonly string[]): Promise<Found<Result> | null> {
    for (const key of keys) {
      const kept = await this.options.store.find(key);
      if (kept === null) continue;
      const outcome = readOutcome(unit, kept.text);
      if (outcome === null) continue;
      const isFinal = outcome.status === 'done' || (kept.failures >= MOST_FAILURES && this.options.retry !== true);
      if (!isFinal && this.options.mode === 'run') continue;
      this.used.add(key);
      return { key, outcome, made: false };
    }
    return null;
  }

  async #done<Result>(
    unit: Unit<Result>,
    keys: readonly [string, string],
    work: () => Promise<JobOutcome<Result>>,
  ): Promise<Found<Result>> {
    const { mode, digests } = this.options;
    const [key] = keys;
    const isNeeded = unit.kind === 'configuration' || unit.kind === 'file-system';
    if (mode === 'read' || (mode === 'plan' && !isNeeded))
      return { key, outcome: { status: 'not-done', detail: NOT_DONE }, made: false };
    const worked = await work();
    // How often a process died is of this run; the result is of the evidence.
    const outcome = worked.status === 'done' ? { ...worked, retried: false } : worked;
    const unchanged = await Promise.all(unit.artifacts.map((artifact) => digests.isUnchanged(artifact)));
    if (outcome.status === 'aborted' || outcome.status === 'not-done' || unchanged.includes(false))
      return { key, outcome, made: true };
    return {
      key: await this.#keep(unit, keys, outcome),
      outcome,
      made: true,
      retried: worked.status === 'done' && worked.retried,
    };
  }

  async #keep<Result>(
    { kind, artifacts, namesPathOnly }: Unit<Result>,
    [key, withNames]: readonly [string, string],
    outcome: JobOutcome<Result>,
  ): Promise<string> {
    const { store } = this.options;
    if (outcome.status !== 'done') {
      const before = (await store.find(key))?.failures ?? 0;
      await store.keep(key, kind, {
        text: writePlain(outcome).text,
        failures: before + (TRIES[outcome.status] ?? 1),
      });
      this.used.add(key);
      return key;
    }
    const label = artifacts[0]?.collectedPath ?? '';
    const written = tryToWrite(
      { result: outcome.result, parts: outcome.parts },
      namesPathOnly ? { label, seek: kind === 'content' } : undefined,
    );
    // What is too large to be written down is done again by each sweep.
    if (written === null) return key;
    const own = written.mentions || !namesPathOnly ? withNames : key;
    await store.keep(own, kind, { text: written.text, failures: 0 });
    this.used.add(own);
    return own;
  }

  /** Of what is gone, the result that was made with other rules, without what only these can read. */
  async #earlier<Result>(unit: Unit<Result>, gone: GoneFile, setup: string): Promise<Found<Result>> {
    const piece = gone.pieces.find(({ offset }) => offset === (unit.range?.offset ?? 0));
    const left: Found<Result> = { key: '', outcome: { status: 'not-done', detail: GONE }, made: false };
    if (piece === undefined || (unit.kind !== 'requests' && unit.kind !== 'records')) return left;
    const { key } = piece;
    const kept = await this.options.store.find(key);
    const outcome = kept && readOutcome(unit, kept.text);
    if (outcome?.status !== 'done') return left;
    this.used.add(key);
    if (piece.setup === setup) return { key, outcome, made: false };
    const host = unit.artifacts[0]?.host ?? null;
    this.earlierRules.set(host, (this.earlierRules.get(host) ?? 0) + 1);
    const result: unknown = { ...outcome.result, groups: [], uncounted: [] };
    if (!unit.isResult(result)) return left;
    return { key, outcome: { ...outcome, result, parts: [] }, made: false };
  }

  #count({ kind, artifacts, range = null }: Unit<unknown>, { status }: JobOutcome<unknown>, made: boolean): void {
    const count = this.counts.get(kind) ?? { kind, known: 0, done: 0, failed: 0, left: 0, bytes: 0 };
    this.counts.set(kind, count);
    if (made || status === 'not-done') count.bytes += bytesOf({ artifacts, range });
    if (status === 'not-done' || status === 'aborted') count.left++;
    else if (status !== 'done') count.failed++;
    else if (made) count.done++;
    else count.known++;
  }

  #remember(
    { kind, artifacts: [artifact], range }: Unit<unknown>,
    told: Omit<ReadPiece, 'offset'>,
    result: unknown,
  ): void {
    if ((kind !== 'requests' && kind !== 'records') || artifact === undefined) return;
    const last: unknown =
      typeof result === 'object' && result !== null && 'lastTime' in result ? result.lastTime : null;
    const before = this.files.get(artifact.collectedPath);
    const offset = range?.offset ?? 0;
    const others = before?.pieces.filter((piece) => piece.offset !== offset) ?? [];
    const lasts = [before?.last, last].filter((one) => typeof one === 'number');
    this.files.set(artifact.collectedPath, {
      kind,
      pieces: [...others, { offset, ...told }].sort((a, b) => a.offset - b.offset),
      last: lasts.length === 0 ? null : Math.max(...lasts),
    });
  }
}

interface Found<Result> {
  readonly key: string;
  readonly outcome: JobOutcome<Result>;
  /** By this sweep. */
  readonly made: boolean;
  readonly retried?: boolean;
}

/** Of evidence. */
function bytesOf({ artifacts, range }: Pick<Unit<unknown>, 'artifacts' | 'range'>): number {
  return range?.length ?? artifacts.reduce((sum, { size }) => sum + size, 0);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function tryToWrite(...what: Parameters<typeof writePlain>): ReturnType<typeof writePlain> | null {
  try {
    return writePlain(...what);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Null where it is none: then the unit is done again. */
function readOutcome<Result>(unit: Unit<Result>, text: string): JobOutcome<Result> | null {
  let told: unknown;
  try {
    told = readPlain(text, unit.artifacts[0]?.collectedPath ?? '');
  } catch {
    return null;
  }
  if (typeof told !== 'object' || told === null) return null;
  if ('status' in told && 'detail' in told) return failureOf(told.status, told.detail);
  if (!('result' in told) || !('parts' in told) || !Array.isArray(told.parts)) return null;
  return unit.isResult(told.result) ? { status: 'done', result: told.result, parts: told.parts, retried: false } : null;
}

function failureOf(status: unknown, detail: unknown): JobOutcome<never> | null {
  if (typeof detail !== 'string') return null;
  return status === 'crashed' || status === 'timed-out' || status === 'memory-exceeded' ? { status, detail } : null;
}
