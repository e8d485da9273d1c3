import { ENDERS } from './basic-words.js';
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

/** Characters of what is put into an interpolated text. */
const MAXIMUM_HOLE = 4000;

/** Interpolated texts within interpolated texts. */
const MAXIMUM_INTERPOLATION = 8;

/** Numbers as VB writes them: what counts, and the mark of a type behind it. `&` behind a decimal joins texts. */
const DECIMAL = /((?:\d[\d_]*(?:\.(?![a-z_])[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?)(?:(?:u?[sil]|[dfr%@!#])(?!\w))?/iy;
const BASED = /(&(?:h[\da-f_]+|o[0-7_]+|b[01_]+))(?:u?[sil](?!\w)|&)?/iy;
/** Behind a value `&B1` joins a variable to it. */
const JOINED = /(&(?:h[\da-f_]+|o[0-7_]+))(?:u?[sil](?!\w)|&)?/iy;

/** Splits VB or VBScript code into tokens. Line ends and `:` both come as `line-end`, unless the line goes on. Anything is accepted. */
export function lexBasic(code: string, interpolation = 0): TokenList {
  const tokens: Token[] = [];
  const comments: number[] = [];
  const { length } = code;
  let at = 0;
  let depth = 0;
  const push = (kind: Token['kind'], text: string, start: number) => tokens.push({ kind, text, start, end: at });
  const comment = (start: number) => {
    while (at < length && code.charCodeAt(at) !== 10 && code.charCodeAt(at) !== 13) at++;
    comments.push(start, at);
  };
  while (at < length && tokens.length < MAXIMUM_TOKENS) {
    const start = at;
    const c = code.charCodeAt(at);
    if (c === 10 || c === 13) {
      at += c === 13 && code.charCodeAt(at + 1) === 10 ? 2 : 1;
      const last = tokens[tokens.length - 1];
      if (last?.text === '_' && last.kind === 'name') tokens.pop();
      else if (goesOn(last) || (depth > 0 && /^[\s]*[(),&"+]/.test(code.slice(at, at + 200)))) continue;
      else {
        push('line-end', '', start);
        depth = 0;
      }
    } else if (c === 0x3a && code.charCodeAt(at + 1) !== 0x3d) {
      at++;
      push('line-end', ':', start);
    } else if (isSpace(c) || isFormatCharacter(c)) {
      at++;
    } else if (c === 0x27 || c === 0x2018 || c === 0x2019) {
      comment(start);
    } else if (c === 0x3c && code.startsWith('<!--', at)) {
      // Script for browsers that know none begins so, and the engine passes over it.
      comment(start);
    } else if (c === 0x24 && isQuote(code.charCodeAt(at + 1))) {
      interpolated();
    } else if (isQuote(c)) {
      at++;
      push('string', basicString(), start);
    } else if (
      (c === 0x26 && number(isOperand() ? BASED : JOINED)) ||
      ((isDigit(c) || c === 0x2e) && number(DECIMAL))
    ) {
      // It is taken.
    } else if (startsName(c)) {
      nameAt(start);
    } else if (c === 0x5b && BRACKETED.test(code.slice(at, at + 64))) {
      const close = code.indexOf(']', at);
      at = close + 1;
      tokens.push({ kind: 'name', text: code.slice(start + 1, close), start, end: at, disguised: true });
    } else {
      const two = code.slice(at, at + 2);
      at += TWO.has(two) ? 2 : 1;
      push('punctuation', code.slice(start, at), start);
      if (c === 0x28) depth++;
      else if (c === 0x29) depth--;
    }
  }
  return {
    tokens,
    cut: tokens.length >= MAXIMUM_TOKENS,
    comments,
    disguised: tokens.filter((token) => token.disguised),
  };

  function basicString(): string {
    const from = at;
    const parts: string[] = [];
    let plain = from;
    while (at < length) {
      const c = code.charCodeAt(at);
      if (c === 10 || c === 13) break;
      if (c === 0x22 || isCurlyQuote(c)) {
        const next = code.charCodeAt(at + 1);
        if (next !== 0x22 && !isCurlyQuote(next)) break;
        parts.push(code.slice(plain, at), '"');
        at += 2;
        plain = at;
      } else at++;
    }
    parts.push(code.slice(plain, at));
    const closing = code.charCodeAt(at);
    if (at < length && closing !== 10 && closing !== 13) {
      at++;
      if (/^c(?!\w)/i.test(code.slice(at, at + 2))) at++;
    }
    return parts.join('');
  }

  /** `$"a{b}c"` becomes the tokens of `("a" & (b) & "c")`. */
  function interpolated(): void {
    at += 2;
    push('punctuation', '(', at - 2);
    let from = at;
    const flush = () => {
      const text = code.slice(from, at).replaceAll('""', '"').replaceAll('{{', '{').replaceAll('}}', '}');
      push('string', text, from);
    };
    while (at < length) {
      const c = code.charCodeAt(at);
      const next = code.charCodeAt(at + 1);
      if (isQuote(c) && !isQuote(next)) break;
      if ((isQuote(c) && isQuote(next)) || (c === 0x7b && next === 0x7b) || (c === 0x7d && next === 0x7d)) at += 2;
      else if (c === 0x7b) {
        const hole = holeEnd(code, at + 1);
        if (hole === null) {
          at++;
          continue;
        }
        flush();
        const { end, close } = hole;
        push('punctuation', '&', at);
        push('punctuation', '(', at);
        if (interpolation < MAXIMUM_INTERPOLATION)
          for (const token of lexBasic(code.slice(at + 1, end), interpolation + 1).tokens)
            if (token.kind !== 'line-end')
              tokens.push({ ...token, start: token.start + at + 1, end: token.end + at + 1 });
        at = close;
        push('punctuation', ')', at);
        push('punctuation', '&', at);
        from = at;
      } else at++;
    }
    flush();
    at = Math.min(at + 1, length);
    push('punctuation', ')', at);
  }

  function nameAt(start: number): void {
    let disguised = false;
    while (at < length) {
      const c = code.charCodeAt(at);
      if (isFormatCharacter(c)) disguised = true;
      else if (!startsName(c) && !isDigit(c)) break;
      at++;
    }
    const raw = code.slice(start, at);
    const text = disguised ? [...raw].filter((x) => !isFormatCharacter(x.codePointAt(0) ?? 0)).join('') : raw;
    if (text.toLowerCase() === 'rem' && atStatementStart()) {
      comment(start);
      return;
    }
    tokens.push({ kind: 'name', text, start, end: at, ...(disguised ? { disguised: true as const } : {}) });
    // Type characters: `name$`, `name%`. `&` also joins texts, so it is left alone.
    const next = code.charAt(at);
    if ((next === '$' || next === '%' || next === '#') && !/[\w(]/.test(code.charAt(at + 1))) at++;
    else if (next === '$') at++;
  }

  /** Takes the number that is here. */
  function number(pattern: RegExp): boolean {
    const start = at;
    pattern.lastIndex = at;
    const text = pattern.exec(code)?.[1];
    if (text === undefined) return false;
    at = pattern.lastIndex;
    push('number', text, start);
    return true;
  }

  /** Whether a value has to come next. */
  function isOperand(): boolean {
    const last = tokens[tokens.length - 1];
    if (last?.kind === 'name') return ENDERS.has(last.text.toLowerCase());
    return last?.kind !== 'string' && last?.kind !== 'number' && !/^[)\]}]$/.test(last?.text ?? '');
  }

  function atStatementStart(): boolean {
    const last = tokens[tokens.length - 1];
    return last === undefined || last.kind === 'line-end';
  }
}

function isQuote(code: number): boolean {
  return code === 0x22 || isCurlyQuote(code);
}

/** Where what is put into an interpolated text ends, before its width and format, and where its brace closes; null where none does. */
function holeEnd(code: string, from: number): { readonly end: number; readonly close: number } | null {
  let level = 0;
  let end = -1;
  for (let at = from; at < Math.min(code.length, from + MAXIMUM_HOLE); at++) {
    const c = code.charAt(at);
    if (isQuote(code.charCodeAt(at)) && end < 0) {
      at = code.indexOf('"', at + 1);
      if (at < 0) break;
    } else if (/[([{]/.test(c)) level++;
    else if (/[)\]]/.test(c)) level--;
    else if (c === '}' && level-- === 0) return { end: end < 0 ? at : end, close: at + 1 };
    else if (level === 0 && end < 0 && (c === ',' || c === ':')) end = at;
  }
  return null;
}

/** `[name]`; VBScript takes anything between the brackets. */
const BRACKETED = /^\[[^\s\]#"(),][^\r\n\]#"(),]{0,60}\]/;

const TWO = new Set(['<>', '<=', '>=', ':=', '+=', '-=', '*=', '/=', '&=', '\\=', '^=', '<<', '>>', '?.']);

/** Behind an operator, a comma or an opening bracket VB reads on in the next line. */
function goesOn(last: Token | undefined): boolean {
  if (last === undefined || last.kind === 'line-end') return true;
  return last.kind === 'punctuation' && /^(?:[,+\-*/&=({.]|&=|\+=|:=|<>)$/.test(last.text);
}
