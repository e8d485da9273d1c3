import type { SigmaProgram } from '../compile.js';
import type { CompiledCorrelation, CorrelationInput } from '../program.js';
import type { CorrelationEvent, CorrelationLimits, CorrelationOutcome } from './alert.js';
import { type CorrelationContent, CorrelationState } from './state.js';

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
  /** Whether any of its correlations counts what a rule matches: all else need not be fed. */
  counts(rule: number): boolean;
  /** Closes what is open. Call once. */
  finish(): CorrelationOutcome<T>;
  /** All that it holds between two records, plain data where the evidence is. */
  kept(): EngineContent<T>;
  /** Goes on where another engine of the same program was. Before it is fed. */
  resume(content: EngineContent<T>): void;
}

export interface EngineContent<T> {
  /** Of the room for entries. */
  readonly used: number;
  /** By place in the program. */
  readonly correlations: readonly (readonly [index: number, content: CorrelationContent<T>])[];
}

/**
 * Windows slide: an event and another one a whole timespan later are in one window. Group values compare exactly.
 * @param asked by place in the program, the correlations whose alerts are wanted: only these and what they count are run.
 */
export function createCorrelationEngine<T>(
  program: Pick<SigmaProgram, 'correlations'>,
  limits: Partial<CorrelationLimits> = {},
  asked: (index: number) => boolean = () => true,
): CorrelationEngine<T> {
  const budget = { used: 0 };
  const all = { ...DEFAULT_LIMITS, ...limits };
  const run = withCounted(program.correlations, asked);
  const readers = { rule: readersOf(run, 'rule'), correlation: readersOf(run, 'correlation') };
  const states = new Map(
    run.map((compiled) => {
      const isCounted = readers.correlation.has(compiled.index);
      return [compiled.index, new CorrelationState<T>(compiled, all, budget, isCounted)];
    }),
  );
  /** Who counts the same rules: most records are matched by the same few. */
  const countedBy = new WeakMap<readonly number[], readonly Counting<T>[]>();

  const countingOf = (rules: readonly number[]): Counting<T>[] => {
    const matched = new Map<number, number[]>();
    for (const rule of rules) {
      for (const [reader, inputs] of readers.rule.get(rule) ?? []) {
        matched.set(reader, [...(matched.get(reader) ?? []), ...inputs]);
      }
    }
    return [...matched]
      .sort(([a], [b]) => a - b)
      .flatMap(([reader, inputs]) => {
        const state = states.get(reader);
        return state ? { state, inputs: inputs.sort((a, b) => a - b) } : [];
      });
  };

  /** Hands alerts on to the correlations that count them. */
  const raise = (state: CorrelationState<T>): void => {
    for (const alert of state.takeRaised()) {
      for (const [reader, inputs] of readers.correlation.get(alert.correlation.index) ?? []) {
        const next = states.get(reader);
        if (!next) continue;
        const { time, evidence, renewed, group } = alert;
        const field = (name: string): string | null => group.find(([each]) => each === name)?.[1] ?? null;
        next.add({ time, evidence, renewed, inputs, field });
        raise(next);
      }
    }
  };

  return {
    counts: (rule) => readers.rule.has(rule),
    feed({ time, record, evidence, rules, occurrence }) {
      let counting = countedBy.get(rules);
      if (!counting) {
        counting = countingOf(rules);
        countedBy.set(rules, counting);
      }
      const field = (name: string): string | null => record.field(name)?.raw[0]?.text ?? null;
      for (const { state, inputs } of counting) {
        state.add({ time, inputs, field, evidence: [{ time, reference: '', evidence }], renewed: false, occurrence });
        raise(state);
      }
    },
    finish() {
      // A correlation comes after those it counts, so their last alerts reach it before it is closed.
      for (const state of states.values()) {
        state.close();
        raise(state);
      }
      return {
        alerts: [...states.values()].flatMap((state) => state.alerts()),
        notes: [...states.values()].flatMap((state) => state.notes()),
      };
    },
    kept: () => ({
      used: budget.used,
      correlations: [...states].map(([index, state]) => [index, state.kept()] as const),
    }),
    resume({ used, correlations }) {
      budget.used = used;
      for (const [index, content] of correlations) states.get(index)?.resume(content);
    },
  };
}

/** A correlation and which of its inputs a record is of. */
interface Counting<T> {
  readonly state: CorrelationState<T>;
  readonly inputs: readonly number[];
}

/** Those that are asked for and all that they count, directly or not, in the order of the program: what is counted comes first. */
function withCounted(
  correlations: readonly CompiledCorrelation[],
  asked: (index: number) => boolean,
): readonly CompiledCorrelation[] {
  const wanted = new Set<number>();
  for (const { index, inputs } of correlations.toReversed()) {
    if (!asked(index) && !wanted.has(index)) continue;
    wanted.add(index);
    for (const input of inputs) if (input.kind === 'correlation') wanted.add(input.index);
  }
  return correlations.filter(({ index }) => wanted.has(index));
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
