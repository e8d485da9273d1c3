/** The most parts of one rule that are taken away in turn. */
export const MAXIMUM_MUTANTS = 200;

/** A rule without one of its parts. */
export interface Mutant<T> {
  /** The part, as a reader knows it. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** What is left, the best first: where the first cannot be compiled, the next stands for it. */
  readonly rules: readonly T[];
}
