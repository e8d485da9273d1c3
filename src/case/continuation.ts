import type { Collection } from '../collection/collect.js';
import { EVERY_UNIT_DONE, type Units } from '../collection/unit.js';
import type { PeekedLog } from '../engine/logs/peek-logs.js';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import type { Report } from '../model/finding.js';
import type { ChangedLog } from './judge-servers.js';
import type { FileHashes } from './evidence/named-files.js';

/** What earlier sweeps know beside what was collected now. */
export interface Earlier {
  /** Logs of requests, and other files of records, that are no longer there; their results are. */
  readonly logs: readonly PeekedLog[];
  readonly records: readonly Artifact[];
  readonly changes: readonly ChangedLog[];
  readonly notes: readonly CoverageNote[];
  /** What the last sweep told, where this one is asked the same of the same: all that is left is to tell it against the baseline of now. */
  readonly told: Report | null;
}

/** How a hunt goes on from earlier ones. */
export interface Continuation {
  readonly units: Units;
  /** Nothing is judged: all that is wanted is which units there are. */
  readonly endsUnjudged: boolean;
  /** Hashes files that it may know; null where it knows none. */
  readonly hashes: FileHashes | null;
  earlier(collection: Collection): Promise<Earlier>;
  /** Told which logs of those that were collected there are, and what their beginnings say. */
  peeked(logs: readonly PeekedLog[]): void;
  /** What is worth knowing once all is read. */
  afterwards(): readonly CoverageNote[];
}

/** A hunt that knows of no other. */
export const FROM_NOTHING: Continuation = {
  units: EVERY_UNIT_DONE,
  endsUnjudged: false,
  hashes: null,
  earlier: async () => ({ logs: [], records: [], changes: [], notes: [], told: null }),
  peeked: () => {},
  afterwards: () => [],
};
