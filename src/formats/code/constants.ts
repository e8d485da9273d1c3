import { unescapeCurly } from './curly-escapes.js';
import type { CodeLanguage } from './language.js';
import { decodeBase64, decodeHex } from './literal-decoding.js';

/** What a piece of code always stands for: a text, a number, or a list of these. Bytes are texts of characters up to FF. */
export type Constant = string | number | readonly Constant[];

/** Longest text that folding makes. */
export const MAXIMUM_TEXT = 1 << 20;
const MAXIMUM_LIST = 1 << 16;

/** `left operator right` of two constants; undefined where it is nothing that is known, or too long. */
export function foldBinary(operator: string, left: Constant, right: Constant): Constant | undefined {
  if (typeof left === 'number' && typeof right === 'number') return foldNumbers(operator, left, right);
  if (operator !== '+' && operator !== '&') return undefined;
  const a = asText(left);
  const b = asText(right);
  if (a === undefined || b === undefined || a.length + b.length > MAXIMUM_TEXT) return undefined;
  return a + b;
}

function foldNumbers(operator: string, a: number, b: number): Constant | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '\\':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
    case 'mod':
      return b === 0 ? undefined : a % b;
    case '^':
    case 'xor':
      return a ^ b;
    case '|':
    case 'or':
      return a | b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '&':
      return `${a}${b}`;
    default:
      return undefined;
  }
}

export function asText(value: Constant): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** The characters of a list of numbers or single characters: `new char[]{…}`, `byte[]`. Undefined where it is neither. */
export function listAsText(list: readonly Constant[]): string | undefined {
  const parts: string[] = [];
  for (const item of list) {
    if (typeof item === 'number') {
      if (!Number.isFinite(item) || item < -128 || item > 0xffff) return undefined;
      parts.push(String.fromCharCode(item < 0 ? item + 256 : item));
    } else if (typeof item === 'string' && item.length === 1) parts.push(item);
    else return undefined;
  }
  return parts.join('');
}

const anyText = (value: Constant | undefined): string | undefined =>
  value === undefined ? undefined : typeof value === 'object' ? listAsText(value) : asText(value);

function character(value: Constant | undefined): string | undefined {
  const code = typeof value === 'string' ? Number(value.replace(/^&h/i, '0x')) : value;
  if (typeof code !== 'number' || !Number.isInteger(code) || code < -65536 || code > 0x10ffff) return undefined;
  return code < 0 ? String.fromCharCode((code >> 8) & 0xff, code & 0xff) : String.fromCodePoint(code);
}

/** Whose functions are meant: those of JScript and of scripts for browsers differ from others of the same names. */
export type Dialect = CodeLanguage | 'browser';

/**
 * What a call of a known pure function gives: `Chr`, `StrReverse`, `Replace`, `FromBase64String`, `GetString`, `Join`, … of C#, VB and JScript.
 * `name` is as the code has it: JScript's own `substring` is not .NET's `Substring`. `receiver` is what stands before the dot, where that
 * is constant too. Undefined where the function is not known or an argument does not fit.
 */
export function foldCall(
  name: string,
  receiver: Constant | undefined,
  args: readonly Constant[],
  dialect?: Dialect,
): Constant | undefined {
  const folded = fold(name, receiver, args, dialect);
  if (typeof folded === 'string' && folded.length > MAXIMUM_TEXT) return undefined;
  if (typeof folded === 'object' && folded.length > MAXIMUM_LIST) return undefined;
  return folded;
}

/** What a pure function is given, with the texts that these stand for. */
interface Given {
  /** What stands before the dot. */
  readonly receiver: Constant | undefined;
  readonly subject: string | undefined;
  readonly args: readonly Constant[];
  /** Text of the first argument. */
  readonly text: string | undefined;
  readonly dialect: Dialect | undefined;
}

type Fold = (given: Given) => Constant | undefined;

function fold(
  name: string,
  receiver: Constant | undefined,
  args: readonly Constant[],
  dialect: Dialect | undefined,
): Constant | undefined {
  const isScript = dialect === 'jscript' || dialect === 'browser';
  const folds = (isScript ? SCRIPT_FOLDS.get(name) : undefined) ?? FOLDS.get(name.toLowerCase());
  return folds?.({ receiver, subject: anyText(receiver), args, text: anyText(args[0]), dialect });
}

const reversed = (text: string): string => [...text].reverse().join('');

const ofText =
  (change: (text: string) => Constant | undefined): Fold =>
  ({ text }) =>
    text === undefined ? undefined : change(text);

const chr: Fold = ({ args: [first] }) =>
  typeof first === 'string' && first.length === 1 && !/\d/.test(first) ? first : character(first);

const reverse: Fold = ({ receiver, args: [first], text }) => {
  if (typeof receiver === 'string') return reversed(receiver);
  if (typeof receiver === 'object') return [...receiver].reverse();
  if (typeof first === 'object') return [...first].reverse();
  return text === undefined ? undefined : reversed(text);
};

const replace: Fold = ({ subject, text, args: [first, second, third] }) => {
  const free = subject === undefined;
  const whole = free ? text : subject;
  const from = anyText(free ? second : first);
  const to = anyText(free ? third : second);
  if (whole === undefined || from === undefined || to === undefined || from === '') return undefined;
  if (to.length > from.length && (whole.length / from.length) * to.length > MAXIMUM_TEXT) return undefined;
  return whole.replaceAll(from, () => to);
};

const joinList: Fold = ({ receiver, args: [first, second] }) => {
  const list = typeof first === 'object' ? first : typeof second === 'object' ? second : receiver;
  const separator = typeof first === 'object' ? (second ?? (typeof receiver === 'object' ? ',' : ' ')) : (first ?? ',');
  if (typeof list !== 'object' || typeof separator !== 'string') return undefined;
  return joined(list, separator);
};

function joined(list: readonly Constant[], separator: string): string | undefined {
  const parts = list.map(anyText);
  return parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;
}

const concat: Fold = ({ receiver, args }) => {
  const [first] = args;
  const given = typeof first === 'object' && args.length === 1 ? first : args;
  return joined([...(receiver === undefined ? [] : [receiver]), ...given], '');
};

const split: Fold = ({ subject, text, args: [first, second], dialect }) => {
  const whole = subject ?? text;
  const given = subject === undefined ? second : first;
  if (whole === undefined || whole.length > MAXIMUM_TEXT) return undefined;
  const separator = anyText(given) ?? ' ';
  // Only scripts take a text apart so.
  if (separator === '' && dialect !== undefined && dialect !== 'jscript' && dialect !== 'browser') return [whole];
  // `text.Split(new char[] {',', ';'})`: each of them separates.
  if (typeof given !== 'object' || given.length < 2) return whole.split(separator);
  return given
    .map(anyText)
    .reduce<string[]>(
      (parts, one) => (one === undefined || one === '' ? parts : parts.flatMap((part) => part.split(one))),
      [whole],
    );
};

const format: Fold = ({ text, args: [, ...rest] }) => {
  const list = rest.length === 1 && typeof rest[0] === 'object' ? rest[0] : rest;
  return text?.replace(/\{(\d{1,3})\}/g, (whole, index: string) => anyText(list[Number(index)]) ?? whole);
};

/** So many characters from a place on, the first of which is 0; undefined where the text has no such place, at which .NET and VBScript stop. */
function cut(whole: string | undefined, from: Constant | undefined, length: Constant | undefined): string | undefined {
  if (whole === undefined || typeof from !== 'number' || from < 0 || from > whole.length) return undefined;
  if (length === undefined) return whole.slice(from);
  return typeof length === 'number' && length >= 0 ? whole.slice(from, from + length) : undefined;
}

const substring: Fold = ({ subject, args: [from, length] }) => cut(subject, from, length);

/** `text.substring(from, to)` of scripts: whichever is less comes first, and what is beyond an end is that end. */
const scriptSubstring: Fold = ({ subject, args: [from, to] }) =>
  typeof from === 'number' && (to === undefined || typeof to === 'number') ? subject?.substring(from, to) : undefined;

/** `text.substr(from, length)` of scripts. From the end counts in browsers only: JScript takes all of it. */
const scriptSubstr: Fold = ({ subject, args: [from, length], dialect }) => {
  if (subject === undefined || typeof from !== 'number' || (length !== undefined && typeof length !== 'number'))
    return undefined;
  const start = from >= 0 ? from : dialect === 'browser' ? Math.max(0, subject.length + from) : 0;
  return length === undefined ? subject.slice(start) : subject.slice(start, start + Math.max(0, length));
};

/** `text.slice(from, to)`, `list.slice(from, to)` of scripts, where what is less than none counts from the end. */
const scriptSlice: Fold = ({ receiver, subject, args: [from = 0, to] }) =>
  typeof from !== 'number' || (to !== undefined && typeof to !== 'number')
    ? undefined
    : typeof receiver === 'object'
      ? receiver.slice(from, to)
      : subject?.slice(from, to);

/** `Mid(text, from, length)`: the first character is 1, and behind the last is nothing. */
function mid(text: string | undefined, from: Constant | undefined, length: Constant | undefined): string | undefined {
  if (text === undefined || typeof from !== 'number' || from < 1) return undefined;
  return cut(text, Math.min(from - 1, text.length), length);
}

const isCount = (count: Constant | undefined): count is number => typeof count === 'number' && count >= 0;

const remove: Fold = ({ subject, args: [first, second] }) =>
  subject === undefined || typeof first !== 'number'
    ? undefined
    : subject.slice(0, first) + (typeof second === 'number' ? subject.slice(first + second) : '');

const insert: Fold = ({ subject, args: [first, second] }) =>
  subject === undefined || typeof first !== 'number' || typeof second !== 'string'
    ? undefined
    : subject.slice(0, first) + second + subject.slice(first);

const itself: Fold = ({ receiver, args: [first] }) =>
  receiver ?? (typeof first === 'string' ? first : typeof first === 'object' ? listAsText(first) : undefined);

const integer: Fold = ({ args: [first, second] }) => {
  if (typeof first === 'number') return Math.trunc(first);
  if (typeof first !== 'string') return undefined;
  const value = typeof second === 'number' ? Number.parseInt(first, second) : Number(first.replace(/^&h/i, '0x'));
  return Number.isFinite(value) ? value : undefined;
};

/** Pure functions of C#, VB, VBScript and JScript by their names, lower case. */
const FOLDS: ReadonlyMap<string, Fold> = new Map(
  (
    [
      ['chr chrw chrb char tochar', chr],
      ['fromcharcode', ({ args }) => listAsText(args.length === 1 && typeof args[0] === 'object' ? args[0] : args)],
      ['asc ascw', ofText((text) => (text === '' ? undefined : text.charCodeAt(0)))],
      ['strreverse', ofText(reversed)],
      ['reverse', reverse],
      ['replace', replace],
      ['join', joinList],
      ['concat', concat],
      ['split', split],
      ['format', format],
      ['substring substr', substring],
      ['mid', ({ text, args: [, from, length] }) => mid(text, from, length)],
      // The first is 1.
      ['getchar', ({ text, args: [, at] }) => (typeof at === 'number' ? text?.charAt(at - 1) || undefined : undefined)],
      ['remove', remove],
      ['insert', insert],
      ['left', ({ text, args: [, count] }) => (isCount(count) ? text?.slice(0, count) : undefined)],
      [
        'right',
        ({ text, args: [, count] }) => (isCount(count) ? text?.slice(Math.max(0, text.length - count)) : undefined),
      ],
      // Which folder a variable stands for is not known; what follows it is.
      ['expandenvironmentvariables expandenvironmentstrings', ({ text }) => text],
      ['tolower tolowerinvariant tolowercase', ({ subject }) => subject?.toLowerCase()],
      ['lcase', ofText((text) => text.toLowerCase())],
      ['toupper toupperinvariant touppercase', ({ subject }) => subject?.toUpperCase()],
      ['ucase', ofText((text) => text.toUpperCase())],
      ['trim', ({ subject, text }) => (subject ?? text)?.trim()],
      ['tostring toarray tochararray clone', itself],
      ['cbyte cint clng int parseint toint32 tobyte', integer],
      ['charat', ({ subject, args: [at] }) => (typeof at === 'number' ? subject?.charAt(at) : undefined)],
      ['frombase64string atob', ofText(decodeBase64)],
      ['fromhexstring hextobytes', ofText(decodeHex)],
      ['cstr string getbytes getstring htmldecode', ({ text }) => text],
      ['unescape urldecode decodeuricomponent decodeuri', ofText(unescapePercent)],
      ['tobase64string', ofText((text) => Buffer.from(text, 'latin1').toString('base64'))],
    ] satisfies [string, Fold][]
  ).flatMap(([names, folds]) => names.split(' ').map((name) => [name, folds] as const)),
);

/** Functions that scripts have under the same names with another meaning, as they are spelt. */
const SCRIPT_FOLDS: ReadonlyMap<string, Fold> = new Map([
  ['substring', scriptSubstring],
  ['substr', scriptSubstr],
  ['slice', scriptSlice],
]);

function unescapePercent(text: string): string {
  const bytes = text.replace(/%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g, (_, wide?: string, byte?: string) =>
    String.fromCharCode(Number.parseInt(wide ?? byte ?? '0', 16)),
  );
  return bytes.includes('\\u') ? unescapeCurly(bytes) : bytes;
}
