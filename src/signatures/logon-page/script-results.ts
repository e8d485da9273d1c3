import { foldBinary, foldCall } from '../../formats/code/constants.js';
import type { Expression } from '../../formats/code/syntax.js';
import { type FieldNames, traitsOfName, traitsOfSelector } from './field-names.js';
import { either, having, PLAIN, type ScriptValue, startOf, TEXTUAL, Trait, TYPED, textOf } from './script-value.js';
import { BROWSER_OBJECTS, CHANNELS } from './script-vocabulary.js';

const TEXT_MEMBERS = /^(?:value\w{0,20}|defaultValue|outerHTML|innerHTML|nodeValue|innerText|textContent)$/;
const TARGETS = /^(?:target|srcElement|currentTarget|originalTarget|path|submitter)$/;
const KEY_MEMBERS = /^(?:key|keyCode|which|charCode|code|data|keyIdentifier|clipboardData|char)$/;
const TELLING_MEMBERS = /^(?:length|style|className|checked|classList|tagName|selectionStart|placeholder|disabled)$/;
const PARTS =
  /^(?:elements|forms?|parentNode|parentElement|children|childNodes|first\w{0,20}|last\w{0,20}|next\w{0,20}|previous\w{0,20}|item|\d{1,4})$/;

/** `object.name` */
export function memberOf({ traits, ...rest }: ScriptValue, name: string, names: FieldNames): ScriptValue {
  if (TEXT_MEMBERS.test(name)) {
    if (traits & Trait.FIELD || (traits & Trait.CONTAINER && name.startsWith('value'))) return having(Trait.SECRET);
    return having((traits & TEXTUAL) | (traits & (Trait.UNKNOWN | Trait.EVENT) ? Trait.MAYBE : 0));
  }
  if (traits & Trait.EVENT) {
    if (TARGETS.test(name)) return having(Trait.CONTAINER);
    return having(KEY_MEMBERS.test(name) ? Trait.KEYS : traits & TYPED);
  }
  if (name === 'event') return having(Trait.EVENT);
  if (CHANNELS.has(name)) return having(Trait.SENDS | (traits & TEXTUAL));
  if (TELLING_MEMBERS.test(name)) return PLAIN;
  if (/^(?:forms|all|activeElement)$/.test(name)) return having(Trait.CONTAINER);
  if (traits & Trait.CONTAINER && PARTS.test(name)) return { traits, ...rest };
  return having((traits & TEXTUAL) | traitsOfName(name, names));
}

/** `left operator right` */
export function combined(operator: string, left: ScriptValue, right: ScriptValue): ScriptValue {
  if (/^(?:[=!]==?|[<>]=?|instanceof|in)$/.test(operator)) return PLAIN;
  if (/^(?:&&|\|\||\?\?)$/.test(operator)) return either(left, right);
  const traits = left.traits | right.traits;
  if (left.constant !== undefined && right.constant !== undefined) {
    const constant = foldBinary(operator, left.constant, right.constant);
    if (constant !== undefined) return { traits, constant };
  }
  const prefix = operator === '+' ? startOf(left) : undefined;
  return prefix === undefined ? having(traits) : { traits, prefix };
}

/** What `getElementById`, `querySelector`, `$` and the like give. */
export function foundBy(object: ScriptValue, selector: ScriptValue, names: FieldNames): ScriptValue {
  const text = textOf(selector);
  const element = selector.traits & (Trait.CONTAINER | Trait.FIELD);
  if (element !== 0) return having(element);
  if (text === undefined) return having(selector.traits & TEXTUAL ? Trait.UNKNOWN : object.traits & ~Trait.EVENT);
  return /^\s*</.test(text) ? PLAIN : having(traitsOfSelector(text, names));
}

/** What a function that a call is given is called on: of `$.each(list, f)` the list that it goes through, too. */
export function listedBy(name: string | undefined, object: ScriptValue, list: ScriptValue | undefined): ScriptValue {
  const isList = list !== undefined && /^(?:each|map|grep|forEach|filter|reduce)$/.test(name ?? '');
  return isList ? either(object, list) : object;
}

/** What `val`, `serialize`, `getAttribute` and the like read. */
export function readBy(name: string, object: ScriptValue, values: readonly ScriptValue[]): ScriptValue {
  const asks = /^(?:getAttribute|attr|prop)$/.test(name);
  if (asks && (values.length !== 1 || !/^value$/i.test(textOf(values[0] ?? PLAIN) ?? 'value'))) return PLAIN;
  if (object.traits & (Trait.FIELD | Trait.CONTAINER)) return having(Trait.SECRET);
  return having((object.traits & TYPED) | (object.traits !== 0 || name.startsWith('serialize') ? Trait.MAYBE : 0));
}

/** `new FormData(form)`, `new URLSearchParams(data)` */
export function formData(name: string, given: readonly ScriptValue[]): ScriptValue {
  const traits = given.reduce((all, value) => all | value.traits, 0);
  return having(name === 'FormData' && (traits & ~Trait.EVENT) !== 0 ? Trait.SECRET : traits);
}

/** What a pure function makes of constants; undefined where it is none, or not all are constant. */
export function folded(name: string, object: ScriptValue, values: readonly ScriptValue[]): ScriptValue | undefined {
  const constants = values.flatMap(({ constant }) => (constant === undefined ? [] : [constant]));
  if (constants.length < values.length || (values.length === 0 && object.constant === undefined)) return undefined;
  const constant = foldCall(name, object.constant, constants, 'browser');
  return constant === undefined ? undefined : { traits: 0, constant };
}

/** A call that nothing is known of gives something that is not known. */
export function traitsOfUnknownCall(name: string): number {
  const isPlain =
    /^(?:now|getTime|toUTCString|toISOString|random|createElement|createTextNode|Date|open|getTimezoneOffset)$/;
  return isPlain.test(name) ? 0 : Trait.UNKNOWN;
}

/** Whether a name that is made up would call something of the browser. */
export function isBrowserObject(expression: Expression): boolean {
  return expression.kind === 'name' && BROWSER_OBJECTS.has(expression.name);
}

/** `HTMLFormElement.prototype`, on which methods of the browser are replaced. */
export function isBrowserPrototype(expression: Expression): boolean {
  if (expression.kind !== 'member' || expression.name !== 'prototype' || expression.object.kind !== 'name')
    return false;
  return /^(?:HTML\w{0,60}|XMLHttpRequest|EventTarget|Event|Node|Element|Document|Window|Location)$/.test(
    expression.object.name,
  );
}
