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

/** Code of which one part runs, or none, or some more than once; UTF-16 units. What stands beside its parts is their conditions. */
export interface RawBlock {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly RawPart[];
  /** One of its parts surely runs to its end, unless it leaves. */
  readonly complete: boolean;
  /** Its parts run again, or are left in their midst. */
  readonly jumps: boolean;
}

export interface RawPart {
  readonly from: number;
  readonly to: number;
  /** What stands behind the block is not reached from it. */
  readonly leaves: boolean;
}

/** Characters of a statement that are looked at. */
export const MAXIMUM_STATEMENT = 300;

/** Tokens of a part in which an assignment is looked for. */
const MAXIMUM_PART = 80;
/** What runs only sometimes, or at another time. */
const NESTS =
  /^(?:if|iif|for|foreach|while|do|loop|switch|select|case|try|catch|goto|using|with|sub|function|delegate|=>|\?)$/i;

/**
 * The variable that code surely leaves with a constant, `name = "text";`, whatever else it does before.
 * @param from the first of its tokens @param to behind the last of them
 */
export function setsConstant(all: readonly Token[], from: number, to: number): string | undefined {
  if (to - from > MAXIMUM_PART) return undefined;
  const tokens = all.slice(from, to);
  if (tokens.some(({ kind, text }) => kind !== 'string' && NESTS.test(text))) return undefined;
  if (tokens.filter(({ kind, text }) => kind === 'punctuation' && text === '{').length > 1) return undefined;
  const ends = (token: Token | undefined) =>
    token === undefined || token.kind === 'line-end' || (token.kind === 'punctuation' && /^[{};]$/.test(token.text));
  for (let i = tokens.length - 3; i >= 0; i--) {
    const [name, equals, text] = tokens.slice(i, i + 3);
    if (name?.kind !== 'name' || equals?.text !== '=' || text?.kind !== 'string') continue;
    if (!ends(tokens[i - 1]) || !ends(tokens[i + 3])) continue;
    const again = tokens
      .slice(i + 3)
      .some((one) => one.kind === 'name' && one.text.toLowerCase() === name.text.toLowerCase());
    return again ? undefined : name.text;
  }
  return undefined;
}
