import type { CodeUnit, Expression, Statement } from './syntax.js';

/** Calls `visit` for every expression of a unit, outer ones first; where it returns false, what is within is left out. */
export function walkExpressions(
  { methods, main }: Pick<CodeUnit, 'methods' | 'main'>,
  visit: (expression: Expression) => boolean,
): void {
  const pending: Expression[] = [];
  const add = (statements: readonly Statement[]) => {
    for (let i = statements.length - 1; i >= 0; i--) {
      const statement = statements[i];
      const expression = statement && expressionOf(statement);
      if (expression) pending.push(expression);
    }
  };
  for (const method of methods) add(method.body);
  add(main);
  for (let expression = pending.pop(); expression !== undefined; expression = pending.pop()) {
    if (!visit(expression)) continue;
    if (expression.kind === 'lambda') add(expression.method.body);
    else for (const part of partsOf(expression).reverse()) pending.push(part);
  }
}

/** What a chain of operators begins with: `a` of `a + b + c`; the expression itself where it is none. */
export function firstOperand(expression: Expression): Expression {
  let first = expression;
  while (first.kind === 'binary') first = first.left;
  return first;
}

/** What a statement evaluates. */
export function expressionOf(statement: Statement): Expression | null {
  switch (statement.kind) {
    case 'expression':
      return statement.expression;
    case 'each':
      return statement.over;
    default:
      return statement.value;
  }
}

/** What an expression is made of, in its order. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'member':
      return [expression.object];
    case 'call':
      return [expression.callee, ...expression.args];
    case 'index':
      return [expression.object, ...expression.args];
    case 'new':
      return [...expression.args, ...expression.elements];
    case 'array':
      return [...expression.elements];
    case 'assign':
      return [expression.target, expression.value];
    case 'binary':
      return [expression.left, expression.right];
    case 'unary':
    case 'cast':
      return [expression.operand];
    case 'choice':
      return [expression.condition, ...expression.branches];
    case 'other':
      return [...expression.parts];
    default:
      return [];
  }
}
