import { readAttributes } from '../aspx/attributes.js';
import type { ClientCode, ClientElement, ClientPage } from './client-page.js';

/** Elements that are read of one page. */
const MAXIMUM_ELEMENTS = 20_000;
/** Longest tag that is read, UTF-16 units. */
const MAXIMUM_TAG = 20_000;

/** Elements whose content is text to their end tag. */
const RAW_TEXT = /^(?:script|style|textarea|title|xmp)$/;
/** Types of script elements that a browser does not run. */
const DATA_TYPE = /json|template|x-handlebars|text\/(?:html|plain|x-)|importmap|speculationrules/i;

/**
 * Reads elements, scripts and styles of a page as a browser would, whatever its markup is like. Code of the server is left out: where it
 * writes something there are blanks of the same length, so offsets stay. Never throws; takes time in proportion to the length.
 */
export function readClientPage(text: string): ClientPage {
  const source = withoutServerCode(text);
  const elements: ClientElement[] = [];
  const scripts: ClientCode[] = [];
  const styles: ClientCode[] = [];
  const pattern = /<!--(?!\[if)|<([a-z][\w:.-]{0,60})/gi;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const start = match.index;
    if (match[1] === undefined) {
      const close = source.indexOf('-->', start + 4);
      if (close < 0) break;
      pattern.lastIndex = close + 3;
      continue;
    }
    if (elements.length >= MAXIMUM_ELEMENTS) {
      return { elements, scripts, styles, limits: [`client markup read up to ${MAXIMUM_ELEMENTS} elements only`] };
    }
    const tag = match[1].toLowerCase();
    const end = tagEnd(source, start + match[0].length);
    const attributes = readAttributes(source.slice(start + match[0].length, source[end - 1] === '>' ? end - 1 : end));
    elements.push({ tag, attributes, start, end });
    scripts.push(...scriptsInAttributes(attributes, start));
    const style = attributes.get('style');
    if (style !== undefined) styles.push({ code: style, start, inAttribute: true });
    pattern.lastIndex = RAW_TEXT.test(tag) ? contentOf(tag, source, end, attributes, scripts, styles) : end;
  }
  return { elements, scripts, styles, limits: [] };
}

/** A file that is nothing but script, or nothing but style. */
export function readClientFile(text: string, kind: 'script' | 'style'): ClientPage {
  const code = [{ code: withoutServerCode(text), start: 0 }];
  return { elements: [], scripts: kind === 'script' ? code : [], styles: kind === 'style' ? code : [], limits: [] };
}

/** Takes the content of an element of raw text; returns where to go on. */
function contentOf(
  tag: string,
  source: string,
  start: number,
  attributes: ReadonlyMap<string, string>,
  scripts: ClientCode[],
  styles: ClientCode[],
): number {
  const close = closingTag(source, tag, start);
  const code = source.slice(start, close);
  if (tag === 'style') styles.push({ code, start });
  const isData = DATA_TYPE.test(attributes.get('type') ?? '') || attributes.get('runat')?.toLowerCase() === 'server';
  if (tag === 'script' && !isData && code.trim() !== '') scripts.push({ code, start });
  return close;
}

function closingTag(source: string, tag: string, from: number): number {
  const pattern = new RegExp(`</${tag}`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(source)?.index ?? source.length;
}

function scriptsInAttributes(attributes: ReadonlyMap<string, string>, start: number): ClientCode[] {
  const codes: ClientCode[] = [];
  for (const [name, value] of attributes) {
    if (/^on[a-z]{3,}/.test(name) && value !== '') codes.push({ code: value, start, inAttribute: true });
    const script = /^\s{0,20}java\s{0,5}script\s{0,5}:/i.exec(value);
    if (script !== null) codes.push({ code: value.slice(script[0].length), start, inAttribute: true });
  }
  return codes;
}

/** Where the tag ends, behind its `>`, which may stand in quotation marks. */
function tagEnd(source: string, from: number): number {
  const limit = Math.min(source.length, from + MAXIMUM_TAG);
  let quote = '';
  for (let at = from; at < limit; at++) {
    const c = source.charAt(at);
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if ((c === '"' || c === "'") && /[=\s]/.test(source.charAt(at - 1))) quote = c;
    else if (c === '>') return at + 1;
  }
  const plain = source.indexOf('>', from);
  return plain < 0 || plain >= limit ? limit : plain + 1;
}

/** The text with server code blanked; of an expression that is one literal the literal stands, of others a zero, which script reads as a value. */
export function withoutServerCode(text: string): string {
  if (!text.includes('<%')) return text;
  const parts: string[] = [];
  let at = 0;
  for (let open = text.indexOf('<%'); open >= 0; open = text.indexOf('<%', at)) {
    const isComment = text.startsWith('<%--', open);
    const close = text.indexOf(isComment ? '--%>' : '%>', open + 2);
    const end = close < 0 ? text.length : close + (isComment ? 4 : 2);
    parts.push(text.slice(at, open), blanked(text.slice(open, end)));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function blanked(block: string): string {
  const literal = /^<%[=:]\s{0,99}@?"([^"\\]*)"\s{0,99};?\s{0,99}%>$/.exec(block)?.[1];
  if (literal !== undefined) return literal.padEnd(block.length);
  const lines = block.replace(/[^\r\n]/g, ' ');
  return /^<%[=:#]/.test(block) ? `0${lines.slice(1)}` : lines;
}
