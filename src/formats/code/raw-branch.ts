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

/** The variable that code gives a constant, and does nothing else: `name = "text";`, with or without braces. */
export function setsConstant(code: readonly Token[]): string | undefined {
  const tokens = code.filter(({ kind, text }) => kind !== 'line-end' && (kind === 'string' || !/^[{};]$/.test(text)));
  const [name, equals, text] = tokens;
  return tokens.length === 3 && name?.kind === 'name' && equals?.text === '=' && text?.kind === 'string'
    ? name.text
    : undefined;
}
