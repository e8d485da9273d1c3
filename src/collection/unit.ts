import type { Artifact, ByteRange } from '../model/artifact.js';
import type { NumberList } from '../platform/number-lists.js';
import type { JobOutcome } from '../platform/process-pool.js';

/** What units do: read configuration or the records of a file system, scan content, read logs of requests or other records, and read both once more for those of incidents. In the order in which they are done. */
export const UNIT_KINDS = [
  'configuration',
  'file-system',
  'content',
  'requests',
  'records',
  'actors',
  'traces',
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/**
 * A piece of work on evidence. Its result depends on its kind, the bytes of `artifacts`, `setup` and `job`, and on nothing else: so it
 * can be had from earlier work, or from another machine.
 */
export interface Unit<Result> {
  readonly kind: UnitKind;
  /** What is read, one or a few files. */
  readonly artifacts: readonly Artifact[];
  /** Set where only a part of the one file is read. */
  readonly range?: ByteRange | null;
  /** What holds for many units: rules, periods. Plain data; the same object for all of them. */
  readonly setup: object;
  /** What makes the work quicker and changes no result, such as how rare literals are; plain data, asked for where the work is handed on. */
  readonly hints?: () => object;
  /** What holds for this one, plain data, without paths on this machine and numbers of this run. */
  readonly job: object;
  /** What a process is asked: all of `job`, and the files themselves. Null where only this machine can be asked. */
  readonly task: object | null;
  /** The result names its file by `path` only, so that the same file under another name has the same result. */
  readonly namesPathOnly: boolean;
  isResult(value: unknown): value is Result;
}

/** Where results of units come from. */
export interface Units {
  /** The outcome of a unit, from `work`, which has it done by this machine, or from elsewhere. Never rejects for what is wrong with the evidence. */
  outcome<Result>(unit: Unit<Result>, work: () => Promise<JobOutcome<Result>>): Promise<JobOutcome<Result>>;
  /** Results serve later hunts, too: what saves work then is worth a little now. */
  readonly areKept?: boolean | undefined;
  /** What was joined of the results of many logs, where that is kept. */
  readonly joined?: KeptJoin | undefined;
  /** Of logs and other records, how many are asked for at once, where this machine's own processes are not what does them. */
  readonly underWay?: number | undefined;
}

/**
 * What was joined of results is kept from one time to the next, so that not each of them is read and joined again. It stands for them
 * as long as they would be the same.
 */
export interface KeptJoin {
  /** What was kept last; null where there is nothing of this version. */
  find(): Promise<FoundJoin | null>;
  /** Returns once all of it is taken in: it may change then. */
  keep(join: Join): Promise<void>;
  /** Names the result that a unit has, without reading it; null where there is none, or the unit failed. */
  nameOf(unit: Unit<unknown>): Promise<string | null>;
  /** Counts a unit whose result is part of what is gone on from. @param last time of its last record, seconds since 1970 */
  take(unit: Unit<unknown>, name: string, last: number | null): void;
}

export interface Join {
  /** Tells what is joined. Plain data. */
  readonly head: unknown;
  /** Plain data, part by part: all of it at once would take the memory twice. */
  readonly parts: Iterable<unknown>;
  readonly lists: Iterable<NumberList>;
}

export interface FoundJoin {
  readonly head: unknown;
  /**
   * @param take each of the lists, in their order, before it is known that they are whole
   * @returns the parts; null where it is damaged.
   */
  read(take: (list: Uint32Array) => Promise<void>): Promise<readonly unknown[] | null>;
}

/** As a hunt has it: every unit is done. */
export const EVERY_UNIT_DONE: Units = { outcome: (_, work) => work() };
