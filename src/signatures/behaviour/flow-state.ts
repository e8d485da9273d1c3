import type { CodeUnit, Expression, Span } from '../../formats/code/syntax.js';
import type { SinkCall } from './sink-call.js';
import type { SinkKind } from './sinks.js';
import { endingOf, join, joinTaint, type Place, type Taint, UNKNOWN, type Value, withStep } from './value.js';
import { NO_ROOT, PAGE_WORDS, STATE } from './vocabulary.js';

const MAXIMUM_SINK_CALLS = 2000;
const MAXIMUM_FILES = 200;

export type Scope = Map<string, Value>;

export interface Work {
  readonly index: number;
  readonly unit: CodeUnit;
  /** Set while following code that stands in a constant: everything is where that constant is. */
  readonly at: Place | null;
}

/** What is known while data is followed: variables, state that outlives requests, and what was found. */
export abstract class FlowState {
  protected readonly globals: Scope = new Map();
  protected readonly state = new Map<string, Value>();
  protected readonly calls = new Map<string, SinkCall>();
  protected readonly names = new Map<string, Place>();
  protected readonly limits = new Set<string>();
  /** What was written to files, by their names. */
  private readonly files = new Map<string, Taint>();
  protected changed = false;
  protected checksNames = false;
  /** Whether names of variables match in either case. */
  protected foldsCase = true;
  constructor(protected readonly controls: ReadonlyMap<string, string>) {}

  protected place(span: Span, work: Work): Place {
    return work.at ?? { code: work.index, start: span.start, end: span.end };
  }

  protected textAt(span: Span, work: Work): string {
    return work.unit.code.slice(span.start, Math.min(span.end, span.start + 80)).replace(/\s+/g, ' ');
  }

  protected shortName(expression: Expression, work: Work): string {
    const text = this.textAt(expression, work);
    return /^[\w.]+$/.test(text) ? (text.split('.').slice(-1)[0] ?? text) : '';
  }

  protected see(name: string, span: Span, work: Work): void {
    if (!this.names.has(name) && this.names.size < 5000) this.names.set(name, this.place(span, work));
  }

  protected record(
    kind: SinkKind,
    name: string,
    span: Span,
    main: Value,
    target: Value | null,
    args: readonly Value[],
    work: Work,
  ): void {
    const place = this.place(span, work);
    if (kind === 'write' && main.taint !== null) this.keepFile(target, main.taint);
    const key = `${kind}:${place.start}:${place.end}:${name}`;
    const before = this.calls.get(key);
    if (before === undefined && this.calls.size >= MAXIMUM_SINK_CALLS) {
      this.limits.add('too many calls to look at');
      return;
    }
    const nested = work.at !== null;
    if (before === undefined) {
      this.calls.set(key, { kind, name, place, main, target, args, nested });
      return;
    }
    this.calls.set(key, {
      ...before,
      main: join(before.main, main),
      target: before.target && target ? join(before.target, target) : (before.target ?? target),
    });
  }

  private keepFile(path: Value | null, taint: Taint): void {
    const name = fileName(path ?? undefined);
    if (name === '' || this.files.has(name) || this.files.size >= MAXIMUM_FILES) return;
    this.files.set(name, taint);
    this.changed = true;
  }

  /** What was written to the file that a path names, where that came with the request. */
  protected writtenTo(path: Value | undefined): Taint | undefined {
    return this.files.get(fileName(path));
  }

  protected ownClass(type: string, work: Work): boolean {
    return type !== '' && work.unit.classes.some((c) => c.name.toLowerCase() === type);
  }

  /** What a variable is kept under. */
  protected keyOf(name: string): string {
    return this.foldsCase ? name.toLowerCase() : name;
  }

  protected lookup(name: string, scope: Scope): Value | undefined {
    const key = this.keyOf(name);
    return scope.get(key) ?? this.globals.get(key);
  }

  /** What an undeclared name stands for. */
  protected named(key: string): Value | undefined {
    if (key === 'request') return { taint: null, type: 'httprequest' };
    if (STATE.has(key)) return { taint: null, type: 'state' };
    if (key === 'context' || key === 'httpcontext') return { taint: null, type: 'httpcontext', named: true };
    if (key === 'server') return { taint: null, type: 'httpserver' };
    if (key === 'response') return { taint: null, type: 'httpresponse' };
    if (PAGE_WORDS.has(key)) return { taint: null, type: 'page' };
    const control = this.controls.get(key);
    return control === undefined ? undefined : { taint: null, type: control };
  }

  protected assignName(name: string, given: Value, scope: Scope, place: Place, declares: boolean): void {
    const key = this.keyOf(name);
    const target = declares || scope.has(key) ? scope : this.globals;
    const before = target.get(key);
    let value = given.taint === null ? given : { ...given, taint: withStep(given.taint, `assigned to ${name}`, place) };
    if (before !== undefined) {
      const taint = before.taint ?? value.taint;
      value = {
        ...value,
        taint: before.taint !== null && value.taint !== null ? joinTaint(before.taint, value.taint) : taint,
      };
      if (value.type === '') value = { ...value, type: before.type };
      if (value.path === undefined && before.path !== undefined) value = { ...value, path: before.path };
      if (value.beneath === undefined && before.beneath !== undefined) value = { ...value, beneath: before.beneath };
      if (value.lambda === undefined && before.lambda !== undefined) value = { ...value, lambda: before.lambda };
      if (value.describes === undefined && before.describes !== undefined)
        value = { ...value, describes: before.describes };
    }
    if (target === this.globals && (before?.taint ?? null) === null && value.taint !== null) this.changed = true;
    if (target === this.globals && before?.type !== value.type) this.changed = true;
    target.set(key, value);
  }

  protected replaceTaint(name: string, taint: Taint, scope: Scope): void {
    const key = this.keyOf(name);
    const holder = scope.has(key) ? scope : this.globals;
    const known = holder.get(key);
    if (known) holder.set(key, { ...known, taint });
  }

  /** The variable that an expression's value lives in: `a` of `a.b[c].d`. */
  protected taintRoot(expression: Expression, taint: Taint, scope: Scope, work: Work, what: string): void {
    let root = expression;
    for (let i = 0; i < 50; i++) {
      if (root.kind === 'member' || root.kind === 'index') root = root.object;
      else if (root.kind === 'call') root = root.callee;
      else if (root.kind === 'new' && root.args[0]) [root] = root.args;
      else if (root.kind === 'cast' || root.kind === 'unary') root = root.operand;
      else break;
    }
    if (root.kind !== 'name') return;
    const key = root.name.toLowerCase();
    if (PAGE_WORDS.has(key)) return;
    const known = this.lookup(root.name, scope);
    if (
      known === undefined &&
      (this.named(key) !== undefined || /^(?:response|server|context|httpcontext|system|convert)$/.test(key))
    )
      return;
    if (known !== undefined && NO_ROOT.has(known.type)) return;
    const value = known ?? UNKNOWN;
    if (value.taint !== null && value.taint.origin === taint.origin) return;
    this.assignName(
      root.name,
      { ...value, taint: withStep(taint, what, this.place(expression, work)) },
      scope,
      this.place(expression, work),
      false,
    );
  }

  protected readState(key: string | undefined): Value {
    const any = this.state.get('*') ?? UNKNOWN;
    if (key !== undefined) return join(any, this.state.get(key.toLowerCase()) ?? UNKNOWN);
    return [...this.state.values()].reduce(join, UNKNOWN);
  }

  protected writeState(key: string | undefined, value: Value, place: Place): void {
    const name = key?.toLowerCase() ?? '*';
    const before = this.state.get(name);
    const kept =
      value.taint === null
        ? value
        : { ...value, taint: withStep(value.taint, `kept in state ${key ?? ''}`.trim(), place) };
    if (before === undefined || (before.taint === null && kept.taint !== null)) this.changed = true;
    this.state.set(name, before === undefined ? kept : join(before, kept));
  }

  /** Keeps what is known of `variable.member` for reading it back. */
  protected assignConstantMember(variable: string, name: string, value: Value, scope: Scope): void {
    const known = this.lookup(variable, scope);
    if (known === undefined || known.named || NO_ROOT.has(known.type)) return;
    const keys = [...(known.keys ?? [])];
    const items = [...(known.items ?? [])];
    const index = keys.indexOf(name);
    if (index >= 0) items[index] = value;
    else if (keys.length < 200 && keys.length === items.length) {
      keys.push(name);
      items.push(value);
    }
    const key = this.keyOf(variable);
    (scope.has(key) ? scope : this.globals).set(key, { ...known, keys, items });
  }
}

/** The last part of a path that surely ends so, lower case; empty where nothing is known. */
function fileName(path: Value | undefined): string {
  return /(?<![^\\/])[^.\\/][^\\/]*$/.exec(endingOf(path))?.[0].toLowerCase() ?? '';
}
