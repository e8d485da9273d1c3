import type { FieldText, FieldValues } from './field-values.js';
import { fold } from './fold.js';
import { compileGlob } from './matchers/glob.js';
import type { Matcher, RegexFlags } from './matchers/matcher.js';
import { networkContains, parseAddress } from './matchers/network.js';
import { compareNumbers, parseDecimal } from './matchers/numeric.js';
import { compileRegex } from './matchers/regular-expression.js';
import { compileSearch } from './matchers/search.js';
import { timePart } from './matchers/time.js';
import type { StringPart } from './sigma-string.js';

/**
 * One question about one field, shared by every rule that asks it. Its answer depends on the field's values alone (and on
 * those of `otherField`), so it can be remembered for each distinct value.
 */
export interface Predicate {
  /** Position in the program's list. */
  readonly id: number;
  /** Null: any text of the record. Its answer over several texts is that one of them holds. */
  readonly field: string | null;
  /** Set where the field is compared with another one. */
  readonly otherField: string | null;
  /** Presence questions look at the field as logged, not at its variants. */
  readonly about: 'text' | 'presence' | 'fields';
  readonly matchers: readonly Matcher[];
  /** Estimated work; cheap predicates are asked first. */
  readonly cost: number;
  /** Undefined: the field is absent. */
  test(values: FieldValues | undefined, other?: FieldValues): boolean;
}

type TextTest = (text: FieldText) => boolean;

/** Whether a matcher asks for presence, for a text or for another field. */
export function subjectOf(matcher: Matcher): Predicate['about'] {
  switch (matcher.kind) {
    case 'null':
    case 'empty':
    case 'value':
    case 'exists':
      return 'presence';
    case 'field':
      return 'fields';
    default:
      return 'text';
  }
}

/** Compiles matchers of one subject on one field; one of them must hold. */
export function compilePredicate(id: number, field: string | null, matchers: readonly Matcher[]): Predicate {
  const first = matchers[0];
  const about = first ? subjectOf(first) : 'text';
  const cost = matchers.reduce((sum, matcher) => sum + costOf(matcher), 0) * (field === null ? 15 : 1);
  const base = { id, field, otherField: first?.kind === 'field' ? first.field : null, about, matchers, cost };
  if (about === 'presence') return { ...base, test: (values) => matchers.some((matcher) => holdsOf(matcher, values)) };
  if (about === 'fields') {
    return { ...base, test: (values, other) => matchers.some((matcher) => compareFields(matcher, values, other)) };
  }
  // Of many rules nothing is asked in a whole hunt.
  let test: TextTest | null = null;
  return {
    ...base,
    test: (values) => {
      if (values === undefined) return false;
      test ??= compileTextTest(matchers);
      return anyOf(values.variants, test);
    },
  };
}

function anyOf(texts: readonly FieldText[], test: TextTest): boolean {
  for (const text of texts) if (test(text)) return true;
  return false;
}

function holdsOf(matcher: Matcher, values: FieldValues | undefined): boolean {
  switch (matcher.kind) {
    case 'null':
      return values === undefined || values.isNull;
    case 'empty':
      return values?.raw.some(({ text }) => text === '') ?? false;
    case 'value':
      return values !== undefined && values.raw.length > 0;
    case 'exists':
      return (values !== undefined) === matcher.present;
    default:
      return false;
  }
}

/** The other field's text is never read as a pattern. Fields without a value equal nothing. */
function compareFields(matcher: Matcher, values: FieldValues | undefined, other: FieldValues | undefined): boolean {
  if (matcher.kind !== 'field' || !values || !other) return false;
  const { startsWith, endsWith, cased } = matcher;
  const form = (text: FieldText): string => (cased ? text.text : text.folded);
  for (const text of values.variants) {
    for (const otherText of other.variants) {
      const [a, b] = [form(text), form(otherText)];
      if (startsWith && endsWith ? a.includes(b) : startsWith ? a.startsWith(b) : endsWith ? a.endsWith(b) : a === b) {
        return true;
      }
    }
  }
  return false;
}

function costOf(matcher: Matcher): number {
  switch (matcher.kind) {
    case 'string':
      return matcher.parts.length === 1 ? 1 : matcher.parts.length === 2 ? 2 : 4;
    case 'regex':
      return 100;
    case 'network':
    case 'number':
      return 5;
    // Two fields are read, and some are made of several columns.
    case 'field':
      return 60;
    default:
      return 0.5;
  }
}

/** Joins the matchers to a few fast tests: sets for whole texts, plain searches, and the rest one by one. */
function compileTextTest(matchers: readonly Matcher[]): TextTest {
  const tests: TextTest[] = [];
  for (const cased of [false, true]) {
    const strings = matchers.filter((matcher) => matcher.kind === 'string' && matcher.cased === cased);
    if (strings.length > 0) tests.push(...compileStrings(strings, cased));
  }
  for (const matcher of matchers) {
    if (matcher.kind === 'network') {
      tests.push(({ text }) => {
        const address = parseAddress(text);
        return address !== null && networkContains(matcher.network, address);
      });
    } else if (matcher.kind === 'number') {
      tests.push(({ text }) => {
        const value = matcher.part ? timePart(text, matcher.part) : parseDecimal(text);
        return value !== null && compareNumbers(value, matcher.operator, matcher.value);
      });
    } else if (matcher.kind === 'regex') {
      tests.push(searchWhenAsked(matcher.source, matcher.flags));
    }
  }
  const [single] = tests;
  if (single && tests.length === 1) return single;
  return (text) => {
    for (const test of tests) if (test(text)) return true;
    return false;
  };
}

/** Most expressions of a pack are never asked of anything, and compiling one costs as much as reading its rule. */
function searchWhenAsked(source: string, flags: RegexFlags): TextTest {
  let search: ((text: string) => boolean) | null = null;
  return ({ text }) => {
    search ??= compileRegex(source, flags);
    return search(text);
  };
}

function compileStrings(matchers: readonly Matcher[], cased: boolean): TextTest[] {
  const form = (text: FieldText): string => (cased ? text.text : text.folded);
  const whole = new Set<string>();
  const searched: ((text: string, from: number) => number)[] = [];
  const others: ((text: string) => boolean)[] = [];
  for (const matcher of matchers) {
    if (matcher.kind !== 'string') continue;
    const parts = cased ? matcher.parts : matcher.parts.map(foldPart);
    const [first, second, third] = parts;
    const text = (part: StringPart | undefined): string | null => (part && 'text' in part ? part.text : null);
    const star = (part: StringPart | undefined): boolean => !!part && 'wildcard' in part && part.wildcard === '*';
    const [head, tail, middle] = [text(first), text(parts.at(-1)), text(second)];
    if (parts.length === 1 && head !== null) whole.add(head);
    else if (parts.length === 3 && star(first) && middle !== null && star(third)) searched.push(compileSearch(middle));
    else if (parts.length === 2 && head !== null && star(second)) others.push((value) => value.startsWith(head));
    else if (parts.length === 2 && star(first) && tail !== null) others.push((value) => value.endsWith(tail));
    else others.push(compileGlob(parts));
  }
  const tests: TextTest[] = [];
  if (whole.size > 0) tests.push((value) => whole.has(form(value)));
  if (searched.length > 0) {
    tests.push((value) => {
      const text = form(value);
      for (const search of searched) if (search(text, 0) >= 0) return true;
      return false;
    });
  }
  for (const other of others) tests.push((value) => other(form(value)));
  return tests;
}

function foldPart(part: StringPart): StringPart {
  return 'text' in part ? { text: fold(part.text) } : part;
}
