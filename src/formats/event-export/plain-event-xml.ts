import type { EventAttribute, EventElement } from '../windows-event/event-element.js';

/** What is nested deeper, or has more tags, is not plain. */
const MAXIMUM_DEPTH = 64;
const MAXIMUM_TAGS = 20_000;

const NAME = /[A-Za-z][\w:.-]*/y;
const ATTRIBUTE = /[\t\n\r ]+([A-Za-z][\w:.-]*)[\t\n\r ]*=[\t\n\r ]*(?:"([^"<]*)"|'([^'<]*)')/y;
const CLOSING = /[\t\n\r ]*(\/?)>/y;
const REFERENCE = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface OpenElement {
  readonly name: string;
  readonly attributes: readonly EventAttribute[];
  readonly children: (EventElement | string)[];
  hasElements: boolean;
}

/**
 * The tree of one `<Event>` written as all exports write theirs: elements, attributes, texts and the references of XML itself. Null
 * for whatever else XML allows, and for what is no XML: a whole parser has to say what that is. Never throws; linear.
 */
export function plainEventXml(xml: string): EventElement | null {
  const open: OpenElement[] = [];
  let [at, tags] = [0, 0];
  while (xml.charCodeAt(at) === 0x3c) {
    const tag = xml.charCodeAt(at + 1) === 0x2f ? closingTagAt(xml, at + 2, open.pop()) : tagAt(xml, at + 1);
    if (tag === null || open.length >= MAXIMUM_DEPTH || ++tags > MAXIMUM_TAGS) return null;
    at = tag.end;
    const parent = open.at(-1);
    if (parent && tag.isOpening) parent.hasElements = true;
    if (!tag.isClosing) open.push(tag.element);
    else if (parent) parent.children.push(finished(tag.element));
    else return at === xml.length ? finished(tag.element) : null;
    const next = xml.indexOf('<', at);
    const text = next < 0 ? null : decoded(xml.slice(at, next));
    if (text === null) return null;
    if (text !== '') open.at(-1)?.children.push(text);
    at = next;
  }
  return null;
}

interface Tag {
  readonly element: OpenElement;
  readonly isOpening: boolean;
  readonly isClosing: boolean;
  /** Behind it. */
  readonly end: number;
}

/** White space between elements is layout. */
function finished({ name, attributes, children, hasElements }: OpenElement): EventElement {
  const isContent = (child: EventElement | string) => typeof child !== 'string' || child.trim() !== '';
  return { name, attributes, children: hasElements ? children.filter(isContent) : children };
}

function tagAt(xml: string, from: number): Tag | null {
  NAME.lastIndex = from;
  const name = NAME.exec(xml)?.[0];
  if (name === undefined) return null;
  let at = NAME.lastIndex;
  const attributes: EventAttribute[] = [];
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(xml);
    if (match === null) break;
    at = ATTRIBUTE.lastIndex;
    const key = match[1] ?? '';
    const value = decoded(match[2] ?? match[3] ?? '');
    // Which one counts of two is the parser's to say.
    if (value === null || attributes.some((one) => one.name === key)) return null;
    attributes.push({ name: key, value });
  }
  CLOSING.lastIndex = at;
  const closing = CLOSING.exec(xml);
  if (closing === null) return null;
  const element = { name, attributes, children: [], hasElements: false };
  return { element, isOpening: true, isClosing: closing[1] === '/', end: CLOSING.lastIndex };
}

/** `name>` of the element that is open; null where something else stands there. */
function closingTagAt(xml: string, from: number, element: OpenElement | undefined): Tag | null {
  if (element === undefined || !xml.startsWith(element.name, from)) return null;
  let at = from + element.name.length;
  while (xml.charCodeAt(at) <= 0x20) at++;
  return xml.charCodeAt(at) === 0x3e ? { element, isOpening: false, isClosing: true, end: at + 1 } : null;
}

/** The `Char` of XML 1.0. */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code < 0xd800 || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Null where a reference is none of XML's own, or a section of its own ends. */
function decoded(text: string): string | null {
  if (text.includes(']]>')) return null;
  if (!text.includes('&')) return text;
  let isPlain = true;
  const result = text.replace(REFERENCE, (_, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return NAMED[name] ?? '';
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    if (isXmlCharacter(code)) return String.fromCodePoint(code);
    isPlain = false;
    return '';
  });
  return isPlain ? result : null;
}
