import { ExpressionParser } from './expression-parser.js';
import type { Token } from './token.js';

/** Tokens looked at to tell type arguments from a comparison. */
const LOOK_AHEAD = 60;

/** The type of every pointer to a function. */
export const FUNCTION_POINTER = 'delegate*';

/** The type of every tuple. */
const TUPLE = 'ValueTuple';

/** Types as C# and JScript write them: `System.Collections.Generic.List<string>[]`, `int?`, `byte*`. */
export abstract class CurlyTypes extends ExpressionParser {
  protected readonly foldsCase = false;

  constructor(
    code: string,
    tokens: readonly Token[],
    strength: ReadonlyMap<string, number>,
    /** The code is JScript, whose types stand behind names and whose braces are objects. */
    protected readonly jscript: boolean,
  ) {
    super(code, tokens, strength);
  }

  /** A type's dotted name, without arguments, brackets and marks; null, and nothing taken, where none begins. */
  protected typeName(): string | null {
    const start = this.at;
    const parts: string[] = [];
    if (this.is('(') && !this.jscript) return this.tupleType();
    if (this.word('delegate') && this.is('*', 1)) return this.functionPointer();
    while (this.peek().kind === 'name') {
      parts.push(this.peek().text);
      this.at++;
      this.at += this.behindTypeArguments(0) ?? 0;
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

  /** `(string path, byte[] body)`: only types and names, two and more, and something that it is the type of behind. */
  private tupleType(): string | null {
    const start = this.at;
    this.at++;
    let parts = 0;
    do {
      // Tuples within tuples are left out: brackets may stand within brackets without end.
      if (this.is('(') || this.typeName() === null) break;
      if (this.peek().kind === 'name') this.at++;
      parts++;
    } while (this.accept(','));
    const isWhole = parts > 1 && this.accept(')');
    if (isWhole) {
      this.accept('?');
      while (this.is('[') && this.is(']', 1)) this.at += 2;
    }
    if (isWhole && this.peek().kind === 'name' && !this.word('is') && !this.word('as') && !this.word('in'))
      return TUPLE;
    this.at = start;
    return null;
  }

  /** `delegate* unmanaged[Cdecl]<int, void>` */
  private functionPointer(): string {
    this.at += 2;
    if (this.word('managed') || this.word('unmanaged')) this.at++;
    if (this.is('[')) this.skipBrackets('[', ']');
    this.at += this.behindTypeArguments(0) ?? 0;
    return FUNCTION_POINTER;
  }

  /** How many tokens ahead the `>` ends that closes the `<` at `ahead`; null where none is there, or what is between cannot be types. */
  protected behindTypeArguments(ahead: number): number | null {
    if (!this.is('<', ahead)) return null;
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

  /** How many tokens ahead the `)` is that closes the `(` there; null beyond `limit`. */
  protected closingBracket(ahead: number, limit: number): number | null {
    let level = 0;
    for (let i = ahead; i < ahead + limit; i++) {
      if (this.at + i >= this.tokens.length) return null;
      if (this.is('(', i)) level++;
      else if (this.is(')', i) && --level === 0) return i;
    }
    return null;
  }
}
