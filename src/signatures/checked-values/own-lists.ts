import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression } from '../../formats/code/syntax.js';
import { partsOf } from '../../formats/code/walk.js';
import type { Uses } from './uses.js';

/** Members by which a list is asked, and that leave it as it is. */
const ASKS =
  /^(?:contains|containskey|containsvalue|indexof|length|count|exists|any|all|first|firstordefault|single|singleordefault|where|select|trygetvalue|keys|values|tolist|toarray|item|find|findindex|join|orderby|ubound)$/i;
const FILLS = /^(?:add|push)$/i;
const HOLDERS =
  /^(?:list|hashset|sortedset|arraylist|collection|stringcollection|string|array|dictionary|sorteddictionary|sortedlist|concurrentdictionary|hashtable|stringdictionary|namevaluecollection|)$/i;

/** Texts of one or two characters, of which more spell any text. */
const MAXIMUM_LETTERS = 8;

/** The texts of a list, or keys of a dictionary, that are written in the code and that nothing else can get into; null where that is not sure. */
export function ownTexts(list: Expression, unit: CodeUnit, uses: Uses): readonly string[] | null {
  const texts = textsOf(list, unit, uses, 0);
  if (texts === null || texts.length === 0) return null;
  return texts.filter(({ length }) => length <= 2).length > MAXIMUM_LETTERS ? null : texts;
}

function textsOf(list: Expression, unit: CodeUnit, uses: Uses, depth: number): readonly string[] | null {
  if (depth > 3) return null;
  switch (list.kind) {
    case 'array':
      return literals(list.elements);
    case 'new':
      return ofCreation(list, unit, uses, depth);
    case 'call': {
      const { callee, args } = list;
      if (callee.kind === 'member' && /^split$/i.test(callee.name) && callee.object.kind === 'string')
        return args.every(isSeparator) ? callee.object.value.split(/[^\w.-]+/) : null;
      if (callee.kind === 'name' && /^array$/i.test(callee.name) && isBasic(unit.language)) return literals(args);
      if (callee.kind === 'member' && /^(?:tolist|toarray)$/i.test(callee.name) && args.length === 0)
        return textsOf(callee.object, unit, uses, depth + 1);
      return null;
    }
    case 'member':
    case 'name':
      if (list.kind === 'member' && !/^(?:this|me)$/i.test(list.object.kind === 'name' ? list.object.name : '')) {
        // `dictionary.Keys`
        return /^keys$/i.test(list.name) ? textsOf(list.object, unit, uses, depth + 1) : null;
      }
      return ofVariable(list.name, unit, uses, depth);
    default:
      return null;
  }
}

function isSeparator({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number' || kind === 'new' || kind === 'array';
}

function literals(elements: readonly Expression[]): readonly string[] | null {
  const texts: string[] = [];
  for (const element of elements) {
    const text = literal(element);
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

function literal(element: Expression): string | null {
  if (element.kind === 'string') return element.value;
  return element.kind === 'number' ? String(element.value) : null;
}

function ofCreation(
  { type, args, elements }: Expression & { kind: 'new' },
  unit: CodeUnit,
  uses: Uses,
  depth: number,
): readonly string[] | null {
  const short = type.replace(/[<([].*$/, '').trim();
  if (!HOLDERS.test(short.slice(short.lastIndexOf('.') + 1))) return null;
  const given: string[] = [];
  for (const arg of args) {
    // How texts are compared, and how many there are.
    if (
      arg.kind === 'number' ||
      (arg.kind === 'member' && /^(?:current|invariant)?(?:culture)?(?:ordinal)?(?:ignorecase)?$/i.test(arg.name))
    )
      continue;
    const texts = textsOf(arg, unit, uses, depth + 1);
    if (texts === null) return null;
    given.push(...texts);
  }
  for (const element of elements) {
    const key = keyOf(element);
    if (key === null) return null;
    given.push(key);
  }
  return given;
}

/** An element of a list, or the key of one of a dictionary: `"a"`, `{ "a", value }`, `["a"] = value`. */
function keyOf(element: Expression): string | null {
  if (element.kind === 'array' || element.kind === 'other') {
    const [first] = partsOf(element);
    return first ? literal(first) : null;
  }
  if (element.kind === 'assign') {
    const [key] = element.target.kind === 'index' ? element.target.args : partsOf(element.target);
    return key ? literal(key) : null;
  }
  return literal(element);
}

/** A variable that is only ever given such lists, and only ever asked. */
function ofVariable(name: string, unit: CodeUnit, uses: Uses, depth: number): readonly string[] | null {
  const { given, mentions, lost } = uses.of(name);
  if (lost || given.length === 0) return null;
  const texts: string[] = [];
  for (const value of given) {
    const own = isEmptyHolder(value) ? [] : textsOf(value, unit, uses, depth + 1);
    if (own === null) return null;
    texts.push(...own);
  }
  for (const { by, above } of mentions) {
    const put = filled(by, above, name, uses);
    if (put === null) return null;
    if (put !== '') texts.push(put);
  }
  return texts;
}

/** `CreateObject("Scripting.Dictionary")` */
function isEmptyHolder(value: Expression): boolean {
  if (value.kind !== 'call' && value.kind !== 'new') return false;
  const [first] = value.args;
  return first?.kind === 'string' && value.args.length === 1 && /^scripting\.dictionary$/i.test(first.value);
}

/** What a mention of a list puts into it: nothing, a text, or null where it may be anything. */
function filled(by: Expression | null, above: Expression | null, name: string, uses: Uses): string | null {
  if (by === null) return null;
  if (by.kind === 'member' && uses.same(by.object, name)) {
    if (ASKS.test(by.name)) return above?.kind === 'assign' && above.target === by ? null : '';
    if (!FILLS.test(by.name) || above?.kind !== 'call') return null;
    const [key] = above.args;
    return key ? literal(key) : null;
  }
  // `list[key]`, `list(key)`
  if ((by.kind === 'index' && uses.same(by.object, name)) || (by.kind === 'call' && uses.same(by.callee, name))) {
    if (above?.kind !== 'assign' || above.target !== by) return '';
    const [key] = by.args;
    return key ? literal(key) : null;
  }
  // `Array.IndexOf(list, text)`, `UBound(list)`
  if (by.kind === 'call' && by.args.some((arg) => uses.same(arg, name))) {
    const called = by.callee.kind === 'member' || by.callee.kind === 'name' ? by.callee.name : '';
    return /^(?:indexof|exists|join|ubound|lbound|contains)$/i.test(called) ? '' : null;
  }
  return null;
}
