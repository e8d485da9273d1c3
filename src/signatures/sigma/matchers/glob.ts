import type { StringPart } from '../sigma-string.js';

/** Text and `?` between two `*`: an array of texts between question marks. */
type Segment = readonly string[];

/**
 * Compiles a string with wildcards to a test of a whole text. `*` is any number of characters, `?` one code point. Segments
 * between stars are found leftmost first, so a text is walked once: linear in its length for a given pattern.
 */
export function compileGlob(parts: readonly StringPart[]): (text: string) => boolean {
  const segments = split(parts);
  const first = segments[0] ?? [''];
  if (segments.length === 1) return (text) => matchAt(first, text, 0) === text.length;
  const last = segments.at(-1) ?? [''];
  const middle = segments.slice(1, -1).filter((segment) => segment.length > 1 || segment[0] !== '');
  return (text) => {
    let position = matchAt(first, text, 0);
    if (position < 0) return false;
    const end = matchBefore(last, text, text.length);
    if (end < position) return false;
    for (const segment of middle) {
      position = find(segment, text, position, end);
      if (position < 0) return false;
    }
    return true;
  };
}

function split(parts: readonly StringPart[]): Segment[] {
  const segments: string[][] = [['']];
  let current = segments[0] ?? [];
  for (const part of parts) {
    if ('text' in part) current[current.length - 1] += part.text;
    else if (part.wildcard === '?') current.push('');
    else {
      current = [''];
      segments.push(current);
    }
  }
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
function find(segment: Segment, text: string, from: number, to: number): number {
  const literal = segment[0] ?? '';
  if (segment.length === 1) {
    const at = text.indexOf(literal, from);
    return at < 0 || at + literal.length > to ? -1 : at + literal.length;
  }
  for (let at = text.indexOf(literal, from); at >= 0 && at < to; at = text.indexOf(literal, at + 1)) {
    const end = matchAt(segment, text, at);
    if (end >= 0 && end <= to) return end;
  }
  return -1;
}
