import type { Expression, Span } from '../../formats/code/syntax.js';
import { inFolder, keyed, listOf, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { FunctionFollower } from './follow-functions.js';
import { HIDDEN_CALL } from './reflection.js';
import { SINKS } from './sinks.js';
import { join, type Place, textOf, UNKNOWN, type Value } from './value.js';
import { EVALUATING, FUNCTIONS, INVOKERS, LATE_BINDERS, WORKER_READS } from './vocabulary.js';

/** Follows data through calls by name: of methods of the same file, members of objects, reflection, and names of the framework. */
export abstract class CallFollower extends FunctionFollower {
  /** Follows an assignment to a member, whichever way it is written. */
  protected abstract setMember(
    object: Value,
    holder: Expression | undefined,
    written: string,
    value: Value,
    span: Span,
    scope: Scope,
    work: Work,
  ): void;

  protected abstract setOwnMember(name: string, value: Value, span: Span, work: Work): void;

  protected call(expression: Expression & { kind: 'call' }, scope: Scope, work: Work): Value {
    const { callee } = expression;
    const args = expression.args.map((arg) => {
      const value = this.value(arg, scope, work);
      // `document.load Request`
      return value.type === 'httprequest' && callee.kind === 'member' && /^load/i.test(callee.name)
        ? { ...value, taint: source('request', 'Request', this.place(arg, work)) }
        : value;
    });
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
    const own = this.lookup(callee.name, scope);
    if (
      own !== undefined &&
      (own.lambda ||
        own.type === 'methodinfo' ||
        own.type === 'delegate' ||
        (own.describes !== undefined && EVALUATING.has(own.describes)))
    ) {
      return this.callValue(own, args, expression, scope, work);
    }
    const methods = this.methods.get(key);
    if (methods?.some(({ method }) => !method.external))
      return this.callMethods(methods, args, expression, work, { args: expression.args, scope });
    if (methods === undefined && own !== undefined && key !== 'eval') return this.element(own, args, expression, work);
    const named = this.named(key);
    if (named && key !== 'application') {
      if (named.type === 'httprequest' || named.type === 'state') return this.element(named, args, expression, work);
    }
    if (named?.type === 'state') return this.element(named, args, expression, work);
    if (key === 'createobject' || key === 'activexobject' || key === 'getobject')
      return this.comObject(args[0], expression, work, key === 'getobject');
    if (key === 'gettype' && args.length === 0) return { taint: null, type: 'type', describes: 'page' };
    if (key === 'addhandler' && expression.args[0]?.kind === 'name' && args[1]?.lambda)
      this.assignName(expression.args[0].name, args[1], scope, this.place(expression, work), false);
    if (key === 'getref' && args[0]) {
      const target = this.methods.get(textOf(args[0])?.toLowerCase() ?? '');
      if (target?.[0]) return { taint: null, type: 'delegate', lambda: { method: target[0].method, scope: new Map() } };
    }
    if (key === 'function' && work.unit.language === 'jscript') {
      return this.sinkOrResult('new:function', callee.name, expression, UNKNOWN, args, scope, work);
    }
    if (key === 'iif' || key === 'if') return join(args[1] ?? UNKNOWN, args[2] ?? UNKNOWN);
    if (key === 'callbyname') return this.calledByName(callee.name, expression, args, scope, work);
    for (const holder of work.unit.statics) {
      const called = `${holder}.${key}`;
      if (!SINKS.has(key) && SINKS.has(called))
        return this.sinkOrResult(called, callee.name, expression, UNKNOWN, args, scope, work);
    }
    if (key === 'array' && this.foldsCase) return listOf(args);
    const result = this.sinkOrResult(key, callee.name, expression, UNKNOWN, args, scope, work);
    return this.withLambdas(result, UNKNOWN, args, expression, scope, work);
  }

  /** `CallByName(object, name, kind, arguments…)` */
  private calledByName(
    written: string,
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    const [object = UNKNOWN, name, , ...rest] = args;
    const given = rest.flatMap((arg) => arg.items ?? [arg]);
    const method = textOf(name);
    const [value] = given;
    if (method === undefined) {
      if (name?.taint) this.record('invoke', written, expression, name, null, args, work);
      return { taint: listOf(args).taint, type: '' };
    }
    if (given.length === 1 && value) this.setMember(object, expression.args[0], method, value, expression, scope, work);
    const called = `${object.type}.${method.toLowerCase()}`;
    return this.sinkOrResult(called, written, expression, object, given, scope, work);
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
    if (object.type === 'httprequest') return this.requestMember(callee, expression, args, scope, work);
    // `context.Request("q")`, `context.Session("k")` of VB are elements.
    if (this.foldsCase && /^(?:request|session|application|cache|items)$/.test(name)) {
      const held = this.memberOf(object, callee, scope, work);
      if (held.type === 'httprequest' || held.type === 'state') return this.element(held, args, expression, work);
    }
    if (object.type === 'state') return this.stateMember(name, args, place, work);
    if (object.named && object.type === 'environment' && /^[gs]etenvironmentvariable$/.test(name)) {
      const kept = `environment ${textOf(first)?.toLowerCase() ?? ''}`;
      if (name.startsWith('get')) return join({ taint: null, type: 'string' }, this.readState(kept));
      this.writeState(kept, args[1] ?? UNKNOWN, place);
      return UNKNOWN;
    }
    if (object.type === 'httpserver' && (name === 'execute' || name === 'transfer')) {
      const written = first?.holds ?? this.writtenTo(first);
      if (first && written)
        this.record('evaluate', `Server.${callee.name}`, expression, { ...first, taint: written }, null, args, work);
    }
    if (object.type === 'servervariables') return this.element(object, args, expression, work);
    if (WORKER_READS.has(name) || (object.type === 'websocket' && name === 'receiveasync')) {
      const taint = source('request', this.textAt(expression, work), place);
      const [into] = expression.args;
      if (into) this.taintRoot(into, taint, scope, work, 'read');
      return { taint, type: '' };
    }
    if (name === 'getrequeststream' || name === 'getrequeststreamasync') return { taint: null, type: 'outgoing' };
    if (name === 'mappath') return inFolder(first);
    if (name === 'callbyname' && object.named) return this.calledByName(callee.name, expression, args, scope, work);
    if (object.named && LATE_BINDERS.has(object.type)) return this.lateBound(name, expression, args, scope, work);
    if (object.named && object.type === 'expression' && name === 'call') {
      const called = textOf(args[1])?.toLowerCase();
      if (first?.type === 'methodinfo') return { ...first, type: 'delegate' };
      if (first?.describes !== undefined && called !== undefined)
        return { taint: null, type: 'delegate', describes: `${first.describes}.${called}` };
    }
    if (object.named && object.type === 'expression' && name === 'lambda' && first?.type === 'delegate') return first;
    if (name === 'compile' && object.type === 'delegate') return object;
    if (name === 'createobject' || (name === 'getobject' && object.type !== 'resourcemanager'))
      return this.comObject(first, expression, work, name === 'getobject');
    if (name === 'gettype' && args.length === 0) return { taint: object.taint, type: 'type', describes: object.type };
    if (name === 'gettype' || name === 'getexporttype' || name === 'gettypefromprogid' || name === 'gettypefromclsid') {
      return this.typeByName(object, name, first);
    }
    if (object.type === 'type' || object.describes !== undefined || name === 'getmethods') {
      const reflected = this.reflect(object, name, args, expression, scope, work);
      if (reflected) return reflected;
    }
    if (name === 'getmethodfromhandle' && first?.type === 'methodinfo') return first;
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
    if (INVOKERS.has(name)) {
      if (object.lambda) return this.callLambda(object.lambda, args, work);
      if (object.type === FUNCTIONS) return this.callValue(object, args, expression, scope, work);
      if (object.type === 'delegate' && object.describes !== undefined)
        return this.callValue(object, args, expression, scope, work);
      if (object.describes !== undefined && EVALUATING.has(object.describes)) {
        const given = args.slice(1).flatMap((arg) => arg.items ?? [arg]);
        return this.sinkOrResult(object.describes, object.describes, expression, UNKNOWN, given, scope, work);
      }
    }
    if (name === 'setvalue' && object.type === 'methodinfo' && object.describes !== undefined) {
      const property = object.describes.slice(object.describes.lastIndexOf('.') + 1);
      const holder = { ...(first ?? UNKNOWN) };
      const type = holder.type === '' ? object.describes.slice(0, -property.length - 1) : holder.type;
      const value = args[1] ?? UNKNOWN;
      this.setMember({ ...holder, type }, expression.args[0], property, value, expression, scope, work);
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
      if (item && (item.lambda || (item.describes !== undefined && EVALUATING.has(item.describes))))
        return this.callValue(item, args, expression, scope, work);
    }
    // A method of this file, unless the object is of the framework.
    const methods = this.methods.get(name);
    const ownClass = this.ownClass(object.type, work);
    const extensions = methods?.filter(
      ({ method }) =>
        method.extension || method.attributes.some((text) => /^(?:[\w.]{0,100}\.)?extension\b/i.test(text)),
    );
    if (extensions && extensions.length > 0 && !object.named)
      return this.callMethods(extensions, [object, ...args], expression, work);
    if (
      methods &&
      (object.type === '' || object.type === 'page' || ownClass) &&
      !(object.named && !ownClass && object.type !== 'page')
    ) {
      return this.callMethods(methods, args, expression, work, { args: expression.args, scope });
    }
    if (object.hidden && object.type === 'com') {
      const given = args.find((arg) => arg.taint !== null);
      if (given) this.record('invoke', HIDDEN_CALL, expression, given, null, args, work);
    }
    this.mutate(object, name, callee, expression, args, scope, work);
    const result = this.sinkOrResult(
      `${object.type}.${name}`,
      `${this.shortName(callee.object, work)}.${callee.name}`,
      expression,
      object,
      args,
      scope,
      work,
    );
    return this.withLambdas(result, object, args, expression, scope, work);
  }

  /** A member of the request. */
  private requestMember(
    callee: Expression & { kind: 'member' },
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    const name = callee.name.toLowerCase();
    const place = this.place(expression, work);
    const [first] = args;
    if (name === 'mappath') return inFolder(first);
    if (name === 'gettype') return { taint: null, type: 'type', describes: 'httprequest' };
    if (name === 'saveas') {
      const whole: Value = { taint: source('request', 'Request', place), type: '' };
      this.record('write', 'Request.SaveAs', expression, whole, first ?? null, args, work);
      const [file] = expression.args;
      if (file?.kind === 'name' && first && whole.taint)
        this.assignName(file.name, { ...first, holds: whole.taint }, scope, place, false);
      return UNKNOWN;
    }
    const collection = this.requestValue(callee.name, place);
    if (collection.type === 'servervariables') return this.element(collection, args, expression, work);
    if (collection.taint === null) return collection;
    return {
      taint: keyed(source(collection.taint.origin, this.textAt(expression, work), place), first),
      type: name === 'files' ? 'httppostedfile' : collection.type,
    };
  }

  /** What the session, the application or a cache keeps. */
  private stateMember(name: string, args: readonly Value[], place: Place, work: Work): Value {
    const [first] = args;
    if (/^(?:add|insert|set|setstring)$/.test(name)) {
      this.writeState(textOf(first), args[1] ?? UNKNOWN, place);
      // Whoever is told when it goes gets it back.
      for (const { lambda } of args.slice(2)) if (lambda) this.callLambda(lambda, args, work);
      return UNKNOWN;
    }
    if (/^(?:get|item|contents|getstring|value)$/.test(name)) return this.readState(textOf(first));
    return UNKNOWN;
  }

  /** `NewLateBinding.LateGet(object, type, name, arguments, …)` and its kin. */
  private lateBound(
    name: string,
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    const [object = UNKNOWN, holder, member, list] = args;
    const written = textOf(member);
    if (written === undefined) return { taint: listOf(args).taint, type: '' };
    const type = holder?.describes ?? (object.type === 'array' ? '' : object.type);
    const given = list?.items ?? [];
    const [value] = given;
    if (name.startsWith('lateset') && value)
      this.setMember({ ...object, type }, expression.args[0], written, value, expression, scope, work);
    const called = `${type}.${written.toLowerCase()}`;
    return this.sinkOrResult(called, written, expression, object, given, scope, work);
  }
}
