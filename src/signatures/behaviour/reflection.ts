import type { Expression, Span } from '../../formats/code/syntax.js';
import { CallEffects } from './call-effects.js';
import { listOf, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { comType, SINKS } from './sinks.js';
import { joinTaint, knownText, textOf, UNKNOWN, type Value } from './value.js';

/** How calls are named whose method the page keeps out of sight. */
export const HIDDEN_CALL = 'a method of a hidden name';

/** Objects and methods that are found by a name: COM, `Type`, `MethodInfo`, delegates. */
export abstract class Reflection extends CallEffects {
  protected comObject(identifier: Value | undefined, span: Span, work: Work, moniker = false): Value {
    const text = textOf(identifier) ?? (identifier?.taint ? undefined : identifier?.around);
    const known = knownText(identifier);
    if (moniker && /^\s*script(?:let)?:/i.test(known) && identifier) {
      const taint = identifier.taint ?? source('socket', known, this.place(span, work));
      this.record('evaluate', 'GetObject("script:…")', span, { ...identifier, taint }, null, [identifier], work);
    }
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
      const type = /^winmgmts/i.test(knownText(identifier)) ? 'wmi' : 'com';
      return { taint: null, type, ...(identifier?.hidden ? { hidden: true } : {}) };
    }
    const type = comType(text);
    this.see(`com:${type}`, span, work);
    return { taint: null, type: /^winmgmts/.test(type) ? 'wmi' : type };
  }

  protected typeByName(object: Value, name: string, first: Value | undefined): Value {
    const text = textOf(first);
    if ((name === 'gettypefromprogid' || name === 'gettypefromclsid') && text !== undefined)
      return { taint: null, type: 'type', describes: comType(text) };
    const taint = joinTaint(
      first?.taint ?? null,
      object.type === 'assembly' || object.taint !== null ? object.taint : null,
    );
    const hidden = first?.hidden ? { hidden: true as const } : {};
    return {
      taint,
      type: 'type',
      describes: text === undefined ? undefined : shortType(text.split(',')[0] ?? ''),
      ...hidden,
    };
  }

  /** Members of `Type` that lead to a method. */
  protected reflect(
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
            : text !== undefined
              ? `.${text}`
              : object.describes !== undefined && taint === null && name === 'getmethod'
                ? `${object.describes}.*`
                : undefined,
        ...(first?.hidden || (object.hidden && object.describes === undefined) ? { hidden: true } : {}),
      };
    }
    if (name === 'getmethods' && object.describes === undefined)
      return { taint: object.taint, type: 'methodinfo', hidden: true };
    if (name === 'getmethods' && object.describes !== undefined)
      return { taint: null, type: 'methodinfo', describes: `${object.describes}.*` };
    if (
      object.type === 'methodinfo' &&
      /^(?:first|firstordefault|single|singleordefault|last|where|orderby|elementat|toarray|tolist)$/.test(name)
    )
      return object;
    if (name === 'invokemember') {
      const text = textOf(first)?.toLowerCase();
      const given = args.slice(args.length > 4 ? 4 : 3).flatMap((arg) => arg.items ?? [arg]);
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
  protected invoke(
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
    const data = listOf(args);
    if (object.hidden && object.taint === null && data.taint !== null)
      this.record('invoke', HIDDEN_CALL, expression, data, null, args, work);
    if (object.taint !== null) {
      this.record('invoke', 'MethodInfo.Invoke', expression, object, null, args, work);
    }
    return { taint: listOf([object, ...args]).taint, type: '' };
  }
}
