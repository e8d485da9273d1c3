import type { CodeLanguage } from '../code/language.js';

/** The language that an attribute names; null where it is none that is known. */
export function languageNamed(declared: string, classic: boolean): CodeLanguage | null {
  const name = declared.toLowerCase().replace(/[^a-z#.]/g, '');
  if (/^(?:c#|cs|csharp|vj#|visualjsharp|java$)/.test(name)) return 'csharp';
  if (/^(?:js|jscript|javascript|ecmascript|livescript)/.test(name)) return 'jscript';
  if (/^vbs/.test(name)) return 'vbscript';
  if (/^(?:vb|visualbasic)/.test(name)) return classic ? 'vbscript' : 'vb';
  return null;
}

/** The language that code looks like, where nothing tells it. Classic ASP is VBScript unless it says otherwise. */
export function guessLanguage(code: readonly string[], classic: boolean): CodeLanguage {
  if (classic) return 'vbscript';
  let basic = 0;
  let curly = 0;
  for (const text of code) {
    const part = text.slice(0, 100_000);
    basic +=
      part.match(
        /\b(?:dim|then|end\s+(?:if|sub|function)|elseif|byval|nothing|executeglobal)\b|^[^\S\r\n\u2028\u2029]*set\s+\w+\s*=/gim,
      )?.length ?? 0;
    curly += part.match(/[;{}]/g)?.length ?? 0;
  }
  if (curly === 0 ? basic > 0 || !code.some((text) => /[[\]]/.test(text)) : basic * 2 > curly) return 'vb';
  return 'csharp';
}
