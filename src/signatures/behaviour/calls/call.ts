import type { Expression } from '../../../formats/code/syntax.js';
import type { Frame } from '../frame.js';
import type { Value } from '../values/value.js';

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

/** A rule that is asked of these names alone, lower case. */
export interface OfNames<Of> {
  readonly names: readonly string[];
  readonly rule: Of;
}

/** @param names with spaces between them. */
export function ofNames<Of>(names: string | Iterable<string>, rule: Of): OfNames<Of> {
  return { names: typeof names === 'string' ? names.split(' ') : [...names], rule };
}

/** Rules in their order, of which some are of a few names only. */
export type Rules<Of> = readonly (Of | OfNames<Of>)[];

/** Which rules of a table are asked of a name, in their order: most are of other names. */
export function rulesByName<Of extends (...of: never[]) => unknown>(rules: Rules<Of>): (name: string) => readonly Of[] {
  const ofAny: Of[] = [];
  const byName = new Map<string, Of[]>();
  for (const entry of rules) {
    if (typeof entry === 'function') {
      ofAny.push(entry);
      for (const list of byName.values()) list.push(entry);
      continue;
    }
    for (const name of entry.names) {
      const list = byName.get(name);
      if (list) list.push(entry.rule);
      else byName.set(name, [...ofAny, entry.rule]);
    }
  }
  return (name) => byName.get(name) ?? ofAny;
}

/** Asks rules in their order. */
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
