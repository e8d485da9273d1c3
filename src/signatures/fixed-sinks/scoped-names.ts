import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression, Method, Statement } from '../../formats/code/syntax.js';

/** Stands between the name of a variable and the number of its method. No code can spell it. */
const MARK = '#';

/** A name as it stands in the code. */
export function plainName(name: string): string {
  const at = name.indexOf(MARK);
  return at < 0 ? name : name.slice(0, at);
}

/** The same code with names of its own for the variables of each method, so that those of two methods are told apart. */
export function withScopedNames(unit: CodeUnit): CodeUnit {
  const basic = isBasic(unit.language);
  const methods = unit.methods.map((method, index) => {
    // Methods within methods share variables.
    const isNested = unit.methods.some(
      (other) => other !== method && other.start <= method.end && method.start <= other.end && !isBeside(other, method),
    );
    return isNested || method.external ? method : new Scope(method, index, basic).rename();
  });
  return { ...unit, methods };
}

function isBeside(a: Method, b: Method): boolean {
  return a.end <= b.start || b.end <= a.start;
}

class Scope {
  private readonly locals = new Set<string>();

  constructor(
    private readonly method: Method,
    private readonly index: number,
    private readonly basic: boolean,
  ) {
    this.collect(method);
    // A function's own name is what it returns.
    this.locals.delete(this.key(method.name));
  }

  rename(): Method {
    return this.ofMethod(this.method);
  }

  private key(name: string): string {
    return this.basic ? name.toLowerCase() : name;
  }

  private name(name: string): string {
    return this.locals.has(this.key(name)) ? `${name}${MARK}${this.index}` : name;
  }

  private collect({ parameters, body }: Method): void {
    for (const { name } of parameters) this.locals.add(this.key(name));
    for (const statement of body)
      if (statement.kind === 'declare' || statement.kind === 'each') this.locals.add(this.key(statement.name));
  }

  private ofMethod(method: Method): Method {
    return {
      ...method,
      parameters: method.parameters.map((parameter) => ({ ...parameter, name: this.name(parameter.name) })),
      body: method.body.map((statement) => this.ofStatement(statement)),
    };
  }

  private ofStatement(statement: Statement): Statement {
    switch (statement.kind) {
      case 'expression':
        return { ...statement, expression: this.of(statement.expression) };
      case 'declare':
        return { ...statement, name: this.name(statement.name), value: statement.value && this.of(statement.value) };
      case 'each':
        return { ...statement, name: this.name(statement.name), over: this.of(statement.over) };
      case 'return':
        return { ...statement, value: this.of(statement.value) };
    }
  }

  private all(expressions: readonly Expression[]): readonly Expression[] {
    return expressions.map((expression) => this.of(expression));
  }

  private of(expression: Expression): Expression {
    switch (expression.kind) {
      case 'name':
        return { ...expression, name: this.name(expression.name) };
      case 'member':
        return { ...expression, object: this.of(expression.object) };
      case 'call':
        return { ...expression, callee: this.of(expression.callee), args: this.all(expression.args) };
      case 'index':
        return { ...expression, object: this.of(expression.object), args: this.all(expression.args) };
      case 'new':
        return { ...expression, args: this.all(expression.args), elements: this.all(expression.elements) };
      case 'array':
        return { ...expression, elements: this.all(expression.elements) };
      case 'assign':
        return { ...expression, target: this.of(expression.target), value: this.of(expression.value) };
      case 'binary':
        return this.ofChain(expression);
      case 'unary':
      case 'cast':
        return { ...expression, operand: this.of(expression.operand) };
      case 'choice':
        return { ...expression, condition: this.of(expression.condition), branches: this.all(expression.branches) };
      case 'lambda':
        this.collect(expression.method);
        return { ...expression, method: this.ofMethod(expression.method) };
      case 'other':
        return { ...expression, parts: this.all(expression.parts) };
      default:
        return expression;
    }
  }

  /** A long text is a chain to the left, longer than calls can be deep. */
  private ofChain(expression: Expression & { kind: 'binary' }): Expression {
    const chain: (Expression & { kind: 'binary' })[] = [];
    let at: Expression = expression;
    for (; at.kind === 'binary'; at = at.left) chain.push(at);
    return chain.reduceRight<Expression>((left, one) => ({ ...one, left, right: this.of(one.right) }), this.of(at));
  }
}
