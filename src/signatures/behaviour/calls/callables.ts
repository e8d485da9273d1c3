import { FUNCTION_POINTER } from '../../../formats/code/curly-types.js';
import type { Expression } from '../../../formats/code/syntax.js';
import { type Call, type CallExpression, callOf } from './call.js';
import { resultOf } from './call-results.js';
import { listOf } from '../values/combine-values.js';
import { element } from '../values/elements.js';
import type { Frame } from '../frame.js';
import { callLambda } from './functions.js';
import { functionsIn } from './held-functions.js';
import { invoke } from './reflection.js';
import { isSettled, join, joinTaint, UNKNOWN, type Value } from '../values/value.js';
import { CODE, EVALUATING, FUNCTIONS } from '../vocabulary.js';

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
  if (object.type === CODE) return runCode(object, args, expression, frame);
  if (object.lambda) return callLambda(object.lambda, args, frame);
  if (object.type === FUNCTION_POINTER)
    frame.record('native-call', 'a function pointer', expression, listOf(args), null, args);
  if (object.type === 'methodinfo') return invoke(object, args, expression, frame);
  // A function of the language under another name.
  if (frame.language === 'jscript' && object.named && !object.dotted)
    return resultOf(callOf(frame, object.type, object.type, expression, UNKNOWN, args));
  return element(object, args, expression, frame);
}

/** Runs the code that a function was made of, with what it is given. */
function runCode({ constant, keys }: Value, args: readonly Value[], expression: CallExpression, frame: Frame): Value {
  const scope = new Map(frame.scope);
  for (const [i, name] of (keys ?? []).entries()) scope.set(frame.flow.keyOf(name), args[i] ?? UNKNOWN);
  const { flow } = frame;
  const outer = flow.returned;
  flow.returned = UNKNOWN;
  frame.evaluation.nested(typeof constant === 'string' ? constant : '', 'jscript', expression, frame.with(scope));
  const result = flow.returned;
  flow.returned = outer;
  return result;
}

/** Methods that leave of a list what is alike. */
const KEEPS_ITEMS = /^(?:where|orderby|orderbydescending|thenby|distinct|skip|take|tolist|toarray|asenumerable|cast)$/;

/** Methods that take a condition. */
const PICKS = /^(?:first|single|last|find)(?:ordefault)?$|^(?:where|findall|any|all|count|exists)$/;

/** What is known of the arguments, given to the functions among them: `list.Select(f)`, `Task.Run(f)`. */
export function withLambdas(plain: Value, { name, object, args, expression, frame }: Call): Value {
  const called = KEEPS_ITEMS.test(name) && hasKnownItems(object) ? { ...plain, items: object.items } : plain;
  if (!args.some(isFunction)) return called;
  // What a condition picks out of a list, or says of it, is of the list.
  const picks = PICKS.test(name) && object.taint === null && !object.named;
  const kept = name === 'where' && object.taint !== null && args.some(keepsWords) ? boundToWords(called) : called;
  const result: Value = picks ? { ...called, taint: null, ...(isOwnList(object) ? { settled: true } : {}) } : kept;
  const data = args.filter((arg) => !isFunction(arg));
  const taint = listOf([object, ...data]).taint;
  const item: Value = object.items?.[0] ?? data[0]?.items?.[0] ?? { taint, type: '' };
  // `"101,118".replace(/\d+/g, function (part) {…})`
  const isPart = name === 'replace' && taint === null && typeof object.constant === 'string';
  const given: Value = {
    ...item,
    taint: item.keys ? item.taint : (item.taint ?? taint),
    ...(isPart ? { piece: true } : {}),
  };
  let joined = result.taint;
  const made: Value[] = [];
  for (const arg of args) {
    if (arg.lambda) {
      const parameters = arg.lambda.method.parameters.map(() => given);
      const gave = callLambda(arg.lambda, parameters, frame);
      made.push(gave);
      // A condition is no data.
      if (!PICKS.test(name)) joined = joinTaint(joined, gave.taint);
    } else if (isFunction(arg) && arg.describes !== undefined) {
      joined = joinTaint(joined, callValue(arg, [given], expression, frame).taint);
    }
  }
  const [only] = made;
  // `list.Select(x => known[x])`: nothing is left of the list but what is made of it.
  if (only && made.length === 1 && /^(?:select|convertall)$/.test(name) && isSettled(only) && !only.hidden)
    return { taint: null, type: '', items: [only] };
  // `list.Select(x => new { Name = x, Address = known[x] })`: what is in one member is not in the other.
  if (only?.keys && made.length === 1 && name === 'select') return { ...result, taint: joined, items: [only] };
  const functions = functionsIn(listOf(made));
  if (functions.length > 0 && /^(?:select|convertall|todictionary|tolookup)$/.test(name))
    return { ...result, taint: joined, items: functions };
  return joined === result.taint ? result : { ...result, taint: joined };
}

/** Whether what is in a list is known apart from the list: one item, records, functions. */
function hasKnownItems(list: Value): boolean {
  const [item, ...others] = list.items ?? [];
  return (
    (item !== undefined && others.length === 0 && (list.taint === null || item.keys !== undefined)) ||
    functionsIn(list).length > 0
  );
}

function boundToWords(value: Value): Value {
  return value.taint === null ? value : { ...value, taint: { ...value.taint, bounded: 'word' } };
}

/** `c => char.IsLetterOrDigit(c) || c == '-'`, `char.IsDigit` */
function keepsWords({ lambda, describes }: Value): boolean {
  if (lambda === undefined) return describes !== undefined && OF_WORDS.test(describes);
  const [statement] = lambda.method.body;
  return lambda.method.body.length === 1 && statement?.kind === 'return' && asksForWords(statement.value, 0);
}

const OF_WORDS = /^char\.is(?:letterordigit|letter|digit|number|asciiletterordigit|asciidigit|asciiletter)$/;

function asksForWords(test: Expression, depth: number): boolean {
  if (test.kind === 'call' && test.callee.kind === 'member' && test.callee.object.kind === 'name')
    return OF_WORDS.test(`${test.callee.object.name}.${test.callee.name}`.toLowerCase());
  if (test.kind !== 'binary' || depth > 10) return false;
  if (/^(?:\|\||orelse|or)$/i.test(test.operator))
    return asksForWords(test.left, depth + 1) && asksForWords(test.right, depth + 1);
  return /^={1,2}$/.test(test.operator) && test.right.kind === 'string' && /^[\w-]$/.test(test.right.value);
}

/** A list of constants. */
function isOwnList({ items, constant }: Value): boolean {
  return constant !== undefined || (items?.every(isSettled) ?? false);
}

/** Whether a value can be called: a lambda, a method that is named, `eval`. */
function isFunction({ lambda, type, describes }: Value): boolean {
  return lambda !== undefined || type === 'delegate' || (describes !== undefined && EVALUATING.has(describes));
}
