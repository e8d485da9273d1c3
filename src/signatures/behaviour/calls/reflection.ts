import type { Span } from '../../../formats/code/syntax.js';
import { type CallExpression, callOf, firstOf, type MemberCall, type Rule } from './call.js';
import { resultOf } from './call-results.js';
import { listOf, shortType, source } from '../values/combine-values.js';
import type { Frame, Methods } from '../frame.js';
import { callMethods, methodsOf, runConstructors } from './functions.js';
import { comType, UPLOADER } from './com-types.js';
import { SINKS } from '../sinks/sinks.js';
import { endingOf, joinTaint, knownText, textOf, UNKNOWN, type Value } from '../values/value.js';

/** How calls are named whose method the page keeps out of sight. */
export const HIDDEN_CALL = 'a method of a hidden name';

/** Objects that run, write or start what they are told. */
const TOOLS = new Set([
  'wscript.shell',
  'shell.application',
  'scripting.filesystemobject',
  'adodb.stream',
  'scriptcontrol',
  'msscriptcontrol.scriptcontrol',
  'schedule.service',
]);

/** Whether an object is of COM, whose class the page names or not. */
export function isOfCom({ type }: Value): boolean {
  return type.includes('.') || TOOLS.has(type) || type === 'com' || type === 'wmi';
}

/** A member of such an object is called with data of the request, and nobody who reads the page can tell which. */
export function hiddenCall(
  object: Value,
  name: Value | undefined,
  args: readonly Value[],
  span: Span,
  frame: Frame,
): void {
  const given = args.find((arg) => arg.taint !== null);
  const isSpelt = object.type === 'page' && (name?.hidden || name?.piece);
  if (given && name?.constant === undefined && name?.taint == null && (TOOLS.has(object.type) || isSpelt))
    frame.record('invoke', HIDDEN_CALL, span, given, null, args);
}

/** What leads to a script component by its address. */
const SCRIPT_MONIKER = /^\s*script(?:let)?:/i;

/** A file on a disk of the server, outside of what anybody may write to. */
const LOCAL_FILE = /^\s*script(?:let)?:(?:file:\/{2,3})?[a-z]:[\\/](?!.*[\\/](?:te?mp|public|programdata)[\\/])/i;

/** A component under a name of the page's own, below the site or on a disk of the server: it is looked at where it lies. */
function isOwnComponent(address: Value): boolean {
  const isLocal = address.site === true || LOCAL_FILE.test(textOf(address) ?? '');
  return isLocal && /\.(?:wsc|sct)\s*$/i.test(endingOf(address));
}

/** `CreateObject(name)`; with `moniker` `GetObject(name)`, which binds to what the name stands for. */
export function comObject(identifier: Value | undefined, span: Span, frame: Frame, moniker = false): Value {
  const text = textOf(identifier) ?? (identifier?.taint ? undefined : identifier?.around);
  const known = knownText(identifier);
  if (moniker && SCRIPT_MONIKER.test(known) && identifier) {
    const written =
      identifier.holds ?? frame.flow.writtenTo({ ...identifier, constant: known.replace(SCRIPT_MONIKER, '') });
    const elsewhere = isOwnComponent(identifier) ? null : source('socket', known, frame.place(span));
    const taint = identifier.taint ?? written ?? elsewhere;
    if (taint !== null)
      frame.record('evaluate', 'GetObject("script:…")', span, { ...identifier, taint }, null, [identifier]);
  }
  if (text === undefined) {
    if (identifier?.taint && !identifier.taint.mixed)
      frame.record(moniker ? 'bind' : 'create-type', moniker ? 'GetObject' : 'CreateObject', span, identifier, null, [
        identifier,
      ]);
    const type = /^winmgmts/i.test(known) ? 'wmi' : /^winnt:/i.test(known) ? 'adsi' : 'com';
    // Nobody who reads the page can tell what a class of the request's choice does.
    return { taint: null, type, ...(identifier?.hidden || identifier?.taint ? { hidden: true } : {}) };
  }
  const type = comType(text);
  frame.see(`com:${type}`, span);
  if (type === UPLOADER) return { taint: source('upload', text, frame.place(span)), type };
  return { taint: null, type: /^winmgmts/.test(type) ? 'wmi' : type };
}

/** `Type.GetType(name)`, `assembly.GetType(name)`, `Type.GetTypeFromProgID(name)` */
export function typeByName(object: Value, name: string, first: Value | undefined): Value {
  const text = textOf(first);
  if ((name === 'gettypefromprogid' || name === 'gettypefromclsid') && text !== undefined)
    return { taint: null, type: 'type', describes: comType(text) };
  const taint = joinTaint(first?.taint ?? null, object.taint);
  const hidden = first?.hidden ? { hidden: true as const } : {};
  return {
    taint,
    type: 'type',
    describes: text === undefined ? undefined : shortType(text.split(',')[0] ?? ''),
    ...hidden,
  };
}

/** Members of `Type` that give all methods. */
const EVERY_METHOD = /^(?:getmethods|getmembers|getruntimemethods)$/;

/** Members of `Type` that lead to a method. */
const REFLECTION_RULES: readonly Rule<MemberCall>[] = [
  ({ name, object, args: [first] }) =>
    /^(?:getmethod|getruntimemethod|getconstructors?|getmember|get(?:runtime)?(?:property|field))$/.test(name)
      ? methodByName(object, name, first)
      : undefined,
  ({ name, object }) =>
    EVERY_METHOD.test(name) && object.describes === undefined
      ? { taint: object.taint, type: 'methodinfo', hidden: true }
      : undefined,
  ({ name, object }) =>
    EVERY_METHOD.test(name) && object.describes !== undefined
      ? { taint: null, type: 'methodinfo', describes: `${object.describes}.*` }
      : undefined,
  ({ name, object }) =>
    object.type === 'methodinfo' &&
    /^(?:first|firstordefault|single|singleordefault|last|where|orderby|elementat|toarray|tolist)$/.test(name)
      ? object
      : undefined,
  (call) => (call.name === 'invokemember' ? invokeMember(call) : undefined),
];

function methodByName(object: Value, name: string, first: Value | undefined): Value {
  const text = textOf(first)?.toLowerCase();
  const taint = joinTaint(object.taint, first?.taint ?? null);
  const { describes } = object;
  const isConstructor = name.startsWith('getconstructor') && describes !== undefined;
  const anyMethod = describes !== undefined && taint === null && name === 'getmethod' ? `${describes}.*` : undefined;
  return {
    taint,
    type: name.endsWith('field') ? 'fieldinfo' : 'methodinfo',
    describes: isConstructor ? `${MADE}${describes}` : text === undefined ? anyMethod : `${describes ?? ''}.${text}`,
    ...(first?.hidden || (object.hidden && describes === undefined) ? { hidden: true } : {}),
  };
}

/** `type.InvokeMember(name, flags, binder, object, arguments)` */
function invokeMember({ frame, object, args, expression }: MemberCall): Value | undefined {
  const [first, second] = args;
  // `Binder.InvokeMember(flags, name, …)`
  if (object.named && object.type === 'binder' && second?.taint)
    frame.record('invoke', 'Binder.InvokeMember', expression, second, null, args);
  const text = textOf(first)?.toLowerCase();
  const given = args.slice(args.length > 4 ? 4 : 3).flatMap((arg) => arg.items ?? [arg]);
  if (first?.taint || object.taint)
    frame.record('invoke', 'Type.InvokeMember', expression, first?.taint ? first : object, null, args);
  if (text === undefined) return undefined;
  const called = `${object.describes ?? ''}.${text}`;
  const own = ownMethods(called, frame);
  if (own !== undefined) return callMethods(frame, own, given, expression);
  return resultOf(callOf(frame, called, `InvokeMember(${text})`, expression, args[3] ?? UNKNOWN, given));
}

/** Whether a member is one that leads from a type to a method. */
export function reflects({ object, name }: MemberCall): boolean {
  return (
    object.type === 'type' || object.describes !== undefined || EVERY_METHOD.test(name) || object.type === 'binder'
  );
}

export function reflected(call: MemberCall): Value | undefined {
  return firstOf(REFLECTION_RULES, call);
}

/** Begins what is described by a constructor: the name that the creation goes by. */
const MADE = 'new:';

/** What a constructor gives that was looked up, or called by its type. */
export function made(type: string, args: readonly Value[], span: CallExpression, frame: Frame): Value {
  const { taint } = listOf(args);
  if (frame.ownClass(type)) runConstructors(type, args, span, frame);
  else resultOf(callOf(frame, `${MADE}${type}`, `${MADE}${type} by reflection`, span, UNKNOWN, args));
  return { taint, type };
}

/** Methods of the code itself that `type.method`, or `type.*`, describes. */
function ownMethods(described: string, frame: Frame): Methods | undefined {
  const dot = described.lastIndexOf('.');
  const [type, name] = [described.slice(0, Math.max(0, dot)), described.slice(dot + 1)];
  if (type !== 'page' && !frame.ownClass(type)) return undefined;
  const methods =
    name === '*'
      ? [...frame.flow.methods.values()].flat().filter(({ method }) => method.owner.toLowerCase() === type)
      : (methodsOf(name, type, frame) ?? frame.flow.methods.get(name));
  return methods?.some(({ method }) => !method.external) ? methods : undefined;
}

/** `MethodInfo.Invoke(object, arguments)` and a delegate made of one. */
export function invoke(object: Value, args: readonly Value[], expression: CallExpression, frame: Frame): Value {
  const given = (args.length > 1 ? args.slice(1) : args).flatMap((arg) => arg.items ?? [arg]);
  const on = args[0] ?? UNKNOWN;
  const own = ownMethods(object.describes ?? '', frame);
  const found = own && callMethods(frame, own, given, expression);
  if (found && object.taint === null) return found;
  if (object.describes?.startsWith(MADE)) return made(object.describes.slice(MADE.length), given, expression, frame);
  if (object.describes?.endsWith('.*')) {
    // Any method of the type: the one that matters is taken.
    const type = object.describes.slice(0, -1);
    const key = [...SINKS.keys()].find((known) => known.startsWith(type));
    if (key !== undefined) return resultOf(callOf(frame, key, `${key} by reflection`, expression, on, given));
  } else if (object.describes !== undefined) {
    const known = resultOf(callOf(frame, object.describes, `${object.describes} by reflection`, expression, on, given));
    if (object.taint === null) return known;
  }
  const data = listOf(args);
  if (object.hidden && object.taint === null && data.taint !== null)
    frame.record('invoke', HIDDEN_CALL, expression, data, null, args);
  if (object.taint !== null) frame.record('invoke', 'MethodInfo.Invoke', expression, object, null, args);
  return { taint: listOf([object, ...args]).taint, type: '' };
}
