import { type Expression, SUBJECT } from '../../formats/code/syntax.js';
import type { CallExpression } from './call.js';
import { callOf } from './call.js';
import { callValue } from './callables.js';
import { source } from './combine-values.js';
import type { Frame } from './frame.js';
import { memberCall } from './member-call-rules.js';
import { plainCall } from './plain-call-rules.js';
import { SINKS } from './sinks.js';
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
  const subject = callee.kind === 'name' ? subjectOf(callee.name, frame) : undefined;
  if (callee.kind === 'name' && subject) {
    const object: Expression = { ...callee, name: SUBJECT };
    const name = callee.name.toLowerCase();
    const member = { ...callee, kind: 'member' as const, object };
    return memberCall({
      frame,
      expression,
      callee: member,
      key: name,
      name,
      written: callee.name,
      object: subject,
      args,
    });
  }
  if (callee.kind === 'name')
    return plainCall(callOf(frame, callee.name.toLowerCase(), callee.name, expression, UNKNOWN, args));
  return callValue(frame.value(callee), args, expression, frame);
}

/** The object of a `with` around a call, where the name is that of nothing else. */
function subjectOf(name: string, frame: Frame): Value | undefined {
  if (frame.language !== 'jscript') return undefined;
  const key = name.toLowerCase();
  const known = frame.lookup(name) ?? frame.flow.named(key) ?? frame.flow.methods.get(key);
  return known || SINKS.has(key) || /^(?:string|number|array|object|parseint|unescape|activexobject)$/.test(key)
    ? undefined
    : frame.lookup(SUBJECT);
}

/** A part of the configuration is asked for by its name. */
function noteMachineKey(expression: CallExpression, args: readonly Value[], frame: Frame): void {
  const called = expression.callee.kind === 'member' ? expression.callee.name : 'a call';
  for (const arg of args) {
    const text = textOf(arg);
    if (text !== undefined && text.length > 9 && text.length < 300 && /machinekey/i.test(text) && !/[<=]/.test(text))
      frame.record('machine-key', called, expression, arg, null, args);
  }
}
