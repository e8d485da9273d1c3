import { wideText } from './binary-value.js';
import type { TemplateAttribute, TemplateElement, TemplatePart } from './template.js';

/** Deepest nesting that is read; events of Windows have about six. */
export const MAXIMUM_DEPTH = 64;

/** Binary XML that cannot be read, and where in the chunk. */
export class BinaryXmlError extends Error {
  constructor(
    readonly reason: string,
    readonly at: number,
  ) {
    super(`${reason} at ${at}`);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Tokens of binary XML (MS-EVEN6 2.2.12); 0x40 on top: more follows, for an element its attributes. */
export const TOKEN = {
  end: 0x00,
  openStart: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  character: 0x08,
  entity: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  template: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;

/** On top of a token: more follows. */
const MORE = 0x40;

/** What a byte of binary XML says, whatever follows. */
export const tokenOf = (byte: number): number => byte & ~MORE;

/** Names of one chunk, by their offset: a name stands where it is first used, later uses refer to it. */
export class NameTable {
  readonly #names = new Map<number, string>();

  constructor(readonly chunk: Buffer) {}

  read(offset: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    // Offset of the next name with that hash, the hash, the length in characters.
    if (offset + 8 > this.chunk.length) throw new BinaryXmlError('name-outside-chunk', offset);
    const length = 2 * this.chunk.readUInt16LE(offset + 6);
    if (offset + 10 + length > this.chunk.length) throw new BinaryXmlError('name-outside-chunk', offset);
    const name = wideText(this.chunk, offset + 8, length);
    this.#names.set(offset, name);
    return name;
  }

  /** Bytes that a name takes, with its NUL. */
  sizeAt(offset: number): number {
    return 10 + 2 * this.chunk.readUInt16LE(offset + 6);
  }
}

/**
 * Reads the elements of one stretch of binary XML: a template's definition, or a record (or a value of one) that has none.
 * Offsets are those of the chunk. Throws `BinaryXmlError`.
 */
export class TemplateParser {
  /** Where reading stands; after `elements`, behind what was read. */
  at: number;
  /** The end token was read. */
  ended = false;

  constructor(
    readonly names: NameTable,
    start: number,
    readonly end: number,
    /** Elements of a template's definition have a dependency identifier before their size, all others have not. */
    readonly isDefinition: boolean,
  ) {
    this.at = start;
  }

  /** Elements up to the end token, or to the first token that begins none (a template instance). */
  elements(): TemplateElement[] {
    const elements: TemplateElement[] = [];
    while (this.at < this.end) {
      const token = tokenOf(this.#peek());
      if (token === TOKEN.openStart) elements.push(this.#element(0));
      else if (token === TOKEN.fragment) this.#skip(4);
      else if (token === TOKEN.instructionTarget || token === TOKEN.instructionData) this.#instruction(token);
      else if (token === TOKEN.template) return elements;
      else if (token === TOKEN.end) {
        this.at++;
        this.ended = true;
        return elements;
      } else throw new BinaryXmlError('unknown-token', this.at);
    }
    return elements;
  }

  #element(depth: number): TemplateElement {
    if (depth > MAXIMUM_DEPTH) throw new BinaryXmlError('nested-too-deeply', this.at);
    const hasAttributes = (this.#byte() & MORE) !== 0;
    if (this.isDefinition) this.#skip(2);
    this.#skip(4);
    const name = this.#name();
    if (hasAttributes) this.#skip(4);
    const attributes: TemplateAttribute[] = [];
    while (tokenOf(this.#peek()) === TOKEN.attribute) {
      this.at++;
      attributes.push({ name: this.#name(), parts: this.#parts() });
    }
    const close = this.#byte();
    if (close === TOKEN.closeEmpty) return { name, attributes, children: [] };
    if (close !== TOKEN.closeStart) throw new BinaryXmlError('unknown-token', this.at - 1);
    const children: (TemplateElement | TemplatePart)[] = [];
    for (;;) {
      const token = tokenOf(this.#peek());
      if (token === TOKEN.openStart) children.push(this.#element(depth + 1));
      else if (token === TOKEN.endElement) {
        this.at++;
        return { name, attributes, children };
      } else if (token === TOKEN.instructionTarget || token === TOKEN.instructionData) this.#instruction(token);
      else {
        const before = this.at;
        children.push(...this.#parts());
        if (this.at === before) throw new BinaryXmlError('unknown-token', before);
      }
    }
  }

  /** Texts and substitutions up to the next token that is neither. */
  #parts(): TemplatePart[] {
    const parts: TemplatePart[] = [];
    for (;;) {
      const part = this.#part(tokenOf(this.#peek()));
      if (part === null) return parts;
      const last = parts.length - 1;
      const before = parts[last];
      if (typeof part === 'string' && typeof before === 'string') parts[last] = before + part;
      else if (part !== '') parts.push(part);
    }
  }

  #part(token: number): TemplatePart | null {
    switch (token) {
      case TOKEN.value: {
        const type = this.#u16() >> 8;
        if (type !== 0x01) throw new BinaryXmlError('unknown-value-type', this.at - 1);
        return this.#countedText();
      }
      case TOKEN.cdata:
        this.at++;
        return this.#countedText();
      case TOKEN.character:
        this.at++;
        return String.fromCharCode(this.#u16());
      case TOKEN.entity: {
        this.at++;
        const name = this.#name();
        return ENTITIES[name] ?? `&${name};`;
      }
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution: {
        this.at++;
        const index = this.#u16();
        this.#skip(1);
        return { index, optional: token === TOKEN.optionalSubstitution };
      }
      default:
        return null;
    }
  }

  #instruction(token: number): void {
    this.at++;
    if (token === TOKEN.instructionTarget) this.#name();
    else this.#countedText();
  }

  #name(): string {
    const offset = this.#u16() + 0x10000 * this.#u16();
    const name = this.names.read(offset);
    if (offset === this.at) this.#skip(this.names.sizeAt(offset));
    return name;
  }

  #countedText(): string {
    const size = 2 * this.#u16();
    const start = this.at;
    this.#skip(size);
    return this.names.chunk.toString('utf16le', start, start + size).replaceAll('\0', '');
  }

  #skip(count: number): void {
    if (this.at + count > this.end) throw new BinaryXmlError('cut-short', this.at);
    this.at += count;
  }

  #peek(): number {
    if (this.at >= this.end) throw new BinaryXmlError('cut-short', this.at);
    return this.names.chunk[this.at] ?? 0;
  }

  #byte(): number {
    const byte = this.#peek();
    this.at++;
    return byte;
  }

  #u16(): number {
    this.#skip(2);
    return this.names.chunk.readUInt16LE(this.at - 2);
  }
}
