import type { Expression, Method, Statement } from './syntax.js';

/** Gives the variables of code other names. */
export interface Naming {
  /** The name of a variable that stands at a place. */
  name(name: string, start: number): string;
  /** Called with every lambda before what is in it is renamed. */
  enter?(lambda: Method): void;
}

/** The same statements with other names for their variables. Members keep theirs, those that `new` sets in braces too. */
export function renameStatements(statements: readonly Statement[], naming: Naming): Statement[] {
  return statements.map((statement) => renameStatement(statement, naming));
}

export function renameMethod(method: Method, naming: Naming): Method {
  return {
    ...method,
    parameters: method.parameters.map((parameter) => ({
      ...parameter,
      name: naming.name(parameter.name, method.start),
    })),
    body: renameStatements(method.body, naming),
  };
}

export function renameStatement(statement: Statement, naming: Naming): Statement {
  const of = (expression: Expression) => renameExpression(expression, naming);
  switch (statement.kind) {
    case 'expression':
      return { ...statement, expression: of(statement.expression) };
    case 'declare':
      return {
        ...statement,
        name: naming.name(statement.name, statement.start),
        value: statement.value && of(statement.value),
      };
    case 'each':
      return { ...statement, name: naming.name(statement.name, statement.start), over: of(statement.over) };
    case 'return':
      return { ...statement, value: of(statement.value) };
  }
}

export function renameExpression(expression: Expression, naming: Naming): Expression {
  const of = (one: Expression) => renameExpression(one, naming);
  switch (expression.kind) {
    case 'name':
      return { ...expression, name: naming.name(expression.name, expression.start) };
    case 'member':
      return { ...expression, object: of(expression.object) };
    case 'call':
      return { ...expression, callee: of(expression.callee), args: expression.args.map(of) };
    case 'index':
      return { ...expression, object: of(expression.object), args: expression.args.map(of) };
    case 'new':
      return { ...expression, args: expression.args.map(of), elements: expression.elements.map(initialiser) };
    case 'array':
      return { ...expression, elements: expression.elements.map(of) };
    case 'assign':
      return { ...expression, target: of(expression.target), value: of(expression.value) };
    case 'binary':
      return renameChain(expression, naming);
    case 'unary':
    case 'cast':
      return { ...expression, operand: of(expression.operand) };
    case 'choice':
      return { ...expression, condition: of(expression.condition), branches: expression.branches.map(of) };
    case 'lambda':
      naming.enter?.(expression.method);
      return { ...expression, method: renameMethod(expression.method, naming) };
    case 'other':
      return { ...expression, parts: expression.parts.map(of) };
    default:
      return expression;
  }

  /** `{ Member = value }` */
  function initialiser(element: Expression): Expression {
    return element.kind === 'assign' && element.target.kind === 'name'
      ? { ...element, value: of(element.value) }
      : of(element);
  }
}

/** A long text is a chain to the left, longer than calls can be deep. */
function renameChain(expression: Expression & { kind: 'binary' }, naming: Naming): Expression {
  const chain: (Expression & { kind: 'binary' })[] = [];
  let at: Expression = expression;
  for (; at.kind === 'binary'; at = at.left) chain.push(at);
  return chain.reduceRight<Expression>(
    (left, one) => ({ ...one, left, right: renameExpression(one.right, naming) }),
    renameExpression(at, naming),
  );
}
