import type { SigmaCorrelation, SigmaRule } from './ast.js';
import type { FieldValues, SigmaRecord } from './field-values.js';
import type { Matcher } from './matchers/matcher.js';
import { compilePredicate, type Predicate, subjectOf } from './predicates.js';

/** A rule's condition over predicates, in the order in which they are asked. */
export type Formula =
  | { readonly type: 'predicate'; readonly id: number }
  | { readonly type: 'and' | 'or'; readonly operands: readonly Formula[] }
  | { readonly type: 'not'; readonly operand: Formula };

/** Answers to predicates for one record. The caller may remember them for each distinct value. */
export interface Facts {
  holds(predicate: number): boolean;
}

export interface CompiledRule {
  /** Position in the program's list: what prefilter, evaluator and correlations call the rule. */
  readonly index: number;
  readonly rule: SigmaRule;
  /** Condition of the rule and of every filter on it. */
  readonly formula: Formula;
  readonly predicates: readonly number[];
  /** False where only correlations look at it: it reports nothing on its own. */
  readonly reports: boolean;
  matches(facts: Facts): boolean;
}

export interface CompiledCorrelation {
  /** Position in the program's list. */
  readonly index: number;
  readonly correlation: SigmaCorrelation;
  /** What it counts, in the order of its rules. */
  readonly inputs: readonly CorrelationInput[];
  readonly reports: boolean;
}

export interface CorrelationInput {
  readonly kind: 'rule' | 'correlation';
  /** In the program's rules or correlations. */
  readonly index: number;
  /** The reference as the correlation writes it: what its condition calls the rule. */
  readonly reference: string;
  /** Group field to this rule's field, where the correlation's aliases name one. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Collects predicates, each once. */
export class PredicateTable {
  readonly predicates: Predicate[] = [];
  readonly #known = new Map<string, number>();

  /** A formula that holds where one of the matchers does. */
  any(field: string | null, matchers: readonly Matcher[]): Formula {
    const subjects = new Map<string, Matcher[]>();
    for (const matcher of matchers) {
      const about = subjectOf(matcher);
      // Each comparison with another field is a predicate of its own.
      const subject = matcher.kind === 'field' ? `${about} ${matcher.field}` : about;
      subjects.set(subject, [...(subjects.get(subject) ?? []), matcher]);
    }
    const operands = [...subjects.values()].map(
      (group): Formula => ({ type: 'predicate', id: this.#add(field, group) }),
    );
    return combine('or', operands);
  }

  #add(field: string | null, matchers: readonly Matcher[]): number {
    const key = JSON.stringify([field, matchers]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.predicates.length;
    this.predicates.push(compilePredicate(id, field, matchers));
    this.#known.set(key, id);
    return id;
  }
}

export function combine(type: 'and' | 'or', operands: readonly Formula[]): Formula {
  const [single] = operands;
  return single && operands.length === 1 ? single : { type, operands };
}

/** The formula with what is cheap asked first, at every level. */
export function cheapFirst(formula: Formula, predicates: readonly Predicate[]): Formula {
  if (formula.type === 'predicate') return formula;
  if (formula.type === 'not') return { type: 'not', operand: cheapFirst(formula.operand, predicates) };
  const operands = formula.operands.map((operand) => cheapFirst(operand, predicates));
  const costs = new Map(operands.map((operand) => [operand, costOf(operand, predicates)]));
  operands.sort((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0));
  return { type: formula.type, operands };
}

function costOf(formula: Formula, predicates: readonly Predicate[]): number {
  if (formula.type === 'predicate') return predicates[formula.id]?.cost ?? 0;
  if (formula.type === 'not') return costOf(formula.operand, predicates);
  return formula.operands.reduce((sum, operand) => sum + costOf(operand, predicates), 0);
}

export function predicatesOf(formula: Formula): number[] {
  if (formula.type === 'predicate') return [formula.id];
  const operands = formula.type === 'not' ? [formula.operand] : formula.operands;
  return [...new Set(operands.flatMap(predicatesOf))].sort((a, b) => a - b);
}

/** The formula as a function; both chains stop at the first operand that decides. */
export function compileFormula(formula: Formula): (facts: Facts) => boolean {
  if (formula.type === 'predicate') {
    const { id } = formula;
    return (facts) => facts.holds(id);
  }
  if (formula.type === 'not') {
    const operand = compileFormula(formula.operand);
    return (facts) => !operand(facts);
  }
  const operands = formula.operands.map(compileFormula);
  const decisive = formula.type === 'or';
  return (facts) => {
    for (const operand of operands) if (operand(facts) === decisive) return decisive;
    return !decisive;
  };
}

/** Facts of one record, each found out at most once. The plain way to evaluate, without memory across records. */
export function factsOf(record: SigmaRecord, predicates: readonly Predicate[]): Facts {
  const answers = new Map<number, boolean>();
  return {
    holds(id) {
      const known = answers.get(id);
      if (known !== undefined) return known;
      const answer = ask(predicates[id], record);
      answers.set(id, answer);
      return answer;
    },
  };
}

function ask(predicate: Predicate | undefined, record: SigmaRecord): boolean {
  if (!predicate) return false;
  const values: FieldValues | undefined = predicate.field === null ? record.keywords() : record.field(predicate.field);
  if (predicate.otherField === null) return predicate.test(values);
  return predicate.test(values, record.field(predicate.otherField));
}
