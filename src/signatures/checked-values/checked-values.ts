import { branchesOf } from '../../formats/code/branches.js';
import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression } from '../../formats/code/syntax.js';
import { walkExpressions } from '../../formats/code/walk.js';
import type { Bound, Checks } from './checks.js';
import { Conditions, textKey } from './conditions.js';
import { usesOf } from './uses.js';

/** A stretch of code in which an expression is known to be bound. */
interface Known {
  readonly bound: Bound;
  readonly from: number;
  readonly to: number;
}

export type CheckedValues = (expression: Expression) => Bound | null;

const NONE: CheckedValues = () => null;
const known = new WeakMap<CodeUnit, CheckedValues>();

/** Words without which a page checks nothing that bounds a text. */
const MAY_CHECK = /\b(?:if|iif|switch|select|case|while)\b|\?|&&|\|\|/i;

/** Stretches that are looked at. */
const MAXIMUM_KNOWN = 20_000;

/**
 * Says of an expression of a piece of code how a check before it bounds what it may be: to texts of the page's own, or to the characters of
 * words. Only what holds for sure counts: the very same variable, or member of the request, was compared, and nothing assigns to it between.
 */
export function checkedValues(unit: CodeUnit): CheckedValues {
  const before = known.get(unit);
  if (before !== undefined) return before;
  const found = MAY_CHECK.test(unit.code) ? findChecked(unit) : NONE;
  known.set(unit, found);
  return found;
}

function findChecked(unit: CodeUnit): CheckedValues {
  const uses = usesOf(unit);
  if (uses.uncertain) return NONE;
  const conditions = new Conditions(unit, uses);
  const byText = new Map<string, Known[]>();
  let count = 0;
  const learn = (checks: Checks, from: number, to: number, only?: string) => {
    for (const [text, { bound, names, since = from }] of checks) {
      if (only !== undefined && text !== uses.key(only)) continue;
      if (++count > MAXIMUM_KNOWN || !names.every((name) => uses.keeps(name, Math.min(since, from), to))) continue;
      const list = byText.get(text);
      if (list) list.push({ bound, from, to });
      else byText.set(text, [{ bound, from, to }]);
    }
  };
  for (const { test, from, to, only } of branchesOf(unit)) learn(conditions.ofTest(test), from, to, only);
  for (const { condition, holds, part } of withinExpressions(unit))
    learn(conditions.of(condition, holds), part.start, part.end);
  if (byText.size === 0) return NONE;
  return (expression) => {
    const stretches = byText.get(textKey(expression, unit));
    if (stretches === undefined) return null;
    const body = uses.bodyAt(expression.start);
    // Code of a method or lambda within runs at another time.
    for (const { bound, from, to } of stretches)
      if (expression.start >= from && expression.end <= to && (body === null || body.start <= from)) return bound;
    return null;
  };
}

interface Part {
  readonly condition: Expression;
  readonly holds: boolean;
  readonly part: Expression;
}

/** `check ? a : b`, `check && a`, `If(check, a, b)`: parts of expressions that count only where a condition holds. */
function withinExpressions(unit: CodeUnit): readonly Part[] {
  const parts: Part[] = [];
  const add = (condition: Expression | undefined, holds: boolean, part: Expression | undefined) => {
    if (condition && part && parts.length < MAXIMUM_KNOWN) parts.push({ condition, holds, part });
  };
  walkExpressions(unit, (expression) => {
    if (expression.kind === 'choice' && expression.branches.length === 2) {
      add(expression.condition, true, expression.branches[0]);
      add(expression.condition, false, expression.branches[1]);
    }
    if (expression.kind === 'binary') {
      const operator = expression.operator.toLowerCase();
      if (operator === '&&' || operator === 'andalso') add(expression.left, true, expression.right);
      if (operator === '||' || operator === 'orelse') add(expression.left, false, expression.right);
    }
    if (
      expression.kind === 'call' &&
      isBasic(unit.language) &&
      expression.callee.kind === 'name' &&
      /^(?:if|iif)$/i.test(expression.callee.name) &&
      expression.args.length === 3
    ) {
      add(expression.args[0], true, expression.args[1]);
      add(expression.args[0], false, expression.args[2]);
    }
    return true;
  });
  return parts;
}
