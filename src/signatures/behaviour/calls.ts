import type { CallExpression } from './call.js';
import { callOf } from './call.js';
import { callValue } from './callables.js';
import { source } from './combine-values.js';
import type { Frame } from './frame.js';
import { memberCall } from './member-call-rules.js';
import { plainCall } from './plain-call-rules.js';
import { textOf, UNKNOWN, type Value } from './value.js';

/** Follows data through a call: of a name, of a member, of a value. */
export function callResult(expression: CallExpression, frame: Frame): Value {
  const { callee } = expression;
  const args = expression.args.map((arg) => {
    const value = frame.value(arg);
    // `document.load Request`
    return value.type === 'httprequest' && callee.kind === 'member' && /^load/i.test(callee.name)
      ? { ...value, taint: source('request', 'Request', frame.place(arg)) }
      : value;
  });
  noteMachineKey(expression, args, frame);
  if (callee.kind === 'member') {
    const object = frame.value(callee.object);
    const name = callee.name.toLowerCase();
    return memberCall({ frame, expression, callee, key: name, name, written: callee.name, object, args });
  }
  if (callee.kind === 'name')
    return plainCall(callOf(frame, callee.name.toLowerCase(), callee.name, expression, UNKNOWN, args));
  return callValue(frame.value(callee), args, expression, frame);
}

/** A part of the configuration is asked for by its name. */
function noteMachineKey(expression: CallExpression, args: readonly Value[], frame: Frame): void {
  const called = expression.callee.kind === 'member' ? expression.callee.name : 'a call';
  for (const arg of args) {
    const text = textOf(arg);
    if (text !== undefined && text.length < 300 && /machinekey/i.test(text) && !/[<=]/.test(text))
      frame.record('machine-key', called, expression, arg, null, args);
  }
}
