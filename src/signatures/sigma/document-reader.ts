import type { SourcePosition } from '../../model/position.js';
import { closestWord } from '../../platform/closest-word.js';
import { SigmaError } from './problem.js';
import type { YamlEntry, YamlMap, YamlNode } from './yaml-tree.js';

/** Typed access to the keys of a map in a Sigma document. Every method throws a `SigmaError` with the place of the fault. */
export class DocumentReader {
  constructor(
    readonly map: YamlMap,
    /** What the map is, for messages: `rule`, `correlation`, … */
    readonly what: string,
  ) {}

  entry(key: string): YamlEntry | undefined {
    return this.map.entries.get(key);
  }

  /** Where the key is, or the map where it is absent. */
  position(key: string): SourcePosition {
    return this.entry(key)?.keyPosition ?? this.map.position;
  }

  required(key: string, hint: string | null = null): YamlNode {
    const entry = this.entry(key);
    if (!entry || isNull(entry.value)) throw new SigmaError(`The ${this.what} has no ${key}.`, this.map.position, hint);
    return entry.value;
  }

  /** Text, or null where the key is absent or null. Numbers and booleans are faults unless `lenient`. */
  text(key: string, lenient = false): string | null {
    const value = this.entry(key)?.value;
    if (!value || isNull(value)) return null;
    if (value.type === 'scalar' && (typeof value.value === 'string' || lenient)) {
      return typeof value.value === 'string' ? value.value : value.source;
    }
    throw new SigmaError(`The ${key} of the ${this.what} must be text.`, value.position);
  }

  boolean(key: string): boolean | null {
    const value = this.entry(key)?.value;
    if (!value || isNull(value)) return null;
    if (value.type === 'scalar' && typeof value.value === 'boolean') return value.value;
    throw new SigmaError(`The ${key} of the ${this.what} must be true or false.`, value.position);
  }

  reader(key: string): DocumentReader {
    const value = this.required(key);
    if (value.type !== 'map') throw new SigmaError(`The ${key} of the ${this.what} must be a map.`, value.position);
    return new DocumentReader(value, key);
  }

  /** A list of texts; absent is empty. `single`: one text may stand for a list of one. */
  texts(key: string, single = false): readonly string[] {
    return this.scalars(key, single).map(({ text }) => text);
  }

  scalars(key: string, single = false): readonly { text: string; position: SourcePosition }[] {
    const value = this.entry(key)?.value;
    if (!value || isNull(value)) return [];
    if (value.type === 'scalar' && single) return [{ text: scalarText(value), position: value.position }];
    if (value.type !== 'list') throw new SigmaError(`The ${key} of the ${this.what} must be a list.`, value.position);
    return value.items.map((item) => {
      if (item.type === 'scalar') return { text: scalarText(item), position: item.position };
      throw new SigmaError(`The ${key} of the ${this.what} must be a list of texts.`, item.position);
    });
  }

  /** One of the allowed words, whatever their case; null where the key is absent. */
  word<T extends string>(key: string, allowed: readonly T[]): T | null {
    const text = this.text(key);
    if (text === null) return null;
    const found = allowed.find((word) => word === text.toLowerCase());
    if (found !== undefined) return found;
    const position = this.entry(key)?.value.position ?? null;
    const meant = closestWord(text.toLowerCase(), allowed);
    const hint = meant === null ? `Use one of ${allowed.join(', ')}.` : `Did you mean "${meant}"?`;
    throw new SigmaError(`"${text}" is no valid ${key}.`, position, hint);
  }
}

export function isNull(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null;
}

function scalarText(node: Extract<YamlNode, { type: 'scalar' }>): string {
  return typeof node.value === 'string' ? node.value : node.source;
}
