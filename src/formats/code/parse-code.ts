import { lexBasic } from './basic-lexer.js';
import { BasicParser } from './basic-parser.js';
import { lexCurly } from './curly-lexer.js';
import { CurlyParser } from './curly-parser.js';
import { type CodeLanguage, isBasic } from './language.js';
import type { CodeUnit } from './syntax.js';
import type { TokenList } from './token.js';

/**
 * Reads code of one language, as far as following data through it needs: assignments, calls, methods with their parameters, classes.
 * Accepts anything at all, never throws, and takes time in proportion to the length.
 */
export function parseCode(code: string, language: CodeLanguage): CodeUnit {
  const tokens = readTokens(code, language);
  return isBasic(language)
    ? new BasicParser(code, tokens, language).parse()
    : new CurlyParser(code, tokens, language).parse();
}

/** The words, texts and marks that code is made of, comments left out. */
export function readTokens(code: string, language: CodeLanguage): TokenList {
  return isBasic(language) ? lexBasic(code) : lexCurly(code, language === 'jscript');
}
