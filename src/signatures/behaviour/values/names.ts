import { isBasic } from '../../../formats/code/language.js';
import { type CodeUnit, type Span, SUBJECT } from '../../../formats/code/syntax.js';
import { plainName } from '../../../formats/code/variable-names.js';
import { shortType, source } from './combine-values.js';
import type { Frame, Methods } from '../frame.js';
import { callMethods } from '../calls/functions.js';
import { keptInStatic } from './keep-in-state.js';
import { UNKNOWN, type Value } from './value.js';
import { BINDS, EVALUATORS, LITERALS, NAMED_CONSTANTS, TYPES } from '../vocabulary.js';

/** What a name stands for: a variable, an object of the page, a method of the file, a type. */
export function nameValue(name: string, span: Span, frame: Frame): Value {
  const found = frame.lookup(name);
  const known = typeof found?.constant === 'number' && isCounter(name, frame) ? withoutNumber(found) : found;
  if (known !== undefined && (known !== UNKNOWN || frame.scope.has(frame.flow.keyOf(name))))
    return known.taint === null && known.constant === undefined && frame.flow.shared.size > 0
      ? withKept(known, name, frame)
      : known;
  const key = name.toLowerCase();
  const named = frame.flow.named(key);
  if (named !== undefined) return named;
  // What stands in the address behind a page of Razor.
  if (key === 'urldata') return { taint: source('address', name, frame.place(span)), type: 'requestcollection' };
  const constant = NAMED_CONSTANTS.get(key);
  if (constant !== undefined) return { taint: null, type: 'string', constant };
  if (LITERALS.has(key)) return { taint: null, type: '', settled: true };
  // The name of a class is that of its constructors, too.
  const methods = frame.flow.methods.get(key)?.filter(({ method }) => method.owner !== method.name);
  if (EVALUATORS.has(key) && !(methods?.[0] && /^(?:csharp|vb)$/.test(frame.language)))
    return { taint: null, type: 'function', describes: key };
  if (key === 'function' && frame.language === 'jscript')
    return { taint: null, type: 'function', describes: 'new:function' };
  if (methods?.[0] !== undefined) return methodValue(methods, span, frame);
  const subject = frame.language === 'jscript' ? frame.lookup(SUBJECT) : undefined;
  const held = subject?.items?.[subject.keys?.indexOf(name) ?? -1];
  if (held !== undefined) return held;
  const { start, end } = span;
  if (subject !== undefined && subject.type !== '' && !subject.named && name !== SUBJECT)
    return frame.value({ kind: 'member', object: { kind: 'name', name: SUBJECT, start, end }, name, start, end });
  const alias = frame.work.unit.aliases.get(key);
  return { taint: null, type: alias === undefined ? key : shortType(alias), named: true };
}

/** A field of a class with what another page left in it. */
function withKept(known: Value, name: string, frame: Frame): Value {
  const { taint } =
    frame.scope.has(frame.flow.keyOf(name)) && frame.scope !== frame.flow.globals ? UNKNOWN : keptInStatic(frame, name);
  return taint === null ? known : { ...known, taint };
}

const COUNTERS = new WeakMap<CodeUnit, ReadonlySet<string>>();

/** Whether code of C# or JScript counts a variable up or down: it holds more than the number that it begins with. */
function isCounter(name: string, { work: { unit } }: Frame): boolean {
  let counters = COUNTERS.get(unit);
  if (counters === undefined) {
    const found = isBasic(unit.language) ? [] : [...unit.code.matchAll(COUNTED)];
    counters = new Set(found.map(([, before, behind]) => before ?? behind ?? ''));
    COUNTERS.set(unit, counters);
  }
  return counters.size > 0 && counters.has(plainName(name));
}

/** Looks at the beginning of a word only: texts of a page may be one word of a megabyte. */
const COUNTED = /(?<![\w$])([A-Za-z_$][\w$]{0,60})[ \t]{0,9}(?:\+\+|--)|(?:\+\+|--)[ \t]{0,9}([A-Za-z_$][\w$]{0,60})/g;

function withoutNumber({ constant: _, ...rest }: Value): Value {
  return { ...rest, settled: true };
}

/** What the bare name of a method gives: itself, or what it returns where names alone call. */
function methodValue(methods: Methods, span: Span, frame: Frame): Value {
  const method = methods[0]?.method;
  if (method === undefined) return UNKNOWN;
  if (method.property) return propertyValue(methods, span, frame);
  // In VB a function is called by its name alone.
  if (method.parameters.length === 0 && isBasic(frame.language)) return callMethods(frame, methods, [], span);
  return { taint: null, type: 'delegate', lambda: { method, scope: new Map() } };
}

/** What a property of the file gives: what its getter returns, or what the framework put there. */
export function propertyValue(methods: Methods, span: Span, frame: Frame): Value {
  const bound = methods.find(({ method }) => method.attributes.some((text) => BINDS.test(text)));
  if (bound) return { taint: source('request', `property ${bound.method.name}`, frame.place(span)), type: 'string' };
  const result = callMethods(frame, methods, [], span);
  const type = shortType(methods[0]?.method.parameters[0]?.type ?? null);
  if (frame.ownEnumeration(type)) return { taint: null, type, settled: true };
  return result.type === '' && type !== '' ? { ...result, type: TYPES.get(type) ?? type } : result;
}
