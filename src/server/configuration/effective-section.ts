import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
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
  /** Of the file that set it. */
  readonly level: number;
}

/** What a file sets of a section, and where the file stands: 0 for applicationHost.config, more for each web.config below it. */
export interface Layer {
  readonly origin: Origin;
  readonly place: string;
  readonly level: number;
}

/** What a file does against a lock of a file above it, such as `clear takes away the locked A`. */
export interface LockViolation {
  readonly reason: string;
  readonly origin: Origin;
}

/** What a `lockAttributes` or the like keeps from the files below. */
interface Lock {
  readonly what: 'attribute' | 'element';
  /** All but these where `except`; `*` is all. */
  readonly names: ReadonlySet<string>;
  readonly except: boolean;
  readonly level: number;
}

const LOCKS: readonly (readonly [attribute: string, what: Lock['what'], except: boolean])[] = [
  ['lockAttributes', 'attribute', false],
  ['lockAllAttributesExcept', 'attribute', true],
  ['lockElements', 'element', false],
  ['lockAllElementsExcept', 'element', true],
];

/** Locks of one element that are kept. */
const MAXIMUM_LOCKS = 100;

/** What all levels of configuration together make of one section, or of an element within it. */
export class EffectiveElement {
  readonly attributes = new Map<string, EffectiveValue>();
  readonly elements = new Map<string, EffectiveElement>();
  /** In the order in which IIS sees them. */
  entries: readonly EffectiveEntry[] = [];
  /** Entries that are in effect and not kept. */
  left = 0;

  private readonly locks: Lock[] = [];
  /** Level of the file that set `lockItem` on the section itself. */
  private lockedAt: number | null = null;

  /** Lays what one level sets over what the levels above it set. Ask `violation` first. */
  merge({ origin, place, level }: Layer): void {
    const { element, artifact } = origin;
    for (const { name, value } of element.attributes) {
      if (!CONTROL.has(name)) this.attributes.set(name, { value, origin });
    }
    this.lock(element, level);
    const entries = new Map(this.entries.map((entry) => [entry.key, entry]));
    for (const child of element.children) {
      const key = keyOf(child);
      if (child.name === 'clear') {
        entries.clear();
        this.left = 0;
      } else if (child.name === 'remove') entries.delete(key);
      else if (ENTRIES.has(child.name)) {
        if (entries.size < MAXIMUM_ENTRIES || entries.has(key)) {
          entries.set(key, { tag: child.name, key, origin: { artifact, element: child }, place, level });
        } else this.left += 1;
      } else {
        const below = this.elements.get(child.name) ?? new EffectiveElement();
        this.elements.set(child.name, below);
        below.merge({ origin: { artifact, element: child }, place, level });
      }
    }
    this.entries = [...entries.values()];
  }

  /**
   * What of a layer a file above it has locked: IIS then answers the whole place with 500.19. Locks hold for files further down,
   * not for other locations of the same file; `lockItem` counts on sections and entries, the others on everything else.
   */
  violation({ origin, place, level }: Layer): LockViolation | null {
    const { element, artifact } = origin;
    if (this.lockedAt !== null && this.lockedAt < level) return { reason: 'the section is locked', origin };
    for (const { name } of element.attributes) {
      if (!CONTROL.has(name) && this.isLocked('attribute', name, level)) {
        return { reason: `attribute ${name} is locked`, origin };
      }
    }
    const locked = new Map(
      this.entries.filter((entry) => entry.level < level && isLockedItem(entry)).map((entry) => [entry.key, entry]),
    );
    for (const child of element.children) {
      const own = { artifact, element: child };
      if (this.isLocked('element', child.name, level)) return { reason: `${child.name} is locked`, origin: own };
      const touched =
        child.name === 'clear'
          ? locked.values().next().value
          : child.name === 'remove' || ENTRIES.has(child.name)
            ? locked.get(keyOf(child))
            : undefined;
      if (touched) return { reason: `${child.name} changes ${touched.key}, which is locked`, origin: own };
      const below = this.elements.get(child.name)?.violation({ origin: own, place, level });
      if (below) return below;
    }
    return null;
  }

  private lock(element: XmlElement, level: number): void {
    for (const [name, what, except] of LOCKS) {
      const value = attribute(element, name);
      if (value === undefined || this.locks.length >= MAXIMUM_LOCKS) continue;
      const names = new Set(value.split(/[\s,;]+/).filter((part) => part !== ''));
      if (names.size > 0) this.locks.push({ what, names, except, level });
    }
    if (isTrue(attribute(element, 'lockItem'))) this.lockedAt ??= level;
  }

  private isLocked(what: Lock['what'], name: string, level: number): boolean {
    return this.locks.some(
      (lock) =>
        lock.what === what &&
        lock.level < level &&
        (lock.except ? !lock.names.has(name) : lock.names.has(name) || lock.names.has('*')),
    );
  }
}

function keyOf(element: XmlElement): string {
  for (const name of KEYS) {
    const value = attribute(element, name);
    if (value !== undefined) return value.toLowerCase();
  }
  return '';
}

/** `lockItem` keeps an entry as it is for all files further down. */
function isLockedItem({ origin }: EffectiveEntry): boolean {
  return isTrue(attribute(origin.element, 'lockItem'));
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}
