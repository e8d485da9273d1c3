import type { CodeUnit, Expression } from '../../formats/code/syntax.js';
import type { CheckedValues } from '../checked-values/checked-values.js';
import type { Token } from '../../formats/code/token.js';
import { partsOf } from '../../formats/code/walk.js';
import { followUnseenCallers } from './unseen-callers.js';
import { DataWays, type Edge } from './data-ways.js';
import { lastName, shortOf, textOf } from './expression-names.js';
import { CHOICE, FOREIGN, higher, NUMBER, OWN, type Provenance } from './grades.js';
import { plainName } from '../../formats/code/variable-names.js';
import { isMadeAs } from './made-objects.js';
import { shareObjects } from './shared-objects.js';
import {
  CHARACTER_FUNCTIONS,
  CHARACTER_TYPES,
  CONSTANT_NAMES,
  COPIED_TYPES,
  FILE_READERS,
  HOLDERS,
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
  TEXT_FUNCTIONS,
  TEXT_METHODS,
} from './vocabulary.js';

/** Rounds over the ways between variables, depth of one expression, and texts that one may be made of. */
const MAXIMUM_ROUNDS = 60;
const MAXIMUM_DEPTH = 200;
const MAXIMUM_TEXTS = 400;

/**
 * Whose the values of a page are. Variables and members of one name are one, whatever scope or object they are of, and all that ever
 * goes into one counts, in whatever order: so nothing is taken for the page's own that is not. What is not known is foreign: names that
 * the page does not declare, calls that stand in no list, names that stand in the code more often than in what was read of it.
 */
export class Provenances {
  private readonly known = new Map<string, Provenance>();
  private readonly ways: DataWays;
  private variables: ReadonlySet<string> | null = null;
  private depth = 0;

  /**
   * @param controls ids of controls, lower case: what they hold is posted.
   * @param writesFiles whether the page writes files: then what it reads of files may be a visitor's.
   * @param checked what checks before a place leave of what stands there.
   */
  constructor(
    unit: CodeUnit,
    tokens: readonly Token[],
    private readonly controls: ReadonlySet<string>,
    private readonly writesFiles: boolean,
    private readonly checked: CheckedValues,
  ) {
    this.ways = new DataWays(unit);
    followUnseenCallers(this.ways);
    shareObjects(this.ways);
    this.ways.distrustLost(tokens);
    this.settle();
  }

  of(expression: Expression): Provenance {
    if (this.depth >= MAXIMUM_DEPTH) return FOREIGN;
    this.depth++;
    const result = this.evaluate(expression);
    this.depth--;
    if (result !== FOREIGN) return result;
    const bound = this.checked(expression) ?? '';
    return bound === 'figures' ? NUMBER : /^(?:texts|word)$/.test(bound) ? CHOICE : FOREIGN;
  }

  /** Whether a word of a text names something of the page that may be anybody's. */
  namesForeign(text: string): boolean {
    const words = new Set([...text.matchAll(/[A-Za-z_]\w{0,100}/g)].map(([word]) => this.ways.key(word)));
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
        for (const { from } of this.ways.edges.get(next) ?? []) if (typeof from !== 'number') pending.push(from);
        continue;
      }
      if (next.kind === 'string') texts.push(next.value);
      if (next.kind === 'name' || next.kind === 'member')
        pending.push(this.ways.key(next.name), `${this.ways.key(next.name)}()`);
      for (const part of this.spoken(next)) pending.push(part);
    }
    return texts;
  }

  /** What the texts of an expression come from: neither conditions, nor keys, nor what a method of the page is given and may never use. */
  private spoken(expression: Expression): readonly Expression[] {
    if (expression.kind === 'choice') return expression.branches;
    if (expression.kind === 'index') return [expression.object];
    if (expression.kind !== 'call') return partsOf(expression);
    const { callee } = expression;
    if (callee.kind === 'name' && this.isOwnMethod(callee.name)) return [callee];
    return callee.kind === 'member' && this.isOwnMethod(callee.name) ? [callee] : partsOf(expression);
  }

  /** Whether the page declares a variable of this name, in whichever method. */
  isVariable(name: string): boolean {
    this.variables ??= new Set([...this.ways.declared].map(plainName));
    return this.variables.has(this.ways.key(name));
  }

  isOwnMethod(name: string): boolean {
    return this.ways.isOwnMethod(name);
  }

  /** Whether an object is surely made by a name of this kind. */
  isMadeAs(object: Expression, kind: RegExp): boolean {
    return !this.ways.isLost && isMadeAs(object, kind, this.ways);
  }

  private settle(): void {
    if (this.ways.isLost) {
      for (const key of [...this.ways.edges.keys(), ...this.ways.declared]) this.known.set(key, FOREIGN);
      return;
    }
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      let changed = false;
      for (const [key, edges] of this.ways.edges) {
        let value = this.known.get(key) ?? OWN;
        for (const edge of edges) if (value < FOREIGN) value = higher(value, this.ofEdge(edge));
        if (value === (this.known.get(key) ?? OWN)) continue;
        this.known.set(key, value);
        changed = true;
      }
      if (!changed) return;
    }
    for (const key of this.ways.edges.keys()) this.known.set(key, FOREIGN);
  }

  private ofEdge({ from, beside, each, object }: Edge): Provenance {
    if (typeof from === 'number') return from;
    if (typeof from === 'string') return this.known.get(from) ?? OWN;
    if (each && this.isText(from, 0)) return FOREIGN;
    const value = object ? this.ofObject(from) : this.of(from);
    // Choices beside each other spell any word.
    return beside && value === CHOICE ? FOREIGN : value;
  }

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
    const key = this.ways.key(name);
    if (this.controls.has(name.toLowerCase()) || name.startsWith(' ')) return FOREIGN;
    if (this.ways.declared.has(key)) {
      const types = [...(this.ways.types.get(key) ?? [])];
      if (types.some((type) => CHARACTER_TYPES.has(type))) return FOREIGN;
      // Nothing in the page sets it: then something else does.
      const isSet = this.ways.edges.has(key) || types.every((type) => COPIED_TYPES.has(type) || this.ownType(type));
      return isSet ? (this.known.get(key) ?? OWN) : FOREIGN;
    }
    return CONSTANT_NAMES.has(name.toLowerCase()) ? OWN : FOREIGN;
  }

  private ownType(type: string): boolean {
    return [...this.ways.classes].some((name) => name.toLowerCase() === type);
  }

  private ofMember(expression: Expression & { kind: 'member' }): Provenance {
    const { object, name } = expression;
    const lower = name.toLowerCase();
    const text = textOf(expression);
    const key = this.ways.key(name);
    if (OWN_SETTINGS.test(text)) return OWN;
    if (NUMBER_MEMBERS.has(lower) && !this.ways.declared.has(key)) return NUMBER;
    if (/^(?:datetime|date)\.(?:now|today|utcnow)$/.test(text)) return NUMBER;
    const holder = this.ofObject(object);
    if (holder === FOREIGN) return FOREIGN;
    return this.ways.declared.has(key) ? higher(holder, this.known.get(key) ?? OWN) : holder;
  }

  /** Whose an object is, so that its members are: the page itself has its own ones. */
  ofObject(object: Expression): Provenance {
    if (object.kind === 'name') {
      const key = this.ways.key(object.name);
      const lower = object.name.toLowerCase();
      if (this.controls.has(lower)) return FOREIGN;
      if (SELF.has(lower)) return OWN;
      if (this.ways.declared.has(key)) return this.ofName(object.name);
      if (this.ways.classes.has(key) || STATIC_TYPES.has(lower)) return OWN;
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
    const edges = this.ways.edges.get(this.ways.keyOf(name)) ?? [];
    const made = edges.filter(({ given: put, from }) => !put && typeof from === 'object');
    return (
      made.length === 0 ||
      made.some(({ from, each }) => typeof from === 'object' && (each === true || this.isText(from, depth + 1)))
    );
  }

  private ofCall(expression: Expression & { kind: 'call' }): Provenance {
    const { callee, args } = expression;
    if (callee.kind === 'name') return this.ofPlainCall(callee.name, callee, args);
    if (callee.kind !== 'member')
      return this.ways.basic && callee.kind === 'call' ? this.ofElement(callee, args) : FOREIGN;
    const lower = callee.name.toLowerCase();
    const text = textOf(callee);
    const short = text.split('.').slice(-2).join('.');
    if (this.isOwnMethod(callee.name)) {
      const result = this.known.get(`${this.ways.key(callee.name)}()`) ?? OWN;
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
    // What a command of PowerShell is told does not say which it is.
    if (/^add(?:argument|parameters?)$/.test(lower)) return holder;
    if (/^add(?:command|script|statement)$/.test(lower)) return higher(holder, this.highest(args));
    if (MAKERS.has(lower)) return higher(holder, this.highest(args));
    // Parts of a text of the page's own, which spell something else beside each other.
    if (lower === 'split') return args.every(({ kind }) => kind === 'string') ? higher(holder, CHOICE) : FOREIGN;
    if (PICKS.has(lower)) return args.length === 0 ? higher(holder, CHOICE) : this.ofElement(callee.object, args);
    if (TEXT_METHODS.has(lower)) {
      const given = this.together(args);
      return holder === CHOICE && given === CHOICE ? FOREIGN : higher(holder, given);
    }
    return FOREIGN;
  }

  /** Whether a type of the framework is meant rather than a variable of its name. */
  private isFramework(object: Expression): boolean {
    const key = this.ways.key(lastName(object));
    return (
      !this.ways.declared.has(key) || [...(this.ways.types.get(key) ?? ['?'])].every((type) => NUMBER_TYPES.has(type))
    );
  }

  private ofPlainCall(name: string, callee: Expression, args: readonly Expression[]): Provenance {
    const lower = name.toLowerCase();
    if (this.isOwnMethod(name)) return this.known.get(`${this.ways.key(name)}()`) ?? OWN;
    if (this.ways.declared.has(this.ways.key(name))) return this.ways.basic ? this.ofElement(callee, args) : FOREIGN;
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
    // `new[] { a, b }`
    if (type === '' && args.length === 0 && elements.length > 0) return this.highest(elements);
    const isHolder = this.ways.classes.has(this.ways.key(short)) || HOLDERS.has(lower) || NUMBER_TYPES.has(lower);
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
    if ((operator === '||' || operator === '&&') && this.ways.unit.language === 'jscript')
      return this.highest([left, right]);
    return NUMBER;
  }
}
