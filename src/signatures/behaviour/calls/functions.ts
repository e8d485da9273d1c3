import { type CodeUnit, type Expression, type Method, OPERATOR, type Span } from '../../../formats/code/syntax.js';
import { listOf, shortType } from '../values/combine-values.js';
import type { Scope } from '../flow.js';
import type { Frame, Methods, Work } from '../frame.js';
import { join, UNKNOWN, type Value, withStep } from '../values/value.js';
import { TYPES } from '../vocabulary.js';

/** Methods of one name that are followed where the code does not say which is called: as many as a page's classes are likely to have. */
const MAXIMUM_CANDIDATES = 20;

/** Runs a lambda with what it is given, on an object where it is called on one; its parameters live with the variables around it. */
export function callLambda(
  lambda: NonNullable<Value['lambda']>,
  args: readonly Value[],
  frame: Frame,
  on?: Value,
): Value {
  const { method } = lambda;
  // `this` is another at each call.
  const scope: Scope =
    on === undefined ? lambda.scope : new Map(lambda.scope === frame.flow.globals ? [] : lambda.scope);
  if (on !== undefined) scope.set('this', on);
  method.parameters.forEach((parameter, i) => {
    const given = args[i];
    if (given) scope.set(frame.flow.keyOf(parameter.name), given);
  });
  keepArguments(scope, args, frame.work);
  return frame.evaluation.body(method, frame.with(scope));
}

/** `arguments` of JScript: all that a function was called with, whatever it names. */
export function keepArguments(scope: Scope, args: readonly Value[], { unit: { language } }: Work): void {
  if (language === 'jscript') scope.set('arguments', listOf(args));
}

/** Follows data into methods of the same file, back out, and into `written`, the arguments by reference, where these are known. */
export function callMethods(
  frame: Frame,
  methods: Methods,
  args: readonly Value[],
  span: Span,
  written?: readonly Expression[],
): Value {
  const { flow } = frame;
  const fitting = methods.filter(({ method }) => method.parameters.length === args.length);
  let result = UNKNOWN;
  const names = written ? namesOfArguments(written, frame) : null;
  const plain = names === null && args.every(isPlain) ? args.map(kindOf).join() : null;
  for (const { method, work: home } of (fitting.length > 0 ? fitting : methods).slice(0, MAXIMUM_CANDIDATES)) {
    if (method.external) continue;
    const costly = flow.isCostly(method) && !args.some(({ lambda }) => lambda);
    const placed = names === null ? args : inOrder(method, names, args);
    const given = costly ? placed.map(onlyKind) : placed;
    const kinds = costly ? given.map(kindOf).join() : plain;
    const isLocal = localFunctions(home).has(method);
    const known = kinds === null || isLocal ? undefined : flow.results.get(method)?.get(kinds);
    if (known) {
      result = join(result, known);
      continue;
    }
    const cutsBefore = flow.cuts;
    const scope = withParameters(parametersOf(method, given, span, frame), isLocal ? frame.scope : null);
    keepArguments(scope, given, home);
    const returned = flow.pay(method, () => frame.evaluation.body(method, frame.with(scope, home)));
    result = join(result, returned);
    if (kinds !== null && (costly || cutsBefore === flow.cuts)) {
      const results = flow.results.get(method) ?? new Map<string, Value>();
      flow.results.set(method, results.set(kinds, returned));
    }
    if (written) leaveInArguments(method, scope, args, written, span, frame);
  }
  result = withHidden(result, args);
  if (result.taint !== null) result = { ...result, taint: withStep(result.taint, 'returned', frame.place(span)) };
  return result;
}

/** `Run(line: text)`, `Run(line:=text)`: names of parameters in front of arguments; null where there are none. */
function namesOfArguments(written: readonly Expression[], { work: { unit, at } }: Frame): (string | null)[] | null {
  if (at !== null || !/^(?:csharp|vb)$/.test(unit.language)) return null;
  const names = written.map(({ start }) => NAMED.exec(unit.code.slice(Math.max(0, start - 80), start))?.[1] ?? null);
  return names.some((name) => name !== null) ? names : null;
}

const NAMED = /[(,]\s*(\w{1,60})\s*:=?\s*\(*$/;

/** Arguments as the parameters of a method stand. */
function inOrder({ parameters }: Method, names: readonly (string | null)[], args: readonly Value[]): readonly Value[] {
  const placed: Value[] = parameters.map(() => UNKNOWN);
  for (const [i, arg] of args.entries()) {
    const name = names[i]?.toLowerCase();
    const at = name === undefined ? i : parameters.findIndex((one) => one.name.toLowerCase() === name);
    placed[at < 0 ? i : at] = arg;
  }
  return placed;
}

/** Methods of a name that a class of the file has. */
export function methodsOf(name: string, owner: string, { flow }: Frame): Methods | undefined {
  const methods = flow.methods.get(name)?.filter(({ method }) => method.owner.toLowerCase() === owner);
  return methods && methods.length > 0 ? methods : undefined;
}

/** A class of the same file keeps what it was given. Its constructors are named like it, in VB `New`, in VBScript `Class_Initialize`. */
export function runConstructors(type: string, args: readonly Value[], span: Span, frame: Frame): void {
  const { methods } = frame.flow;
  const constructors = [type, 'new', 'class_initialize']
    .flatMap((name) => methods.get(name) ?? [])
    .filter(({ method }) => method.owner.toLowerCase() === type);
  if (constructors.length > 0) callMethods(frame, constructors, args, span);
}

/** `: base(text)`, `: this(text)`: constructors of the class that a call stands in, or of those that it is made from. */
export function runOtherConstructors(called: string, args: readonly Value[], span: Span, frame: Frame): void {
  const { methods, classes } = frame.work.unit;
  const around = methods.find(({ start, end, owner }) => owner !== '' && start <= span.start && end >= span.end);
  const own = classes.find(({ name }) => name === around?.owner);
  const types = own === undefined ? [] : called === 'this' ? [own.name] : own.bases;
  for (const type of types) runConstructors(type.toLowerCase(), args, span, frame);
}

/** A value as another type, where a class of the file says how: `Command c = text`, `(string)command`. */
export function converted(value: Value, type: string, span: Span, frame: Frame): Value {
  if (!frame.flow.converts || type === '' || type === value.type) return value;
  const name = `${OPERATOR}${type}`;
  const methods = methodsOf(name, value.type, frame) ?? methodsOf(name, type, frame);
  if (methods === undefined) return value;
  const made = callMethods(frame, methods, [value], span);
  return made.type === '' ? { ...made, type } : made;
}

/** Parameters among the variables that a local function sees. */
function withParameters(parameters: Scope, around: Scope | null): Scope {
  if (around === null) return parameters;
  for (const [name, value] of parameters) around.set(name, value);
  return around;
}

const LOCAL_FUNCTIONS = new WeakMap<CodeUnit, ReadonlySet<Method>>();

/** Methods of C# and JScript that stand in others, whose variables they see. */
function localFunctions({ unit }: Work): ReadonlySet<Method> {
  const known = LOCAL_FUNCTIONS.get(unit);
  if (known !== undefined) return known;
  const found = new Set<Method>();
  // In the order in which they begin, whatever is around one is open.
  const open: Method[] = [];
  const methods = /^(?:csharp|jscript)$/.test(unit.language) ? [...unit.methods].sort((a, b) => a.start - b.start) : [];
  for (const method of methods) {
    while ((open[open.length - 1]?.end ?? method.end) < method.end) open.pop();
    const around = open[open.length - 1];
    if (around && around.start < method.start && around.end > method.start) found.add(method);
    open.push(method);
  }
  LOCAL_FUNCTIONS.set(unit, found);
  return found;
}

/** What comes of constants in a way that is not followed is a name that the code hides. */
function withHidden(result: Value, args: readonly Value[]): Value {
  if (result !== UNKNOWN && (result.taint !== null || result.constant !== undefined)) return result;
  const constant = args.length > 0 && args.every((arg) => arg.constant !== undefined);
  return constant && (result.type === '' || result.type === 'string') ? { ...result, hidden: true } : result;
}

function parametersOf(method: Method, args: readonly Value[], span: Span, frame: Frame): Scope {
  const scope: Scope = new Map();
  method.parameters.forEach((parameter, i) => {
    const type = shortType(parameter.type);
    // More than there are parameters for go into the last one.
    const isRest = i === method.parameters.length - 1 && args.length > method.parameters.length;
    const whole = isRest ? listOf(args.slice(i)) : (args[i] ?? UNKNOWN);
    const given = whole === UNKNOWN || method.name.startsWith(OPERATOR) ? whole : converted(whole, type, span, frame);
    const typed =
      given.type === '' && type !== '' && type !== 'object' ? { ...given, type: TYPES.get(type) ?? type } : given;
    const taint = typed.taint === null ? null : withStep(typed.taint, `passed to ${method.name}`, frame.place(span));
    scope.set(frame.flow.keyOf(parameter.name), { ...typed, taint });
  });
  return scope;
}

/** What a method leaves in arguments that it was given by reference, or in what they refer to. */
function leaveInArguments(
  method: Method,
  inner: Scope,
  args: readonly Value[],
  written: readonly Expression[],
  span: Span,
  frame: Frame,
): void {
  method.parameters.forEach((parameter, i) => {
    const argument = written[i];
    const taint = inner.get(frame.flow.keyOf(parameter.name))?.taint ?? null;
    if (taint === null || args[i]?.taint || argument?.kind !== 'name') return;
    frame.taintRoot(argument, withStep(taint, `left by ${method.name}`, frame.place(span)), 'left');
  });
}

/** What tells the results of a method apart: types, and whose data it is given. */
function kindOf({ taint, type, named, settled, choice }: Value): string {
  const data =
    taint &&
    [taint.origin, taint.decoded, taint.nameOnly, taint.mixed, taint.fetched, taint.secret, taint.bounded].join();
  return `${named ? 't' : 'o'}${settled ? 's' : ''}${choice ? 'c' : ''}:${type}:${data ?? ''}`;
}

function onlyKind({ taint, type, named }: Value): Value {
  return { taint, type, ...(named && { named }) };
}

/** Whether nothing is known of a value but its type. */
function isPlain({ taint, constant, lambda, items, path, describes, around, digits, holds, site }: Value): boolean {
  return (
    taint === null &&
    constant === undefined &&
    lambda === undefined &&
    items === undefined &&
    path === undefined &&
    describes === undefined &&
    !around &&
    !digits &&
    !holds &&
    !site
  );
}
