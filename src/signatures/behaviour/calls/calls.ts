import { type Expression, SUBJECT } from '../../../formats/code/syntax.js';
import { isBasic } from '../../../formats/code/language.js';
import type { CallExpression } from './call.js';
import { callOf } from './call.js';
import { callValue } from './callables.js';
import { source } from '../values/combine-values.js';
import { defaultMembersOf } from '../values/default-members.js';
import type { Frame } from '../frame.js';
import { memberCall } from './member-call-rules.js';
import { plainCall } from './plain-call-rules.js';
import { hiddenCall, isOfCom } from './reflection.js';
import { SINKS } from '../sinks/sinks.js';
import { join, textOf, UNKNOWN, type Value } from '../values/value.js';
import { EVALUATORS } from '../vocabulary.js';

/** Names of a list that are tried where it is not known which of them is called. */
const MAXIMUM_CHOICES = 20;

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
    const name = plainOverload(callee.name.toLowerCase(), frame);
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
  const standard = callee.kind === 'name' ? defaultMember(callee.name, frame) : undefined;
  if (callee.kind === 'name' && standard !== undefined) {
    const { name, object } = standard;
    const key = name.toLowerCase();
    const member = { ...callee, kind: 'member' as const, object: callee, name };
    return memberCall({ frame, expression, callee: member, key, name: key, written: name, object, args });
  }
  if (callee.kind === 'name')
    return plainCall(callOf(frame, callee.name.toLowerCase(), callee.name, expression, UNKNOWN, args));
  const byIndex =
    callee.kind === 'index' && frame.language === 'jscript'
      ? calledByIndex(expression, callee, args, frame)
      : undefined;
  return byIndex ?? callValue(frame.value(callee), args, expression, frame);
}

/** `builder.Append_3 text`: COM numbers the overloads of classes of .NET. */
function plainOverload(name: string, { flow, language }: Frame): string {
  return /^(?:vbscript|jscript)$/.test(language) && /_\d{1,2}$/.test(name) && !flow.methods.has(name)
    ? name.replace(/_\d{1,2}$/, '')
    : name;
}

/** `runner(text)` of Basic, where the class of the object has a member that is meant by the object alone. */
function defaultMember(variable: string, frame: Frame): { readonly name: string; readonly object: Value } | undefined {
  if (!isBasic(frame.language)) return undefined;
  const object = frame.lookup(variable);
  if (object === undefined || object.type === '') return undefined;
  const name = defaultMembersOf(frame).get(object.type);
  return name === undefined ? undefined : { name, object };
}

/** `object[name](…)` of JScript, where the name is one of a list of the page's. */
function calledByIndex(
  expression: CallExpression,
  callee: Expression & { kind: 'index' },
  args: readonly Value[],
  frame: Frame,
): Value | undefined {
  const [index] = callee.args;
  if (index === undefined || callee.args.length !== 1) return undefined;
  const object = frame.value(callee.object);
  const name = frame.value(index);
  const isOwn = object.keys !== undefined;
  if (
    name.taint !== null &&
    !isOwn &&
    (isOfCom(object) || (object.type === 'page' && args.some(({ taint }) => taint !== null)))
  )
    frame.record('invoke', 'a member by its name', expression, name, null, args);
  const names = namesIn(index, frame).filter((one) => !EVALUATORS.has(one) && !object.keys?.includes(one));
  if (names.length === 0) {
    hiddenCall(object, name, args, expression, frame);
    return undefined;
  }
  return names
    .map((name) => {
      const member = { kind: 'member' as const, object: callee.object, name, start: callee.start, end: callee.end };
      const key = name.toLowerCase();
      return memberCall({ frame, expression, callee: member, key, name: key, written: name, object, args });
    })
    .reduce(join, UNKNOWN);
}

/** Names that an expression may stand for: a text, or, where it is not known which, any of a list. */
function namesIn(expression: Expression, frame: Frame): readonly string[] {
  const text = frame.value(expression).constant;
  if (typeof text === 'string') return isName(text) ? [text] : [];
  if (text !== undefined || expression.kind !== 'index') return [];
  const { constant } = frame.value(expression.object);
  return typeof constant === 'object'
    ? constant
        .filter((one) => typeof one === 'string')
        .filter(isName)
        .slice(0, MAXIMUM_CHOICES)
    : [];
}

const isName = (text: string): boolean => /^[a-z_]\w{0,80}$/i.test(text);

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
