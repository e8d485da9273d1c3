import type { Constant } from '../../formats/code/constants.js';
import { parseCode } from '../../formats/code/parse-code.js';
import type { CodeUnit, Expression, Method, Span, Statement } from '../../formats/code/syntax.js';
import { callEffects } from './call-effects.js';
import { type FieldNames, traitsOfName } from './field-names.js';
import type { FollowedScripts, ScriptEffect } from './script-effect.js';
import { ScriptMemory } from './script-memory.js';
import {
  combined,
  folded,
  formData,
  foundBy,
  isBrowserObject,
  isBrowserPrototype,
  listedBy,
  memberOf,
  readBy,
  traitsOfUnknownCall,
} from './script-results.js';
import {
  constantValue,
  either,
  having,
  PLAIN,
  type ScriptValue,
  startOf,
  TEXTUAL,
  Trait,
  TYPED,
  textOf,
  UNKNOWN,
} from './script-value.js';
import * as vocabulary from './script-vocabulary.js';

/** Times that all scripts are gone through: what one sets another reads. */
const MAXIMUM_ROUNDS = 5;
/** Deepest nesting of expressions, and of functions within them, that is followed. */
const MAXIMUM_DEPTH = 150;
/** Expressions that are looked at in one round. */
const MAXIMUM_STEPS = 400_000;
const MAXIMUM_EFFECTS = 2_000;
/** Nesting of `${…}` in strings. */
const MAXIMUM_TEMPLATES = 3;

/**
 * Follows what is typed into the password field through the scripts of a page. Variables are known by their names alone, whatever
 * function they are in, and what may happen is taken to happen: a logon page is small, and a thief is not to hide behind a scope.
 */
export function followScripts(codes: readonly string[], names: FieldNames): FollowedScripts {
  const units = codes.map((code) => parseCode(code, 'jscript'));
  const follower = new ScriptFollower(units, names);
  follower.run();
  const limits = new Set([...units.flatMap((unit) => unit.limits), ...follower.limits]);
  return { effects: follower.effects, limits: [...limits] };
}

type CallExpression = Extract<Expression, { kind: 'call' }>;

class ScriptFollower {
  readonly limits = new Set<string>();
  private readonly memory = new ScriptMemory();
  private found = new Map<string, ScriptEffect>();
  private returned: ScriptValue[] = [];
  private script = 0;
  private depth = 0;
  private steps = 0;
  private templates = 0;

  constructor(
    private readonly units: readonly CodeUnit[],
    private readonly names: FieldNames,
  ) {
    for (const unit of units) for (const method of unit.methods) this.memory.declare(method.name, method);
  }

  get effects(): readonly ScriptEffect[] {
    return [...this.found.values()];
  }

  run(): void {
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      this.memory.changed = false;
      this.steps = 0;
      this.found = new Map();
      this.units.forEach((unit, index) => {
        this.script = index;
        for (const method of unit.methods) this.enter(method);
        this.statements(unit.main);
      });
      if (!this.memory.changed) return;
    }
  }

  /** The body of a function, whoever calls it; gives what it returns. */
  private enter(method: Method): ScriptValue {
    if (this.depth >= MAXIMUM_DEPTH) return this.tooDeep();
    this.returned.push(PLAIN);
    this.statements(method.body);
    const value = this.returned.pop() ?? PLAIN;
    if (method.name !== '') this.memory.set(`return of ${method.name}`, value);
    return value;
  }

  private tooDeep(): ScriptValue {
    this.limits.add(`script of a logon page followed up to ${MAXIMUM_DEPTH} levels only`);
    return UNKNOWN;
  }

  private statements(statements: readonly Statement[]): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'expression':
          this.value(statement.expression);
          break;
        case 'declare':
          if (statement.value !== null) this.assignName(statement.name, statement.value);
          break;
        case 'each':
          this.memory.set(statement.name, having(this.value(statement.over).traits));
          break;
        default: {
          const value = this.value(statement.value);
          const last = this.returned.length - 1;
          if (last >= 0) this.returned[last] = either(this.returned[last] ?? PLAIN, having(value.traits));
        }
      }
    }
  }

  private assignName(name: string, expression: Expression): ScriptValue {
    if (expression.kind === 'lambda') this.memory.declare(name, expression.method);
    const value = this.value(expression);
    this.memory.set(name, value);
    return value;
  }

  private value(expression: Expression): ScriptValue {
    if (this.depth >= MAXIMUM_DEPTH) return this.tooDeep();
    if (++this.steps > MAXIMUM_STEPS) {
      this.limits.add(`script of a logon page followed for ${MAXIMUM_STEPS} steps only`);
      return UNKNOWN;
    }
    this.depth++;
    const value = this.valueOf(expression);
    this.depth--;
    return value;
  }

  private valueOf(expression: Expression): ScriptValue {
    switch (expression.kind) {
      case 'string':
        return expression.value.includes('${') ? this.template(expression.value) : constantValue(expression.value);
      case 'number':
        return constantValue(expression.value);
      case 'name':
        return this.name(expression.name, expression);
      case 'member':
        return this.member(this.value(expression.object), expression.name, expression);
      case 'index':
        return this.index(expression);
      case 'call':
        return this.call(expression);
      case 'new':
        return this.make(expression);
      case 'array':
        return this.list(expression.elements);
      case 'assign':
        return this.assign(expression);
      case 'binary':
        return combined(expression.operator, this.value(expression.left), this.value(expression.right));
      case 'unary': {
        const operand = this.value(expression.operand);
        return /^(?:!|typeof|void|delete)$/.test(expression.operator) ? PLAIN : having(operand.traits);
      }
      case 'cast':
        return this.value(expression.operand);
      case 'choice':
        this.value(expression.condition);
        return expression.branches.map((branch) => this.value(branch)).reduce(either, PLAIN);
      case 'lambda': {
        const [parameter] = expression.method.parameters;
        if (parameter && !this.memory.has(parameter.name)) this.memory.set(parameter.name, UNKNOWN);
        return having(this.enter(expression.method).traits);
      }
      case 'other':
        return having(
          expression.parts.reduce<number>((traits, part) => traits | this.value(part).traits, Trait.UNKNOWN),
        );
      default:
        return PLAIN;
    }
  }

  /** `${…}` of a template; in a plain string it does no harm. */
  private template(text: string): ScriptValue {
    let traits = 0;
    if (this.templates < MAXIMUM_TEMPLATES) {
      this.templates++;
      for (const [, hole = ''] of text.slice(0, 20_000).matchAll(/\$\{([^{}]{1,500})\}/g)) {
        const unit = parseCode(hole, 'jscript');
        for (const statement of unit.main) {
          if (statement.kind === 'expression') traits |= this.value(statement.expression).traits & ~Trait.CONTAINER;
        }
      }
      this.templates--;
    }
    return { traits, prefix: text.slice(0, text.indexOf('${')) };
  }

  private name(name: string, at: Expression): ScriptValue {
    this.mention(name, at);
    const known = this.memory.get(name);
    if (known !== undefined) return known;
    if (name === 'this') return having(Trait.CONTAINER);
    if (name === 'event') return having(Trait.EVENT);
    const traits = traitsOfName(name, this.names);
    if (traits !== 0) return having(traits);
    if (vocabulary.CHANNELS.has(name)) return having(Trait.SENDS);
    return vocabulary.PLAIN_GLOBALS.has(name) || this.memory.isFunction(name) ? PLAIN : UNKNOWN;
  }

  private record(kind: ScriptEffect['kind'], name: string, at: Span, given: ScriptValue, on = 0): void {
    if (this.found.size >= MAXIMUM_EFFECTS) {
      this.limits.add(`of what a logon page's script does the first ${MAXIMUM_EFFECTS} are judged only`);
      return;
    }
    const { script } = this;
    const { start, end } = at;
    const text = startOf(given);
    const key = [kind, name, script, start, this.templates].join(' ');
    this.found.set(key, { kind, name, start, end, script, text, on, traits: given.traits });
  }

  private mention(name: string, at: Expression): void {
    const isWorthy = vocabulary.CHANNELS.has(name) || vocabulary.DYNAMIC_NAMES.has(name);
    if (isWorthy && !this.memory.isFunction(name)) this.record('mention', name, at, PLAIN);
  }

  private member(object: ScriptValue, name: string, at: Expression): ScriptValue {
    if (name !== 'credentials' || (at.kind === 'member' && at.object.kind === 'name')) this.mention(name, at);
    if (isBrowserPrototype(at)) this.record('mention', 'prototype', at, PLAIN);
    return memberOf(object, name, this.names);
  }

  private index(expression: Extract<Expression, { kind: 'index' }>): ScriptValue {
    const object = this.value(expression.object);
    const [first] = expression.args;
    const key = first === undefined ? UNKNOWN : this.value(first);
    if (Array.isArray(object.constant) && typeof key.constant === 'number') {
      const item: Constant | undefined = object.constant[key.constant];
      if (item !== undefined) return constantValue(item);
    }
    const text = textOf(key);
    if (text !== undefined && typeof key.constant === 'string') return this.member(object, text, expression);
    if (text === undefined && isBrowserObject(expression.object)) this.record('computed', '', expression, key);
    return having(object.traits & ~Trait.EVENT);
  }

  private list(elements: readonly Expression[]): ScriptValue {
    const values = elements.map((element) => this.value(element));
    const traits = values.reduce((all, value) => all | value.traits, 0);
    const constants = values.flatMap((value) => (value.constant === undefined ? [] : [value.constant]));
    return constants.length === values.length ? { traits, constant: constants } : having(traits);
  }

  private assign({ operator, target, value: from, ...at }: Extract<Expression, { kind: 'assign' }>): ScriptValue {
    if (target.kind === 'name') {
      if (operator === '=') {
        const value = this.assignName(target.name, from);
        if (target.name === 'location' || target.name === 'name') this.record('set', target.name, target, value);
        return value;
      }
      const value = this.value(from);
      this.memory.set(target.name, having(value.traits));
      return value;
    }
    const name = this.memberName(target);
    const event = from.kind === 'lambda' && name !== undefined && /^on[a-z]/.test(name);
    if (from.kind === 'lambda' && name !== undefined) this.memory.declare(name, from.method);
    if (event && from.kind === 'lambda') this.memory.give(from.method, 0, having(Trait.EVENT));
    const value = this.value(from);
    const object = target.kind === 'member' || target.kind === 'index' ? this.value(target.object) : PLAIN;
    if (target.kind === 'index' && name === undefined) this.value(target);
    if (name !== undefined) this.record('set', name, at, value, object.traits);
    if (name !== 'value') this.memory.stain(target, value.traits);
    return value;
  }

  private memberName(target: Expression): string | undefined {
    if (target.kind === 'member') return target.name;
    const [key] = target.kind === 'index' ? target.args : [];
    const value = key === undefined ? undefined : this.value(key);
    return value === undefined ? undefined : textOf(value);
  }

  private make(expression: Extract<Expression, { kind: 'new' }>): ScriptValue {
    const name = expression.type.slice(expression.type.lastIndexOf('.') + 1);
    this.mention(name, expression);
    const given = [...expression.args, ...expression.elements].map((argument) => this.value(argument));
    const all = given.reduce(either, PLAIN);
    const [first] = given;
    if (/^(?:FormData|URLSearchParams)$/.test(name)) return formData(name, given);
    const alias = this.memory.isFunction(name) ? PLAIN : (this.memory.get(name) ?? PLAIN);
    if (vocabulary.SENDING_CALLS.has(name) || all.traits & TYPED) {
      this.record('call', name, expression, { ...(first ?? PLAIN), traits: all.traits });
    }
    const program = name === 'ActiveXObject' ? textOf(first ?? PLAIN) : undefined;
    if (program !== undefined && vocabulary.ACTIVE_COM.test(program))
      this.record('mention', program, expression, PLAIN);
    return having((all.traits & TEXTUAL) | alias.traits);
  }

  private call(expression: CallExpression): ScriptValue {
    const { callee } = expression;
    if (callee.kind === 'lambda') {
      for (const [index, argument] of expression.args.entries()) {
        this.memory.give(callee.method, index, this.value(argument));
      }
      return this.value(callee);
    }
    if (callee.kind === 'member' && callee.name === 'bind') return this.value(callee.object);
    const { name, object } = this.calleeOf(callee);
    const args: Argument[] = [];
    for (const one of expression.args) args.push(this.argument(one, name, listedBy(name, object, args[0]?.value)));
    if (name === undefined) {
      if (callee.kind === 'index' || callee.kind === 'call') this.record('computed', '', expression, PLAIN);
      return having(args.reduce<number>((traits, { value }) => traits | value.traits, Trait.UNKNOWN) & TEXTUAL);
    }
    return this.result(expression, name, object, args);
  }

  private calleeOf(callee: Expression): { readonly name: string | undefined; readonly object: ScriptValue } {
    if (callee.kind === 'name') {
      this.mention(callee.name, callee);
      return { name: callee.name, object: PLAIN };
    }
    if (callee.kind === 'member' && /^(?:call|apply)$/.test(callee.name)) return this.calleeOf(callee.object);
    if (callee.kind === 'member') {
      const object = this.value(callee.object);
      this.member(object, callee.name, callee);
      return { name: callee.name, object };
    }
    if (callee.kind === 'index') {
      const [key] = callee.args;
      const value = key === undefined ? UNKNOWN : this.value(key);
      const object = this.value(callee.object);
      const name = typeof value.constant === 'string' ? value.constant : undefined;
      if (name !== undefined) this.mention(name, callee);
      return { name, object };
    }
    return { name: undefined, object: this.value(callee) };
  }

  private argument(argument: Expression, name: string | undefined, object: ScriptValue): Argument {
    if (argument.kind !== 'lambda') return { value: this.value(argument), isFunction: false };
    const isEvent = name !== undefined && vocabulary.EVENT_CALLS.has(name);
    const passed = isEvent ? Trait.EVENT : (object.traits & (Trait.CONTAINER | Trait.FIELD | TEXTUAL)) | Trait.UNKNOWN;
    for (let index = 0; index < 2; index++) this.memory.give(argument.method, index, having(passed));
    return { value: this.value(argument), isFunction: true };
  }

  private result(
    expression: CallExpression,
    name: string,
    object: ScriptValue,
    args: readonly Argument[],
  ): ScriptValue {
    const values = args.filter(({ isFunction }) => !isFunction).map(({ value }) => value);
    const given = values.reduce((traits, value) => traits | value.traits, 0);
    const first = values[0] ?? PLAIN;
    const isOwn = this.memory.isFunction(name);
    const call = {
      name,
      object,
      values,
      given,
      isOwn,
      isBare: expression.callee.kind === 'name',
      isAlias: ((this.memory.get(name)?.traits ?? 0) & Trait.SENDS) !== 0,
    };
    for (const effect of callEffects(call)) this.record(effect.kind, effect.name, expression, effect.value, effect.on);
    const all = (given | object.traits | args.reduce((traits, { value }) => traits | value.traits, 0)) & TEXTUAL;
    if (expression.callee.kind !== 'name') this.memory.stain(expression.callee, given);
    if (isOwn && !this.memory.isFinder(name)) {
      this.memory.giveAll(name, values);
      const back = this.memory.get(`return of ${name}`) ?? PLAIN;
      return having(back.traits | (all & TYPED));
    }
    if (vocabulary.FINDING_CALLS.has(name) || this.memory.isFinder(name)) return foundBy(object, first, this.names);
    if (/^(?:val|serialize|serializeArray|getAttribute|attr|prop)$/.test(name)) return readBy(name, object, values);
    if (vocabulary.TELLING_CALLS.has(name)) return PLAIN;
    const known = folded(name, object, values);
    if (known !== undefined) return known;
    const kept = /^(?:cloneNode|get|eq|first|last|item|next|prev|filter|slice|concat|from|call|valueOf)$/.test(name);
    const holders = kept ? (object.traits | given) & (Trait.CONTAINER | Trait.FIELD) : 0;
    return having(all | holders | (vocabulary.HARMLESS_CALLS.has(name) ? 0 : traitsOfUnknownCall(name)));
  }
}

type Argument = { readonly value: ScriptValue; readonly isFunction: boolean };
