import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression, Method, Span, Statement } from '../../formats/code/syntax.js';
import type { Token } from '../../formats/code/token.js';
import { partsOf } from '../../formats/code/walk.js';
import { lastName, namesBehind, shortOf } from './expression-names.js';
import { CHOICE, FOREIGN, NUMBER, type Provenance } from './grades.js';
import { isVersion, plainName } from '../../formats/code/variable-names.js';
import {
  COPIED_TYPES,
  GROWS,
  HOLDERS,
  NUMBER_MEMBERS,
  NUMBER_TYPES,
  onlyLooks,
  SELF,
  TAKES_VALUES,
  TEXT_METHODS,
} from './vocabulary.js';

/** Ways from value to variable that are followed. */
const MAXIMUM_EDGES = 20_000;

/** Key of what is known of nothing any more. */
const EVERYTHING = '*';
/** Beginning of the keys of what variables are given beside what they were assigned. */
export const GIVEN = '+';
/** The key of what a variable is given. */
export const given = (key: string): string => `${GIVEN}${key}`;

/** What goes into a variable: an expression, what another variable holds, or something that nothing is known of. */
export interface Edge {
  readonly from: Expression | string | Provenance;
  /** It goes in beside what is there. */
  readonly beside?: true;
  /** It is put into the object that is there. */
  readonly given?: true;
  /** Items of it, one after the other. */
  readonly each?: true;
  /** It is what a method is called on, which may be a type of the framework. */
  readonly object?: true;
}

/**
 * What goes where in a page: into each variable and member all that ever goes into it, in whatever order, and all that something which
 * is not seen may put there. Variables and members of one name are one, whatever object they are of.
 */
export class DataWays {
  readonly edges = new Map<string, Edge[]>();
  readonly types = new Map<string, Set<string>>();
  readonly declared = new Set<string>();
  readonly classes = new Set<string>();
  readonly methods = new Map<string, Method[]>();
  readonly called = new Set<string>();
  readonly basic: boolean;
  /** Places of names that were read, and how often a name is declared without one. */
  private readonly read = new Set<number>();
  private readonly counted = new Map<string, number>();
  private count = 0;

  constructor(readonly unit: CodeUnit) {
    this.basic = isBasic(unit.language);
    for (const { name, bases } of unit.classes) {
      this.classes.add(this.key(name));
      this.mention(name);
      for (const base of bases) this.mention(base);
    }
    for (const method of unit.methods) {
      const key = this.key(method.name);
      this.methods.set(key, [...(this.methods.get(key) ?? []), method]);
      this.mention(method.name);
    }
    this.gather();
  }

  /** Whether there is more than is followed, or names can be set that the code does not spell: then nothing is known. */
  get isLost(): boolean {
    return this.count > MAXIMUM_EDGES || this.edges.has(EVERYTHING);
  }

  key(name: string): string {
    return this.basic ? name.toLowerCase() : name;
  }

  /** The key of a variable, or of what a method gives back. */
  keyOf(name: string): string {
    return name.endsWith('()') ? `${this.key(name.slice(0, -2))}()` : this.key(name);
  }

  isOwnMethod(name: string): boolean {
    return this.methods.has(this.key(name));
  }

  private mentionType(type: string | null): void {
    for (const part of type?.split('.') ?? []) this.mention(part);
  }

  private mention(name: string): void {
    const key = this.key(plainName(name));
    this.counted.set(key, (this.counted.get(key) ?? 0) + 1);
  }

  add(target: string, edge: Edge): void {
    if (this.count++ > MAXIMUM_EDGES) return;
    const list = this.edges.get(target);
    if (list) list.push(edge);
    else this.edges.set(target, [edge]);
  }

  private declare(name: string, type: string | null): void {
    const key = this.key(name);
    this.declared.add(key);
    if (!isVersion(name)) this.mentionType(type);
    const short = shortOf(type);
    // What was thrown may be anybody's words.
    if (/exception$/.test(short)) this.add(key, { from: FOREIGN });
    if (short !== '') this.types.set(key, (this.types.get(key) ?? new Set()).add(short));
  }

  private gather(): void {
    this.statements(this.unit.main, null);
    for (const method of this.unit.methods) {
      for (const { name, type } of method.parameters) {
        this.declare(name, type);
        this.mention(name);
      }
      if (method.property) this.declare(method.name, method.parameters[0]?.type ?? null);
      this.statements(method.body, method);
    }
  }

  private statements(statements: readonly Statement[], method: Method | null): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'expression':
          this.expression(statement.expression);
          break;
        case 'declare':
          this.declare(statement.name, statement.type);
          this.readAt(statement);
          // `with` of JScript gives names that are nowhere declared.
          if (statement.name.startsWith(' ') && !this.basic) this.distrust();
          if (statement.value === null) break;
          this.flow(statement.name, statement.value);
          this.expression(statement.value);
          break;
        case 'each':
          this.declare(statement.name, statement.type);
          if (statement.over.kind === 'other' && statement.over.parts.length === 0)
            this.add(this.key(statement.name), { from: NUMBER });
          else {
            this.mention(statement.name);
            this.flow(statement.name, statement.over, { each: true });
          }
          this.expression(statement.over);
          break;
        case 'return':
          // In VB, `Throw` is read as if it gave something back.
          if (method !== null && !/^throw\b/i.test(this.unit.code.slice(statement.start, statement.start + 6))) {
            this.flow(`${method.name}()`, statement.value);
            if (method.property) this.flow(method.name, statement.value);
          }
          this.expression(statement.value);
          break;
      }
    }
  }

  /** What an expression, with all that is within, leaves in variables. */
  private expression(whole: Expression): void {
    const pending: Expression[] = [whole];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      switch (next.kind) {
        case 'name':
          this.read.add(next.start);
          break;
        case 'member':
          this.read.add(next.end - next.name.length);
          break;
        case 'assign':
          this.assigned(next);
          break;
        case 'call':
          this.callOf(next);
          break;
        case 'new':
          this.made(next);
          break;
        case 'array':
          for (const name of next.keys ?? []) this.mention(name);
          break;
        case 'cast':
        case 'typeof':
          this.mentionType(next.type);
          break;
        case 'lambda':
          for (const { name } of next.method.parameters) {
            this.declare(name, null);
            this.mention(name);
            this.add(this.key(name), { from: FOREIGN });
          }
          // What it gives back goes wherever it is called.
          this.statements(next.method.body, null);
          break;
        default:
      }
      for (const part of partsOf(next)) pending.push(part);
    }
  }

  private assigned({ target, value, operator }: Expression & { kind: 'assign' }): void {
    const beside = operator === '=' ? {} : ({ beside: true } as const);
    if (target.kind === 'name') {
      this.flow(target.name, value, beside);
      if (this.basic || this.unit.language === 'jscript') this.assignedOnly(target.name);
      if (this.methods.has(this.key(target.name))) this.flow(`${target.name}()`, value, beside);
    } else if (target.kind === 'member') {
      this.flow(target.name, value, beside);
      this.give(target.object, value);
      // `Array.prototype.join = …` is called where nobody sees it.
      if (TEXT_METHODS.has(target.name.toLowerCase()) || NUMBER_MEMBERS.has(target.name.toLowerCase())) this.distrust();
    } else if (target.kind === 'index' || target.kind === 'call') {
      this.give(target, value);
      const of = target.kind === 'index' ? target.object : target.callee;
      if (of.kind === 'name' && (SELF.has(of.name.toLowerCase()) || of.name === 'arguments')) this.distrust();
    } else for (const name of namesBehind(target)) this.add(this.key(name), { from: FOREIGN });
    this.set(target, value);
  }

  /** Setters get what is assigned as `value`. */
  private set(target: Expression, value: Expression): void {
    for (const { property, parameters } of this.methods.get(this.key(lastName(target))) ?? [])
      if (property) for (const parameter of parameters) this.flow(parameter.name, value);
  }

  /** Nothing is known any more: names can be set that the code does not spell. */
  private distrust(): void {
    this.add(EVERYTHING, { from: FOREIGN });
  }

  /** What an object is given it keeps, and so does whatever it was made of. */
  private give(object: Expression, value: Expression, how: Omit<Edge, 'from'> = {}): void {
    for (const name of namesBehind(object)) this.giveTo(this.keyOf(name), { from: value, given: true, ...how });
  }

  giveTo(key: string, edge: Edge): void {
    this.add(key, edge);
    this.add(given(key), edge);
  }

  /** A variable that nothing declares, where the language needs no declaration. */
  private assignedOnly(name: string): void {
    if (this.unit.language !== 'vb') this.declared.add(this.key(name));
  }

  private callOf(call: Expression & { kind: 'call' }): void {
    const { callee, args } = call;
    const name = callee.kind === 'name' || callee.kind === 'member' ? callee.name : '';
    const own = this.methods.get(this.key(name)) ?? [];
    if (own.length > 0) {
      this.called.add(this.key(name));
      for (const method of own)
        this.pass(method, method.extension && callee.kind === 'member' ? [callee.object, ...args] : args);
    }
    // `this(…)`, `base(…)`
    if (callee.kind === 'name' && /^(?:this|base|super)$/.test(name))
      for (const method of this.unit.methods) if (this.isConstructor(method)) this.pass(method, args);
    if (callee.kind === 'member' && !onlyLooks(callee.name.toLowerCase()))
      for (const arg of args) this.give(callee.object, arg, GROWS.test(callee.name) ? { beside: true } : {});
    for (const [i, arg] of args.entries())
      this.left(
        callee,
        arg,
        own.length > 0,
        args.filter((_, other) => other !== i),
      );
  }

  isConstructor({ name }: Method): boolean {
    return this.classes.has(this.key(name)) || (this.basic && name.toLowerCase() === 'new');
  }

  /** What a call may leave in an argument. */
  private left(callee: Expression, arg: Expression, isOwn: boolean, others: readonly Expression[]): void {
    if (arg.kind !== 'name' && arg.kind !== 'member') return;
    const target = this.key(arg.name);
    const name = lastName(callee).toLowerCase();
    const isOut = this.isReference(arg);
    // `out string text`
    const declares = this.basic ? null : /\bout\s+([\w.]+)[\w.<>[\]?, ]*\s+$/.exec(this.before(arg));
    if (declares !== null) this.declare(arg.name, declares[1] === 'var' ? null : (declares[1] ?? null));
    if (isOwn) return;
    if (/^tryparse/.test(name) && callee.kind === 'member') {
      const type = lastName(callee.object).toLowerCase();
      const parsed = NUMBER_TYPES.has(type) ? NUMBER : type === 'enum' ? CHOICE : FOREIGN;
      if (isOut || this.basic) this.add(target, { from: parsed });
      return;
    }
    if (name === 'trygetvalue' && callee.kind === 'member') {
      this.flow(arg.name, callee.object);
      this.add(target, { from: CHOICE });
      return;
    }
    if (isOut || (this.basic && !TAKES_VALUES.has(name) && !this.isIndexed(callee))) {
      this.add(target, { from: FOREIGN });
      return;
    }
    // A list or stream that is handed over may get what the others hold.
    if (!this.declared.has(target) || this.isCopied(target) || TAKES_VALUES.has(name)) return;
    if (TEXT_METHODS.has(name) || NUMBER_MEMBERS.has(name)) return;
    for (const other of others) this.giveTo(target, { from: other, given: true });
    if (callee.kind === 'member') this.giveTo(target, { from: callee.object, object: true, given: true });
  }

  private before({ start }: Span): string {
    return this.unit.code.slice(Math.max(0, start - 80), start);
  }

  /** Whether an argument is handed over so that it may be set. */
  private isReference(arg: Expression): boolean {
    return !this.basic && /\b(?:out|ref)\s+(?:[\w.<>[\]?]+\s+)?$/.test(this.before(arg));
  }

  /** `list(i)` of Basic. */
  private isIndexed(callee: Expression): boolean {
    return callee.kind === 'name' && this.declared.has(this.key(callee.name));
  }

  private made({ type, args }: Expression & { kind: 'new' }): void {
    const short = type.slice(type.lastIndexOf('.') + 1);
    this.mentionType(type);
    for (const method of this.unit.methods)
      if (
        this.key(method.name) === this.key(short) ||
        (this.basic && /^new$/i.test(method.name) && this.key(method.owner) === this.key(short))
      )
        this.pass(method, args);
    // A stream over another one writes to that.
    for (const [i, arg] of args.entries())
      if (arg.kind === 'name' && !this.isCopied(this.key(arg.name)) && !HOLDERS.has(short.toLowerCase()))
        for (const other of args.filter((_, at) => at !== i))
          this.giveTo(this.key(arg.name), { from: other, given: true });
  }

  /** What a method of the page is called with; more than it has parameters for go into the last one. */
  private pass({ parameters }: Method, args: readonly Expression[]): void {
    for (const [i, arg] of args.entries()) {
      const parameter = parameters[Math.min(i, parameters.length - 1)];
      if (parameter === undefined) return;
      this.flow(parameter.name, arg);
      if (arg.kind === 'name' && (this.basic || this.isReference(arg)))
        this.add(this.key(arg.name), { from: this.key(parameter.name) });
    }
  }

  private flow(target: string, from: Expression, how: Omit<Edge, 'from'> = {}): void {
    this.add(this.keyOf(target), { from, ...how });
  }

  private readAt({ start }: Span): void {
    this.read.add(start);
  }

  /** Whether a variable's values are copied: text, numbers. */
  isCopied(key: string): boolean {
    const types = this.types.get(key);
    const edges = this.edges.get(key) ?? [];
    if (types !== undefined && types.size > 0) {
      if (![...types].every((type) => COPIED_TYPES.has(type))) return false;
      // `string[]` is declared as `string` is.
      return !edges.some(({ from }) => typeof from === 'object' && (from.kind === 'array' || from.kind === 'new'));
    }
    return (
      edges.length > 0 &&
      edges.every(({ from }) => typeof from === 'object' && /^(?:string|number|binary|unary)$/.test(from.kind))
    );
  }

  /** A name that stands in the code more often than in what was read of it: something was passed over that may set it. */
  distrustLost(tokens: readonly Token[]): void {
    const lost = new Map<string, number>();
    for (const { kind, text, start } of tokens)
      if (kind === 'name' && !this.read.has(start)) lost.set(this.key(text), (lost.get(this.key(text)) ?? 0) + 1);
    for (const key of this.declared) {
      const plain = plainName(key);
      if ((lost.get(plain) ?? 0) > (this.counted.get(plain) ?? 0)) this.add(key, { from: FOREIGN });
    }
  }
}
