import { FUNCTION_POINTER } from '../../formats/code/curly-types.js';
import { type Call, type CallExpression, callOf } from './call.js';
import { resultOf } from './call-results.js';
import { listOf } from './combine-values.js';
import { element } from './elements.js';
import type { Frame } from './frame.js';
import { callLambda } from './functions.js';
import { invoke } from './reflection.js';
import { isSettled, join, joinTaint, UNKNOWN, type Value } from './value.js';
import { EVALUATING, FUNCTIONS } from './vocabulary.js';

/** So many functions of a list are followed where the code does not say which is called. */
const MAXIMUM_FUNCTIONS = 50;

/** Calls a value: a lambda, `eval` under another name, a method that was looked up, a list of VB. */
export function callValue(object: Value, args: readonly Value[], expression: CallExpression, frame: Frame): Value {
  const { describes } = object;
  if (describes !== undefined && (EVALUATING.has(describes) || object.type === 'delegate'))
    return resultOf(callOf(frame, describes, describes, expression, UNKNOWN, args));
  if (object.type === FUNCTIONS) {
    const several = object.items?.slice(0, MAXIMUM_FUNCTIONS) ?? [];
    return several.map((one) => callValue(one, args, expression, frame)).reduce(join, UNKNOWN);
  }
  if (object.lambda) return callLambda(object.lambda, args, frame);
  if (object.type === FUNCTION_POINTER)
    frame.record('native-call', 'a function pointer', expression, listOf(args), null, args);
  if (object.type === 'methodinfo') return invoke(object, args, expression, frame);
  return element(object, args, expression, frame);
}

/** Methods that take a condition. */
const PICKS = /^(?:first|single|last|find)(?:ordefault)?$|^(?:where|findall|any|all|count|exists)$/;

/** What is known of the arguments, given to the functions among them: `list.Select(f)`, `Task.Run(f)`. */
export function withLambdas(called: Value, { name, object, args, expression, frame }: Call): Value {
  if (!args.some(isFunction)) return called;
  // What a condition picks out of a list, or says of it, is of the list.
  const picks = PICKS.test(name) && object.taint === null && !object.named;
  const result: Value = picks ? { ...called, taint: null, ...(isOwnList(object) ? { settled: true } : {}) } : called;
  const data = args.filter((arg) => !isFunction(arg));
  const taint = listOf([object, ...data]).taint;
  const item: Value = object.items?.[0] ?? data[0]?.items?.[0] ?? { taint, type: '' };
  const given: Value = { ...item, taint: item.taint ?? taint };
  let joined = result.taint;
  for (const arg of args) {
    if (arg.lambda) {
      const parameters = arg.lambda.method.parameters.map(() => given);
      const { taint: made } = callLambda(arg.lambda, parameters, frame);
      if (!picks) joined = joinTaint(joined, made);
    } else if (isFunction(arg) && arg.describes !== undefined) {
      joined = joinTaint(joined, callValue(arg, [given], expression, frame).taint);
    }
  }
  return joined === result.taint ? result : { ...result, taint: joined };
}

/** A list of constants. */
function isOwnList({ items, constant }: Value): boolean {
  return constant !== undefined || (items?.every(isSettled) ?? false);
}

/** Whether a value can be called: a lambda, a method that is named, `eval`. */
function isFunction({ lambda, type, describes }: Value): boolean {
  return lambda !== undefined || type === 'delegate' || (describes !== undefined && EVALUATING.has(describes));
}
