import { isObject } from '../../platform/objects.js';
import { withLongNames } from '../../collection/placing/short-names.js';
import { fold } from './fold.js';

/** A text with its case-folded form, made when first asked for. */
export class FieldText {
  #folded: string | undefined;

  constructor(readonly text: string) {}

  get folded(): string {
    this.#folded ??= fold(this.text);
    return this.#folded;
  }
}

/** What a record has in one field. An absent field has no `FieldValues`. */
export interface FieldValues {
  /** What tests of text, numbers, addresses and times look at. Several: a test holds where one of them does. */
  readonly variants: readonly FieldText[];
  /** What tests of presence look at (null, empty, some value), and correlations group by: the field as logged. */
  readonly raw: readonly FieldText[];
  /** The field is there and null; so is a list that has nothing or a null in it. */
  readonly isNull: boolean;
}

/** A record as rules see it. */
export interface SigmaRecord {
  /** Undefined where the field is absent. */
  field(name: string): FieldValues | undefined;
  /** Every text that keywords are searched in. */
  keywords(): FieldValues;
}

/** Values whose variants are the value itself. */
export function fieldValues(texts: readonly string[], isNull = false): FieldValues {
  const all = texts.map((text) => new FieldText(text));
  return { variants: all, raw: all, isNull };
}

/** Values that can hold paths: short names of folders (8.3) are read as the long ones, too. */
export function pathValues(texts: readonly string[]): FieldValues {
  const raw = texts.map((text) => new FieldText(text));
  const long = texts.map(withLongNames).filter((text, i) => text !== texts[i]);
  return {
    variants: long.length === 0 ? raw : [...raw, ...long.map((text) => new FieldText(text))],
    raw,
    isNull: false,
  };
}

/** A record made of a JSON-like object: dotted names are looked up as they are, then as a path; arrays have many values. */
export function objectRecord(object: Readonly<Record<string, unknown>>): SigmaRecord {
  return {
    field(name) {
      const found = lookUp(object, name);
      if (found.length === 0) return undefined;
      const texts: string[] = [];
      let isNull = false;
      const add = (value: unknown): void => {
        if (value === null || (Array.isArray(value) && value.length === 0)) isNull = true;
        else if (Array.isArray(value)) for (const each of value) add(each);
        else if (typeof value !== 'object') texts.push(String(value));
      };
      for (const value of found) add(value);
      return fieldValues(texts, isNull);
    },
    keywords() {
      const texts: string[] = [];
      const add = (value: unknown): void => {
        if (isObject(value)) for (const each of Object.values(value)) add(each);
        else if (value !== null && value !== undefined) texts.push(String(value));
      };
      add(object);
      return fieldValues(texts);
    },
  };
}

/** Every value that a name reaches; empty: the field is absent. */
function lookUp(object: unknown, name: string): unknown[] {
  if (Array.isArray(object)) return object.flatMap((each) => lookUp(each, name));
  if (!isObject(object)) return [];
  const values = new Map<string, unknown>(Object.entries(object));
  if (values.has(name)) return [values.get(name)];
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot);
    if (values.has(head)) return lookUp(values.get(head), name.slice(dot + 1));
  }
  return [];
}
