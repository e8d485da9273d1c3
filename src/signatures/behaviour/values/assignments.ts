import { foldBinary } from '../../../formats/code/constants.js';
import { isBasic } from '../../../formats/code/language.js';
import type { Expression, Span } from '../../../formats/code/syntax.js';
import { isVersion, plainName } from '../../../formats/code/variable-names.js';
import { firstOperand } from '../../../formats/code/walk.js';
import { combineValues, comparesEnding, comparesUpload } from './combine-values.js';
import { asText, madeByOperator } from './conversions.js';
import { indexerOf } from './default-members.js';
import { callMethods } from '../calls/functions.js';
import type { Frame, Methods } from '../frame.js';
import { keepInShared, keepInState, keepInStatic } from './keep-in-state.js';
import { setMember } from './set-member.js';
import { endingOfEither, join, type Taint, textOf, UNKNOWN, type Value } from './value.js';
import { KEEPER, COMPARISONS, FUNCTIONS } from '../vocabulary.js';

type Assignment = Expression & { kind: 'assign' };
type Binary = Expression & { kind: 'binary' };

/** Follows data into the variable, member, element or state that it is assigned to. */
export function assignment(expression: Assignment, frame: Frame): Value {
  const assigned = valueAssigned(expression, frame);
  const { target } = expression;
  const adds = addsTo(target, expression, frame);
  // In a loop, one of several texts after the other.
  const value: Value = adds && assigned.choice && assigned.settled ? asSpelt(assigned) : assigned;
  if (adds) keepInShared(frame, target, value, expression);
  if (target.kind === 'name') assignToName(target.name, value, expression, frame);
  else if (target.kind === 'member') {
    const object = frame.value(target.object);
    // A parameter of the same name is not meant.
    if (object.type === 'page') {
      if (!setByCode(target.name, frame.flow.globals.has(frame.flow.keyOf(target.name)), value, expression, frame))
        frame.flow.assign(frame.flow.globals, target.name, value, frame.place(expression));
      if (value.taint !== null && /^masterpagefile$/i.test(target.name))
        frame.record('run-page', target.name, expression, value, null, [value]);
    } else setMember({ frame, object, holder: target.object, written: target.name, value, span: expression });
  } else if (target.kind === 'index') assignToElement(target.object, target.args, value, expression, frame);
  else if (target.kind === 'call') {
    assignToElement(target.callee, target.args, value, expression, frame);
    assignToReturned(target.callee, value, frame);
  } else if (target.kind === 'other') assignToEach(target.parts, expression, value, frame);
  return value;
}

/** `Held() = text` of C#, where the method returns a reference to a variable. */
function assignToReturned(callee: Expression, value: Value, frame: Frame): void {
  if (frame.language !== 'csharp' || callee.kind !== 'name' || value.taint === null) return;
  for (const { method, work } of frame.flow.methods.get(callee.name.toLowerCase()) ?? [])
    for (const statement of method.body)
      if (statement.kind === 'return')
        frame.with(new Map(), work).taintRoot(statement.value, value.taint, 'assigned', value.around);
}

function asSpelt({ settled: _, ...rest }: Value): Value {
  return { ...rest, hidden: true };
}

/** `(path, text) = Read()`: each gets its own part where these stand there, else all of it. */
function assignToEach(targets: readonly Expression[], expression: Assignment, whole: Value, frame: Frame): void {
  const { value } = expression;
  const parts = value.kind === 'other' && value.parts.length === targets.length ? value.parts : null;
  const given = targets.map((_, i) => (parts?.[i] ? frame.value(parts[i]) : whole));
  targets.forEach((target, i) => {
    if (target.kind === 'name') assignToName(target.name, given[i] ?? whole, expression, frame);
  });
}

/** `list += x`, `list = list + x`: what was there before stays. */
function addsTo(target: Expression, { operator, value }: Assignment, { flow }: Frame): boolean {
  if (operator !== '=') return true;
  const first = firstOperand(value);
  return (
    (target.kind === 'name' || target.kind === 'member') &&
    first.kind === target.kind &&
    first !== value &&
    flow.keyOf(first.name) === flow.keyOf(target.name)
  );
}

function valueAssigned(expression: Assignment, frame: Frame): Value {
  const value = frame.value(expression.value);
  if (expression.operator === '=') return isLeft(expression) ? leftBehind(expression, value, frame) : value;
  const before = frame.value(expression.target);
  const operator = expression.operator.slice(0, -1);
  const constant =
    before.constant === undefined || value.constant === undefined
      ? undefined
      : foldBinary(operator, before.constant, value.constant);
  const combined = combine(operator, before, value, expression, frame);
  if (combined.type === FUNCTIONS) return combined;
  return { ...combined, type: before.type || value.type, constant };
}

/** What a variable holds within a block goes on into that around it. */
function isLeft({ target, value }: Assignment): boolean {
  return (
    target.kind === 'name' &&
    value.kind === 'name' &&
    isVersion(value.name) &&
    plainName(value.name) === plainName(target.name)
  );
}

/** Where the block does not run, the variable ends as it did before. */
function leftBehind({ target }: Assignment, value: Value, frame: Frame): Value {
  const before = frame.value(target);
  return before.taint === null ? value : { ...value, suffix: endingOfEither(before, value) };
}

function assignToName(name: string, value: Value, expression: Assignment, frame: Frame): void {
  const before = frame.lookup(name)?.taint;
  // The page of Razor that the page is put into.
  if (
    name === 'Layout' &&
    value.taint !== null &&
    before === undefined &&
    /^(?:string|requestcollection)?$/.test(value.type)
  )
    frame.record('run-page', name, expression, value, null, [value]);
  if (!setByCode(name, frame.lookup(name) !== undefined, value, expression, frame))
    frame.assign(name, value, frame.place(expression));
  if (!frame.scope.has(frame.flow.keyOf(name)) || frame.scope === frame.flow.globals)
    keepInStatic(frame, name, value, expression);
  // `name = Mid(name, InStrRev(name, "\\") + 1)`, as every upload class of classic ASP has it.
  if (frame.language === 'vbscript' && value.taint?.nameOnly && before?.source.what === value.taint.source.what)
    frame.replaceTaint(name, value.taint);
}

/** `Line = text`, and `Fired += handler`, where the property or event says what becomes of it. False where nothing does, or more than that. */
function setByCode(name: string, isVariable: boolean, value: Value, expression: Assignment, frame: Frame): boolean {
  const isSet = expression.operator === '=';
  if (isSet ? isVariable : value.type === 'string') return false;
  const setters = (frame.flow.methods.get(name.toLowerCase()) ?? []).filter(
    ({ method }) => method.property && method.body.length > 0 && (frame.flow.foldsCase || method.name === name),
  );
  for (const setter of setters) callMethods(frame, [setter], [value], expression);
  return isSet && setters.length > 0;
}

/** `list[key] = value`, `Session("key") = value` */
function assignToElement(
  holder: Expression,
  args: readonly Expression[],
  given: Value,
  expression: Assignment,
  frame: Frame,
): void {
  const place = frame.place(expression);
  const object = frame.value(holder);
  const value = withTextOf(given, expression, frame);
  const key = args[0] ? frame.value(args[0]) : UNKNOWN;
  const member = frame.language === 'jscript' && object.type !== KEEPER && args.length === 1 ? textOf(key) : undefined;
  if (member !== undefined && /^[a-z_]\w{0,80}$/i.test(member))
    setMember({ frame, object, holder, written: member, value, span: expression });
  keepInShared(frame, holder, value, expression);
  const indexer = indexerOf(object, frame) ?? settersOf(holder, frame);
  if (indexer) callMethods(frame, indexer, [...args.map((arg) => frame.value(arg)), value], expression);
  if (object.type === KEEPER) keepInState(frame, holder, key, value, expression);
  else if (value.taint !== null) {
    frame.taintRoot(holder, value.taint, 'stored in a list');
    storeItem(frame, holder, key, value);
  } else if (holder.kind === 'name' && typeof object.constant === 'object') {
    // Elements that are computed one by one: what the list holds in the end is not followed.
    frame.assign(holder.name, { ...object, constant: undefined, hidden: true }, place);
  }
  if (value.taint === null && value.digits && holder.kind === 'name' && !object.digits)
    frame.assign(holder.name, { ...object, digits: value.digits }, place);
  if (key.taint !== null && value.taint === null && holder.kind === 'name' && object.type !== KEEPER)
    keepKey(frame, holder.name, key.taint, expression);
  if ((value.lambda || value.type === 'delegate') && holder.kind === 'name')
    frame.assignMember(holder.name, textOf(key) ?? '', value);
  for (const arg of args.slice(1)) frame.value(arg);
}

/** `parts(0) = line`, where it may be the text of an object that is kept. */
function withTextOf(value: Value, span: Span, frame: Frame): Value {
  if (!isBasic(frame.language) || value.taint !== null) return value;
  const { taint } = asText(value, span, frame);
  return taint === null ? value : { ...value, taint };
}

/** `seen(name) = True`: whoever goes through the keys meets the data again. */
function keepKey(frame: Frame, name: string, keyTaint: Taint, span: Span): void {
  const list = frame.lookup(name);
  if (list !== undefined && list.keyTaint === undefined) frame.assign(name, { ...list, keyTaint }, frame.place(span));
}

/** `box.Part("key") = value` of a class of the file. */
function settersOf(holder: Expression, frame: Frame): Methods | undefined {
  if (holder.kind !== 'member') return undefined;
  const methods = frame.flow.methods.get(holder.name.toLowerCase());
  const setters = methods?.filter(({ method }) => method.property && method.parameters.length > 1);
  return setters && setters.length > 0 && frame.ownClass(frame.value(holder.object).type) ? setters : undefined;
}

/** Keeps what is put in the place of an item that is known. */
function storeItem(frame: Frame, holder: Expression, key: Value, value: Value): void {
  const list = holder.kind === 'name' ? frame.lookup(holder.name) : undefined;
  if (holder.kind !== 'name' || list?.items === undefined || list.keys !== undefined) return;
  const { constant: at } = key;
  const items = list.items.map((item, i) => (at === undefined || at === i ? join(item, value) : item));
  frame.assign(holder.name, { ...list, items }, frame.place(holder));
}

export function binary(expression: Binary, frame: Frame): Value {
  // Long chains lean to the left.
  const chain: Binary[] = [];
  let leftmost: Expression = expression;
  while (leftmost.kind === 'binary') {
    chain.push(leftmost);
    leftmost = leftmost.left;
  }
  let result = frame.value(leftmost);
  for (let i = chain.length - 1; i >= 0; i--) {
    const node = chain[i];
    if (node === undefined) break;
    result = combine(node.operator, result, frame.value(node.right), node, frame);
  }
  return result;
}

function combine(operator: string, left: Value, right: Value, span: Span, frame: Frame): Value {
  const made = madeByOperator(operator, left, right, span, frame);
  if (made !== undefined) return made;
  if (COMPARISONS.has(operator)) noteComparison(left, right, frame);
  return combineValues(operator, left, right);
}

/** Remembers that the kind of a file is looked at. */
export function noteComparison(left: Value, right: Value, { flow }: Frame): void {
  flow.checksNames ||= comparesUpload(left, right);
  flow.checksEndings ||= comparesEnding(left, right);
}
