import { FUNCTION_POINTER } from '../../formats/code/curly-types.js';
import { type Call, callOf, firstOf, type Rule } from './call.js';
import { resultOf } from './call-results.js';
import { callValue, withLambdas } from './callables.js';
import { listOf } from './combine-values.js';
import { element } from './elements.js';
import { callMethods } from './functions.js';
import { comObject, hiddenCall } from './reflection.js';
import { setMember } from './set-member.js';
import { SINKS } from './sinks.js';
import { join, textOf, UNKNOWN, type Value } from './value.js';
import { EVALUATING } from './vocabulary.js';

/** What a call of a name alone gives. */
export function plainCall(call: Call): Value {
  return firstOf(PLAIN_CALL_RULES, call) ?? withLambdas(resultOf(call), call);
}

/** Functions of variables, of the file, and lists that VB calls. */
const OWN: readonly Rule<Call>[] = [
  ({ frame, written, args, expression }) => {
    const own = frame.lookup(written);
    const isCallable =
      own !== undefined &&
      (own.lambda ||
        own.type === 'methodinfo' ||
        own.type === 'delegate' ||
        own.type === FUNCTION_POINTER ||
        (own.describes !== undefined && EVALUATING.has(own.describes)));
    return isCallable ? callValue(own, args, expression, frame) : undefined;
  },
  ({ frame, key, args, expression }) => {
    const methods = frame.flow.methods.get(key);
    return methods?.some(({ method }) => !method.external)
      ? callMethods(frame, methods, args, expression, expression.args)
      : undefined;
  },
  ({ frame, key, written, args, expression }) => {
    const own = key === 'eval' || frame.flow.methods.has(key) ? undefined : frame.lookup(written);
    return own && element(own, args, expression, frame);
  },
  ({ frame, key, args, expression }) => {
    const named = frame.flow.named(key);
    return named?.type === 'httprequest' || named?.type === 'state'
      ? element(named, args, expression, frame)
      : undefined;
  },
];

/** Functions of the languages that lead to objects, types and other functions. */
const LANGUAGE: readonly Rule<Call>[] = [
  ({ key, args, expression, frame }) =>
    key === 'createobject' || key === 'activexobject' || key === 'getobject'
      ? comObject(args[0], expression, frame, key === 'getobject')
      : undefined,
  ({ key, args }) =>
    key === 'gettype' && args.length === 0 ? { taint: null, type: 'type', describes: 'page' } : undefined,
  // `AddHandler event, AddressOf method`
  ({ key, args, expression, frame }) => {
    if (key === 'addhandler' && expression.args[0]?.kind === 'name' && args[1]?.lambda)
      frame.assign(expression.args[0].name, args[1], frame.place(expression));
    return undefined;
  },
  ({ key, args, frame }) => {
    const method = key === 'getref' ? frame.flow.methods.get(textOf(args[0])?.toLowerCase() ?? '')?.[0] : undefined;
    return method && { taint: null, type: 'delegate', lambda: { method: method.method, scope: new Map() } };
  },
  (call) =>
    call.key === 'function' && call.frame.language === 'jscript'
      ? resultOf({ ...call, key: 'new:function', name: 'new:function' })
      : undefined,
  ({ key, args }) => (key === 'iif' || key === 'if' ? join(args[1] ?? UNKNOWN, args[2] ?? UNKNOWN) : undefined),
  (call) => (call.key === 'callbyname' ? calledByName(call) : undefined),
  // `using static System.Diagnostics.Process;`
  ({ frame, key, written, args, expression }) => {
    const holder = SINKS.has(key) ? undefined : frame.work.unit.statics.find((type) => SINKS.has(`${type}.${key}`));
    return holder === undefined
      ? undefined
      : resultOf(callOf(frame, `${holder}.${key}`, written, expression, UNKNOWN, args));
  },
  ({ key, args, frame }) => (key === 'array' && frame.flow.foldsCase ? listOf(args) : undefined),
];

const PLAIN_CALL_RULES = [...OWN, ...LANGUAGE];

/** `CallByName(object, name, kind, arguments…)` */
export function calledByName({ frame, written, args, expression }: Call): Value {
  const [object = UNKNOWN, name, , ...rest] = args;
  const given = rest.flatMap((arg) => arg.items ?? [arg]);
  const method = textOf(name);
  const [value] = given;
  if (method === undefined) {
    if (name?.taint) frame.record('invoke', written, expression, name, null, args);
    hiddenCall(object, name, given, expression, frame);
    return { taint: listOf(args).taint, type: '' };
  }
  if (given.length === 1 && value)
    setMember({ frame, object, holder: expression.args[0], written: method, value, span: expression });
  return resultOf(callOf(frame, `${object.type}.${method.toLowerCase()}`, written, expression, object, given));
}
