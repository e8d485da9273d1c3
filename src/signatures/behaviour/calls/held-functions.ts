import type { Span } from '../../../formats/code/syntax.js';
import type { MemberCall } from './call.js';
import type { Frame } from '../frame.js';
import { callLambda } from './functions.js';
import { propertyValue } from '../values/names.js';
import { isCallable, type Value } from '../values/value.js';

/** Members that functions themselves have. */
const OF_FUNCTIONS =
  /^(?:(?:begin|end|dynamic)?invoke|gettype|tostring|equals|gethashcode|getinvocationlist|clone|getmethodinfo|compile|wait|start|continuewith)$/;

/** Functions in a list, or in the pairs and records that it is made of. */
export function functionsIn({ items }: Value): readonly Value[] {
  return items?.flatMap((item) => (isCallable(item) ? [item] : (item.items?.filter(isCallable) ?? []))) ?? [];
}

/** The function that a member of an object holds: `job.Run(text)`, `pair.Value(text)`. */
export function heldFunction(call: MemberCall): Value | undefined {
  const { object, name } = call;
  return ownFunction(call) ?? itemOf(object, name) ?? withinFunction(call);
}

/** A field or property of a class of the page. */
function ownFunction({ frame, object, written, name, callee }: MemberCall): Value | undefined {
  const isOwn = object.type === 'page' || frame.ownClass(object.type);
  if (!isOwn && (object.type !== '' || object.named)) return undefined;
  const field = frame.flow.globals.get(frame.flow.keyOf(written));
  if (field) return isCallable(field) ? field : undefined;
  return isOwn ? functionOfProperty(name, callee, frame) : undefined;
}

/** The function that a property of the page gives: `Run(text)`. */
export function functionOfProperty(name: string, span: Span, frame: Frame): Value | undefined {
  const getters = gettersOf(name, frame);
  const given = getters.length > 0 ? propertyValue(getters, span, frame) : undefined;
  return given && isCallable(given) ? given : undefined;
}

function gettersOf(name: string, { flow }: Frame) {
  return (flow.methods.get(name) ?? []).filter(
    ({ method: { property, parameters, body } }) => property && parameters.length <= 1 && body.length > 0,
  );
}

function itemOf({ keys, items }: Value, name: string): Value | undefined {
  const item = keys && items?.[keys.findIndex((key) => key.toLowerCase() === name)];
  return item && isCallable(item) ? item : undefined;
}

/** What holds a function is known by that alone: a pair, a tuple, what makes it when it is asked for. */
function withinFunction({ frame, object, name }: MemberCall): Value | undefined {
  if (frame.language === 'jscript' || object.named || !isCallable(object)) return undefined;
  if (object.type === 'methodinfo') return name === 'value' ? object : undefined;
  if (OF_FUNCTIONS.test(name)) return undefined;
  if (name !== 'value' || object.lambda?.method.parameters.length !== 0) return object;
  const made = callLambda(object.lambda, [], frame);
  return isCallable(made) ? made : undefined;
}
