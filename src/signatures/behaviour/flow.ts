import { isBasic } from '../../formats/code/language.js';
import { type CodeUnit, DEFAULT_MEMBER, type Method, OPERATOR } from '../../formats/code/syntax.js';
import { plainName } from '../../formats/code/variable-names.js';
import { type SinkCall, withoutBound } from './sinks/sink-call.js';
import {
  eitherFunction,
  endingOf,
  isCallable,
  isSettled,
  join,
  joinTaint,
  type Place,
  type Taint,
  UNKNOWN,
  type Value,
  type Writable,
  withStep,
} from './values/value.js';
import { KEEPER, PAGE_WORDS, STATE } from './vocabulary.js';

/** Of calls with data of a request, and of others: neither takes the place of the other. */
const MAXIMUM_SINK_CALLS = 2000;
const MAXIMUM_FILES = 200;
const MAXIMUM_NAMES = 5000;
/** Places at which a page keeps data for others, and at which it looks for such. */
const MAXIMUM_KEPT = 200;
const MAXIMUM_ASKED = 500;
const NOTHING: ReadonlyMap<string, Value> = new Map();
/** Methods of one name that are kept. */
const MAXIMUM_OVERLOADS = 100;
/** Methods of one name of objects that are written out. */
const MAXIMUM_WRITTEN = 20;
/** How many expressions are evaluated. */
export interface Budget {
  /** In all. */
  readonly steps: number;
  /** In one method, and what it calls, in one pass; from there on it is followed once for each kind of arguments. */
  readonly perMethod: number;
}

/** About a second at worst. */
const PAGE: Budget = { steps: 300_000, perMethod: 50_000 };
/** Expressions within expressions, across calls. */
const MAXIMUM_DEPTH = 500;

export type Scope = Map<string, Value>;

/** A method and the code that it stands in. */
export interface KnownMethod<Work> {
  readonly method: Method;
  readonly work: Work;
}

/** What is known while data is followed: variables, state that outlives requests, what was found, and the work that is left. */
export class Flow<Work> {
  readonly globals: Scope = new Map();
  readonly calls = new Map<string, SinkCall>();
  /** Of the calls those that are given data of a request. */
  private readonly given = new Set<string>();
  readonly names = new Map<string, Place>();
  readonly limits = new Set<string>();
  readonly methods = new Map<string, KnownMethod<Work>[]>();
  /** Methods by the events that call them. */
  readonly handlers = new Map<string, KnownMethod<Work>[]>();
  /** What methods give in this pass where nothing is known of what they are given but its types. */
  readonly results = new Map<Method, Map<string, Value>>();
  /** Methods whose bodies are being followed. */
  readonly active = new Set<Method>();
  /** Code in constants that was followed. */
  readonly nestedCode = new Set<string>();
  /** How much of it is more than a statement or two. */
  longCode = 0;
  /** Fields of classes rather than of objects: what they hold outlives requests. */
  readonly shared = new Set<string>();
  /** Methods that the code gives to all objects of a type, by their names in lower case. */
  readonly prototypes = new Map<string, NonNullable<Value['lambda']>>();
  /** Methods of objects that the code of JScript writes out, by their names in lower case. */
  readonly written = new Map<string, NonNullable<Value['lambda']>[]>();
  /** A method is being followed that nobody was seen to call, with nothing known of what it is given. */
  guessing = false;
  /** Calls that were seen only so. */
  private readonly guesses = new Set<string>();
  /** What the body that is being followed returns. */
  returned: Value = UNKNOWN;
  /** Calls that were not followed, since they would not end. */
  cuts = 0;
  /** A class or object of the code says what operators, conversions or texts of objects are. */
  converts = false;
  /** Something was learned that may change what was followed before. */
  changed = false;
  checksNames = false;
  checksEndings = false;
  /** It keeps for other requests what methods are given. */
  passes = false;
  /** Whether checks before a place bound what is known there. */
  checks = false;
  private readonly state = new Map<string, Value>();
  /** What data of the request was kept for other pages, by where it was. */
  readonly kept = new Map<string, Value>();
  /** Where it was looked for what other pages may have kept. */
  readonly asked = new Set<string>();
  /** What was written to files, by their names. */
  private readonly files = new Map<string, Taint>();
  /** What was written to files of names that are not known, by the very values of their paths. */
  private readonly held = new WeakMap<Value, Taint>();
  /** Steps through methods, and what they call, in this pass. */
  private readonly costs = new Map<Method, number>();
  private steps = 0;
  private depth = 0;

  /** Whether names of variables match in either case. */
  readonly foldsCase: boolean;

  constructor(
    private readonly controls: ReadonlyMap<string, string>,
    /** All code that runs as one. */
    readonly units: readonly CodeUnit[],
    private readonly budget = PAGE,
    /** What other pages kept. */
    private readonly keptByOthers: ReadonlyMap<string, Value> = NOTHING,
  ) {
    this.foldsCase = units.some(({ language }) => isBasic(language));
    this.converts = units.some(({ language, code }) => language === 'jscript' && SAYS_ITS_TEXT.test(code));
  }

  get spent(): boolean {
    return this.steps > this.budget.steps;
  }

  /** Takes one step into an expression, and out again with `leave`. False where no work is left for it. */
  enter(): boolean {
    if (++this.steps > this.budget.steps || this.depth >= MAXIMUM_DEPTH) return false;
    this.depth++;
    return true;
  }

  leave(): void {
    this.depth--;
  }

  /** Begins another pass: what methods give may have changed. */
  begin(): void {
    this.changed = false;
    this.results.clear();
    this.costs.clear();
  }

  isCostly(method: Method): boolean {
    return (this.costs.get(method) ?? 0) > this.budget.perMethod;
  }

  /** Follows a method, and keeps how many steps that took. */
  pay(method: Method, follow: () => Value): Value {
    const before = this.steps;
    const result = follow();
    this.costs.set(method, (this.costs.get(method) ?? 0) + this.steps - before);
    return result;
  }

  addMethod(method: Method, work: Work): void {
    const known = { method, work };
    const name = method.name.toLowerCase();
    const isKept = add(this.methods, name, known);
    this.converts ||=
      name.startsWith(OPERATOR) ||
      name === 'tostring' ||
      (method.parameters.length === 0 && method.attributes.includes(DEFAULT_MEMBER));
    if (!isKept) this.limits.add('more methods of one name than are followed');
    for (const event of method.handles ?? []) add(this.handlers, event, known);
  }

  /** `{ open: function () {…} }` */
  addWritten(name: string, lambda: NonNullable<Value['lambda']>): void {
    const known = this.written.get(name);
    if (known === undefined) this.written.set(name, [lambda]);
    else if (known.length < MAXIMUM_WRITTEN && known.every(({ method }) => method !== lambda.method))
      known.push(lambda);
  }

  see(name: string, place: Place): void {
    if (!this.names.has(name) && this.names.size < MAXIMUM_NAMES) this.names.set(name, place);
  }

  record(given: SinkCall): void {
    const call = this.checks ? withoutBound(given) : given;
    const { kind, place, main, target, name } = call;
    if (kind === 'write' && main.taint !== null) this.keepFile(target, main.taint);
    const key = `${kind}:${place.code}:${place.start}:${place.end}:${name}`;
    const before = this.calls.get(key);
    const isGiven = main.taint !== null || (target?.taint ?? null) !== null;
    const room = isGiven ? this.given.size : this.calls.size - this.given.size;
    if (before === undefined && room >= MAXIMUM_SINK_CALLS) {
      this.limits.add('too many calls to look at');
      return;
    }
    if (isGiven) this.given.add(key);
    if (before === undefined) {
      if (this.guessing) this.guesses.add(key);
      this.calls.set(key, call);
      return;
    }
    const wasGuess = this.guesses.has(key);
    if (this.guessing && !wasGuess && isBare(call)) {
      this.calls.set(key, { ...before, guessed: true });
      return;
    }
    if (!this.guessing) this.guesses.delete(key);
    if (!this.guessing && wasGuess && isBare(before)) {
      this.calls.set(key, { ...call, guessed: true });
      return;
    }
    this.calls.set(key, {
      ...before,
      main: join(before.main, main),
      target: before.target && target ? join(before.target, target) : (before.target ?? target),
      args: before.args.map((arg, i) => lessKnown(arg, call.args[i])),
    });
  }

  private keepFile(path: Value | null, taint: Taint): void {
    const name = fileName(path ?? undefined);
    if (name === '' && path !== null && path !== UNKNOWN && !this.held.has(path)) {
      this.held.set(path, taint);
      this.changed = true;
    }
    if (name === '' || this.files.has(name) || this.files.size >= MAXIMUM_FILES) return;
    this.files.set(name, taint);
    this.keep(`file ${name}`, { taint, type: '' });
    this.changed = true;
  }

  private keep(where: string, { taint, type }: Value): void {
    if (taint !== null && !this.kept.has(where) && this.kept.size < MAXIMUM_KEPT) this.kept.set(where, { taint, type });
  }

  private ask(where: string): Value {
    if (this.asked.size < MAXIMUM_ASKED) this.asked.add(where);
    return this.keptByOthers.get(where) ?? UNKNOWN;
  }

  /** What was written to the file that a path names, where that came with the request. */
  writtenTo(path: Value | undefined): Taint | undefined {
    const name = fileName(path);
    if (name === '') return path && this.held.get(path);
    return this.files.get(name) ?? this.ask(`file ${name}`).taint ?? undefined;
  }

  /** What a variable is kept under. */
  keyOf(name: string): string {
    return this.foldsCase ? name.toLowerCase() : name;
  }

  /** What an undeclared name stands for. */
  named(key: string): Value | undefined {
    if (key === 'request') return { taint: null, type: 'httprequest' };
    if (STATE.has(key)) return { taint: null, type: KEEPER };
    if (key === 'context' || key === 'httpcontext') return { taint: null, type: 'httpcontext', named: true };
    if (key === 'server') return { taint: null, type: 'httpserver' };
    if (key === 'response') return { taint: null, type: 'httpresponse' };
    if (PAGE_WORDS.has(key)) return { taint: null, type: 'page' };
    const control = this.controls.get(key);
    return control === undefined ? undefined : { taint: null, type: control };
  }

  /** An object of COM that the page declares: `<object runat="server" id="list" progid="Scripting.Dictionary">`. */
  component(id: string): Value | undefined {
    const type = this.controls.get(id) ?? '';
    return type.includes('.') ? { taint: null, type } : undefined;
  }

  /**
   * Assigns to a variable of `target`, keeping what was known of it: branches are taken both ways.
   * @param replaces what the variable held that surely is replaced: it is kept, too, unless the new value is known to be harmless.
   */
  assign(target: Scope, name: string, given: Value, place: Place, replaces?: Value): void {
    const key = this.keyOf(name);
    const before = target.get(key) ?? (isCleaned(given) ? undefined : replaces);
    const assigned = given.taint === null ? null : withStep(given.taint, `assigned to ${plainName(name)}`, place);
    const alone = assigned === null ? given : { ...given, taint: assigned };
    const value = before === undefined ? alone : over(before, given, assigned);
    if (target === this.globals && (before?.taint ?? null) === null && value.taint !== null) this.changed = true;
    if (target === this.globals && before?.type !== value.type) this.changed = true;
    target.set(key, value);
  }

  /** What was kept in one place, which no key that is put together leads to. */
  readPlace(where: string): Value {
    const name = where.toLowerCase();
    return join(this.state.get(name) ?? UNKNOWN, this.ask(name));
  }

  /** @param around what is known of a key that is put together. */
  readState(key: string | undefined, around = ''): Value {
    if (key === undefined) {
      const part = partOfKey(around);
      const kept = part === '' ? UNKNOWN : this.ask(ANY_KEY + part);
      return [...this.state.values()].reduce(join, kept);
    }
    const wanted = key.toLowerCase();
    let any = UNKNOWN;
    for (const [name, value] of this.state)
      if (name.startsWith(ANY_KEY) && containsInOrder(wanted, name.slice(ANY_KEY.length))) any = join(any, value);
    return join(any, this.readPlace(wanted));
  }

  /**
   * @param isOfRequest it ends with the request: no other page sees it.
   * @param around what is known of a key that is put together.
   */
  writeState(key: string | undefined, value: Value, place: Place, isOfRequest = false, around = ''): void {
    const name = key?.toLowerCase() ?? ANY_KEY + partOfKey(around);
    const before = this.state.get(name);
    const kept =
      value.taint === null
        ? value
        : { ...value, taint: withStep(value.taint, `kept in state ${key ?? ''}`.trim(), place) };
    if (before === undefined || (before.taint === null && kept.taint !== null)) this.changed = true;
    this.state.set(name, before === undefined ? kept : join(before, kept));
    if (name !== ANY_KEY && !isOfRequest) this.keep(name, kept);
  }
}

/** An object of JScript that says what its text is. */
const SAYS_ITS_TEXT = /\b(?:toString|valueOf)["']?\s?[:=]\s?function\b/;

/** Begins what is kept under a key of which not all is known. */
const ANY_KEY = '*';

/** What is known of a key that is put together: it may be another number than one that was seen. */
function partOfKey(around: string): string {
  return around.toLowerCase().replace(/\d+/g, '');
}

/** Whether all characters of `part` stand in `whole`, in their order. */
function containsInOrder(whole: string, part: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Whether there was room for it. */
function add<Work>(to: Map<string, KnownMethod<Work>[]>, name: string, method: KnownMethod<Work>): boolean {
  const known = to.get(name);
  if (known === undefined) to.set(name, [method]);
  else if (known.length < MAXIMUM_OVERLOADS) known.push(method);
  else return false;
  return true;
}

/** A new value of a variable, with what was known of the one before where nothing is known of it. */
function over(before: Value, given: Value, assigned: Taint | null): Value {
  const { path, beneath, lambda, describes } = before;
  const value: Writable<Value> = { ...given, taint: joinTaint(before.taint, assigned) };
  if (value.type === '') value.type = before.type;
  if (path !== undefined) value.path ??= path;
  if (beneath !== undefined) value.beneath ??= beneath;
  if (lambda !== undefined) value.lambda ??= lambda;
  if (describes !== undefined) value.describes ??= describes;
  const either = eitherFunction(before, given);
  if (either !== null) Object.assign(value, either);
  // A list of functions begins anew in each pass; what was put into it is called by what stands in front of that.
  if (value.items === undefined && before.items?.some(isCallable)) {
    value.items = before.items;
    value.keys = before.keys;
  }
  return value;
}

/** The one of two that the page says less of. */
function lessKnown(before: Value, now: Value | undefined): Value {
  return now !== undefined && isSettled(before) && !isSettled(now) ? now : before;
}

/** Whether nothing of the request is known to reach a call. */
function isBare({ main, target }: SinkCall): boolean {
  return main.taint === null && (target?.taint ?? null) === null;
}

/** Whether it is known of a value that it holds no text of anybody's, or what a check or a cutter left of one. */
function isCleaned(value: Value): boolean {
  const { taint } = value;
  return taint === null
    ? isSettled(value) && !value.hidden
    : (taint.bounded !== undefined && taint.bounded !== 'escaped') || taint.nameOnly;
}

/** The last part of a path that surely ends so, lower case; empty where nothing is known. */
function fileName(path: Value | undefined): string {
  return /(?<![^\\/])[^.\\/][^\\/]*$/.exec(endingOf(path))?.[0].toLowerCase() ?? '';
}
