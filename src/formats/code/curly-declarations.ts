import { CurlyExpressions } from './curly-expressions.js';
import { callingBase, keepingParameters } from './primary-constructor.js';
import {
  type ClassDeclaration,
  DEFAULT_MEMBER,
  type Expression,
  OPERATOR,
  type Parameter,
  type Statement,
} from './syntax.js';

/** Types whose members are called by their names alone that are kept. */
const MAXIMUM_STATICS = 20;

/** Modifiers in front of a declaration that are looked at. */
const MAXIMUM_MODIFIERS = 6;

/** What C# and JScript declare: imports, classes, methods, properties, fields, variables, and the attributes in front of them. */
export abstract class CurlyDeclarations extends CurlyExpressions {
  protected readonly classes: ClassDeclaration[] = [];
  protected readonly aliases = new Map<string, string>();
  protected readonly statics: string[] = [];
  protected readonly namespaces: string[] = [];
  /** Statements outside of methods. */
  protected readonly main: Statement[] = [];
  /** Attributes that were read, up to the declaration that they belong to. */
  private attributes: string[] = [];

  protected attributeHere(): boolean {
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
    this.attributes.push(this.clearText(start + 1, this.at - 1));
    return true;
  }

  private takeAttributes(): string[] {
    const taken = this.attributes;
    this.attributes = [];
    return taken;
  }

  protected using(): void {
    this.at++;
    if (this.acceptWord('static')) {
      const name = this.typeName() ?? '';
      if (this.statics.length < MAXIMUM_STATICS) this.statics.push(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
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
    let name = '';
    while (!this.done && (this.peek().kind === 'name' || this.is('.'))) {
      name += this.peek().text;
      this.at++;
    }
    if (name !== '' && this.namespaces.length < MAXIMUM_STATICS) this.namespaces.push(name.slice(0, 200));
    this.accept(';');
  }

  protected namespace(into: Statement[]): void {
    this.at++;
    while (!this.done && !this.is('{') && !this.is(';')) this.at++;
    this.block(into);
  }

  protected classDeclaration(into: Statement[]): void {
    const start = this.peek().start;
    const isEnum = this.word('enum');
    // `record struct Name`
    this.at += (this.word('struct', 1) || this.word('class', 1)) && this.peek(2).kind === 'name' ? 2 : 1;
    const name = this.peek().text;
    this.at++;
    const made = this.primaryConstructor(name, start);
    const bases: string[] = [];
    while (!this.done && !this.is('{') && !this.is(';')) {
      const token = this.peek();
      // `class Job(string text) : Task(text)`
      if (made && bases.length > 0 && this.accept('(')) {
        made.push(callingBase(this.list(')'), this.span(token.start)));
        continue;
      }
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

  /**
   * `class Job(string text)`, `record Job(string Text)`: a constructor that keeps what it is given in fields, which is taken.
   * Gives its body; null where none stands here.
   */
  private primaryConstructor(name: string, start: number): Statement[] | null {
    const open = this.behindTypeArguments(0) ?? 0;
    if (this.jscript || !this.is('(', open)) return null;
    this.at += open;
    const parameters = this.parameters();
    const body = keepingParameters(parameters, this.span(start));
    this.methods.push({ name, parameters, body, owner: name, attributes: [], external: false, ...this.span(start) });
    return body;
  }

  /** `Type name`, `Type name(…)`, `Name(…) {`: a declaration, a method, a constructor. False, and nothing taken, where it is none. */
  protected declarationHere(into: Statement[]): boolean {
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
    if (this.word('operator') && this.operatorMethod(from)) return true;
    const type = this.typeName();
    if (type !== null && this.word('operator') && this.operatorMethod(from)) return true;
    if (type !== null && this.word('this') && this.is('[', 1)) {
      this.property(type, start, into, this.indexer());
      return true;
    }
    if (type === null || this.peek().kind !== 'name' || this.word('is') || this.word('as') || this.word('in')) {
      this.at = start;
      return false;
    }
    // The member of an interface may have the interface in front of it: `void IThing<T>.Name<U>()`.
    let name = 0;
    let next = this.behindName(name);
    while (this.is('.', next) && this.peek(next + 1).kind === 'name') {
      name = next + 1;
      next = this.behindName(name);
    }
    if (this.is('(', next)) {
      const { text } = this.peek(name);
      this.at += next;
      this.methodFrom(text, from);
      return true;
    }
    if (
      name === 0 &&
      (this.is('=', 1) || this.is(';', 1) || this.is(',', 1) || this.is(')', 1) || this.is(':', 1) || this.is('[', 1))
    ) {
      this.takeAttributes();
      this.declarations(into, type, start);
      return true;
    }
    if (this.is('{', next) || this.is('=>', next)) {
      this.at += name;
      this.property(type, start, into);
      return true;
    }
    this.at = start;
    return false;
  }

  /** `operator +(A a, B b)`, `operator string(A a)`: a method by the name of what it is for. False, and nothing taken, where it is none. */
  private operatorMethod(from: number): boolean {
    const start = this.at;
    this.at++;
    let name = '';
    if (this.peek().kind === 'name') name = shortName(this.typeName() ?? '');
    else
      for (; name.length < 3 && this.peek().kind === 'punctuation' && !this.is('('); this.at++)
        name += this.peek().text;
    if (name !== '' && this.is('(')) {
      this.methodFrom(`${OPERATOR}${name}`, from);
      return true;
    }
    this.at = start;
    return false;
  }

  /** The parameters of `this[string key]`, taken. */
  private indexer(): Parameter[] {
    this.at++;
    this.attributes.push(DEFAULT_MEMBER);
    return this.parameters('[', ']');
  }

  /** How many tokens ahead a name that is so many ahead ends, with the types behind it: `Name<T>`. */
  private behindName(ahead: number): number {
    return this.behindTypeArguments(ahead + 1) ?? ahead + 1;
  }

  /** `Type Name { … }`, `Type Name => …;`; the name is the next token. */
  private property(type: string, first: number, into: Statement[], parameters: readonly Parameter[] = []): void {
    const isIndexer = parameters.length > 0;
    const name = isIndexer ? { text: 'Item', start: this.peek().start } : this.peek();
    if (!isIndexer) this.at++;
    const body: Statement[] = [];
    const attributes = this.takeAttributes();
    this.body(body);
    if (this.accept('=')) {
      const value = this.expression();
      const shared = this.isShared(first) ? { shared: true as const } : {};
      into.push({ kind: 'declare', name: name.text, type, value, ...shared, start: name.start, end: value.end });
    }
    this.methods.push({
      name: name.text,
      parameters: [...parameters, { name: 'value', type }],
      body,
      owner: this.owner,
      attributes,
      external: false,
      property: true,
      ...this.span(this.tokens[first]?.start ?? name.start),
    });
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
    return close !== null && ['{', ':', '=>'].some((behind) => this.is(behind, close + 1));
  }

  protected scriptFunction(into: Statement[]): void {
    const start = this.peek().start;
    if (this.is('(', 1)) {
      const expression = this.expression();
      into.push({ kind: 'expression', expression, start, end: expression.end });
      return;
    }
    this.at++;
    const property = (this.word('get') || this.word('set')) && this.peek(1).kind === 'name';
    if (property) this.at++;
    let name = this.peek().text;
    this.at++;
    while (this.accept('.')) {
      name = this.peek().text;
      this.at++;
    }
    this.methodFrom(name, start, property);
  }

  /** Parameters, what stands behind them, and the body. */
  private methodFrom(name: string, start: number, property = false): void {
    const attributes = this.takeAttributes();
    const extension = this.is('(') && this.word('this', 1) && !this.jscript;
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
    const outer = this.references;
    this.references = new Map(outer);
    this.body(body);
    this.references = outer;
    this.methods.push({
      name,
      parameters,
      body,
      owner: this.owner,
      attributes,
      external,
      ...(extension ? { extension } : {}),
      ...(property ? { property } : {}),
      ...this.span(start),
    });
  }

  private parameterAttributes(): Pick<Parameter, 'attributes'> {
    const start = this.at;
    while (this.is('[') && !this.done) this.skipBrackets('[', ']');
    return this.at === start ? {} : { attributes: this.clearText(start, this.at) };
  }

  protected override parameters(open = '(', close = ')'): Parameter[] {
    const parameters: Parameter[] = [];
    if (!this.accept(open)) return parameters;
    while (!this.done && !this.is(close)) {
      const before = this.at;
      const attributes = this.parameterAttributes();
      while (this.word('ref') || this.word('out') || this.word('in') || this.word('params') || this.word('this'))
        this.at++;
      if (this.jscript) {
        const name = this.peek().text;
        this.at++;
        parameters.push({ name, type: this.accept(':') ? this.typeName() : null });
      } else {
        const type = this.typeName();
        if (this.peek().kind === 'name') {
          parameters.push({ name: this.peek().text, type, ...attributes });
          this.at++;
        } else if (type !== null) parameters.push({ name: type, type: null });
      }
      if (this.accept('=')) this.expression();
      while (!this.done && !this.is(',') && !this.is(close) && !this.is('{')) this.at++;
      if (this.is('{')) return parameters;
      this.accept(',');
      if (this.at === before) this.at++;
    }
    this.accept(close);
    return parameters;
  }

  private body(into: Statement[]): void {
    if (this.accept('=>')) {
      const value = this.expression();
      into.push({ kind: 'return', value, start: value.start, end: value.end });
      this.accept(';');
    } else if (this.is('{')) this.block(into);
    else this.accept(';');
  }

  /** @param from the first token of what is declared, behind its modifiers. */
  protected declarations(into: Statement[], type: string, from = this.at): void {
    const shared = this.isShared(from) ? { shared: true as const } : {};
    do {
      const name = this.peek();
      if (name.kind !== 'name') break;
      this.at++;
      let own = type === 'var' || type === 'let' ? null : type;
      if (this.jscript && this.accept(':')) own = this.typeName();
      if (this.is('[')) this.skipBrackets('[', ']');
      const value = this.accept('=') ? this.initialiser(name.text) : null;
      into.push({ kind: 'declare', name: name.text, type: own, value, ...shared, ...this.span(name.start) });
    } while (this.accept(','));
    this.accept(';');
  }

  /** Whether `static` is among the modifiers in front of a token. */
  private isShared(at: number): boolean {
    for (let i = at - 1; i >= at - MAXIMUM_MODIFIERS && i >= 0; i--) {
      const text = this.tokens[i]?.text ?? '';
      if (text === 'static') return true;
      if (!/^(?:public|private|protected|internal|readonly|volatile|new|var)$/.test(text)) return false;
    }
    return false;
  }

  private initialiser(name: string): Expression {
    if (this.is('{') && !this.jscript) return this.braces();
    const isReference = !this.jscript && this.acceptWord('ref');
    const value = this.expression();
    if (isReference) this.references.set(name, value);
    return value;
  }

  protected skipPast(text: string): void {
    while (!this.done && !this.is(text) && !this.is('}')) this.at++;
    this.accept(text);
  }
}

/** A type's name as keyed by: `System.String` is `string`. */
function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1).toLowerCase();
}
