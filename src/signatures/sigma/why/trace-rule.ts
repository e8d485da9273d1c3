import type { Condition, Detection, DetectionItem, Detections, SigmaFilter, SigmaRule } from '../ast.js';
import { filterApplies, selectedNames } from '../compile.js';
import type { FieldValues, SigmaRecord } from '../field-values.js';
import { applyModifiers, type Placeholders } from '../modifiers.js';
import type { Matcher } from '../matchers/matcher.js';
import { compilePredicate, type Predicate, subjectOf } from '../predicates.js';
import { seenTexts } from './seen-texts.js';
import { type Trace, type TracedValue, withDecision } from './trace.js';

/** Texts that one value was compared with and held for. */
const TOLD_TEXTS = 3;

/** Modifiers after which a value is another text than the rule writes. */
const REWRITING = new Set(['base64', 'base64offset', 'wide', 'utf16le', 'utf16be', 'utf16', 'windash', 'expand']);

export interface TraceOptions {
  readonly placeholders?: Placeholders;
}

/**
 * Evaluates a rule, with the filters on it, over one record and tells what every part says. It asks the same questions in the same way as a
 * compiled rule, only all of them. The log source is not looked at.
 * @throws SigmaError where the rule does not compile.
 */
export function traceRule(
  rule: SigmaRule,
  filters: readonly SigmaFilter[],
  record: SigmaRecord,
  options: TraceOptions = {},
): Trace {
  const tracer = new Tracer(record, options.placeholders ?? new Map());
  const own = tracer.detections(rule.detection, 'condition');
  const applied = filters
    .filter((filter) => filterApplies(filter, rule))
    .map((filter) => tracer.detections(filter.detection, `filter "${filter.title}"`));
  if (applied.length === 0) return withDecision(own, true);
  return withDecision(group('and', 'rule and filters', [own, ...applied], rule.position), true);
}

function group(
  type: 'and' | 'or' | 'not',
  label: string,
  operands: readonly Trace[],
  position: Trace['position'],
): Trace {
  const holds =
    type === 'not'
      ? !operands[0]?.holds
      : type === 'and'
        ? operands.every((operand) => operand.holds)
        : operands.some((operand) => operand.holds);
  return { type, label, operands, position, holds, decides: false };
}

/** What the text of a matcher is without its wildcards. */
function literalOf(matcher: Matcher): string[] {
  if (matcher.kind !== 'string') return [];
  return [
    matcher.parts
      .map((part) => ('text' in part ? part.text : part.wildcard))
      .join('')
      .replace(/^\*|\*$/g, ''),
  ];
}

class Tracer {
  readonly #joined: readonly string[];

  constructor(
    readonly record: SigmaRecord,
    readonly placeholders: Placeholders,
  ) {
    this.#joined = record.field('c-uri')?.variants.map(({ text }) => text) ?? [];
  }

  detections({ identifiers, conditions }: Detections, label: string): Trace {
    const traces = new Map([...identifiers].map(([name, detection]) => [name, this.#named(name, detection)]));
    const made = conditions.flatMap((condition) => this.#condition(condition, traces) ?? []);
    const position = conditions[0]?.position ?? { line: 1, column: 1 };
    return group('or', label, made, position);
  }

  #named(name: string, detection: Detection): Trace {
    return group('and', `selection ${name}`, [this.#detection(detection)], detection.position);
  }

  /** Null for patterns that match no selection: such a part is left out. */
  #condition(condition: Condition, named: ReadonlyMap<string, Trace>): Trace | null {
    const { position } = condition;
    switch (condition.type) {
      case 'identifier':
        return named.get(condition.name) ?? null;
      case 'of': {
        const operands = selectedNames(condition.pattern, [...named.keys()]).flatMap((name) => named.get(name) ?? []);
        const label = `${condition.quantifier === 'all' ? 'all' : '1'} of ${condition.pattern}`;
        return operands.length === 0
          ? null
          : group(condition.quantifier === 'all' ? 'and' : 'or', label, operands, position);
      }
      case 'not': {
        const operand = this.#condition(condition.operand, named);
        return operand && group('not', 'not', [operand], position);
      }
      default: {
        const operands = condition.operands.flatMap((operand) => this.#condition(operand, named) ?? []);
        return operands.length === 0 ? null : group(condition.type, condition.type, operands, position);
      }
    }
  }

  #detection(detection: Detection): Trace {
    if (detection.type === 'item') return this.#item(detection);
    const operands = detection.members.map((member) => this.#detection(member));
    const type = detection.type === 'all' ? 'and' : 'or';
    return group(type, detection.type === 'all' ? 'all of' : 'one of', operands, detection.position);
  }

  #item(item: DetectionItem): Trace {
    const applied = applyModifiers(item, this.placeholders);
    const found = item.field === null ? this.record.keywords() : this.record.field(item.field);
    const values = applied.values.map((matchers, at): TracedValue => {
      const written = item.values[at]?.source ?? '[]';
      return { written, ...this.#ask(item, matchers, found) };
    });
    const all = applied.all ? values.every(({ holds }) => holds) : values.some(({ holds }) => holds);
    return {
      type: 'item',
      label: [item.field ?? 'keywords', ...item.modifiers].join('|'),
      values,
      seen: found === undefined ? null : seenTexts(found, this.#joined),
      isNull: found?.isNull ?? false,
      all: applied.all,
      negated: applied.negated,
      holds: applied.negated ? !all : all,
      decides: false,
      position: item.position,
    };
  }

  /** Whether one of the matchers holds, and of which texts. */
  #ask(
    { field, modifiers }: DetectionItem,
    matchers: readonly Matcher[],
    found: FieldValues | undefined,
  ): Omit<TracedValue, 'written'> {
    const holding = matchers.filter((matcher) => this.#holds(compilePredicate(0, field, [matcher]), found));
    const ofText = holding.filter((matcher) => subjectOf(matcher) === 'text');
    const predicate = ofText.length > 0 ? compilePredicate(0, field, ofText) : null;
    const of =
      predicate === null || found === undefined
        ? []
        : seenTexts(found, this.#joined).filter((_, at) => {
            const text = found.variants[at];
            return text !== undefined && predicate.test({ variants: [text], raw: [text], isNull: false });
          });
    const told = holding.length > 0 ? holding : matchers;
    const forms = modifiers.some((name) => REWRITING.has(name)) ? told.slice(0, TOLD_TEXTS).flatMap(literalOf) : [];
    return { holds: holding.length > 0, forms, otherField: this.#other(matchers), of: of.slice(0, TOLD_TEXTS) };
  }

  #other(matchers: readonly Matcher[]): TracedValue['otherField'] {
    const name = matchers.find((matcher) => matcher.kind === 'field')?.field;
    if (name === undefined) return null;
    const other = this.record.field(name);
    return { name, seen: other === undefined ? null : seenTexts(other, this.#joined) };
  }

  #holds(predicate: Predicate, found: FieldValues | undefined): boolean {
    const other = predicate.otherField === null ? undefined : this.record.field(predicate.otherField);
    return predicate.test(found, other);
  }
}
