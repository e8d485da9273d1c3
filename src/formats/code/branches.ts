import { isBasic } from './language.js';
import { basicBranches } from './basic-branches.js';
import { curlyBranches } from './curly-branches.js';
import { readTokens } from './parse-code.js';
import type { CodeUnit, Expression } from './syntax.js';
import { walkExpressions } from './walk.js';

/** What is known where some code runs: a condition held, or did not; or something was one of some texts. */
export type Test =
  | { readonly kind: 'condition'; readonly condition: Expression; readonly holds: boolean }
  | { readonly kind: 'one-of'; readonly subject: Expression; readonly texts: readonly string[] };

/** A stretch of code that runs only where a test turned out so; UTF-16 units of the code. */
export interface Branch {
  readonly test: Test;
  readonly from: number;
  readonly to: number;
  /** Of this variable alone: where the test turned out otherwise, it was given a text of the page's own. */
  readonly only?: string;
}

/** Expressions of one piece of code that are looked at. */
const MAXIMUM_EXPRESSIONS = 200_000;

/**
 * Where in a piece of code which condition is known to hold, or not to: in what stands behind `if`, `else` and `case`, and in the rest of a
 * block behind a branch that surely leaves it. Statements of a unit are flat, so that this is read of its tokens. Empty where jumps
 * make it uncertain.
 */
export function branchesOf(unit: CodeUnit): readonly Branch[] {
  const { tokens, cut } = readTokens(unit.code, unit.language);
  if (cut) return [];
  const raw = isBasic(unit.language) ? basicBranches(tokens) : curlyBranches(tokens, unit.language === 'jscript');
  if (raw.length === 0) return [];
  const widest = widestWithin(unit);
  return raw.flatMap(({ condition: [start, end], holds, texts, only, from, to }) => {
    const condition = widest(start, end);
    if (condition === null) return [];
    const test: Test =
      texts === undefined ? { kind: 'condition', condition, holds } : { kind: 'one-of', subject: condition, texts };
    return [{ test, from, to, ...(only === undefined ? {} : { only }) }];
  });
}

/** Finds the widest expression of a piece of code that stands between two places. */
function widestWithin(unit: CodeUnit): (from: number, to: number) => Expression | null {
  const all: Expression[] = [];
  walkExpressions(unit, (expression) => all.push(expression) < MAXIMUM_EXPRESSIONS);
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  return (from, to) => {
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.start ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    let found: Expression | null = null;
    for (let i = low; i < all.length && (all[i]?.start ?? to) < to; i++) {
      const one = all[i];
      if (one && one.end <= to && (found === null || one.end - one.start > found.end - found.start)) found = one;
    }
    return found;
  };
}
