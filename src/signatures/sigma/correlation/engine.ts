import type { SigmaProgram } from '../compile.js';
import type { CompiledCorrelation, CorrelationInput } from '../program.js';
import type { CorrelationEvent, CorrelationLimits, CorrelationOutcome } from './alert.js';
import { CorrelationState } from './state.js';

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
    feed({ time, record, evidence, rules, occurrence }) {
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
        state.add({ time, inputs, field, evidence: [{ time, reference: '', evidence }], renewed: false, occurrence });
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
