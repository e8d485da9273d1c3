import type { CoverageNote } from '../../../model/coverage.js';
import type { SigmaRecord } from '../field-values.js';
import type { CompiledCorrelation } from '../program.js';

/** A record that rules matched. */
export interface CorrelationEvent<T> {
  /** UTC milliseconds. */
  readonly time: number;
  readonly record: SigmaRecord;
  /** What leads back to the record; kept for the first and last ones of an alert. */
  readonly evidence: T;
  /** Indexes of the rules that matched it, in the program's list. */
  readonly rules: readonly number[];
  /** What the record tells of, where other logs may tell of it, too. Asked for where events are counted. */
  readonly occurrence?: () => Occurrence | null;
}

/** Something that several logs can tell of. */
export interface Occurrence {
  readonly key: string;
  /** The log: what one log tells twice happened twice. */
  readonly source: string;
  /** Milliseconds within which another log tells of the same. */
  readonly within: number;
}

/** A group of records of which a correlation's condition held, as long as it went on to hold. */
export interface CorrelationAlert<T> {
  readonly correlation: CompiledCorrelation;
  /** Group field and value, in the order of `group-by`. */
  readonly group: readonly (readonly [field: string, value: string])[];
  /** UTC milliseconds of the first record in the window when the condition first held, and of the last one. */
  readonly first: number;
  readonly last: number;
  /** Records of the group, up to the last one, since it was last quiet for a whole timespan. */
  readonly count: number;
  /** In order of time, at most as many as are kept; the last is the last record's. */
  readonly evidence: readonly AlertEvidence<T>[];
}

export interface AlertEvidence<T> {
  readonly time: number;
  /** The reference, as the correlation writes it, to the rule that matched. */
  readonly reference: string;
  readonly evidence: T;
}

export interface CorrelationOutcome<T> {
  /** By correlation, then by time and group. Includes those of correlations that only feed others: see `reports`. */
  readonly alerts: readonly CorrelationAlert<T>[];
  /** Limits that were reached. */
  readonly notes: readonly CoverageNote[];
}

export interface CorrelationLimits {
  /** Groups that one correlation follows at a time; the one that was quiet longest is given up for a new one. */
  readonly groups: number;
  /** Entries in the window of one group; the oldest are given up. */
  readonly entries: number;
  /** Entries in all windows of the engine, a group counting as some; the quietest groups are given up. */
  readonly allEntries: number;
  /** Alerts of one correlation. */
  readonly alerts: number;
  /** Evidence kept for one alert. */
  readonly evidence: number;
}
