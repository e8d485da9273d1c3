import type { RegexFlags } from './matchers/matcher.js';

/**
 * Texts that a regular expression needs, as far as a plain walk over its top level can tell: runs of characters that no
 * quantifier makes optional. Empty where it alternates at the top level or uses quoting.
 */
export function regexLiterals(source: string, flags: RegexFlags): readonly string[] {
  const runs: string[] = [];
  let run = '';
  const end = (): void => {
    if (run !== '') runs.push(run);
    run = '';
  };
  for (let i = 0; i < source.length; ) {
    const character = source[i] ?? '';
    if (character === '|' || source.startsWith('\\Q', i)) return [];
    const width = atomWidth(source, i);
    const literal = width === 1 && !/[.^$()[\]{}?*+]/.test(character) ? character : escapedLiteral(source, i, width);
    i += width;
    const quantifier = /^(?:[?*+]|\{\d+(?:,\d*)?\})[?+]?/.exec(source.slice(i, i + 32))?.[0] ?? '';
    i += quantifier.length;
    if (literal !== null && quantifier === '') run += literal;
    else {
      // What repeats at least once is there once, but what follows it need not be next to what precedes it.
      if (literal !== null && /^(?:\+|\{[1-9])/.test(quantifier)) run += literal;
      end();
    }
  }
  end();
  // Unicode folds the Kelvin sign to k and the long s to s.
  const folds = flags.ignoreCase || /\(\?[a-zA-Z]*i/.test(source);
  return folds ? runs.flatMap((each) => each.split(/[ks]/i)).filter((each) => each !== '') : runs;
}

/** Characters of the expression that one atom takes. */
function atomWidth(source: string, start: number): number {
  const character = source[start];
  if (character === '\\') {
    const rest = source.slice(start, start + 40);
    return /^\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|[0-9a-fA-F]{2})|[0-7]{1,3}|[\s\S])/.exec(rest)?.[0].length ?? 1;
  }
  if (character === '[') return classWidth(source, start);
  if (character !== '(') return 1;
  let depth = 0;
  for (let i = start; i < source.length; ) {
    if (source[i] === '(') depth++;
    else if (source[i] === ')' && --depth === 0) return i + 1 - start;
    i += source[i] === '(' ? 1 : atomWidth(source, i);
  }
  return source.length - start;
}

function classWidth(source: string, start: number): number {
  let i = start + 1;
  if (source[i] === '^') i++;
  if (source[i] === ']') i++;
  for (; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source.startsWith('[:', i)) i = Math.max(source.indexOf(':]', i) + 1, i);
    else if (source[i] === ']') return i + 1 - start;
  }
  return source.length - start;
}

/** The character of an escape such as `\.`; null for escapes that stand for something else. */
function escapedLiteral(source: string, start: number, width: number): string | null {
  const escaped = source[start + 1] ?? '';
  return width === 2 && source[start] === '\\' && /[^\w\s]/.test(escaped) ? escaped : null;
}
