import type { EventAttribute, EventElement } from '../windows-event/event-element.js';
import { arrayTexts, VALUE, valueText } from './binary-value.js';
import {
  isElement,
  type Substitution,
  type TemplateElement,
  type TemplatePart,
  type TemplateValue,
} from './template.js';
import { BinaryXmlError, MAXIMUM_DEPTH, NameTable, TemplateParser, TOKEN, tokenOf } from './template-parser.js';

/** The most elements of one record, and characters of its texts: its template may name one value many times. */
const MAXIMUM_ELEMENTS = 20_000;
const MAXIMUM_CHARACTERS = 1 << 22;

/**
 * Binary XML of one chunk of an event log. Templates lie in the chunk, defined by the first record that uses them.
 * Source: MS-EVEN6 2.2.12; libyal's "Windows XML Event Log (EVTX) format".
 */
export class BinaryXml {
  readonly #names: NameTable;
  /** Definitions by their offset. */
  readonly #templates = new Map<number, readonly TemplateElement[]>();
  #elements = 0;
  #characters = 0;

  constructor(readonly chunk: Buffer) {
    this.#names = new NameTable(chunk);
  }

  /** The root element of a record whose binary XML lies between these offsets. Throws `BinaryXmlError`. */
  record(start: number, end: number): EventElement {
    [this.#elements, this.#characters] = [0, 0];
    const children: (EventElement | string)[] = [];
    this.#fragment(children, start, end, 0);
    const root = children.find((child) => typeof child !== 'string');
    if (!root) throw new BinaryXmlError('no-element', start);
    return root;
  }

  /** Elements as they stand and instances of templates, up to the end. */
  #fragment(into: (EventElement | string)[], start: number, end: number, depth: number): void {
    if (depth > MAXIMUM_DEPTH) throw new BinaryXmlError('nested-too-deeply', start);
    for (let at = start; at < end; ) {
      if (tokenOf(this.chunk[at] ?? 0) === TOKEN.template) {
        at = this.#instance(into, at, end, depth);
        continue;
      }
      const parser = new TemplateParser(this.#names, at, end, false);
      for (const element of parser.elements()) this.#write(into, element, [], depth);
      if (parser.ended) return;
      at = parser.at;
    }
  }

  /** An instance of a template: which one, perhaps its definition, and the values. Gives where it ends. */
  #instance(into: (EventElement | string)[], start: number, end: number, depth: number): number {
    if (start + 10 > end) throw new BinaryXmlError('cut-short', start);
    const definition = this.chunk.readUInt32LE(start + 6);
    let at = start + 10;
    const template = this.#template(definition);
    // The definition's own header and content stand before the values of the record that brings it.
    if (definition === at) at += 24 + this.chunk.readUInt32LE(definition + 20);
    if (at + 4 > end) throw new BinaryXmlError('cut-short', at);
    const count = this.chunk.readUInt32LE(at);
    at += 4;
    if (at + 4 * count > end) throw new BinaryXmlError('cut-short', at);
    const values: TemplateValue[] = [];
    let place = at + 4 * count;
    for (let i = 0; i < count; i++, at += 4) {
      const size = this.chunk.readUInt16LE(at);
      values.push({ type: this.chunk[at + 2] ?? 0, start: place, size });
      place += size;
    }
    if (place > end) throw new BinaryXmlError('cut-short', at);
    for (const element of template) this.#write(into, element, values, depth);
    return place;
  }

  #template(offset: number): readonly TemplateElement[] {
    const known = this.#templates.get(offset);
    if (known) return known;
    if (offset + 24 > this.chunk.length) throw new BinaryXmlError('template-outside-chunk', offset);
    const end = offset + 24 + this.chunk.readUInt32LE(offset + 20);
    if (end > this.chunk.length) throw new BinaryXmlError('template-outside-chunk', offset);
    const template = new TemplateParser(this.#names, offset + 24, end, true).elements();
    this.#templates.set(offset, template);
    return template;
  }

  /** An element with its values: once for each item of an array that it holds, not at all where an optional value is null. */
  #write(
    into: (EventElement | string)[],
    element: TemplateElement,
    values: readonly TemplateValue[],
    depth: number,
  ): void {
    if (element.children.some((child) => isAbsent(child, values))) return;
    const array = element.children.find((child): child is Substitution => isArray(child, values));
    const value = array && values[array.index];
    if (!value) {
      into.push(this.#element(element, values, null, depth));
      return;
    }
    const items = arrayTexts(value.type, this.chunk, value.start, value.size);
    for (const item of items) into.push(this.#element(element, values, item, depth));
  }

  #element(
    { name, attributes, children }: TemplateElement,
    values: readonly TemplateValue[],
    item: string | null,
    depth: number,
  ): EventElement {
    if (++this.#elements > MAXIMUM_ELEMENTS) throw new BinaryXmlError('too-large', 0);
    if (depth > MAXIMUM_DEPTH) throw new BinaryXmlError('nested-too-deeply', 0);
    const written: EventAttribute[] = [];
    for (const attribute of attributes) {
      const value = this.#attribute(attribute.parts, values);
      if (value !== null) written.push({ name: attribute.name, value });
    }
    const inside: (EventElement | string)[] = [];
    for (const child of children) {
      if (typeof child === 'string') addText(inside, this.#counted(child));
      else if (isElement(child)) this.#write(inside, child, values, depth + 1);
      else this.#value(inside, child, values, item, depth);
    }
    return { name, attributes: written, children: inside };
  }

  #value(
    into: (EventElement | string)[],
    part: Substitution,
    values: readonly TemplateValue[],
    item: string | null,
    depth: number,
  ): void {
    const value = values[part.index];
    if (!value || value.type === VALUE.null) return;
    if (value.type === VALUE.binaryXml) this.#fragment(into, value.start, value.start + value.size, depth + 1);
    else if (value.type & VALUE.array) addText(into, this.#counted(item ?? ''));
    else addText(into, this.#counted(valueText(value.type, this.chunk, value.start, value.size)));
  }

  /** Null where its only values are optional and null: then the attribute is not there. */
  #attribute(parts: readonly TemplatePart[], values: readonly TemplateValue[]): string | null {
    let text: string | null = parts.length === 0 ? '' : null;
    for (const part of parts) {
      if (typeof part === 'string') text = (text ?? '') + this.#counted(part);
      else {
        const value = values[part.index];
        const isNull = !value || value.type === VALUE.null || value.size === 0;
        if (isNull) text = part.optional ? text : (text ?? '');
        else text = (text ?? '') + this.#counted(this.#attributeValue(value));
      }
    }
    return text;
  }

  #attributeValue({ type, start, size }: TemplateValue): string {
    if (type & VALUE.array) return arrayTexts(type, this.chunk, start, size).join(' ');
    return valueText(type, this.chunk, start, size);
  }

  #counted(text: string): string {
    this.#characters += text.length;
    if (this.#characters > MAXIMUM_CHARACTERS) throw new BinaryXmlError('too-large', 0);
    return text;
  }
}

function isAbsent(child: TemplateElement | TemplatePart, values: readonly TemplateValue[]): boolean {
  if (typeof child === 'string' || isElement(child) || !child.optional) return false;
  return (values[child.index]?.type ?? VALUE.null) === VALUE.null;
}

function isArray(child: TemplateElement | TemplatePart, values: readonly TemplateValue[]): child is Substitution {
  if (typeof child === 'string' || isElement(child)) return false;
  return ((values[child.index]?.type ?? 0) & VALUE.array) !== 0;
}

function addText(children: (EventElement | string)[], text: string): void {
  if (text === '') return;
  const last = children.length - 1;
  const before = children[last];
  if (typeof before === 'string') children[last] = before + text;
  else children.push(text);
}
