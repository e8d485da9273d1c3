import { checkedValues } from '../checked-values/checked-values.js';
import { foldCall } from '../../formats/code/constants.js';
import { type CodeLanguage, isBasic } from '../../formats/code/language.js';
import { parseCode } from '../../formats/code/parse-code.js';
import {
  type CodeUnit,
  type Expression,
  type Method,
  type Span,
  type Statement,
  SUBJECT,
} from '../../formats/code/syntax.js';
import { touchesVariables } from '../../formats/code/touched-variables.js';
import { originalOf, withVersions } from '../../formats/code/versions.js';
import { assignment, binary, noteComparison } from './values/assignments.js';
import { callResult } from './calls/calls.js';
import { listOf, shortType, source } from './values/combine-values.js';
import { CRAWLERS, namesCrawler } from './pages/crawler-names.js';
import { creation } from './calls/creations.js';
import { indexValue } from './values/elements.js';
import { type Budget, Flow, type Scope } from './flow.js';
import { declareOfThis, type Evaluation, Frame, type Work } from './frame.js';
import { converted } from './calls/functions.js';
import { isGivenByServer } from './given-by-server.js';
import { loopItem } from './values/loop-items.js';
import { memberValue } from './values/members.js';
import { nameValue } from './values/names.js';
import { withOwnItem } from './values/own-items.js';
import type { Followed, Kept } from './sinks/sink-call.js';
import { isSettled, join, UNKNOWN, type Value } from './values/value.js';
import {
  BOUND_TO_REQUEST,
  CALLED_BY_CLIENTS,
  CALLED_REMOTELY,
  CALLED_WITH_MAIL,
  CALLED_WITH_REQUEST,
  CHARACTERS,
  FUNCTIONS,
  NUMBERS,
  TYPES,
} from './vocabulary.js';

/** Methods within methods: who wants to lose whoever follows writes a dozen that do nothing but call the next. */
const MAXIMUM_CALL_DEPTH = 60;
const MAXIMUM_NESTED_CODE = 12;
/** Of pieces so short, such as `total = total1`, pages have dozens. */
const SHORT_CODE = 200;
const MAXIMUM_SHORT_CODE = 200;
const PASSES = 3;
const MAXIMUM_NESTED_LENGTH = 1 << 20;

/** A piece of server code, and its number among all that are looked at, which places refer to. */
export interface Piece {
  readonly index: number;
  readonly unit: CodeUnit;
}

/**
 * Follows data of the request through server code: assignments, calls, fields, lambdas, methods of the same file, state kept
 * in the session, constants built from parts, reflection by constant names. Branches are taken both ways. Bounded in steps.
 * @param pieces what runs as one, in the order in which it begins.
 * @param controls types of the page's controls, by their ids in lower case.
 * @param kept what other pages kept for this one.
 * @param library of code that is no page: the methods that are called from elsewhere, and what following it may cost.
 */
export function followData(
  pieces: readonly Piece[],
  controls: ReadonlyMap<string, string>,
  library: Library | null = null,
  kept?: Kept,
): Followed {
  const units = pieces.map(({ unit }) => unit);
  // Other names say nothing to code in a text, and nobody wrote assemblies by hand.
  const versions =
    library === null ? pieces.map((piece) => ({ ...piece, unit: withVersions(piece.unit, units) })) : pieces;
  const first = follow(versions, controls, library, false, kept);
  const { followed, nested } =
    first.nested && library === null ? follow(pieces, controls, library, false, kept) : first;
  // Checks are worth a second look only where data reaches something. What code in a text assigns, they do not see.
  const reaches = followed.calls.some(
    ({ kind, main, target, args }) =>
      main.taint !== null || target?.taint || (kind === 'process' && ![main, ...args].every(isSettled)),
  );
  return reaches && !nested && library === null ? follow(versions, controls, library, true, kept).followed : followed;
}

interface Library {
  readonly roots: ReadonlySet<Method>;
  readonly budget: Budget;
}

/** @param checks whether checks before a place bound what is known there. */
function follow(
  pieces: readonly Piece[],
  controls: ReadonlyMap<string, string>,
  library: Library | null,
  checks: boolean,
  kept?: Kept,
): { readonly followed: Followed; readonly nested: boolean } {
  const units = pieces.map(({ unit }) => unit);
  const flow = new Flow<Work>(controls, units, library?.budget, kept);
  flow.checks = checks;
  const frames = pieces.map((piece) => new Frame(flow, EVALUATION, { ...piece, at: null }, flow.globals));
  for (const { work } of frames) for (const method of work.unit.methods) flow.addMethod(method, work);
  for (let pass = 0; pass < PASSES; pass++) {
    flow.begin();
    for (const frame of frames) run(frame.work.unit.main, frame);
    for (const frame of frames)
      for (const method of frame.work.unit.methods)
        if (!method.external && (library === null || library.roots.has(method))) runRoot(method, frame);
    if (!flow.changed || flow.spent) break;
  }
  if (flow.spent) flow.limits.add('data followed for too many steps');
  const followed: Followed = {
    calls: [...flow.calls.values()].sort(
      ({ place: a, name }, { place: b, name: other }) =>
        a.code - b.code || a.start - b.start || (name < other ? -1 : 1),
    ),
    names: flow.names,
    checksNames: flow.checksNames,
    checksEndings: flow.checksEndings,
    kept: flow.kept,
    asked: flow.asked,
    passes: flow.passes,
    limits: [...flow.limits],
  };
  return { followed, nested: touchesVariables(flow.nestedCode, units) };
}

const EVALUATION: Evaluation = { value, body, nested };

/** Whether the framework gives the method what a request says. */
function isRemote(method: Method, { flow, work }: Frame): boolean {
  if (CALLED_WITH_REQUEST.test(method.name)) return true;
  if (controllersOf(work.unit).has(method.owner) && !method.property && method.name !== method.owner) return true;
  const same = flow.methods.get(method.name.toLowerCase()) ?? [];
  return same.some(({ method: { attributes } }) => attributes.some((text) => CALLED_BY_CLIENTS.test(text)));
}

/** Found once for all methods of a unit, of which there may be as many as classes. */
const CONTROLLERS = new WeakMap<CodeUnit, ReadonlySet<string | null>>();

/** Names of the classes whose methods the framework calls with what a request says. */
function controllersOf(unit: CodeUnit): ReadonlySet<string | null> {
  const known = CONTROLLERS.get(unit);
  if (known !== undefined) return known;
  const found = unit.classes.filter(({ bases }) => bases.some((base) => isCalledRemotely(base.toLowerCase())));
  const names = new Set(found.map(({ name }) => name));
  CONTROLLERS.set(unit, names);
  return names;
}

function isCalledRemotely(base: string): boolean {
  return CALLED_REMOTELY.test(base) || CALLED_WITH_MAIL.test(base);
}

/** A method as the server may call it. */
function runRoot(method: Method, frame: Frame): void {
  const scope: Scope = new Map();
  const remote = isRemote(method, frame);
  for (const parameter of method.parameters) {
    const type = shortType(parameter.type);
    // Sent by this server it is another's request, but then nobody hands it over.
    const received = type === 'httprequestmessage';
    let value: Value = { taint: null, type: received ? 'httprequest' : (TYPES.get(type) ?? type) };
    const isSent = remote || BOUND_TO_REQUEST.test(parameter.attributes ?? '');
    if (frame.ownEnumeration(type)) value = { ...value, settled: true };
    else if (isSent && !NUMBERS.test(type))
      value = { ...value, taint: source('parameter', `parameter ${parameter.name}`, frame.place(method)) };
    if (/^(?:gridview|datagrid|repeater)commandeventargs$/.test(type)) value = { ...value, type: 'commandeventargs' };
    scope.set(frame.flow.keyOf(parameter.name), value);
  }
  const inner = frame.with(scope);
  frame.flow.guessing = !remote && method.parameters.some((parameter) => !isGivenByServer(parameter));
  body(method, inner);
  // Loops carry what later statements left to earlier ones.
  body(method, inner);
  frame.flow.guessing = false;
}

function body(method: Method, frame: Frame): Value {
  const { flow, scope, language } = frame;
  const isTooDeep = flow.active.size >= MAXIMUM_CALL_DEPTH;
  if (flow.active.has(method) || isTooDeep) {
    if (isTooDeep) flow.limits.add('calls within calls too deep');
    flow.cuts++;
    return UNKNOWN;
  }
  flow.active.add(method);
  const outer = flow.returned;
  flow.returned = UNKNOWN;
  // A function of Basic returns what is assigned to its name.
  const own = method.name.toLowerCase();
  const basic = isBasic(language);
  if (basic && own !== '' && !scope.has(own)) scope.set(own, UNKNOWN);
  run(method.body, frame);
  const named = basic ? scope.get(own) : undefined;
  const result = named ? join(flow.returned, named) : flow.returned;
  flow.returned = outer;
  flow.active.delete(method);
  return result;
}

function run(statements: readonly Statement[], frame: Frame): void {
  for (const statement of statements) {
    if (frame.flow.spent) return;
    runStatement(statement, frame);
  }
}

function runStatement(statement: Statement, frame: Frame): void {
  switch (statement.kind) {
    case 'expression':
      frame.value(statement.expression);
      break;
    case 'declare': {
      const declared = shortType(statement.type);
      const value = statement.value ? frame.value(statement.value) : UNKNOWN;
      let given = value === UNKNOWN ? value : converted(value, declared, statement, frame);
      if (given.type === '' && declared !== '' && declared !== 'object')
        given = { ...given, type: TYPES.get(declared) ?? declared };
      // What the members of a `with` are given goes into what it is of.
      const isSubject = statement.name === SUBJECT && statement.value !== null && isOfName(statement.value);
      if (isSubject) given = { ...given, beneath: statement.value };
      if (statement.shared) frame.flow.shared.add(frame.flow.keyOf(statement.name));
      frame.declare(statement.name, given, frame.place(statement), statement.replaces);
      break;
    }
    case 'each':
      frame.declare(statement.name, loopItem(statement, frame), frame.place(statement));
      break;
    case 'return': {
      // What is within may return, too.
      const before = frame.flow.returned;
      frame.flow.returned = frame.either(before, frame.value(statement.value));
      break;
    }
  }
}

function isOfName({ kind }: Expression): boolean {
  return kind === 'name' || kind === 'member';
}

function value(expression: Expression, frame: Frame): Value {
  if (!frame.flow.enter()) return UNKNOWN;
  const result = evaluate(expression, frame);
  frame.flow.leave();
  return frame.flow.checks ? bounded(result, expression, frame) : result;
}

/** A text, for all that is known, of anybody's. */
function isOpen(value: Value): boolean {
  return /^(?:string)?$/.test(value.type) && value.constant === undefined && !isSettled(value) && !value.lambda;
}

/** What is known of a value where a check before bounds it. */
function bounded(result: Value, expression: Expression, { work }: Frame): Value {
  if (work.at !== null || !/^(?:name|member|index|call)$/.test(expression.kind)) return result;
  if (result.taint === null && !isOpen(result)) return result;
  const bound = checkedValues(originalOf(work.unit))(expression);
  if (bound === null) return result;
  if (result.taint !== null) return { ...result, taint: { ...result.taint, bounded: bound } };
  return /^(?:texts|word)$/.test(bound) ? { ...result, settled: true, choice: true } : result;
}

function evaluate(expression: Expression, frame: Frame): Value {
  switch (expression.kind) {
    case 'string':
      if (!frame.flow.names.has(CRAWLERS) && namesCrawler(expression)) frame.see(CRAWLERS, expression);
      if (expression.value.length > 60 && expression.value.includes(':script'))
        embeddedScript(expression.value, expression, frame);
      return { taint: null, type: 'string', constant: expression.value };
    case 'number':
      return { taint: null, type: expression.kind, constant: expression.value };
    case 'name':
      return nameValue(expression.name, expression, frame);
    case 'member':
      return memberValue(expression, frame);
    case 'index':
      return withOwnItem(indexValue(expression, frame), expression, frame);
    case 'call':
      return withOwnItem(callResult(expression, frame), expression, frame);
    case 'new':
      return creation(expression, frame);
    case 'array':
      return arrayMade(expression, frame);
    case 'assign':
      return assignment(expression, frame);
    case 'binary':
      return binary(expression, frame);
    case 'unary':
      return unary(expression.operator, frame.value(expression.operand));
    case 'cast':
      return cast(expression, frame);
    case 'typeof': {
      if (/machinekeysection$/i.test(expression.type)) frame.see('machinekeysection', expression);
      const alias = frame.work.unit.aliases.get(expression.type.toLowerCase());
      return { taint: null, type: 'type', describes: shortType(alias ?? expression.type) };
    }
    case 'choice':
      noteComparison(frame.value(expression.condition), UNKNOWN, frame);
      return expression.branches
        .map((branch) => frame.value(branch))
        .reduce((before, given) => frame.either(before, given), UNKNOWN);
    case 'lambda':
      lambdaBody(expression.method, frame);
      return { taint: null, type: 'delegate', lambda: { method: expression.method, scope: frame.scope } };
    case 'other':
      return expression.parts.map((part) => frame.value(part)).reduce(join, UNKNOWN);
  }
}

function arrayMade({ elements, keys }: Expression & { kind: 'array' }, frame: Frame): Value {
  const items = elements.map((element) => frame.value(element));
  if (keys !== undefined && frame.language === 'jscript')
    for (const [i, item] of items.entries()) declareOfThis(keys[i] ?? '', item, frame);
  return listOf(items, keys);
}

function unary(operator: string, operand: Value): Value {
  if (operator === 'addressof') return operand;
  if (operator === '-' && typeof operand.constant === 'number') return { ...operand, constant: -operand.constant };
  return operator === '!' || operator === 'not' ? { taint: null, type: 'bool' } : operand;
}

function cast(expression: Expression & { kind: 'cast' }, frame: Frame): Value {
  const operand = frame.value(expression.operand);
  if (expression.soft && operand.type !== '') return operand;
  const type = shortType(expression.type);
  const made = converted(operand, type, expression, frame);
  if (made !== operand) return made;
  if (type === 'char' && typeof operand.constant === 'number')
    return { ...operand, type, constant: foldCall('chr', undefined, [operand.constant]) };
  if (type === 'machinekeysection') frame.see('machinekeysection', expression);
  if (/^(?:double|decimal|float|bool|guid|datetime)$/.test(type)) return { ...operand, taint: null, type };
  if (CHARACTERS.has(type) && operand.taint === null && operand.digits)
    return { ...operand, taint: operand.digits, type };
  return type === 'object' ||
    type === '' ||
    // A parameter of a type, or an interface of elsewhere, says less than the class.
    (frame.ownClass(operand.type) && !frame.ownClass(type)) ||
    operand.type === 'methodinfo' ||
    operand.lambda ||
    operand.type === FUNCTIONS
    ? operand
    : { ...operand, type: TYPES.get(type) ?? type };
}

/** Runs a lambda once for what it does by itself; its parameters live with the variables around it. */
function lambdaBody(method: Method, frame: Frame): void {
  for (const parameter of method.parameters) {
    const key = frame.flow.keyOf(parameter.name);
    if (frame.scope.has(key)) continue;
    const type = shortType(parameter.type);
    frame.scope.set(key, { taint: null, type: TYPES.get(type) ?? type });
  }
  body(method, frame);
}

/** Script that a style sheet in a text brings with it. */
function embeddedScript(text: string, span: Span, frame: Frame): void {
  for (const [, attributes = '', script = ''] of text.matchAll(
    /<\w{1,20}:script\b([^>]{0,500})>([\s\S]{0,200000}?)<\/\w{1,20}:script/gi,
  )) {
    if (!/implements-prefix/i.test(attributes)) continue;
    const code = /<!\[CDATA\[([\s\S]*?)\]\]>/.exec(script)?.[1] ?? script;
    const language = /vb/i.test(attributes) ? 'vb' : /c#|csharp/i.test(attributes) ? 'csharp' : 'jscript';
    frame.see('script in a style sheet', span);
    nested(code, language, span, frame, true);
  }
}

function nested(text: string, language: CodeLanguage, span: Span, frame: Frame, whole = false): Value {
  const { flow, work } = frame;
  const place = frame.place(span);
  const key = `${place.start}:${text}`;
  const seen = flow.nestedCode.has(key);
  if (work.at !== null && seen) return UNKNOWN;
  const isShort = text.length <= SHORT_CODE;
  if (!seen && (isShort ? flow.nestedCode.size >= MAXIMUM_SHORT_CODE : flow.longCode >= MAXIMUM_NESTED_CODE)) {
    flow.limits.add('code within code within code');
    return UNKNOWN;
  }
  if (!seen && !isShort) flow.longCode++;
  flow.nestedCode.add(key);
  const unit = parseCode(text.slice(0, MAXIMUM_NESTED_LENGTH), language);
  const inner = frame.with(frame.scope, { index: work.index, unit, at: place });
  if (!seen) for (const method of unit.methods) flow.addMethod(method, inner.work);
  let result = UNKNOWN;
  for (const statement of unit.main) {
    if (statement.kind === 'expression') result = inner.value(statement.expression);
    else run([statement], inner);
  }
  if (whole) for (const method of unit.methods) if (!method.external) runRoot(method, inner);
  return result;
}
