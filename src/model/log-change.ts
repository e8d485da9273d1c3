import { defineInputClass } from './input-class.js';

/** A log that an earlier sweep read, and that now is neither what it was nor longer, by what is in its file. */
export interface LogChange {
  /**
   * `shrank`: it begins as before and is shorter. `rewritten`: it begins as before. `replaced`: it begins differently. `rotated`: its
   * name went to what was another log. `rolled`: it is of a kind that forgets its oldest records.
   */
  readonly change: 'shrank' | 'rewritten' | 'replaced' | 'rotated' | 'rolled';
  /** Bytes. */
  readonly sizeBefore: number;
  readonly sizeNow: number;
  /** SHA-256 in hex. */
  readonly sha256Before: string;
  readonly sha256Now: string;
  /** Of its last record as it was read earlier, UTC ISO 8601. */
  readonly lastRecordBefore: string | null;
}

/** One input for each such log, with the log as its artifact. */
export const logChange = defineInputClass<LogChange>('log-change');
