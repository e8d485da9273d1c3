import { FUNCTION_POINTER } from '../../../formats/code/curly-types.js';
import { isBasic } from '../../../formats/code/language.js';
import { type Call, callOf, firstOf, ofNames, type Rule, type Rules, rulesByName } from './call.js';
import { fillModel } from './call-effects.js';
import { resultOf } from './call-results.js';
import { callValue, withLambdas } from './callables.js';
import { inFolder, listOf, source } from '../values/combine-values.js';
import { element } from '../values/elements.js';
import { callMethods, runOtherConstructors } from './functions.js';
import { functionOfProperty } from './held-functions.js';
import { comObject, hiddenCall } from './reflection.js';
import { setMember } from '../values/set-member.js';
import { SINKS } from '../sinks/sinks.js';
import { functionsOf, join, knownText, textOf, UNKNOWN, type Value } from '../values/value.js';
import { KEEPER, CODE, EVALUATING, FUNCTIONS } from '../vocabulary.js';

/** What a call of a name alone gives. */
export function plainCall(call: Call): Value {
  return firstOf(rulesOf(call.key), call) ?? withLambdas(resultOf(call), call);
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
        own.type === FUNCTIONS ||
        own.type === CODE ||
        own.type === FUNCTION_POINTER ||
        (own.named && !own.dotted && frame.language === 'jscript') ||
        (own.describes !== undefined && EVALUATING.has(own.describes)));
    return isCallable ? callValue(own, args, expression, frame) : undefined;
  },
  ({ frame, key, args, expression }) => {
    const held = functionOfProperty(key, expression, frame);
    return held && callValue(held, args, expression, frame);
  },
  ({ frame, key, args, expression }) => {
    const methods = frame.flow.methods.get(key);
    return methods?.some(({ method }) => !method.external)
      ? callMethods(frame, methods, args, expression, expression.args)
      : undefined;
  },
  // `RaiseEvent Ready(Me, given)`
  ({ frame, key, args, expression }) => {
    const handlers = frame.flow.handlers.get(key);
    return handlers && callMethods(frame, handlers, args, expression, expression.args);
  },
  ({ frame, key, written, args, expression }) => {
    const own = key === 'eval' || frame.flow.methods.has(key) ? undefined : frame.lookup(written);
    return own && element(own, args, expression, frame);
  },
  ({ frame, key, args, expression }) => {
    const named = frame.flow.named(key);
    return named?.type === 'httprequest' || named?.type === KEEPER
      ? element(named, args, expression, frame)
      : undefined;
  },
];

/** Functions of the languages that lead to objects, types and other functions. */
const LANGUAGE: Rules<Rule<Call>> = [
  ofNames('createobject activexobject getobject', ({ key, args, expression, frame }) =>
    comObject(args[0], expression, frame, key === 'getobject'),
  ),
  ofNames('gettype', ({ args }) => (args.length === 0 ? { taint: null, type: 'type', describes: 'page' } : undefined)),
  // `AddHandler event, AddressOf method`
  ofNames('addhandler', ({ args, expression, frame }) => {
    const [event] = expression.args;
    const place = frame.place(expression);
    if (event?.kind === 'name' && args[1]?.lambda) frame.assign(event.name, args[1], place);
    if (event?.kind === 'member' && args[1]?.lambda) frame.flow.assign(frame.flow.globals, event.name, args[1], place);
    return undefined;
  }),
  ofNames('getref', ({ args, frame }) => {
    const [name] = args;
    const text = textOf(name)?.toLowerCase();
    const methods =
      text === undefined
        ? [...frame.flow.methods.values()].flat().filter(({ method }) => mayBeCalled(method.name, name))
        : (frame.flow.methods.get(text)?.slice(0, 1) ?? []);
    const functions = methods.map(
      ({ method }): Value => ({ taint: null, type: 'delegate', lambda: { method, scope: new Map() } }),
    );
    return functions.length > 1 ? functionsOf(functions) : functions[0];
  }),
  ofNames('function', (call) =>
    call.frame.language === 'jscript' ? resultOf({ ...call, key: 'new:function', name: 'new:function' }) : undefined,
  ),
  ofNames('base this', ({ key, args, expression, frame }) => {
    if (frame.language === 'csharp') runOtherConstructors(key, args, expression, frame);
    return undefined;
  }),
  // `Page.MapPath(path)`
  ofNames('mappath', ({ args }) => inFolder(args[0])),
  // `If(value, other)` is the other one where there is no value.
  ofNames('iif if', ({ args }) => (args.length === 2 ? args : args.slice(1, 3)).reduce(join, UNKNOWN)),
  // What stands in the address behind a page of Razor.
  ofNames('urldata', ({ args, written, frame, expression }) =>
    args.length === 1 ? { taint: source('address', written, frame.place(expression)), type: 'string' } : undefined,
  ),
  ofNames('callbyname', calledByName),
  ofNames('tryupdatemodel updatemodel tryupdatemodelasync', ({ expression, frame }) => {
    fillModel(expression, frame);
    return undefined;
  }),
  // `using static System.Diagnostics.Process;`
  ({ frame, key, written, args, expression }) => {
    const holder = SINKS.has(key) ? undefined : frame.work.unit.statics.find((type) => SINKS.has(`${type}.${key}`));
    return holder === undefined
      ? undefined
      : resultOf(callOf(frame, `${holder}.${key}`, written, expression, UNKNOWN, args));
  },
  ofNames('array', ({ args, frame }) => (isBasic(frame.language) ? listOf(args) : undefined)),
];

const rulesOf = rulesByName([...OWN, ...LANGUAGE]);

/** Whether a name of which a part or nothing is known, `GetRef("On" & event)`, `GetRef(Request("f"))`, may be this one. */
function mayBeCalled(method: string, name: Value | undefined): boolean {
  const known = knownText(name).toLowerCase();
  return known === '' ? name?.taint != null : method.toLowerCase().includes(known);
}

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
