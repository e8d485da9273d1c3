import { CurlyOperands } from './curly-operands.js';
import { mayRepeat, type PatternName, patternValues } from './curly-patterns.js';
import type { Expression, Method, Parameter, Statement } from './syntax.js';
import type { Token } from './token.js';

const STRENGTH = new Map(
  [
    ['??'],
    ['||'],
    ['&&'],
    ['|'],
    ['^'],
    ['&'],
    ['==', '!=', '===', '!=='],
    ['<', '>', '<=', '>=', 'is', 'as', 'in', 'instanceof'],
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '%'],
  ].flatMap((operators, strength) => operators.map((operator) => [operator, strength] as const)),
);

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '|=', '&=', '^=', '<<=', '??=', '**=', '>>>=']);
const PREFIXES = new Set(['!', '-', '+', '~', '++', '--', '&', '*', '...']);
const PREFIX_WORDS = new Set([
  'await',
  'delete',
  'void',
  'ref',
  'out',
  'in',
  'throw',
  'params',
  'scoped',
  'stackalloc',
  'readonly',
]);
/** Tokens looked at to tell the parameters of a lambda from a bracketed expression. */
const LOOK_AHEAD = 120;

/** Expressions of C# and JScript: operators, casts, assignments, lambdas. */
export abstract class CurlyExpressions extends CurlyOperands {
  /** The names that the pattern read last gives. */
  private given: readonly PatternName[] = [];
  /** Variables that stand for others: `ref string slot = ref list[1]`. */
  protected references = new Map<string, Expression>();
  /** Class whose members are read, empty outside of any. */
  protected owner = '';

  constructor(code: string, tokens: readonly Token[], jscript: boolean) {
    super(code, tokens, STRENGTH, jscript);
  }

  /** The parameters in the brackets here, with the brackets. */
  protected abstract parameters(): Parameter[];
  /** The statements in the braces here, with the braces. */
  protected abstract block(into: Statement[]): void;

  protected override assignment(): Expression {
    const lambda = this.lambdaHere();
    if (lambda) return lambda;
    let left = this.binary(0);
    if (this.is('?')) {
      this.at++;
      const first = this.expression();
      const branches = [first];
      if (this.accept(':')) branches.push(this.expression());
      left = { kind: 'choice', condition: left, branches, ...this.span(left.start) };
    }
    const token = this.peek();
    if (token.kind === 'punctuation' && ASSIGNMENTS.has(token.text)) {
      this.at++;
      const value = this.is('{') && !this.jscript ? this.braces() : this.expression();
      const assigned: Expression = {
        kind: 'assign',
        operator: token.text,
        target: left,
        value,
        ...this.span(left.start),
      };
      const meant = left.kind === 'name' ? this.references.get(left.name) : undefined;
      return meant === undefined ? assigned : alsoTo(meant, assigned);
    }
    return left;
  }

  protected override argument(): Expression {
    // `name: value`
    if (this.peek().kind === 'name' && this.is(':', 1) && !this.is(':', 2)) this.at += 2;
    if (this.is('{') && !this.jscript) return this.braces();
    // `[.. list, other]`, `list[..3]`
    if (this.is('.') && this.is('.', 1) && !this.jscript) {
      const { start } = this.peek();
      this.at += 2;
      return this.other(this.is(']') || this.is(',') ? [] : [this.expression()], start);
    }
    // `out var x`
    if ((this.word('out') || this.word('ref')) && this.peek(1).kind === 'name' && this.peek(2).kind === 'name')
      this.at += 2;
    return this.expression();
  }

  protected override lambdaHere(): Expression | null {
    const { start } = this.peek();
    let from = 0;
    if ((this.word('async') || this.word('static')) && !this.is('=>', 1)) from = 1;
    const named = this.peek(from).kind === 'name' && this.is('=>', from + 1);
    if (named) {
      this.at += from;
      const name = this.peek().text;
      this.at += 2;
      return this.lambda([{ name, type: null }], start);
    }
    if (this.is('(', from)) {
      const close = this.closingBracket(from, LOOK_AHEAD);
      if (close === null || !this.is('=>', close + 1)) return null;
      this.at += from;
      const parameters = this.parameters();
      this.accept('=>');
      return this.lambda(parameters, start);
    }
    if (
      (this.word('delegate') || (this.word('function') && this.jscript)) &&
      (this.is('(', 1) || this.is('{', 1) || this.is('(', 2))
    ) {
      this.at += this.is('(', 2) && !this.is('(', 1) && !this.is('{', 1) ? 2 : 1;
      const parameters = this.parameters();
      if (this.accept(':')) this.typeName();
      return this.lambda(parameters, start);
    }
    return null;
  }

  private lambda(parameters: readonly Parameter[], start: number): Expression {
    const body: Statement[] = [];
    if (this.is('{')) this.block(body);
    else {
      const value = this.expression();
      body.push({ kind: 'return', value, start: value.start, end: value.end });
    }
    const method: Method = {
      name: '',
      parameters,
      body,
      owner: this.owner,
      attributes: [],
      external: false,
      ...this.span(start),
    };
    return this.postfix({ kind: 'lambda', method, ...this.span(start) });
  }

  protected override operatorHere(): string | null {
    const token = this.peek();
    if (token.kind === 'punctuation') {
      return token.text === '>' && this.is('>', 1) && this.peek(1).start === token.end ? '>>' : token.text;
    }
    return token.kind === 'name' && !token.disguised ? token.text : null;
  }

  protected override operatorTokens(operator: string): number {
    return operator === '>>' ? 2 : 1;
  }

  /** `value is Type name` gives the value a name. */
  protected override joined(operator: string, left: Expression, right: Expression): Expression {
    const names = this.given;
    this.given = [];
    if (operator !== 'is' || names.length === 0) return super.joined(operator, left, right);
    const [first, ...others] = patternValues(names, left);
    if (first !== undefined && (others.length === 0 || !mayRepeat(left))) return first;
    return { kind: 'other', parts: patternValues(names, left), start: left.start, end: right.end };
  }

  protected override rightOperand(operator: string, strength: number): Expression {
    if (operator === 'is' && !this.jscript && (this.peek().kind === 'name' || this.beginsBracket())) {
      const { start } = this.peek();
      const type = this.dottedName();
      this.given = this.patternHere();
      return { kind: 'typeof', type, ...this.span(start) };
    }
    if (operator === 'as') {
      const { start } = this.peek();
      const type = this.typeName();
      if (type !== null) return { kind: 'typeof', type, ...this.span(start) };
    }
    return super.rightOperand(operator, strength);
  }

  protected override endsList(): boolean {
    return this.is(';') || (this.is('}') && !this.is(','));
  }

  protected override unary(): Expression {
    const token = this.peek();
    if (token.kind === 'punctuation' && PREFIXES.has(token.text)) {
      this.at++;
      const operand = this.nested(
        () => this.unary(),
        () => this.other([]),
      );
      return { kind: 'unary', operator: token.text, operand, ...this.span(token.start) };
    }
    if (token.kind === 'name' && !token.disguised && PREFIX_WORDS.has(token.text) && this.startsOperand(token.text)) {
      this.at++;
      return this.nested(
        () => this.unary(),
        () => this.other([]),
      );
    }
    const cast = this.castHere();
    if (cast !== null) {
      const operand = this.nested(
        () => this.unary(),
        () => this.other([]),
      );
      return { kind: 'cast', type: cast, operand, ...this.span(token.start) };
    }
    return this.postfix(this.primary());
  }

  /** Whether an operand stands behind a word in front of operands: `await task`. Else `await`, `scoped` are names. */
  private startsOperand(prefix: string): boolean {
    const next = this.peek(1);
    if (next.kind === 'punctuation')
      return (
        next.text === '!' ||
        next.text === '~' ||
        (/^(?:throw|ref|out|in|delete|void)$/.test(prefix) && !/^[.(]$/.test(next.text))
      );
    return next.kind !== 'line-end' && !STRENGTH.has(next.text) && (next.text !== 'when' || prefix !== 'await');
  }

  /** The type of a `(Type)` that stands in front of a value, taken; null where the bracket is something else. */
  private castHere(): string | null {
    if (!this.is('(') || this.jscript) return null;
    const start = this.at;
    this.at++;
    const type = this.typeName();
    if (type !== null && this.accept(')')) {
      const next = this.peek();
      const value =
        next.kind === 'string' ||
        next.kind === 'number' ||
        (next.kind === 'name' && !/^(?:is|as|in)$/.test(next.text)) ||
        (next.kind === 'punctuation' && /^[(!~{]$/.test(next.text)) ||
        (next.text === '-' && /^(?:int|byte|char|short|long|sbyte|uint|ushort|ulong|double|float)$/.test(type));
      if (value) return type;
    }
    this.at = start;
    return null;
  }
}

/** What is assigned to a variable is assigned to what it stands for. */
function alsoTo(target: Expression, value: Expression): Expression {
  if (!mayRepeat(target)) return value;
  if (target.kind === 'choice') return target.branches.reduce((all, branch) => alsoTo(branch, all), value);
  return { kind: 'assign', operator: '=', target, value, start: value.start, end: value.end };
}
