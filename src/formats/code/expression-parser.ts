import type { Expression, Method, Span } from './syntax.js';
import type { Token } from './token.js';

/** Deepest nesting of expressions and blocks; below it code is skipped token by token. */
const MAXIMUM_DEPTH = 160;

/** Tokens, and characters, of an attribute that are kept. */
const MAXIMUM_CLEAR = 300;

const END: Token = { kind: 'line-end', text: '', start: 0, end: 0 };

/** What both families of languages share: looking at tokens, and operators by precedence. Never throws, always moves on. */
export abstract class ExpressionParser {
  protected at = 0;
  private depth = 0;
  readonly limits = new Set<string>();
  readonly methods: Method[] = [];
  private readonly last: Token;

  constructor(
    protected readonly code: string,
    protected readonly tokens: readonly Token[],
    /** Binding strength of binary operators, in lower case where letters. */
    private readonly strength: ReadonlyMap<string, number>,
  ) {
    this.last = { ...END, start: code.length, end: code.length };
  }

  protected peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? this.last;
  }

  protected get done(): boolean {
    return this.at >= this.tokens.length;
  }

  protected is(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token !== undefined && token.kind === 'punctuation' && token.text === text;
  }

  /** Whether the token is this keyword. Names written in disguise are never keywords. */
  protected word(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    if (token?.kind !== 'name' || token.disguised) return false;
    return this.foldsCase ? token.text.toLowerCase() === text : token.text === text;
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected acceptWord(text: string): boolean {
    if (!this.word(text)) return false;
    this.at++;
    return true;
  }

  protected get lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  protected span(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** Runs a recursive step, unless the code is nested too deeply: then one token is skipped instead. */
  protected nested<T>(step: () => T, instead: () => T): T {
    if (this.depth >= MAXIMUM_DEPTH) {
      this.limits.add('code nested too deeply');
      if (!this.done) this.at++;
      return instead();
    }
    this.depth++;
    try {
      return step();
    } finally {
      this.depth--;
    }
  }

  expression(): Expression {
    return this.nested(
      () => this.assignment(),
      () => this.other([]),
    );
  }

  protected other(parts: readonly Expression[], start = this.peek().start): Expression {
    return { kind: 'other', parts, ...this.span(start) };
  }

  /** Operators, weakest first; a long chain is read in a loop, since folded texts have thousands of parts. */
  protected binary(minimum: number): Expression {
    let left = this.unary();
    for (;;) {
      const operator = this.operatorHere();
      const strength = operator === null ? undefined : this.strength.get(operator);
      if (operator === null || strength === undefined || strength < minimum) return left;
      const before = this.at;
      this.at += this.operatorTokens(operator);
      const right = this.nested(
        () => this.rightOperand(operator, strength),
        () => this.other([]),
      );
      left = this.joined(operator, left, right);
      if (this.at === before) return left;
    }
  }

  protected joined(operator: string, left: Expression, right: Expression): Expression {
    return { kind: 'binary', operator, left, right, start: left.start, end: Math.max(right.end, left.end) };
  }

  protected rightOperand(_operator: string, strength: number): Expression {
    return this.binary(strength + 1);
  }

  /** Comma separated expressions up to the closing bracket, which is taken too. */
  protected list(close: string): Expression[] {
    const items: Expression[] = [];
    let behindComma = true;
    while (!this.done && !this.is(close)) {
      const before = this.at;
      if (this.is(',')) {
        // `Run(command, , True)` leaves one out.
        const { start } = this.peek();
        if (behindComma && this.foldsCase) items.push({ kind: 'name', name: 'Nothing', start, end: start });
        behindComma = true;
        this.at++;
        continue;
      }
      if (this.endsList()) return items;
      behindComma = false;
      items.push(this.argument());
      if (this.at === before) this.at++;
    }
    this.accept(close);
    return items;
  }

  /** Skips to behind the bracket that closes the one here. */
  protected skipBrackets(open: string, close: string): void {
    let level = 0;
    while (!this.done) {
      if (this.is(open)) level++;
      else if (this.is(close) && --level <= 0) {
        this.at++;
        return;
      }
      this.at++;
    }
  }

  /** Tokens as text: names in clear, comments left out, texts that are put together in one. */
  protected clearText(from: number, to: number): string {
    return this.tokens
      .slice(from, Math.min(to, from + MAXIMUM_CLEAR))
      .map(({ kind, text }) => (kind === 'string' ? `"${text}"` : text))
      .join(' ')
      .replace(/" [+&] "/g, '')
      .slice(0, MAXIMUM_CLEAR);
  }

  protected abstract readonly foldsCase: boolean;
  protected abstract assignment(): Expression;
  protected abstract unary(): Expression;
  protected abstract argument(): Expression;
  /** The binary operator that begins at this token, null where none does. */
  protected abstract operatorHere(): string | null;
  /** Tokens that it is made of. */
  protected abstract operatorTokens(operator: string): number;
  /** Whether a list is broken off here rather than going on. */
  protected abstract endsList(): boolean;
}
