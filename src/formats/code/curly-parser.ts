import { CurlyDeclarations } from './curly-declarations.js';
import { patternValues } from './curly-patterns.js';
import type { CodeLanguage } from './language.js';
import { type CodeUnit, caught, type Expression, type Statement, SUBJECT, throwing } from './syntax.js';
import type { Token, TokenList } from './token.js';

const MODIFIERS = new Set(
  'public private protected internal static async unsafe virtual override abstract sealed readonly const extern partial volatile new event hide expando final implicit explicit ref fixed required file'.split(
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
  'catch',
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
/** Words that are keywords in some places only, or in one of the languages only: elsewhere they are names like any other. */
const CONTEXTUAL = new Set(
  'file async required partial yield record get set add remove init var let when with hide expando final package import function event internal abstract protected private public static virtual override sealed readonly extern unsafe volatile namespace'.split(
    ' ',
  ),
);
/** What stands behind a name in a statement, and never behind a keyword. */
const BEHIND_NAMES = new Set(
  '= += -= *= /= %= |= &= ^= <<= >>= ??= . ?. -> , ) ++ -- [ ? :: != == < > + - * / & | && || ??'.split(' '),
);
const CLASSES = new Set(['class', 'struct', 'interface', 'enum', 'record']);

/** Tokens looked at to tell a call from a type in brackets. */
const LOOK_AHEAD = 400;

/** Reads C# or JScript code: its statements; what they declare and compute is read by the classes beneath. */
export class CurlyParser extends CurlyDeclarations {
  constructor(
    code: string,
    private readonly source: TokenList,
    private readonly language: CodeLanguage,
  ) {
    super(code, source.tokens, language === 'jscript');
  }

  /** What the `switch` is of whose first label comes next. */
  private switched: Expression | null = null;
  /** What the last `switch` is of. */
  private subject: Expression | null = null;

  /** Everything that was understood of the code, in one go. Never throws; what was left out is among the limits. */
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
      namespaces: this.namespaces,
      statics: this.statics,
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

  protected override block(into: Statement[]): void {
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
    if (token.kind === 'name' && !token.disguised && !this.isOnlyName(token.text)) {
      const word = token.text;
      if (SKIPPED.has(word) && !this.is('(', 1) && !this.is('.', 1) && !this.is('=', 1)) {
        this.at++;
        return;
      }
      if (word === 'await' && (this.word('foreach', 1) || this.word('using', 1))) {
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
      if (word === 'delegate' && !this.is('(', 1) && !this.is('{', 1) && !this.is('*', 1)) {
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
      if (word === 'var' && this.is('(', 1) && !this.jscript) {
        this.deconstruction(into);
        return;
      }
      if (word === 'var' || word === 'let') {
        this.at++;
        this.declarations(into, word);
        return;
      }
      if (this.declarationHere(into)) return;
    } else if (token.text === '(' && !this.jscript) {
      if (this.typedDeconstruction(into) || this.declarationHere(into)) return;
    } else if (token.kind === 'name' && this.declarationHere(into)) return;
    const expression = this.expression();
    into.push({ kind: 'expression', expression, start: expression.start, end: expression.end });
    this.accept(';');
  }

  /** Whether a word that may be a keyword is a name here: `file = …`, `yield.Length`, `when(…)`. */
  private isOnlyName(word: string): boolean {
    if (!CONTEXTUAL.has(word)) return false;
    const next = this.peek(1);
    if (word === 'yield') return !this.word('return', 1) && !this.word('break', 1);
    if (next.kind !== 'punctuation') return false;
    if (word === 'function' && this.jscript) return false;
    if (next.text !== '(') return BEHIND_NAMES.has(next.text);
    if (this.jscript) return word !== 'with';
    // `static (int, int) Pair()` has a type in brackets, `var (a, b) = pair` takes one apart; `when (…)` and its kin are conditions.
    const close = this.closingBracket(1, LOOK_AHEAD);
    if (close === null) return false;
    const behind = this.peek(close + 1);
    return word === 'var' ? behind.text !== '=' : behind.kind !== 'name' && !this.is('{', close + 1);
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

  /** `var (a, b) = value`: each may be any part of the value. */
  private deconstruction(into: Statement[]): void {
    this.at += 2;
    const names: Token[] = [];
    while (!this.done && !this.is(')') && !this.is(';')) {
      if (this.peek().kind === 'name') names.push(this.peek());
      this.at++;
    }
    this.accept(')');
    if (this.accept('=')) this.declareEach(names, into);
  }

  /** `(string path, var body) = …;` False, and nothing taken, where it is none. */
  private typedDeconstruction(into: Statement[]): boolean {
    const start = this.at;
    const names: Token[] = [];
    this.at++;
    do {
      if (this.typeName() === null || this.peek().kind !== 'name') break;
      names.push(this.peek());
      this.at++;
    } while (this.accept(','));
    if (names.length < 2 || !this.accept(')') || !this.accept('=')) {
      this.at = start;
      return false;
    }
    this.declareEach(names, into);
    return true;
  }

  private declareEach(names: readonly Token[], into: Statement[]): void {
    const value = this.expression();
    for (const { text, start, end } of names) into.push({ kind: 'declare', name: text, type: null, value, start, end });
    this.accept(';');
  }

  private returnStatement(into: Statement[]): void {
    const { start } = this.peek();
    const thrown = this.word('throw');
    if (this.word('yield')) this.at++;
    this.at++;
    if (this.accept(';') || this.is('}')) return;
    const value = this.expression();
    if (thrown) into.push(throwing(value));
    else into.push({ kind: 'return', value, start, end: value.end });
    this.accept(';');
  }

  private label(into: Statement[]): void {
    this.at++;
    // `case string text when …:`, `case { Length: 3 } text:`
    if (!this.jscript && this.beginsPattern()) {
      const names = this.patternHere();
      for (const value of this.subject === null ? [] : patternValues(names, this.subject))
        into.push({ kind: 'expression', expression: value, start: value.start, end: value.end });
      this.acceptWord('when');
    }
    if (!this.is(':')) {
      const label = this.expression();
      const { start, end } = label;
      // What a `switch` is of is compared with its labels; the first says so for all.
      const left = label.kind === 'string' ? this.switched : null;
      if (left !== null) this.switched = null;
      const expression: Expression =
        left === null ? label : { kind: 'binary', operator: '==', left, right: label, start, end };
      into.push({ kind: 'expression', expression, start, end });
    }
    this.accept(':');
  }

  /** Whether a label gives names to what is switched on, rather than a value to compare it with. */
  private beginsPattern(): boolean {
    return (
      this.is('{') ||
      this.is('(') ||
      (this.peek().kind === 'name' && this.peek(1).kind === 'name') ||
      this.typeBeforeName()
    );
  }

  /** `Name.Type text`, `Type[] text`, `Type { … } text` */
  private typeBeforeName(): boolean {
    const start = this.at;
    const type = this.typeName();
    const isType = type !== null && (this.is('{') || (this.peek().kind === 'name' && !this.word('when')));
    this.at = start;
    return isType;
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
    if (word === 'with' && this.jscript) {
      const value = this.expression();
      into.push({ kind: 'declare', name: SUBJECT, type: null, value, start: value.start, end: value.end });
    }
    if (word === 'catch') {
      const type = this.jscript ? null : this.typeName();
      if (this.peek().kind === 'name') {
        const { start, end, text } = this.peek();
        into.push({ kind: 'declare', name: text, type, value: caught(start), start, end });
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
    if (word === 'switch') this.subject = this.switched = subjectOf(into[into.length - 1]);
    this.accept(')');
  }
}

function subjectOf(last: Statement | undefined): Expression | null {
  return last?.kind === 'expression' ? last.expression : null;
}
