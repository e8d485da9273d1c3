import type { Constant } from '../../../formats/code/constants.js';
import type { Expression, Method } from '../../../formats/code/syntax.js';
import type { Bound } from '../../checked-values/checks.js';
import { isExecutableEnding } from '../pages/script-files.js';
import { FUNCTIONS, NUMBERS } from '../vocabulary.js';

/** A place in a piece of server code: UTF-16 units of its text. */
export interface Place {
  /** Index of the piece of code. */
  readonly code: number;
  readonly start: number;
  readonly end: number;
}

/** How data came in. `address`: only by the URL. `state`: session, application or cache that this code filled with it. */
export type Origin = 'request' | 'upload' | 'control' | 'parameter' | 'address' | 'socket';

/** A place on the way from a source to a sink. */
export interface Step {
  readonly what: string;
  readonly place: Place;
}

/** Data that whoever sends the request chooses. */
export interface Taint {
  readonly origin: Origin;
  readonly source: Step;
  readonly steps: readonly Step[];
  /** It went through base64, decryption or decompression. */
  readonly decoded: boolean;
  /** Only the last part of a path is left of it. */
  readonly nameOnly: boolean;
  /** It was put together with text of the page's own. */
  readonly mixed: boolean;
  /** It is what another server answered to a request that the data went into. */
  readonly fetched?: true;
  /** Its source is named like a password. */
  readonly secret?: true;
  /** What a check before left of it. */
  readonly bounded?: Bound | undefined;
}

/** What is known of an expression's value. */
export interface Value {
  readonly taint: Taint | null;
  readonly constant?: Constant | undefined;
  /** A text that it surely ends with, where the whole is not known. */
  readonly suffix?: string | undefined;
  /** It is text of the page's own with numbers and dates in it: whoever asks decides no word of it. */
  readonly settled?: true;
  /** Which of the page's own texts it is, whoever asks decides: several beside each other spell more than they say. */
  readonly choice?: true;
  /** What a number was made of, for when it becomes a character again. */
  readonly digits?: Taint | null | undefined;
  /** Texts of the page's own that it was put together with, in their order. */
  readonly around?: string | undefined;
  /** Short name of its type, lower case; of a COM object its programmatic identifier. Empty where not known. */
  readonly type: string;
  /** It is a type's or namespace's name rather than an object. */
  readonly named?: boolean;
  /** Of such a name: it has a point in it, so that it is no variable which nothing was ever assigned to. */
  readonly dotted?: true;
  /** Of a `Type` object the type it describes, of a method object `type.method`; lower case. */
  readonly describes?: string | undefined;
  readonly lambda?: { readonly method: Method; readonly scope: Map<string, Value> } | undefined;
  /** Of a stream or writer: the file. */
  readonly path?: Value | undefined;
  /** Of a stream or writer: the stream beneath it that what is written goes on to. */
  readonly beneath?: Expression | undefined;
  readonly items?: readonly Value[] | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Of a list: data of the request that is a key in it. */
  readonly keyTaint?: Taint | undefined;
  /** Of a path: it begins with the folder of the site, whose files the server hands out or runs. */
  readonly site?: true | undefined;
  /** Of a path: what was written to the file. */
  readonly holds?: Taint | undefined;
  /** A name, or code, that the page puts together in a way that is not followed, out of constants. */
  readonly hidden?: true;
  /** One part of a constant, which one is not known: what a decoder goes through. */
  readonly piece?: true;
}

/** A value while it is made: spreading parts into it costs more than all else here. */
export type Writable<Of> = { -readonly [Key in keyof Of]: Of[Key] };

export const UNKNOWN: Value = { taint: null, type: '' };

/** Steps kept between source and sink; the first and last ones tell the story. */
const MAXIMUM_STEPS = 8;

export function withStep(taint: Taint, what: string, place: Place): Taint {
  const last = taint.steps[taint.steps.length - 1] ?? taint.source;
  if (taint.steps.length >= MAXIMUM_STEPS || (last.place.start === place.start && last.place.code === place.code)) {
    return taint;
  }
  return { ...taint, steps: [...taint.steps, { what, place }] };
}

const STRENGTH: readonly Origin[] = ['address', 'socket', 'control', 'parameter', 'upload', 'request'];

/** The stronger of two: text of a request says more than an address, an exact path more than a name. */
export function joinTaint(a: Taint | null, b: Taint | null): Taint | null {
  if (a === null || b === null) return a ?? b;
  const stronger = strongerOf(a, b);
  // What another server answered stays that beside anything else.
  return a.fetched !== b.fetched && !stronger.fetched ? { ...stronger, fetched: true } : stronger;
}

function strongerOf(a: Taint, b: Taint): Taint {
  if (a.bounded !== b.bounded) return weaker(a.bounded, b.bounded) === a.bounded ? a : b;
  if (a.nameOnly !== b.nameOnly) return a.nameOnly ? b : a;
  if (a.secret !== b.secret && a.origin === b.origin) {
    const [secret, other] = a.secret ? [a, b] : [b, a];
    return secret.mixed && !other.mixed ? { ...secret, mixed: false } : secret;
  }
  if (a.mixed !== b.mixed && a.origin === b.origin) return a.mixed ? b : a;
  return STRENGTH.indexOf(b.origin) > STRENGTH.indexOf(a.origin) ? b : a;
}

/** The bound that says less; what is not bound says nothing. */
function weaker(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  return BOUNDS.find((bound) => bound === a || bound === b);
}

const BOUNDS: readonly (Bound | undefined)[] = [undefined, 'escaped', 'figures', 'name', 'word', 'pages', 'texts'];

/** Data of which any character may be taken or made. */
export function unbound(taint: Taint | null): Taint | null {
  if (taint?.bounded === undefined) return taint;
  const { bounded: _, ...rest } = taint;
  return rest;
}

/** The strongest of what several values hold. */
export function taintOf(values: readonly Value[]): Taint | null {
  let found: Taint | null = null;
  for (const { taint } of values) if (taint !== null) found = joinTaint(found, taint);
  return found;
}

/** What either of two values may be. */
export function join(a: Value, b: Value): Value {
  if (a === UNKNOWN || a === b) return b;
  if (b === UNKNOWN) return a;
  const taint = joinTaint(a.taint, b.taint);
  return {
    taint,
    type: a.type || b.type,
    constant: b.constant ?? a.constant,
    suffix: endingOfEither(a, b),
    around: b.around ?? a.around,
    digits: b.digits ?? a.digits,
    ...(a.named && b.named ? { named: true } : {}),
    ...(isSettled(a) && isSettled(b) ? { settled: true } : {}),
    ...(a.choice || b.choice ? { choice: true } : {}),
    describes: a.describes ?? b.describes,
    lambda: b.lambda ?? a.lambda,
    path: b.path ?? a.path,
    beneath: b.beneath ?? a.beneath,
    items: b.items ?? a.items,
    keys: b.keys ?? a.keys,
    holds: b.holds ?? a.holds,
    keyTaint: b.keyTaint ?? a.keyTaint,
    ...(a.site || b.site ? { site: true } : {}),
    ...hiddenIn([a, b]),
    ...eitherFunction(a, b),
  };
}

/** Where data may be the end of one of two values, no other ending is sure, and matters only where it is one that is executed. */
export function endingOfEither(a: Value, b: Value): string | undefined {
  const isOpen = [a, b].some((one) => one.taint !== null && endingOf(one) === '');
  const endings = [b.suffix, a.suffix].filter((one) => one !== undefined);
  return isOpen ? endings.find(isExecutableEnding) : endings[0];
}

/** Functions that are kept together. */
const MAXIMUM_FUNCTIONS = 50;

/** Functions that are called together, or one of which is. */
export function functionsOf(values: readonly Value[]): Value {
  const items = values.flatMap((value) => (value.type === FUNCTIONS ? (value.items ?? []) : [value]));
  return { taint: null, type: FUNCTIONS, items: items.slice(0, MAXIMUM_FUNCTIONS) };
}

/** Of two functions, one of which is called, both. */
export function eitherFunction(a: Value, b: Value): Pick<Value, 'type' | 'items'> | null {
  if (!isDelegate(a) || !isDelegate(b) || isSameFunction(a, b)) return null;
  const { type, items = [] } = functionsOf([a, b]);
  return { type, items: items.filter((one, i) => !items.slice(i + 1).some((other) => isSameFunction(one, other))) };
}

function isDelegate(value: Value): boolean {
  return value.type !== 'methodinfo' && isCallable(value);
}

function isSameFunction({ lambda, describes, type }: Value, other: Value): boolean {
  return type !== FUNCTIONS && lambda?.method === other.lambda?.method && describes === other.describes;
}

/** Whether no word of a value comes from anywhere else: a constant, a number or date, or what was made of such. */
export function isSettled({ taint, constant, settled, type }: Value): boolean {
  return taint === null && (constant !== undefined || settled === true || NUMBERS.test(type));
}

/** What is hidden in any of several values is hidden in what is made of them. */
export function hiddenIn(values: readonly Value[]): Pick<Value, 'hidden' | 'piece'> {
  return {
    ...(values.some(({ hidden }) => hidden) ? { hidden: true } : {}),
    ...(values.some(({ piece }) => piece) ? { piece: true } : {}),
  };
}

export function textOf(value: Value | undefined): string | undefined {
  const constant = value?.constant;
  return typeof constant === 'string' ? constant : typeof constant === 'number' ? String(constant) : undefined;
}

/** Whether a value can be called: a lambda, a method by its name, one that was looked up, one of several. */
export function isCallable({ lambda, type, describes }: Value): boolean {
  return (
    lambda !== undefined ||
    type === FUNCTIONS ||
    type === 'methodinfo' ||
    (type === 'delegate' && describes !== undefined)
  );
}

/** All that is known of a value's text: the whole, or the parts of the page's own. */
export function knownText(value: Value | undefined): string {
  // A constant beside data is another value that it may have.
  if (value?.taint) return value.around ?? '';
  return textOf(value) ?? value?.around ?? '';
}

/** What the value ends with, as far as known; empty where nothing is. */
export function endingOf(value: Value | undefined): string {
  return textOf(value) ?? value?.suffix ?? '';
}

/** What the value surely ends with. A constant beside data is one of several endings, and matters only where it is one that is executed. */
export function sureEnding(value: Value | undefined): string {
  const ending = endingOf(value);
  const isSure = !value?.taint || value.constant === undefined;
  return isSure || isExecutableEnding(ending) ? ending : (value.suffix ?? '');
}
