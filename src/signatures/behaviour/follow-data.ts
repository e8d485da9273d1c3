import { foldBinary, foldCall } from '../../formats/code/constants.js';
import type { CodeLanguage } from '../../formats/code/language.js';
import { parseCode } from '../../formats/code/parse-code.js';
import type { CodeUnit, Expression, Method, Span, Statement } from '../../formats/code/syntax.js';
import { combineValues, comparesUpload, inFolder, listOf, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { ObjectReader } from './object-reader.js';
import type { Followed } from './sink-call.js';
import { FILE_OPENERS, SINKS } from './sinks.js';
import { join, textOf, UNKNOWN, type Value, withStep } from './value.js';
import { CHARACTERS, COMPARISONS, EVALUATORS, TYPES } from './vocabulary.js';

/** Expressions evaluated in one file; about a second at worst. */
const MAXIMUM_STEPS = 300_000;
const MAXIMUM_CALL_DEPTH = 10;
/** Expressions within expressions, across calls. */
const MAXIMUM_DEPTH = 500;
const MAXIMUM_NESTED_CODE = 12;
const PASSES = 3;

/**
 * Follows data of the request through one piece of server code: assignments, calls, fields, lambdas, methods of the same file, state kept
 * in the session, constants built from parts, reflection by constant names. Branches are taken both ways. Bounded in steps.
 */
export class DataFollower extends ObjectReader {
  private readonly active = new Set<Method>();
  private readonly nestedCode = new Set<string>();
  private returned: Value = UNKNOWN;
  private steps = 0;
  private depth = 0;

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

  protected override value(expression: Expression, scope: Scope, work: Work): Value {
    if (++this.steps > MAXIMUM_STEPS || this.depth >= MAXIMUM_DEPTH) return UNKNOWN;
    this.depth++;
    const value = this.evaluate(expression, scope, work);
    this.depth--;
    return value;
  }

  private evaluate(expression: Expression, scope: Scope, work: Work): Value {
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
        return listOf(items, expression.keys);
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
      const combined = this.combined(operator === '' ? '+' : operator, before, value);
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
      result = this.combined(node.operator, result, right);
    }
    return result;
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
    const list = listOf(all);
    let result: Value = { taint: list.taint, type };
    if (type === 'uri' || type === 'webclient' || type === 'guid' || type === 'random')
      result = { ...result, taint: type === 'uri' ? list.taint : null };
    if (type === '' || /^(?:char|byte|string|object|int|sbyte)$/.test(type)) {
      // `new char[]{…}`, `new string(new char[]{…})`, `new object[]{…}`, `new byte[n]`
      const whole =
        elements.length > 0
          ? listOf(elements)
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

  protected override callMethods(
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
  protected override evaluated(
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    const text = textOf(args[0]);
    if (text !== undefined && text.trim() !== '') return this.nested(text, work.unit.language, expression, scope, work);
    return { taint: listOf(args).taint, type: '' };
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

  private combined(operator: string, left: Value, right: Value): Value {
    if (COMPARISONS.has(operator) && comparesUpload(left, right)) this.checksNames = true;
    return combineValues(operator, left, right);
  }
}
