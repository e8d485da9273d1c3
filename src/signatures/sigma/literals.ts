import { ACTIVE_SYNC_SHORT_PARTS, mayBeShortQuery } from '../../formats/active-sync/active-sync-query.js';
import { literalWeight } from './literal-weights.js';
import { type FieldMapping, type MappedField, percentDecoded } from './mappings/mapping.js';
import type { Matcher } from './matchers/matcher.js';
import type { Predicate } from './predicates.js';
import type { CompiledRule, Formula } from './program.js';
import { regexLiterals } from './regex-literals.js';

/**
 * What a line must hold for a rule to match it: one of the literals, in one of the line's `prefilterForms`. `always`: the
 * rule has to be asked of every line, and why.
 */
export type RequiredLiterals =
  | { readonly always: false; readonly literals: readonly string[]; readonly weight: number }
  | { readonly always: true; readonly reason: string };

/** Literals that this share of lines would hold are no use. */
const USEFUL_WEIGHT = 0.5;

/**
 * Stands among the literals for a query that devices of ActiveSync may have sent in base64 (`mayBeShortQuery`), whose texts are
 * nowhere in the line. No line holds it: whoever looks for literals asks the query for it.
 */
export const SHORT_QUERY = '\nshort-query';

/** A literal as people read it. */
export function shownLiteral(literal: string): string {
  return literal === SHORT_QUERY ? 'a query in base64' : JSON.stringify(literal);
}

/**
 * The forms of a raw line in which literals are looked for: ASCII upper case as lower case and `+` as space; only where the line
 * has `%XX` escapes, the same of the line with its escapes read once; and `SHORT_QUERY`. A reader that lets every column's text be
 * a part of its raw line is covered, whatever the encoding.
 */
export function prefilterForms(line: string): readonly string[] {
  const form = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll('+', ' ');
  const short = line.split(' ').some(mayBeShortQuery) ? [SHORT_QUERY] : [];
  return [form(line), ...(/%[0-9A-Fa-f]{2}/.test(line) ? [form(percentDecoded(line))] : []), ...short];
}

/**
 * The rarest set of literals that a rule needs. Sound: no line that lacks all of them in every form matches. `weigh` tells the
 * share of lines that hold a literal, where it was measured on the logs at hand.
 */
export function requiredLiterals(
  rule: CompiledRule,
  predicates: readonly Predicate[],
  mapping: FieldMapping,
  weigh: (literal: string) => number = literalWeight,
): RequiredLiterals {
  const found = witness(rule.formula, predicates, mapping, weigh);
  if ('reason' in found) return { always: true, reason: found.reason };
  const literals = [...found.literals].sort();
  if (found.weight >= USEFUL_WEIGHT) {
    const shown = literals.slice(0, 5).map(shownLiteral);
    const more = literals.length > shown.length ? ', …' : '';
    return { always: true, reason: `its rarest texts are in many lines: ${shown.join(', ')}${more}` };
  }
  return { always: false, literals, weight: found.weight };
}

type Witness = { readonly literals: ReadonlySet<string>; readonly weight: number } | { readonly reason: string };

function witness(
  formula: Formula,
  predicates: readonly Predicate[],
  mapping: FieldMapping,
  weigh: (literal: string) => number,
): Witness {
  if (formula.type === 'not') return { reason: 'it only says what must not be there' };
  if (formula.type === 'predicate') {
    const predicate = predicates[formula.id];
    return predicate ? predicateWitness(predicate, mapping, weigh) : { reason: 'unknown predicate' };
  }
  const witnesses = formula.operands.map((operand) => witness(operand, predicates, mapping, weigh));
  if (formula.type === 'or') return union(witnesses, weigh);
  let best: Witness | undefined;
  for (const each of witnesses) {
    if (!best || ('reason' in best && !('reason' in each))) best = each;
    else if (!('reason' in each) && !('reason' in best) && each.weight < best.weight) best = each;
  }
  return best ?? { reason: 'it has no condition' };
}

/** All are needed, since any of them may be what matches. */
function union(witnesses: readonly Witness[], weigh: (literal: string) => number): Witness {
  const literals = new Set<string>();
  for (const each of witnesses) {
    if ('reason' in each) return each;
    for (const literal of each.literals) literals.add(literal);
  }
  let weight = 0;
  for (const literal of literals) weight += weigh(literal);
  return { literals, weight };
}

function predicateWitness(
  { field, about, matchers }: Predicate,
  mapping: FieldMapping,
  weigh: (literal: string) => number,
): Witness {
  const name = field === null ? 'the keywords' : `"${field}"`;
  if (about !== 'text') return { reason: `it asks of ${name} only whether it is there or equals another field` };
  const mapped = field === null ? undefined : mapping.fields.find(({ names }) => names.includes(field));
  const breaks = breaksOf(mapped, mapping);
  if (breaks === null) return { reason: `${name} need not be in the line as it is asked for` };
  const witnesses = matchers.map((matcher): Witness => {
    let best: { literal: string; weight: number } | undefined;
    for (const literal of literalsOf(matcher, breaks, field === null)) {
      const weight = weigh(literal);
      if (!best || weight < best.weight) best = { literal, weight };
    }
    if (best) return { literals: new Set([best.literal]), weight: best.weight };
    return { reason: `a test of ${name} has no text that must be there` };
  });
  if (isInShortQuery(mapped)) witnesses.push({ literals: new Set([SHORT_QUERY]), weight: weigh(SHORT_QUERY) });
  return union(witnesses, weigh);
}

/** Whether devices may write the field's texts in base64. */
function isInShortQuery(mapped: MappedField | undefined): boolean {
  return ACTIVE_SYNC_SHORT_PARTS.some((part) => mapped?.derived === `activesync-${part}`);
}

/** Characters at which a text of the field need not be in one piece in the raw line; null where no piece is certain. */
function breaksOf(mapped: MappedField | undefined, mapping: FieldMapping): RegExp | null {
  // Readers take a date that lines lack from elsewhere, and may write it anew.
  const { date, time } = mapping.parts;
  if (mapped?.derived === 'timestamp' || mapped?.columns.some((name) => [...date, ...time].includes(name))) return null;
  // The host is not logged next to the stem.
  if (mapped?.derived === 'url') return /[^\x20-\x7e]|[?/]/;
  return /[^\x20-\x7e]|\?/;
}

/** Of keywords, what may be a date or a time is left out: `breaksOf` says why. */
function literalsOf(matcher: Matcher, breaks: RegExp, keyword: boolean): string[] {
  const texts =
    matcher.kind === 'string'
      ? matcher.parts.map((part) => ('text' in part ? part.text : ''))
      : matcher.kind === 'regex'
        ? regexLiterals(matcher.source, matcher.flags)
        : [];
  return texts
    .flatMap((text) => text.split(breaks))
    .map((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll('+', ' '))
    .filter((text) => text !== '' && !(keyword && /^[\d:. -]+$/.test(text)));
}
