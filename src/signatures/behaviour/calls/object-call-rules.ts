import { isBasic } from '../../../formats/code/language.js';
import type { Expression } from '../../../formats/code/syntax.js';
import { callOf, type MemberCall, ofNames, type Rule, type Rules } from './call.js';
import { resultOf } from './call-results.js';
import { inFolder, keyed, listOf, source } from '../values/combine-values.js';
import { element } from '../values/elements.js';
import { callLambda } from './functions.js';
import { keepInState } from '../values/keep-in-state.js';
import { memberOf, requestValue } from '../values/members.js';
import { calledByName } from './plain-call-rules.js';
import { comObject, invoke, typeByName } from './reflection.js';
import { setMember } from '../values/set-member.js';
import { SINKS } from '../sinks/sinks.js';
import { join, knownText, textOf, UNKNOWN, type Value } from '../values/value.js';
import { KEEPER, LATE_BINDERS, WORKER_READS } from '../vocabulary.js';

/** Members of the request. */
const REQUEST: Rules<Rule<MemberCall>> = [
  (call) => (call.object.type === 'httprequest' ? requestCall(call) : undefined),
  ({ frame, object, name, args, expression }) =>
    object.type === 'requestcollection' && /^(?:get|item|getvalues|get_item)$/.test(name) && args.length === 1
      ? element(object, args, expression, frame)
      : undefined,
  // `context.Request("q")`, `context.Session("k")` of VB are elements.
  ofNames('request session application cache items', ({ frame, object, callee, args, expression }) => {
    if (!isBasic(frame.language)) return undefined;
    const held = memberOf(object, callee.name, callee, frame);
    return held.type === 'httprequest' || held.type === KEEPER ? element(held, args, expression, frame) : undefined;
  }),
];

/** `query.Where(text)`: Dynamic LINQ extends what LINQ, which has none that takes a text, calls alike, and compiles it. */
const DYNAMIC_QUERIES: Rules<Rule<MemberCall>> = [
  ofNames(
    'where select any all orderby groupby skipwhile takewhile',
    ({ frame, object, callee, args: [first], args, expression }) => {
      const taint = first?.taint;
      if (!taint || taint.mixed || object.named || frame.ownClass(object.type)) return undefined;
      const isText = first.type === 'string' || taint.steps.length === 0;
      if (isText && first.lambda === undefined && /^(?:csharp|vb)$/.test(frame.language) && queryable(callee.object))
        frame.record('compile', `.${callee.name}`, expression, first, null, args);
      return undefined;
    },
  ),
];

/** `….AsQueryable()`, with as many of the same calls behind it. */
function queryable(expression: Expression): boolean {
  for (let at = expression; at.kind === 'call' && at.callee.kind === 'member'; at = at.callee.object)
    if (/^asqueryable$/i.test(at.callee.name)) return true;
  return false;
}

/** What keeps data from request to request. */
const STATE: Rules<Rule<MemberCall>> = [
  // Programs have an `Application`, too, whose methods nothing keeps.
  (call) => (call.object.type === KEEPER && !SINKS.has(`.${call.name}`) ? stateCall(call) : undefined),
  ofNames('getenvironmentvariable setenvironmentvariable', ({ frame, object, name, args, expression }) => {
    if (!object.named || object.type !== 'environment') return undefined;
    const kept = `environment ${textOf(args[0])?.toLowerCase() ?? ''}`;
    if (name.startsWith('get')) return join({ taint: null, type: 'string' }, frame.flow.readPlace(kept));
    frame.flow.writeState(kept, args[1] ?? UNKNOWN, frame.place(expression));
    if (args[1]?.taint?.secret) frame.record('keep', 'SetEnvironmentVariable', expression, args[1], null, args);
    return UNKNOWN;
  }),
  ofNames('setdata getdata logicalsetdata logicalgetdata', ({ frame, object, name, args, expression }) => {
    if (!/^(?:appdomain|currentdomain|callcontext|thread)$/.test(object.type)) return undefined;
    const kept = `domain ${textOf(args[0]) ?? ''}`;
    if (/get/.test(name)) return frame.flow.readPlace(kept);
    frame.flow.writeState(kept, args[1] ?? UNKNOWN, frame.place(expression));
    // It is a place to keep passwords, too.
    return undefined;
  }),
];

/** What is taken out of a dictionary was put there, whatever the key is that it is asked for by. */
const DICTIONARIES: Rules<Rule<MemberCall>> = [
  ofNames('keys', ({ object: { keyTaint, taint } }) =>
    keyTaint && taint === null ? { taint: keyTaint, type: 'array' } : undefined,
  ),
  ofNames('item get_item', ({ frame, object, args, expression }) =>
    args.length === 1 && /^(?:scripting\.dictionary|dictionary|hashtable|namevaluecollection)$/.test(object.type)
      ? element(object, args, expression, frame)
      : undefined,
  ),
];

/** What the server and what is beneath it do. */
const SERVER: Rules<Rule<MemberCall>> = [
  // A page that the request wrote is run.
  ofNames('execute transfer', ({ frame, object, callee, args, expression }) => {
    if (object.type !== 'httpserver') return undefined;
    const [first] = args;
    const written = first?.holds ?? frame.flow.writtenTo(first);
    if (first && written)
      frame.record('evaluate', `Server.${callee.name}`, expression, { ...first, taint: written }, null, args);
    return undefined;
  }),
  ({ object, args, expression, frame }) =>
    object.type === 'servervariables' ? element(object, args, expression, frame) : undefined,
  ofNames([...WORKER_READS, 'receiveasync'], ({ object, name, expression, frame }) => {
    if (name === 'receiveasync' && object.type !== 'websocket') return undefined;
    const taint = source('request', frame.textAt(expression), frame.place(expression));
    const [into] = expression.args;
    if (into) frame.taintRoot(into, taint, 'read');
    return { taint, type: '' };
  }),
  ofNames('getrequeststream getrequeststreamasync', () => ({ taint: null, type: 'outgoing' })),
  ofNames('mappath', ({ args }) => inFolder(args[0])),
];

/** Members that are called by a name, types and objects that are found by one. */
const BY_NAME: Rules<Rule<MemberCall>> = [
  ofNames('callbyname', (call) =>
    call.object.named ? calledByName({ ...call, written: call.callee.name }) : undefined,
  ),
  (call) => (call.object.named && LATE_BINDERS.has(call.object.type) ? lateBound(call) : undefined),
  ofNames('call', ({ frame, expression, object, args }) => {
    const [first, called] = args;
    if (!object.named || object.type !== 'expression') return undefined;
    const at = args.findIndex(({ type }) => type === 'methodinfo');
    const bound = args.slice(at + 1);
    const method = args[at];
    if (method?.taint) frame.record('invoke', 'Expression.Call', expression, method, null, args);
    // Its arguments stand in the tree, so that whoever compiles it calls it with none.
    if (at >= 0 && bound.some(({ taint }) => taint !== null))
      return invoke(method ?? UNKNOWN, [args[at - 1] ?? UNKNOWN, listOf(bound)], expression, frame);
    const written = textOf(called)?.toLowerCase();
    // `Expression.Call(type, name, …)`
    if (first?.type === 'type' && called?.taint && called.type === 'string')
      frame.record('invoke', 'Expression.Call', expression, called, null, args);
    if (first?.type === 'methodinfo') return { ...first, type: 'delegate' };
    return first?.describes !== undefined && written !== undefined
      ? { taint: null, type: 'delegate', describes: `${first.describes}.${written}` }
      : undefined;
  }),
  ofNames('lambda', ({ object, args: [first] }) =>
    object.named && object.type === 'expression' && first?.type === 'delegate' ? first : undefined,
  ),
  // `(function () {}).constructor(text)`
  ofNames('constructor', (call) =>
    call.frame.language === 'jscript' ? resultOf({ ...call, key: 'new:function' }) : undefined,
  ),
  ofNames('compile', ({ object }) => (object.type === 'delegate' ? object : undefined)),
  ofNames('createobject getobject', ({ object, name, args, expression, frame }) =>
    name === 'getobject' && object.type === 'resourcemanager'
      ? undefined
      : comObject(args[0], expression, frame, name === 'getobject'),
  ),
  ofNames('gettype', ({ object, args }) =>
    args.length === 0 ? { taint: object.taint, type: 'type', describes: object.type } : undefined,
  ),
  ofNames('gettype gettypefromprogid gettypefromclsid', ({ object, name, args }) => typeByName(object, name, args[0])),
];

export const OBJECT_CALL_RULES: Rules<Rule<MemberCall>> = [
  ...REQUEST,
  ...DYNAMIC_QUERIES,
  ...DICTIONARIES,
  ...STATE,
  ...SERVER,
  ...BY_NAME,
];

function requestCall({ frame, name, callee, args, expression }: MemberCall): Value {
  const place = frame.place(expression);
  const [first] = args;
  if (name === 'mappath') return inFolder(first);
  if (name === 'gettype') return { taint: null, type: 'type', describes: 'httprequest' };
  if (name === 'saveas') {
    const whole: Value = { taint: source('request', 'Request', place), type: '' };
    frame.record('write', 'Request.SaveAs', expression, whole, first ?? null, args);
    const [file] = expression.args;
    if (file?.kind === 'name' && first && whole.taint) frame.assign(file.name, { ...first, holds: whole.taint }, place);
    return UNKNOWN;
  }
  const collection = requestValue(callee.name, place);
  if (collection.type === 'servervariables') return element(collection, args, expression, frame);
  if (collection.taint === null) return collection;
  return {
    taint: keyed(source(collection.taint.origin, frame.textAt(expression), place), first),
    type: name === 'files' ? 'httppostedfile' : collection.type,
  };
}

/** What the session, the application or a cache keeps. */
function stateCall({ frame, name, callee, args, expression }: MemberCall): Value {
  const [first] = args;
  if (/^(?:add|insert|set|setstring)$/.test(name)) {
    keepInState(frame, callee.object, first, args[1] ?? UNKNOWN, expression);
    // Whoever is told when it goes gets it back.
    for (const { lambda } of args.slice(2)) if (lambda) callLambda(lambda, args, frame);
    return UNKNOWN;
  }
  if (/^(?:get|item|contents|getstring|value)$/.test(name))
    return frame.flow.readState(typeof first?.constant === 'number' ? undefined : textOf(first), knownText(first));
  return UNKNOWN;
}

/** `NewLateBinding.LateGet(object, type, name, arguments, …)` and its kin. */
function lateBound({ frame, name, callee, args, expression }: MemberCall): Value {
  const [object = UNKNOWN, holder, member, list] = args;
  const written = textOf(member);
  if (written === undefined) {
    if (member?.taint) frame.record('invoke', callee.name, expression, member, null, args);
    return { taint: listOf(args).taint, type: '' };
  }
  const type = holder?.describes ?? (object.type === 'array' ? '' : object.type);
  const given = list?.items ?? [];
  const [value] = given;
  if (name.startsWith('lateset') && value)
    setMember({ frame, object: { ...object, type }, holder: expression.args[0], written, value, span: expression });
  return resultOf(callOf(frame, `${type}.${written.toLowerCase()}`, written, expression, object, given));
}
