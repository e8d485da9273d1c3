import type { SigmaProgram } from './compile.js';
import { compilePredicate, type Predicate } from './predicates.js';
import { type CompiledRule, compileFormula } from './program.js';

/** A program without its functions: what crosses process boundaries, and what the build keeps of the rules that ship. */
export interface ProgramData extends Omit<SigmaProgram, 'predicates' | 'rules'> {
  readonly predicates: readonly Omit<Predicate, 'test'>[];
  readonly rules: readonly Omit<CompiledRule, 'matches'>[];
}

/** A program as data. */
export function programData(program: SigmaProgram): ProgramData {
  return {
    ...program,
    predicates: program.predicates.map(({ test: _, ...predicate }) => predicate),
    rules: program.rules.map(({ matches: _, ...rule }) => rule),
  };
}

/** The program that was made into such data, with the same numbers. Nothing is parsed and no expression compiled. */
export function programFrom(data: ProgramData): SigmaProgram {
  return {
    ...data,
    predicates: data.predicates.map(({ id, field, matchers }) => compilePredicate(id, field, matchers)),
    rules: data.rules.map((rule) => ({ ...rule, matches: compileFormula(rule.formula) })),
  };
}
