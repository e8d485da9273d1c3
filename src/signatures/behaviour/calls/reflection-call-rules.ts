import { callOf, type MemberCall, ofNames, type Rule, type Rules } from './call.js';
import { resultOf } from './call-results.js';
import { callValue } from './callables.js';
import type { Frame } from '../frame.js';
import { callLambda } from './functions.js';
import { memberOf } from '../values/members.js';
import { invoke, made, reflected, reflects } from './reflection.js';
import { setMember } from '../values/set-member.js';
import { functionsOf, joinTaint, textOf, UNKNOWN, type Value } from '../values/value.js';
import { EVALUATING, FUNCTIONS, INVOKERS } from '../vocabulary.js';

/** Methods and delegates that are looked up, made and called as objects. */
export const REFLECTION_CALL_RULES: Rules<Rule<MemberCall>> = [
  (call) => (reflects(call) ? reflected(call) : undefined),
  ofNames('getmethodfromhandle', ({ args: [first] }) => (first?.type === 'methodinfo' ? first : undefined)),
  ofNames('createdelegate', delegateOf),
  // `Delegate.Combine(first, second)`
  ofNames('combine', ({ object, args }) => {
    if (!object.named || !/^(?:multicast)?delegate$/.test(object.type)) return undefined;
    const functions = args.flatMap((arg) => arg.items ?? [arg]).filter(({ lambda }) => lambda);
    return functions.length === 0 ? undefined : functionsOf(functions);
  }),
  // `Activator.CreateInstance(typeof(Job), text)`
  ofNames('createinstance', ({ frame, object, args: [type, ...rest], expression }) =>
    object.named && object.type === 'activator' && type?.describes !== undefined && frame.ownClass(type.describes)
      ? made(
          type.describes,
          rest.flatMap((arg) => arg.items ?? [arg]),
          expression,
          frame,
        )
      : undefined,
  ),
  ofNames(INVOKERS, invokedObject),
  // `property.SetValue(object, value)`
  ofNames('setvalue', ({ frame, object, args: [holder = UNKNOWN, value = UNKNOWN], expression }) => {
    if (!/^(?:method|field)info$/.test(object.type)) return undefined;
    if (object.taint !== null && /^process(?:startinfo)?$/.test(holder.type))
      frame.record('invoke', 'PropertyInfo.SetValue', expression, object, null, [holder, value]);
    if (object.describes === undefined) return undefined;
    const [type, described] = splitMember(object.describes);
    const written = spelledAs(described, frame);
    const typed = holder.type === '' ? { ...holder, type } : holder;
    setMember({ frame, object: typed, holder: expression.args[0], written, value, span: expression });
    return undefined;
  }),
  // `property.GetValue(object)`
  ofNames('getvalue', ({ frame, object, args: [holder = UNKNOWN], callee }) => {
    if (!/^(?:method|field)info$/.test(object.type) || object.describes === undefined) return undefined;
    const [type, member] = splitMember(object.describes);
    const typed = holder.type === '' ? { ...holder, type } : holder;
    return memberOf(typed, spelledAs(member, frame), callee, frame);
  }),
  ofNames('invoke dynamicinvoke unsafeinvoke', ({ frame, object, name, args, expression }) =>
    object.type === 'methodinfo' ||
    // Objects of classes that the page names have an `Invoke` of their own.
    (name === 'invoke' && object.taint !== null && isUntyped(object))
      ? invoke(object, args, expression, frame)
      : undefined,
  ),
];

/** Whether nothing says that an object is anything but a method that was looked up. */
function isUntyped({ type }: Value): boolean {
  return /^(?:type|delegate|constructorinfo|string|array)?$/.test(type);
}

/** A member of the page's own as its code spells it. */
function spelledAs(member: string, { flow }: Frame): string {
  const field = [...flow.globals.keys()].find((name) => name.toLowerCase() === member);
  return flow.methods.get(member)?.[0]?.method.name ?? field ?? member;
}

/** `type.method` */
function splitMember(described: string): [type: string, member: string] {
  const dot = described.lastIndexOf('.');
  return [described.slice(0, Math.max(0, dot)), described.slice(dot + 1)];
}

function delegateOf({ object, args }: MemberCall): Value | undefined {
  const method =
    args.find((arg) => arg.type === 'methodinfo' || arg.lambda) ?? (object.type === 'methodinfo' ? object : undefined);
  if (method) return method;
  const [, holder, named] = args;
  const called = textOf(named)?.toLowerCase();
  // `Delegate.CreateDelegate(type, holder, name)`
  const taint = joinTaint(named?.taint ?? null, holder?.type === 'type' ? holder.taint : null);
  if (taint && object.named) return { taint, type: 'methodinfo' };
  return called === undefined
    ? undefined
    : { taint: null, type: 'methodinfo', describes: `${holder?.describes ?? holder?.type ?? ''}.${called}` };
}

function invokedObject({ frame, object, name, args, expression }: MemberCall): Value | undefined {
  // `f.call(object, given)`, `f.apply(object, [given])`
  const isOfScript = frame.language === 'jscript' && /^(?:call|apply)$/.test(name);
  // Of a list that was put together, any part may be any argument.
  const whole = name === 'apply' && args[1]?.items === undefined ? args[1] : undefined;
  const handed = !isOfScript
    ? args
    : whole && object.lambda
      ? object.lambda.method.parameters.map(() => whole)
      : args.slice(1).flatMap((arg) => (name === 'apply' ? (arg.items ?? [arg]) : [arg]));
  if (object.type === FUNCTIONS) return callValue(object, handed, expression, frame);
  if (object.lambda) return callLambda(object.lambda, handed, frame, isOfScript ? args[0] : undefined);
  if (object.describes === undefined) return undefined;
  if (object.type === 'delegate') return callValue(object, handed, expression, frame);
  if (!EVALUATING.has(object.describes)) return undefined;
  const given = args.slice(1).flatMap((arg) => arg.items ?? [arg]);
  return resultOf(callOf(frame, object.describes, object.describes, expression, UNKNOWN, given));
}
