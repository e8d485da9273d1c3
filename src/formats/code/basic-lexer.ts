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

/** Splits VB or VBScript code into tokens. Line ends and `:` both come as `line-end`, unless the line goes on. Anything is accepted. */
export function lexBasic(code: string): TokenList {
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
    } else if (c === 0x22 || isCurlyQuote(c)) {
      at++;
      push('string', basicString(), start);
    } else if (c === 0x26 && /^&[hHoO][0-9a-fA-F]/.test(code.slice(at, at + 3))) {
      at += 2;
      while (at < length && /[0-9a-fA-F]/.test(code.charAt(at))) at++;
      push('number', code.slice(start, at), start);
      if (code.charAt(at) === '&') at++;
    } else if (startsName(c)) {
      nameAt(start);
    } else if (c === 0x5b && /^\[[A-Za-z_]\w{0,60}\]/.test(code.slice(at, at + 64))) {
      const close = code.indexOf(']', at);
      at = close + 1;
      tokens.push({ kind: 'name', text: code.slice(start + 1, close), start, end: at, disguised: true });
    } else if (isDigit(c) || (c === 0x2e && isDigit(code.charCodeAt(at + 1)))) {
      at++;
      while (at < length && /[0-9.]/.test(code.charAt(at))) at++;
      if (/[eE]/.test(code.charAt(at)) && /^[eE][+-]?\d/.test(code.slice(at, at + 3))) {
        at += 2;
        while (at < length && isDigit(code.charCodeAt(at))) at++;
      }
      push('number', code.slice(start, at), start);
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

  function atStatementStart(): boolean {
    const last = tokens[tokens.length - 1];
    return last === undefined || last.kind === 'line-end';
  }
}

const TWO = new Set(['<>', '<=', '>=', ':=', '+=', '-=', '*=', '/=', '&=', '\\=', '^=', '<<', '>>', '?.']);

/** Behind an operator, a comma or an opening bracket VB reads on in the next line. */
function goesOn(last: Token | undefined): boolean {
  if (last === undefined || last.kind === 'line-end') return true;
  return last.kind === 'punctuation' && /^(?:[,+\-*/&=({.]|&=|\+=|:=|<>)$/.test(last.text);
}
