import type { CodeLanguage } from '../code/language.js';
import type { MappedText } from '../text-encoding/mapped-text.js';
import type { AspxDocument, BlockKind, Directive, FileReference, ServerBlock, ServerElement } from './aspx-document.js';
import { readAttributes } from './attributes.js';
import { isScriptOfPage, languageNamed, looksCurly, possibleLanguages } from './block-language.js';
import { MAXIMUM_BLOCKS, readRazor } from './read-razor.js';
import { decodeScriptEncoder } from './script-encoder.js';

/** Extensions that a server hands to ASP.NET, to classic ASP or to their compilers. */
const EXECUTABLE = new Set(
  'aspx ashx asmx ascx asax master soap svc cshtml vbhtml asp asa cer cdx rem xamlx axd skin browser inc wsc sct'.split(
    ' ',
  ),
);
/** What follows the directive is code to its end. */
const BODY = new Set(['ashx', 'asmx', 'soap', 'svc', 'rem', 'axd']);
const BODY_DIRECTIVES = new Set(['webhandler', 'webservice', 'servicehost']);
const SOURCES: Readonly<Record<string, CodeLanguage>> = { cs: 'csharp', vb: 'vb', cshtml: 'csharp', vbhtml: 'vb' };
const CLASSIC = new Set(['asp', 'asa', 'cer', 'cdx', 'inc', 'wsc', 'sct']);
/** Script components, whose code is all run by whoever makes their objects. */
const COMPONENTS = new Set(['wsc', 'sct']);
/** Blocks, elements and directives that are read of one file. */
const MAXIMUM_PIECES = 20_000;
/** Longest tag that is read, UTF-16 units; those of scripts, behind whose other attributes code of the server may begin, are read to their end. */
const MAXIMUM_TAG = 20_000;
/** Characters of all tags together that are read; beyond it tags are short. */
const ALL_TAGS = 2_000_000;
const SHORT_TAG = 200;

/**
 * Reads the server code of a file, whatever else it is: bytes before the first directive, markup that does not close, tags in any case.
 * Null where nothing in it is for the server. Never throws.
 */
export function readAspx(text: MappedText, extension: string): AspxDocument | null {
  const source = SOURCES[extension];
  if (source !== undefined && (extension === 'cs' || extension === 'vb')) return readSource(text, source);
  const razor = extension === 'cshtml' || extension === 'vbhtml';
  if (!razor && !mayHoldServerCode(text.text, extension)) return null;
  return new AspxReader(text, extension).read();
}

/** A file that is code of one language to its end. */
export function readSource(text: MappedText, language: CodeLanguage): AspxDocument {
  const block: ServerBlock = { kind: 'body', language, code: text.text, start: 0, end: text.text.length };
  return { text, directives: [], blocks: [block], elements: [], references: [], cut: false };
}

/** Markup of templates in scripts looks like server code; only what names the server's own objects counts where no server would execute it. */
function mayHoldServerCode(text: string, extension: string): boolean {
  if (EXECUTABLE.has(extension)) return true;
  const open = text.indexOf('<%');
  if (open < 0) return /runat\s{0,9}=\s{0,9}["']?\s{0,9}server/i.test(text);
  return (
    /<%\s{0,9}@\s{0,9}(?:page|control|master|web|service|application|language|import|assembly)/i.test(text) ||
    namesServerObject(text, open) ||
    /runat\s{0,9}=\s{0,9}["']?\s{0,9}server/i.test(text)
  );
}

/** Whether one of the first blocks speaks to the server. */
function namesServerObject(text: string, first: number): boolean {
  let at = first;
  for (let i = 0; i < LOOKED_AT && at >= 0; i++) {
    if (SERVER_OBJECT.test(text.slice(at, at + NEAR))) return true;
    at = text.indexOf('<%', at + NEAR);
  }
  return false;
}

const SERVER_OBJECT = /\b(?:request|response|session|server|execute|executeglobal|eval|createobject)\b/i;
/** Stretches of a file without directive that are looked at, and their length. */
const LOOKED_AT = 500;
const NEAR = 2000;

interface RawBlock {
  readonly kind: BlockKind;
  readonly named: CodeLanguage | null;
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly encoded?: true;
}

class AspxReader {
  private readonly directives: Directive[] = [];
  private readonly blocks: RawBlock[] = [];
  private readonly elements: ServerElement[] = [];
  private readonly references: FileReference[] = [];
  private readonly source: string;
  private readonly closing: NextPlace;
  private readonly commentEnd: NextPlace;
  private tagsLeft = ALL_TAGS;
  private cut = false;

  constructor(
    private readonly text: MappedText,
    private readonly extension: string,
  ) {
    this.source = text.text;
    this.closing = new NextPlace(text.text, '%>');
    this.commentEnd = new NextPlace(text.text, '-->');
  }

  read(): AspxDocument {
    if (this.extension === 'cshtml' || this.extension === 'vbhtml') {
      const language = this.extension === 'vbhtml' ? 'vb' : 'csharp';
      const razor = readRazor(this.source, language);
      this.cut = razor.length === MAXIMUM_BLOCKS;
      this.blocks.push(...razor.map((block) => ({ ...block, named: language }) as const));
    }
    const body = this.scan();
    if (body !== null && this.source.slice(body).trim() !== '') {
      this.blocks.push({
        kind: 'body',
        named: null,
        code: this.source.slice(body),
        start: body,
        end: this.source.length,
      });
    }
    const [language, mayBe] = this.pageLanguages();
    const { text, directives, elements, references, cut } = this;
    const blocks = this.blocks.map(({ named, ...block }) =>
      named === null ? { ...block, language, ...(mayBe ? { mayBe } : {}) } : { ...block, language: named },
    );
    return { text, directives, blocks, elements, references, cut };
  }

  /** Where the code of a handler or service begins, null where the file is a page. */
  private scan(): number | null {
    const { source } = this;
    const pattern = /<%|<(script|asp:\w+|input|textarea|select|object|[a-z]\w*:\w+)\b|<!--\s{0,20}#\s{0,9}include/gi;
    let pieces = 0;
    for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
      if (pieces++ === MAXIMUM_PIECES) {
        this.cut = true;
        break;
      }
      const start = match.index;
      if (match[0] === '<%') {
        const end = this.percent(start);
        if (end === null) return null;
        pattern.lastIndex = end;
        const last = this.directives[this.directives.length - 1];
        if (last?.end === end && (BODY_DIRECTIVES.has(last.name) || BODY.has(this.extension))) {
          if (!/^\s*<%\s*@/.test(source.slice(end, end + 4000))) return end;
        }
      } else if (match[1] === undefined) this.include(start);
      else pattern.lastIndex = this.tag(match[1].toLowerCase(), start);
    }
    return BODY.has(this.extension) && this.directives.length === 0 && this.blocks.length === 0 ? 0 : null;
  }

  /** A `<%` of any kind; returns where to go on, null at the end of the file. */
  private percent(start: number): number | null {
    const { source } = this;
    if (source.startsWith('<%--', start)) {
      const close = source.indexOf('--%>', start + 4);
      return close < 0 ? null : close + 4;
    }
    const close = this.closing.from(start + 2);
    const stop = close < 0 ? source.length : close;
    const end = close < 0 ? source.length : close + 2;
    const content = source.slice(start + 2, stop);
    const directive = /^\s{0,50}@/.exec(content);
    if (directive && !CODE_WITH_AT.test(content)) {
      // A directive that is not closed ends where the next block begins.
      const next = content.indexOf('<%');
      const stopped = next < 0 ? end : start + 2 + next;
      this.directive(source.slice(start + 2 + directive[0].length, next < 0 ? stop : stopped), start, stopped);
      return stopped;
    }
    const mark = /^(?:\s{0,9}[=$]|:|#(?!@~\^):?)/.exec(content);
    const kind = mark === null ? 'render' : (EXPRESSIONS[mark[0].trim().charAt(0)] ?? 'expression');
    const skip = mark?.[0].length ?? 0;
    this.push(kind, null, content.slice(skip), start + 2 + skip, stop);
    return end;
  }

  private push(kind: BlockKind, named: CodeLanguage | null, code: string, start: number, end: number): void {
    const decoded = code.includes('#@~^') ? decodeScriptEncoder(code) : null;
    if (decoded === null) this.blocks.push({ kind, named, code, start, end });
    else this.blocks.push({ kind, named, code: decoded, start, end, encoded: true });
  }

  private directive(content: string, start: number, end: number): void {
    const word = /^\s*([A-Za-z]\w*)(?!\s*=|\w)/.exec(content);
    const name = word?.[1]?.toLowerCase() ?? 'page';
    const attributes = readAttributes(word ? content.slice(word[0].length) : content);
    this.directives.push({ name, attributes, start, end });
    for (const key of ['codefile', 'codebehind', 'src', 'codefilebaseclass', 'virtualpath']) {
      const target = attributes.get(key);
      if (target)
        this.references.push({
          kind: name === 'register' || name === 'reference' ? 'control' : 'source',
          target,
          start,
        });
    }
  }

  private include(start: number): void {
    const close = this.commentEnd.from(start);
    const attributes = readAttributes(
      this.source.slice(start + 4, close < 0 ? start + 400 : Math.min(close, start + 400)),
    );
    const target = attributes.get('file') ?? attributes.get('virtual');
    if (target) this.references.push({ kind: 'include', target, start });
  }

  /** An element; returns where to go on. */
  private tag(name: string, start: number): number {
    const { source } = this;
    const longest = Math.max(SHORT_TAG, Math.min(this.tagsLeft, name === 'script' ? ALL_TAGS : MAXIMUM_TAG));
    const { end, read, isWhole } = tagEnd(source, start + 1 + name.length, longest);
    this.tagsLeft -= read;
    if (name === 'script' && !isWhole) this.cut = true;
    const text = source.slice(start + 1 + name.length, end - 1);
    const isComponent = name === 'script' && COMPONENTS.has(this.extension);
    if (!isComponent && !/runat/i.test(text)) return name === 'script' ? end : start + 1 + name.length;
    const attributes = readAttributes(text);
    if (!isComponent && attributes.get('runat')?.toLowerCase() !== 'server') return end;
    if (name !== 'script') {
      this.elements.push({ tag: name, attributes, start });
      return start + 1 + name.length;
    }
    const src = attributes.get('src');
    if (src) this.references.push({ kind: 'script-source', target: src, start });
    const found = source.slice(end).search(/<\/script/i);
    const close = found < 0 ? source.length : end + found;
    const declared = attributes.get('language');
    const named = declared === undefined ? null : languageNamed(declared, CLASSIC.has(this.extension));
    const [from, to] = isComponent ? withoutSection(source, end, close) : [end, close];
    this.push('script', named, source.slice(from, to), from, to);
    return close;
  }

  /** What the directives say; where they say nothing that is known, what it may be. */
  private pageLanguages(): readonly [CodeLanguage, CodeLanguage?] {
    const classic = CLASSIC.has(this.extension);
    for (const { attributes } of this.directives) {
      const declared = attributes.get('language');
      const named = declared === undefined ? null : languageNamed(declared, classic);
      if (named !== null) return [named];
    }
    const code = this.blocks.filter(({ named }) => named === null).map((block) => block.code);
    if (!classic) return possibleLanguages(code);
    // Pages of classic ASP and of ASP.NET both include files of that name.
    if (isScriptOfPage(code)) return ['jscript'];
    return this.extension === 'inc' && looksCurly(code) ? ['csharp'] : ['vbscript'];
  }
}

/** `@` also stands in front of names of C#: `<% @Type.@Method(…) %>` is code. */
const CODE_WITH_AT = /^\s{0,50}@\s{0,50}[\w\\]{1,100}\s{0,50}(?:[.([;?]|\/[*/])/;

const EXPRESSIONS: Readonly<Record<string, BlockKind>> = {
  '=': 'expression',
  ':': 'expression',
  '#': 'binding',
  $: 'builder',
};

/** Finds a text from places that only grow, and so looks at each part of the source once: it may be nowhere, and asked for at every step. */
class NextPlace {
  #found: number | null = null;

  constructor(
    readonly source: string,
    readonly text: string,
  ) {}

  /** -1 where there is none. */
  from(start: number): number {
    if (this.#found === null || (this.#found >= 0 && this.#found < start))
      this.#found = this.source.indexOf(this.text, start);
    return this.#found;
  }
}

interface TagEnd {
  /** Behind its `>`. */
  readonly end: number;
  /** Characters that were looked at. */
  readonly read: number;
  /** Not where it is longer than is read. */
  readonly isWhole: boolean;
}

/** Where the tag ends, whose `>` may stand in quotation marks or server code. */
function tagEnd(source: string, from: number, longest: number): TagEnd {
  const limit = Math.min(source.length, from + longest);
  let quote = '';
  for (let at = from; at < limit; at++) {
    const c = source.charAt(at);
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>' && source.charAt(at - 1) !== '%') return { end: at + 1, read: at + 1 - from, isWhole: true };
  }
  // A quotation mark that never closes.
  const plain = source.slice(from, limit).indexOf('>');
  return {
    end: plain < 0 ? limit : from + plain + 1,
    read: limit - from,
    isWhole: limit === source.length,
  };
}

/** What stands in a section of XML, `<![CDATA[…]]>`, where the whole does. */
function withoutSection(source: string, start: number, end: number): [from: number, to: number] {
  const opening = /^\s{0,200}<!\[CDATA\[/i.exec(source.slice(start, Math.min(end, start + 220)));
  if (opening === null) return [start, end];
  const close = source.lastIndexOf(']]>', end);
  return [start + opening[0].length, close > start ? close : end];
}
