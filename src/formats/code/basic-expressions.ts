import { ENDERS, STRENGTH } from './basic-words.js';
import { ExpressionParser } from './expression-parser.js';
import type { Expression, Method, Parameter, Statement } from './syntax.js';
import type { Token } from './token.js';

/** Expressions of VB and VBScript: operators, literals, names, `New`, casts, lambdas, and the members, calls and elements behind them. */
export abstract class BasicExpressions extends ExpressionParser {
  protected readonly foldsCase = true;
  /** Class whose members are read, empty outside of any. */
  protected owner = '';
  /** What `.member` refers to within `With`. */
  protected readonly subjects: Expression[] = [];

  constructor(code: string, tokens: readonly Token[]) {
    super(code, tokens, STRENGTH);
  }

  /** The parameters in the brackets here, with the brackets. */
  protected abstract parameters(): Parameter[];
  /** Statements up to where `stops` says so, which is left. */
  protected abstract statements(into: Statement[], stops: () => boolean): void;
  /** The query that begins here, taken; null where none does. */
  protected abstract queryHere(): Expression | null;
  /** One statement, or the end of a line. */
  protected abstract statement(into: Statement[]): void;

  protected get lineEnds(): boolean {
    return this.done || this.peek().kind === 'line-end';
  }

  protected override assignment(): Expression {
    return this.binary(0);
  }

  protected override argument(): Expression {
    if (this.peek().kind === 'name' && this.is(':=', 1)) this.at += 2;
    if (this.word('byval') || this.word('byref')) this.at++;
    return this.expression();
  }

  protected override operatorHere(): string | null {
    const token = this.peek();
    if (token.kind !== 'punctuation' && token.kind !== 'name') return null;
    const text = token.text.toLowerCase();
    return !token.disguised && STRENGTH.has(text) ? text : null;
  }

  protected override operatorTokens(): number {
    return 1;
  }

  protected override rightOperand(operator: string, strength: number): Expression {
    while (this.peek().kind === 'line-end' && this.peek().text === '' && !this.done) this.at++;
    return super.rightOperand(operator, strength);
  }

  protected override endsList(): boolean {
    if (this.peek().kind !== 'line-end') return false;
    // Within brackets a line end means nothing to VB; `:` ends even a broken statement.
    if (this.peek().text === ':') return true;
    const next = this.peek(1);
    if (next.kind === 'name' && ENDERS.has(next.text.toLowerCase())) return true;
    this.at++;
    return this.peek().kind === 'line-end';
  }

  protected override unary(): Expression {
    const token = this.peek();
    const word = token.kind === 'name' && !token.disguised ? token.text.toLowerCase() : '';
    if (this.is('-') || this.is('+') || word === 'not' || word === 'addressof' || (word === 'await' && this.awaits())) {
      this.at++;
      const operand = this.nested(
        () => (word === 'not' ? this.binary(3) : this.unary()),
        () => this.other([]),
      );
      return { kind: 'unary', operator: word || token.text, operand, ...this.span(token.start) };
    }
    return this.postfix(this.primary(token, word));
  }

  /** `Await task`, rather than a name. */
  private awaits(): boolean {
    const next = this.peek(1);
    return next.kind === 'name' && !STRENGTH.has(next.text.toLowerCase()) && !ENDERS.has(next.text.toLowerCase());
  }

  private primary(token: Token, word: string): Expression {
    if (token.kind === 'string') {
      this.at++;
      return { kind: 'string', value: token.text, start: token.start, end: token.end };
    }
    if (token.kind === 'number') {
      this.at++;
      return { kind: 'number', value: basicNumber(token.text), start: token.start, end: token.end };
    }
    if (token.kind === 'name') {
      if (word === 'new') return this.creation();
      if (word === 'gettype' && this.is('(', 1)) return this.typeOf();
      if ((word === 'ctype' || word === 'directcast' || word === 'trycast') && this.is('(', 1)) return this.cast();
      const lambda = this.lambdaHere() ?? this.queryHere();
      if (lambda) return lambda;
      this.at++;
      return { kind: 'name', name: token.text, start: token.start, end: token.end };
    }
    if (this.accept('(')) {
      const items = this.list(')');
      const [only] = items;
      if (items.length === 1 && only) return only;
      return { kind: 'other', parts: items, ...this.span(token.start) };
    }
    if (this.accept('{')) return { kind: 'array', elements: this.list('}'), ...this.span(token.start) };
    if (this.is('.') && this.peek(1).kind === 'name') {
      const subject = this.subjects[this.subjects.length - 1];
      if (subject) return { ...subject, start: token.start, end: token.start };
      return this.other([], token.start);
    }
    if (!this.lineEnds && !this.is(')') && !this.is(',') && !this.is('}')) this.at++;
    return this.other([], token.start);
  }

  private creation(): Expression {
    const { start } = this.peek();
    this.at++;
    const type = this.typeName(true) ?? '';
    const args = this.accept('(') ? this.list(')') : [];
    const elements: Expression[] = [];
    if (this.acceptWord('with') || this.acceptWord('from')) {
      if (this.accept('{')) {
        while (!this.done && !this.is('}') && this.peek().text !== ':') {
          const before = this.at;
          this.accept('.');
          const name = this.peek();
          if (name.kind === 'name' && this.is('=', 1)) {
            this.at += 2;
            const value = this.expression();
            const target: Expression = { kind: 'name', name: name.text, start: name.start, end: name.end };
            elements.push({ kind: 'assign', operator: '=', target, value, start: name.start, end: value.end });
          } else elements.push(this.expression());
          this.accept(',');
          if (this.at === before) this.at++;
        }
        this.accept('}');
      }
    } else if (this.accept('{')) for (const element of this.list('}')) elements.push(element);
    return { kind: 'new', type, args, elements, ...this.span(start) };
  }

  /** `isMade` where empty brackets behind it are those of a constructor: `New Type().Method()`. */
  protected typeName(isMade = false): string | null {
    const parts: string[] = [];
    while (this.peek().kind === 'name') {
      parts.push(this.peek().text);
      this.at++;
      if (isMade && this.is('(') && this.is(')', 1)) break;
      if (this.is('(') && (this.is(')', 1) || this.word('of', 1) || this.is(',', 1))) this.skipBrackets('(', ')');
      if (this.is('.') && this.peek(1).kind === 'name') this.at++;
      else break;
    }
    return parts.length === 0 ? null : parts.join('.');
  }

  private typeOf(): Expression {
    const { start } = this.peek();
    this.at += 2;
    const type = this.typeName() ?? '';
    while (!this.lineEnds && !this.is(')')) this.at++;
    this.accept(')');
    return { kind: 'typeof', type, ...this.span(start) };
  }

  private cast(): Expression {
    const { start } = this.peek();
    this.at += 2;
    const operand = this.expression();
    this.accept(',');
    const type = this.typeName() ?? '';
    while (!this.lineEnds && !this.is(')')) this.at++;
    this.accept(')');
    return { kind: 'cast', type, operand, ...this.span(start) };
  }

  /** `Function(x) …`, `Async Sub() …`, taken; null where none begins. */
  private lambdaHere(): Expression | null {
    const { start } = this.peek();
    const words = this.word('async') || this.word('iterator') ? 2 : 1;
    const word = ['function', 'sub'].find((one) => this.word(one, words - 1));
    if (word === undefined || !this.is('(', words)) return null;
    this.at += words;
    const parameters = this.parameters();
    if (this.acceptWord('as')) this.typeName();
    const body: Statement[] = [];
    if (this.lineEnds) {
      this.statements(body, () => this.word('end') && this.word(word, 1));
      if (!this.done) this.at += 2;
    } else if (word === 'sub') this.statement(body);
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
    return { kind: 'lambda', method, ...this.span(start) };
  }

  private postfix(first: Expression): Expression {
    let object = first;
    for (;;) {
      const { start } = object;
      if (this.is('.') || this.is('?.') || (this.is('!') && this.peek(1).kind === 'name')) {
        const bang = this.is('!');
        if (this.peek(1).kind !== 'name') return object;
        // `Response.Write .Text` within `With`
        if (
          this.subjects.length > 0 &&
          this.is('.') &&
          this.peek().start > Math.max(this.lastEnd, object.end) &&
          this.peek(1).start === this.peek().end
        )
          return object;
        this.at++;
        const name = this.peek();
        this.at++;
        if (bang) {
          const key: Expression = { kind: 'string', value: name.text, start: name.start, end: name.end };
          object = { kind: 'index', object, args: [key], ...this.span(start) };
        } else object = { kind: 'member', object, name: name.text, ...this.span(start) };
      } else if (this.is('(') && object.kind !== 'string' && object.kind !== 'number') {
        this.at++;
        if (this.acceptWord('of')) {
          while (!this.lineEnds && !this.is(')')) this.at++;
          this.accept(')');
          continue;
        }
        const args = this.list(')');
        object = { kind: 'call', callee: object, args, ...this.span(start) };
      } else return object;
    }
  }
}

const BASES = new Map([
  ['&h', 16],
  ['&o', 8],
  ['&b', 2],
]);

function basicNumber(text: string): number {
  const plain = text.replaceAll('_', '');
  const base = BASES.get(plain.slice(0, 2).toLowerCase());
  return base === undefined ? Number.parseFloat(plain) : Number.parseInt(plain.slice(2), base);
}
