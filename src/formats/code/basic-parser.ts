import { BasicDeclarations } from './basic-declarations.js';
import { DECLARATIONS, ENDERS, METHODS, MODIFIERS, SKIPPED } from './basic-words.js';
import type { CodeLanguage } from './language.js';
import { type CodeUnit, type Expression, type Statement, SUBJECT } from './syntax.js';
import type { Token, TokenList } from './token.js';

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '&=', '\\=', '^=']);

/** Reads VB or VBScript code: its statements; what they declare and compute is read by the classes beneath. */
export class BasicParser extends BasicDeclarations {
  /** Variables that were declared so far, in lower case, wherever that was. */
  private readonly declared = new Set<string>();
  private readonly main: Statement[] = [];
  /** What the `Select Case` is of whose first label comes next. */
  private switched: Expression | null = null;

  constructor(
    code: string,
    private readonly source: TokenList,
    private readonly language: CodeLanguage,
  ) {
    super(code, source.tokens);
  }

  /** Everything that was understood of the code, in one go. Never throws; what was left out is among the limits. */
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
      namespaces: this.namespaces,
      statics: this.statics,
      comments: this.source.comments,
      disguised: this.source.disguised,
      limits: [...this.limits],
    };
  }

  protected override statements(into: Statement[], stops: () => boolean): void {
    while (!this.done && !stops()) {
      const before = this.at;
      this.nested(
        () => this.statement(into),
        () => undefined,
      );
      if (this.at === before) this.at++;
    }
  }

  protected override statement(into: Statement[]): void {
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

  /** `Return value`, `Yield value`, `Throw value` */
  private gives(into: Statement[], start: number): true {
    this.at++;
    if (this.lineEnds) return true;
    const value = this.expression();
    into.push({ kind: 'return', value, start, end: value.end });
    return true;
  }

  private keyword(word: string, into: Statement[]): boolean {
    const { start } = this.peek();
    const next = this.peek(1);
    // A name, not a keyword: `next.x`, `select(…)` and the like are not statements of these kinds.
    // `With .Item` and `If .Found` are: there the dot stands apart, and belongs to what an outer `With` is of.
    if (this.is('.', 1) ? next.start === this.peek().end : this.isAssigned(next, word)) return false;
    if (word === 'end') {
      this.at += next.kind === 'name' ? 2 : 1;
      const closed = next.text.toLowerCase();
      if (closed === 'with') this.subjects.pop();
      if (/^(?:class|structure|module|interface)$/.test(closed)) this.owner = '';
      if (closed === 'interface') this.isInterface = false;
      return true;
    }
    if (word === 'set' && this.is('(', 1)) {
      this.at++;
      this.setterParameters.push(...this.parameters());
      return true;
    }
    // `Private Set(value As String)`
    if (/^(?:private|protected|friend)$/.test(word) && this.word('set', 1) && this.is('(', 2)) {
      this.at++;
      return true;
    }
    if (MODIFIERS.has(word)) return this.modifier(word, into);
    if (DECLARATIONS.has(word)) {
      this.at++;
      if (this.peek(1).kind === 'name' && !this.word('as', 1)) this.acceptWord('preserve');
      // A field, or a variable that was declared before, gets another size, and is no new one.
      const isKnown = this.owner !== '' || this.declared.has(this.peek().text.toLowerCase());
      const before = into.length;
      this.declarations(word === 'redim' && isKnown ? [] : into);
      for (const made of into.slice(before)) if (made.kind === 'declare') this.declared.add(made.name.toLowerCase());
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
        this.isInterface = word === 'interface';
        this.classes.push({ name: next.text, bases: this.bases(), ...this.span(start) });
        return true;
      case 'enum':
      case 'option':
      case 'namespace':
      case 'implements':
      case 'inherits':
      case 'event':
      case 'delegate':
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
        this.subjects.push(this.subject(this.expression(), into));
        return true;
      }
      case 'yield':
        // Of a method that is an iterator, rather than a name.
        if (next.kind !== 'string' && next.kind !== 'name' && next.kind !== 'number') return false;
        return this.gives(into, start);
      case 'return':
      case 'throw':
        return this.gives(into, start);
      case 'using':
        this.at++;
        if (next.kind === 'name' && (this.word('as', 1) || this.is('=', 1))) this.declarations(into);
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
    else if (word === 'case') this.label(into);
    else if (/^(?:if|elseif|while|until)$/.test(word)) this.condition(into);
    return true;
  }

  /** `Select Case x`, `Case "a"`: what it is of is compared with its labels; the first says so for all. */
  private label(into: Statement[]): void {
    const isSubject = this.peek(-2).text.toLowerCase() === 'select';
    const before = into.length;
    this.condition(into);
    const first = into[before];
    if (first?.kind !== 'expression') return;
    if (isSubject) this.switched = first.expression;
    else if (this.switched !== null && first.expression.kind === 'string') {
      const { expression: right, start, end } = first;
      into[before] = {
        kind: 'expression',
        expression: { kind: 'binary', operator: '=', left: this.switched, right, start, end },
        start,
        end,
      };
      this.switched = null;
    }
  }

  private isAssigned(next: Token, word: string): boolean {
    return next.kind === 'punctuation' && ASSIGNMENTS.has(next.text) && word !== 'operator';
  }

  /** What `.member` within a `With` stands behind: what is made for it is made once, and keeps what it is given. */
  private subject(of: Expression, into: Statement[]): Expression {
    const { start, end } = of;
    const called = of.kind === 'call' && of.callee.kind === 'member' ? of.callee.name : '';
    if (of.kind !== 'new' && !/^(?:create|open|get)/i.test(called)) {
      into.push({ kind: 'expression', expression: of, start, end });
      return of;
    }
    const name = `${SUBJECT} ${start}`;
    into.push({ kind: 'declare', name, type: null, value: of, start, end });
    return { kind: 'name', name, start, end };
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

  private loop(into: Statement[]): boolean {
    const { start } = this.peek();
    if (!this.word('each', 1)) {
      this.at++;
      const counter = this.peek();
      this.simple(into);
      // Which number it is in the loop is not known.
      if (counter.kind === 'name')
        into.push({
          kind: 'each',
          name: counter.text,
          type: null,
          over: { kind: 'other', parts: [], ...this.span(start) },
          ...this.span(start),
        });
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
    } else if (target.kind === 'member') {
      // `service.Stop`: a member that stands alone can only be called.
      expression = { kind: 'call', callee: target, args: [], ...this.span(start) };
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
    if (target.kind === 'call') return this.is(',') || this.operatorHere() !== null || this.callsElement(target);
    if (target.kind !== 'name' && target.kind !== 'member') return false;
    return !this.statementBegins();
  }

  /** `actions(0) text`: what a list holds is called. */
  private callsElement({ callee }: Expression & { kind: 'call' }): boolean {
    const { kind } = this.peek();
    return (
      callee.kind === 'name' && (kind === 'name' || kind === 'string' || kind === 'number') && !this.statementBegins()
    );
  }
}
