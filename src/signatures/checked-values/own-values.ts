import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression } from '../../formats/code/syntax.js';
import { partsOf } from '../../formats/code/walk.js';
import { type Uses, usesOf } from './uses.js';

/** Members by which a list is asked, and that leave it as it is. */
const ASKS =
  /^(?:contains\w*|indexof|length|count|exists|any|all|first\w*|single\w*|last\w*|elementat\w*|where|select|trygetvalue|keys|values|tolist|toarray|item|find\w*|join|orderby|ubound|getupperbound|getlength|asreadonly|getvalueordefault)$/i;
const FILLS = /^(?:add|tryadd|push|append|insert|enqueue)$/i;
const HOLDERS =
  /^(?:list|ilist|hashset|sortedset|arraylist|collection|readonlycollection|stringcollection|string|array|dictionary|idictionary|ireadonlydictionary|sorteddictionary|sortedlist|concurrentdictionary|hashtable|stringdictionary|namevaluecollection|keyvaluepair|tuple|object|activexobject|)$/i;
const EMPTY_HOLDERS = /^scripting\.dictionary$/i;
const COMPARERS = /^(?:current|invariant)?(?:culture)?(?:ordinal)?(?:ignorecase)?$/i;

const MAXIMUM_TEXTS = 200;
/** Texts of one or two characters, of which more spell any text. */
const MAXIMUM_LETTERS = 8;

/**
 * All texts that are written in the code for a list, a dictionary's keys and values, or a list of such, where nothing else can get into it;
 * null where that is not sure. What is taken out of it is one of these.
 * @param others code that runs as one with it, and may fill it.
 */
export function ownValues(list: Expression, unit: CodeUnit, others: readonly CodeUnit[]): readonly string[] | null {
  const uses = usesOf(unit);
  if (uses.uncertain) return null;
  const name = nameOf(list);
  if (name === null) return null;
  const known = cacheOf(unit);
  const key = uses.key(name);
  const before = known.get(key);
  if (before !== undefined) return before;
  const texts = isOnlyHere(name, unit, others) ? valuesOf(name, unit, uses) : null;
  const found =
    texts === null || texts.length === 0 || texts.filter(({ length }) => length <= 2).length > MAXIMUM_LETTERS
      ? null
      : texts;
  known.set(key, found);
  return found;
}

const caches = new WeakMap<CodeUnit, Map<string, readonly string[] | null>>();

function cacheOf(unit: CodeUnit): Map<string, readonly string[] | null> {
  const known = caches.get(unit) ?? new Map<string, readonly string[] | null>();
  caches.set(unit, known);
  return known;
}

function nameOf(list: Expression): string | null {
  if (list.kind === 'name') return list.name;
  const isField = list.kind === 'member' && list.object.kind === 'name' && /^(?:this|me)$/i.test(list.object.name);
  return isField ? list.name : null;
}

function isOnlyHere(name: string, unit: CodeUnit, others: readonly CodeUnit[]): boolean {
  const word = new RegExp(`(?<![\\w$])${name.replace(/\W/g, '\\$&')}(?![\\w$])`, isBasic(unit.language) ? 'i' : '');
  return others.every((other) => other === unit || !word.test(other.code));
}

function valuesOf(name: string, unit: CodeUnit, uses: Uses): readonly string[] | null {
  const { given, mentions, lost } = uses.of(name);
  if (lost || given.length === 0) return null;
  const texts: string[] = [];
  const add = (value: Expression) => gather(value, unit, texts) && texts.length <= MAXIMUM_TEXTS;
  if (!given.every(add)) return null;
  for (const { by, above } of mentions) if (!leaves(by, above, name, uses, add)) return null;
  return texts;
}

/** Puts the texts of an expression into a list; false where it is made of anything else. */
function gather(value: Expression, unit: CodeUnit, into: string[]): boolean {
  const all = (parts: readonly Expression[]) => parts.every((part) => gather(part, unit, into));
  switch (value.kind) {
    case 'string':
      into.push(value.value);
      return true;
    case 'number':
      into.push(String(value.value));
      return true;
    case 'array':
    case 'other':
      return all(partsOf(value));
    case 'cast':
      return gather(value.operand, unit, into);
    case 'name':
      return /^(?:null|nothing|true|false|empty)$/i.test(value.name);
    case 'assign':
      return (
        (value.target.kind === 'index' ? all(value.target.args) : all(partsOf(value.target))) && all([value.value])
      );
    case 'new': {
      const { type, args, elements } = value;
      const short = type.replace(/[<([].*$/, '').trim();
      if (!HOLDERS.test(short.slice(short.lastIndexOf('.') + 1))) return false;
      if (args.every((arg) => arg.kind === 'string' && EMPTY_HOLDERS.test(arg.value))) return all(elements);
      return all(args.filter((arg) => arg.kind !== 'member' || !COMPARERS.test(arg.name))) && all(elements);
    }
    case 'call': {
      const { callee, args } = value;
      const name = callee.kind === 'name' || callee.kind === 'member' ? callee.name : '';
      if (callee.kind === 'name' && /^array$/i.test(name) && isBasic(unit.language)) return all(args);
      if (/^createobject$/i.test(name))
        return args.length === 1 && args[0]?.kind === 'string' && EMPTY_HOLDERS.test(args[0].value);
      return callee.kind === 'member' &&
        callee.object.kind === 'name' &&
        /^(?:tuple|keyvaluepair)$/i.test(callee.object.name)
        ? all(args)
        : false;
    }
    default:
      return false;
  }
}

/** Whether a mention of a list leaves nothing in it but texts of the code's own. */
function leaves(
  by: Expression | null,
  above: Expression | null,
  name: string,
  uses: Uses,
  add: (value: Expression) => boolean,
): boolean {
  if (by === null) return false;
  if (by.kind === 'member' && uses.same(by.object, name)) {
    if (FILLS.test(by.name)) return above?.kind === 'call' && above.callee === by && above.args.every(add);
    return ASKS.test(by.name) && !(above?.kind === 'assign' && above.target === by);
  }
  if ((by.kind === 'index' && uses.same(by.object, name)) || (by.kind === 'call' && uses.same(by.callee, name))) {
    if (above?.kind !== 'assign' || above.target !== by) return true;
    return by.args.every(add) && add(above.value);
  }
  if (by.kind === 'call' && by.args.some((arg) => uses.same(arg, name))) {
    const called = by.callee.kind === 'member' || by.callee.kind === 'name' ? by.callee.name : '';
    return /^(?:indexof|exists|ubound|lbound|contains)$/i.test(called);
  }
  return false;
}
