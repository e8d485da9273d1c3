import type { CodeLanguage } from '../../formats/code/language.js';
import type { CodeUnit, Expression, Method, Span } from '../../formats/code/syntax.js';
import { isVersion, plainName } from '../../formats/code/variable-names.js';
import { isEnumeration } from './values/enumerations.js';
import type { Flow, KnownMethod, Scope } from './flow.js';
import { SINK_TYPES, type SinkKind } from './sinks/sinks.js';
import { isCallable, join, type Place, type Taint, textOf, UNKNOWN, type Value, withStep } from './values/value.js';
import { NO_ROOT, PAGE_WORDS, STATE } from './vocabulary.js';

/** Members that are kept of one variable. */
const MAXIMUM_MEMBERS = 200;

/** The piece of code that is being followed. */
export interface Work {
  readonly index: number;
  readonly unit: CodeUnit;
  /** Set while following code that stands in a constant: everything is where that constant is. */
  readonly at: Place | null;
}

export type Methods = readonly KnownMethod<Work>[];

/** How code is followed: expressions hold calls, calls hold bodies, bodies hold expressions. */
export interface Evaluation {
  value(expression: Expression, frame: Frame): Value;
  /** Runs a body with what its parameters were given, and gives what it returns. */
  body(method: Method, frame: Frame): Value;
  /** Follows code that stands in a text; `whole` where its methods are called, too. */
  nested(text: string, language: CodeLanguage, span: Span, frame: Frame, whole?: boolean): Value;
}

/** Where in the code the flow is: a scope of variables within a piece of code. */
export class Frame {
  constructor(
    readonly flow: Flow<Work>,
    readonly evaluation: Evaluation,
    readonly work: Work,
    readonly scope: Scope,
  ) {}

  /** The same code with other variables, or other code of the same file. */
  with(scope: Scope, work = this.work): Frame {
    return new Frame(this.flow, this.evaluation, work, scope);
  }

  value(expression: Expression): Value {
    return this.evaluation.value(expression, this);
  }

  get language(): CodeLanguage {
    return this.work.unit.language;
  }

  place(span: Span): Place {
    return this.work.at ?? { code: this.work.index, start: span.start, end: span.end };
  }

  textAt(span: Span): string {
    return this.work.unit.code.slice(span.start, Math.min(span.end, span.start + 80)).replace(/\s+/g, ' ');
  }

  /** The last part of a dotted name, empty of what is none. */
  shortName(expression: Expression): string {
    const text = this.textAt(expression);
    return /^[\w.]+$/.test(text) ? (text.split('.').slice(-1)[0] ?? text) : '';
  }

  see(name: string, span: Span): void {
    if (!this.flow.names.has(name)) this.flow.see(name, this.place(span));
  }

  record(kind: SinkKind, name: string, span: Span, main: Value, target: Value | null, args: readonly Value[]): void {
    this.flow.record({ kind, name, place: this.place(span), main, target, args, nested: this.work.at !== null });
  }

  lookup(name: string): Value | undefined {
    const key = this.flow.keyOf(name);
    const found = this.scope.get(key) ?? this.flow.globals.get(key);
    return found === undefined && isVersion(key) ? this.lookup(plainName(key)) : found;
  }

  /** Assigns to a variable of this scope where it is one, else to a field. */
  assign(name: string, value: Value, place: Place): void {
    this.flow.assign(this.holderOf(name), name, this.ofEither(this.lookup(name), value), place);
  }

  /** What either of two values may be. */
  either(a: Value, b: Value): Value {
    const typed = this.ofEither(a, b);
    return typed === b ? join(a, b) : { ...join(a, b), type: typed.type };
  }

  /** A value where another may stand instead: an object of two classes of the page is one of what both are made from. */
  ofEither(other: Value | undefined, value: Value): Value {
    if (other === undefined || other.type === value.type || other.named || value.named) return value;
    if (!this.ownClass(other.type) || !this.ownClass(value.type)) return value;
    const bases = [other.type, ...this.basesOf(other.type)];
    const common = [value.type, ...this.basesOf(value.type)].find((base) => bases.includes(base));
    return common === undefined || common === value.type ? value : { ...value, type: common };
  }

  /** @param replaces the name that the variable went by until here. */
  declare(name: string, value: Value, place: Place, replaces?: string): void {
    this.flow.assign(this.scope, name, value, place, replaces === undefined ? undefined : this.lookup(replaces));
  }

  private holderOf(name: string): Scope {
    return this.scope.has(this.flow.keyOf(name)) ? this.scope : this.flow.globals;
  }

  replaceTaint(name: string, taint: Taint): void {
    const holder = this.holderOf(name);
    const key = this.flow.keyOf(name);
    const known = holder.get(key);
    if (known) holder.set(key, { ...known, taint });
  }

  /** The variable that an expression's value lives in, `a` of `a.b[c].d`, holds the data from now on. */
  taintRoot(expression: Expression, taint: Taint, what: string, around?: string): void {
    const root = rootOf(expression);
    if (root.kind === 'member') {
      this.taintField(root, taint, what, around);
      return;
    }
    if (root.kind !== 'name') return;
    const key = root.name.toLowerCase();
    if (PAGE_WORDS.has(key)) return;
    const known = this.lookup(root.name);
    const component = known === undefined ? this.flow.component(key) : undefined;
    if (known === undefined && STATE.has(key)) this.taintKept(expression, taint);
    if (
      known === undefined &&
      component === undefined &&
      (this.flow.named(key) !== undefined || /^(?:system|convert|string)$/.test(key))
    )
      return;
    if (known !== undefined && NO_ROOT.has(known.type)) return;
    this.taintItem(expression, root, taint);
    this.taintOwnMember(expression, root, taint, what);
    // `Assembly.Load(data)` leaves `Assembly` the type that it is.
    const value = this.lookup(root.name) ?? component ?? (SINK_TYPES.has(key) ? { taint: null, type: key } : UNKNOWN);
    if (value.taint !== null && value.taint.origin === taint.origin && (value.taint.secret || !taint.secret)) return;
    const place = this.place(expression);
    const kept = around === undefined || around === '' ? {} : { around };
    this.assign(root.name, { ...value, taint: withStep(taint, what, place), ...kept }, place);
  }

  /** `Session("list").Add data` */
  private taintKept(expression: Expression, taint: Taint): void {
    const element = partBelow(expression, 'call') ?? partBelow(expression, 'index');
    const [key] = element?.kind === 'call' || element?.kind === 'index' ? element.args : [];
    const name = key && textOf(this.value(key));
    if (name !== undefined) this.flow.writeState(name, { taint, type: '' }, this.place(expression));
  }

  /** `object.list.push(data)`: the list is a part of what is known of the object. */
  private taintItem(expression: Expression, root: Expression, taint: Taint): void {
    if (this.language !== 'jscript' || root.kind !== 'name') return;
    const part = partBelow(expression, 'member');
    if (part?.kind !== 'member' || part.object !== root) return;
    const known = this.lookup(root.name);
    const at = known?.keys?.indexOf(part.name.toLowerCase()) ?? -1;
    const item = known?.items?.[at];
    if (known === undefined || item === undefined || item.taint !== null) return;
    const items = known.items?.map((one, i) => (i === at ? { ...one, taint } : one));
    this.holderOf(root.name).set(this.flow.keyOf(root.name), { ...known, items });
  }

  /** `job.Options[key] = data`, where the class of the page has the list, or a property that gives it. */
  private taintOwnMember(
    expression: Expression,
    root: Expression & { kind: 'name' },
    taint: Taint,
    what: string,
  ): void {
    const part = partBelow(expression, 'member');
    if (part?.kind !== 'member' || part.object !== root || !this.ownClass(this.lookup(root.name)?.type ?? '')) return;
    const { globals, methods } = this.flow;
    const properties = methods.get(part.name.toLowerCase())?.filter(({ method }) => method.property) ?? [];
    const getters = properties.filter(({ method }) => method.body.length > 0);
    for (const { method, work } of getters)
      for (const statement of method.body)
        if (statement.kind === 'return' && isVariable(statement.value))
          this.with(new Map(), work).taintRoot(statement.value, taint, what);
    const field = globals.get(this.flow.keyOf(part.name));
    if (getters.length > 0 || (field === undefined && properties.length === 0) || field?.taint) return;
    const place = this.place(expression);
    this.flow.assign(globals, part.name, { ...(field ?? UNKNOWN), taint: withStep(taint, what, place) }, place);
  }

  /** `this.list[key] = data` */
  private taintField(
    field: Expression & { kind: 'member' },
    taint: Taint,
    what: string,
    around: string | undefined,
  ): void {
    const { globals } = this.flow;
    if (this.language === 'jscript') this.taintOfThis(field, taint, what);
    const known = globals.get(this.flow.keyOf(field.name));
    if (known === undefined && this.flow.named(field.name.toLowerCase()) !== undefined) return;
    const value = known ?? UNKNOWN;
    if (NO_ROOT.has(value.type) || value.taint?.origin === taint.origin) return;
    const place = this.place(field);
    const kept = around === undefined || around === '' ? {} : { around };
    this.flow.assign(globals, field.name, { ...value, taint: withStep(taint, what, place), ...kept }, place);
  }

  /** Which object a function of JScript is called on is not followed everywhere: all have it in a member of this name. */
  private taintOfThis(field: Expression & { kind: 'member' }, taint: Taint, what: string): void {
    if (field.object.kind !== 'name') return;
    this.taintItem(field, field.object, taint);
    const place = this.place(field);
    this.flow.assign(this.flow.globals, ofThis(field.name), { taint: withStep(taint, what, place), type: '' }, place);
  }

  /** Keeps what is known of `variable.member` for reading it back. */
  assignMember(variable: string, name: string, value: Value): void {
    const known = this.lookup(variable);
    if (known === undefined || known.named || NO_ROOT.has(known.type)) return;
    const keys = [...(known.keys ?? [])];
    const items = [...(known.items ?? [])];
    const index = keys.indexOf(name);
    if (index >= 0) items[index] = value;
    else if (keys.length < MAXIMUM_MEMBERS && keys.length === items.length) {
      keys.push(name);
      items.push(value);
      // What was followed before may call it.
      if (this.holderOf(variable) === this.flow.globals && isCallable(value)) this.flow.changed = true;
    }
    this.holderOf(variable).set(this.flow.keyOf(variable), { ...known, keys, items });
  }

  /** Whether a type is a class of this code. */
  ownClass(type: string): boolean {
    return (
      type !== '' && (basesIn(this.work.unit).has(type) || this.flow.units.some((unit) => basesIn(unit).has(type)))
    );
  }

  /** Whether a type is an enumeration of this code, which the framework makes of nothing but its names and numbers. */
  ownEnumeration(type: string): boolean {
    return isEnumeration(type, this.flow.units);
  }

  /** What a class of this code is made from, lower case; in a piece of its own it is not among the units. */
  basesOf(type: string): readonly string[] {
    const own = basesIn(this.work.unit).get(type) ?? [];
    const others = this.flow.units.flatMap((unit) => (unit === this.work.unit ? [] : (basesIn(unit).get(type) ?? [])));
    return others.length === 0 ? own : [...own, ...others];
  }
}

/** A variable, or a field of the page: `list`, `this.list`. */
function isVariable(expression: Expression): boolean {
  return expression.kind === 'name' || (expression.kind === 'member' && rootOf(expression) === expression);
}

/** Words before fields of the page's own. */
const OWN_FIELDS = new Set(['this', 'me', 'base', 'mybase', 'myclass']);

const BASES = new WeakMap<CodeUnit, ReadonlyMap<string, readonly string[]>>();

/** The classes of a piece of code with what they are made from, lower case. A class may be declared in parts. */
function basesIn(unit: CodeUnit): ReadonlyMap<string, readonly string[]> {
  const known = BASES.get(unit);
  if (known !== undefined) return known;
  const bases = new Map<string, string[]>();
  for (const { name, bases: named } of unit.classes) {
    const all = bases.get(name.toLowerCase()) ?? [];
    for (const base of named) all.push(base.toLowerCase());
    bases.set(name.toLowerCase(), all);
  }
  BASES.set(unit, bases);
  return bases;
}

/** A member of an object that is written out: a method, or what methods find as `this.member`. */
export function declareOfThis(name: string, value: Value, { flow }: Frame): void {
  const key = flow.keyOf(ofThis(name));
  if (value.lambda) flow.addWritten(name.toLowerCase(), value.lambda);
  else if (value.type.includes('.') && value.taint === null && !flow.globals.has(key)) flow.globals.set(key, value);
}

/** What a member of `this` is kept under for all objects. */
export function ofThis(member: string): string {
  return ` this ${member}`;
}

/** The innermost part of this kind: `a.b` of `a.b[c].d`. */
function partBelow(expression: Expression, kind: 'member' | 'call' | 'index'): Expression | null {
  let found: Expression | null = null;
  let at = expression;
  for (let i = 0; i < 50; i++) {
    if (at.kind === kind) found = at;
    if (at.kind === 'member' || at.kind === 'index') at = at.object;
    else if (at.kind === 'call') at = at.callee;
    else break;
  }
  return found;
}

/** The variable that an expression is of, or the field of the page. */
function rootOf(expression: Expression): Expression {
  let root = expression;
  for (let i = 0; i < 50; i++) {
    if (root.kind === 'member' && root.object.kind === 'name' && OWN_FIELDS.has(root.object.name.toLowerCase())) break;
    if (root.kind === 'member' || root.kind === 'index') root = root.object;
    else if (root.kind === 'call') root = root.callee;
    else if (root.kind === 'new' && root.args[0]) [root] = root.args;
    else if (root.kind === 'cast' || root.kind === 'unary') root = root.operand;
    else break;
  }
  return root;
}
