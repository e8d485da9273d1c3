import { isBasic } from './language.js';
import type { CodeUnit, Method, Statement } from './syntax.js';
import { plainName } from './variable-names.js';
import { walkExpressions } from './walk.js';

/** Words of one text that are looked at. */
const MAXIMUM_WORDS = 10_000;

/** Whether a text of code has a name in it that a piece of code gives a value to. */
export function touchesVariables(texts: Iterable<string>, units: readonly CodeUnit[]): boolean {
  let assigned: ReadonlySet<string> | null = null;
  for (const text of texts) {
    assigned ??= assignedIn(units);
    let words = 0;
    for (const [word] of text.matchAll(/[a-z_$][\w$]*/gi))
      if (assigned.has(word.toLowerCase()) || ++words > MAXIMUM_WORDS) return true;
  }
  return false;
}

/** Names of variables and parameters, lower case: a few too many are no harm. */
function assignedIn(units: readonly CodeUnit[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: string) => names.add(plainName(name).toLowerCase());
  const all = (body: readonly Statement[]) => {
    for (const statement of body) if (statement.kind === 'declare' || statement.kind === 'each') add(statement.name);
  };
  const method = ({ parameters, body }: Method) => {
    for (const { name } of parameters) add(name);
    all(body);
  };
  for (const unit of units) {
    all(unit.main);
    for (const one of unit.methods) method(one);
    walkExpressions(unit, (expression) => {
      if (expression.kind === 'assign' && expression.target.kind === 'name') add(expression.target.name);
      if (expression.kind === 'lambda') method(expression.method);
      return true;
    });
    if (isBasic(unit.language)) for (const { name } of unit.methods) add(name);
  }
  return names;
}
