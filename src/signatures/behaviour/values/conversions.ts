import { isBasic } from '../../../formats/code/language.js';
import { OPERATOR, type Span } from '../../../formats/code/syntax.js';
import { combineValues } from './combine-values.js';
import { defaultMembersOf } from './default-members.js';
import type { Frame, Methods } from '../frame.js';
import { callLambda, callMethods, methodsOf } from '../calls/functions.js';
import { join, type Value } from './value.js';

/** Operators that join the texts of what stands on either side: `"/c " + command`. */
const JOINS = new Set(['+', '&']);

/** What objects of the file's own classes are where a text is wanted. */
export function asText(value: Value, span: Span, frame: Frame): Value {
  if (!frame.flow.converts || value.named || value.constant !== undefined) return value;
  if (frame.language === 'jscript') return textOfObject(value, frame);
  if (!frame.ownClass(value.type)) return value;
  const methods = methodsOf(`${OPERATOR}string`, value.type, frame);
  if (methods) return callMethods(frame, methods, [value], span);
  const text = methodsOf('tostring', value.type, frame) ?? defaultOf(value, frame);
  return text ? callMethods(frame, text, [], span) : value;
}

/** `Public Default Property Get Text`, which Basic takes where the object alone stands. */
function defaultOf({ type }: Value, frame: Frame): Methods | undefined {
  const name = isBasic(frame.language) ? defaultMembersOf(frame).get(type) : undefined;
  const getters = name === undefined ? undefined : methodsOf(name.toLowerCase(), type, frame);
  return getters?.every(({ method }) => method.parameters.length === 0) ? getters : undefined;
}

/** Members of objects of JScript that say what their text is. */
const TEXTS = ['tostring', 'valueof'];

function textOfObject(value: Value, frame: Frame): Value {
  if (value.type === 'string' || value.lambda) return value;
  for (const name of TEXTS) {
    const held = value.items?.[value.keys?.indexOf(name) ?? -1]?.lambda;
    const method = held ?? (value.keys === undefined ? undefined : frame.flow.prototypes.get(name));
    if (method) return join(value, callLambda(method, [], frame, value));
  }
  return value;
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
