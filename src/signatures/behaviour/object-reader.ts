import { foldCall } from '../../formats/code/constants.js';
import type { Expression, Method, Span } from '../../formats/code/syntax.js';
import { keyed, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { Reflection } from './reflection.js';
import { controlMember, HARMLESS_MEMBERS, isClientVariable, requestMember } from './request-data.js';
import { RESULT_TYPES, SINKS } from './sinks.js';
import { joinTaint, type Place, textOf, UNKNOWN, type Value } from './value.js';
import {
  BINDS,
  DECODERS,
  EVALUATORS,
  FUNCTIONS,
  LITERALS,
  NAMED_CONSTANTS,
  NAMES_ITSELF,
  NOTED,
  OTHER_REQUESTS,
  OWN_ENDING,
  OWN_PATHS,
  SECRETS,
  TYPES,
} from './vocabulary.js';

/** Where a method of the file is called, for what it leaves there. */
export interface Caller {
  readonly args: readonly Expression[];
  readonly scope: Scope;
}

/** What names, members and elements stand for, above all those of the request. */
export abstract class ObjectReader extends Reflection {
  protected abstract callLambda(lambda: NonNullable<Value['lambda']>, args: readonly Value[], work: Work): Value;
  protected abstract value(expression: Expression, scope: Scope, work: Work): Value;
  protected abstract callMethods(
    methods: readonly { readonly method: Method; readonly work: Work }[],
    args: readonly Value[],
    span: Span,
    work: Work,
    caller?: Caller,
  ): Value;

  protected nameValue(expression: Expression & { kind: 'name' }, scope: Scope, work: Work): Value {
    const known = this.lookup(expression.name, scope);
    if (known !== undefined && (known !== UNKNOWN || scope.has(this.keyOf(expression.name)))) return known;
    const key = expression.name.toLowerCase();
    const named = this.named(key);
    if (named !== undefined) return named;
    const constant = NAMED_CONSTANTS.get(key);
    if (constant !== undefined) return { taint: null, type: 'string', constant };
    if (LITERALS.has(key)) return { taint: null, type: '' };
    if (EVALUATORS.has(key)) return { taint: null, type: 'function', describes: key };
    if (key === 'function' && work.unit.language === 'jscript')
      return { taint: null, type: 'function', describes: 'new:function' };
    const methods = this.methods.get(key);
    if (methods?.[0] !== undefined) {
      const { method } = methods[0];
      if (method.property) return this.propertyValue(methods, expression, work);
      // In VB a function is called by its name alone.
      if (method.parameters.length === 0 && (work.unit.language === 'vb' || work.unit.language === 'vbscript')) {
        return this.callMethods(methods, [], expression, work);
      }
      return { taint: null, type: 'delegate', lambda: { method, scope: new Map() } };
    }
    const alias = work.unit.aliases.get(key);
    return { taint: null, type: alias === undefined ? key : shortType(alias), named: true };
  }

  /** What a property of the file gives: what its getter returns, or what the framework put there. */
  private propertyValue(
    methods: readonly { readonly method: Method; readonly work: Work }[],
    span: Span,
    work: Work,
  ): Value {
    const bound = methods.find(({ method }) => method.attributes.some((text) => BINDS.test(text)));
    if (bound)
      return { taint: source('request', `property ${bound.method.name}`, this.place(span, work)), type: 'string' };
    const result = this.callMethods(methods, [], span, work);
    const type = shortType(methods[0]?.method.parameters[0]?.type ?? null);
    return result.type === '' && type !== '' ? { ...result, type: TYPES.get(type) ?? type } : result;
  }

  protected member(expression: Expression & { kind: 'member' }, scope: Scope, work: Work): Value {
    const object = this.value(expression.object, scope, work);
    const called = `${object.type}.${expression.name.toLowerCase()}`;
    // A method named without being called: a delegate is made of it.
    if (object.named && (SINKS.has(called) || DECODERS.test(expression.name.toLowerCase())))
      return { taint: null, type: 'delegate', describes: called };
    return this.memberOf(object, expression, scope, work);
  }

  protected memberOf(object: Value, expression: Expression & { kind: 'member' }, scope: Scope, work: Work): Value {
    const name = expression.name.toLowerCase();
    const place = this.place(expression, work);
    const { type } = object;
    if (name === 'websocket') return { taint: null, type: 'websocket' };
    if (type === 'soapmessage' && name === 'stream')
      return { taint: source('request', this.textAt(expression, work), place), type: 'requeststream' };
    if (type === 'httprequest') return this.requestValue(expression.name, place);
    if (/^response(?:text|body|stream|xml)$/.test(name) && /xmlhttp|winhttp/.test(type))
      return { taint: object.taint ?? source('socket', this.textAt(expression, work), place), type: '' };
    if (name === 'routedata' || (object.named && type === 'routedata'))
      return { taint: source('address', this.textAt(expression, work), place), type: 'requestcollection' };
    if (name === 'method' && type === 'delegate')
      return object.lambda ? object : { taint: null, type: 'methodinfo', describes: object.describes };
    if (name === 'methodhandle' && type === 'methodinfo') return object;
    if (name === 'constructor' && work.unit.language === 'jscript')
      return { taint: null, type: 'function', describes: 'new:function' };
    if (object.lambda && (name === 'value' || name === 'result')) return this.callLambda(object.lambda, [], work);
    if (this.ownClass(type, work)) {
      const field = this.globals.get(this.keyOf(expression.name));
      if (field) return { ...field, taint: joinTaint(field.taint, object.taint) };
      const methods = this.methods.get(name);
      if (methods?.[0]?.method.property) return this.propertyValue(methods, expression, work);
    }
    if (name === 'incomingmessageheaders' || name === 'requestmessage') {
      return { taint: source('request', this.textAt(expression, work), place), type: 'requestcollection' };
    }
    if ((name === 'request' || name === 'incomingrequest') && !OTHER_REQUESTS.has(type))
      return { taint: null, type: 'httprequest' };
    if (type === 'page' || type === 'httpcontext') {
      const own = type === 'page' ? this.globals.get(this.keyOf(expression.name)) : undefined;
      const field = own ?? (type === 'page' ? this.lookup(expression.name, scope) : undefined);
      if (field) return field;
      const named = name === 'current' || name === 'context' ? this.named('context') : this.named(name);
      if (named) return named;
      const methods = this.methods.get(name);
      if (methods?.[0] && type === 'page') return this.nameValue({ ...expression, kind: 'name' }, scope, work);
    }
    if (name === 'session' || name === 'application') return { taint: null, type: 'state' };
    if (name === 'items' && type === 'httpcontext') return { taint: null, type: 'state' };
    if (name === 'contents' && type === 'state') return object;
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
    if (object.named && type === 'typenamehandling' && name !== 'none') this.see('typenamehandling', expression, work);
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

  protected isSelf(object: Value): boolean {
    return object.type === 'page' || object.type === '';
  }

  protected requestValue(written: string, place: Place): Value {
    const name = written.toLowerCase();
    const origin = requestMember(name);
    if (origin === undefined) return { taint: null, type: '', ...(OWN_PATHS.has(name) ? { suffix: OWN_ENDING } : {}) };
    if (name === 'servervariables') return { taint: null, type: 'servervariables' };
    const type =
      name === 'files' ? 'httpfilecollection' : name === 'inputstream' ? 'requeststream' : 'requestcollection';
    return { taint: source(origin, `Request.${written}`, place), type };
  }

  protected index(expression: Expression & { kind: 'index' }, scope: Scope, work: Work): Value {
    const object = this.value(expression.object, scope, work);
    const args = expression.args.map((arg) => this.value(arg, scope, work));
    return this.element(object, args, expression, work);
  }

  /** `object[args]`, and `object(args)` of VB. */
  protected element(object: Value, args: readonly Value[], span: Span, work: Work): Value {
    const place = this.place(span, work);
    const [first] = args;
    if (object.type === 'httprequest') {
      return { taint: keyed(source('request', this.textAt(span, work), place), first), type: 'string' };
    }
    if (object.type === 'servervariables') {
      return isClientVariable(textOf(first))
        ? { taint: source('address', this.textAt(span, work), place), type: 'string' }
        : { taint: null, type: 'string', ...(NAMES_ITSELF.test(textOf(first) ?? '') ? { suffix: OWN_ENDING } : {}) };
    }
    if (object.type === 'state') return this.readState(textOf(first));
    if (object.type === 'urldata' && object.named)
      return { taint: source('address', this.textAt(span, work), place), type: 'string' };
    if (object.type === 'requestcollection' && object.taint !== null) {
      const origin = object.taint.origin;
      return { taint: keyed(source(origin, this.textAt(span, work), place), first), type: 'string' };
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
    // `this["Req" + "uest"]`
    if (object.type === 'page' && key !== undefined && /^\w{1,80}$/.test(key))
      return this.memberOf(
        object,
        { kind: 'member', object: { kind: 'other', parts: [], ...span }, name: key, ...span },
        new Map(),
        work,
      );
    if (first?.taint && SECRETS.has(object.type)) {
      this.record('secret', this.textAt(span, work), span, first, null, args, work);
    }
    const functions = object.items?.filter((item) => item.lambda || item.type === 'delegate') ?? [];
    if (functions.length > 0) return { taint: object.taint, type: FUNCTIONS, items: functions };
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
}
