import type { Comparison, ComparisonOperator, Condition, CorrelationType, RuleReference } from './ast.js';
import { CORRELATION_TYPES, type SigmaCorrelation, type SigmaHeader } from './ast.js';
import { DocumentReader } from './document-reader.js';
import { parseCondition } from './parse-condition.js';
import { SigmaError } from './problem.js';
import type { YamlMap } from './yaml-tree.js';

const OPERATORS: readonly ComparisonOperator[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
/** Keys of a correlation. */
export const CORRELATION_KEYS: ReadonlySet<string> = new Set([
  'type',
  'rules',
  'group-by',
  'timespan',
  'condition',
  'aliases',
  'generate',
]);
/** More rules in one correlation are refused: an order of them is quadratic. */
const MAXIMUM_RULES = 256;
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  // Month and year as pySigma has them.
  M: 2_629_746,
  y: 31_556_952,
};

/** Reads a `correlation:` document (specification v2.1, "Sigma Correlations"). */
export function parseCorrelation(document: YamlMap, header: SigmaHeader): SigmaCorrelation {
  const reader = new DocumentReader(document, 'document').reader('correlation');
  reader.required('type', `Use one of ${CORRELATION_TYPES.join(', ')}.`);
  const type = reader.word('type', CORRELATION_TYPES) ?? 'event_count';
  const condition = parseCorrelationCondition(reader, type);
  let rules: readonly RuleReference[] = reader
    .scalars('rules', true)
    .map(({ text, position }) => ({ reference: text, position }));
  if (condition.expression) rules = matchRules(rules, condition.expression, reader);
  if (rules.length === 0) {
    throw new SigmaError('The correlation names no rules.', reader.position('rules'), 'List ids or names under rules.');
  }
  if (rules.length > MAXIMUM_RULES) {
    throw new SigmaError(`The correlation names more than ${MAXIMUM_RULES} rules.`, reader.position('rules'));
  }
  reader.required('timespan', 'Give a number and a unit, such as 5m.');
  return {
    kind: 'correlation',
    ...header,
    type,
    rules,
    groupBy: reader.texts('group-by', true),
    timespan: parseTimespan(reader),
    ...condition,
    aliases: parseAliases(reader),
    generate: reader.boolean('generate') ?? false,
    unknownKeys: new Map(
      [...reader.map.entries.values()]
        .filter(({ key }) => !CORRELATION_KEYS.has(key))
        .map(({ key, keyPosition }) => [key, keyPosition]),
    ),
  };
}

function parseTimespan(reader: DocumentReader): number {
  const text = reader.text('timespan', true) ?? '';
  const timespan = timespanOf(text);
  if (timespan === null) {
    const hint = 'Write a number and one of the letters s, m, h, d, w, M, y, such as 5m.';
    throw new SigmaError(`"${text}" is no valid timespan.`, reader.position('timespan'), hint);
  }
  return timespan;
}

/** Milliseconds of a number and one of the letters s, m, h, d, w, M, y; null for any other text. */
export function timespanOf(text: string): number | null {
  const match = /^(\d{1,9})([smhdwMy])$/.exec(text);
  return match && Number(match[1]) * (SECONDS[match[2] ?? ''] ?? 0) * 1000;
}

type ParsedCondition = Pick<SigmaCorrelation, 'comparisons' | 'valueFields' | 'percentile' | 'expression'>;

function parseCorrelationCondition(document: DocumentReader, type: CorrelationType): ParsedCondition {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const none: ParsedCondition = { comparisons: [], valueFields: [], percentile: null, expression: null };
  const entry = document.entry('condition');
  if (!entry || (entry.value.type === 'scalar' && entry.value.value === null)) {
    if (temporal) return none;
    throw new SigmaError(`A correlation of type ${type} needs a condition.`, document.map.position, 'Such as gte: 10.');
  }
  const position = entry.value.position;
  if (entry.value.type === 'scalar' && typeof entry.value.value === 'string') {
    if (!temporal) {
      throw new SigmaError(
        'Only temporal correlations take a condition over rules.',
        position,
        'Use gte: 10 or the like.',
      );
    }
    return { ...none, expression: parseCondition(entry.value.value, position, false) };
  }
  const reader = document.reader('condition');
  for (const { key, keyPosition } of reader.map.entries.values()) {
    if (key !== 'field' && key !== 'percentile' && !OPERATORS.some((operator) => operator === key)) {
      throw new SigmaError(`"${key}" is no operator of a correlation.`, keyPosition, `Use ${OPERATORS.join(', ')}.`);
    }
  }
  const comparisons: Comparison[] = OPERATORS.filter((operator) => reader.entry(operator)).map((operator) => ({
    operator,
    value: number(reader, operator),
  }));
  if (comparisons.length === 0) throw new SigmaError('The condition has no operator.', position, 'Such as gte: 10.');
  const valueFields = reader.texts('field', true);
  const needsField = type.startsWith('value_');
  if (needsField && valueFields.length === 0) {
    throw new SigmaError(
      `A correlation of type ${type} needs condition.field.`,
      position,
      'Name the field to look at.',
    );
  }
  if (valueFields.length > 1 && type !== 'value_count') {
    throw new SigmaError(`A correlation of type ${type} looks at one field only.`, reader.position('field'));
  }
  const percentile = reader.entry('percentile') ? number(reader, 'percentile') : null;
  if (percentile !== null && (percentile < 0 || percentile > 100)) {
    throw new SigmaError('A percentile lies between 0 and 100.', reader.position('percentile'));
  }
  return { comparisons, valueFields, percentile, expression: null };
}

function number(reader: DocumentReader, key: string): number {
  const value = reader.entry(key)?.value;
  const plain = value?.type === 'scalar' ? value.value : null;
  // A quoted number is accepted as pySigma does.
  const result = typeof plain === 'string' && !/^-?\d+(\.\d+)?$/.test(plain) ? Number.NaN : Number(plain ?? Number.NaN);
  if (typeof plain !== 'boolean' && Number.isFinite(result)) return result;
  throw new SigmaError(`The value of ${key} must be a number.`, value?.position ?? reader.map.position);
}

/** With a condition over rules, `rules` may be absent; where it is there, both name the same rules. */
function matchRules(rules: readonly RuleReference[], expression: Condition, reader: DocumentReader): RuleReference[] {
  const named = new Map<string, RuleReference>();
  collectNames(expression, named);
  if (rules.length === 0) return [...named.values()];
  const listed = new Set(rules.map(({ reference }) => reference));
  const unused = rules.find(({ reference }) => !named.has(reference));
  if (unused) throw new SigmaError(`The condition does not mention the rule "${unused.reference}".`, unused.position);
  const missing = [...named.values()].find(({ reference }) => !listed.has(reference));
  if (missing) {
    throw new SigmaError(
      `The condition names "${missing.reference}", which is not among the rules.`,
      reader.position('rules'),
    );
  }
  return [...rules];
}

function collectNames(condition: Condition, names: Map<string, RuleReference>): void {
  if (condition.type === 'identifier') {
    if (!names.has(condition.name))
      names.set(condition.name, { reference: condition.name, position: condition.position });
  } else if (condition.type === 'not') collectNames(condition.operand, names);
  else if (condition.type !== 'of') for (const operand of condition.operands) collectNames(operand, names);
}

function parseAliases(reader: DocumentReader): Map<string, Map<string, string>> {
  const aliases = new Map<string, Map<string, string>>();
  if (!reader.entry('aliases')) return aliases;
  const map = reader.reader('aliases');
  for (const alias of map.map.entries.keys()) {
    const fields = map.reader(alias);
    const mapping = new Map<string, string>();
    for (const rule of fields.map.entries.keys()) mapping.set(rule, fields.text(rule, true) ?? rule);
    aliases.set(alias, mapping);
  }
  return aliases;
}
