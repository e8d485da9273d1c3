import type { XmlAttribute } from './xml-document.js';

/** What XML does not allow in a name; such characters hide a name from whoever searches for it. */
const NOT_IN_NAMES = /[^\p{L}\p{N}_.:-]/gu;
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const NAME = /[^\s=/>"']+/y;
const SPACE = /\s*/y;
const BARE = /[^\s"'>]+/y;

export interface SalvagedTag {
  readonly name: string;
  /** With where each begins in the tag; of two with one name, the first. */
  readonly attributes: readonly (Omit<XmlAttribute, 'position'> & { readonly index: number })[];
  readonly tag: string;
}

/**
 * Reads a start tag that is not well-formed but whole: a control character in it, values without quotes, a name without value.
 * Null where it has no end within so many characters: of a tag that was cut off nobody knows what is missing.
 */
export function salvageTag(text: string, start: number, maximumLength: number): SalvagedTag | null {
  const end = endOfTag(text, start, maximumLength);
  if (end === null) return null;
  const tag = text.slice(start, end);
  const first = /^<([^\s/>"'=]+)/.exec(tag)?.[1] ?? '';
  const name = first.replace(NOT_IN_NAMES, '');
  if (name === '') return null;
  const attributes = new Map<string, SalvagedTag['attributes'][number]>();
  for (let at = first.length + 1; at < tag.length; ) {
    const word = matchAt(NAME, tag, at);
    if (word === '') {
      at++;
      continue;
    }
    const index = at;
    at += word.length;
    const equals = at + matchAt(SPACE, tag, at).length;
    if (tag[equals] !== '=') continue;
    const [value, after] = valueAt(tag, equals + 1);
    at = after;
    const own = word.replace(NOT_IN_NAMES, '');
    if (own !== '' && !attributes.has(own)) attributes.set(own, { name: own, value: resolved(value), index });
  }
  return { name, attributes: [...attributes.values()], tag };
}

/** Behind its `>`, which counts outside of quotes only. */
function endOfTag(text: string, start: number, maximumLength: number): number | null {
  let quote = '';
  const last = Math.min(text.length, start + maximumLength);
  for (let at = start + 1; at < last; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
    else if (character === '<') return null;
  }
  return null;
}

/**
 * A value in quotes, with whatever control characters stand before them, or up to the next space; so, too, where a quote is
 * not closed, which a quote before a name leads to. Where it ends is never before `from`.
 */
function valueAt(tag: string, from: number): [value: string, after: number] {
  let at = from;
  while (at < tag.length && !/[\p{L}\p{N}"'>%\\]/u.test(tag[at] ?? '')) at++;
  const quote = tag[at];
  if (quote === '"' || quote === "'") {
    const end = tag.indexOf(quote, at + 1);
    if (end !== -1) return [tag.slice(at + 1, end), end + 1];
    at++;
  }
  const bare = matchAt(BARE, tag, at);
  const value = bare.endsWith('/') && tag[at + bare.length] === '>' ? bare.slice(0, -1) : bare;
  return [value, at + bare.length];
}

function resolved(value: string): string {
  return value.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
