/** A piece of a Sigma string: text, or a wildcard for any characters (`*`) or exactly one (`?`). */
export type StringPart = { readonly text: string } | { readonly wildcard: '*' | '?' };

/**
 * A string of a Sigma rule after its escapes are read. `bytes`: each character of the text stands for one byte, as the
 * encoding modifiers leave it.
 */
export interface SigmaString {
  readonly parts: readonly StringPart[];
  readonly bytes: boolean;
  readonly cased: boolean;
}

const ANY: StringPart = { wildcard: '*' };
const ONE: StringPart = { wildcard: '?' };

/** Reads wildcards and escapes: a backslash escapes only `*`, `?` and itself (specification, "Escape Character"). */
export function parseSigmaString(text: string): SigmaString {
  const parts: StringPart[] = [];
  let literal = '';
  const wildcard = (part: StringPart): void => {
    if (literal !== '') parts.push({ text: literal });
    literal = '';
    parts.push(part);
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    const next = text[i + 1];
    if (character === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      i++;
    } else if (character === '*') wildcard(ANY);
    else if (character === '?') wildcard(ONE);
    else literal += character;
  }
  if (literal !== '') parts.push({ text: literal });
  return { parts, bytes: false, cased: false };
}

/** A string without wildcards. */
export function plainString(text: string): SigmaString {
  return { parts: text === '' ? [] : [{ text }], bytes: false, cased: false };
}

export function hasWildcards(string: SigmaString): boolean {
  return string.parts.some((part) => 'wildcard' in part);
}

/** The text of a string that has no wildcards. */
export function literalText(string: SigmaString): string {
  return string.parts.map((part) => ('text' in part ? part.text : part.wildcard)).join('');
}

/** The string with `*` before it and after it, where asked for and not already there. */
export function withWildcards(string: SigmaString, before: boolean, after: boolean): SigmaString {
  const parts = [...string.parts];
  if (before && !isAny(parts[0])) parts.unshift(ANY);
  if (after && !isAny(parts.at(-1))) parts.push(ANY);
  return { ...string, parts };
}

function isAny(part: StringPart | undefined): boolean {
  return part !== undefined && 'wildcard' in part && part.wildcard === '*';
}

/** The string as Sigma would write it, for diagnostics. */
export function formatSigmaString(string: SigmaString): string {
  return string.parts
    .map((part) => ('text' in part ? part.text.replace(/([*?]|\\(?=[*?\\]))/g, '\\$1') : part.wildcard))
    .join('');
}
