import type { Constant } from '../../formats/code/constants.js';

/** What a value of a page's script may be, one bit each. */
export const Trait = {
  /** The field that a password is typed into. */
  FIELD: 1,
  /** A form, a collection of fields, or whatever an event happened to. */
  CONTAINER: 2,
  /** Text of the password field, or contents of the whole form. */
  SECRET: 4,
  /** What was typed, key by key. */
  KEYS: 8,
  /** Text of a field that is not known. */
  MAYBE: 16,
  /** Nothing is known of it. */
  UNKNOWN: 32,
  /** An event. */
  EVENT: 64,
  /** A way out of the page, by whatever name. */
  SENDS: 128,
} as const;

/** What somebody typed, or may have. */
export const TYPED = Trait.SECRET | Trait.KEYS;
/** What goes on into whatever is made of it. */
export const TEXTUAL = TYPED | Trait.MAYBE | Trait.UNKNOWN;

export interface ScriptValue {
  readonly traits: number;
  readonly constant?: Constant | undefined;
  /** A text that it begins with, where the whole is not known. */
  readonly prefix?: string | undefined;
}

export const PLAIN: ScriptValue = { traits: 0 };
export const UNKNOWN: ScriptValue = { traits: Trait.UNKNOWN };

export function having(traits: number): ScriptValue {
  return { traits };
}

export function constantValue(constant: Constant): ScriptValue {
  return { traits: 0, constant };
}

/** What either of two values may be. */
export function either(a: ScriptValue, b: ScriptValue): ScriptValue {
  const traits = a.traits | b.traits;
  const constant = equal(a.constant, b.constant) ? a.constant : undefined;
  const prefix = startOf(a) === startOf(b) ? startOf(a) : undefined;
  return { traits, ...(constant === undefined ? {} : { constant }), ...(prefix === undefined ? {} : { prefix }) };
}

export function same(a: ScriptValue, b: ScriptValue): boolean {
  return a.traits === b.traits && equal(a.constant, b.constant) && a.prefix === b.prefix;
}

function equal(a: Constant | undefined, b: Constant | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a === b || (a.length === b.length && a.every((item, index) => equal(item, b[index])));
}

export function textOf({ constant }: ScriptValue): string | undefined {
  return typeof constant === 'string' ? constant : typeof constant === 'number' ? String(constant) : undefined;
}

/** As much of its beginning as is known. */
export function startOf(value: ScriptValue): string | undefined {
  return textOf(value) ?? value.prefix;
}

/** The host of another server that an address names; null where it names none, or is not known. */
export function foreignHost(address: string | undefined): string | null {
  const found = /^\s{0,20}(?:(?:https?|wss?|ftp|stuns?|turns?):)?[\\/]{2}([^/\\?#\s"'>]{0,255})/i.exec(address ?? '');
  const turn = /^\s{0,20}(?:stuns?|turns?):([^/?\s]{1,255})/i.exec(address ?? '');
  const host = found?.[1] ?? turn?.[1];
  return host === undefined || /^(?:localhost|127\.0\.0\.1)(?::|$)/i.test(host) ? null : host;
}
