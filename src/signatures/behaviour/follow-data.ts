import { type Constant, foldBinary, foldCall } from '../../formats/code/constants.js';
import type { CodeLanguage } from '../../formats/code/language.js';
import { parseCode } from '../../formats/code/parse-code.js';
import type { CodeUnit, Expression, Method, Span, Statement } from '../../formats/code/syntax.js';
import {
  controlMember,
  HARMLESS_MEMBERS,
  isClientVariable,
  NAME_ONLY,
  requestMember,
  SANITISERS,
} from './request-data.js';
import {
  comType,
  FILE_OPENERS,
  FILE_WRITERS,
  RESULT_TYPES,
  SINKS,
  type Sink,
  type SinkKind,
  WRITE_METHODS,
} from './sinks.js';
import {
  endingOf,
  join,
  joinTaint,
  knownText,
  type Origin,
  type Place,
  type Step,
  type Taint,
  textOf,
  UNKNOWN,
  type Value,
  withStep,
} from './value.js';

/** A call that does something an attacker wants, with what is known of what it is given. */
export interface SinkCall {
  readonly kind: SinkKind;
  /** As the code names it, such as `Assembly.Load`. */
  readonly name: string;
  readonly place: Place;
  /** Code, command or content. */
  readonly main: Value;
  /** Where it goes, for files and connections. */
  readonly target: Value | null;
  readonly args: readonly Value[];
  /** The code that the call stands in was itself a constant that other code evaluates. */
  readonly nested: boolean;
}

/** What following the data of one piece of code found. */
export interface Followed {
  readonly calls: readonly SinkCall[];
  /** Every qualified name that is called or made, lower case, with the first place. */
  readonly names: ReadonlyMap<string, Place>;
  /** Upload names or their ends are compared with something. */
  readonly checksNames: boolean;
  readonly limits: readonly string[];
}

/** Expressions evaluated in one file; about a second at worst. */
const MAXIMUM_STEPS = 300_000;
const MAXIMUM_CALL_DEPTH = 10;
/** Expressions within expressions, across calls. */
const MAXIMUM_DEPTH = 500;
const MAXIMUM_NESTED_CODE = 12;
const PASSES = 3;
const MAXIMUM_SINK_CALLS = 2000;
/** Characters of a page's own text kept beside data of the request. */
const MAXIMUM_AROUND = 500;

type Scope = Map<string, Value>;

const STATE = new Set([
  'session',
  'application',
  'cache',
  'httpsessionstate',
  'httpapplicationstate',
  'viewstate',
  'httpcontext.items',
]);
const PAGE_WORDS = new Set(['this', 'me', 'base', 'mybase', 'myclass', 'page', 'self']);
const NO_ROOT = new Set(['httprequest', 'httpresponse', 'httpserver', 'httpcontext', 'page', 'state']);
/** Types whose `Request` member is not the page's. */
const OTHER_REQUESTS = new Set(['httpwebresponse', 'webresponse', 'httpwebrequest']);

interface Work {
  readonly index: number;
  readonly unit: CodeUnit;
  /** Set while following code that stands in a constant: everything is where that constant is. */
  readonly at: Place | null;
}

/**
 * Follows data of the request through one piece of server code: assignments, calls, fields, lambdas, methods of the same file, state kept
 * in the session, constants built from parts, reflection by constant names. Branches are taken both ways. Bounded in steps.
 */
export class DataFollower {
  private readonly globals: Scope = new Map();
  private readonly state = new Map<string, Value>();
  private readonly calls = new Map<string, SinkCall>();
  private readonly names = new Map<string, Place>();
  private readonly methods = new Map<string, { readonly method: Method; readonly work: Work }[]>();
  private readonly active = new Set<Method>();
  private readonly limits = new Set<string>();
  private readonly nestedCode = new Set<string>();
  private returned: Value = UNKNOWN;
  private steps = 0;
  private depth = 0;
  private changed = false;
  private checksNames = false;

  constructor(private readonly controls: ReadonlyMap<string, string>) {}

  follow(index: number, unit: CodeUnit): Followed {
    const work: Work = { index, unit, at: null };
    for (const method of unit.methods) this.addMethod(method, work);
    for (let pass = 0; pass < PASSES; pass++) {
      this.changed = false;
      this.run(unit.main, this.globals, work);
      for (const method of unit.methods) if (!method.external) this.runRoot(method, work);
      if (!this.changed || this.spent) break;
    }
    if (this.spent) this.limits.add('data followed for too many steps');
    return {
      calls: [...this.calls.values()].sort((a, b) => a.place.start - b.place.start || (a.name < b.name ? -1 : 1)),
      names: this.names,
      checksNames: this.checksNames,
      limits: [...this.limits],
    };
  }

  private get spent(): boolean {
    return this.steps > MAXIMUM_STEPS;
  }

  private addMethod(method: Method, work: Work): void {
    const key = method.name.toLowerCase();
    const known = this.methods.get(key);
    if (known === undefined) this.methods.set(key, [{ method, work }]);
    else if (known.length < 20) known.push({ method, work });
  }

  private place(span: Span, work: Work): Place {
    return work.at ?? { code: work.index, start: span.start, end: span.end };
  }

  /** A method as the server may call it. */
  private runRoot(method: Method, work: Work): void {
    const scope: Scope = new Map();
    const remote = this.methods
      .get(method.name.toLowerCase())
      ?.some(({ method: { attributes } }) =>
        attributes.some((text) => /webmethod|operationcontract|scriptmethod|webinvoke|webget/i.test(text)),
      );
    for (const parameter of method.parameters) {
      const type = shortType(parameter.type);
      let value: Value = { taint: null, type: TYPES.get(type) ?? type };
      if (remote)
        value = { ...value, taint: source('parameter', `parameter ${parameter.name}`, this.place(method, work)) };
      if (
        /^(?:commandeventargs|gridviewcommandeventargs|datagridcommandeventargs|repeatercommandeventargs)$/.test(type)
      ) {
        value = { ...value, type: 'commandeventargs' };
      }
      scope.set(parameter.name.toLowerCase(), value);
    }
    this.runMethod(method, scope, work);
    // Loops carry what later statements left to earlier ones.
    this.runMethod(method, scope, work);
  }

  private runMethod(method: Method, scope: Scope, work: Work): Value {
    if (this.active.has(method) || this.active.size >= MAXIMUM_CALL_DEPTH) return UNKNOWN;
    this.active.add(method);
    const outer = this.returned;
    this.returned = UNKNOWN;
    const own = method.name.toLowerCase();
    const basic = work.unit.language === 'vb' || work.unit.language === 'vbscript';
    if (basic && own !== '' && !scope.has(own)) scope.set(own, UNKNOWN);
    this.run(method.body, scope, work);
    let result = this.returned;
    if (basic) {
      const named = scope.get(own);
      if (named) result = join(result, named);
    }
    this.returned = outer;
    this.active.delete(method);
    return result;
  }

  private run(statements: readonly Statement[], scope: Scope, work: Work): void {
    for (const statement of statements) {
      if (this.spent) return;
      switch (statement.kind) {
        case 'expression':
          this.value(statement.expression, scope, work);
          break;
        case 'declare': {
          const declared = shortType(statement.type);
          let value = statement.value ? this.value(statement.value, scope, work) : UNKNOWN;
          if (value.type === '' && declared !== '' && declared !== 'object')
            value = { ...value, type: TYPES.get(declared) ?? declared };
          this.assignName(statement.name, value, scope, this.place(statement, work), true);
          break;
        }
        case 'each': {
          const over = this.value(statement.over, scope, work);
          const type = shortType(statement.type);
          const [item] = over.items ?? [];
          this.assignName(
            statement.name,
            {
              taint: over.taint,
              type: type || item?.type || (over.type === 'httpfilecollection' ? 'httppostedfile' : ''),
            },
            scope,
            this.place(statement, work),
            true,
          );
          break;
        }
        case 'return':
          this.returned = join(this.returned, this.value(statement.value, scope, work));
          break;
      }
    }
  }

  private assignName(name: string, given: Value, scope: Scope, place: Place, declares: boolean): void {
    const key = name.toLowerCase();
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
      if (value.lambda === undefined && before.lambda !== undefined) value = { ...value, lambda: before.lambda };
      if (value.describes === undefined && before.describes !== undefined)
        value = { ...value, describes: before.describes };
    }
    if (target === this.globals && (before?.taint ?? null) === null && value.taint !== null) this.changed = true;
    if (target === this.globals && before?.type !== value.type) this.changed = true;
    target.set(key, value);
  }

  private lookup(name: string, scope: Scope): Value | undefined {
    const key = name.toLowerCase();
    return scope.get(key) ?? this.globals.get(key);
  }

  /** The variable that an expression's value lives in: `a` of `a.b[c].d`. */
  private taintRoot(expression: Expression, taint: Taint, scope: Scope, work: Work, what: string): void {
    let root = expression;
    for (let i = 0; i < 50; i++) {
      if (root.kind === 'member' || root.kind === 'index') root = root.object;
      else if (root.kind === 'call') root = root.callee;
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

  /** What an undeclared name stands for. */
  private named(key: string): Value | undefined {
    if (key === 'request') return { taint: null, type: 'httprequest' };
    if (STATE.has(key)) return { taint: null, type: 'state' };
    if (key === 'context' || key === 'httpcontext') return { taint: null, type: 'httpcontext', named: true };
    if (key === 'server') return { taint: null, type: 'httpserver' };
    if (key === 'response') return { taint: null, type: 'httpresponse' };
    if (PAGE_WORDS.has(key)) return { taint: null, type: 'page' };
    const control = this.controls.get(key);
    return control === undefined ? undefined : { taint: null, type: control };
  }

  private value(expression: Expression, scope: Scope, work: Work): Value {
    if (++this.steps > MAXIMUM_STEPS || this.depth >= MAXIMUM_DEPTH) return UNKNOWN;
    this.depth++;
    const value = this.valueOf(expression, scope, work);
    this.depth--;
    return value;
  }

  private valueOf(expression: Expression, scope: Scope, work: Work): Value {
    switch (expression.kind) {
      case 'string':
        if (expression.value.length > 60 && expression.value.includes(':script'))
          this.embeddedScript(expression.value, expression, scope, work);
        return { taint: null, type: 'string', constant: expression.value };
      case 'number':
        return { taint: null, type: expression.kind, constant: expression.value };
      case 'name':
        return this.nameValue(expression, scope, work);
      case 'member':
        return this.member(expression, scope, work);
      case 'index':
        return this.index(expression, scope, work);
      case 'call':
        return this.call(expression, scope, work);
      case 'new':
        return this.creation(expression, scope, work);
      case 'array': {
        const items = expression.elements.map((element) => this.value(element, scope, work));
        return this.list(items, expression.keys);
      }
      case 'assign':
        return this.assign(expression, scope, work);
      case 'binary':
        return this.binary(expression, scope, work);
      case 'unary': {
        const operand = this.value(expression.operand, scope, work);
        if (expression.operator === 'addressof') return operand;
        if (expression.operator === '-' && typeof operand.constant === 'number')
          return { ...operand, constant: -operand.constant };
        if (expression.operator === '!' || expression.operator === 'not') return { taint: null, type: 'bool' };
        return operand;
      }
      case 'cast': {
        const operand = this.value(expression.operand, scope, work);
        const type = shortType(expression.type);
        if (type === 'char' && typeof operand.constant === 'number') {
          return { ...operand, type, constant: foldCall('chr', undefined, [operand.constant]) };
        }
        if (type === 'machinekeysection') this.see('machinekeysection', expression, work);
        if (/^(?:double|decimal|float|bool|guid|datetime)$/.test(type)) return { ...operand, taint: null, type };
        if (CHARACTERS.has(type) && operand.taint === null && operand.digits)
          return { ...operand, taint: operand.digits, type };
        return type === 'object' || type === '' || operand.type === 'methodinfo' || operand.lambda
          ? operand
          : { ...operand, type: TYPES.get(type) ?? type };
      }
      case 'typeof': {
        if (/machinekeysection$/i.test(expression.type)) this.see('machinekeysection', expression, work);
        const alias = work.unit.aliases.get(expression.type.toLowerCase());
        return { taint: null, type: 'type', describes: shortType(alias ?? expression.type) };
      }
      case 'choice': {
        this.value(expression.condition, scope, work);
        return expression.branches.map((branch) => this.value(branch, scope, work)).reduce(join, UNKNOWN);
      }
      case 'lambda':
        this.lambdaBody(expression.method, scope, work);
        return { taint: null, type: 'delegate', lambda: { method: expression.method, scope } };
      case 'other':
        return expression.parts.map((part) => this.value(part, scope, work)).reduce(join, UNKNOWN);
    }
  }

  /** Runs a lambda once for what it does by itself; its parameters live with the variables around it. */
  private lambdaBody(method: Method, scope: Scope, work: Work): Value {
    for (const parameter of method.parameters) {
      const key = parameter.name.toLowerCase();
      if (!scope.has(key)) {
        const type = shortType(parameter.type);
        scope.set(key, { taint: null, type: TYPES.get(type) ?? type });
      }
    }
    return this.runMethod(method, scope, work);
  }

  private list(items: readonly Value[], keys?: readonly string[]): Value {
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

  private nameValue(expression: Expression & { kind: 'name' }, scope: Scope, work: Work): Value {
    const known = this.lookup(expression.name, scope);
    if (known !== undefined && (known !== UNKNOWN || scope.has(expression.name.toLowerCase()))) return known;
    const key = expression.name.toLowerCase();
    const named = this.named(key);
    if (named !== undefined) return named;
    const constant = NAMED_CONSTANTS.get(key);
    if (constant !== undefined) return { taint: null, type: 'string', constant };
    if (LITERALS.has(key)) return { taint: null, type: '' };
    if (EVALUATORS.has(key)) return { taint: null, type: 'function', describes: key };
    const methods = this.methods.get(key);
    if (methods?.[0] !== undefined) {
      const { method } = methods[0];
      // In VB a function is called by its name alone.
      if (method.parameters.length === 0 && (work.unit.language === 'vb' || work.unit.language === 'vbscript')) {
        return this.callMethods(methods, [], expression, work);
      }
      return { taint: null, type: 'delegate', lambda: { method, scope: new Map() } };
    }
    const alias = work.unit.aliases.get(key);
    return { taint: null, type: alias === undefined ? key : shortType(alias), named: true };
  }

  private member(expression: Expression & { kind: 'member' }, scope: Scope, work: Work): Value {
    const object = this.value(expression.object, scope, work);
    return this.memberOf(object, expression, scope, work);
  }

  private memberOf(object: Value, expression: Expression & { kind: 'member' }, scope: Scope, work: Work): Value {
    const name = expression.name.toLowerCase();
    const place = this.place(expression, work);
    const { type } = object;
    if (type === 'httprequest') return this.requestValue(expression.name, place);
    if (name === 'incomingmessageheaders' || name === 'requestmessage') {
      return { taint: source('request', this.textAt(expression, work), place), type: 'requestcollection' };
    }
    if ((name === 'request' || name === 'incomingrequest') && !OTHER_REQUESTS.has(type))
      return { taint: null, type: 'httprequest' };
    if (type === 'page' || type === 'httpcontext') {
      const field = type === 'page' ? this.lookup(expression.name, scope) : undefined;
      if (field) return field;
      const named = name === 'current' || name === 'context' ? this.named('context') : this.named(name);
      if (named) return named;
      const methods = this.methods.get(name);
      if (methods?.[0] && type === 'page') return this.nameValue({ ...expression, kind: 'name' }, scope, work);
    }
    if (name === 'session' || name === 'application') return { taint: null, type: 'state' };
    if (name === 'cache' && (type === 'httpcontext' || type === 'page' || type === 'httpruntime'))
      return { taint: null, type: 'state' };
    const posted = controlMember(type, name);
    if (posted !== undefined) {
      return {
        taint: {
          ...source(posted, this.textAt(expression, work), place),
          nameOnly: posted === 'upload' && name === 'filename',
        },
        type: name === 'postedfile' ? 'httppostedfile' : '',
      };
    }
    if (type === 'commandeventargs' && (name === 'commandargument' || name === 'commandname')) {
      return { taint: source('control', this.textAt(expression, work), place), type: 'string' };
    }
    if (object.keys && object.items) {
      const item = object.items[object.keys.findIndex((key) => key.toLowerCase() === name)];
      if (item) return item;
    }
    const folded = object.constant === undefined ? undefined : foldCall(name, object.constant, []);
    if (name === 'length' && typeof object.constant === 'object')
      return { taint: null, type: 'number', constant: object.constant.length };
    if (name === 'length' && typeof object.constant === 'string')
      return { taint: null, type: 'number', constant: object.constant.length };
    if (HARMLESS_MEMBERS.has(name)) {
      if (object.taint?.origin === 'upload') this.checksNames ||= /^(?:endswith|contains|indexof|ismatch)$/.test(name);
      return { taint: null, type: '' };
    }
    const qualified = `${type}.${name}`;
    const result = RESULT_TYPES.get(qualified);
    if (object.named && object.taint === null) {
      // A namespace, a type or one of its static members.
      if (type === 'registry') {
        this.see(qualified, expression, work);
        return { taint: null, type: 'registrykey' };
      }
      if (NOTED.has(qualified)) this.see(qualified, expression, work);
      if (type === 'typenamehandling' && name !== 'none') this.see('typenamehandling', expression, work);
      if (type === 'machinekeysection' || name === 'machinekeysection') this.see('machinekeysection', expression, work);
      return { taint: null, type: result ?? name, named: result === undefined };
    }
    if (this.isSelf(object) && this.methods.has(name))
      return this.nameValue({ ...expression, kind: 'name' }, scope, work);
    return {
      taint: object.taint,
      type: result ?? '',
      ...(folded === undefined ? {} : { constant: folded }),
      ...(object.path ? { path: object.path } : {}),
      ...(name === 'gettype' ? { type: 'type', describes: type } : {}),
    };
  }

  private isSelf(object: Value): boolean {
    return object.type === 'page' || object.type === '';
  }

  private textAt(span: Span, work: Work): string {
    return work.unit.code.slice(span.start, Math.min(span.end, span.start + 80)).replace(/\s+/g, ' ');
  }

  private requestValue(written: string, place: Place): Value {
    const name = written.toLowerCase();
    const origin = requestMember(name);
    if (origin === undefined) return { taint: null, type: '', ...(OWN_PATHS.has(name) ? { suffix: OWN_ENDING } : {}) };
    if (name === 'servervariables') return { taint: null, type: 'servervariables' };
    const type =
      name === 'files' ? 'httpfilecollection' : name === 'inputstream' ? 'requeststream' : 'requestcollection';
    return { taint: source(origin, `Request.${written}`, place), type };
  }

  private index(expression: Expression & { kind: 'index' }, scope: Scope, work: Work): Value {
    const object = this.value(expression.object, scope, work);
    const args = expression.args.map((arg) => this.value(arg, scope, work));
    return this.element(object, args, expression, work);
  }

  /** `object[args]`, and `object(args)` of VB. */
  private element(object: Value, args: readonly Value[], span: Span, work: Work): Value {
    const place = this.place(span, work);
    const [first] = args;
    if (object.type === 'httprequest') {
      return { taint: source('request', this.textAt(span, work), place), type: 'string' };
    }
    if (object.type === 'servervariables') {
      return isClientVariable(textOf(first))
        ? { taint: source('address', this.textAt(span, work), place), type: 'string' }
        : { taint: null, type: 'string', ...(NAMES_ITSELF.test(textOf(first) ?? '') ? { suffix: OWN_ENDING } : {}) };
    }
    if (object.type === 'state') return this.readState(textOf(first));
    if (object.type === 'requestcollection' && object.taint !== null) {
      const origin = object.taint.origin;
      return { taint: source(origin, this.textAt(span, work), place), type: 'string' };
    }
    const key = textOf(first);
    if (key !== undefined && EVALUATORS.has(key) && (object.type === 'page' || object.named)) {
      return { taint: null, type: 'function', describes: key };
    }
    if (key !== undefined && object.keys) {
      const item = object.items?.[object.keys.indexOf(key)];
      if (item) return item;
    } else if (typeof first?.constant === 'number' && object.items) {
      const item = object.items[first.constant];
      if (item) return item;
    }
    if (first?.taint && SECRETS.has(object.type)) {
      this.record('secret', this.textAt(span, work), span, first, null, args, work);
    }
    const type = object.type === 'httpfilecollection' ? 'httppostedfile' : '';
    const { constant } = object;
    const item =
      typeof first?.constant !== 'number' || constant === undefined || typeof constant === 'number'
        ? undefined
        : typeof constant === 'string'
          ? constant.charAt(first.constant)
          : constant[first.constant];
    return {
      taint: object.taint,
      type,
      ...(item === undefined ? {} : { constant: item }),
      describes: object.describes,
    };
  }

  private readState(key: string | undefined): Value {
    const any = this.state.get('*') ?? UNKNOWN;
    if (key !== undefined) return join(any, this.state.get(key.toLowerCase()) ?? UNKNOWN);
    return [...this.state.values()].reduce(join, UNKNOWN);
  }

  private writeState(key: string | undefined, value: Value, place: Place): void {
    const name = key?.toLowerCase() ?? '*';
    const before = this.state.get(name);
    const kept =
      value.taint === null
        ? value
        : { ...value, taint: withStep(value.taint, `kept in state ${key ?? ''}`.trim(), place) };
    if (before === undefined || (before.taint === null && kept.taint !== null)) this.changed = true;
    this.state.set(name, before === undefined ? kept : join(before, kept));
  }

  private assign(expression: Expression & { kind: 'assign' }, scope: Scope, work: Work): Value {
    let value = this.value(expression.value, scope, work);
    const { target } = expression;
    const place = this.place(expression, work);
    if (expression.operator !== '=') {
      const before = this.value(target, scope, work);
      const operator = expression.operator.slice(0, -1);
      const folded =
        before.constant === undefined || value.constant === undefined
          ? undefined
          : foldBinary(operator, before.constant, value.constant);
      const combined = this.combine(operator === '' ? '+' : operator, before, value);
      value = { ...combined, type: before.type || value.type, constant: folded };
    }
    if (target.kind === 'name') {
      this.assignName(target.name, value, scope, place, false);
      return value;
    }
    if (target.kind === 'member') {
      const object = this.value(target.object, scope, work);
      const name = target.name.toLowerCase();
      if (object.type === 'page') this.assignName(target.name, value, scope, place, false);
      else this.assignMember(object, name, value, expression, scope, work);
    } else if (target.kind === 'index' || target.kind === 'call') {
      const holder = target.kind === 'index' ? target.object : target.callee;
      const object = this.value(holder, scope, work);
      const key = target.args[0] ? this.value(target.args[0], scope, work) : UNKNOWN;
      if (object.type === 'state') this.writeState(textOf(key), value, place);
      else if (value.taint !== null) this.taintRoot(holder, value.taint, scope, work, 'stored in a list');
      for (const arg of target.args.slice(1)) this.value(arg, scope, work);
    }
    return value;
  }

  private assignMember(
    object: Value,
    name: string,
    value: Value,
    expression: Expression & { kind: 'assign' },
    scope: Scope,
    work: Work,
  ): void {
    const { target } = expression;
    if (target.kind !== 'member') return;
    const starts = object.type === 'process' || object.type === 'processstartinfo';
    if (starts && (name === 'filename' || name === 'arguments')) {
      this.record('process', `ProcessStartInfo.${target.name}`, expression, value, null, [value], work);
    }
    if (object.type === 'directoryentry' && name === 'path') {
      this.record('directory-service', 'DirectoryEntry.Path', expression, value, null, [value], work);
    }
    if (name === 'connectionstring' && !object.named)
      this.record('database', 'ConnectionString', expression, value, null, [value], work);
    if (name === 'commandtext' && object.type !== '')
      this.record('sql', 'CommandText', expression, value, null, [value], work);
    if (value.taint !== null) this.taintRoot(target.object, value.taint, scope, work, `assigned to .${target.name}`);
    if (starts && name === 'startinfo' && value.taint !== null)
      this.taintRoot(target.object, value.taint, scope, work, 'start information');
    if (target.object.kind === 'name') this.assignConstantMember(target.object.name, name, value, scope);
  }

  /** Keeps what is known of `variable.member` for reading it back. */
  private assignConstantMember(variable: string, name: string, value: Value, scope: Scope): void {
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
    const key = variable.toLowerCase();
    (scope.has(key) ? scope : this.globals).set(key, { ...known, keys, items });
  }

  private binary(expression: Expression & { kind: 'binary' }, scope: Scope, work: Work): Value {
    // Long chains lean to the left.
    const chain: (Expression & { kind: 'binary' })[] = [];
    let leftmost: Expression = expression;
    while (leftmost.kind === 'binary') {
      chain.push(leftmost);
      leftmost = leftmost.left;
    }
    let result = this.value(leftmost, scope, work);
    for (let i = chain.length - 1; i >= 0; i--) {
      const node = chain[i];
      if (node === undefined) break;
      const right = this.value(node.right, scope, work);
      result = this.combine(node.operator, result, right);
    }
    return result;
  }

  private combine(operator: string, first: Value, second: Value): Value {
    // What was never assigned is empty: a favourite of those who take words apart.
    const left = first.named && second.type === 'string' ? EMPTY : first;
    const right = second.named && first.type === 'string' ? EMPTY : second;
    if (operator === 'as')
      return right.describes ? { ...left, type: TYPES.get(right.describes) ?? right.describes } : left;
    if (COMPARISONS.has(operator)) {
      const sides = [left, right];
      if (sides.some((side) => side.taint?.origin === 'upload' && (side.taint.nameOnly || side.type === 'string')))
        this.checksNames = true;
      return { taint: null, type: 'bool' };
    }
    const constant =
      left.constant === undefined || right.constant === undefined
        ? undefined
        : foldBinary(operator, left.constant, right.constant);
    const ending = endingOf(right);
    const suffix = ending !== '' || right.constant !== undefined ? ending : undefined;
    const joined = joinTaint(left.taint, right.taint);
    const around = constant === undefined ? this.aroundOf(left, right) : undefined;
    return {
      taint: joined !== null && isMixed(left, right) ? { ...joined, mixed: true } : joined,
      ...(left.digits || right.digits ? { digits: left.digits ?? right.digits } : {}),
      ...(around ? { around } : {}),
      type: operator === '??' || operator === '||' ? left.type || right.type : 'string',
      constant,
      suffix: constant === undefined ? suffix : undefined,
      lambda: left.lambda ?? right.lambda,
    };
  }

  private aroundOf(left: Value, right: Value): string | undefined {
    const before = knownText(left);
    const behind = knownText(right);
    return before.length < MAXIMUM_AROUND && behind.length < MAXIMUM_AROUND
      ? before + behind
      : before.length < MAXIMUM_AROUND
        ? before
        : undefined;
  }

  private creation(expression: Expression & { kind: 'new' }, scope: Scope, work: Work): Value {
    const alias = work.unit.aliases.get(expression.type.toLowerCase());
    const written = shortType(alias ?? expression.type);
    const type = TYPES.get(written) ?? written;
    const args = expression.args.map((arg) => this.value(arg, scope, work));
    const name = `new:${type}`;
    this.see(name, expression, work);
    if (type === 'activexobject') return this.comObject(args[0], expression, work);
    const elements = expression.elements.map((element) => {
      if (element.kind !== 'assign') return this.value(element, scope, work);
      const value = this.value(element.value, scope, work);
      const member = element.target.kind === 'name' ? element.target.name : '';
      if (type === 'processstartinfo' && /^(?:filename|arguments)$/i.test(member)) {
        this.record('process', `ProcessStartInfo.${member}`, element, value, null, [value], work);
      }
      return value;
    });
    this.sink(name, `new ${expression.type}`, expression, UNKNOWN, args, work);
    if (type === 'socket' && args.some((arg) => arg.named && arg.type === 'raw'))
      this.record('sniff', 'new Socket', expression, UNKNOWN, null, args, work);
    for (const base of this.classBases(written, work)) {
      if (base === 'virtualpathprovider') this.see('class:virtualpathprovider', expression, work);
    }
    const all = [...args, ...elements];
    const list = this.list(all);
    let result: Value = { taint: list.taint, type };
    if (type === 'uri' || type === 'webclient' || type === 'guid' || type === 'random')
      result = { ...result, taint: type === 'uri' ? list.taint : null };
    if (type === '' || /^(?:char|byte|string|object|int|sbyte)$/.test(type)) {
      // `new char[]{…}`, `new string(new char[]{…})`, `new object[]{…}`, `new byte[n]`
      const whole =
        elements.length > 0
          ? this.list(elements)
          : type === 'string'
            ? (args[0] ?? list)
            : { ...list, constant: undefined, taint: null };
      const text =
        typeof whole.constant === 'object' && type === 'string'
          ? foldCall('tochararray', whole.constant, [])
          : whole.constant;
      const constant = type === 'string' && typeof text === 'object' ? foldCall('concat', undefined, [text]) : text;
      const chars =
        type === 'string' && typeof constant === 'object' ? foldCall('fromcharcode', undefined, [constant]) : constant;
      result = {
        taint: whole.taint,
        type: type === 'string' ? 'string' : 'array',
        ...(chars === undefined ? {} : { constant: chars }),
      };
      if (elements.length > 0) result = { ...result, items: elements };
    } else if (elements.length > 0 && elements.every((element) => element.items?.length === 2)) {
      // `new Dictionary<…> { {key, value}, … }`
      const keys = elements.map((element) => textOf(element.items?.[0]) ?? '');
      result = { ...result, keys, items: elements.map((element) => element.items?.[1] ?? UNKNOWN) };
    }
    if (type === 'stringbuilder' && args[0]?.constant !== undefined) result = { ...result, constant: args[0].constant };
    if (args.length === 1 && elements.length === 0 && args[0]?.lambda) return args[0];
    const opener = FILE_OPENERS.get(name);
    if (opener && args[0]?.path === undefined && name !== 'new:fileinfo')
      this.record('create', `new ${expression.type}`, expression, UNKNOWN, args[0] ?? null, args, work);
    if (opener) result = { ...result, taint: null, path: args[opener.path]?.path ?? args[opener.path] ?? UNKNOWN };
    if (type === 'cryptostream' || type === 'gzipstream' || type === 'deflatestream' || type === 'memorystream') {
      result = {
        ...result,
        taint: list.taint === null ? null : type === 'memorystream' ? list.taint : { ...list.taint, decoded: true },
      };
      const inner = args[0]?.path;
      if (inner) result = { ...result, path: inner };
    }
    if (type === 'processstartinfo' && args[0]) {
      result = { ...result, keys: ['filename', 'arguments'], items: [args[0], args[1] ?? UNKNOWN] };
    }
    if (type === 'managementclass') {
      const described = textOf(args[0])?.toLowerCase() ?? '';
      if (described !== '' && !described.includes('win32_process')) result = { ...result, type: 'managementother' };
    }
    // A class of the same file keeps what it was given.
    const constructors = this.methods
      .get(written)
      ?.filter(({ method }) => method.name.toLowerCase() === method.owner.toLowerCase());
    if (constructors && constructors.length > 0) this.callMethods(constructors, args, expression, work);
    return result;
  }

  private classBases(name: string, work: Work): string[] {
    return work.unit.classes
      .filter((c) => c.name.toLowerCase() === name)
      .flatMap((c) => c.bases.map((base) => base.toLowerCase()));
  }

  private comObject(identifier: Value | undefined, span: Span, work: Work, moniker = false): Value {
    const text = textOf(identifier) ?? (identifier?.taint ? undefined : identifier?.around);
    if (text === undefined) {
      const whole = identifier?.taint && !identifier.taint.mixed;
      if (whole)
        this.record(
          moniker ? 'bind' : 'create-type',
          moniker ? 'GetObject' : 'CreateObject',
          span,
          identifier,
          null,
          [identifier],
          work,
        );
      return { taint: null, type: /^winmgmts/i.test(knownText(identifier)) ? 'wmi' : 'com' };
    }
    const type = comType(text);
    this.see(`com:${type}`, span, work);
    return { taint: null, type: /^winmgmts/.test(type) ? 'wmi' : type };
  }

  private see(name: string, span: Span, work: Work): void {
    if (!this.names.has(name) && this.names.size < 5000) this.names.set(name, this.place(span, work));
  }

  private call(expression: Expression & { kind: 'call' }, scope: Scope, work: Work): Value {
    const { callee } = expression;
    const args = expression.args.map((arg) => this.value(arg, scope, work));
    for (const arg of args) {
      const text = textOf(arg);
      if (text !== undefined && text.length < 300 && /machinekey/i.test(text) && !/[<=]/.test(text)) {
        this.record(
          'machine-key',
          callee.kind === 'member' ? callee.name : 'a call',
          expression,
          arg,
          null,
          args,
          work,
        );
      }
    }
    if (callee.kind === 'member') return this.memberCall(callee, expression, args, scope, work);
    if (callee.kind === 'name') return this.plainCall(callee, expression, args, scope, work);
    const object = this.value(callee, scope, work);
    return this.callValue(object, args, expression, scope, work);
  }

  /** Calls a value: a lambda, `eval` under another name, a list of VB. */
  private callValue(
    object: Value,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    if (object.describes !== undefined && EVALUATORS.has(object.describes)) {
      return this.sinkOrResult(object.describes, object.describes, expression, UNKNOWN, args, scope, work);
    }
    if (object.lambda) return this.callLambda(object.lambda, args, work);
    if (object.type === 'methodinfo') return this.invoke(object, args, expression, scope, work);
    return this.element(object, args, expression, work);
  }

  private callLambda(lambda: NonNullable<Value['lambda']>, args: readonly Value[], work: Work): Value {
    const { method, scope } = lambda;
    method.parameters.forEach((parameter, i) => {
      const key = parameter.name.toLowerCase();
      const given = args[i];
      if (given) scope.set(key, given);
    });
    return this.runMethod(method, scope, work);
  }

  private plainCall(
    callee: Expression & { kind: 'name' },
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    const key = callee.name.toLowerCase();
    const own = scope.get(key) ?? this.globals.get(key);
    if (
      own !== undefined &&
      (own.lambda || own.type === 'methodinfo' || (own.describes !== undefined && EVALUATORS.has(own.describes)))
    ) {
      return this.callValue(own, args, expression, scope, work);
    }
    const methods = this.methods.get(key);
    if (methods?.some(({ method }) => !method.external)) return this.callMethods(methods, args, expression, work);
    if (methods === undefined && own !== undefined && key !== 'eval') return this.element(own, args, expression, work);
    const named = this.named(key);
    if (named && key !== 'application') {
      if (named.type === 'httprequest' || named.type === 'state') return this.element(named, args, expression, work);
    }
    if (named?.type === 'state') return this.element(named, args, expression, work);
    if (key === 'createobject' || key === 'activexobject' || key === 'getobject')
      return this.comObject(args[0], expression, work, key === 'getobject');
    if (key === 'getref' && args[0]) {
      const target = this.methods.get(textOf(args[0])?.toLowerCase() ?? '');
      if (target?.[0]) return { taint: null, type: 'delegate', lambda: { method: target[0].method, scope: new Map() } };
    }
    if (key === 'function' && work.unit.language === 'jscript') {
      return this.sinkOrResult('new:function', callee.name, expression, UNKNOWN, args, scope, work);
    }
    if (key === 'iif' || key === 'if') return join(args[1] ?? UNKNOWN, args[2] ?? UNKNOWN);
    if (key === 'callbyname') {
      const [object = UNKNOWN, name, , ...rest] = args;
      const method = textOf(name)?.toLowerCase();
      if (method)
        return this.sinkOrResult(`${object.type}.${method}`, callee.name, expression, object, rest, scope, work);
    }
    return this.sinkOrResult(key, callee.name, expression, UNKNOWN, args, scope, work);
  }

  private callMethods(
    methods: readonly { readonly method: Method; readonly work: Work }[],
    args: readonly Value[],
    span: Span,
    work: Work,
  ): Value {
    const fitting = methods.filter(({ method }) => method.parameters.length === args.length);
    let result = UNKNOWN;
    for (const { method, work: home } of (fitting.length > 0 ? fitting : methods).slice(0, 3)) {
      if (method.external) continue;
      const scope: Scope = new Map();
      method.parameters.forEach((parameter, i) => {
        const type = shortType(parameter.type);
        const given = args[i] ?? UNKNOWN;
        const typed =
          given.type === '' && type !== '' && type !== 'object' ? { ...given, type: TYPES.get(type) ?? type } : given;
        const taint =
          typed.taint === null ? null : withStep(typed.taint, `passed to ${method.name}`, this.place(span, work));
        scope.set(parameter.name.toLowerCase(), { ...typed, taint });
      });
      const returned = this.runMethod(method, scope, home);
      result = join(result, returned);
    }
    if (result.taint !== null)
      result = { ...result, taint: withStep(result.taint, 'returned', this.place(span, work)) };
    return result;
  }

  private memberCall(
    callee: Expression & { kind: 'member' },
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    const object = this.value(callee.object, scope, work);
    const name = callee.name.toLowerCase();
    const place = this.place(expression, work);
    const [first] = args;
    if (object.type === 'httprequest') {
      if (name === 'mappath') return inFolder(first);
      if (name === 'saveas') {
        const whole: Value = { taint: source('request', 'Request', place), type: '' };
        this.record('write', 'Request.SaveAs', expression, whole, first ?? null, args, work);
        return UNKNOWN;
      }
      const collection = this.requestValue(callee.name, place);
      if (collection.type === 'servervariables') return this.element(collection, args, expression, work);
      if (collection.taint === null) return collection;
      return {
        taint: source(collection.taint.origin, this.textAt(expression, work), place),
        type: name === 'files' ? 'httppostedfile' : collection.type,
      };
    }
    if (object.type === 'state') {
      if (/^(?:add|insert|set|setstring)$/.test(name)) {
        this.writeState(textOf(first), args[1] ?? UNKNOWN, place);
        return UNKNOWN;
      }
      if (/^(?:get|item|contents|getstring|value)$/.test(name)) return this.readState(textOf(first));
      return UNKNOWN;
    }
    if (object.type === 'servervariables') return this.element(object, args, expression, work);
    if (name === 'mappath') return inFolder(first);
    if (name === 'createobject' || (name === 'getobject' && object.type !== 'resourcemanager'))
      return this.comObject(first, expression, work, name === 'getobject');
    if (name === 'gettype' && args.length === 0) return { taint: object.taint, type: 'type', describes: object.type };
    if (name === 'gettype' || name === 'getexporttype' || name === 'gettypefromprogid' || name === 'gettypefromclsid') {
      return this.typeByName(object, name, first);
    }
    if (object.type === 'type' || object.describes !== undefined) {
      const reflected = this.reflect(object, name, args, expression, scope, work);
      if (reflected) return reflected;
    }
    if (name === 'createdelegate') {
      const method =
        args.find((arg) => arg.type === 'methodinfo' || arg.lambda) ??
        (object.type === 'methodinfo' ? object : undefined);
      if (method) return method;
      const [, holder, named] = args;
      const called = textOf(named)?.toLowerCase();
      if (called !== undefined)
        return { taint: null, type: 'methodinfo', describes: `${holder?.describes ?? holder?.type ?? ''}.${called}` };
    }
    if (
      object.lambda &&
      (name === 'invoke' || name === 'dynamicinvoke' || name === 'call' || name === 'apply' || name === 'begininvoke')
    ) {
      return this.callLambda(object.lambda, args, work);
    }
    if (
      object.type === 'methodinfo' &&
      name === 'getvalue' &&
      object.describes !== undefined &&
      callee.kind === 'member'
    ) {
      const property = object.describes.slice(object.describes.lastIndexOf('.') + 1);
      const holder = first ?? UNKNOWN;
      const typed =
        holder.type === ''
          ? { ...holder, type: object.describes.slice(0, Math.max(0, object.describes.lastIndexOf('.'))) }
          : holder;
      return this.memberOf(typed, { ...callee, name: property }, scope, work);
    }
    if (
      object.type === 'methodinfo' ||
      (name === 'invoke' && object.taint !== null && !SINKS.has(`${object.type}.invoke`))
    ) {
      if (/^(?:invoke|dynamicinvoke|unsafeinvoke)$/.test(name))
        return this.invoke(object, args, expression, scope, work);
    }
    if (object.keys && object.items) {
      const item = object.items[object.keys.findIndex((key) => key.toLowerCase() === name)];
      if (item && (item.lambda || (item.describes !== undefined && EVALUATORS.has(item.describes))))
        return this.callValue(item, args, expression, scope, work);
    }
    // A method of this file, unless the object is of the framework.
    const methods = this.methods.get(name);
    const ownClass = work.unit.classes.some((c) => c.name.toLowerCase() === object.type);
    if (
      methods &&
      (object.type === '' || object.type === 'page' || ownClass) &&
      !(object.named && !ownClass && object.type !== 'page')
    ) {
      const result = this.callMethods(methods, args, expression, work);
      if (object.taint === null || methods.length > 0) return result;
    }
    this.mutate(object, name, callee, expression, args, scope, work);
    return this.sinkOrResult(
      `${object.type}.${name}`,
      `${this.shortName(callee.object, work)}.${callee.name}`,
      expression,
      object,
      args,
      scope,
      work,
    );
  }

  private shortName(expression: Expression, work: Work): string {
    const text = this.textAt(expression, work);
    return /^[\w.]+$/.test(text) ? (text.split('.').slice(-1)[0] ?? text) : '';
  }

  private typeByName(object: Value, name: string, first: Value | undefined): Value {
    const text = textOf(first);
    if (name === 'gettypefromprogid' && text !== undefined)
      return { taint: null, type: 'type', describes: comType(text) };
    const taint = joinTaint(
      first?.taint ?? null,
      object.type === 'assembly' || object.taint !== null ? object.taint : null,
    );
    return { taint, type: 'type', describes: text === undefined ? undefined : shortType(text.split(',')[0] ?? '') };
  }

  /** Members of `Type` that lead to a method. */
  private reflect(
    object: Value,
    name: string,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value | null {
    const [first] = args;
    if (/^(?:getmethod|getruntimemethod|getconstructor|getmember|getproperty)$/.test(name)) {
      const text = textOf(first)?.toLowerCase();
      const taint = joinTaint(object.taint, first?.taint ?? null);
      return {
        taint,
        type: 'methodinfo',
        describes:
          object.describes !== undefined && text !== undefined
            ? `${object.describes}.${text}`
            : text === undefined
              ? undefined
              : `.${text}`,
      };
    }
    if (name === 'getmethods' && object.describes !== undefined)
      return { taint: null, type: 'methodinfo', describes: `${object.describes}.*` };
    if (
      object.type === 'methodinfo' &&
      /^(?:first|firstordefault|single|singleordefault|last|where|orderby|elementat|toarray|tolist)$/.test(name)
    )
      return object;
    if (name === 'invokemember') {
      const text = textOf(first)?.toLowerCase();
      const given = args.slice(3).flatMap((arg) => arg.items ?? [arg]);
      if (first?.taint || object.taint) {
        const main = first?.taint ? first : object;
        this.record('invoke', 'Type.InvokeMember', expression, main, null, args, work);
      }
      if (text !== undefined)
        return this.sinkOrResult(
          `${object.describes ?? ''}.${text}`,
          `InvokeMember(${text})`,
          expression,
          args[3] ?? UNKNOWN,
          given,
          scope,
          work,
        );
    }
    return null;
  }

  /** `MethodInfo.Invoke(object, arguments)` and a delegate made of one. */
  private invoke(
    object: Value,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    const given = (args.length > 1 ? args.slice(1) : args).flatMap((arg) => arg.items ?? [arg]);
    if (object.describes?.endsWith('.*')) {
      // Any method of the type: the one that matters is taken.
      const type = object.describes.slice(0, -1);
      const key = [...SINKS.keys()].find((known) => known.startsWith(type));
      if (key !== undefined)
        return this.sinkOrResult(key, `${key} by reflection`, expression, args[0] ?? UNKNOWN, given, scope, work);
    } else if (object.describes !== undefined) {
      const found = this.sinkOrResult(
        object.describes,
        `${object.describes} by reflection`,
        expression,
        args[0] ?? UNKNOWN,
        given,
        scope,
        work,
      );
      if (object.taint === null) return found;
    }
    if (object.taint !== null) {
      this.record('invoke', 'MethodInfo.Invoke', expression, object, null, args, work);
    }
    return { taint: this.list([object, ...args]).taint, type: '' };
  }

  /** What a call leaves in its object or in its arguments. */
  private mutate(
    object: Value,
    name: string,
    callee: Expression & { kind: 'member' },
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): void {
    const place = this.place(expression, work);
    const copies = COPIERS.get(`${object.type}.${name}`);
    if (copies !== undefined) {
      const from = args[0]?.taint;
      if (from) for (const arg of expression.args.slice(1)) this.taintRoot(arg, from, scope, work, 'copied');
      return;
    }
    if (name === 'reverse' && object.type === 'array' && object.named) {
      const [list] = expression.args;
      const known = args[0];
      const reversed = known?.constant === undefined ? undefined : foldCall('reverse', known.constant, []);
      if (list?.kind === 'name' && known && reversed !== undefined)
        this.assignName(list.name, { ...known, constant: reversed }, scope, place, false);
    }
    const given = this.list(args).taint;
    if (given !== null && name === 'open' && /xmlhttp|winhttp/.test(object.type))
      this.taintRoot(callee.object, given, scope, work, '.open');
    if (WRITE_METHODS.has(name) && (object.path !== undefined || FILE_WRITERS.has(object.type))) {
      const [first] = args;
      if (object.path !== undefined && first)
        this.record(
          'write',
          `${this.shortName(callee.object, work)}.${callee.name}`,
          expression,
          first,
          object.path,
          args,
          work,
        );
    }
    if (given !== null && MUTATORS.has(name))
      this.taintRoot(
        callee.object,
        name.startsWith('append') ? { ...given, mixed: true } : given,
        scope,
        work,
        `.${callee.name}`,
      );
    if (
      name === 'append' &&
      object.type === 'stringbuilder' &&
      callee.object.kind === 'name' &&
      args[0]?.constant !== undefined
    ) {
      const before = this.lookup(callee.object.name, scope);
      const text = before === undefined ? undefined : foldBinary('+', before.constant ?? '', args[0].constant);
      if (before && text !== undefined)
        this.assignName(callee.object.name, { ...before, constant: text }, scope, place, false);
    }
    if (object.taint !== null && READERS.has(name)) {
      const [target] = args;
      if (name.startsWith('copyto') && target?.path !== undefined) {
        this.record('write', callee.name, expression, object, target.path, args, work);
      }
      const decoded = object.taint;
      for (const arg of expression.args) {
        if (arg.kind === 'name' || arg.kind === 'member')
          this.taintRoot(arg, decoded, scope, work, `read by .${callee.name}`);
      }
    }
    if (name === 'copyto' && object.taint !== null && args[0] && args[0].path === undefined) {
      const [arg] = expression.args;
      if (arg) this.taintRoot(arg, object.taint, scope, work, 'copied');
    }
    if (name === 'receive' || (name === 'read' && object.type === 'networkstream')) {
      const taint = source('socket', this.textAt(expression, work), place);
      for (const arg of expression.args.slice(0, 1)) this.taintRoot(arg, taint, scope, work, 'received');
    }
  }

  /** Records a call that matters, and says what it gives back. */
  private sinkOrResult(
    key: string,
    written: string,
    expression: Expression & { kind: 'call' },
    object: Value,
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    this.see(key, expression, work);
    const name = key.slice(key.lastIndexOf('.') + 1);
    const place = this.place(expression, work);
    const kind = this.sink(key, written, expression, object, args, work);
    if (
      /^deserialize(?:object)?$/.test(name) &&
      kind === null &&
      (this.names.has('new:simpletyperesolver') || this.names.has('typenamehandling'))
    ) {
      this.record('deserialise', written, expression, this.list(args), null, args, work);
    }
    if (kind === 'evaluate') return this.evaluated(args, expression, scope, work);
    const packed =
      object.type.includes('.') &&
      args.find((arg) => (textOf(arg)?.length ?? 0) >= PACKED && !/\s/.test(textOf(arg)?.slice(0, 200) ?? ' '));
    if (packed) this.record('hidden-code', written, expression, { taint: null, type: 'string' }, null, args, work);
    const opener = FILE_OPENERS.get(key);
    if (opener) {
      const path = object.path ?? args[opener.path] ?? UNKNOWN;
      const reads = name === 'opentextfile' && (args.length < 2 || args[1]?.constant === 1);
      this.record(reads ? 'read' : 'create', written, expression, UNKNOWN, path, args, work);
      return { taint: null, type: opener.type, path };
    }
    if (object.type === 'fileinfo' && /^(?:create|createtext|openwrite|appendtext|open)$/.test(name)) {
      return { taint: null, type: 'streamwriter', path: object.path ?? UNKNOWN };
    }
    if (SANITISERS.has(key) || HARMLESS_MEMBERS.has(name)) {
      if (/^(?:endswith|contains|indexof|ismatch|equals|instr|instrrev)$/.test(name)) {
        if ([object, ...args].some((value) => value.taint?.origin === 'upload')) this.checksNames = true;
      }
      const constant = this.folded(name, object, args);
      const digits = SANITISERS.has(key) ? this.list(args).taint : null;
      return { taint: null, type: '', ...(constant === undefined ? {} : { constant }), ...(digits ? { digits } : {}) };
    }
    const constant = this.folded(name, object, args);
    if (constant !== undefined) {
      if (typeof constant === 'string' && DECODERS.test(name) && HIDDEN_CODE.test(constant)) {
        this.record('hidden-code', written, expression, { taint: null, type: 'string', constant }, null, args, work);
      }
      return { taint: joinTaint(object.taint, this.list(args).taint), type: 'string', constant };
    }
    let taint = joinTaint(this.carries(object) ? object.taint : null, this.list(args).taint);
    if (taint === null && TO_CHARACTERS.has(name)) taint = args.find((arg) => arg.digits)?.digits ?? null;
    if (taint !== null) {
      if (NAME_ONLY.has(key)) taint = { ...taint, nameOnly: true };
      if (DECODERS.test(name)) taint = withStep({ ...taint, decoded: true }, `${written} decodes it`, place);
    }
    const made = key === 'activator.createinstance' || name === 'createinstance' ? args[0]?.describes : undefined;
    const type = made ?? RESULT_TYPES.get(key) ?? KEEPS_TYPE.get(name) ?? '';
    const suffix = name === 'combine' || name === 'concat' ? endingOf(args[args.length - 1]) : undefined;
    const around =
      taint === null
        ? ''
        : [object, ...args]
            .map(knownText)
            .filter((text) => text.length < MAXIMUM_AROUND)
            .join(' ')
            .trim();
    if (
      taint !== null &&
      !taint.mixed &&
      (name === 'combine' ? args.length > 1 : JOINERS.has(name) && /[^\s"'\\/]/.test(around))
    )
      taint = { ...taint, mixed: true };
    return {
      taint,
      type: type === '=' ? object.type : type,
      ...(suffix ? { suffix } : {}),
      ...(around !== '' && taint !== null ? { around } : {}),
      ...(object.path && type === '' ? { path: object.path } : {}),
    };
  }

  private carries(object: Value): boolean {
    return !object.named;
  }

  private folded(name: string, object: Value, args: readonly Value[]): Constant | undefined {
    const constants: Constant[] = [];
    for (const { constant } of args) {
      if (constant === undefined) return undefined;
      constants.push(constant);
    }
    if (object.constant === undefined && args.length === 0) return undefined;
    return foldCall(name, object.constant, constants);
  }

  /** Script that a style sheet in a text brings with it. */
  private embeddedScript(text: string, span: Span, scope: Scope, work: Work): void {
    for (const [, attributes = '', body = ''] of text.matchAll(
      /<\w{1,20}:script\b([^>]{0,500})>([\s\S]{0,200000}?)<\/\w{1,20}:script/gi,
    )) {
      if (!/implements-prefix/i.test(attributes)) continue;
      const code = /<!\[CDATA\[([\s\S]*?)\]\]>/.exec(body)?.[1] ?? body;
      const language = /vb/i.test(attributes) ? 'vb' : /c#|csharp/i.test(attributes) ? 'csharp' : 'jscript';
      this.see('script in a style sheet', span, work);
      this.nested(code, language, span, scope, work, true);
    }
  }

  /** Code that is evaluated is followed too, where it is constant. */
  private evaluated(
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    const text = textOf(args[0]);
    if (text !== undefined && text.trim() !== '') return this.nested(text, work.unit.language, expression, scope, work);
    return { taint: this.list(args).taint, type: '' };
  }

  private nested(text: string, language: CodeLanguage, span: Span, scope: Scope, work: Work, whole = false): Value {
    const key = `${this.place(span, work).start}:${text}`;
    const seen = this.nestedCode.has(key);
    if (work.at !== null && seen) return UNKNOWN;
    if (!seen && this.nestedCode.size >= MAXIMUM_NESTED_CODE) {
      this.limits.add('code within code within code');
      return UNKNOWN;
    }
    this.nestedCode.add(key);
    const unit = parseCode(text.slice(0, 1 << 20), language);
    const inner: Work = { index: work.index, unit, at: this.place(span, work) };
    if (!seen) for (const method of unit.methods) this.addMethod(method, inner);
    let result = UNKNOWN;
    for (const statement of unit.main) {
      if (statement.kind === 'expression') result = this.value(statement.expression, scope, inner);
      else this.run([statement], scope, inner);
    }
    if (whole) for (const method of unit.methods) if (!method.external) this.runRoot(method, inner);
    return result;
  }

  private sink(
    key: string,
    written: string,
    span: Span,
    object: Value,
    args: readonly Value[],
    work: Work,
  ): SinkKind | null {
    const name = key.slice(key.lastIndexOf('.') + 1);
    // `Eval` of ASP.NET reads a field of the row that is bound.
    const { language } = work.unit;
    if (
      key === 'eval' &&
      ((language === 'csharp' && written !== 'eval') || (language === 'vb' && !args.some((arg) => arg.taint)))
    )
      return null;
    const sink =
      SINKS.get(key) ??
      SINKS.get(`.${name}`) ??
      (key.includes('.') && !this.external(name) ? undefined : this.externalSink(name));
    if (sink === undefined || !this.applies(key, object)) return null;
    if (args.length === 0 && key.startsWith('new:') && sink.main.length > 0) return null;
    const values: Value[] = [];
    for (const which of sink.main) {
      if (which === '*') values.push(...args);
      else if (which === 'r') values.push(this.uploaded(name, object, span, work));
      else if (args[which]) values.push(args[which]);
    }
    let main = values.reduce(join, UNKNOWN);
    if (values.length > 1 && values.every((value) => value.constant !== undefined))
      main = { ...main, constant: values.map((value) => textOf(value) ?? '').join(' ') };
    if (object.taint && (sink.kind === 'process' || sink.kind === 'powershell') && main.taint === null)
      main = { ...main, taint: object.taint };
    const target =
      sink.target === 'r' ? (object.path ?? object) : sink.target === undefined ? null : (args[sink.target] ?? null);
    this.record(sink.kind, written, span, main, target, args, work);
    return sink.kind;
  }

  /** `FileUpload1.SaveAs(…)`: the control stands for what was uploaded. */
  private uploaded(name: string, object: Value, span: Span, work: Work): Value {
    if (name !== 'saveas' || object.taint !== null || controlMember(object.type, name) !== 'upload') return object;
    return { ...object, taint: source('upload', this.textAt(span, work), this.place(span, work)) };
  }

  private external(name: string): boolean {
    return this.methods.get(name)?.some(({ method }) => method.external) ?? false;
  }

  /** An imported function under a name of the page's own: `EntryPoint = "VirtualAlloc"`. */
  private externalSink(name: string): Sink | undefined {
    const plain = SINKS.get(name);
    if (plain) return plain;
    for (const { method } of this.methods.get(name) ?? []) {
      if (!method.external) continue;
      const entry = method.attributes
        .map((text) => /(?:entrypoint\s*=|alias)\s*"#?(\w+)"/i.exec(text)?.[1])
        .find(Boolean);
      const stripped = (entry ?? name).toLowerCase().replace(/[aw]$/, '');
      return SINKS.get((entry ?? name).toLowerCase()) ?? SINKS.get(stripped);
    }
    return undefined;
  }

  /** Names that many classes share count only where the object may be of the right one. */
  private applies(key: string, object: Value): boolean {
    if (!key.endsWith('.saveas')) return true;
    return (
      object.taint?.origin === 'upload' || ['httppostedfile', 'fileupload', 'htmlinputfile', ''].includes(object.type)
    );
  }

  private record(
    kind: SinkKind,
    name: string,
    span: Span,
    main: Value,
    target: Value | null,
    args: readonly Value[],
    work: Work,
  ): void {
    const place = this.place(span, work);
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
}

/** A path below the web root. */
function inFolder(path: Value | undefined): Value {
  if (path === undefined) return UNKNOWN;
  return path.taint === null ? path : { ...path, taint: { ...path.taint, mixed: true } };
}

/** Whether text of the page's own, or from elsewhere, stands beside data of the request. */
function isMixed(left: Value, right: Value): boolean {
  if (left.taint !== null && right.taint !== null) return true;
  return [left, right].some(
    (side) => side.taint === null && /[^\s"'\\/]/.test(side.constant === undefined ? 'unknown' : knownText(side)),
  );
}

function source(origin: Origin, what: string, place: Place): Taint {
  const step: Step = { what, place };
  return { origin, source: step, steps: [], decoded: false, nameOnly: false, mixed: false };
}

/** The last part of a type's name, lower case, without arguments and brackets. */
function shortType(type: string | null): string {
  if (type === null || type === '') return '';
  const plain = type.replace(/[<([].*$/, '').replace(/^\s+|\s+$/g, '');
  return plain.slice(plain.lastIndexOf('.') + 1).toLowerCase();
}

/** Types that stand for the objects of a request under other names. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['httprequestbase', 'httprequest'],
  ['httprequestwrapper', 'httprequest'],
  ['httpcontextbase', 'httpcontext'],
  ['httpcontextwrapper', 'httpcontext'],
  ['httpresponsebase', 'httpresponse'],
  ['httpserverutility', 'httpserver'],
  ['httpsessionstate', 'state'],
  ['httpapplicationstate', 'state'],
  ['httppostedfilebase', 'httppostedfile'],
  ['usercontrol', 'page'],
  ['object', ''],
  ['var', ''],
  ['dynamic', ''],
  ['wshshell', 'wscript.shell'],
  ['iwshshell', 'wscript.shell'],
]);

const COMPARISONS = new Set([
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  '=',
  '<>',
  'is',
  'isnot',
  'like',
  'instanceof',
  'in',
]);
const NAMED_CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['vbcrlf', '\r\n'],
  ['vbnewline', '\r\n'],
  ['vblf', '\n'],
  ['vbcr', '\r'],
  ['vbtab', '\t'],
  ['vbnullstring', ''],
  ['vbnullchar', '\0'],
]);
const COPIERS: ReadonlyMap<string, number> = new Map([
  ['array.copy', 1],
  ['array.constrainedcopy', 1],
  ['buffer.blockcopy', 1],
  ['buffer.memorycopy', 1],
  ['marshal.copy', 1],
]);
const MUTATORS = new Set([
  'write',
  'writeline',
  'writetext',
  'append',
  'appendline',
  'appendformat',
  'appendchunk',
  'add',
  'addrange',
  'insert',
  'push',
  'enqueue',
  'concat',
  'addscript',
  'addcommand',
  'addargument',
  'addparameter',
  'setvalue',
  'loadxml',
  'load',
  'transformblock',
  'writebyte',
  'addstatement',
  'setdata',
  'writeasync',
]);
const READERS = new Set([
  'read',
  'readblock',
  'copyto',
  'copytoasync',
  'readasync',
  'readexactly',
  'gobject',
  'getbytes',
  'transformblock',
  'tryreadbytes',
  'beginread',
]);
const DECODERS =
  /^(?:frombase64string|transformfinalblock|decrypt\w*|createdecryptor|unprotect|inflate|decompress|decode\w*|htmldecode|urldecode|fromhexstring|unescape|strreverse|xor\w*)$/;
/** Lists of the configuration that hold secrets. */
const SECRETS = new Set(['connectionstrings', 'appsettings']);
/** Static members that tell something by being named. */
const NOTED = new Set([
  'xsltsettings.trustedxslt',
  'environment.userdomainname',
  'environment.machinename',
  'environment.osversion',
  'environment.version',
  'registry.localmachine',
  'registry.currentuser',
  'registry.classesroot',
  'registry.users',
]);
/** Ways a page names itself; whatever it is called, the server executes it. */
const NAMES_ITSELF = /^(?:script_name|path_translated|url|path_info|script_filename)$/i;
const OWN_PATHS = new Set([
  'physicalpath',
  'filepath',
  'currentexecutionfilepath',
  'path',
  'apprelativecurrentexecutionfilepath',
]);
const OWN_ENDING = '.aspx';
/** Length of a text without spaces that is given to a COM object: a program, not a parameter. */
const PACKED = 4000;
const EMPTY: Value = { taint: null, type: 'string', constant: '' };
const CHARACTERS = new Set(['char', 'byte', 'sbyte']);
const TO_CHARACTERS = new Set(['chr', 'chrw', 'chrb', 'char', 'tochar', 'tobyte', 'cbyte', 'fromcharcode', 'ascii']);
const EVALUATORS = new Set(['eval', 'execute', 'executeglobal']);
const LITERALS = new Set(['null', 'nothing', 'true', 'false', 'undefined', 'empty']);
const JOINERS = new Set(['format', 'concat', 'join', 'insert', 'appendformat', 'combine']);
/** Words of server code that no page hides from its readers for a good reason. */
const HIDDEN_CODE =
  /\brequest\s*[.([]|\beval\s*[ (]|\bexecute(?:global)?\s*\(|wscript\.shell|processstartinfo|assembly\.load|<script[^>]{0,100}runat|<%@?\s*page/i;
const KEEPS_TYPE: ReadonlyMap<string, string> = new Map([
  ['tostring', 'string'],
  ['trim', 'string'],
  ['replace', 'string'],
  ['getstring', 'string'],
  ['createpipeline', 'pipeline'],
  ['getstream', 'networkstream'],
  ['clone', '='],
  ['synchronized', '='],
]);
