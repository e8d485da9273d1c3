export type TokenKind = 'name' | 'string' | 'number' | 'punctuation' | 'line-end';

export interface Token {
  readonly kind: TokenKind;
  /** Names without `@`, escapes and format characters; strings without quotes and escapes; numbers and punctuation as written. */
  readonly text: string;
  /** Where it stands in the code, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** A name written with `@`, an escape or a format character: never a keyword, and disguised. */
  readonly disguised?: true;
}

export interface TokenList {
  readonly tokens: readonly Token[];
  /** The code had more tokens than are read. */
  readonly cut: boolean;
  /** Comments, as pairs of start and end: what a view leaves out. */
  readonly comments: readonly number[];
  /** Names that were written in disguise. */
  readonly disguised: readonly Token[];
}

/** Tokens read of one piece of code. A page of 2 MB has fewer. */
export const MAXIMUM_TOKENS = 500_000;

/** Format characters and soft hyphens, which the C# and VB compilers skip inside names. */
export function isFormatCharacter(code: number): boolean {
  return (
    code === 0xad ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064) ||
    (code >= 0x2066 && code <= 0x206f) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0x600 && code <= 0x605)
  );
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters, `_` and whatever is not ASCII except spaces, quotation marks and format characters. */
export function startsName(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
  return !isSpace(code) && !isCurlyQuote(code);
}

export function isSpace(code: number): boolean {
  return (
    code === 0x20 ||
    (code >= 9 && code <= 13) ||
    code === 0 ||
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x3000 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029
  );
}

/** Typographic double quotation marks: VB takes them for `"`. */
export function isCurlyQuote(code: number): boolean {
  return code === 0x201c || code === 0x201d || code === 0xff02;
}
