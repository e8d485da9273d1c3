import type { SourcePosition } from '../../../model/position.js';

/** A text that was compared, and how it came from what is logged. */
export interface SeenText {
  readonly text: string;
  /** `as logged`, `percent-decoded`, `plus as space`, `stem?query` and combinations. */
  readonly as: string;
}

/** One value of a detection item. */
export interface TracedValue {
  /** As the rule writes it. */
  readonly written: string;
  readonly holds: boolean;
  /** What modifiers that encode or multiply made of it: the forms that hold or, where none does, the first. Empty for others. */
  readonly forms: readonly string[];
  /** The field that it names, where it is compared with another field. */
  readonly otherField: { readonly name: string; readonly seen: readonly SeenText[] | null } | null;
  /** Texts that it holds for; empty for presence tests and where it does not hold. */
  readonly of: readonly SeenText[];
}

/** What part of a rule says of a record. `decides`: the answer of the whole hangs on it. */
export type Trace = { readonly holds: boolean; readonly decides: boolean; readonly position: SourcePosition } & (
  | { readonly type: 'and' | 'or' | 'not'; readonly label: string; readonly operands: readonly Trace[] }
  | {
      readonly type: 'item';
      /** `cs-uri-stem|endswith`; `keywords`. */
      readonly label: string;
      readonly values: readonly TracedValue[];
      /** What the record has there; null where the field is absent. */
      readonly seen: readonly SeenText[] | null;
      readonly isNull: boolean;
      /** `all` values must hold. */
      readonly all: boolean;
      /** `neq`: it holds where its values do not. */
      readonly negated: boolean;
    }
);

/** Marks what the answer hangs on: of an `and` that does not hold, the operands that do not; of one that holds, all; and so on down. */
export function withDecision(trace: Trace, decides: boolean): Trace {
  if (trace.type === 'item') return { ...trace, decides };
  const operands = trace.operands.map((operand) => {
    const all = trace.type === 'not' || trace.holds === (trace.type === 'and');
    return withDecision(operand, decides && (all || operand.holds === trace.holds));
  });
  return { ...trace, decides, operands };
}

/** The items that the answer hangs on. */
export function decidingItems(trace: Trace): (Trace & { readonly type: 'item' })[] {
  if (!trace.decides) return [];
  return trace.type === 'item' ? [trace] : trace.operands.flatMap(decidingItems);
}
