import { type Constant, foldBinary, foldCall } from '../../../formats/code/constants.js';
import type { CodeLanguage } from '../../../formats/code/language.js';
import {
  functionsOf,
  isCallable,
  isSettled,
  join,
  joinTaint,
  knownText,
  type Origin,
  type Place,
  type Step,
  sureEnding,
  type Taint,
  textOf,
  UNKNOWN,
  unbound,
  type Value,
  type Writable,
} from './value.js';
import { COMPARISONS, EMPTY, TYPES } from '../vocabulary.js';

/** Characters of a page's own text kept beside data of the request. */
export const MAXIMUM_AROUND = 500;

/** A list of values: tainted where one of them is, constant where all are. */
export function listOf(items: readonly Value[], keys?: readonly string[]): Value {
  const constants: Constant[] = [];
  for (const { constant } of items) if (constant !== undefined) constants.push(constant);
  const taint = items.reduce<Taint | null>((found, item) => joinTaint(found, item.taint), null);
  return {
    taint,
    type: 'array',
    items,
    ...(keys ? { keys } : {}),
    ...(constants.length === items.length && items.length > 0 ? { constant: constants } : {}),
  };
}

/** What a loop or an index takes out of a list, as far as the list's type tells. */
export function partOfList({ type, path }: Value): Pick<Value, 'type' | 'path' | 'around'> {
  const item = type.endsWith('[]') ? type.slice(0, -2) : type === 'httpfilecollection' ? 'httppostedfile' : '';
  // Names of files begin with that of their folder.
  if (item === 'string') return { type: item, around: knownText(path) };
  return { type: item, ...(path ? { path } : {}) };
}

/** What an operator makes of two values. */
export function combineValues(operator: string, first: Value, second: Value): Value {
  // What was never assigned is empty: a favourite of those who take words apart.
  const left = first.named && !first.dotted && second.type === 'string' ? EMPTY : first;
  const right = second.named && !second.dotted && first.type === 'string' ? EMPTY : second;
  // Either of the two.
  if (operator === '??' || operator === '||') return join(left, right);
  if (operator === 'as')
    return right.describes ? { ...left, type: TYPES.get(right.describes) ?? right.describes } : left;
  if (COMPARISONS.has(operator)) {
    return { taint: null, type: 'bool' };
  }
  // `event += handler`
  if (operator === '+' && isCallable(left) && isCallable(right)) return functionsOf([left, right]);
  const constant =
    left.constant === undefined || right.constant === undefined
      ? undefined
      : foldBinary(operator, left.constant, right.constant);
  const ending = sureEnding(right);
  const suffix = ending !== '' || right.constant !== undefined ? ending : undefined;
  const both = joinTaint(left.taint, right.taint);
  // One of several texts beside one of several spells more than either.
  const joined =
    left.taint !== null && right.taint !== null && /^(?:texts|pages)$/.test(both?.bounded ?? '') ? unbound(both) : both;
  const combined: Writable<Value> = {
    taint: joined !== null && !joined.mixed && isMixed(left, right) ? { ...joined, mixed: true } : joined,
    type: 'string',
    constant,
    suffix: constant === undefined ? suffix : undefined,
    lambda: left.lambda ?? right.lambda,
  };
  carryOver(combined, left, right);
  putAround(combined, left, right);
  if (joined !== null || constant !== undefined) return combined;
  settle(combined, left, right);
  hideIn(combined, left, right);
  return combined;
}

/** Two choices beside each other spell more than either. */
function settle(combined: Writable<Value>, left: Value, right: Value): void {
  if (left.choice || right.choice) combined.choice = true;
  if (isSettled(left) && isSettled(right) && !(left.choice && right.choice)) combined.settled = true;
}

/** What stands before a path in the address of a file or a script component, or nothing. */
const ADDRESSES_FILE = /^\s*(?:script(?:let)?:)?(?:file:\/{2,3})?\s*$/i;

/** What stays known of two values beside their text. */
function carryOver(combined: Writable<Value>, left: Value, right: Value): void {
  if (left.site || (right.site && ADDRESSES_FILE.test(textOf(left) ?? '-'))) combined.site = true;
  if (left.digits || right.digits) combined.digits = left.digits ?? right.digits;
}

function hideIn(combined: Writable<Value>, left: Value, right: Value): void {
  if (left.hidden || right.hidden) combined.hidden = true;
  if (left.piece || right.piece) combined.piece = true;
}

/** Whether two sides of a comparison look at the name of an upload. */
export function comparesUpload(left: Value, right: Value): boolean {
  return [left, right].some(
    (side) => side.taint?.origin === 'upload' && (side.taint.nameOnly || side.type === 'string'),
  );
}

/** Whether one of two sides of a comparison is the end, or last part, of a name that the request gives. */
export function comparesEnding(left: Value, right: Value): boolean {
  return [left, right].some(({ taint }) => taint?.nameOnly);
}

/** What is known of the text around data, or of a text that is not known as a whole. */
function putAround(combined: Writable<Value>, left: Value, right: Value): void {
  const isWhole = combined.constant !== undefined;
  if (isWhole && combined.taint === null) return;
  const around = isWhole ? aroundOf(beside(left), beside(right)) : aroundOf(left, right);
  if (around || (isWhole && around === '')) combined.around = around;
}

/** A constant beside data is another value that it may have, and no text around the data. */
function beside(value: Value): Value {
  return value.taint !== null && value.constant !== undefined && value.around === undefined ? UNKNOWN : value;
}

function aroundOf(left: Value, right: Value): string | undefined {
  const before = knownText(left);
  const behind = knownText(right);
  return before.length < MAXIMUM_AROUND && behind.length < MAXIMUM_AROUND
    ? before + behind
    : before.length < MAXIMUM_AROUND
      ? before
      : undefined;
}

/** What a call of a known function, named as the code has it, gives where object and arguments are constant. */
export function foldedCall(
  name: string,
  object: Value,
  args: readonly Value[],
  language: CodeLanguage,
): Constant | undefined {
  const constants: Constant[] = [];
  for (const { constant } of args) {
    if (constant === undefined) return undefined;
    constants.push(constant);
  }
  if (object.constant === undefined && args.length === 0) return undefined;
  return foldCall(name, object.constant, constants, language);
}

/** A path below the web root. */
export function inFolder(path: Value | undefined): Value {
  if (path === undefined) return UNKNOWN;
  const taint = path.taint === null ? null : { ...path.taint, mixed: true };
  return { ...path, taint, type: path.type || 'string', site: true };
}

/** Whether text of the page's own, or from elsewhere, stands beside data of the request. */
function isMixed(left: Value, right: Value): boolean {
  if (left.taint !== null && right.taint !== null) return true;
  return [left, right].some(
    (side) => side.taint === null && /[^\s"'\\/]/.test(side.constant === undefined ? 'unknown' : knownText(side)),
  );
}

/** Names of fields that hold passwords. */
const SECRET = /(?:pass(?:w|word|wd)?|pwd)(?:[_-]?(?:text|box|field|input|value|entry|txt|tb){1,2})?\b/i;

export function source(origin: Origin, what: string, place: Place): Taint {
  const step: Step = { what, place };
  const secret = SECRET.test(what) ? { secret: true as const } : {};
  return { origin, source: step, steps: [], decoded: false, nameOnly: false, mixed: false, ...secret };
}

/** The last part of a type's name, lower case, without arguments and brackets. */
export function shortType(type: string | null): string {
  if (type === null) return '';
  const plain = type.replace(/[<([].*$/, '').trim();
  return plain.slice(plain.lastIndexOf('.') + 1).toLowerCase();
}

/** Remembers that the key by which data came in names a password, however it is written. */
export function keyed(taint: Taint, key: Value | undefined): Taint {
  return SECRET.test(textOf(key) ?? '') ? { ...taint, secret: true } : taint;
}
