import type { Expression, Method, Span } from '../../formats/code/syntax.js';
import { listOf, shortType } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { type Caller, ObjectReader } from './object-reader.js';
import { join, joinTaint, UNKNOWN, type Value, withStep } from './value.js';
import { EVALUATING, FUNCTIONS, TYPES } from './vocabulary.js';

/** So many functions of a list are followed where the code does not say which is called. */
const MAXIMUM_FUNCTIONS = 50;

/** Follows data into the bodies of functions and what comes back: methods of the same file, lambdas, lists of functions. */
export abstract class FunctionFollower extends ObjectReader {
  /** What methods give in this pass where nothing is known of what they are given but its types. */
  protected readonly results = new Map<Method, Map<string, Value>>();
  /** Calls that were not followed, since they would not end. */
  protected cuts = 0;

  /** Runs a body with what its parameters were given, and gives what it returns. */
  protected abstract runMethod(method: Method, scope: Scope, work: Work): Value;

  /** Calls a value: a lambda, `eval` under another name, a list of VB. */
  protected callValue(
    object: Value,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    if (object.describes !== undefined && (EVALUATING.has(object.describes) || object.type === 'delegate')) {
      return this.sinkOrResult(object.describes, object.describes, expression, UNKNOWN, args, scope, work);
    }
    if (object.type === FUNCTIONS) {
      const several = object.items?.slice(0, MAXIMUM_FUNCTIONS) ?? [];
      return several.map((one) => this.callValue(one, args, expression, scope, work)).reduce(join, UNKNOWN);
    }
    if (object.lambda) return this.callLambda(object.lambda, args, work);
    if (object.type === 'methodinfo') return this.invoke(object, args, expression, scope, work);
    return this.element(object, args, expression, work);
  }

  protected callLambda(lambda: NonNullable<Value['lambda']>, args: readonly Value[], work: Work): Value {
    const { method, scope } = lambda;
    method.parameters.forEach((parameter, i) => {
      const key = this.keyOf(parameter.name);
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
    caller?: Caller,
  ): Value {
    const fitting = methods.filter(({ method }) => method.parameters.length === args.length);
    let result = UNKNOWN;
    const kinds = args.every(isPlain) ? args.map(({ type, named }) => `${named ? 't' : 'o'}:${type}`).join() : null;
    for (const { method, work: home } of (fitting.length > 0 ? fitting : methods).slice(0, 3)) {
      if (method.external) continue;
      const known = kinds === null ? undefined : this.results.get(method)?.get(kinds);
      if (known) {
        result = join(result, known);
        continue;
      }
      const cutsBefore = this.cuts;
      const scope: Scope = new Map();
      method.parameters.forEach((parameter, i) => {
        const type = shortType(parameter.type);
        const given = args[i] ?? UNKNOWN;
        const typed =
          given.type === '' && type !== '' && type !== 'object' ? { ...given, type: TYPES.get(type) ?? type } : given;
        const taint =
          typed.taint === null ? null : withStep(typed.taint, `passed to ${method.name}`, this.place(span, work));
        scope.set(this.keyOf(parameter.name), { ...typed, taint });
      });
      const returned = this.runMethod(method, scope, home);
      result = join(result, returned);
      if (kinds !== null && cutsBefore === this.cuts) {
        const results = this.results.get(method) ?? new Map<string, Value>();
        this.results.set(method, results.set(kinds, returned));
      }
      if (caller) this.leaveInArguments(method, scope, args, caller, span, work);
    }
    if (result === UNKNOWN || (result.taint === null && result.constant === undefined)) {
      const constant = args.length > 0 && args.every((arg) => arg.constant !== undefined);
      if (constant && (result.type === '' || result.type === 'string')) result = { ...result, hidden: true };
    }
    if (result.taint !== null)
      result = { ...result, taint: withStep(result.taint, 'returned', this.place(span, work)) };
    return result;
  }

  /** What a method leaves in arguments that it was given by reference, or in what they refer to. */
  private leaveInArguments(
    method: Method,
    inner: Scope,
    args: readonly Value[],
    caller: Caller,
    span: Span,
    work: Work,
  ): void {
    method.parameters.forEach((parameter, i) => {
      const argument = caller.args[i];
      const taint = inner.get(this.keyOf(parameter.name))?.taint ?? null;
      if (taint === null || args[i]?.taint || argument?.kind !== 'name') return;
      this.taintRoot(
        argument,
        withStep(taint, `left by ${method.name}`, this.place(span, work)),
        caller.scope,
        work,
        'left',
      );
    });
  }

  /** What is known of the arguments, given to the functions among them: `list.Select(f)`, `Task.Run(f)`. */
  protected withLambdas(
    result: Value,
    object: Value,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    if (!args.some(isFunction)) return result;
    const data = args.filter((arg) => !isFunction(arg));
    const taint = listOf([object, ...data]).taint;
    const item: Value = object.items?.[0] ?? data[0]?.items?.[0] ?? { taint, type: '' };
    const given: Value = { ...item, taint: item.taint ?? taint };
    let joined = result.taint;
    for (const arg of args) {
      if (arg.lambda) {
        const parameters = arg.lambda.method.parameters.map(() => given);
        joined = joinTaint(joined, this.callLambda(arg.lambda, parameters, work).taint);
      } else if (isFunction(arg) && arg.describes !== undefined) {
        joined = joinTaint(joined, this.callValue(arg, [given], expression, scope, work).taint);
      }
    }
    return joined === result.taint ? result : { ...result, taint: joined };
  }
}

/** Whether a value can be called: a lambda, a method that is named, `eval`. */
function isFunction({ lambda, type, describes }: Value): boolean {
  return lambda !== undefined || type === 'delegate' || (describes !== undefined && EVALUATING.has(describes));
}

/** Whether nothing is known of a value but its type. */
function isPlain({ taint, constant, lambda, items, path, describes, around, digits, holds }: Value): boolean {
  return (
    taint === null &&
    constant === undefined &&
    lambda === undefined &&
    items === undefined &&
    path === undefined &&
    describes === undefined &&
    !around &&
    !digits &&
    !holds
  );
}
