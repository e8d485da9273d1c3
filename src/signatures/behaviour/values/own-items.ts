import { originalOf } from '../../../formats/code/versions.js';
import type { Expression } from '../../../formats/code/syntax.js';
import { ownValues } from '../../checked-values/own-values.js';
import { MAXIMUM_AROUND } from './combine-values.js';
import type { Frame } from '../frame.js';
import { isSettled, type Value } from './value.js';

/** Methods that take one out of many. */
const PICKS =
  /^(?:item|get_item|first|firstordefault|single|singleordefault|last|lastordefault|elementat|elementatordefault|find|getvalueordefault)$/i;

/** What is taken out of a list of the page's own texts: one of these. */
export function ownItem(list: Expression, { work, flow }: Frame): Value | undefined {
  if (work.at !== null) return undefined;
  const texts = ownValues(list, originalOf(work.unit), flow.units.map(originalOf));
  return texts === null
    ? undefined
    : { taint: null, type: 'string', settled: true, choice: true, around: texts.join(' ').slice(0, MAXIMUM_AROUND) };
}

/** The same value, with what is known of it where it is an element of such a list. */
export function withOwnItem(value: Value, expression: Expression, frame: Frame): Value {
  if (value.taint !== null || value.constant !== undefined || isSettled(value) || value.lambda || value.describes)
    return value;
  const list = listOf(expression, frame);
  const own = list && ownItem(list, frame);
  return own ? { ...value, ...own, type: value.type === '' ? own.type : value.type } : value;
}

function listOf(expression: Expression, frame: Frame): Expression | null {
  if (expression.kind === 'index') return expression.object;
  if (expression.kind !== 'call') return null;
  const { callee, args } = expression;
  // `list(index)` of Basic
  if (callee.kind === 'name') return args.length === 1 && frame.lookup(callee.name) ? callee : null;
  return callee.kind === 'member' && PICKS.test(callee.name) ? callee.object : null;
}
