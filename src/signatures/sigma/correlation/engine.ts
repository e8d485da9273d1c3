import type { CoverageNote } from '../../../model/coverage.js';
import type { SigmaProgram } from '../compile.js';
import type { SigmaRecord } from '../field-values.js';
import type { CompiledCorrelation, CorrelationInput } from '../program.js';
import { CorrelationState } from './state.js';

/** A record that rules matched. */
export interface CorrelationEvent<T> {
  /** UTC milliseconds. */
  readonly time: number;
  readonly record: SigmaRecord;
  /** What leads back to the record; kept for the first and last ones of an alert. */
  readonly evidence: T;
  /** Indexes of the rules that matched it, in the program's list. */
  readonly rules: readonly number[];
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
  /** Entries in all windows of the engine; the quietest groups are given up. */
  readonly allEntries: number;
  /** Alerts of one correlation. */
  readonly alerts: number;
  /** Evidence kept for one alert. */
  readonly evidence: number;
}

const DEFAULT_LIMITS: CorrelationLimits = {
  groups: 20_000,
  entries: 10_000,
  allEntries: 500_000,
  alerts: 10_000,
  evidence: 10,
};

export interface CorrelationEngine<T> {
  /**
   * Takes the next record in order of time; records of one instant in the order of their source. A record that comes
   * late is taken as if it had happened at the time of the newest one of its group; its evidence keeps its own time.
   */
  feed(event: CorrelationEvent<T>): void;
  /** Closes what is open. Call once. */
  finish(): CorrelationOutcome<T>;
}

/** Windows slide: an event and another one a whole timespan later are in one window. Group values compare exactly. */
export function createCorrelationEngine<T>(
  program: Pick<SigmaProgram, 'correlations'>,
  limits: Partial<CorrelationLimits> = {},
): CorrelationEngine<T> {
  const budget = { used: 0 };
  const all = { ...DEFAULT_LIMITS, ...limits };
  const states = program.correlations.map((compiled) => new CorrelationState<T>(compiled, all, budget));
  const readers = {
    rule: readersOf(program.correlations, 'rule'),
    correlation: readersOf(program.correlations, 'correlation'),
  };

  /** Hands alerts on to the correlations that count them. */
  const raise = (state: CorrelationState<T>): void => {
    for (const alert of state.takeRaised()) {
      for (const [reader, inputs] of readers.correlation.get(alert.correlation.index) ?? []) {
        const next = states[reader];
        if (!next) continue;
        next.add({ ...alert, inputs, field: (name) => alert.group.find(([field]) => field === name)?.[1] ?? null });
        raise(next);
      }
    }
  };

  return {
    feed({ time, record, evidence, rules }) {
      const matched = new Map<number, number[]>();
      for (const rule of rules) {
        for (const [reader, inputs] of readers.rule.get(rule) ?? []) {
          matched.set(reader, [...(matched.get(reader) ?? []), ...inputs]);
        }
      }
      const field = (name: string): string | null => record.field(name)?.raw[0]?.text ?? null;
      for (const [reader, inputs] of [...matched].sort(([a], [b]) => a - b)) {
        const state = states[reader];
        if (!state) continue;
        inputs.sort((a, b) => a - b);
        state.add({ time, inputs, field, evidence: [{ time, reference: '', evidence }], renewed: false });
        raise(state);
      }
    },
    finish() {
      // A correlation comes after those it counts, so their last alerts reach it before it is closed.
      for (const state of states) {
        state.close();
        raise(state);
      }
      return {
        alerts: states.flatMap((state) => state.alerts()),
        notes: states.flatMap((state) => state.notes()),
      };
    },
  };
}

/** For each rule, or each correlation, the correlations that count it and where it stands among their inputs. */
function readersOf(
  correlations: readonly CompiledCorrelation[],
  kind: CorrelationInput['kind'],
): Map<number, Map<number, number[]>> {
  const readers = new Map<number, Map<number, number[]>>();
  for (const { index, inputs } of correlations) {
    for (const [at, input] of inputs.entries()) {
      if (input.kind !== kind) continue;
      const places = readers.get(input.index) ?? new Map<number, number[]>();
      places.set(index, [...(places.get(index) ?? []), at]);
      readers.set(input.index, places);
    }
  }
  return readers;
}
