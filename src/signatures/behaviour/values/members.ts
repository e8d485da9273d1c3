import { foldCall } from '../../../formats/code/constants.js';
import { isBasic } from '../../../formats/code/language.js';
import type { Method, Span } from '../../../formats/code/syntax.js';
import { firstOf, type MemberExpression, ofNames, type Rule, type Rules, rulesByName } from '../calls/call.js';
import { shortType, source } from './combine-values.js';
import { type Frame, ofThis } from '../frame.js';
import { placeOfStatic } from './keep-in-state.js';
import { callLambda, callMethods } from '../calls/functions.js';
import { nameValue, propertyValue } from './names.js';
import { controlMember, HARMLESS_MEMBERS, requestMember } from '../request-data.js';
import { RESULT_TYPES } from '../calls/result-types.js';
import { SINKS } from '../sinks/sinks.js';
import { isSettled, joinTaint, type Origin, type Place, type Value } from './value.js';
import {
  KEEPER,
  DATES,
  DECODERS,
  FUNCTIONS as SEVERAL,
  NOTED,
  NUMBERS,
  OTHER_REQUESTS,
  OWN_ENDING,
  OWN_PATHS,
  SITE_FOLDERS,
  STATE,
} from '../vocabulary.js';

/** A member of an object that is read. */
export interface Member {
  readonly frame: Frame;
  readonly object: Value;
  readonly written: string;
  /** Lower case. */
  readonly name: string;
  readonly span: Span;
}

/** `object.name` as it stands in the code. */
export function memberValue(expression: MemberExpression, frame: Frame): Value {
  const object = frame.value(expression.object);
  const called = `${object.type}.${expression.name.toLowerCase()}`;
  // A method named without being called: a delegate is made of it.
  const name = expression.name.toLowerCase();
  if (object.named && (SINKS.has(called) || DECODERS.test(name) || called === 'string.fromcharcode'))
    return { taint: null, type: 'delegate', describes: called };
  // `read = serializer.Deserialize`
  const isOfObject = frame.language === 'csharp' && !object.named && object.type !== '' && /^deserialize/.test(name);
  if (isOfObject && !frame.ownClass(object.type)) return { taint: null, type: 'delegate', describes: called };
  const member = memberOf(object, expression.name, expression, frame);
  return frame.language === 'jscript' ? withLeftInThis(member, object, expression, frame) : member;
}

/** `this.stream`, an object or a list that another function of the object may have put something into. */
function withLeftInThis(member: Value, of: Value, { object, name }: MemberExpression, { flow }: Frame): Value {
  if (member.taint !== null || member.lambda || object.kind !== 'name') return member;
  if (of.keys === undefined && object.name !== 'this') return member;
  const isHolder = member.type.includes('.') || member.type === 'array';
  const isOpen = isHolder || (member.type === '' && member.constant === undefined && !isSettled(member));
  const left = isOpen ? (flow.globals.get(ofThis(name))?.taint ?? null) : null;
  return left === null ? member : { ...member, taint: left };
}

export function memberOf(object: Value, written: string, span: Span, frame: Frame): Value {
  const member: Member = { frame, object, written, name: written.toLowerCase(), span };
  return firstOf(rulesOf(member.name), member) ?? partOf(member);
}

const comesFrom = ({ frame, span }: Member, origin: Origin, type: string): Value => ({
  taint: source(origin, frame.textAt(span), frame.place(span)),
  type,
});

/** Members through which data comes in. */
const SOURCES: Rules<Rule<Member>> = [
  ofNames('websocket', () => ({ taint: null, type: 'websocket' })),
  ofNames('stream', (member) =>
    member.object.type === 'soapmessage' ? comesFrom(member, 'request', 'requeststream') : undefined,
  ),
  ({ object, written, name, frame, span }) => {
    if (object.type !== 'httprequest') return undefined;
    if (name === 'useragent' || name === 'urlreferrer') frame.see('who asks', span);
    return requestValue(written, frame.place(span));
  },
  ofNames('responsetext responsebody responsestream responsexml', (member) =>
    /xmlhttp|winhttp/.test(member.object.type)
      ? member.object.taint
        ? { taint: member.object.taint, type: '' }
        : comesFrom(member, 'socket', '')
      : undefined,
  ),
  // `Request.Url.Query`: of the rest of an address the server decides a part.
  ofNames('query', (member) =>
    member.object.taint?.origin === 'address' ? comesFrom(member, 'request', 'string') : undefined,
  ),
  (member) =>
    member.name === 'routedata' || (member.object.named && member.object.type === 'routedata')
      ? comesFrom(member, 'address', 'requestcollection')
      : undefined,
];

/** What the last expression that was matched found: `RegExp.$1` of JScript. */
export const MATCHED = ' matched';

/** Methods, delegates and functions as objects. */
const FUNCTIONS: Rules<Rule<Member>> = [
  ofNames('$1 $2 $3 $4 $5 $6 $7 $8 $9 $_ $& lastmatch lastparen leftcontext rightcontext input', ({ frame, object }) =>
    object.named && object.type === 'regexp' ? frame.flow.globals.get(MATCHED) : undefined,
  ),
  ofNames('method', ({ object }) =>
    object.type === 'delegate'
      ? object.lambda
        ? object
        : { taint: null, type: 'methodinfo', describes: object.describes }
      : undefined,
  ),
  // A command that Basic runs by its bare name gives rows.
  ofNames('execute', ({ object, frame }) =>
    isBasic(frame.language) && object.type !== 'httpserver'
      ? { taint: object.taint, type: 'adodb.recordset' }
      : undefined,
  ),
  ofNames('methodhandle', ({ object }) => (object.type === 'methodinfo' ? object : undefined)),
  ofNames('constructor', ({ frame }) =>
    frame.language === 'jscript' ? { taint: null, type: 'function', describes: 'new:function' } : undefined,
  ),
  ofNames('value result', ({ object, frame }) =>
    object.lambda ? callLambda(object.lambda, [], frame) : object.type === SEVERAL ? object : undefined,
  ),
];

/** Fields and properties of the file's own classes and of the page. */
const OWN: Rules<Rule<Member>> = [
  // `Store.Command`, which another page set.
  ({ object, name, frame }) => {
    if (!object.named || object.dotted || object.type === 'page' || STATE.has(name)) return undefined;
    const kept = frame.flow.readPlace(placeOfStatic(object.type, name));
    return kept.taint === null ? undefined : kept;
  },
  ({ object, written, name, frame, span }) => {
    if (!frame.ownClass(object.type)) return undefined;
    const field = frame.flow.globals.get(frame.flow.keyOf(written));
    if (field && (NUMBERS.test(field.type) || frame.ownEnumeration(field.type)))
      return { ...field, taint: null, settled: true };
    if (field) return { ...field, taint: joinTaint(field.taint, object.taint) };
    const methods = frame.flow.methods.get(name);
    const property = methods?.[0]?.method.property ? methods[0].method : undefined;
    // What the framework, or what reads objects out of texts, fills of a request.
    if (property?.body.length === 0 && object.taint !== null && !isCounted(property, frame))
      return { ...object, type: shortType(property.parameters[0]?.type ?? null) };
    if (methods && property) return propertyValue(methods, span, frame);
    // In Basic a function is called by its name alone.
    const isCall =
      isBasic(frame.language) && methods?.some(({ method }) => !method.external && method.parameters.length === 0);
    return methods && isCall ? callMethods(frame, methods, [], span) : undefined;
  },
  ofNames('incomingmessageheaders requestmessage', (member) => comesFrom(member, 'request', 'requestcollection')),
  ofNames('request incomingrequest', ({ object }) =>
    OTHER_REQUESTS.has(object.type) ? undefined : { taint: null, type: 'httprequest' },
  ),
  ({ object: { type }, written, name, frame, span }) => {
    if (type !== 'page' && type !== 'httpcontext') return undefined;
    const { flow } = frame;
    const own = type === 'page' ? flow.globals.get(flow.keyOf(written)) : undefined;
    const field = own ?? (type === 'page' ? frame.lookup(written) : undefined);
    if (field) return field;
    const named = flow.named(name === 'current' ? 'context' : name);
    if (named) return named;
    return flow.methods.get(name)?.[0] && type === 'page' ? nameValue(written, span, frame) : undefined;
  },
];

/** Whether a property is a number, or one of a few names. */
function isCounted({ parameters }: Method, frame: Frame): boolean {
  const type = shortType(parameters[0]?.type ?? null);
  return NUMBERS.test(type) || frame.ownEnumeration(type);
}

/** What keeps data from request to request. */
const STATE_HOLDERS: Rules<Rule<Member>> = [
  ofNames('session application', () => ({ taint: null, type: KEEPER })),
  ofNames('items', ({ object }) => (object.type === 'httpcontext' ? { taint: null, type: KEEPER } : undefined)),
  ofNames('contents item', ({ object }) => (object.type === KEEPER ? object : undefined)),
  ofNames('cache', ({ object: { type } }) =>
    type === 'httpcontext' || type === 'page' || type === 'httpruntime' ? { taint: null, type: KEEPER } : undefined,
  ),
];

/** What controls of the page were posted. */
const CONTROLS: Rules<Rule<Member>> = [
  ({ object, name, frame, span }) => {
    const posted = controlMember(object.type, name);
    if (posted === undefined) return undefined;
    const taint = source(posted, frame.textAt(span), frame.place(span));
    return {
      taint: { ...taint, nameOnly: posted === 'upload' && name === 'filename' },
      type: name === 'postedfile' ? 'httppostedfile' : '',
    };
  },
  ofNames('commandargument commandname', (member) =>
    member.object.type === 'commandeventargs' ? comesFrom(member, 'control', 'string') : undefined,
  ),
];

/** `this.text` of JScript, which another function of the object set. */
const OF_THIS: Rules<Rule<Member>> = [
  ({ object, written, frame }) =>
    frame.language === 'jscript' && /^(?:page)?$/.test(object.type) && !object.named && object.taint === null
      ? frame.flow.globals.get(frame.flow.keyOf(ofThis(written)))
      : undefined,
];

/** Parts of what is known, and what carries nothing on. */
const PARTS: Rules<Rule<Member>> = [
  ({ object, name }) =>
    object.keys && object.items ? object.items[object.keys.findIndex((key) => key.toLowerCase() === name)] : undefined,
  ofNames(SITE_FOLDERS, ({ object: { taint } }) =>
    taint === null ? { taint, type: 'string', site: true } : undefined,
  ),
  // `site.Applications`, of the administration of IIS.
  ofNames('applications virtualdirectories', ({ object: { named, taint }, name }) =>
    named ? undefined : { taint, type: name },
  ),
  // What the browser says that the file is.
  ofNames('contenttype', ({ object: { taint } }) =>
    taint?.origin === 'upload' ? { taint: { ...taint, origin: 'address' }, type: 'string' } : undefined,
  ),
  ofNames('keys', ({ object: { keyTaint } }) => (keyTaint ? { taint: keyTaint, type: 'array' } : undefined)),
  ofNames('length', ({ object: { constant } }) =>
    typeof constant === 'object' || typeof constant === 'string'
      ? { taint: null, type: 'number', constant: constant.length }
      : undefined,
  ),
  ({ object, name, frame, span }) => {
    if (object.named && object.type === 'typenamehandling' && name !== 'none') frame.see('typenamehandling', span);
    if (!HARMLESS_MEMBERS.has(name)) return undefined;
    if (object.taint?.origin === 'upload')
      frame.flow.checksNames ||= /^(?:endswith|contains|indexof|ismatch)$/.test(name);
    return { taint: null, type: '', settled: true };
  },
  staticMember,
  ({ object, written, name, frame, span }) =>
    object.type === '' && object.taint === null && frame.flow.methods.has(name)
      ? nameValue(written, span, frame)
      : undefined,
];

const rulesOf = rulesByName([...SOURCES, ...FUNCTIONS, ...OWN, ...STATE_HOLDERS, ...CONTROLS, ...PARTS, ...OF_THIS]);

/** A namespace, a type or one of its static members. */
function staticMember({ object, name, frame, span }: Member): Value | undefined {
  if (!object.named || object.taint !== null) return undefined;
  const qualified = `${object.type}.${name}`;
  if (object.type === 'registry') {
    frame.see(qualified, span);
    return { taint: null, type: 'registrykey' };
  }
  if (NOTED.has(qualified)) frame.see(qualified, span);
  if (object.type === 'machinekeysection' || name === 'machinekeysection') frame.see('machinekeysection', span);
  const result = RESULT_TYPES.get(qualified);
  return { taint: null, type: result ?? name, named: result === undefined, dotted: true };
}

/** Any other member is part of its object, and holds what that holds. */
function partOf({ object, name }: Member): Value {
  const folded = object.constant === undefined ? undefined : foldCall(name, object.constant, []);
  return {
    taint: object.taint,
    type: RESULT_TYPES.get(`${object.type}.${name}`) ?? '',
    ...(folded === undefined ? {} : { constant: folded }),
    ...(DATES.has(name) || isSettled(object) ? { settled: true } : {}),
    ...(object.path ? { path: object.path } : {}),
    ...(name === 'gettype' ? { type: 'type', describes: object.type } : {}),
  };
}

/** A member of the request: what the client sent, or what the server says of it. */
export function requestValue(written: string, place: Place): Value {
  const name = written.toLowerCase();
  const origin = requestMember(name);
  if (origin === undefined)
    return {
      taint: null,
      type: '',
      ...(OWN_PATHS.has(name) ? { suffix: OWN_ENDING } : {}),
      ...(name.startsWith('physical') ? { site: true } : {}),
    };
  if (name === 'servervariables') return { taint: null, type: 'servervariables' };
  const type = name === 'files' ? 'httpfilecollection' : name === 'inputstream' ? 'requeststream' : 'requestcollection';
  return { taint: source(origin, `Request.${written}`, place), type };
}
