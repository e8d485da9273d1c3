import { closestWord } from '../../platform/closest-word.js';
import type { DetectionItem, DetectionValue } from './ast.js';
import { MAXIMUM_QUESTION_MARKS } from './matchers/glob.js';
import type { Matcher, NumericOperator, RegexFlags, TimePart } from './matchers/matcher.js';
import { parseNetwork } from './matchers/network.js';
import { compileRegex } from './matchers/regular-expression.js';
import { SigmaError } from './problem.js';
import {
  formatSigmaString,
  hasWildcards,
  literalText,
  parseSigmaString,
  plainString,
  type SigmaString,
  type StringPart,
  withWildcards,
} from './sigma-string.js';

/** Values for `%name%` under the `expand` modifier. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

/** A detection item after its modifiers: for each value the matchers that stand for it (one of them must hold). */
export interface AppliedItem {
  readonly field: string | null;
  readonly values: readonly (readonly Matcher[])[];
  /** `all`: every value must hold, else one of them. */
  readonly all: boolean;
  /** `neq`: the item holds where its values do not. */
  readonly negated: boolean;
}

/** A value on its way through the chain of modifiers. */
type Value =
  | { type: 'string'; string: SigmaString }
  | { type: 'number'; value: number; texts: readonly string[]; part: TimePart | null }
  | { type: 'boolean'; value: boolean }
  | { type: 'null' }
  | { type: 'regex'; source: string; flags: RegexFlags }
  | { type: 'done'; matcher: Matcher };

/** What a step of the chain may look at beside the value. */
interface Step {
  readonly name: string;
  readonly item: DetectionItem;
  readonly value: DetectionValue;
  /** Modifiers before this one that change values. */
  readonly before: number;
  readonly placeholders: Placeholders;
  /** Regular expressions that are known to run. */
  readonly expressions: Set<string>;
  readonly fail: (reason: string, hint?: string) => SigmaError;
}

type Modifier = (value: Value, step: Step) => readonly Value[];

/** A value that `windash` or `expand` multiplies beyond this is refused. */
const MAXIMUM_VARIANTS = 4096;

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  contains: (value, step) => pad(value, step, true, true),
  startswith: (value, step) => pad(value, step, false, true),
  endswith: (value, step) => pad(value, step, true, false),
  cased: (value, step) => [{ type: 'string', string: { ...text(value, step), cased: true } }],
  base64: (value, step) => [encoded(value, step, toBytes(value, step).toString('base64'))],
  base64offset: (value, step) => base64Offsets(toBytes(value, step)).map((code) => encoded(value, step, code)),
  wide: (value, step) => [utf16(value, step, 'le')],
  utf16le: (value, step) => [utf16(value, step, 'le')],
  utf16be: (value, step) => [utf16(value, step, 'be')],
  utf16: (value, step) => [utf16(value, step, 'bom')],
  windash: (value, step) => windash(text(value, step), step).map((string) => ({ type: 'string', string })),
  expand: (value, step) => expand(text(value, step), step).map((string) => ({ type: 'string', string })),
  re: (_value, step) => [regex(step)],
  i: (value, step) => [withFlag(value, step, 'ignoreCase')],
  ignorecase: (value, step) => [withFlag(value, step, 'ignoreCase')],
  m: (value, step) => [withFlag(value, step, 'multiline')],
  multiline: (value, step) => [withFlag(value, step, 'multiline')],
  s: (value, step) => [withFlag(value, step, 'dotAll')],
  dotall: (value, step) => [withFlag(value, step, 'dotAll')],
  cidr: (value, step) => [network(value, step)],
  fieldref: (value, step) => [fieldReference(value, step)],
  exists: (value, step) => [exists(value, step)],
  lt: (value, step) => [compare(value, step, 'lt')],
  lte: (value, step) => [compare(value, step, 'lte')],
  gt: (value, step) => [compare(value, step, 'gt')],
  gte: (value, step) => [compare(value, step, 'gte')],
  minute: (value, step) => [timePart(value, step, 'minute')],
  hour: (value, step) => [timePart(value, step, 'hour')],
  day: (value, step) => [timePart(value, step, 'day')],
  week: (value, step) => [timePart(value, step, 'week')],
  month: (value, step) => [timePart(value, step, 'month')],
  year: (value, step) => [timePart(value, step, 'year')],
};

/** Modifiers that say how values are linked, wherever they stand. */
const LINKING = new Set(['all', 'neq']);

/** Names of every modifier of the specification and the aliases of the reference implementation. */
export const MODIFIER_NAMES: readonly string[] = [...Object.keys(MODIFIERS), ...LINKING];

/**
 * Applies an item's modifiers in their order (specification, appendix "Modifiers"; type rules as pySigma has them).
 * Keywords are searched as substrings unless a modifier says where they stand.
 * @param expressions regular expressions that are known to run; those that were found to are added
 */
export function applyModifiers(
  item: DetectionItem,
  placeholders: Placeholders,
  expressions: Set<string> = new Set(),
): AppliedItem {
  for (const name of item.modifiers) {
    if (!Object.hasOwn(MODIFIERS, name) && !LINKING.has(name)) {
      const meant = closestWord(name, MODIFIER_NAMES);
      const hint = meant === null ? `Known modifiers: ${MODIFIER_NAMES.join(', ')}.` : `Did you mean "${meant}"?`;
      throw new SigmaError(`Unknown modifier "${name}".`, item.position, hint);
    }
  }
  const values: (readonly Matcher[])[] = [];
  for (const value of item.values) {
    if (value.value === null && item.field === null) {
      throw new SigmaError('A null keyword has no meaning.', value.position, 'Bind it to a field or remove it.');
    }
    values.push(applyToValue(item, value, placeholders, expressions));
  }
  // A field with an empty list has no value: pySigma reads it as null.
  if (item.values.length === 0) {
    if (item.field === null) throw new SigmaError('The keyword list is empty.', item.position);
    values.push([{ kind: 'null' }]);
  }
  const has = (name: string): boolean => item.modifiers.includes(name);
  return { field: item.field, values, all: has('all'), negated: has('neq') };
}

function applyToValue(
  item: DetectionItem,
  value: DetectionValue,
  placeholders: Placeholders,
  expressions: Set<string>,
): readonly Matcher[] {
  let current: readonly Value[] = [initialValue(value)];
  let before = 0;
  for (const name of item.modifiers) {
    const modifier = Object.hasOwn(MODIFIERS, name) ? MODIFIERS[name] : undefined;
    if (!modifier) continue;
    const fail = (reason: string, hint?: string): SigmaError => new SigmaError(reason, value.position, hint ?? null);
    const step: Step = { name, item, value, before, placeholders, expressions, fail };
    current = current.flatMap((each) => modifier(each, step));
    if (current.length > MAXIMUM_VARIANTS) {
      throw fail(`The value stands for more than ${MAXIMUM_VARIANTS} texts.`, 'Split it into shorter values.');
    }
    before++;
  }
  for (const each of current) {
    if (each.type !== 'string') continue;
    if (
      each.string.parts.filter((part) => 'wildcard' in part && part.wildcard === '?').length > MAXIMUM_QUESTION_MARKS
    ) {
      const hint = 'Use a regular expression such as .{200}.';
      throw new SigmaError(`The value has more than ${MAXIMUM_QUESTION_MARKS} question marks.`, value.position, hint);
    }
  }
  const anchored = item.modifiers.some((name) => name === 'startswith' || name === 'endswith');
  return current.flatMap((each) => matchersOf(each, item.field === null && !anchored));
}

function initialValue({ value, source }: DetectionValue): Value {
  if (value === null) return { type: 'null' };
  if (typeof value === 'string') return { type: 'string', string: parseSigmaString(value) };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  const texts = [String(value)];
  // Python writes the float 1.0 as "1.0", JavaScript as "1".
  if (typeof value === 'number' && Number.isInteger(value) && /[.eE]/.test(source)) texts.push(`${value}.0`);
  return { type: 'number', value: Number(value), texts, part: null };
}

function matchersOf(value: Value, keyword: boolean): readonly Matcher[] {
  switch (value.type) {
    case 'string':
      return [stringMatcher(keyword ? withWildcards(value.string, true, true) : value.string)];
    case 'number':
      if (value.part) return [{ kind: 'number', operator: 'eq', value: value.value, part: value.part }];
      return value.texts.map((each) => {
        const string = plainString(each);
        return stringMatcher(keyword ? withWildcards(string, true, true) : string);
      });
    case 'boolean':
      return [stringMatcher(plainString(String(value.value)))];
    case 'null':
      return [{ kind: 'null' }];
    case 'regex':
      return [{ kind: 'regex', source: value.source, flags: value.flags }];
    case 'done':
      return [value.matcher];
  }
}

function stringMatcher({ parts, cased }: SigmaString): Matcher {
  if (parts.length === 0) return { kind: 'empty' };
  if (parts.every((part) => 'wildcard' in part && part.wildcard === '*')) return { kind: 'value' };
  return { kind: 'string', parts, cased };
}

function incompatible({ name, fail }: Step, what: string): SigmaError {
  return fail(`The modifier "${name}" does not apply to ${what}.`);
}

/** The value as a string; numbers and booleans are strings to Sigma. */
function text(value: Value, step: Step): SigmaString {
  if (value.type === 'string') return value.string;
  if (value.type === 'number' && !value.part) return plainString(value.texts[0] ?? '');
  if (value.type === 'boolean') return plainString(String(value.value));
  if (value.type === 'null') throw incompatible(step, 'null');
  throw incompatible(step, 'a value that an earlier modifier changed so');
}

function pad(value: Value, step: Step, before: boolean, after: boolean): readonly Value[] {
  // A regular expression is searched for: nothing to pad.
  if (value.type === 'regex') return [value];
  if (value.type === 'done' && value.matcher.kind === 'field') {
    const { startsWith, endsWith } = value.matcher;
    const matcher = { ...value.matcher, startsWith: startsWith || after, endsWith: endsWith || before };
    return [{ type: 'done', matcher }];
  }
  return [{ type: 'string', string: withWildcards(text(value, step), before, after) }];
}

function toBytes(value: Value, step: Step): Buffer {
  const string = text(value, step);
  if (hasWildcards(string)) {
    throw step.fail(
      `The modifier "${step.name}" cannot encode wildcards.`,
      'Escape them with a backslash, and put contains, startswith or endswith after it.',
    );
  }
  return Buffer.from(literalText(string), string.bytes ? 'latin1' : 'utf8');
}

function encoded(value: Value, step: Step, code: string): Value {
  return { type: 'string', string: { ...plainString(code), cased: text(value, step).cased } };
}

/** The three ways the bytes can stand inside encoded text, without the characters that their neighbours share. */
function base64Offsets(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const code = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const start = [0, 2, 3][shift] ?? 0;
    const cut = [0, 3, 2][(bytes.length + shift) % 3] ?? 0;
    return code.slice(start, code.length - cut);
  });
}

function utf16(value: Value, step: Step, form: 'le' | 'be' | 'bom'): Value {
  const string = text(value, step);
  let mark = form === 'bom' ? '\xff\xfe' : '';
  const parts = string.parts.map((part): StringPart => {
    if ('wildcard' in part) return part;
    const bytes = string.bytes ? Buffer.from(part.text, 'latin1').toString('latin1') : part.text;
    const buffer = Buffer.from(bytes, 'utf16le');
    if (form === 'be') buffer.swap16();
    const result = { text: mark + buffer.toString('latin1') };
    mark = '';
    return result;
  });
  return { type: 'string', string: { ...string, parts, bytes: true } };
}

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
/** A dash where a parameter starts: no word character before it, one after it. */
const PARAMETER_DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;

function windash(string: SigmaString, step: Step): SigmaString[] {
  let variants: StringPart[][] = [[]];
  for (const part of string.parts) {
    if ('wildcard' in part) {
      for (const variant of variants) variant.push(part);
      continue;
    }
    const pieces = part.text.split(PARAMETER_DASH);
    let texts = [pieces[0] ?? ''];
    for (const piece of pieces.slice(1)) {
      texts = texts.flatMap((head) => DASHES.map((dash) => head + dash + piece));
      if (texts.length * variants.length > MAXIMUM_VARIANTS) {
        throw step.fail('The value has too many parameters for "windash".', 'Split it into several values with |all.');
      }
    }
    variants = variants.flatMap((head) => texts.map((each): StringPart[] => [...head, { text: each }]));
  }
  return variants.map((parts) => ({ ...string, parts }));
}

function expand(string: SigmaString, step: Step): SigmaString[] {
  let variants: StringPart[][] = [[]];
  for (const part of string.parts) {
    if ('wildcard' in part) {
      for (const variant of variants) variant.push(part);
      continue;
    }
    for (const match of part.text.matchAll(/\\%|%(\w+)%|[^%\\]+|[%\\]/g)) {
      const name = match[1];
      const choices = name === undefined ? [[{ text: match[0] === '\\%' ? '%' : match[0] }]] : replacements(name, step);
      variants = variants.flatMap((head) => choices.map((tail) => [...head, ...tail]));
      if (variants.length > MAXIMUM_VARIANTS) throw step.fail('The placeholders stand for too many values.');
    }
  }
  return variants.map((parts) => ({ ...string, parts: joinTexts(parts) }));
}

function replacements(name: string, step: Step): StringPart[][] {
  const values = step.placeholders.get(name);
  if (values && values.length > 0) return values.map((value) => [...parseSigmaString(value).parts]);
  throw step.fail(`There are no values for the placeholder %${name}%.`, 'Replace it by values in a copy of the rule.');
}

/** Neighbouring texts as one. */
function joinTexts(parts: readonly StringPart[]): StringPart[] {
  const joined: StringPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if ('text' in part && last && 'text' in last) joined[joined.length - 1] = { text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}

function regex(step: Step): Value {
  const { value, item, before, fail } = step;
  if (before > 0) throw fail('The modifier "re" must come first.', 'Encode or pad the text in the expression itself.');
  if (value.value === null) throw incompatible(step, 'null');
  const source = typeof value.value === 'string' ? value.value : value.source;
  const flags = { ignoreCase: false, multiline: false, dotAll: false };
  if (step.expressions.has(source)) return { type: 'regex', source, flags };
  try {
    compileRegex(source, flags);
    step.expressions.add(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SigmaError(
      `The regular expression of "${item.field ?? 'the keywords'}" cannot be used: ${error.message}`,
      value.position,
      'Expressions run in linear time: look-around, back references and repeats above 1000 are not available.',
    );
  }
  return { type: 'regex', source, flags };
}

function withFlag(value: Value, step: Step, flag: keyof RegexFlags): Value {
  if (value.type === 'regex') return { ...value, flags: { ...value.flags, [flag]: true } };
  throw step.fail(`The modifier "${step.name}" needs "re" before it.`);
}

function network(value: Value, step: Step): Value {
  if (step.before > 0) throw step.fail('The modifier "cidr" must come first.');
  const written = value.type === 'string' ? formatSigmaString(value.string) : '';
  const parsed = parseNetwork(written);
  if (parsed) return { type: 'done', matcher: { kind: 'network', network: parsed } };
  throw step.fail(`"${written}" is no network.`, 'Write the first address and the prefix, such as 10.0.0.0/8.');
}

function fieldReference(value: Value, step: Step): Value {
  const string = text(value, step);
  if (hasWildcards(string)) throw step.fail('A field reference has no wildcards.');
  const field = literalText(string);
  const { cased } = string;
  return { type: 'done', matcher: { kind: 'field', field, startsWith: false, endsWith: false, cased } };
}

function exists(value: Value, step: Step): Value {
  if (step.item.field === null) throw step.fail('The modifier "exists" needs a field.');
  if (step.before > 0) throw step.fail('The modifier "exists" stands alone.');
  if (value.type !== 'boolean') throw step.fail('The modifier "exists" takes true or false.', 'Leave out the quotes.');
  return { type: 'done', matcher: { kind: 'exists', present: value.value } };
}

function compare(value: Value, step: Step, operator: NumericOperator): Value {
  if (value.type !== 'number') {
    throw step.fail(`The modifier "${step.name}" takes a number.`, 'Leave out the quotes.');
  }
  return { type: 'done', matcher: { kind: 'number', operator, value: value.value, part: value.part } };
}

function timePart(value: Value, step: Step, part: TimePart): Value {
  if (value.type !== 'number' || value.part) {
    throw step.fail(`The modifier "${step.name}" takes a number.`, 'Leave out the quotes.');
  }
  return { ...value, part };
}
