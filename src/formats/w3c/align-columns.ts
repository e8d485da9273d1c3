import type { LogColumns } from '../log-line/log-reader.js';
import { type ColumnType, columnType, fits } from './column-types.js';

/** Columns that hold spaces in practice, the likeliest first: user names (Q238382), agents, and what a client wrote into its URL. */
const SPACIOUS = [
  'cs-username',
  'cs(user-agent)',
  'cs(referer)',
  'cs(cookie)',
  'cs-uri-query',
  'cs-uri-stem',
  'cs-uri',
  'cs-method',
];

/** Columns of a line that is split at spaces: `starts[i]` to `ends[i]` is token `i`. */
export interface Tokens {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
}

/** What the layout of a log is to the alignment. */
export interface Alignment {
  readonly types: readonly ColumnType[];
  /** Columns whose values may hold spaces, the likeliest first. */
  readonly spacious: readonly number[];
}

export function alignmentOf(columns: LogColumns): Alignment {
  return {
    types: columns.names.map(columnType),
    spacious: SPACIOUS.map((name) => columns.indexOf(name)).filter((i) => i >= 0),
  };
}

/**
 * Finds the columns of a line whose number of tokens is not the layout's, or whose tokens do not fit: a doubled space, spaces
 * in a value (recovered from both ends), columns more than the header names, a line cut short. Fills two numbers per column
 * into `ranges` and says whether the typed columns all fit. Cost: tokens times spacious columns, both bounded.
 */
export function alignColumns(bytes: Uint8Array, tokens: Tokens, layout: Alignment, ranges: Int32Array): boolean {
  return (
    align(bytes, withoutEmpty(tokens), layout, ranges) || (hasEmpty(tokens) && align(bytes, tokens, layout, ranges))
  );
}

function align(bytes: Uint8Array, tokens: Tokens, layout: Alignment, ranges: Int32Array): boolean {
  const columns = layout.types.length;
  const extra = tokens.count - columns;
  if (extra < 0) return place(bytes, tokens, layout, ranges, columns, 0) && enough(tokens, layout);
  if (extra === 0) return place(bytes, tokens, layout, ranges, columns, 0);
  for (const column of layout.spacious) {
    if (place(bytes, tokens, layout, ranges, column, extra)) return true;
  }
  // Columns after the last one that the header names: it must at least name the time and the request.
  return place(bytes, tokens, layout, ranges, columns, 0) && enough(tokens, layout);
}

/** Puts tokens into columns; the `extra` tokens after the one of `spacious` belong to it. Columns without a token are absent. */
function place(
  bytes: Uint8Array,
  tokens: Tokens,
  layout: Alignment,
  ranges: Int32Array,
  spacious: number,
  extra: number,
): boolean {
  for (let column = 0; column < layout.types.length; column++) {
    const first = column <= spacious ? column : column + extra;
    const last = column < spacious ? first : column === spacious ? column + extra : first;
    const present = last < tokens.count;
    const start = present ? (tokens.starts[first] ?? -1) : -1;
    const end = present ? (tokens.ends[last] ?? -1) : -1;
    if (present && column !== spacious && !fits(layout.types[column] ?? 'text', bytes, start, end)) return false;
    ranges[2 * column] = start;
    ranges[2 * column + 1] = end;
  }
  return true;
}

/** A line with fewer tokens than columns is a record only as far as it says when and what. */
function enough(tokens: Tokens, layout: Alignment): boolean {
  const stem = layout.types.indexOf('stem');
  const time = layout.types.indexOf('time');
  return time >= 0 && stem >= 0 && time < tokens.count && stem < tokens.count;
}

function hasEmpty(tokens: Tokens): boolean {
  for (let i = 0; i < tokens.count; i++) if (tokens.starts[i] === tokens.ends[i]) return true;
  return false;
}

function withoutEmpty(tokens: Tokens): Tokens {
  if (!hasEmpty(tokens)) return tokens;
  const starts = new Int32Array(tokens.count);
  const ends = new Int32Array(tokens.count);
  let count = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.starts[i] === tokens.ends[i]) continue;
    starts[count] = tokens.starts[i] ?? 0;
    ends[count] = tokens.ends[i] ?? 0;
    count++;
  }
  return { starts, ends, count };
}
