/** An element of an event's XML, namespaces left as they are written. */
export interface EventElement {
  readonly name: string;
  readonly attributes: readonly EventAttribute[];
  /** Texts and elements in their order; no two texts stand beside each other, none is empty. */
  readonly children: readonly (EventElement | string)[];
}

export interface EventAttribute {
  readonly name: string;
  readonly value: string;
}

/** The first child element of that name, case as in the schema of events. */
export function childElement(parent: EventElement | null, name: string): EventElement | null {
  for (const child of parent?.children ?? []) if (typeof child !== 'string' && child.name === name) return child;
  return null;
}

export function attributeOf(element: EventElement | null, name: string): string | null {
  return element?.attributes.find((attribute) => attribute.name === name)?.value ?? null;
}

/** All text in an element and below. */
export function textOf(element: EventElement | null): string {
  if (element === null) return '';
  const [only] = element.children;
  if (element.children.length === 1 && typeof only === 'string') return only;
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** The element as XML text, without white space of its own. */
export function xmlOf(element: EventElement): string {
  const attributes = element.attributes.map(({ name, value }) => ` ${name}="${escaped(value)}"`).join('');
  if (element.children.length === 0) return `<${element.name}${attributes}/>`;
  const inside = element.children.map((child) => (typeof child === 'string' ? escaped(child) : xmlOf(child))).join('');
  return `<${element.name}${attributes}>${inside}</${element.name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
