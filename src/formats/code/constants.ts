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

function fold(name: string, receiver: Constant | undefined, args: readonly Constant[]): Constant | undefined {
  const [first, second, third] = args;
  const subject = anyText(receiver);
  const text = anyText(first);
  switch (name) {
    case 'chr':
    case 'chrw':
    case 'chrb':
    case 'char':
    case 'tochar':
      return typeof first === 'string' && first.length === 1 && !/\d/.test(first) ? first : character(first);
    case 'fromcharcode': {
      const list = args.length === 1 && typeof first === 'object' ? first : args;
      return listAsText(list);
    }
    case 'asc':
    case 'ascw':
      return text === undefined || text === '' ? undefined : text.charCodeAt(0);
    case 'strreverse':
      return text === undefined ? undefined : [...text].reverse().join('');
    case 'reverse':
      if (typeof receiver === 'string') return [...receiver].reverse().join('');
      if (typeof receiver === 'object') return [...receiver].reverse();
      return typeof first === 'object'
        ? [...first].reverse()
        : text === undefined
          ? undefined
          : [...text].reverse().join('');
    case 'replace': {
      const free = subject === undefined;
      const whole = free ? text : subject;
      const from = anyText(free ? second : first);
      const to = anyText(free ? third : second);
      if (whole === undefined || from === undefined || to === undefined || from === '') return undefined;
      if (to.length > from.length && (whole.length / from.length) * to.length > MAXIMUM_TEXT) return undefined;
      return whole.replaceAll(from, () => to);
    }
    case 'join': {
      const list = typeof first === 'object' ? first : typeof second === 'object' ? second : receiver;
      const separator =
        typeof first === 'object' ? (second ?? (typeof receiver === 'object' ? ',' : ' ')) : (first ?? ',');
      if (typeof list !== 'object') return undefined;
      const parts = list.map(anyText);
      return parts.every((part) => part !== undefined) && typeof separator === 'string'
        ? parts.join(separator)
        : undefined;
    }
    case 'concat': {
      const items = [
        ...(receiver === undefined ? [] : [receiver]),
        ...(typeof first === 'object' && args.length === 1 ? first : args),
      ];
      const parts = items.map(anyText);
      return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
    }
    case 'split': {
      const whole = subject ?? text;
      const separator = anyText(subject === undefined ? second : first) ?? ' ';
      return whole === undefined || whole.length > MAXIMUM_TEXT ? undefined : whole.split(separator);
    }
    case 'format': {
      if (text === undefined) return undefined;
      const rest = args.slice(1);
      const list = rest.length === 1 && typeof rest[0] === 'object' ? rest[0] : rest;
      return text.replace(/\{(\d{1,3})\}/g, (whole, index: string) => anyText(list[Number(index)]) ?? whole);
    }
    case 'substring':
    case 'substr':
    case 'mid': {
      const whole = name === 'mid' ? text : subject;
      const from = name === 'mid' ? second : first;
      const length = name === 'mid' ? third : second;
      if (whole === undefined || typeof from !== 'number') return undefined;
      const start = name === 'mid' ? from - 1 : from;
      return typeof length === 'number' ? whole.slice(start, start + length) : whole.slice(start);
    }
    case 'remove':
      return subject === undefined || typeof first !== 'number'
        ? undefined
        : subject.slice(0, first) + (typeof second === 'number' ? subject.slice(first + second) : '');
    case 'insert':
      return subject === undefined || typeof first !== 'number' || typeof second !== 'string'
        ? undefined
        : subject.slice(0, first) + second + subject.slice(first);
    case 'left':
      return text === undefined || typeof second !== 'number' ? undefined : text.slice(0, second);
    case 'right':
      return text === undefined || typeof second !== 'number' ? undefined : text.slice(-second);
    case 'tolower':
    case 'tolowerinvariant':
    case 'tolowercase':
      return subject?.toLowerCase();
    case 'lcase':
      return text?.toLowerCase();
    case 'toupper':
    case 'toupperinvariant':
    case 'touppercase':
      return subject?.toUpperCase();
    case 'ucase':
      return text?.toUpperCase();
    case 'trim':
      return (subject ?? text)?.trim();
    case 'tostring':
    case 'toarray':
    case 'tochararray':
    case 'clone':
      return (
        receiver ?? (typeof first === 'string' ? first : typeof first === 'object' ? listAsText(first) : undefined)
      );
    case 'cstr':
    case 'string':
      return text;
    case 'cbyte':
    case 'cint':
    case 'clng':
    case 'int':
    case 'parseint':
    case 'toint32':
    case 'tobyte': {
      if (typeof first === 'number') return Math.trunc(first);
      if (typeof first !== 'string') return undefined;
      const value = typeof second === 'number' ? Number.parseInt(first, second) : Number(first.replace(/^&h/i, '0x'));
      return Number.isFinite(value) ? value : undefined;
    }
    case 'charat':
      return subject === undefined || typeof first !== 'number' ? undefined : subject.charAt(first);
    case 'frombase64string':
    case 'atob':
      return text === undefined ? undefined : decodeBase64(text);
    case 'fromhexstring':
    case 'hextobytes':
      return text === undefined ? undefined : decodeHex(text);
    case 'getbytes':
      return text;
    case 'getstring':
      return text;
    case 'unescape':
    case 'urldecode':
    case 'decodeuricomponent':
    case 'decodeuri':
      return text === undefined ? undefined : unescapePercent(text);
    case 'htmldecode':
      return text;
    case 'tobase64string':
      return text === undefined ? undefined : Buffer.from(text, 'latin1').toString('base64');
    default:
      return undefined;
  }
}

function unescapePercent(text: string): string {
  const bytes = text.replace(/%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g, (_, wide?: string, byte?: string) =>
    String.fromCharCode(Number.parseInt(wide ?? byte ?? '0', 16)),
  );
  return bytes.includes('\\u') ? unescapeCurly(bytes) : bytes;
}
