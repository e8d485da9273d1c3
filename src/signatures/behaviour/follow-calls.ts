import type { Expression, Method, Span } from '../../formats/code/syntax.js';
import { inFolder, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { ObjectReader } from './object-reader.js';
import { SINKS } from './sinks.js';
import { join, textOf, UNKNOWN, type Value, withStep } from './value.js';
import { EVALUATORS, TYPES } from './vocabulary.js';

/** Follows data through calls: of methods of the same file, lambdas, members of objects, reflection, and names of the framework. */
export abstract class CallFollower extends ObjectReader {
  /** Runs a body with what its parameters were given, and gives what it returns. */
  protected abstract runMethod(method: Method, scope: Scope, work: Work): Value;

  protected call(expression: Expression & { kind: 'call' }, scope: Scope, work: Work): Value {
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
}
