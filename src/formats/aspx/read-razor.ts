import type { CodeLanguage } from '../code/language.js';
import type { ServerBlock } from './aspx-document.js';

export const MAXIMUM_BLOCKS = 20_000;

/** Code of a Razor page: `@{ }`, `@functions { }`, `@code { }`, `@if (…) { }` and the like, `@( )`, `@name.member(…)`. Markup within blocks stays in them. */
export function readRazor(source: string, language: CodeLanguage): ServerBlock[] {
  const blocks: ServerBlock[] = [];
  const push = (kind: ServerBlock['kind'], start: number, end: number) => {
    blocks.push({ kind, language, code: source.slice(start, end), start, end });
  };
  let at = 0;
  while (blocks.length < MAXIMUM_BLOCKS) {
    at = source.indexOf('@', at);
    if (at < 0) break;
    const next = source.charAt(at + 1);
    if (next === '@' || /[\w.]/.test(source.charAt(at - 1))) {
      at += next === '@' ? 2 : 1;
      continue;
    }
    if (next === '*') {
      const close = source.indexOf('*@', at + 2);
      at = close < 0 ? source.length : close + 2;
      continue;
    }
    const head = HEAD.exec(source.slice(at + 1, at + 400));
    if (language === 'vb' && /^(?:code|functions)\b/i.test(source.slice(at + 1, at + 12))) {
      const start = at + 1 + (/^\w+/.exec(source.slice(at + 1, at + 12))?.[0].length ?? 0);
      const found = source.slice(start).search(/\bend\s+(?:code|functions)\b/i);
      const end = found < 0 ? source.length : start + found;
      push('razor', start, end);
      at = end;
    } else if (head) {
      const brace = at + 1 + head[0].length - 1;
      const end = balancedEnd(source, brace, '{', '}');
      // Conditions stand between the keyword and its brace.
      const start = head[1] === undefined ? brace + 1 : at + 1;
      push('razor', start, head[1] === undefined && source.charAt(end - 1) === '}' ? Math.max(start, end - 1) : end);
      at = end;
    } else if (next === '(') {
      const end = balancedEnd(source, at + 1, '(', ')');
      push('razor-expression', at + 1, end);
      at = end;
    } else if (/[A-Za-z_]/.test(next)) {
      const end = expressionEnd(source, at + 1);
      push('razor-expression', at + 1, end);
      at = Math.max(end, at + 1);
    } else at++;
  }
  return blocks;
}

const HEAD =
  /^(?:(?:functions|code)?\s*\{|((?:if|for|foreach|while|switch|using|lock)\s*\([^\r\n]{0,300}?|try\s*|do\s*|helper\s+\w+\s*\([^\r\n]{0,300}?\)\s*)\{)/;

/** Behind the bracket that closes the one at `open`; the end of the text where none does. Texts and comments are stepped over. */
function balancedEnd(source: string, open: number, opening: string, closing: string): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const c = source.charAt(at);
    if (c === opening) depth++;
    else if (c === closing) {
      if (--depth === 0) return at + 1;
    } else if (c === '"') {
      const line = /^"(?:[^"\\\r\n]|\\.)*"/.exec(source.slice(at, at + 2000));
      if (line) at += line[0].length - 1;
    } else if (c === '/' && source.charAt(at + 1) === '*') {
      const close = source.indexOf('*/', at + 2);
      if (close < 0) return source.length;
      at = close + 1;
    }
  }
  return source.length;
}

function expressionEnd(source: string, from: number): number {
  let at = from;
  for (;;) {
    const word = /^[\w]+/.exec(source.slice(at, at + 200));
    if (word) at += word[0].length;
    const c = source.charAt(at);
    if (c === '(' || c === '[') at = balancedEnd(source, at, c, c === '(' ? ')' : ']');
    else if (c === '.' && /\w/.test(source.charAt(at + 1))) at++;
    else return at;
  }
}
