import type { Expression } from '../../formats/code/syntax.js';
import type { Frame } from './frame.js';
import type { Value } from './value.js';

export type CallExpression = Expression & { kind: 'call' };
export type MemberExpression = Expression & { kind: 'member' };

/** A call, with what is known of it. */
export interface Call {
  readonly frame: Frame;
  readonly expression: CallExpression;
  /** As the code names it, such as `Assembly.Load`. */
  readonly written: string;
  /** What is called: `type.method`, `new:type` or a name alone; lower case. */
  readonly key: string;
  /** The last part of `key`. */
  readonly name: string;
  /** What the method is a member of; unknown where it is none. */
  readonly object: Value;
  readonly args: readonly Value[];
}

/** A call of a member. */
export interface MemberCall extends Call {
  readonly callee: MemberExpression;
}

/** What a call gives, undefined where a rule has nothing to say of it. The first rule of a table that has decides. */
export type Rule<Of> = (of: Of) => Value | undefined;

/** Asks the rules of a table in their order. */
export function firstOf<Of>(rules: readonly Rule<Of>[], of: Of): Value | undefined {
  for (const rule of rules) {
    const value = rule(of);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A call of `key` in place of what stands in the code: reflection, late binding, aliases. */
export function callOf(
  frame: Frame,
  key: string,
  written: string,
  expression: CallExpression,
  object: Value,
  args: readonly Value[],
): Call {
  return { frame, key, name: key.slice(key.lastIndexOf('.') + 1), written, expression, object, args };
}
