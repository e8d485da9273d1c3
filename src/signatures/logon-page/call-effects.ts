import type { ScriptEffect } from './script-effect.js';
import { PLAIN, type ScriptValue, startOf, Trait, TYPED, textOf, UNKNOWN } from './script-value.js';
import { HARMLESS_CALLS, SENDING_CALLS } from './script-vocabulary.js';

export interface ScriptCall {
  readonly name: string;
  /** What it is called on. */
  readonly object: ScriptValue;
  /** Its arguments without functions. */
  readonly values: readonly ScriptValue[];
  /** Traits of all of them. */
  readonly given: number;
  /** The scripts define a function of this name. */
  readonly isOwn: boolean;
  /** It is called by its name alone. */
  readonly isBare: boolean;
  /** A variable of this name holds a way out of the page. */
  readonly isAlias: boolean;
}

type CallEffect = Pick<ScriptEffect, 'kind' | 'name'> & { readonly value: ScriptValue; readonly on: number };

/** How a call reaches out of the script. */
export function* callEffects(call: ScriptCall): Generator<CallEffect> {
  const { name, object, values, given } = call;
  const [first = PLAIN, second = PLAIN] = values;
  const on = object.traits;
  if (/^createElement(?:NS)?$/.test(name)) {
    const made = values[values.length - 1] ?? UNKNOWN;
    yield { kind: 'made', name: (textOf(made) ?? '').toLowerCase(), value: made, on };
    return;
  }
  if (/^(?:setAttribute|attr|prop|setProperty|css)$/.test(name) && values.length === 2) {
    yield { kind: 'set', name: textOf(first) ?? '', value: second, on };
    return;
  }
  if (name === 'val' && values.length === 1) yield { kind: 'set', name: 'value', value: first, on };
  if (/^(?:write|writeln|insertAdjacentHTML|html|append|prepend|before|after|\$|jQuery)$/.test(name)) {
    const markup = values.find((value) => startOf(value)?.includes('<'));
    if (markup !== undefined) yield { kind: 'markup', name, value: { ...markup, traits: given }, on };
  }
  if (/^(?:setTimeout|setInterval|setImmediate)$/.test(name) && startOf(first) !== undefined) {
    yield { kind: 'mention', name: `${name} of a text`, value: PLAIN, on };
  }
  const sends = SENDING_CALLS.has(name) && !(call.isOwn && call.isBare);
  const hands = given & TYPED && !HARMLESS_CALLS.has(name) && !call.isOwn;
  if (sends || hands || (call.isAlias && given & TYPED)) {
    const address = values.find((value) => !/^(?:[A-Z]{3,7})?$/.test(startOf(value) ?? ''));
    const value = { ...(address ?? PLAIN), traits: given };
    yield { kind: 'call', name, value, on: call.isAlias ? on | Trait.SENDS : on };
  }
}
