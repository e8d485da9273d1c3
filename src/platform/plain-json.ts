/**
 * Plain data as JSON and back, exactly: what crosses from process to process can also be written down. Beside what JSON knows there
 * are maps, sets, dates, typed arrays, big integers, `undefined` and every number; an object that stands at several places, also within itself, is
 * one object again. Equal data has equal text. Anything else (functions, instances of classes) is refused.
 */
export interface PlainText {
  readonly text: string;
  /** The label stands in texts where it is no label: within a message, say. Only looked for where `seek` is set. */
  readonly mentions: boolean;
}

export interface Labelling {
  /** A text that only says where data came from: as a property `path` it is left out, and read back as whatever it is then. */
  readonly label: string;
  /** Whether to look for it everywhere else. */
  readonly seek?: boolean;
}

const VIEWS = { Uint8Array, Uint32Array, Int32Array, Float64Array } as const;
type ViewName = keyof typeof VIEWS;

/** @throws Error where it is no plain data. */
export function writePlain(value: unknown, labelling?: Labelling): PlainText {
  const writer = new Writer(labelling);
  const tree = writer.write(value);
  return { text: JSON.stringify(tree), mentions: writer.mentions };
}

/** @throws Error where it is no text of `writePlain`. */
export function readPlain(text: string, label = ''): unknown {
  return new Reader(label).read(JSON.parse(text));
}

class Writer {
  mentions = false;
  /** Of every object its number, in the order in which they begin. */
  readonly #numbers = new Map<object, number>();

  constructor(readonly labelling: Labelling | undefined) {}

  write(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        if (this.labelling?.seek && value.includes(this.labelling.label)) this.mentions = true;
        return value;
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { $number: Object.is(value, -0) ? '-0' : `${value}` };
      case 'undefined':
        return { $undefined: true };
      case 'bigint':
        return { $bigint: `${value}` };
      case 'object':
        return value === null ? null : this.#object(value);
      default:
        throw new Error(`A ${typeof value} is no plain data`);
    }
  }

  #object(value: object): unknown {
    const known = this.#numbers.get(value);
    if (known !== undefined) return { $same: known };
    this.#numbers.set(value, this.#numbers.size);
    return this.#contents(value);
  }

  #contents(value: object): unknown {
    if (Array.isArray(value)) return value.map((one) => this.write(one));
    if (value instanceof Map) return { $map: [...value].map(([key, one]) => [this.write(key), this.write(one)]) };
    if (value instanceof Set) return { $set: [...value].map((one) => this.write(one)) };
    if (value instanceof Date) return { $date: value.getTime() };
    if (ArrayBuffer.isView(value)) return viewText(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype)
      throw new Error(`${value.constructor.name} is no plain data`);
    const keys = Object.keys(value);
    if (keys.some((key) => key.startsWith('$') || key === '__proto__'))
      return { $object: keys.map((key) => [key, this.#property(key, Reflect.get(value, key))]) };
    const written: Record<string, unknown> = {};
    for (const key of keys) written[key] = this.#property(key, Reflect.get(value, key));
    return written;
  }

  #property(key: string, value: unknown): unknown {
    return key === 'path' && value === this.labelling?.label ? { $label: true } : this.write(value);
  }
}

function viewText(view: ArrayBufferView): unknown {
  const names: readonly ViewName[] = ['Uint8Array', 'Uint32Array', 'Int32Array', 'Float64Array'];
  const name = names.find((one) => view instanceof VIEWS[one]);
  if (name === undefined) throw new Error(`${view.constructor.name} is no plain data`);
  return { $view: [name, Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64')] };
}

class Reader {
  readonly #objects: unknown[] = [];

  constructor(readonly label: string) {}

  read(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      this.#objects.push(value);
      for (let i = 0; i < value.length; i++) value[i] = this.read(value[i]);
      return value;
    }
    const keys = Object.keys(value);
    const [only] = keys;
    if (keys.length === 1 && only?.startsWith('$')) return this.#tagged(only, Reflect.get(value, only));
    this.#objects.push(value);
    for (const key of keys) {
      const one: unknown = Reflect.get(value, key);
      if (typeof one !== 'object' || one === null) continue;
      const read = this.read(one);
      // It is one of its own, whatever its name.
      if (read !== one) Reflect.set(value, key, read);
    }
    return value;
  }

  #tagged(tag: string, told: unknown): unknown {
    switch (tag) {
      case '$number':
        return Number(told);
      case '$undefined':
        return undefined;
      case '$label':
        return this.label;
      case '$bigint':
        return BigInt(String(told));
      case '$same':
        if (typeof told !== 'number' || !(told in this.#objects)) throw new Error('It refers to what is not there');
        return this.#objects[told];
      case '$date':
        return this.#made(() => new Date(Number(told)));
      case '$view':
        return this.#made(() => viewOf(told));
      default:
        return this.#collection(tag, listOf(told));
    }
  }

  #made<T>(make: () => T): T {
    const made = make();
    this.#objects.push(made);
    return made;
  }

  #collection(tag: string, items: readonly unknown[]): unknown {
    if (tag === '$set') {
      const set = this.#made(() => new Set());
      for (const item of items) set.add(this.read(item));
      return set;
    }
    if (tag === '$map') {
      const map = this.#made(() => new Map());
      for (const [key, one] of items.map(listOf)) map.set(this.read(key), this.read(one));
      return map;
    }
    if (tag !== '$object') throw new Error(`It has a part of an unknown kind: ${tag.slice(0, 40)}`);
    const object = this.#made(() => ({}));
    for (const [key, one] of items.map(listOf)) define(object, String(key), this.read(one));
    return object;
  }
}

/** A property of its own, whatever its name. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('It has a part that is no list');
  return value;
}

function viewOf(told: unknown): ArrayBufferView {
  const [name, text] = listOf(told);
  const bytes = Buffer.from(String(text), 'base64');
  // Of its own: a part of a larger buffer need not begin where such numbers may.
  const { buffer } = Uint8Array.from(bytes);
  switch (name) {
    case 'Uint8Array':
      return new Uint8Array(buffer);
    case 'Uint32Array':
      return new Uint32Array(buffer);
    case 'Int32Array':
      return new Int32Array(buffer);
    case 'Float64Array':
      return new Float64Array(buffer);
    default:
      throw new Error('It has numbers of an unknown kind');
  }
}
