import { ExpressionParser } from './expression-parser.js';
import type { CodeLanguage } from './language.js';
import type { ClassDeclaration, CodeUnit, Expression, Method, Parameter, Statement } from './syntax.js';
import type { Token, TokenList } from './token.js';

const STRENGTH = new Map(
  [
    ['xor', 'eqv', 'imp'],
    ['or', 'orelse'],
    ['and', 'andalso'],
    ['=', '<>', '<', '>', '<=', '>=', 'is', 'isnot', 'like', 'typeof'],
    ['<<', '>>'],
    ['&'],
    ['+', '-'],
    ['mod'],
    ['\\'],
    ['*', '/'],
    ['^'],
  ].flatMap((operators, strength) => operators.map((operator) => [operator, strength] as const)),
);

const MODIFIERS = new Set(
  'public private protected friend shared shadows overrides overridable mustoverride notoverridable mustinherit notinheritable partial readonly writeonly overloads default async iterator withevents narrowing widening declare auto ansi unicode'.split(
    ' ',
  ),
);
const DECLARATIONS = new Set(['dim', 'const', 'static', 'redim']);
/** Words in front of a condition or list of values, and words that stand alone. */
const SKIPPED = new Set(
  'if then else elseif endif while wend until loop do case select with call set let next try finally exit preserve synclock continue goto resume error on step to'.split(
    ' ',
  ),
);
const METHODS = new Set(['sub', 'function', 'property', 'operator']);
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '&=', '\\=', '^=']);
const ENDERS = new Set([
  ...STRENGTH.keys(),
  ...SKIPPED,
  ...DECLARATIONS,
  ...METHODS,
  'end',
  'for',
  'each',
  'in',
  'return',
  'class',
  'using',
  'as',
  'not',
  'throw',
  'when',
  'handles',
  'implements',
  'catch',
  'raiseevent',
]);
ENDERS.delete('error');

/** Reads VB or VBScript code. */
export class BasicParser extends ExpressionParser {
  protected readonly foldsCase = true;
  private readonly classes: ClassDeclaration[] = [];
  private readonly aliases = new Map<string, string>();
  private readonly main: Statement[] = [];
  private owner = '';
  private attributes: string[] = [];
  /** What `.member` refers to within `With`. */
  private readonly subjects: Expression[] = [];

  constructor(
    code: string,
    private readonly source: TokenList,
    private readonly language: CodeLanguage,
  ) {
    super(code, source.tokens, STRENGTH);
  }

  parse(): CodeUnit {
    if (this.source.cut) this.limits.add('code too long');
    while (!this.done) {
      const before = this.at;
      this.statements(this.main, () => false);
      if (this.at === before) this.at++;
    }
    return {
      language: this.language,
      code: this.code,
      main: this.main,
      methods: this.methods,
      classes: this.classes,
      aliases: this.aliases,
      comments: this.source.comments,
      disguised: this.source.disguised,
      limits: [...this.limits],
    };
  }

  private statements(into: Statement[], stops: () => boolean): void {
    while (!this.done && !stops()) {
      const before = this.at;
      this.nested(
        () => this.statement(into),
        () => undefined,
      );
      if (this.at === before) this.at++;
    }
  }

  private get lineEnds(): boolean {
    return this.done || this.peek().kind === 'line-end';
  }

  private skipLine(): void {
    while (!this.lineEnds) this.at++;
  }

  private statement(into: Statement[]): void {
    const token = this.peek();
    if (token.kind === 'line-end') {
      this.at++;
      return;
    }
    if (token.kind === 'name' && !token.disguised && this.keyword(token.text.toLowerCase(), into)) return;
    if (this.is('<') && this.peek(1).kind === 'name') {
      this.attributeList();
      return;
    }
    this.simple(into);
  }

  private keyword(word: string, into: Statement[]): boolean {
    const { start } = this.peek();
    const next = this.peek(1);
    // A name, not a keyword: `next.x`, `select(…)` and the like are not statements of these kinds.
    if (this.is('.', 1) || (this.is('=', 1) && !METHODS.has(word))) return false;
    if (word === 'end') {
      this.at += next.kind === 'name' ? 2 : 1;
      const closed = next.text.toLowerCase();
      if (closed === 'with') this.subjects.pop();
      if (closed === 'class' || closed === 'structure') this.owner = '';
      return true;
    }
    if (MODIFIERS.has(word)) return this.modifier(word, into);
    if (DECLARATIONS.has(word)) {
      this.at++;
      this.acceptWord('preserve');
      this.declarations(into);
      return true;
    }
    if (METHODS.has(word) && (next.kind === 'name' || word !== 'function')) {
      this.method(start, false);
      return true;
    }
    switch (word) {
      case 'class':
      case 'structure':
      case 'module':
      case 'interface':
        if (next.kind !== 'name') return false;
        this.at += 2;
        this.owner = next.text;
        this.classes.push({ name: next.text, bases: this.bases(), ...this.span(start) });
        return true;
      case 'enum':
      case 'option':
      case 'namespace':
      case 'implements':
      case 'inherits':
      case 'event':
        if (this.is('(', 1)) return false;
        this.skipLine();
        return true;
      case 'imports':
        this.imports();
        return true;
      case 'for':
        return this.loop(into);
      case 'with': {
        this.at++;
        const subject = this.expression();
        this.subjects.push(subject);
        into.push({ kind: 'expression', expression: subject, start: subject.start, end: subject.end });
        return true;
      }
      case 'return':
      case 'throw': {
        this.at++;
        if (this.lineEnds) return true;
        const value = this.expression();
        into.push({ kind: 'return', value, start, end: value.end });
        return true;
      }
      case 'using':
        this.at++;
        if (next.kind === 'name' && this.word('as', 1)) this.declarations(into);
        else this.condition(into);
        return true;
      case 'catch':
        this.at++;
        if (this.peek().kind === 'name' && this.word('as', 1)) this.declarations(into);
        return true;
      default:
    }
    if (!SKIPPED.has(word) || (this.is('(', 1) && !/^(?:if|elseif|while|until|case|call|with)$/.test(word)))
      return false;
    this.at++;
    if (word === 'on' || word === 'goto' || word === 'resume' || word === 'exit' || word === 'continue')
      this.skipToSeparator();
    else if (/^(?:if|elseif|while|until|case)$/.test(word)) this.condition(into);
    return true;
  }

  private skipToSeparator(): void {
    while (
      !this.lineEnds &&
      /^(?:error|resume|next|goto|sub|function|for|do|while|try|property|select|\d+)$/i.test(this.peek().text)
    )
      this.at++;
  }

  private condition(into: Statement[]): void {
    if (this.lineEnds) return;
    do {
      const expression = this.expression();
      into.push({ kind: 'expression', expression, start: expression.start, end: expression.end });
    } while (this.accept(','));
  }

  private modifier(word: string, into: Statement[]): boolean {
    const next = this.peek(1);
    if (word === 'declare') {
      this.at++;
      while (MODIFIERS.has(this.peek().text.toLowerCase())) this.at++;
      this.method(this.peek().start, true);
      return true;
    }
    if (next.kind !== 'name') return false;
    const following = next.text.toLowerCase();
    this.at++;
    const keyword =
      MODIFIERS.has(following) ||
      METHODS.has(following) ||
      DECLARATIONS.has(following) ||
      /^(?:class|structure|module|enum|event|interface|delegate)$/.test(following);
    if (!keyword) this.declarations(into);
    return true;
  }

  private bases(): string[] {
    const bases: string[] = [];
    while (!this.done) {
      while (this.peek().kind === 'line-end' && !this.done) this.at++;
      if (!this.acceptWord('inherits') && !this.acceptWord('implements')) return bases;
      do {
        const name = this.typeName();
        if (name !== null) bases.push(name.slice(name.lastIndexOf('.') + 1));
      } while (this.accept(','));
    }
    return bases;
  }

  private attributeList(): void {
    const { start } = this.peek();
    const from = this.at;
    while (!this.lineEnds && !this.is('>')) this.at++;
    if (this.is('>')) {
      this.attributes.push(this.code.slice(start + 1, this.peek().start).slice(0, 300));
      this.at++;
    } else this.at = from + 1;
  }

  private imports(): void {
    this.at++;
    if (this.peek().kind === 'name' && this.is('=', 1)) {
      const alias = this.peek().text;
      this.at += 2;
      this.aliases.set(alias.toLowerCase(), this.typeName() ?? '');
    }
    this.skipLine();
  }

  private loop(into: Statement[]): boolean {
    const { start } = this.peek();
    if (!this.word('each', 1)) {
      this.at++;
      this.simple(into);
      while (this.acceptWord('to') || this.acceptWord('step')) this.condition(into);
      return true;
    }
    this.at += 2;
    const name = this.peek().text;
    this.at++;
    const type = this.acceptWord('as') ? this.typeName() : null;
    if (this.acceptWord('in')) {
      const over = this.expression();
      into.push({ kind: 'each', name, type, over, start, end: over.end });
    }
    return true;
  }

  private method(start: number, external: boolean): void {
    const kind = this.peek().text.toLowerCase();
    this.at++;
    if (kind === 'property') while (this.word('get') || this.word('set') || this.word('let')) this.at++;
    const name = this.peek();
    this.at++;
    const attributes = this.attributes;
    this.attributes = [];
    const outer = this.at;
    if (external) while (!this.lineEnds && !this.is('(')) this.at++;
    if (external && !this.is('(')) this.at = outer;
    const declared = this.code.slice(name.start, Math.max(name.start, this.peek().start)).slice(0, 300);
    const parameters = this.parameters();
    if (this.acceptWord('as')) this.typeName();
    while (this.word('handles') || this.word('implements')) this.skipLine();
    const body: Statement[] = [];
    if (!external) {
      const ends = () => this.word('end') && METHODS.has(this.peek(1).text.toLowerCase());
      this.statements(body, ends);
      this.at += this.done ? 0 : 2;
    }
    // The name of a function is the variable that it returns.
    this.methods.push({
      name: name.text,
      parameters,
      body,
      owner: this.owner,
      attributes: external ? [...attributes, declared] : attributes,
      external,
      ...this.span(start),
    });
  }

  private parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    if (!this.accept('(')) return parameters;
    while (!this.done && !this.is(')') && this.peek().text !== ':') {
      const before = this.at;
      if (this.is('<')) this.attributeList();
      while (['byval', 'byref', 'optional', 'paramarray'].includes(this.peek().text.toLowerCase())) this.at++;
      if (this.peek().kind === 'name') {
        const name = this.peek().text;
        this.at++;
        if (this.is('(')) this.skipBrackets('(', ')');
        parameters.push({ name, type: this.acceptWord('as') ? this.typeName() : null });
        if (this.accept('=')) this.expression();
      }
      this.accept(',');
      if (this.at === before) this.at++;
    }
    this.accept(')');
    return parameters;
  }

  private declarations(into: Statement[]): void {
    do {
      while (this.peek().kind === 'name' && MODIFIERS.has(this.peek().text.toLowerCase())) this.at++;
      const name = this.peek();
      if (name.kind !== 'name') return;
      this.at++;
      if (this.is('(')) this.skipBrackets('(', ')');
      let type: string | null = null;
      let value: Expression | null = null;
      if (this.acceptWord('as')) {
        if (this.word('new')) {
          value = this.unary();
          type = value.kind === 'new' ? value.type : null;
        } else type = this.typeName();
      }
      if (this.accept('=')) value = this.expression();
      into.push({ kind: 'declare', name: name.text, type, value, ...this.span(name.start) });
    } while (this.accept(','));
  }

  private typeName(): string | null {
    const parts: string[] = [];
    while (this.peek().kind === 'name') {
      parts.push(this.peek().text);
      this.at++;
      if (this.is('(') && (this.is(')', 1) || this.word('of', 1) || this.is(',', 1))) this.skipBrackets('(', ')');
      if (this.is('.') && this.peek(1).kind === 'name') this.at++;
      else break;
    }
    return parts.length === 0 ? null : parts.join('.');
  }

  /** An assignment, or a call whose arguments may stand without brackets. */
  private simple(into: Statement[]): void {
    const { start } = this.peek();
    const target = this.unary();
    const token = this.peek();
    let expression = target;
    if (token.kind === 'punctuation' && ASSIGNMENTS.has(token.text)) {
      this.at++;
      const value = this.expression();
      expression = { kind: 'assign', operator: token.text, target, value, ...this.span(start) };
    } else if (!this.lineEnds && this.takesArguments(target)) {
      // `f (a), b` has been read as the call f(a); `f(a) & b` is f with one argument.
      const args: Expression[] = [];
      let callee = target;
      if (target.kind === 'call' && (this.is(',') || this.operatorHere() !== null)) {
        callee = target.callee;
        const [first] = target.args;
        if (first && this.operatorHere() !== null && !this.is(',')) args.push(this.continued(first));
        else for (const arg of target.args) args.push(arg);
        this.accept(',');
      }
      while (!this.lineEnds && !this.statementBegins()) {
        const before = this.at;
        if (!this.is(',')) args.push(this.argument());
        if (!this.accept(',')) break;
        if (this.at === before) break;
      }
      expression = { kind: 'call', callee, args, ...this.span(start) };
    }
    into.push({ kind: 'expression', expression, start, end: expression.end });
  }

  /** The rest of an expression whose first operand has been read. */
  private continued(first: Expression): Expression {
    const parts = [first];
    while (!this.lineEnds && this.operatorHere() !== null && !this.is(',')) {
      this.at++;
      parts.push(this.binary(0));
    }
    return parts.reduce((left, right) => ({
      kind: 'binary',
      operator: '&',
      left,
      right,
      start: left.start,
      end: right.end,
    }));
  }

  private statementBegins(): boolean {
    const token = this.peek();
    return (
      token.kind === 'name' && !token.disguised && ENDERS.has(token.text.toLowerCase()) && !/^not$/i.test(token.text)
    );
  }

  private takesArguments(target: Expression): boolean {
    if (target.kind === 'call') return this.is(',') || (this.operatorHere() !== null && !this.statementEnds());
    if (target.kind !== 'name' && target.kind !== 'member') return false;
    return !this.statementBegins();
  }

  private statementEnds(): boolean {
    const token = this.peek();
    return token.kind === 'name' && !STRENGTH.has(token.text.toLowerCase());
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
    return !token.disguised && STRENGTH.has(text) && !this.done ? text : null;
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
    if (this.is('-') || this.is('+') || word === 'not' || word === 'addressof' || word === 'await') {
      this.at++;
      const operand = this.nested(
        () => (word === 'not' ? this.binary(3) : this.unary()),
        () => this.other([]),
      );
      return { kind: 'unary', operator: word || token.text, operand, ...this.span(token.start) };
    }
    return this.postfix(this.primary(token, word));
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
      if ((word === 'function' || word === 'sub') && this.is('(', 1)) return this.lambda(word);
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
    const type = this.typeName() ?? '';
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

  private lambda(word: string): Expression {
    const { start } = this.peek();
    this.at++;
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

function basicNumber(text: string): number {
  if (/^&[hH]/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^&[oO]/.test(text)) return Number.parseInt(text.slice(2), 8);
  return Number.parseFloat(text);
}
