import { BasicQueries } from './basic-queries.js';
import { DECLARATIONS, METHODS, MODIFIERS } from './basic-words.js';
import {
  type ClassDeclaration,
  DEFAULT_MEMBER,
  type Expression,
  OPERATOR,
  type Parameter,
  type Statement,
} from './syntax.js';

/** Imports that are kept, since members of types among them are called by their names alone. */
const MAXIMUM_STATICS = 20;

/** Modifiers in front of a declaration that are looked at. */
const MAXIMUM_MODIFIERS = 6;

/** Events that one method handles, as far as they are looked at. */
const MAXIMUM_HANDLED = 20;

/** Words and line ends between a property and the first of its parts. */
const MAXIMUM_AHEAD = 50;

/** What VB and VBScript declare: imports, classes, methods, variables, and the modifiers and attributes in front of them. */
export abstract class BasicDeclarations extends BasicQueries {
  /** Up to this token nothing closes a list of attributes: each `<` of a line would look for it anew. */
  private unclosedUntil = 0;
  protected readonly classes: ClassDeclaration[] = [];
  protected readonly aliases = new Map<string, string>();
  protected readonly statics: string[] = [];
  protected readonly namespaces: string[] = [];
  /** Parameters of `Set` within a property. */
  protected readonly setterParameters: Parameter[] = [];
  /** Attributes that were read, up to the method that they belong to. */
  private attributes: string[] = [];
  /** What is read is an interface, whose methods have no bodies. */
  protected isInterface = false;

  protected imports(): void {
    this.at++;
    if (this.peek().kind === 'name' && this.is('=', 1)) {
      const alias = this.peek().text;
      this.at += 2;
      this.aliases.set(alias.toLowerCase(), this.typeName() ?? '');
    } else {
      const name = this.typeName() ?? '';
      if (this.statics.length < MAXIMUM_STATICS) {
        this.statics.push(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
        if (name !== '') this.namespaces.push(name.slice(0, 200));
      }
    }
    this.skipLine();
  }

  protected modifier(word: string, into: Statement[]): boolean {
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

  protected attributeList(): void {
    const from = this.at;
    if (from >= this.unclosedUntil) {
      while (!this.lineEnds && !this.is('>')) this.at++;
      if (this.is('>')) {
        this.attributes.push(this.clearText(from + 1, this.at));
        this.at++;
        return;
      }
      this.unclosedUntil = this.at;
    }
    this.at = from + 1;
  }

  protected bases(): string[] {
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

  /** @param imported it is that of a library: `Declare Function`. */
  protected method(start: number, imported: boolean): void {
    const external = imported || this.isInterface || this.isMarked('mustoverride');
    const kind = this.peek().text.toLowerCase();
    if (this.isMarked('default')) this.attributes.push(DEFAULT_MEMBER);
    this.at++;
    const begun = this.at;
    if (kind === 'property') while (this.word('get') || this.word('set') || this.word('let')) this.at++;
    const isWhole = kind === 'property' && this.at === begun;
    const name = this.peek();
    this.at++;
    const attributes = this.attributes;
    this.attributes = [];
    const outer = this.at;
    if (imported) while (!this.lineEnds && !this.is('(')) this.at++;
    if (imported && !this.is('(')) this.at = outer;
    const declared = this.code.slice(name.start, Math.max(name.start, this.peek().start)).slice(0, 300);
    const parameters = this.parameters();
    const type = this.acceptWord('as') ? this.typeOfProperty() : null;
    const handles = this.clauses();
    const body: Statement[] = [];
    // `Public Property Name As String`: it has no body, and no end.
    const isField = isWhole && !this.accessorFollows();
    if (isField) parameters.push({ name: 'value', type });
    if (!external && !isField) {
      const ends = () => this.word('end') && METHODS.has(this.peek(1).text.toLowerCase());
      this.statements(body, ends);
      this.at += this.done ? 0 : 2;
    }
    // The name of a function is the variable that it returns.
    if (kind === 'property') parameters.push(...this.setterParameters.splice(0));
    // `Widening Operator CType(text As String) As Command`, `Operator &(…)`
    const made = name.text.toLowerCase() === 'ctype' ? (type ?? '') : name.text;
    const operator = `${OPERATOR}${made.slice(made.lastIndexOf('.') + 1).toLowerCase()}`;
    this.methods.push({
      name: kind === 'operator' ? operator : name.text,
      parameters,
      body,
      owner: this.owner,
      attributes: imported ? [...attributes, declared] : attributes,
      external: external && !isField,
      ...(kind === 'property' ? { property: true as const } : {}),
      ...(handles.length > 0 ? { handles } : {}),
      ...this.span(start),
    });
  }

  /** `As String`, `As New List(Of String)`; what it begins with is passed over. */
  private typeOfProperty(): string | null {
    this.acceptWord('new');
    const type = this.typeName();
    if (this.is('=')) this.skipLine();
    return type;
  }

  /** `Implements IThing.Name`, `Handles one.Event, other.Event`: the names of the events. */
  private clauses(): string[] {
    const handled: string[] = [];
    while (this.word('handles') || this.word('implements')) {
      const isHandled = this.word('handles');
      this.at++;
      while (!this.lineEnds) {
        const name = this.peek();
        this.at++;
        const isLast = this.lineEnds || !this.is('.');
        if (isHandled && isLast && name.kind === 'name' && handled.length < MAXIMUM_HANDLED)
          handled.push(name.text.toLowerCase());
        if (this.word('handles') || this.word('implements')) break;
      }
    }
    return handled;
  }

  /** Whether a property's `Get` or `Set` comes next, with what may stand in front of it. */
  private accessorFollows(): boolean {
    for (let ahead = 0; ahead < MAXIMUM_AHEAD; ahead++) {
      if (this.is('<', ahead)) while (ahead < MAXIMUM_AHEAD && !this.is('>', ahead)) ahead++;
      const token = this.peek(ahead);
      if (this.is('>', ahead)) continue;
      const word = token.text.toLowerCase();
      if (word === 'get' || word === 'set') return token.kind === 'name';
      if (token.kind !== 'line-end' && !MODIFIERS.has(word)) return false;
    }
    return false;
  }

  protected override parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    if (!this.accept('(')) return parameters;
    while (!this.done && !this.is(')') && this.peek().text !== ':') {
      const before = this.at;
      const known = this.attributes.length;
      if (this.is('<')) this.attributeList();
      const attributes = this.attributes.length > known ? { attributes: this.attributes.pop() ?? '' } : {};
      while (['byval', 'byref', 'optional', 'paramarray'].includes(this.peek().text.toLowerCase())) this.at++;
      if (this.peek().kind === 'name') {
        const name = this.peek().text;
        this.at++;
        if (this.is('(')) this.skipBrackets('(', ')');
        parameters.push({ name, type: this.acceptWord('as') ? this.typeName() : null, ...attributes });
        if (this.accept('=')) this.expression();
      }
      this.accept(',');
      if (this.at === before) this.at++;
    }
    this.accept(')');
    return parameters;
  }

  protected declarations(into: Statement[]): void {
    const shared = this.isMarked('shared') ? { shared: true as const } : {};
    do {
      while (MODIFIERS.has(this.peek().text.toLowerCase()) && this.peek(1).kind === 'name' && !this.word('as', 1))
        this.at++;
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
      into.push({ kind: 'declare', name: name.text, type, value, ...shared, ...this.span(name.start) });
    } while (this.accept(','));
  }

  /** Whether a word is among the modifiers in front of what is here. */
  private isMarked(modifier: string): boolean {
    for (let i = this.at - 1; i >= this.at - MAXIMUM_MODIFIERS && i >= 0; i--) {
      const text = this.tokens[i]?.text.toLowerCase() ?? '';
      if (text === modifier) return true;
      if (!MODIFIERS.has(text) && text !== 'dim') return false;
    }
    return false;
  }

  protected skipLine(): void {
    while (!this.lineEnds) this.at++;
  }
}
