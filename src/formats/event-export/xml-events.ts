import { Parser } from 'xml2js';
import { isObject } from '../../platform/objects.js';
import type { EventElement } from '../windows-event/event-element.js';
import { plainEventXml } from './plain-event-xml.js';

/** Deepest nesting that is read; events have about six. */
const MAXIMUM_DEPTH = 64;
/** The most tags of one event; real ones have under two hundred. What has more is not given to xml2js: 1.4 GB for a million. */
const MAXIMUM_TAGS = 20_000;

/**
 * The tree of one `<Event>`; null where it is no well-formed XML. No entity but those of XML itself is known, nothing is fetched.
 * Names of the evidence (`__proto__` among them) are texts here, never properties.
 */
export function parseEventXml(xml: string): EventElement | null {
  return plainEventXml(xml) ?? parseAnyXml(xml);
}

/** The same by a parser for all of XML, a sixth as fast. */
export function parseAnyXml(xml: string): EventElement | null {
  if (hasMoreTags(xml, MAXIMUM_TAGS)) return null;
  let root: unknown = null;
  const parser = new Parser({
    explicitRoot: false,
    explicitChildren: true,
    preserveChildrenOrder: true,
    charsAsChildren: true,
    includeWhiteChars: true,
    async: false,
  });
  try {
    parser.parseString(xml, (error: Error | null, result: unknown) => {
      root = error ? null : result;
    });
  } catch {
    return null;
  }
  return toElement(root, 0);
}

function hasMoreTags(xml: string, most: number): boolean {
  let count = 0;
  for (let at = xml.indexOf('<'); at >= 0 && count <= most; at = xml.indexOf('<', at + 1)) count++;
  return count > most;
}

function toElement(node: unknown, depth: number): EventElement | null {
  if (!isRecord(node) || depth > MAXIMUM_DEPTH) return null;
  const name = node['#name'];
  if (typeof name !== 'string') return null;
  const attributes = isRecord(node['$']) ? Object.entries(node['$']) : [];
  const children: (EventElement | string)[] = [];
  for (const child of Array.isArray(node['$$']) ? node['$$'] : []) {
    if (!isRecord(child)) return null;
    if (child['#name'] === '__text__') {
      if (typeof child['_'] === 'string' && child['_'] !== '') children.push(child['_']);
      continue;
    }
    const element = toElement(child, depth + 1);
    if (element === null) return null;
    children.push(element);
  }
  // White space between elements is layout.
  const isLayout = children.some((child) => typeof child !== 'string');
  return {
    name,
    attributes: attributes.map(([key, value]) => ({ name: key, value: String(value) })),
    children: isLayout ? children.filter((child) => typeof child !== 'string' || child.trim() !== '') : children,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value);
}
