import type { SignatureProblem } from '../../model/finding.js';
import { closestWord } from '../../platform/closest-word.js';
import type { Condition, Detection, Detections, LogSource, SigmaDocument, SigmaFilter, SigmaRule } from './ast.js';
import { applyModifiers, type Placeholders } from './modifiers.js';
import type { Predicate } from './predicates.js';
import { SigmaError, toProblem } from './problem.js';
import {
  type CompiledCorrelation,
  type CompiledRule,
  cheapFirst,
  combine,
  compileFormula,
  type Formula,
  PredicateTable,
  predicatesOf,
} from './program.js';
import { isReferenceTo, resolveReferences } from './references.js';
import { documentCouldMatter } from './relevance.js';

/** Rules, ready to be asked of records. */
export interface SigmaProgram {
  readonly predicates: readonly Predicate[];
  readonly rules: readonly CompiledRule[];
  /** A correlation comes after those it refers to. */
  readonly correlations: readonly CompiledCorrelation[];
  readonly problems: readonly SignatureProblem[];
  /** Regular expressions of the rules that can run, as written. */
  readonly expressions: ReadonlySet<string>;
}

export interface CompileOptions {
  /** Values for `%name%` under `expand`. */
  readonly placeholders?: Placeholders;
  /** Log sources of what is read: a fault in a rule for other records hides nothing. */
  readonly records?: readonly LogSource[];
  /** Regular expressions that were found to run where the same documents were compiled before: they are not tried again. */
  readonly expressions?: ReadonlySet<string>;
}

/** Compiles documents together: filters apply to rules of all of them, correlations refer to all of them. Never throws. */
export function compileSigma(documents: readonly SigmaDocument[], options: CompileOptions = {}): SigmaProgram {
  const { placeholders = new Map<string, readonly string[]>() } = options;
  const context = { table: new PredicateTable(), placeholders, expressions: new Set(options.expressions) };
  const problems: SignatureProblem[] = [];
  const attempt = <T>(document: SigmaDocument, make: () => T): T | null => {
    try {
      return make();
    } catch (error) {
      const incomplete = documentCouldMatter(document, options.records ?? null);
      problems.push(toProblem(error, document.path, document.id ?? document.name ?? document.title, incomplete));
      return null;
    }
  };

  const filters: { filter: SigmaFilter; formula: Formula }[] = [];
  for (const filter of documents) {
    if (filter.kind !== 'filter') continue;
    const formula = attempt(filter, () => compileDetections(filter.detection, context));
    if (formula) filters.push({ filter, formula });
  }
  const loaded: { rule: SigmaRule; formula: Formula }[] = [];
  for (const rule of documents) {
    if (rule.kind !== 'rule') continue;
    const formula = attempt(rule, () => compileDetections(rule.detection, context));
    if (formula) loaded.push({ rule, formula });
  }
  const references = resolveReferences(
    loaded.map(({ rule }) => rule),
    documents.filter((document) => document.kind === 'correlation'),
  );
  problems.push(...references.problems);

  const { predicates } = context.table;
  const rules = loaded.map(({ rule, formula }, index): CompiledRule => {
    const applied = filters.filter(({ filter }) => filterApplies(filter, rule)).map((each) => each.formula);
    const whole = cheapFirst(combine('and', [formula, ...applied]), predicates);
    const reports = !references.silentRules.has(index);
    return { index, rule, formula: whole, predicates: predicatesOf(whole), reports, matches: compileFormula(whole) };
  });
  return { predicates, rules, correlations: references.correlations, problems, expressions: context.expressions };
}

/** A filter applies to the rules it lists, of the log sources that its own contains (specification, "Filters"). */
export function filterApplies(filter: SigmaFilter, rule: SigmaRule): boolean {
  if (!contains(filter.logSource, rule.logSource)) return false;
  if (filter.rules === 'any') return true;
  return filter.rules.some((reference) => isReferenceTo(reference, rule));
}

/** Every attribute that the first names is the same in the second. */
function contains(outer: LogSource, inner: LogSource): boolean {
  return (['category', 'product', 'service'] as const).every((key) => outer[key] === null || outer[key] === inner[key]);
}

interface Context {
  readonly table: PredicateTable;
  readonly placeholders: Placeholders;
  /** Those that can run, as far as known. */
  readonly expressions: Set<string>;
}

function compileDetections(detections: Detections, context: Context): Formula {
  const formulas = new Map<string, Formula>();
  // Every selection is compiled, so that a fault in one that no condition names is told, too.
  for (const [name, detection] of detections.identifiers) {
    formulas.set(name, compileDetection(detection, context));
  }
  const conditions = detections.conditions.map((condition) => {
    const formula = compileCondition(condition, formulas);
    if (formula) return formula;
    throw new SigmaError('The condition selects nothing: its patterns match no selection.', condition.position);
  });
  return combine('or', conditions);
}

function compileDetection(detection: Detection, context: Context): Formula {
  if (detection.type !== 'item') {
    const members = detection.members.map((member) => compileDetection(member, context));
    return combine(detection.type === 'all' ? 'and' : 'or', members);
  }
  const { table } = context;
  const applied = applyModifiers(detection, context.placeholders, context.expressions);
  const formula = applied.all
    ? combine(
        'and',
        applied.values.map((matchers) => table.any(applied.field, matchers)),
      )
    : table.any(applied.field, applied.values.flat());
  return applied.negated ? { type: 'not', operand: formula } : formula;
}

/** Null: every part of the condition is a pattern that matches no selection; such a part is left out, as pySigma does. */
function compileCondition(condition: Condition, formulas: ReadonlyMap<string, Formula>): Formula | null {
  switch (condition.type) {
    case 'identifier': {
      const formula = formulas.get(condition.name);
      if (formula) return formula;
      const meant = closestWord(condition.name, formulas.keys());
      const hint =
        meant === null ? `Selections of this rule: ${[...formulas.keys()].join(', ')}.` : `Did you mean "${meant}"?`;
      throw new SigmaError(`The condition names "${condition.name}", which is no selection.`, condition.position, hint);
    }
    case 'of': {
      const names = selectedNames(condition.pattern, [...formulas.keys()]);
      const operands = names.map((name) => formulas.get(name)).filter((formula) => formula !== undefined);
      return operands.length === 0 ? null : combine(condition.quantifier === 'all' ? 'and' : 'or', operands);
    }
    case 'not': {
      const operand = compileCondition(condition.operand, formulas);
      return operand && { type: 'not', operand };
    }
    default: {
      const operands = condition.operands.map((operand) => compileCondition(operand, formulas));
      const present = operands.filter((operand) => operand !== null);
      return present.length === 0 ? null : combine(condition.type, present);
    }
  }
}

/** The identifiers that a pattern means. Those with a leading underscore only where the pattern starts with one. */
export function selectedNames(pattern: string, names: readonly string[]): readonly string[] {
  const candidates = names.filter((name) => !name.startsWith('_') || pattern.startsWith('_'));
  if (pattern === 'them') return candidates;
  const parts = pattern.split('*');
  return candidates.filter((name) => matchesStars(parts, name));
}

function matchesStars(parts: readonly string[], name: string): boolean {
  const first = parts[0] ?? '';
  if (parts.length === 1) return name === first;
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, position);
    if (at < 0 || at + part.length > name.length - last.length) return false;
    position = at + part.length;
  }
  return true;
}
