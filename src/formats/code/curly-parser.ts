import { ExpressionParser } from './expression-parser.js';
import type { CodeLanguage } from './language.js';
import type { ClassDeclaration, CodeUnit, Expression, Method, Parameter, Statement } from './syntax.js';
import type { Token, TokenList } from './token.js';

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
const MODIFIERS = new Set(
  'public private protected internal static async unsafe virtual override abstract sealed readonly const extern partial volatile new event hide expando final implicit explicit operator ref fixed required file'.split(
    ' ',
  ),
);
const CONDITIONALS = new Set([
  'if',
  'while',
  'switch',
  'lock',
  'fixed',
  'using',
  'catch',
  'for',
  'foreach',
  'with',
  'when',
]);
const SKIPPED = new Set([
  'else',
  'do',
  'try',
  'finally',
  'checked',
  'unchecked',
  'break',
  'continue',
  'get',
  'set',
  'add',
  'remove',
  'init',
]);
const CLASSES = new Set(['class', 'struct', 'interface', 'enum', 'record']);
/** Tokens looked at to tell a lambda, a cast or type arguments from a bracketed expression. */
const LOOK_AHEAD = 60;

/** Reads C# or JScript code. */
export class CurlyParser extends ExpressionParser {
  protected readonly foldsCase = false;
  private readonly classes: ClassDeclaration[] = [];
  private readonly aliases = new Map<string, string>();
  private readonly main: Statement[] = [];
  private owner = '';
  private attributes: string[] = [];
  private readonly jscript: boolean;

  constructor(
    code: string,
    private readonly source: TokenList,
    private readonly language: CodeLanguage,
  ) {
    super(code, source.tokens, STRENGTH);
    this.jscript = language === 'jscript';
  }

  parse(): CodeUnit {
    if (this.source.cut) this.limits.add('code too long');
    while (!this.done) {
      this.statements(this.main);
      // A closing brace too many: shells end a method of their own to begin another in the middle of a page.
      if (!this.done) this.at++;
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

  /** Statements and members up to a `}`, which is left. */
  private statements(into: Statement[]): void {
    while (!this.done && !this.is('}')) {
      const before = this.at;
      this.nested(
        () => this.statement(into),
        () => undefined,
      );
      if (this.at === before) this.at++;
    }
  }

  private block(into: Statement[]): void {
    if (!this.accept('{')) return;
    this.statements(into);
    this.accept('}');
  }

  private statement(into: Statement[]): void {
    const token = this.peek();
    if (token.kind === 'punctuation') {
      if (token.text === '{') {
        this.block(into);
        return;
      }
      if (token.text === ';' || token.text === ')') {
        this.at++;
        return;
      }
      if (token.text === '[' && this.attributeHere()) return;
    }
    if (token.kind === 'name' && !token.disguised) {
      const word = token.text;
      if (SKIPPED.has(word) && !this.is('(', 1) && !this.is('.', 1) && !this.is('=', 1)) {
        this.at++;
        return;
      }
      if (word === 'namespace' || word === 'package') {
        this.namespace(into);
        return;
      }
      if (CLASSES.has(word) && this.peek(1).kind === 'name') {
        this.classDeclaration(into);
        return;
      }
      if (word === 'import' || (word === 'using' && !this.is('(', 1))) {
        this.using();
        return;
      }
      if (word === 'function') {
        this.scriptFunction(into);
        return;
      }
      if (word === 'return' || word === 'yield' || word === 'throw') {
        this.returnStatement(into);
        return;
      }
      if (word === 'case' || word === 'default') {
        this.label(into);
        return;
      }
      if (word === 'delegate' && !this.is('(', 1) && !this.is('{', 1)) {
        this.skipPast(';');
        return;
      }
      if (CONDITIONALS.has(word) && this.is('(', 1)) {
        this.conditional(into);
        return;
      }
      if (MODIFIERS.has(word) && !(word === 'new' && this.startsCreation())) {
        this.at++;
        return;
      }
      if (word === 'var' || word === 'let') {
        this.at++;
        this.declarations(into, word);
        return;
      }
      if (this.declarationHere(into)) return;
    }
    const expression = this.expression();
    into.push({ kind: 'expression', expression, start: expression.start, end: expression.end });
    this.accept(';');
  }

  /** `new` in front of a member hides another; in front of `Type(` or `Type[` it makes something. */
  private startsCreation(): boolean {
    for (let ahead = 1; ahead < 30; ahead++) {
      if (this.is('(', ahead) || this.is('[', ahead) || this.is('{', ahead)) return true;
      if (this.is('=', ahead) || this.is(';', ahead)) return false;
      if (this.peek(ahead).kind === 'name' && this.peek(ahead + 1).kind === 'name') return false;
    }
    return false;
  }

  private attributeHere(): boolean {
    const start = this.at;
    const next = this.peek(1);
    const before = this.tokens[this.at - 1];
    const fresh =
      before === undefined || before.text === '{' || before.text === '}' || before.text === ';' || before.text === ']';
    if (next.kind !== 'name' || !fresh) return false;
    this.skipBrackets('[', ']');
    if (this.is('.') || this.is('=') || this.is('(')) {
      this.at = start;
      return false;
    }
    const text = this.code.slice(next.start, this.tokens[this.at - 2]?.end ?? next.end);
    this.attributes.push(text.slice(0, 300));
    return true;
  }

  private takeAttributes(): string[] {
    const taken = this.attributes;
    this.attributes = [];
    return taken;
  }

  private namespace(into: Statement[]): void {
    this.at++;
    while (!this.done && !this.is('{') && !this.is(';')) this.at++;
    this.block(into);
  }

  private classDeclaration(into: Statement[]): void {
    const start = this.peek().start;
    const isEnum = this.word('enum');
    this.at++;
    const name = this.peek().text;
    this.at++;
    const bases: string[] = [];
    while (!this.done && !this.is('{') && !this.is(';')) {
      const token = this.peek();
      const previous = this.tokens[this.at - 1];
      if (token.kind === 'name' && previous?.text !== '<') {
        if (previous?.text === '.' && bases.length > 0) bases[bases.length - 1] = token.text;
        else if (token.text !== 'extends' && token.text !== 'implements') bases.push(token.text);
      }
      this.at++;
    }
    this.classes.push({ name, bases, ...this.span(start) });
    this.takeAttributes();
    if (isEnum) {
      this.skipBrackets('{', '}');
      return;
    }
    const outer = this.owner;
    this.owner = name;
    // Members of a class that is written within a method belong to no method.
    this.block(into === this.main ? into : this.main);
    this.owner = outer;
  }

  private using(): void {
    this.at++;
    if (this.acceptWord('static')) {
      this.skipPast(';');
      return;
    }
    if (this.is('=', 1) && this.peek().kind === 'name') {
      const alias = this.peek().text;
      this.at += 2;
      this.aliases.set(alias.toLowerCase(), this.typeName() ?? '');
      this.skipPast(';');
      return;
    }
    // `using var x = …;`
    if (this.word('var') || this.peek(1).kind === 'name') return;
    while (!this.done && (this.peek().kind === 'name' || this.is('.'))) this.at++;
    this.accept(';');
  }

  private skipPast(text: string): void {
    while (!this.done && !this.is(text) && !this.is('}')) this.at++;
    this.accept(text);
  }

  private scriptFunction(into: Statement[]): void {
    const start = this.peek().start;
    if (this.is('(', 1)) {
      const expression = this.expression();
      into.push({ kind: 'expression', expression, start, end: expression.end });
      return;
    }
    this.at++;
    if ((this.word('get') || this.word('set')) && this.peek(1).kind === 'name') this.at++;
    let name = this.peek().text;
    this.at++;
    while (this.accept('.')) {
      name = this.peek().text;
      this.at++;
    }
    this.methodFrom(name, start);
  }

  /** Parameters, what stands behind them, and the body. */
  private methodFrom(name: string, start: number): void {
    const attributes = this.takeAttributes();
    const parameters = this.parameters();
    const body: Statement[] = [];
    if (this.accept(':')) {
      if (this.word('base') || this.word('this')) {
        const expression = this.expression();
        body.push({ kind: 'expression', expression, start: expression.start, end: expression.end });
      } else this.typeName();
    }
    while (this.word('where') && !this.done)
      while (!this.done && !this.is('{') && !this.is('=>') && !this.is(';')) this.at++;
    const external = this.is(';');
    this.body(body);
    this.methods.push({
      name,
      parameters,
      body,
      owner: this.owner,
      attributes,
      external,
      ...this.span(start),
    });
  }

  private body(into: Statement[]): void {
    if (this.accept('=>')) {
      const value = this.expression();
      into.push({ kind: 'return', value, start: value.start, end: value.end });
      this.accept(';');
    } else if (this.is('{')) this.block(into);
    else this.accept(';');
  }

  private parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    if (!this.accept('(')) return parameters;
    while (!this.done && !this.is(')')) {
      const before = this.at;
      if (this.is('[')) this.skipBrackets('[', ']');
      while (this.word('ref') || this.word('out') || this.word('in') || this.word('params') || this.word('this'))
        this.at++;
      if (this.jscript) {
        const name = this.peek().text;
        this.at++;
        parameters.push({ name, type: this.accept(':') ? this.typeName() : null });
      } else {
        const type = this.typeName();
        if (this.peek().kind === 'name') {
          parameters.push({ name: this.peek().text, type });
          this.at++;
        } else if (type !== null) parameters.push({ name: type, type: null });
      }
      if (this.accept('=')) this.expression();
      while (!this.done && !this.is(',') && !this.is(')') && !this.is('{')) this.at++;
      if (this.is('{')) return parameters;
      this.accept(',');
      if (this.at === before) this.at++;
    }
    this.accept(')');
    return parameters;
  }

  private returnStatement(into: Statement[]): void {
    const { start } = this.peek();
    if (this.word('yield')) this.at++;
    this.at++;
    if (this.accept(';') || this.is('}')) return;
    const value = this.expression();
    into.push({ kind: 'return', value, start, end: value.end });
    this.accept(';');
  }

  private label(into: Statement[]): void {
    this.at++;
    if (!this.is(':')) {
      const expression = this.expression();
      into.push({ kind: 'expression', expression, start: expression.start, end: expression.end });
    }
    this.accept(':');
  }

  private conditional(into: Statement[]): void {
    const word = this.peek().text;
    this.at += 2;
    if (word === 'foreach' || (word === 'for' && this.jscript)) {
      const start = this.at;
      this.acceptWord('var');
      const first = this.typeName();
      const typed = this.peek().kind === 'name' && !this.word('in');
      const name = typed ? this.peek().text : (first ?? '');
      if (typed) this.at++;
      if (this.acceptWord('in')) {
        const over = this.expression();
        into.push({ kind: 'each', name, type: typed ? first : null, over, start: over.start, end: over.end });
        this.accept(')');
        return;
      }
      this.at = start;
    }
    if (word === 'catch') {
      const type = this.typeName();
      if (this.peek().kind === 'name') {
        const { start, end, text } = this.peek();
        into.push({ kind: 'declare', name: text, type, value: null, start, end });
        this.at++;
      }
    }
    while (!this.done && !this.is(')') && !this.is('{')) {
      const before = this.at;
      this.nested(
        () => this.statement(into),
        () => undefined,
      );
      this.accept(',');
      if (this.at === before) this.at++;
    }
    this.accept(')');
  }

  /** `Type name`, `Type name(…)`, `Name(…) {`: a declaration, a method, a constructor. False, and nothing taken, where it is none. */
  private declarationHere(into: Statement[]): boolean {
    if (this.word('new') || this.word('await') || this.word('goto')) return false;
    const start = this.at;
    const { start: from } = this.peek();
    if (this.is('(', 1) && this.owner !== '' && this.peek().text === this.owner && this.bodyBehindBrackets(1)) {
      const name = this.peek().text;
      this.at++;
      this.methodFrom(name, from);
      return true;
    }
    if (this.jscript) {
      // Attributes of JScript stand bare in front of `function`.
      if (this.peek(1).kind === 'name' && this.laterFunction()) {
        this.attributes.push(this.peek().text);
        this.at++;
        return true;
      }
      return false;
    }
    const type = this.typeName();
    if (type === null || this.peek().kind !== 'name' || this.word('is') || this.word('as') || this.word('in')) {
      this.at = start;
      return false;
    }
    const name = this.peek();
    let next = 1;
    if (this.is('<', 1)) next = this.behindTypeArguments(1) ?? 1;
    if (this.is('.', 1) && this.peek(2).kind === 'name') {
      // Explicit implementation of an interface.
      while (this.is('.', next) && this.peek(next + 1).kind === 'name') next += 2;
      if (!this.is('(', next)) {
        this.at = start;
        return false;
      }
    }
    if (this.is('(', next)) {
      const methodName = this.peek(next - 1).kind === 'name' ? this.peek(next - 1).text : name.text;
      this.at += next;
      this.methodFrom(methodName, from);
      return true;
    }
    if (
      this.is('=', 1) ||
      this.is(';', 1) ||
      this.is(',', 1) ||
      this.is(')', 1) ||
      this.is(':', 1) ||
      this.is('[', 1)
    ) {
      this.takeAttributes();
      this.declarations(into, type);
      return true;
    }
    if (this.is('{', 1) || this.is('=>', 1)) {
      this.at++;
      const body: Statement[] = [];
      const attributes = this.takeAttributes();
      this.body(body);
      if (this.accept('=')) {
        const value = this.expression();
        into.push({ kind: 'declare', name: name.text, type, value, start: name.start, end: value.end });
      }
      this.methods.push({
        name: name.text,
        parameters: [{ name: 'value', type }],
        body,
        owner: this.owner,
        attributes,
        external: false,
        ...this.span(from),
      });
      return true;
    }
    this.at = start;
    return false;
  }

  private laterFunction(): boolean {
    for (let ahead = 1; ahead < 8; ahead++) {
      if (this.word('function', ahead)) return true;
      if (this.peek(ahead).kind !== 'name') return false;
    }
    return false;
  }

  private bodyBehindBrackets(ahead: number): boolean {
    const close = this.closingBracket(ahead, 400);
    return close !== null && (this.is('{', close + 1) || this.is(':', close + 1));
  }

  /** How many tokens ahead the `)` is that closes the `(` there; null beyond `limit`. */
  private closingBracket(ahead: number, limit: number): number | null {
    let level = 0;
    for (let i = ahead; i < ahead + limit; i++) {
      if (this.at + i >= this.tokens.length) return null;
      if (this.is('(', i)) level++;
      else if (this.is(')', i) && --level === 0) return i;
    }
    return null;
  }

  private declarations(into: Statement[], type: string): void {
    do {
      const name = this.peek();
      if (name.kind !== 'name') break;
      this.at++;
      let own = type === 'var' || type === 'let' ? null : type;
      if (this.jscript && this.accept(':')) own = this.typeName();
      if (this.is('[')) this.skipBrackets('[', ']');
      const value = this.accept('=') ? this.initialiser() : null;
      into.push({ kind: 'declare', name: name.text, type: own, value, ...this.span(name.start) });
    } while (this.accept(','));
    this.accept(';');
  }

  private initialiser(): Expression {
    return this.is('{') && !this.jscript ? this.braces() : this.expression();
  }

  private braces(): Expression {
    const { start } = this.peek();
    this.at++;
    const elements = this.list('}');
    return { kind: 'array', elements, ...this.span(start) };
  }

  /** A type's dotted name, without arguments, brackets and marks; null, and nothing taken, where none begins. */
  private typeName(): string | null {
    const start = this.at;
    const parts: string[] = [];
    if (this.is('(') && !this.jscript) return null;
    while (this.peek().kind === 'name') {
      parts.push(this.peek().text);
      this.at++;
      if (this.is('<')) {
        const behind = this.behindTypeArguments(0);
        if (behind !== null) this.at += behind;
      }
      if ((this.is('.') || this.is('::')) && this.peek(1).kind === 'name') this.at++;
      else break;
    }
    if (parts.length === 0) {
      this.at = start;
      return null;
    }
    for (;;) {
      if (this.is('[') && (this.is(']', 1) || (this.is(',', 1) && this.is(']', 2)))) this.at += this.is(']', 1) ? 2 : 3;
      else if (this.is('?') && (this.peek(1).kind === 'name' || this.is('[', 1))) this.at++;
      else if (this.is('*') && (this.peek(1).kind === 'name' || this.is(')', 1) || this.is('*', 1))) this.at++;
      else break;
    }
    return parts.join('.');
  }

  /** Tokens from the `<` at `ahead` to behind its `>`, where what is between can only be types; null otherwise. */
  private behindTypeArguments(ahead: number): number | null {
    let level = 0;
    for (let i = ahead; i < ahead + LOOK_AHEAD; i++) {
      const token = this.peek(i);
      if (this.is('<', i)) level++;
      else if (this.is('>', i)) {
        if (--level === 0) return i + 1;
      } else if (token.kind !== 'name' && !/^[.,[\]?()*]$|^::$/.test(token.text)) return null;
      if (this.at + i >= this.tokens.length) return null;
    }
    return null;
  }

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
      return { kind: 'assign', operator: token.text, target: left, value, ...this.span(left.start) };
    }
    return left;
  }

  protected override argument(): Expression {
    // `name: value`
    if (this.peek().kind === 'name' && this.is(':', 1) && !this.is(':', 2)) this.at += 2;
    if (this.is('{') && !this.jscript) return this.braces();
    // `out var x`
    if ((this.word('out') || this.word('ref')) && this.peek(1).kind === 'name' && this.peek(2).kind === 'name')
      this.at += 2;
    return this.expression();
  }

  private lambdaHere(): Expression | null {
    const { start } = this.peek();
    let from = 0;
    if (this.word('async') || this.word('static')) from = 1;
    const named = this.peek(from).kind === 'name' && this.is('=>', from + 1);
    if (named) {
      this.at += from;
      const name = this.peek().text;
      this.at += 2;
      return this.lambda([{ name, type: null }], start);
    }
    if (this.is('(', from)) {
      const close = this.closingBracket(from, LOOK_AHEAD * 2);
      if (close === null || !this.is('=>', close + 1)) return null;
      this.at += from;
      const parameters = this.parameters();
      this.accept('=>');
      return this.lambda(parameters, start);
    }
    if ((this.word('delegate') || this.word('function')) && (this.is('(', 1) || this.is('{', 1) || this.is('(', 2))) {
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

  protected override rightOperand(operator: string, strength: number): Expression {
    if (operator === 'as' || operator === 'is') {
      const { start } = this.peek();
      this.acceptWord('not');
      const type = this.typeName();
      if (type !== null) {
        if (operator === 'is' && this.peek().kind === 'name' && !STRENGTH.has(this.peek().text)) this.at++;
        return { kind: 'typeof', type, ...this.span(start) };
      }
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
    if (
      token.kind === 'name' &&
      !token.disguised &&
      PREFIX_WORDS.has(token.text) &&
      !this.is('.', 1) &&
      !this.is('(', 1)
    ) {
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

  private primary(): Expression {
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
      const items = this.list(')');
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

  private named(token: Token): Expression {
    if (!token.disguised) {
      if (token.text === 'new') return this.creation();
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

  private creation(): Expression {
    const { start } = this.peek();
    this.at++;
    const type = this.typeName() ?? '';
    let args: Expression[] = [];
    let elements: Expression[] = [];
    if (this.accept('(')) args = this.list(')');
    while (this.is('[')) {
      this.at++;
      args = args.concat(this.list(']'));
    }
    if (this.is('{')) {
      this.at++;
      elements = this.list('}');
    }
    return { kind: 'new', type, args, elements, ...this.span(start) };
  }

  private postfix(first: Expression): Expression {
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
        if (this.is('<')) {
          const behind = this.behindTypeArguments(0);
          if (behind !== null && this.is('(', behind)) this.at += behind;
        }
      } else if (this.accept('(')) {
        const args = this.list(')');
        object = { kind: 'call', callee: object, args, ...this.span(start) };
      } else if (this.is('[')) {
        this.at++;
        const args = this.list(']');
        object = { kind: 'index', object, args, ...this.span(start) };
      } else if (this.is('++') || this.is('--')) {
        this.at++;
      } else if (this.is('!') && this.is('.', 1)) {
        this.at++;
      } else if (object.kind === 'name' && this.is('<')) {
        const behind = this.behindTypeArguments(0);
        if (behind === null || !this.is('(', behind)) return object;
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
