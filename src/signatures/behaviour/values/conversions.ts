import { OPERATOR, type Span } from '../../../formats/code/syntax.js';
import { combineValues } from './combine-values.js';
import type { Frame } from '../frame.js';
import { callMethods, methodsOf } from '../calls/functions.js';
import type { Value } from './value.js';

/** Operators that join the texts of what stands on either side: `"/c " + command`. */
const JOINS = new Set(['+', '&']);

/** What objects of the file's own classes are where a text is wanted. */
export function asText(value: Value, span: Span, frame: Frame): Value {
  if (!frame.flow.converts || value.named || !frame.ownClass(value.type)) return value;
  const methods = methodsOf(`${OPERATOR}string`, value.type, frame);
  if (methods) return callMethods(frame, methods, [value], span);
  const text = methodsOf('tostring', value.type, frame);
  return text ? callMethods(frame, text, [], span) : value;
}

/** What an operator of the file's own classes makes, or one that joins the text of their objects; undefined where none does. */
export function madeByOperator(
  operator: string,
  left: Value,
  right: Value,
  span: Span,
  frame: Frame,
): Value | undefined {
  if (!frame.flow.converts) return undefined;
  const name = `${OPERATOR}${operator}`;
  const methods = methodsOf(name, left.type, frame) ?? methodsOf(name, right.type, frame);
  if (methods) return callMethods(frame, methods, [left, right], span);
  if (!JOINS.has(operator)) return undefined;
  const [first, second] = [asText(left, span, frame), asText(right, span, frame)];
  return first === left && second === right ? undefined : combineValues(operator, first, second);
}
