import type { Token } from './token.js';

/** A branch, with the code of its condition by its place. */
export interface RawBranch {
  readonly condition: readonly [from: number, to: number];
  readonly holds: boolean;
  /** Labels of a `switch`, whose subject the condition is. */
  readonly texts?: readonly string[];
  readonly only?: string;
  readonly from: number;
  readonly to: number;
}

/** What is known from some place on, as long as it is read where that ends. */
export type OpenBranch = Omit<RawBranch, 'to'>;

/** Characters of a statement that are looked at. */
export const MAXIMUM_STATEMENT = 300;

/** Tokens of an assignment of a constant, with braces or ends of lines. */
const MAXIMUM_ASSIGNMENT = 8;

/**
 * The variable that code gives a constant, and does nothing else: `name = "text";`, with or without braces.
 * @param from the first of its tokens @param to behind the last of them
 */
export function setsConstant(all: readonly Token[], from: number, to: number): string | undefined {
  const code = all.slice(from, Math.min(to, from + MAXIMUM_ASSIGNMENT));
  const tokens = code.filter(({ kind, text }) => kind !== 'line-end' && (kind === 'string' || !/^[{};]$/.test(text)));
  const [name, equals, text] = tokens;
  return tokens.length === 3 && name?.kind === 'name' && equals?.text === '=' && text?.kind === 'string'
    ? name.text
    : undefined;
}
