import { outlineSource } from './rule-outline.js';

/**
 * Writes the regular expressions of a source as YARA-X takes them. YARA, and YARA-X under `--relaxed-re-syntax`, which no binding
 * offers, read an escape that means nothing (`\e`), a brace that counts nothing (`\s*{`) and a bracket in a class (`[[]`) as that
 * character. Lines stay, columns behind a change do not.
 */
export function relaxRegexps(source: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const { text, start, end } of outlineSource(source).regexps) {
    parts.push(source.slice(at, start), relax(text));
    at = end;
  }
  return parts.join('') + source.slice(at);
}

/** A repetition, a class, an escape, or one character of whatever else. */
const PART = /\\x[0-9a-fA-F]{2}|\\.|\{\s*(?:\d+\s*(?:,\s*\d*\s*)?|,\s*\d+\s*)\}|\[\^?\]?(?:\\.|[^\\\]])*\]|[\s\S]/g;
/** Where a class begins: its bracket, what negates it, and a `]` that would end nothing. */
const CLASS_START = /^\[\^?\]?/;
/** Letters that mean nothing behind a backslash. */
const MEANINGLESS = /^\\[CE-OQRTUVXYZcegh-mopqpuyP]$/;

function relax(regexp: string): string {
  let before = '';
  return regexp.replace(PART, (part) => {
    const repeatsNothing = ['/', '(', '|'].includes(before);
    before = part;
    if (part.startsWith('\\')) return relaxEscape(part);
    if (part.startsWith('[') && part.length > 1) {
      const [start = '['] = CLASS_START.exec(part) ?? [];
      const inner = part.slice(start.length).replace(/\\.|\[(?!:)/g, (one) => (one === '[' ? '\\[' : relaxEscape(one)));
      return start + inner;
    }
    if (part === '{' || (part.startsWith('{') && repeatsNothing)) return `\\${part}`;
    return part;
  });
}

function relaxEscape(escaped: string): string {
  return MEANINGLESS.test(escaped) ? escaped.slice(1) : escaped;
}
