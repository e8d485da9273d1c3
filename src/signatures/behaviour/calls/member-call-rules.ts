import { callOf, firstOf, type MemberCall, ofNames, type Rule, type Rules, rulesByName } from './call.js';
import { leaveBehind } from './call-effects.js';
import { resultOf } from './call-results.js';
import { callValue, withLambdas } from './callables.js';
import { listOf } from '../values/combine-values.js';
import { ITEMS } from './creations.js';
import type { Frame, Methods } from '../frame.js';
import { callLambda, callMethods } from './functions.js';
import { functionsIn, heldFunction } from './held-functions.js';
import { OBJECT_CALL_RULES } from './object-call-rules.js';
import { HIDDEN_CALL } from './reflection.js';
import { REFLECTION_CALL_RULES } from './reflection-call-rules.js';
import { SINKS } from '../sinks/sinks.js';
import { functionsOf, join, UNKNOWN, type Value } from '../values/value.js';
import { EVALUATING } from '../vocabulary.js';

/** What a call of a member gives. */
export function memberCall(call: MemberCall): Value {
  return firstOf(rulesOf(call.name), call) ?? frameworkCall(call);
}

/** Methods of the file, unless the object is of the framework. */
const OWN: Rules<Rule<MemberCall>> = [
  ({ object: { keys, items }, name, args, expression, frame }) => {
    if (!keys || !items) return undefined;
    const item = items[keys.findIndex((key) => key.toLowerCase() === name)];
    return item && (item.lambda || (item.describes !== undefined && EVALUATING.has(item.describes)))
      ? callValue(item, args, expression, frame)
      : undefined;
  },
  ({ object, name, args, expression, frame }) => {
    const extensions = object.named
      ? undefined
      : frame.flow.methods
          .get(name)
          ?.filter(
            ({ method }) => method.extension || method.attributes.some((text) => /(?:^|\. ?)extension\b/i.test(text)),
          );
    return extensions && extensions.length > 0
      ? callMethods(frame, extensions, [object, ...args], expression)
      : undefined;
  },
  (call) => {
    const held = heldFunction(call);
    return held && callValue(held, call.args, call.expression, call.frame);
  },
  // `Tuple.Create(first, second)`
  ofNames('create', ({ object, args }) =>
    object.named && /^(?:value)?tuple$/.test(object.type) && args.length <= ITEMS.length
      ? { ...listOf(args, ITEMS.slice(0, args.length)), type: object.type }
      : undefined,
  ),
  // `pairs.First()`
  ofNames('first firstordefault single singleordefault last lastordefault elementat dequeue pop peek', ({ object }) => {
    const functions = functionsIn(object);
    return functions.length > 0 ? { ...functionsOf(functions), taint: object.taint } : undefined;
  }),
  // `String.prototype.keep = function () {…}`
  ({ object, name, args, frame }) => {
    const isOther = object.named || SINKS.has(`${object.type}.${name}`);
    const method = isOther ? undefined : frame.flow.prototypes.get(name);
    return method && callLambda(method, args, frame, object);
  },
  // `this.open()` in an object that is written out
  ({ object, name, args, frame }) => {
    const methods = object.type === 'page' && !frame.flow.methods.has(name) ? frame.flow.written.get(name) : undefined;
    return methods?.map((method) => callLambda(method, args, frame)).reduce(join, UNKNOWN);
  },
  ({ object, name, args, expression, frame }) => {
    const methods = frame.flow.methods.get(name);
    if (methods === undefined || methods.every(({ method }) => method.external)) return undefined;
    const own = object.type === 'page' || frame.ownClass(object.type);
    return own || (object.type === '' && !object.named)
      ? callMethods(frame, methodsOfClass(methods, object.type, frame), args, expression, expression.args)
      : undefined;
  },
];

/** Of methods of one name those that an object of a class may have: its own, and those of what it is made from and of what is made from it. */
function methodsOfClass(methods: Methods, type: string, frame: Frame): Methods {
  const bases = frame.basesOf(type);
  const its = methods.filter(({ method }) => {
    const owner = method.owner.toLowerCase();
    return owner === type || bases.includes(owner) || frame.basesOf(owner).includes(type);
  });
  return its.some(({ method }) => !method.external) ? its : methods;
}

const rulesOf = rulesByName([...OBJECT_CALL_RULES, ...REFLECTION_CALL_RULES, ...OWN]);

/** A method of the framework, or of whatever else is not in the file. */
function frameworkCall(call: MemberCall): Value {
  const { object, args, expression, frame, callee, name } = call;
  if (object.hidden && object.type === 'com') {
    const given = args.find((arg) => arg.taint !== null);
    if (given) frame.record('invoke', HIDDEN_CALL, expression, given, null, args);
  }
  leaveBehind(call);
  handOver(call);
  const written = `${frame.shortName(callee.object)}.${callee.name}`;
  return withLambdas(resultOf(callOf(frame, `${object.type}.${name}`, written, expression, object, args)), call);
}

/** Methods of objects that call whoever listens to their events with what they are given. */
const RAISES: ReadonlyMap<string, string> = new Map([
  ['runworkerasync', 'dowork'],
  ['reportprogress', 'progresschanged'],
]);

/** `worker.RunWorkerAsync(text)` calls the handlers of `DoWork`. */
function handOver({ name, object, args, expression, frame }: MemberCall): void {
  const event = RAISES.get(name);
  const taint = event === undefined ? null : listOf(args).taint;
  if (event === undefined || taint === null) return;
  const given: Value = { taint, type: '' };
  const { flow } = frame;
  const handlers = flow.handlers.get(event);
  if (handlers) callMethods(frame, handlers, [UNKNOWN, given], expression);
  for (const { lambda } of [...(object.items ?? []), ...eventHandlers(event, flow.globals)])
    if (lambda) callLambda(lambda, [UNKNOWN, given], frame);
}

function eventHandlers(event: string, globals: ReadonlyMap<string, Value>): readonly Value[] {
  return [...globals].flatMap(([name, value]) => (name.toLowerCase() === event ? [value] : []));
}
