import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression, Method, Span, Statement } from '../../formats/code/syntax.js';
import type { Token } from '../../formats/code/token.js';
import { partsOf } from '../../formats/code/walk.js';
import { plainName } from './scoped-names.js';
import {
  CHARACTER_FUNCTIONS,
  CHARACTER_TYPES,
  CONSTANT_NAMES,
  COPIED_TYPES,
  FILE_READERS,
  HOLDERS,
  LOOKERS,
  MAKERS,
  NUMBER_CALLS,
  NUMBER_FUNCTIONS,
  NUMBER_MEMBERS,
  NUMBER_TYPES,
  OTHERS_FOLDERS,
  OWN_SETTINGS,
  PICKS,
  SELF,
  STATIC_TYPES,
  TAKES_VALUES,
  TEXT_FUNCTIONS,
  TEXT_METHODS,
} from './vocabulary.js';

/**
 * Whose a value is, from the page's own to anybody's. `NUMBER`: digits, dates and identifiers may be a visitor's. `CHOICE`: a visitor
 * may say which of the page's own texts it is. `FOREIGN`: nothing is known of it, so that it may hold any word.
 */
type Provenance = 0 | 1 | 2 | 3;
const OWN = 0;
const NUMBER = 1;
export const CHOICE = 2;
const FOREIGN = 3;

/** Ways from value to variable that are followed, rounds over them, and depth of one expression. */
const MAXIMUM_EDGES = 20_000;
const MAXIMUM_ROUNDS = 60;
const MAXIMUM_DEPTH = 200;
const MAXIMUM_TEXTS = 400;

/** Key of what is known of nothing any more. */
const EVERYTHING = '*';
/** Beginning of the keys of what variables are given beside what they were assigned. */
const GIVEN = '+';
const given = (key: string): string => `${GIVEN}${key}`;

/** What goes into a variable: an expression, what another variable holds, or something that nothing is known of. */
interface Edge {
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
 * Whose the values of a page are. Variables and members of one name are one, whatever scope or object they are of, and all that ever
 * goes into one counts, in whatever order: so nothing is taken for the page's own that is not. What is not known is foreign: names that
 * the page does not declare, calls that stand in no list, names that stand in the code more often than in what was read of it.
 */
export class Provenances {
  private readonly known = new Map<string, Provenance>();
  private readonly edges = new Map<string, Edge[]>();
  private readonly types = new Map<string, Set<string>>();
  private readonly declared = new Set<string>();
  private readonly classes = new Set<string>();
  private readonly methods = new Map<string, Method[]>();
  /** Places of names that were read, and how often a name is declared without one. */
  private readonly read = new Set<number>();
  private readonly counted = new Map<string, number>();
  private readonly called = new Set<string>();
  private readonly basic: boolean;
  private variables: ReadonlySet<string> | null = null;
  private count = 0;
  private depth = 0;

  /**
   * @param controls ids of controls, lower case: what they hold is posted.
   * @param writesFiles whether the page writes files: then what it reads of files may be a visitor's.
   */
  constructor(
    private readonly unit: CodeUnit,
    tokens: readonly Token[],
    private readonly controls: ReadonlySet<string>,
    private readonly writesFiles: boolean,
  ) {
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
    this.followCallers();
    this.shareObjects();
    this.distrustLost(tokens);
    this.settle();
  }

  of(expression: Expression): Provenance {
    if (this.depth >= MAXIMUM_DEPTH) return FOREIGN;
    this.depth++;
    const result = this.evaluate(expression);
    this.depth--;
    return result;
  }

  /** Whether a word of a text names something of the page that may be anybody's. */
  namesForeign(text: string): boolean {
    const words = new Set([...text.matchAll(/[A-Za-z_]\w{0,100}/g)].map(([word]) => this.key(word)));
    return [...this.known].some(
      ([key, value]) => value === FOREIGN && words.has(plainName(key.endsWith('()') ? key.slice(0, -2) : key)),
    );
  }

  /** Texts of the page's own that an expression may be made of, wherever they come from. */
  textsIn(expression: Expression): readonly string[] {
    const texts: string[] = [];
    const seen = new Set<string>();
    const pending: (Expression | string)[] = [expression];
    for (let next = pending.pop(); next !== undefined && texts.length < MAXIMUM_TEXTS; next = pending.pop()) {
      if (typeof next === 'string') {
        if (seen.has(next)) continue;
        seen.add(next);
        for (const { from } of this.edges.get(next) ?? []) if (typeof from !== 'number') pending.push(from);
        continue;
      }
      if (next.kind === 'string') texts.push(next.value);
      if (next.kind === 'name' || next.kind === 'member') pending.push(this.key(next.name), `${this.key(next.name)}()`);
      for (const part of partsOf(next)) pending.push(part);
    }
    return texts;
  }

  /** Whether the page declares a variable of this name, in whichever method. */
  isVariable(name: string): boolean {
    this.variables ??= new Set([...this.declared].map(plainName));
    return this.variables.has(this.key(name));
  }

  isOwnMethod(name: string): boolean {
    return this.methods.has(this.key(name));
  }

  private key(name: string): string {
    return this.basic ? name.toLowerCase() : name;
  }

  private mentionType(type: string | null): void {
    for (const part of type?.split('.') ?? []) this.mention(part);
  }

  private mention(name: string): void {
    const key = this.key(plainName(name));
    this.counted.set(key, (this.counted.get(key) ?? 0) + 1);
  }

  private add(target: string, edge: Edge): void {
    if (this.count++ > MAXIMUM_EDGES) return;
    const list = this.edges.get(target);
    if (list) list.push(edge);
    else this.edges.set(target, [edge]);
  }

  private declare(name: string, type: string | null): void {
    const key = this.key(name);
    this.declared.add(key);
    this.mentionType(type);
    const short = shortOf(type);
    // What was thrown may be anybody's words.
    if (/exception$/.test(short)) this.add(key, { from: FOREIGN });
    if (short !== '') this.types.set(key, (this.types.get(key) ?? new Set()).add(short));
  }

  // What goes where.

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

  private giveTo(key: string, edge: Edge): void {
    this.add(key, edge);
    this.add(given(key), edge);
  }

  /** The key of a variable, or of what a method gives back. */
  private keyOf(name: string): string {
    return name.endsWith('()') ? `${this.key(name.slice(0, -2))}()` : this.key(name);
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

  private isConstructor({ name }: Method): boolean {
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

  /** Parameters of methods that something else than the page may call, or that the page hands on, are anybody's. */
  private followCallers(): void {
    const handedOn = this.handedOn();
    for (const method of this.unit.methods) {
      const key = this.key(method.name);
      const isCalled = this.isConstructor(method) || method.property || this.called.has(key) || this.isMade(method);
      const isShown =
        method.attributes.some(
          (text) => !/^(?:public|private|protected|internal|static|final|override|hide|expando|abstract)$/.test(text),
        ) ||
        method.external ||
        handedOn.has(key) ||
        hasForeignBase(this.unit, method);
      if (isCalled && !isShown) continue;
      for (const { name, type } of method.parameters)
        this.add(this.key(name), { from: NUMBER_TYPES.has(shortOf(type)) ? NUMBER : FOREIGN });
    }
  }

  /** `new Point(1, 2)` of JScript calls a function. */
  private isMade({ name }: Method): boolean {
    return (
      this.unit.language === 'jscript' && new RegExp(`\\bnew\\s+${name.replace(/\W/g, '')}\\b`).test(this.unit.code)
    );
  }

  /** Names that stand somewhere else than in calls and on the left: of methods, these are handed on. */
  private handedOn(): ReadonlySet<string> {
    const names = new Set<string>();
    const pending: { readonly expression: Expression; readonly by: Expression | null }[] = [];
    const addAll = (statements: readonly Statement[]) => {
      for (const statement of statements) {
        const expression = statementValue(statement);
        if (expression !== null) pending.push({ expression, by: null });
      }
    };
    addAll(this.unit.main);
    for (const { body } of this.unit.methods) addAll(body);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { expression, by } = next;
      if (expression.kind === 'lambda') addAll(expression.method.body);
      if (expression.kind === 'name' || expression.kind === 'member') {
        const isCallee = by?.kind === 'call' && by.callee === expression;
        const isTarget = by?.kind === 'assign' && by.target === expression;
        // In Basic, the name alone is a call.
        const isCall = this.basic && !(by?.kind === 'unary' && by.operator === 'addressof');
        if (!isCallee && !isTarget && !isCall) names.add(this.key(expression.name));
      }
      for (const part of partsOf(expression)) pending.push({ expression: part, by: expression });
    }
    for (const [key, methods] of this.methods) if (methods.every(({ property }) => property)) names.delete(key);
    return names;
  }

  /** What a variable is given goes to all that share its object, too. */
  private shareObjects(): void {
    for (const [target, edges] of [...this.edges]) {
      if (target.startsWith(GIVEN) || this.isCopied(target)) continue;
      if (!this.declared.has(target) && !this.isOwnMethod(target.replace('()', ''))) continue;
      for (const { from, given: put } of edges) {
        // A builder of text keeps no objects.
        const isText = put === true && [...(this.types.get(target) ?? [''])].every((type) => type === 'stringbuilder');
        if (typeof from !== 'object' || isText) continue;
        for (const name of this.sharedNames(from)) {
          const key = this.keyOf(name);
          if (
            key === target ||
            this.isCopied(key) ||
            !(this.declared.has(key) || this.isOwnMethod(name.replace('()', '')))
          )
            continue;
          this.giveTo(key, { from: given(target), given: true });
          // What stands in a list is handed out again.
          if (put) this.add(given(target), { from: given(key) });
        }
      }
    }
  }

  /** Variables whose object a value is, or holds. */
  private sharedNames(from: Expression): readonly string[] {
    const names: string[] = [];
    const pending: Expression[] = [from];
    for (let next = pending.pop(); next !== undefined && names.length < 50; next = pending.pop()) {
      if (next.kind === 'name') names.push(next.name);
      else if (next.kind === 'member' || next.kind === 'index' || next.kind === 'call') {
        if (this.givesCopy(next)) continue;
        const of = next.kind === 'call' ? next.callee : next;
        const name = lastName(of);
        if (next.kind === 'member') names.push(name);
        if (next.kind === 'call' && name !== '') names.push(`${name}()`);
        pending.push(of.kind === 'member' || of.kind === 'index' ? of.object : of);
        if (next.kind === 'call') pending.push(...next.args);
      } else if (/^(?:new|array|choice|cast|assign)$/.test(next.kind)) pending.push(...partsOf(next));
    }
    return names;
  }

  /** `device.Address` is a text, and so is an element of a list of texts, or what is made of texts. */
  private givesCopy(of: Expression & { kind: 'member' | 'index' | 'call' }): boolean {
    if (of.kind === 'member') return this.isCopied(this.key(of.name));
    if (of.kind === 'index') return this.isOfCopied(lastName(of.object));
    const method = lastName(of.callee).toLowerCase();
    if (of.callee.kind === 'member') return TEXT_METHODS.has(method) || NUMBER_MEMBERS.has(method);
    return this.basic && this.isOfCopied(lastName(of.callee));
  }

  /** Whether a variable is declared as texts or numbers, or a list of such. */
  private isOfCopied(name: string): boolean {
    const types = this.types.get(this.key(name));
    return types !== undefined && [...types].every((type) => COPIED_TYPES.has(type));
  }

  /** Whether a variable's values are copied: text, numbers. */
  private isCopied(key: string): boolean {
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
  private distrustLost(tokens: readonly Token[]): void {
    const lost = new Map<string, number>();
    for (const { kind, text, start } of tokens)
      if (kind === 'name' && !this.read.has(start)) lost.set(this.key(text), (lost.get(this.key(text)) ?? 0) + 1);
    for (const key of this.declared) {
      const plain = plainName(key);
      if ((lost.get(plain) ?? 0) > (this.counted.get(plain) ?? 0)) this.add(key, { from: FOREIGN });
    }
  }

  private settle(): void {
    if (this.count > MAXIMUM_EDGES || this.edges.has(EVERYTHING)) {
      for (const key of [...this.edges.keys(), ...this.declared]) this.known.set(key, FOREIGN);
      return;
    }
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      let changed = false;
      for (const [key, edges] of this.edges) {
        let value = this.known.get(key) ?? OWN;
        for (const edge of edges) if (value < FOREIGN) value = higher(value, this.ofEdge(edge));
        if (value === (this.known.get(key) ?? OWN)) continue;
        this.known.set(key, value);
        changed = true;
      }
      if (!changed) return;
    }
    for (const key of this.edges.keys()) this.known.set(key, FOREIGN);
  }

  private ofEdge({ from, beside, each, object }: Edge): Provenance {
    if (typeof from === 'number') return from;
    if (typeof from === 'string') return this.known.get(from) ?? OWN;
    if (each && this.isText(from, 0)) return FOREIGN;
    const value = object ? this.ofObject(from) : this.of(from);
    // Choices beside each other spell any word.
    return beside && value === CHOICE ? FOREIGN : value;
  }

  // Whose it is.

  private evaluate(expression: Expression): Provenance {
    switch (expression.kind) {
      case 'string':
      case 'number':
      case 'typeof':
        return OWN;
      case 'name':
        return this.ofName(expression.name);
      case 'member':
        return this.ofMember(expression);
      case 'index':
        return this.ofElement(expression.object, expression.args);
      case 'call':
        return this.ofCall(expression);
      case 'new':
        return this.ofNew(expression);
      case 'array':
        return this.highest(expression.elements);
      case 'assign':
        return this.of(expression.value);
      case 'binary':
        return this.ofBinary(expression);
      case 'unary':
        if (expression.operator === 'addressof') return FOREIGN;
        return expression.operator === '!' || expression.operator === 'not' ? NUMBER : this.of(expression.operand);
      case 'cast':
        return this.ofCast(shortOf(expression.type), expression.operand);
      case 'choice':
        return this.highest(expression.branches);
      default:
        return FOREIGN;
    }
  }

  private highest(expressions: readonly Expression[]): Provenance {
    let value: Provenance = OWN;
    for (const expression of expressions) if (value < FOREIGN) value = higher(value, this.of(expression));
    return value;
  }

  /** What is put together of several: two choices beside each other spell more than either. */
  private together(expressions: readonly Expression[]): Provenance {
    const all = expressions.map((expression) => this.of(expression));
    const value = all.reduce(higher, OWN);
    return value === CHOICE && all.filter((one) => one === CHOICE).length > 1 ? FOREIGN : value;
  }

  private ofName(name: string): Provenance {
    const key = this.key(name);
    if (this.controls.has(name.toLowerCase()) || name.startsWith(' ')) return FOREIGN;
    if (this.declared.has(key)) {
      const types = [...(this.types.get(key) ?? [])];
      if (types.some((type) => CHARACTER_TYPES.has(type))) return FOREIGN;
      // Nothing in the page sets it: then something else does.
      const isSet = this.edges.has(key) || types.every((type) => COPIED_TYPES.has(type) || this.ownType(type));
      return isSet ? (this.known.get(key) ?? OWN) : FOREIGN;
    }
    return CONSTANT_NAMES.has(name.toLowerCase()) ? OWN : FOREIGN;
  }

  private ownType(type: string): boolean {
    return [...this.classes].some((name) => name.toLowerCase() === type);
  }

  private ofMember(expression: Expression & { kind: 'member' }): Provenance {
    const { object, name } = expression;
    const lower = name.toLowerCase();
    const text = textOf(expression);
    const key = this.key(name);
    if (OWN_SETTINGS.test(text)) return OWN;
    if (NUMBER_MEMBERS.has(lower) && !this.declared.has(key)) return NUMBER;
    if (/^(?:datetime|date)\.(?:now|today|utcnow)$/.test(text)) return NUMBER;
    const holder = this.ofObject(object);
    if (holder === FOREIGN) return FOREIGN;
    return this.declared.has(key) ? higher(holder, this.known.get(key) ?? OWN) : holder;
  }

  /** Whose an object is, so that its members are: the page itself has its own ones. */
  ofObject(object: Expression): Provenance {
    if (object.kind === 'name') {
      const key = this.key(object.name);
      const lower = object.name.toLowerCase();
      if (this.controls.has(lower)) return FOREIGN;
      if (SELF.has(lower)) return OWN;
      if (this.declared.has(key)) return this.ofName(object.name);
      if (this.classes.has(key) || STATIC_TYPES.has(lower)) return OWN;
      return FOREIGN;
    }
    return this.of(object);
  }

  private ofElement(object: Expression, args: readonly Expression[]): Provenance {
    const holder = this.of(object);
    if (holder === FOREIGN) return FOREIGN;
    if (args.every(({ kind }) => kind === 'number' || kind === 'string')) return holder;
    // One character of a text, chosen by a number, is any character.
    return this.isText(object, 0) ? FOREIGN : higher(holder, CHOICE);
  }

  /** Whether it may be a text rather than a list. */
  private isText(expression: Expression, depth: number): boolean {
    if (depth > 5) return true;
    switch (expression.kind) {
      case 'array':
        return false;
      case 'new':
        return /^string$/i.test(shortOf(expression.type)) && expression.elements.length === 0;
      case 'name':
      case 'member':
        return this.isTextIn(expression.name, depth);
      case 'call': {
        const { callee } = expression;
        if (callee.kind !== 'name' && callee.kind !== 'member') return true;
        if (this.isOwnMethod(callee.name)) return this.isTextIn(`${callee.name}()`, depth);
        return !/^(?:tolist|toarray|split|getfiles|enumeratefiles|getdirectories)$/i.test(callee.name);
      }
      default:
        return true;
    }
  }

  private isTextIn(name: string, depth: number): boolean {
    const edges = this.edges.get(this.keyOf(name)) ?? [];
    const made = edges.filter(({ given: put, from }) => !put && typeof from === 'object');
    return (
      made.length === 0 ||
      made.some(({ from, each }) => typeof from === 'object' && (each === true || this.isText(from, depth + 1)))
    );
  }

  private ofCall(expression: Expression & { kind: 'call' }): Provenance {
    const { callee, args } = expression;
    if (callee.kind === 'name') return this.ofPlainCall(callee.name, callee, args);
    if (callee.kind !== 'member') return this.basic && callee.kind === 'call' ? this.ofElement(callee, args) : FOREIGN;
    const lower = callee.name.toLowerCase();
    const text = textOf(callee);
    const short = text.split('.').slice(-2).join('.');
    if (this.isOwnMethod(callee.name)) {
      const result = this.known.get(`${this.key(callee.name)}()`) ?? OWN;
      return higher(result, this.ofObject(callee.object));
    }
    if (OWN_SETTINGS.test(text)) return CHOICE;
    if (NUMBER_CALLS.has(short) && this.isFramework(callee.object)) return NUMBER;
    if (short === 'environment.getenvironmentvariable') return this.highest(args);
    if (short === 'enum.parse') return CHOICE;
    if (FILE_READERS.has(short)) return this.ofFile(args);
    if (NUMBER_MEMBERS.has(lower)) return NUMBER;
    if (lower === 'mappath') return this.highest(args);
    if (MAKERS.has(short)) return this.highest(args);
    const holder = this.ofObject(callee.object);
    if (holder === FOREIGN) return FOREIGN;
    if (MAKERS.has(lower)) return higher(holder, this.highest(args));
    if (PICKS.has(lower)) return args.length === 0 ? higher(holder, CHOICE) : this.ofElement(callee.object, args);
    if (TEXT_METHODS.has(lower)) {
      const given = this.together(args);
      return holder === CHOICE && given === CHOICE ? FOREIGN : higher(holder, given);
    }
    return FOREIGN;
  }

  /** Whether a type of the framework is meant rather than a variable of its name. */
  private isFramework(object: Expression): boolean {
    const key = this.key(lastName(object));
    return !this.declared.has(key) || [...(this.types.get(key) ?? ['?'])].every((type) => NUMBER_TYPES.has(type));
  }

  private ofPlainCall(name: string, callee: Expression, args: readonly Expression[]): Provenance {
    const lower = name.toLowerCase();
    if (this.isOwnMethod(name)) return this.known.get(`${this.key(name)}()`) ?? OWN;
    if (this.declared.has(this.key(name))) return this.basic ? this.ofElement(callee, args) : FOREIGN;
    if (CHARACTER_FUNCTIONS.has(lower)) return args.every(({ kind }) => kind === 'number') ? OWN : FOREIGN;
    if (NUMBER_FUNCTIONS.has(lower)) return NUMBER;
    if (lower === 'if' || lower === 'iif') return this.highest(args.slice(-2));
    if (TEXT_FUNCTIONS.has(lower)) return this.together(args);
    if (MAKERS.has(lower) || lower === 'eval') return this.highest(args);
    return FOREIGN;
  }

  /** A file of the application's own, which the page always reads. */
  private ofFile([path]: readonly Expression[]): Provenance {
    if (path === undefined || this.writesFiles) return FOREIGN;
    const holder = this.of(path);
    if (holder !== OWN) return holder === NUMBER ? FOREIGN : holder;
    return this.textsIn(path).some((text) => OTHERS_FOLDERS.test(text)) ? FOREIGN : OWN;
  }

  private ofNew({ type, args, elements }: Expression & { kind: 'new' }): Provenance {
    const short = type.slice(type.lastIndexOf('.') + 1);
    const lower = short.toLowerCase();
    if (lower === 'streamreader' || lower === 'filestream') return this.ofFile(args);
    const isHolder = this.classes.has(this.key(short)) || HOLDERS.has(lower) || NUMBER_TYPES.has(lower);
    return isHolder ? this.highest([...args, ...elements]) : FOREIGN;
  }

  private ofCast(type: string, operand: Expression): Provenance {
    if (CHARACTER_TYPES.has(type)) return operand.kind === 'number' ? OWN : FOREIGN;
    const value = this.of(operand);
    return NUMBER_TYPES.has(type) && value > NUMBER ? NUMBER : value;
  }

  private ofBinary(expression: Expression & { kind: 'binary' }): Provenance {
    // A long text is a chain to the left.
    const operands: Expression[] = [];
    let at: Expression = expression;
    while (at.kind === 'binary' && /^[+&]$/.test(at.operator)) {
      operands.push(at.right);
      at = at.left;
    }
    if (operands.length > 0) return this.together([...operands, at]);
    const { operator, left, right } = expression;
    if (operator === 'as') return this.of(left);
    if (operator === '??') return this.highest([left, right]);
    if ((operator === '||' || operator === '&&') && this.unit.language === 'jscript')
      return this.highest([left, right]);
    return NUMBER;
  }
}

/** Methods that put what they are given beside what is there. */
const GROWS =
  /^(?:append|add(?!script|command|argument|parameter|statement|withvalue)|insert|push|enqueue|write|concat)/i;

/** Methods that leave nothing of their arguments in their object. */
function onlyLooks(method: string): boolean {
  return (
    LOOKERS.has(method) ||
    PICKS.has(method) ||
    NUMBER_MEMBERS.has(method) ||
    (TEXT_METHODS.has(method) && !/^(?:append|add|push)/.test(method))
  );
}

function higher(a: Provenance, b: Provenance): Provenance {
  return a > b ? a : b;
}

/** The last part of a type's name, lower case. */
function shortOf(type: string | null): string {
  return type === null ? '' : type.slice(type.lastIndexOf('.') + 1).toLowerCase();
}

/** `a.b.c`, lower case; empty where it is anything but names. */
export function textOf(expression: Expression): string {
  const names: string[] = [];
  let at = expression;
  for (let i = 0; i < 20; i++) {
    if (at.kind === 'name') return [plainName(at.name), ...names].join('.').toLowerCase();
    if (at.kind !== 'member') return '';
    names.unshift(at.name);
    at = at.object;
  }
  return '';
}

function lastName(expression: Expression): string {
  return expression.kind === 'name' || expression.kind === 'member' ? expression.name : '';
}

function statementValue(statement: Statement): Expression | null {
  if (statement.kind === 'expression') return statement.expression;
  return statement.kind === 'each' ? statement.over : statement.value;
}

/** Variables that an object stands in, or is made over. */
function namesBehind(object: Expression): readonly string[] {
  const names: string[] = [];
  const pending: Expression[] = [object];
  for (let next = pending.pop(); next !== undefined && names.length < 50; next = pending.pop()) {
    if (next.kind === 'name') names.push(next.name);
    // Parameters of a statement are no part of its text.
    else if (next.kind === 'member' && next.name.toLowerCase() === 'parameters') continue;
    else if (next.kind === 'member' || next.kind === 'index') pending.push(next.object);
    else if (next.kind === 'call') {
      if (next.callee.kind === 'name') names.push(next.callee.name, `${next.callee.name}()`);
      else if (next.callee.kind === 'member') {
        names.push(`${next.callee.name}()`);
        pending.push(next.callee.object, ...next.args);
      } else pending.push(next.callee);
    } else if (next.kind !== 'lambda' && next.kind !== 'binary') for (const part of partsOf(next)) pending.push(part);
  }
  return names;
}

/** Classes whose methods nobody calls but the page and the server, which gives them no words of a visitor's. */
const KNOWN_BASES =
  /^(?:ihttphandler|ihttpasynchandler|httptaskasynchandler|page|webservice|usercontrol|object|irequiressessionstate|ireadonlysessionstate|idisposable|system|web|ui|services)$/i;

/** Whether a method is of a class that some interface or base may call. */
function hasForeignBase({ classes }: CodeUnit, { owner }: Method): boolean {
  return classes.some(({ name, bases }) => name === owner && bases.some((base) => !KNOWN_BASES.test(base)));
}
