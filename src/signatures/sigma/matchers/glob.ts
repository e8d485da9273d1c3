import type { StringPart } from '../sigma-string.js';
import { compileSearch } from './search.js';

/** Text and `?` between two `*`: the texts between question marks. */
type Segment = readonly string[];

/** More question marks in one value are refused: between stars each of them may be tried at every place of a text. */
export const MAXIMUM_QUESTION_MARKS = 100;

/**
 * Compiles a string with wildcards to a test of a whole text. `*` is any number of characters, `?` one code point. Segments
 * between stars are found leftmost first, so a text is walked once: linear in its length.
 */
export function compileGlob(parts: readonly StringPart[]): (text: string) => boolean {
  const segments = split(parts);
  const first = segments[0] ?? [''];
  if (segments.length === 1) return (text) => matchAt(first, text, 0) === text.length;
  const last = segments.at(-1) ?? [''];
  const middle = segments.slice(1, -1).map(compileFind);
  return (text) => {
    let position = matchAt(first, text, 0);
    if (position < 0) return false;
    const end = matchBefore(last, text, text.length);
    if (end < position) return false;
    for (const find of middle) {
      position = find(text, position, end);
      if (position < 0) return false;
    }
    return true;
  };
}

/** Question marks beside a star are moved before it, which means the same: segments in the middle start and end with text. */
function split(parts: readonly StringPart[]): Segment[] {
  const segments: string[][] = [['']];
  let wildcards = { questions: 0, star: false };
  const last = (): string[] => segments.at(-1) ?? [];
  const flush = (): void => {
    for (let i = 0; i < wildcards.questions; i++) last().push('');
    if (wildcards.star) segments.push(['']);
    wildcards = { questions: 0, star: false };
  };
  for (const part of parts) {
    if ('wildcard' in part) {
      if (part.wildcard === '*') wildcards.star = true;
      else wildcards.questions++;
    } else {
      flush();
      const segment = last();
      segment.push((segment.pop() ?? '') + part.text);
    }
  }
  flush();
  return segments;
}

/** Where the segment, placed at a position, ends; -1 where it does not fit. */
function matchAt(segment: Segment, text: string, start: number): number {
  let position = start;
  for (let i = 0; i < segment.length; i++) {
    if (i > 0) {
      if (position >= text.length) return -1;
      position += (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
    }
    const literal = segment[i] ?? '';
    if (!text.startsWith(literal, position)) return -1;
    position += literal.length;
  }
  return position;
}

/** Where the segment, placed to end at a position, starts; -1 where it does not fit. */
function matchBefore(segment: Segment, text: string, end: number): number {
  let position = end;
  for (let i = segment.length - 1; i >= 0; i--) {
    const literal = segment[i] ?? '';
    if (!text.endsWith(literal, position)) return -1;
    position -= literal.length;
    if (i > 0) {
      if (position <= 0) return -1;
      const pair = position > 1 && (text.codePointAt(position - 2) ?? 0) > 0xffff;
      position -= pair ? 2 : 1;
    }
  }
  return position;
}

/** The end of the leftmost place of a segment between two positions; -1 where there is none. */
function compileFind(segment: Segment): (text: string, from: number, to: number) => number {
  const search = compileSearch(segment[0] ?? '');
  return (text, from, to) => {
    for (let at = search(text, from); at >= 0 && at <= to; at = search(text, at + 1)) {
      const end = matchAt(segment, text, at);
      if (end >= 0) return end <= to ? end : -1;
      if (at >= text.length) return -1;
    }
    return -1;
  };
}
