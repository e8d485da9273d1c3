import type { CodeUnit, Expression, Method, Statement } from '../../formats/code/syntax.js';
import { partsOf } from '../../formats/code/walk.js';
import type { DataWays } from './data-ways.js';
import { shortOf } from './expression-names.js';
import { FOREIGN, NUMBER } from './grades.js';
import { NUMBER_TYPES } from './vocabulary.js';

/** Parameters of methods that something else than the page may call, or that the page hands on, are anybody's. */
export function followUnseenCallers(ways: DataWays): void {
  const passedOn = handedOn(ways);
  for (const method of ways.unit.methods) {
    const key = ways.key(method.name);
    const isCalled = ways.isConstructor(method) || method.property || ways.called.has(key) || isMade(method, ways);
    const isShown =
      method.attributes.some(
        (text) => !/^(?:public|private|protected|internal|static|final|override|hide|expando|abstract)$/.test(text),
      ) ||
      method.external ||
      passedOn.has(key) ||
      hasForeignBase(ways.unit, method);
    if (isCalled && !isShown) continue;
    for (const { name, type } of method.parameters)
      ways.add(ways.key(name), { from: NUMBER_TYPES.has(shortOf(type)) ? NUMBER : FOREIGN });
  }
}

/** `new Point(1, 2)` of JScript calls a function. */
function isMade({ name }: Method, { unit }: DataWays): boolean {
  return unit.language === 'jscript' && new RegExp(`\\bnew\\s+${name.replace(/\W/g, '')}\\b`).test(unit.code);
}

/** Names that stand somewhere else than in calls and on the left: of methods, these are handed on. */
function handedOn(ways: DataWays): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: { readonly expression: Expression; readonly by: Expression | null }[] = [];
  const addAll = (statements: readonly Statement[]) => {
    for (const statement of statements) {
      const expression = statementValue(statement);
      if (expression !== null) pending.push({ expression, by: null });
    }
  };
  addAll(ways.unit.main);
  for (const { body } of ways.unit.methods) addAll(body);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { expression, by } = next;
    if (expression.kind === 'lambda') addAll(expression.method.body);
    if (expression.kind === 'name' || expression.kind === 'member') {
      const isCallee = by?.kind === 'call' && by.callee === expression;
      const isTarget = by?.kind === 'assign' && by.target === expression;
      // In Basic, the name alone is a call.
      const isCall = ways.basic && !(by?.kind === 'unary' && by.operator === 'addressof');
      if (!isCallee && !isTarget && !isCall) names.add(ways.key(expression.name));
    }
    for (const part of partsOf(expression)) pending.push({ expression: part, by: expression });
  }
  for (const [key, methods] of ways.methods) if (methods.every(({ property }) => property)) names.delete(key);
  return names;
}

function statementValue(statement: Statement): Expression | null {
  if (statement.kind === 'expression') return statement.expression;
  return statement.kind === 'each' ? statement.over : statement.value;
}

/** Classes whose methods nobody calls but the page and the server, which gives them no words of a visitor's. */
const KNOWN_BASES =
  /^(?:ihttphandler|ihttpasynchandler|httptaskasynchandler|page|webservice|usercontrol|object|irequiressessionstate|ireadonlysessionstate|idisposable|system|web|ui|services)$/i;

/** Whether a method is of a class that some interface or base may call. */
function hasForeignBase({ classes }: CodeUnit, { owner }: Method): boolean {
  return classes.some(({ name, bases }) => name === owner && bases.some((base) => !KNOWN_BASES.test(base)));
}
