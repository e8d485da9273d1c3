import { CurlyPatterns, mayRepeat, patternValues } from './curly-patterns.js';
import { type QueryRange, selecting } from './query.js';
import type { Expression, Statement } from './syntax.js';
import type { Token } from './token.js';

/** Words that begin the parts of a query of which only the expression matters. */
const CLAUSES = new Set(['where', 'orderby', 'on', 'equals', 'by']);

/** Tokens of a tuple with names that are looked at. */
const MAXIMUM_TUPLE = 400;

/** What operators join: literals, names, brackets, `new`, and the members, calls and elements behind them. */
export abstract class CurlyOperands extends CurlyPatterns {
  /** The lambda, or function without a name, that begins here, taken; null where none does. */
  protected abstract lambdaHere(): Expression | null;

  protected primary(): Expression {
    const token = this.peek();
    switch (token.kind) {
      case 'string':
        this.at++;
        return { kind: 'string', value: token.text, start: token.start, end: token.end };
      case 'number':
        this.at++;
        return { kind: 'number', value: curlyNumber(token.text), start: token.start, end: token.end };
      case 'name':
        return this.named(token);
      default:
    }
    if (this.accept('(')) {
      const keys = this.jscript ? [] : this.tupleNames();
      const items = this.list(')');
      if (keys.length > 1 && keys.length === items.length)
        return { kind: 'array', elements: items, keys, ...this.span(token.start) };
      const [only] = items;
      if (items.length === 1 && only) return only;
      return { kind: 'other', parts: items, ...this.span(token.start) };
    }
    if (this.accept('[')) {
      const elements = this.list(']');
      return { kind: 'array', elements, ...this.span(token.start) };
    }
    if (this.is('{')) return this.objectLiteral();
    if (!this.done && !this.is(';') && !this.is('}') && !this.is(')') && !this.is(']') && !this.is(',')) this.at++;
    return this.other([], token.start);
  }

  /** Names of `(a: x, b: y)`, whose first is here; none where it is another bracket. */
  private tupleNames(): string[] {
    const names: string[] = [];
    if (this.peek().kind !== 'name' || !this.is(':', 1)) return names;
    let level = 0;
    for (let ahead = 0; ahead < MAXIMUM_TUPLE; ahead++) {
      if (
        level === 0 &&
        this.peek(ahead).kind === 'name' &&
        this.is(':', ahead + 1) &&
        (ahead === 0 || this.is(',', ahead - 1))
      )
        names.push(this.peek(ahead).text);
      if (this.is('(', ahead) || this.is('[', ahead) || this.is('{', ahead)) level++;
      else if ((this.is(')', ahead) || this.is(']', ahead) || this.is('}', ahead)) && level-- === 0) return names;
    }
    return [];
  }

  /** `{a: x, 'b': y}` of JScript; in C# whatever stands in braces. */
  private objectLiteral(): Expression {
    const { start } = this.peek();
    this.at++;
    const keys: string[] = [];
    const elements: Expression[] = [];
    while (!this.done && !this.is('}')) {
      const before = this.at;
      const key = this.peek();
      if ((key.kind === 'name' || key.kind === 'string' || key.kind === 'number') && this.is(':', 1)) {
        this.at += 2;
        keys.push(key.text);
        elements.push(this.expression());
      } else {
        keys.push('');
        elements.push(this.expression());
      }
      this.accept(',') || this.accept(';');
      if (this.at === before) this.at++;
    }
    this.accept('}');
    return { kind: 'array', elements, keys, ...this.span(start) };
  }

  protected braces(): Expression {
    const { start } = this.peek();
    this.at++;
    const elements = this.nested(
      () => this.list('}'),
      () => [],
    );
    return { kind: 'array', elements, ...this.span(start) };
  }

  private named(token: Token): Expression {
    if (!token.disguised) {
      if (token.text === 'new') return this.creation();
      if (token.text === 'from' && !this.jscript && this.peek(1).kind === 'name') {
        const query = this.query(token);
        if (query) return query;
      }
      if (
        (token.text === 'typeof' || token.text === 'sizeof' || token.text === 'default') &&
        this.is('(', 1) &&
        !this.jscript
      ) {
        this.at += 2;
        const type = this.typeName() ?? '';
        while (!this.done && !this.is(')') && !this.is(';')) this.at++;
        this.accept(')');
        return { kind: 'typeof', type, ...this.span(token.start) };
      }
      if (token.text === 'function' || token.text === 'delegate') {
        const lambda = this.lambdaHere();
        if (lambda) return lambda;
      }
    }
    this.at++;
    return { kind: 'name', name: token.text, start: token.start, end: token.end };
  }

  /** `from x in list … select y` as `list.Select(x => y)`; null where none begins here. */
  private query({ start }: Token): Expression | null {
    const range = this.rangeHere();
    if (range === null) return null;
    const body: Statement[] = [];
    let result: Expression = { kind: 'name', name: range.name, start, end: start };
    for (;;) {
      const { start: at } = this.peek();
      const more = this.word('from') || this.word('join') ? this.rangeHere() : null;
      if (more) body.push({ kind: 'each', name: more.name, type: null, over: more.over, ...this.span(at) });
      else if ((this.word('let') || this.word('into')) && this.peek(1).kind === 'name') {
        const name = this.peek(1).text;
        const isResult = this.word('into');
        this.at += 2;
        const value = isResult ? result : this.accept('=') ? this.expression() : this.other([]);
        body.push({ kind: 'declare', name, type: null, value, ...this.span(at) });
      } else if (this.acceptWord('select') || this.acceptWord('group')) result = this.expression();
      else if (this.peek().kind === 'name' && CLAUSES.has(this.peek().text)) {
        this.at++;
        do {
          body.push({ kind: 'expression', expression: this.expression(), ...this.span(at) });
          if (this.word('ascending') || this.word('descending')) this.at++;
        } while (this.accept(','));
      } else break;
    }
    return selecting(range, body, result, this.span(start));
  }

  /** `from x in list`, `from Type x in list`: taken where it stands here. */
  private rangeHere(): QueryRange | null {
    const typed = this.word('in', 2) ? 0 : this.word('in', 3) && this.peek(2).kind === 'name' ? 1 : null;
    if (typed === null) return null;
    const name = this.peek(1 + typed).text;
    this.at += 3 + typed;
    return { name, over: this.expression() };
  }

  private creation(): Expression {
    const { start } = this.peek();
    this.at++;
    if (this.jscript && this.is('(')) {
      // `new (Function)(…)`
      const callee = this.primary();
      if (callee.kind === 'name' && this.accept('('))
        return { kind: 'new', type: callee.name, args: this.list(')'), elements: [], ...this.span(start) };
      return callee;
    }
    const type = this.typeName() ?? '';
    let args: Expression[] = [];
    let elements: Expression[] = [];
    // `new Type()[name]` is an element of what is made.
    const isMade = this.accept('(');
    if (isMade) args = this.list(')');
    while (!isMade && this.is('[')) {
      this.at++;
      args = args.concat(this.list(']'));
    }
    if (this.is('{')) {
      this.at++;
      elements = this.list('}');
    }
    return { kind: 'new', type, args, elements, ...this.span(start) };
  }

  /** `value switch { pattern => result, … }` */
  private switchExpression(condition: Expression): Expression {
    this.at += 2;
    const branches: Expression[] = [];
    const asked: Expression[] = [condition];
    while (!this.done && !this.is('}')) {
      const names = this.patternHere();
      if (mayRepeat(condition)) asked.push(...patternValues(names, condition));
      if (this.acceptWord('when')) asked.push(this.binary(0));
      while (!this.done && !this.is('=>') && !this.is('}') && !this.is(';')) this.at++;
      if (!this.accept('=>')) break;
      branches.push(this.expression());
      this.accept(',');
    }
    this.accept('}');
    const whole: Expression =
      asked.length === 1 ? condition : { kind: 'other', parts: asked, start: condition.start, end: condition.end };
    return { kind: 'choice', condition: whole, branches, ...this.span(condition.start) };
  }

  /** `value with { Member = other }`: a copy, whose members are told apart from those of the value as little as those of other objects. */
  private changed(object: Expression): Expression {
    this.at += 2;
    const members = this.list('}');
    if (!mayRepeat(object)) return { kind: 'other', parts: [object, ...members], ...this.span(object.start) };
    const parts = members.map((part): Expression => {
      if (part.kind !== 'assign' || part.target.kind !== 'name') return part;
      const { name, start, end } = part.target;
      return { ...part, target: { kind: 'member', object, name, start, end } };
    });
    const condition: Expression = { kind: 'other', parts, ...this.span(object.start) };
    return { kind: 'choice', condition, branches: [object], ...this.span(object.start) };
  }

  /** `list?[key]`, written without a blank; `a ? [b] : c` is a choice. */
  private asksElement(): boolean {
    const { start, end } = this.peek();
    return !this.jscript && this.is('?') && this.is('[', 1) && start === this.lastEnd && this.peek(1).start === end;
  }

  protected postfix(first: Expression): Expression {
    let object = first;
    for (;;) {
      const { start } = object;
      if (this.is('.') || this.is('?.') || this.is('->') || this.is('::')) {
        this.at++;
        if (this.is('[')) continue;
        const name = this.peek();
        if (name.kind !== 'name') return object;
        this.at++;
        object = { kind: 'member', object, name: name.text, ...this.span(start) };
        const behind = this.behindTypeArguments(0);
        if (behind !== null && this.is('(', behind)) this.at += behind;
      } else if (this.accept('(')) {
        const args = this.list(')');
        object = { kind: 'call', callee: object, args, ...this.span(start) };
      } else if (this.is('[') || this.asksElement()) {
        this.at += this.is('[') ? 1 : 2;
        const args = this.list(']');
        object = { kind: 'index', object, args, ...this.span(start) };
      } else if (this.is('++') || this.is('--')) {
        this.at++;
      } else if (this.word('switch') && this.is('{', 1) && !this.jscript) {
        object = this.switchExpression(object);
      } else if (this.word('with') && this.is('{', 1) && !this.jscript) {
        object = this.changed(object);
      } else if (this.is('!') && this.is('.', 1)) {
        this.at++;
      } else if (object.kind === 'name') {
        const behind = this.behindTypeArguments(0);
        if (behind === null || !(this.is('(', behind) || this.is('.', behind))) return object;
        this.at += behind;
      } else return object;
    }
  }
}

function curlyNumber(text: string): number {
  const plain = text.replaceAll('_', '');
  if (/^0[xX]/.test(plain)) return Number.parseInt(plain.slice(2), 16);
  if (/^0[bB]/.test(plain)) return Number.parseInt(plain.slice(2), 2);
  return Number.parseFloat(plain);
}
