import type { KeptJoin, Unit, UnitKind, Units } from '../../collection/unit.js';
import type { FileDigest } from '../../engine/units/digest-file.js';
import type { Artifact, ByteRange } from '../../model/artifact.js';
import { has, isObject } from '../../platform/objects.js';
import type { JobOutcome } from '../../platform/process-pool.js';
import type { EvidenceDigests } from './evidence-digests.js';
import type { JoinedFile } from './joined-file.js';
import {
  contentOf,
  keepOutcome,
  keysOf,
  readOutcome,
  setupText,
  sha256Of,
  type UnitKeys,
  wasHindered,
} from './unit-results.js';
import type { UnitStore } from './unit-store.js';

/** A unit that failed so often is not tried again until its evidence, the rules or the tool change. */
const MOST_FAILURES = 3;
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
  if (!isObject(value)) return false;
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
  /** Once aborted, nothing is done or looked up any more. */
  readonly signal?: AbortSignal | undefined;
  /** Has units done by others; without it, all are done by this machine. */
  readonly elsewhere?: Elsewhere | undefined;
  /** Where what was joined of results is kept. */
  readonly joined?: JoinedFile | undefined;
  /** Called after each unit. */
  readonly onUnit?: (unit: FinishedUnit) => void;
}

/** What others have to know of a unit. */
export interface HandedOn {
  readonly unit: Unit<unknown>;
  /** Digest of its `setup`. */
  readonly setup: string;
  /** Of its artifacts, in their order. */
  readonly contents: readonly string[];
  readonly keys: UnitKeys;
}

/** Where units can be had done by others, who put their results into the same store. */
export interface Elsewhere {
  /** Units of logs and other records that are handed on at once. */
  readonly underWay: number;
  /**
   * Resolves with `kept` once the store knows what became of the unit, with `here` where this machine has to do it, or with why there
   * will be no result.
   * @throws AfterpatchError where nobody can be asked any more.
   */
  handOn(unit: HandedOn): Promise<'kept' | 'here' | JobOutcome<never>>;
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
  /** Done by a worker, which tells of it by itself. */
  readonly elsewhere?: true | undefined;
}

const WHAT_FAILED: ReadonlyMap<string, string> = new Map([
  ['crashed', 'crashed'],
  ['memory-exceeded', 'out of memory'],
  ['timed-out', 'out of time'],
]);
const NOT_DONE = 'its unit of work was not done yet; run the sweep';
const GONE = 'it is no longer there, and what was read of it earlier does not tell this';

/** Has units done whose results are not in a store, and puts them there. */
export class StoredUnits implements Units {
  readonly areKept = true;
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

  get underWay(): number | undefined {
    return this.options.elsewhere?.underWay;
  }

  get joined(): KeptJoin | undefined {
    const { joined, mode, signal } = this.options;
    if (joined === undefined) return undefined;
    return {
      find: () => joined.find(),
      keep: async (join) => {
        if (mode === 'run' && !signal?.aborted) await joined.keep(join);
      },
      nameOf: async (unit) => (await this.#keysOf(unit))?.keys.find((key) => this.options.store.isDone(key)) ?? null,
      take: (unit, name, last) => this.#takeJoined(unit, name, last),
    };
  }

  #takeJoined(unit: Unit<unknown>, key: string, lastTime: number | null): void {
    this.used.add(key);
    const outcome = { status: 'done', result: { lastTime }, parts: [], retried: false } as const;
    this.#count(unit, outcome, false);
    this.#remember(unit, { key, setup: this.#setupOf(unit.setup) }, outcome.result);
    this.#tell(unit, key, 'known');
  }

  async outcome<Result>(unit: Unit<Result>, work: () => Promise<JobOutcome<Result>>): Promise<JobOutcome<Result>> {
    const began = performance.now();
    // To read and join what is kept of a thousand logs takes seconds.
    if (this.options.signal?.aborted) return this.#leave(unit);
    const gone = unit.artifacts.map((one) => this.gone.get(one.collectedPath)).find((one) => one !== undefined);
    const told = await this.#keysOf(unit);
    // What cannot be read is not told by its bytes: why it cannot is found out anew each time.
    if (told === null) return gone === undefined ? work() : { status: 'not-done', detail: GONE };
    const { keys, setup, contents } = told;
    const {
      key,
      outcome,
      made,
      retried = false,
      elsewhere,
    } = (await this.#known(unit, keys)) ??
    (gone === undefined
      ? await this.#done({ unit, setup, contents, keys }, work)
      : await this.#earlier(unit, gone, setup));
    this.#count(unit, outcome, made);
    if (outcome.status === 'done') {
      const earlier = gone?.pieces.find((piece) => piece.key === key);
      this.#remember(unit, { key, setup: earlier?.setup ?? setup }, outcome.result);
    }
    this.#tell(unit, key, made || outcome.status !== 'done' ? outcome.status : 'known', {
      retried,
      milliseconds: Math.round(performance.now() - began),
      ...(elsewhere && { elsewhere }),
    });
    return this.#counted(key, outcome);
  }

  #tell(
    unit: Unit<unknown>,
    key: string,
    status: FinishedUnit['status'],
    run: Pick<FinishedUnit, 'retried' | 'milliseconds' | 'elsewhere'> = { retried: false, milliseconds: 0 },
  ): void {
    const paths = unit.artifacts.map(({ collectedPath }) => collectedPath);
    this.options.onUnit?.({ kind: unit.kind, key, paths, status, bytes: bytesOf(unit), ...run });
  }

  /** Null where something of it cannot be read. */
  async #keysOf(unit: Unit<unknown>): Promise<Pick<HandedOn, 'keys' | 'setup' | 'contents'> | null> {
    const contents: string[] = [];
    for (const content of await Promise.all(unit.artifacts.map((one) => this.#content(one, unit.range ?? null)))) {
      if (content === null) return null;
      contents.push(content);
    }
    const setup = this.#setupOf(unit.setup);
    return { keys: keysOf(unit, this.options.toolVersion, setup, contents), setup, contents };
  }

  #leave(unit: Unit<unknown>): JobOutcome<never> {
    const outcome = { status: 'aborted', detail: 'the run was interrupted' } as const;
    this.#count(unit, outcome, false);
    return outcome;
  }

  /** The ledger is to say how often, over all sweeps: what ends processes each time is worth a look by hand. */
  #counted<Result>(key: string, outcome: JobOutcome<Result>): JobOutcome<Result> {
    const what = WHAT_FAILED.get(outcome.status);
    const failures = this.options.store.failuresOf(key);
    if (outcome.status === 'done' || what === undefined || failures === 0) return outcome;
    return { ...outcome, detail: `${outcome.detail}; not examined (${what} ${failures}×)` };
  }

  /** Tells what is read. */
  async #content(artifact: Artifact, range: ByteRange | null): Promise<string | null> {
    const gone = this.gone.get(artifact.collectedPath)?.digest;
    return contentOf(gone ?? (await this.options.digests.of(artifact)), range);
  }

  #setupOf(setup: object): string {
    const known = this.#setups.get(setup);
    if (known !== undefined) return known;
    const made = sha256Of(setupText(setup));
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
    handed: HandedOn & { readonly unit: Unit<Result> },
    work: () => Promise<JobOutcome<Result>>,
  ): Promise<Found<Result>> {
    const { unit, keys } = handed;
    const { mode, digests } = this.options;
    const [key] = keys;
    const isNeeded = unit.kind === 'configuration' || unit.kind === 'file-system';
    if (mode === 'read' || (mode === 'plan' && !isNeeded))
      return { key, outcome: { status: 'not-done', detail: NOT_DONE }, made: false };
    const worked = (await this.#byOthers(handed)) ?? (await work());
    if ('key' in worked) return worked;
    // How often a process died is of this run; the result is of the evidence.
    const outcome = worked.status === 'done' ? { ...worked, retried: false } : worked;
    if (wasHindered(unit, outcome)) return { key, outcome, made: true };
    const unchanged = await Promise.all(unit.artifacts.map((artifact) => digests.isUnchanged(artifact)));
    if (outcome.status === 'aborted' || outcome.status === 'not-done' || unchanged.includes(false))
      return { key, outcome, made: true };
    const kept = await keepOutcome(this.options.store, unit, keys, outcome);
    // What is too large to be written down is done again by each sweep.
    if (kept !== null) this.used.add(kept);
    return { key: kept ?? key, outcome, made: true, retried: worked.status === 'done' && worked.retried };
  }

  /** Null where this machine has to do it. */
  async #byOthers<Result>(
    handed: HandedOn & { readonly unit: Unit<Result> },
  ): Promise<Found<Result> | JobOutcome<never> | null> {
    const { elsewhere, store } = this.options;
    if (elsewhere === undefined || handed.unit.task === null) return null;
    const answer = await elsewhere.handOn(handed);
    if (answer === 'here') return null;
    if (answer !== 'kept') return answer;
    let failed: Found<Result> | null = null;
    for (const key of handed.keys) {
      const kept = await store.find(key);
      const outcome = kept && readOutcome(handed.unit, kept.text);
      if (!outcome) continue;
      const found: Found<Result> = { key, outcome, made: true, elsewhere: true };
      if (outcome.status === 'done') {
        this.used.add(key);
        return found;
      }
      failed ??= found;
    }
    if (failed !== null) this.used.add(failed.key);
    return failed;
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
    const last: unknown = has(result, 'lastTime') ? result.lastTime : null;
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
  readonly elsewhere?: true;
}

/** Of evidence. */
export function bytesOf({ artifacts, range }: Pick<Unit<unknown>, 'artifacts' | 'range'>): number {
  return range?.length ?? artifacts.reduce((sum, { size }) => sum + size, 0);
}
