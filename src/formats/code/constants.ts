import { unescapeCurly } from './curly-lexer.js';
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

/**
 * What a call of a known pure function gives: `Chr`, `StrReverse`, `Replace`, `FromBase64String`, `GetString`, `Join`, … of C#, VB and JScript.
 * `receiver` is what stands before the dot, where that is constant too. Undefined where the function is not known or an argument does not fit.
 */
export function foldCall(
  name: string,
  receiver: Constant | undefined,
  args: readonly Constant[],
): Constant | undefined {
  const folded = fold(name.toLowerCase(), receiver, args);
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
}

type Fold = (given: Given) => Constant | undefined;

function fold(name: string, receiver: Constant | undefined, args: readonly Constant[]): Constant | undefined {
  return FOLDS.get(name)?.({ receiver, subject: anyText(receiver), args, text: anyText(args[0]) });
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

const split: Fold = ({ subject, text, args: [first, second] }) => {
  const whole = subject ?? text;
  const separator = anyText(subject === undefined ? second : first) ?? ' ';
  return whole === undefined || whole.length > MAXIMUM_TEXT ? undefined : whole.split(separator);
};

const format: Fold = ({ text, args: [, ...rest] }) => {
  const list = rest.length === 1 && typeof rest[0] === 'object' ? rest[0] : rest;
  return text?.replace(/\{(\d{1,3})\}/g, (whole, index: string) => anyText(list[Number(index)]) ?? whole);
};

function cut(whole: string | undefined, from: Constant | undefined, length: Constant | undefined, first: 0 | 1) {
  if (whole === undefined || typeof from !== 'number') return undefined;
  const start = from - first;
  return typeof length === 'number' ? whole.slice(start, start + length) : whole.slice(start);
}

const substring: Fold = ({ subject, args: [from, length] }) => cut(subject, from, length, 0);

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
      ['mid', ({ text, args: [, from, length] }) => cut(text, from, length, 1)],
      ['remove', remove],
      ['insert', insert],
      ['left', ({ text, args: [, count] }) => (typeof count === 'number' ? text?.slice(0, count) : undefined)],
      ['right', ({ text, args: [, count] }) => (typeof count === 'number' ? text?.slice(-count) : undefined)],
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

function unescapePercent(text: string): string {
  const bytes = text.replace(/%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g, (_, wide?: string, byte?: string) =>
    String.fromCharCode(Number.parseInt(wide ?? byte ?? '0', 16)),
  );
  return bytes.includes('\\u') ? unescapeCurly(bytes) : bytes;
}
