import { unescapeCurly } from './curly-escapes.js';
import {
  isCurlyQuote,
  isDigit,
  isFormatCharacter,
  isSpace,
  MAXIMUM_TOKENS,
  startsName,
  type Token,
  type TokenList,
} from './token.js';

const OPERATORS = [
  '>>>=',
  '===',
  '!==',
  '<<=',
  '**=',
  '??=',
  '...',
  '=>',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '??',
  '?.',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '|=',
  '&=',
  '^=',
  '<<',
  '->',
  '::',
] as const;

const BY_FIRST = new Map<string, readonly string[]>();
for (const operator of OPERATORS) {
  const first = operator.charAt(0);
  BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), operator]);
}

/** Deepest nesting of `$"{$"{…}"}"` that is read. */
const MAXIMUM_INTERPOLATION = 8;

const RAW_INTERPOLATED = /^\$+"{3,}/;

/** Splits C# or JScript code into tokens. Anything at all is accepted; what is not closed ends with its line or the code. */
export function lexCurly(code: string, jscript: boolean): TokenList {
  return new CurlyLexer(code, jscript).run();
}

/** Words of conditional compilation of JScript, such as `@cc_on` and `@if (…)`, with the signs that hide them in a comment. */
const CONDITIONAL = /(?:\/[*/])?@(?:cc_on|\*\/|(?:el)?if\s{0,9}\([^()\r\n]{0,200}\)|else\b|end\b)(?:\s{0,9}@\*\/)?/y;

class CurlyLexer {
  private readonly tokens: Token[] = [];
  private readonly comments: number[] = [];
  private at = 0;
  private interpolation = 0;

  constructor(
    private readonly code: string,
    private readonly jscript: boolean,
  ) {}

  run(): TokenList {
    this.lex(this.code.length);
    return {
      tokens: this.tokens,
      cut: this.tokens.length >= MAXIMUM_TOKENS,
      comments: this.comments,
      disguised: this.tokens.filter((token) => token.disguised),
    };
  }

  private push(kind: Token['kind'], text: string, start: number): void {
    this.tokens.push({ kind, text, start, end: this.at });
  }

  private lex(end: number): void {
    const { code } = this;
    while (this.at < end && this.tokens.length < MAXIMUM_TOKENS) {
      const start = this.at;
      const c = code.charCodeAt(start);
      const next = start + 1 < end ? code.charCodeAt(start + 1) : 0;
      if (isSpace(c) || isFormatCharacter(c)) {
        this.at++;
      } else if (this.jscript && (c === 0x2f || c === 0x40) && this.conditional(start)) {
        this.comments.push(start, this.at);
      } else if (c === 0x2f && (next === 0x2f || next === 0x2a)) {
        this.comment(next === 0x2f, end);
      } else if (c === 0x3c && code.startsWith('<!--', start)) {
        this.at += 4;
        this.comments.push(start, this.at);
      } else if (c === 0x2d && code.startsWith('-->', start)) {
        this.at += 3;
        this.comments.push(start, this.at);
      } else if (c === 0x23 && !this.jscript) {
        this.at = lineEnd(code, start, end);
        this.comments.push(start, this.at);
      } else if (c === 0x40 && next === 0x22) {
        this.verbatim(start, start + 2, end);
      } else if (c === 0x24 && !this.jscript && RAW_INTERPOLATED.test(code.slice(start, start + 20))) {
        this.rawInterpolated(start, end);
      } else if (c === 0x24 && (next === 0x22 || (next === 0x40 && code.charCodeAt(start + 2) === 0x22))) {
        this.interpolated(start, next === 0x40, end);
      } else if (c === 0x40 && next === 0x24 && code.charCodeAt(start + 2) === 0x22) {
        this.interpolated(start, true, end);
      } else if (c === 0x22 && !this.jscript && code.startsWith('"""', start)) {
        this.rawString(start, end);
      } else if (c === 0x22 || isCurlyQuote(c) || (c === 0x60 && this.jscript)) {
        this.string(c, end);
      } else if (c === 0x27) {
        this.apostrophe(end);
      } else if (startsName(c) || c === 0x24 || (c === 0x40 && next !== 0) || c === 0x5c) {
        this.name(end);
      } else if (isDigit(c) || (c === 0x2e && isDigit(next))) {
        this.number(end);
      } else if (c === 0x2f && this.jscript && this.regexCanStart()) {
        this.regex(end);
      } else {
        const operator = BY_FIRST.get(code.charAt(start))?.find((o) => code.startsWith(o, start));
        this.at = start + (operator?.length ?? 1);
        this.push('punctuation', operator ?? code.charAt(start), start);
      }
    }
  }

  /** Takes a word of conditional compilation, behind which JScript reads what stands in a comment. */
  private conditional(start: number): boolean {
    CONDITIONAL.lastIndex = start;
    if (!CONDITIONAL.test(this.code)) return false;
    this.at = CONDITIONAL.lastIndex;
    return true;
  }

  private comment(line: boolean, end: number): void {
    const start = this.at;
    const close = line ? lineEnd(this.code, start, end) : this.code.indexOf('*/', start + 2);
    this.at = close < 0 || close > end ? end : line ? close : close + 2;
    this.comments.push(start, this.at);
  }

  private name(end: number): void {
    const { code } = this;
    const start = this.at;
    const parts: string[] = [];
    let plain = start;
    let disguised = false;
    if (code.charCodeAt(this.at) === 0x40) {
      disguised = true;
      plain = ++this.at;
    }
    while (this.at < end) {
      const c = code.charCodeAt(this.at);
      if (c === 0x5c) {
        const found = /^\\u([0-9a-fA-F]{4})|^\\U([0-9a-fA-F]{8})|^\\u\{([0-9a-fA-F]{1,6})\}/.exec(
          code.slice(this.at, this.at + 12),
        );
        if (!found) break;
        const value = Number.parseInt(found[1] ?? found[2] ?? found[3] ?? '0', 16);
        parts.push(code.slice(plain, this.at));
        if (value <= 0x10ffff && !isFormatCharacter(value)) parts.push(String.fromCodePoint(value));
        this.at += found[0].length;
        plain = this.at;
        disguised = true;
      } else if (isFormatCharacter(c)) {
        parts.push(code.slice(plain, this.at));
        plain = ++this.at;
        disguised = true;
      } else if (startsName(c) || isDigit(c) || c === 0x24) {
        this.at++;
      } else break;
    }
    if (this.at === start || (disguised && this.at === start + 1 && plain === this.at)) {
      this.at = Math.max(this.at, start + 1);
      this.push('punctuation', code.charAt(start), start);
      return;
    }
    parts.push(code.slice(plain, this.at));
    const text = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
    this.tokens.push({ kind: 'name', text, start, end: this.at, ...(disguised ? { disguised } : {}) });
  }

  private number(end: number): void {
    const start = this.at;
    const { code } = this;
    while (this.at < end) {
      const c = code.charCodeAt(this.at);
      const exponent =
        (c === 0x2b || c === 0x2d) && /^\d[\d.]*[eE]$/.test(code.slice(Math.max(start, this.at - 40), this.at));
      if (!isDigit(c) && !(startsName(c) && c < 0x80) && !exponent) {
        if (c !== 0x2e || !isDigit(code.charCodeAt(this.at + 1))) break;
      }
      this.at++;
    }
    this.push('number', code.slice(start, this.at), start);
  }

  private string(quote: number, end: number): void {
    const start = this.at;
    const from = ++this.at;
    const curly = isCurlyQuote(quote);
    const { code } = this;
    let escaped = false;
    while (this.at < end) {
      const c = code.charCodeAt(this.at);
      if (c === 0x5c) {
        escaped = true;
        // A line break behind a backslash goes on in JScript.
        this.at += 2;
        continue;
      }
      if (curly ? isCurlyQuote(c) || c === 0x22 : c === quote) break;
      if ((c === 10 || c === 13) && quote !== 0x60) break;
      this.at++;
    }
    this.at = Math.min(this.at, end);
    const body = code.slice(from, this.at);
    const last = code.charCodeAt(this.at);
    if (this.at < end && last !== 10 && last !== 13) this.at++;
    this.push('string', escaped ? unescapeCurly(body) : body, start);
  }

  /** A character in C#, a string in JScript, and an apostrophe of prose where neither is closed. */
  private apostrophe(end: number): void {
    if (this.jscript) {
      this.string(0x27, end);
      return;
    }
    const start = this.at;
    const match = /^'(?:\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{1,4}|.)|[^'\\\r\n]{1,2})'/.exec(
      this.code.slice(start, start + 14),
    );
    this.at = start + (match && start + match[0].length <= end ? match[0].length : 1);
    if (match) this.push('string', unescapeCurly(match[0].slice(1, -1)), start);
    else this.push('punctuation', "'", start);
  }

  private verbatim(start: number, from: number, end: number): void {
    const { code } = this;
    this.at = from;
    while (this.at < end) {
      const close = code.indexOf('"', this.at);
      if (close < 0 || close >= end) {
        this.at = end;
        break;
      }
      this.at = close + 1;
      if (code.charCodeAt(this.at) !== 0x22) break;
      this.at++;
    }
    const closed = this.at > from && code.charCodeAt(this.at - 1) === 0x22;
    this.push('string', code.slice(from, closed ? this.at - 1 : this.at).replaceAll('""', '"'), start);
  }

  private rawString(start: number, end: number): void {
    let count = 0;
    while (this.code.charCodeAt(start + count) === 0x22) count++;
    const close = this.code.indexOf('"'.repeat(count), start + count);
    const stop = close < 0 || close > end ? end : close;
    this.at = Math.min(end, stop + count);
    this.push('string', this.code.slice(start + count, stop), start);
  }

  /** `$"a{b}c"` becomes the tokens of `("a" + (b) + "c")`. */
  private interpolated(start: number, verbatim: boolean, end: number): void {
    const { code } = this;
    this.at = start + (verbatim ? 3 : 2);
    this.push('punctuation', '(', start);
    let from = this.at;
    let first = true;
    const flush = (to: number) => {
      if (!first) this.tokens.push({ kind: 'punctuation', text: '+', start: from, end: from });
      const body = code.slice(from, to).replaceAll('{{', '{').replaceAll('}}', '}');
      const text = verbatim ? body.replaceAll('""', '"') : unescapeCurly(body);
      this.tokens.push({ kind: 'string', text, start: from, end: to });
      first = false;
    };
    while (this.at < end) {
      const c = code.charCodeAt(this.at);
      if (c === 0x5c && !verbatim) this.at += 2;
      else if (c === 0x22 && verbatim && code.charCodeAt(this.at + 1) === 0x22) this.at += 2;
      else if (c === 0x22 || ((c === 10 || c === 13) && !verbatim)) break;
      else if (c === 0x7b && code.charCodeAt(this.at + 1) === 0x7b) this.at += 2;
      else if (c === 0x7b) {
        flush(this.at);
        this.hole(1, end);
        from = this.at;
      } else this.at++;
    }
    this.at = Math.min(this.at, end);
    flush(this.at);
    if (this.at < end && code.charCodeAt(this.at) === 0x22) this.at++;
    this.push('punctuation', ')', this.at);
  }

  /** `$$"""a{{b}}c"""`: as many braces as there are dollars open a hole. */
  private rawInterpolated(start: number, end: number): void {
    const { code } = this;
    const opening = RAW_INTERPOLATED.exec(code.slice(start, start + 20))?.[0] ?? '';
    const braces = opening.indexOf('"');
    const close = code.indexOf(opening.slice(braces), start + opening.length);
    const stop = close < 0 || close > end ? end : close;
    const brace = '{'.repeat(braces);
    this.at = start + opening.length;
    this.push('punctuation', '(', start);
    for (;;) {
      const from = this.at;
      const found = code.indexOf(brace, from);
      const isHole = found >= 0 && found < stop;
      this.at = isHole ? found : stop;
      this.push('string', code.slice(from, this.at), from);
      if (!isHole) break;
      this.hole(braces, stop);
      this.push('punctuation', '+', this.at);
    }
    this.at = Math.min(stop + opening.length - braces, end);
    this.push('punctuation', ')', this.at);
  }

  /** The expression in the braces here, beside what stands before it. */
  private hole(braces: number, end: number): void {
    const { code } = this;
    const close = holeEnd(code, this.at + braces, end);
    if (this.interpolation < MAXIMUM_INTERPOLATION && close > this.at + braces) {
      this.tokens.push({ kind: 'punctuation', text: '+', start: this.at, end: this.at });
      this.tokens.push({ kind: 'punctuation', text: '(', start: this.at, end: this.at + 1 });
      this.at += braces;
      this.interpolation++;
      // What stands behind a colon is a format.
      this.lex(holeEnd(code, this.at, close, ':'));
      this.interpolation--;
      this.tokens.push({ kind: 'punctuation', text: ')', start: close, end: Math.min(close + 1, end) });
    }
    this.at = Math.min(close + braces, end);
  }

  private regexCanStart(): boolean {
    const last = this.tokens[this.tokens.length - 1];
    if (!last) return true;
    if (last.kind === 'name') return last.text === 'return' || last.text === 'typeof' || last.text === 'case';
    return last.kind === 'punctuation' && !/^(?:[)\]}]|\+\+|--)$/.test(last.text);
  }

  private regex(end: number): void {
    const start = this.at++;
    let set = false;
    while (this.at < end) {
      const c = this.code.charCodeAt(this.at);
      if (c === 10 || c === 13) break;
      if (c === 0x5c) this.at++;
      else if (c === 0x5b) set = true;
      else if (c === 0x5d) set = false;
      else if (c === 0x2f && !set) break;
      this.at++;
    }
    const body = this.code.slice(start + 1, Math.min(this.at, end));
    this.at = Math.min(end, this.at + 1);
    while (this.at < end && startsName(this.code.charCodeAt(this.at))) this.at++;
    this.push('string', body, start);
  }
}

/** Where the `}` is that closes a hole of an interpolated string, or what else ends in it; the end of the line or code where nothing does. */
function holeEnd(code: string, from: number, end: number, closing = '}'): number {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const c = code.charAt(at);
    if (c === '{' || c === '(' || c === '[') depth++;
    else if (c === closing && depth === 0) return at;
    else if (c === '}' || c === ')' || c === ']') depth--;
    else if (c === '"') {
      const close = code.indexOf('"', at + 1);
      if (close < 0 || close >= end) return end;
      at = close;
    } else if (c === '\n') return at;
  }
  return end;
}

function lineEnd(code: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const c = code.charCodeAt(at);
    if (c === 10 || c === 13 || c === 0x2028 || c === 0x2029 || c === 0x85) return at;
  }
  return end;
}
