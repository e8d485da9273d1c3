import type { Expression } from '../../formats/code/syntax.js';
import type { DataWays, Edge } from './data-ways.js';
import { textOf } from './expression-names.js';

/** Variables and methods of the page that an object may have gone through. */
const MAXIMUM_WAYS = 100;

/** Names of no object. */
const NOTHING: ReadonlySet<string> = new Set(['nothing', 'null', 'undefined', 'empty']);

/**
 * Whether an object is surely made by a name of this kind, wherever the page makes it: `CreateObject("ADODB.Connection")`, `New RegExp`.
 * @param kind of the whole name, lower case.
 */
export function isMadeAs(object: Expression, kind: RegExp, ways: DataWays): boolean {
  const seen = new Set<string>();
  const pending: Edge['from'][] = [object];
  let made = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'number' || seen.size > MAXIMUM_WAYS) return false;
    if (isNothing(next)) continue;
    const type = typeof next === 'string' || ways.isOwnMethod('CreateObject') ? null : typeMade(next);
    if (type !== null && !kind.test(type)) return false;
    if (type !== null) {
      made++;
      continue;
    }
    const key = typeof next === 'string' ? next : placeOf(next, ways);
    const put = key === null ? [] : putInto(key, ways);
    if (key === null || put.length === 0) return false;
    if (!seen.has(key)) pending.push(...put);
    seen.add(key);
  }
  return made > 0;
}

function isNothing(from: Expression | string): boolean {
  return typeof from === 'object' && from.kind === 'name' && NOTHING.has(from.name.toLowerCase());
}

/** What a variable is assigned, or a method gives back; none where more than that goes in. What is put into an object leaves it what it is. */
function putInto(key: string, ways: DataWays): readonly Edge['from'][] {
  const put = (ways.edges.get(key) ?? []).filter((edge) => !edge.given);
  return put.some(({ each, beside, object }) => each || beside || object) ? [] : put.map(({ from }) => from);
}

/** The variable that an expression is, or the method of the page that it calls. */
function placeOf(expression: Expression, ways: DataWays): string | null {
  if (expression.kind === 'name') {
    if (ways.isOwnMethod(expression.name)) return ways.basic ? ways.keyOf(`${expression.name}()`) : null;
    const key = ways.key(expression.name);
    return ways.declared.has(key) ? key : null;
  }
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') return null;
  const { name } = expression.callee;
  return ways.isOwnMethod(name) ? ways.keyOf(`${name}()`) : null;
}

/** The name that an object is made by; null where it is made in another way. */
function typeMade(expression: Expression): string | null {
  if (expression.kind === 'new') {
    const { type, args } = expression;
    return /^activexobject$/i.test(type) ? nameIn(args) : type.toLowerCase();
  }
  if (expression.kind !== 'call') return null;
  return /^(?:server\.)?createobject$/.test(textOf(expression.callee)) ? nameIn(expression.args) : null;
}

function nameIn([name, ...others]: readonly Expression[]): string | null {
  return name?.kind === 'string' && others.length === 0 ? name.value.trim().toLowerCase() : null;
}
