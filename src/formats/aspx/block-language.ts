import type { CodeLanguage } from '../code/language.js';
import { readTokens } from '../code/parse-code.js';
import type { Token } from '../code/token.js';

/** The language that an attribute names; null where it is none that is known. */
export function languageNamed(declared: string, classic: boolean): CodeLanguage | null {
  const name = declared.toLowerCase().replace(/[^a-z#.]/g, '');
  if (/^(?:c#|cs|csharp|vj#|visualjsharp|java$)/.test(name)) return 'csharp';
  if (/^(?:js|jscript|javascript|ecmascript|livescript)/.test(name)) return 'jscript';
  if (/^vbs/.test(name)) return 'vbscript';
  if (/^(?:vb|visualbasic)/.test(name)) return classic ? 'vbscript' : 'vb';
  return null;
}

/** Code of a piece that is looked at for its language, UTF-16 units. */
const LOOKED_AT = 100_000;

/** Words that no code of C# has outside of texts and comments. */
const BASIC_WORDS = /^(?:dim|then|elseif|byval|byref|nothing|executeglobal|sub|endif|andalso|orelse)$/i;

/**
 * The languages that code may be in, the likelier first, where nothing tells it: ASP.NET takes it for Visual Basic, unless a configuration
 * of the site says otherwise. Whoever wrote the page chose what stands in its texts and comments, so these count for nothing.
 */
export function possibleLanguages(code: readonly string[]): readonly [CodeLanguage, CodeLanguage?] {
  const parts = code.map((text) => text.slice(0, LOOKED_AT));
  const mayBeBasic = parts.every((part) => !readTokens(part, 'vb').tokens.some(endsStatement));
  const mayBeCurly = parts.every((part) => !readTokens(part, 'csharp').tokens.some(isBasicWord));
  if (mayBeBasic !== mayBeCurly) return [mayBeBasic ? 'vb' : 'csharp'];
  return looksBasic(parts) ? ['vb', 'csharp'] : ['csharp', 'vb'];
}

/** Whether a file of classic ASP that does not tell its language is a part of pages in JScript: VBScript ends no statement so, C# has no such functions. */
export function isScriptOfPage(code: readonly string[]): boolean {
  const parts = code.map((text) => text.slice(0, LOOKED_AT));
  if (!parts.some((part) => readTokens(part, 'vbscript').tokens.some(endsStatement))) return false;
  const tokens = parts.flatMap((part) => readTokens(part, 'jscript').tokens);
  const declares = tokens.some(
    ({ kind, text }, i) =>
      kind === 'name' && text === 'function' && (tokens[i + 1]?.kind === 'name' || tokens[i + 1]?.text === '('),
  );
  return declares && !tokens.some(isBasicWord);
}

function endsStatement({ kind, text }: Token): boolean {
  return kind === 'punctuation' && text === ';';
}

function isBasicWord({ kind, text }: Token): boolean {
  return kind === 'name' && BASIC_WORDS.test(text);
}

/** Whether a file that classic ASP and ASP.NET both include is for the latter, by how its code looks. */
export function looksCurly(code: readonly string[]): boolean {
  return !looksBasic(code.map((text) => text.slice(0, LOOKED_AT)));
}

function looksBasic(parts: readonly string[]): boolean {
  let basic = 0;
  let curly = 0;
  for (const part of parts) {
    basic +=
      part.match(
        /\b(?:dim|then|end\s+(?:if|sub|function)|elseif|byval|nothing|executeglobal)\b|^[^\S\r\n\u2028\u2029]*set\s+\w+\s*=/gim,
      )?.length ?? 0;
    curly += part.match(/[;{}]/g)?.length ?? 0;
  }
  return curly === 0 ? basic > 0 || !parts.some((text) => /[[\]]/.test(text)) : basic * 2 > curly;
}
