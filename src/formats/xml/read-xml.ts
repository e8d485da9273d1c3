import sax from 'sax';
import { safeText } from '../../platform/safe-text.js';
import { withoutStackTraces } from '../../platform/stack-traces.js';
import { declaredEncoding, decodeText } from '../text-encoding/decode-text.js';
import { lastAtOrBelow } from '../text-encoding/mapped-text.js';
import { locateAttributes } from './locate-attributes.js';
import { salvageTag } from './salvage-tag.js';
import type { XmlAttribute, XmlDocument, XmlElement, XmlPosition, XmlProblem, XmlRemark } from './xml-document.js';

/** Bytes that are read. The largest configuration of Exchange has 1.7 MB. */
const MAXIMUM_BYTES = 32 << 20;
/** Longest name, attribute value, comment or instruction, in characters. */
const MAXIMUM_TOKEN = 1 << 20;
/** Deeper elements are left out, so that whoever walks the tree may recurse. IIS configuration is about twelve deep. */
const MAXIMUM_DEPTH = 200;
const MAXIMUM_ELEMENTS = 500_000;
const MAXIMUM_PROBLEMS = 100;
const MAXIMUM_REMARKS = 1000;
/** Complaints of the parser that are passed over, of which each costs a microsecond: it complains at every character of some texts. */
const MAXIMUM_COMPLAINTS = 1 << 16;
/** Own text of one element that is kept, in characters. */
const MAXIMUM_TEXT = 1 << 20;
/** Of a start tag that is kept for the reader. */
const MAXIMUM_TAG = 2000;
/** Characters given to the parser at once; it looks at its limits after each. */
const CHUNK = 1 << 16;

sax.MAX_BUFFER_LENGTH = MAXIMUM_TOKEN;

/** What the parser complains of, though the tree is sound with it. Everything else ends the reading. */
const TOLERABLE =
  /^(?:Invalid character entity|Invalid character in entity name|Malformed comment|Text data outside of root|Non-whitespace before first)/;

/**
 * Reads XML that may be broken or hostile into a tree with positions. Never throws, reads no other file and no address,
 * expands no entity but the five of XML; time and memory are bounded by the limits above.
 * A fault ends the reading and becomes a problem; what stood before it is kept.
 */
export function readXml(bytes: Uint8Array): XmlDocument {
  return withoutStackTraces(() => new Reading(bytes).document());
}

/** The parser asks the attributes themselves for `hasOwnProperty`, which an attribute of that name would otherwise replace. */
const GUARD = Object.freeze({ hasOwnProperty: Object.prototype.hasOwnProperty });

/** An element while it is read. */
interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

const OUTSIDE = /^(?:Text data outside of root|Non-whitespace before first)/;

class StopReading extends Error {}

class Reading {
  private readonly text: string;
  private readonly offsetAt: (index: number) => number;
  private readonly lineStarts: number[] = [0];
  private readonly problems: XmlProblem[] = [];
  private readonly remarks: XmlRemark[] = [];
  private readonly open: OpenElement[] = [];
  private readonly parser = sax.parser(true, { strictEntities: true, position: true });
  private root: OpenElement | null = null;
  private values: { name: string; value: string }[] = [];
  private saidOutside = false;
  private complaints = 0;
  private elements = 0;
  /** Where the last start tag that was read begins. */
  private entered = -1;
  /** Elements that are open below the deepest one kept. */
  private beyond = 0;

  constructor(private readonly bytes: Uint8Array) {
    const decoded = decodeText(bytes.subarray(0, MAXIMUM_BYTES));
    // A NUL ends no XML, but the parser takes it for the end of a chunk.
    this.text = decoded.text.replaceAll('\0', '\ufffd');
    this.offsetAt = (index) => decoded.offsetAt(index);
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
    const declared = declaredEncoding(/^\s*<\?xml[^>]{0,200}/.exec(this.text)?.[0] ?? '');
    if (declared !== null && declared.slice(0, 6) !== decoded.encoding.slice(0, 6) && !isAscii(this.text)) {
      this.problem(`declared as ${declared}, read as ${decoded.encoding}`, 0);
    }
  }

  document(): XmlDocument {
    this.listen();
    try {
      for (let at = 0; at < this.text.length; at += CHUNK) this.parser.write(this.text.slice(at, at + CHUNK));
      if (this.bytes.length > MAXIMUM_BYTES) this.stop(`larger than ${MAXIMUM_BYTES} bytes`, this.text.length);
      this.parser.close();
    } catch (error) {
      // Whatever else the parser throws, evidence made it.
      if (!(error instanceof StopReading)) this.problem('not readable as XML', this.parser.position, true);
    }
    if (this.root === null && this.problems.length === 0) this.problem('holds no element', 0, true);
    return { root: this.root, remarks: this.remarks, problems: this.problems };
  }

  private listen(): void {
    const { parser } = this;
    parser.onerror = ({ message }) => {
      if (++this.complaints > MAXIMUM_COMPLAINTS) {
        this.stop(`has more than ${MAXIMUM_COMPLAINTS} faults`, parser.position - 1);
      }
      // Of text outside the root it complains at each character.
      if (this.saidOutside && OUTSIDE.test(message)) parser.resume();
      else this.complain(message.split('\n')[0] ?? '');
    };
    parser.onopentagstart = (tag) => {
      this.values = [];
      Object.setPrototypeOf(tag.attributes, GUARD);
    };
    parser.onattribute = ({ name, value }) => this.values.push({ name, value });
    parser.onopentag = ({ name }) => this.enter(name);
    parser.onclosetag = () => this.leave();
    parser.ontext = (text) => this.append(text);
    parser.oncdata = (text) => this.append(text);
    parser.oncomment = (text) => this.remark(text);
    parser.onprocessinginstruction = ({ name, body }) => {
      if (name !== 'xml') this.remark(`${name} ${body}`);
    };
    parser.ondoctype = () => this.problem('has a document type declaration, which is not obeyed', this.tagStart());
  }

  private enter(name: string): void {
    if (++this.elements > MAXIMUM_ELEMENTS) this.stop(`more than ${MAXIMUM_ELEMENTS} elements`, this.tagStart());
    const start = this.tagStart();
    this.entered = start;
    if (this.open.length >= MAXIMUM_DEPTH) {
      if (this.beyond++ === 0) this.problem(`nested deeper than ${MAXIMUM_DEPTH} elements, which are left out`, start);
      return;
    }
    const raw = this.text.slice(start, this.parser.position);
    this.open.push(this.place(name, this.attributes(raw, start), start, raw));
  }

  private place(name: string, attributes: readonly XmlAttribute[], start: number, raw: string): OpenElement {
    const parent = this.open.at(-1) ?? null;
    const element: OpenElement = {
      name,
      attributes,
      children: [],
      parent,
      text: '',
      position: this.position(start),
      tag: raw.slice(0, MAXIMUM_TAG),
    };
    if (parent) parent.children.push(element);
    else this.root ??= element;
    return element;
  }

  /** The element in whose start tag reading ended. Whoever can put a fault there could hide the element by it. */
  private salvage(): void {
    const start = this.tagStart();
    if (!this.isInStartTag() || this.open.length >= MAXIMUM_DEPTH) return;
    const salvaged = salvageTag(this.text, start, MAXIMUM_TOKEN);
    if (salvaged === null) return;
    const attributes = salvaged.attributes.map(({ name, value, index }) => ({
      name,
      value,
      position: this.position(start + index),
    }));
    this.place(salvaged.name, attributes, start, salvaged.tag);
  }

  private attributes(raw: string, start: number): XmlAttribute[] {
    const { values } = this;
    if (values.length === 0) return [];
    const byName = new Map<string, XmlAttribute>();
    // The parser tells of most attributes once only, so the values are found by name.
    const firstValues = new Map([...values].reverse().map(({ name, value }) => [name, value]));
    for (const { name, index } of locateAttributes(raw)) {
      const position = this.position(start + index);
      if (byName.has(name)) this.problem(`attribute ${safeText(name, 40)} is given twice`, start + index);
      else byName.set(name, { name, value: firstValues.get(name) ?? '', position });
    }
    return [...byName.values()];
  }

  private leave(): void {
    if (this.beyond > 0) this.beyond--;
    else this.open.pop();
  }

  private append(text: string): void {
    const element = this.open.at(-1);
    if (element && this.beyond === 0 && element.text.length < MAXIMUM_TEXT) element.text += text;
  }

  private remark(text: string): void {
    if (this.remarks.length < MAXIMUM_REMARKS) this.remarks.push({ text, position: this.position(this.tagStart()) });
  }

  private complain(message: string): void {
    this.parser.resume();
    const here = this.parser.position - 1;
    if (message.startsWith('Unclosed root')) this.stop('ends before its elements do', this.text.length);
    if (message.startsWith('Max buffer length'))
      this.stop(`holds a value of more than ${MAXIMUM_TOKEN} characters`, here);
    if (message.startsWith('Un')) this.stop(message, this.tagStart());
    if (!TOLERABLE.test(message)) this.stop(message, here);
    // The parser takes the quote behind `&name` for a part of the value, and all that follows up to the next quote.
    if (/entity/.test(message) && /["']/.test(this.text[here] ?? '') && this.isInStartTag()) this.stop(message, here);
    const outside = OUTSIDE.test(message);
    this.problem(outside ? 'has text outside its root element' : message, here);
    this.saidOutside ||= outside;
  }

  private stop(reason: string, index: number): never {
    this.problem(reason, index, true);
    this.salvage();
    throw new StopReading();
  }

  private problem(reason: string, index: number, fatal = false): void {
    if (this.problems.length < MAXIMUM_PROBLEMS || fatal) {
      const words = reason.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, '');
      this.problems.push({ reason: words, position: this.position(index), fatal });
    }
  }

  private isInStartTag(): boolean {
    const start = this.tagStart();
    return start !== this.entered && this.text[start] === '<' && !/[\s!?/]/.test(this.text[start + 1] ?? ' ');
  }

  private tagStart(): number {
    return (this.parser.startTagPosition || 1) - 1;
  }

  private position(index: number): XmlPosition {
    const at = Math.min(Math.max(index, 0), this.text.length);
    const line = lastAtOrBelow(this.lineStarts, at);
    return { line: line + 1, column: at - (this.lineStarts[line] ?? 0) + 1, offset: this.offsetAt(at) };
  }
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
