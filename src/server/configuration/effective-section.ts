import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';
import type { Origin } from './sourced.js';

/** Attributes that make an entry of a collection itself; the first that it has counts. */
const KEYS = [
  'name',
  'fileExtension',
  'segment',
  'sequence',
  'path',
  'key',
  'statusCode',
  'verb',
  'value',
  'users',
  'assembly',
];

/** Elements that are entries of a collection, beside `add`. */
const ENTRIES: ReadonlySet<string> = new Set([
  'add',
  'filter',
  'rule',
  'preCondition',
  'error',
  'mimeMap',
  'rewriteMap',
  'provider',
]);

/** Attributes that do not set anything. */
const CONTROL: ReadonlySet<string> = new Set([
  'configSource',
  'lockAttributes',
  'lockAllAttributesExcept',
  'lockElements',
  'lockAllElementsExcept',
  'lockItem',
  'overrideMode',
  'xmlns',
]);

/** Entries of one collection that are kept. */
const MAXIMUM_ENTRIES = 20_000;

export interface EffectiveValue {
  readonly value: string;
  readonly origin: Origin;
}

/** An entry of a collection that is in effect, such as one module. */
export interface EffectiveEntry {
  readonly tag: string;
  readonly key: string;
  readonly origin: Origin;
  /** `path` of the `<location>` that set it, or of the folder whose web.config did; empty for the whole server. */
  readonly place: string;
}

/** What all levels of configuration together make of one section, or of an element within it. */
export class EffectiveElement {
  readonly attributes = new Map<string, EffectiveValue>();
  readonly elements = new Map<string, EffectiveElement>();
  /** In the order in which IIS sees them. */
  entries: readonly EffectiveEntry[] = [];

  /** Lays what one level sets over what the levels above it set. */
  merge(element: XmlElement, artifact: Artifact, place: string): void {
    for (const { name, value } of element.attributes) {
      if (!CONTROL.has(name)) this.attributes.set(name, { value, origin: { artifact, element } });
    }
    const entries = new Map(this.entries.map((entry) => [entry.key, entry]));
    for (const child of element.children) {
      const key = keyOf(child);
      if (child.name === 'clear') {
        for (const [name, entry] of entries) if (!isLocked(entry)) entries.delete(name);
      } else if (child.name === 'remove') {
        const entry = entries.get(key);
        if (entry && !isLocked(entry)) entries.delete(key);
      } else if (ENTRIES.has(child.name)) {
        if (entries.size < MAXIMUM_ENTRIES || entries.has(key)) {
          entries.set(key, { tag: child.name, key, origin: { artifact, element: child }, place });
        }
      } else {
        const below = this.elements.get(child.name) ?? new EffectiveElement();
        this.elements.set(child.name, below);
        below.merge(child, artifact, place);
      }
    }
    this.entries = [...entries.values()];
  }
}

function keyOf(element: XmlElement): string {
  for (const name of KEYS) {
    const value = attribute(element, name);
    if (value !== undefined) return value.toLowerCase();
  }
  return '';
}

/** `lockItem` keeps an entry against `remove` and `clear` further down. */
function isLocked({ origin }: EffectiveEntry): boolean {
  return attribute(origin.element, 'lockItem')?.toLowerCase() === 'true';
}
