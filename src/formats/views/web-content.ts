import { defineInputClass } from '../../model/input-class.js';
import type { AspxDocument } from '../aspx/aspx-document.js';
import { readAspx, readSource } from '../aspx/read-aspx.js';
import { type ServerCode, serverCode } from '../aspx/server-code.js';
import type { CodeLanguage } from '../code/language.js';
import { type DecodedText, decodeTexts } from '../text-encoding/decode-text.js';
import type { MappedText } from '../text-encoding/mapped-text.js';
import { LiteralReader } from './literal-view.js';
import { plainCode } from './plain-view.js';
import { pieceView, textView, type View } from './view.js';

export type { View } from './view.js';

/** A server-executable or carrier file, read once for all content rules. */
export interface WebContent {
  readonly bytes: Uint8Array;
  /** Lower case, without the dot; empty where there is none. */
  readonly extension: string;
  /** ASP.NET compiled it of a page, by where it lies. */
  readonly isCompiledPage: boolean;
  /** The first is `raw`. A view that would not differ from another is left out. */
  readonly views: readonly View[];
  /** The likeliest text of the file, that of the document where there is one; null for what a server loads rather than reads. */
  readonly text: MappedText | null;
  /** Null where the file holds nothing that a server would execute. */
  readonly document: AspxDocument | null;
  /** The server code of the document by language, parsed. */
  readonly code: readonly ServerCode[];
  /** What was cut short, in words fit for a coverage note; empty where everything was read. */
  readonly limits: readonly string[];
}

/** Bytes that are read as text and code; what lies beyond is in the raw view alone. */
const MAXIMUM_LENGTH = 4 << 20;

/** What the server loads rather than reads. */
const PROGRAMS = new Set(['dll', 'exe', 'pdb']);

/** What detectors of web content consume. */
export const webContent = defineInputClass<WebContent>('web-content');

/** What a file's name and place say of it. */
interface Hint {
  readonly extension: string;
  readonly isCompiledPage?: boolean;
  /** All of it is code of this language, as what names it says. */
  readonly language?: CodeLanguage;
}

/**
 * Reads a file into its views. Never throws; bounded in size, depth and steps, whatever the bytes. What costs is made when first asked
 * for: code is parsed for `code`, `views` and `limits`.
 */
export function createWebContent(bytes: Uint8Array, hint: Hint): WebContent {
  const extension = hint.extension.toLowerCase().replace(/^\./, '');
  const texts = PROGRAMS.has(extension) ? [] : decodeTexts(bytes.subarray(0, MAXIMUM_LENGTH));
  const document = hint.language === undefined ? readDocument(texts, extension) : sourceIn(texts, hint.language);
  let code: readonly ServerCode[] | null = null;
  const codeOnce = () => {
    code ??= document === null ? [] : serverCode(document);
    return code;
  };
  let made: { views: readonly View[]; limits: readonly string[] } | null = null;
  const madeOnce = () => {
    made ??= makeViews(bytes, texts, document, codeOnce());
    return made;
  };
  return {
    bytes,
    extension,
    text: document?.text ?? texts[0] ?? null,
    isCompiledPage: hint.isCompiledPage ?? false,
    document,
    get code() {
      return codeOnce();
    },
    get views() {
      return madeOnce().views;
    },
    get limits() {
      return madeOnce().limits;
    },
  };
}

function sourceIn([text]: readonly DecodedText[], language: CodeLanguage): AspxDocument | null {
  return text === undefined ? null : readSource(text, language);
}

/** The first reading of the file that shows server code. */
function readDocument(texts: readonly DecodedText[], extension: string): AspxDocument | null {
  let empty: AspxDocument | null = null;
  // What the file declares is what the server believes.
  for (const text of [...texts].sort((a, b) => Number(b.found === 'declared') - Number(a.found === 'declared'))) {
    const document = readAspx(text, extension);
    if (document !== null && document.blocks.length + document.directives.length > 0) return document;
    empty ??= document;
  }
  return empty;
}

function makeViews(
  bytes: Uint8Array,
  texts: readonly DecodedText[],
  document: AspxDocument | null,
  code: readonly ServerCode[],
): { views: readonly View[]; limits: readonly string[] } {
  const views: View[] = [{ name: 'raw', bytes, originalOffset: (offset) => offset }];
  const limits = new Set<string>();
  if (bytes.length > MAXIMUM_LENGTH && document !== null) limits.add('server code read up to 4 MiB only');
  if (document?.cut)
    limits.add(
      'more server code than is read: its first 20,000 blocks and elements were, and tags of 2,000,000 characters together',
    );
  for (const text of texts) {
    // A rule that matches bytes finds ASCII words in these; in the others every letter is written differently.
    const same = text.encoding === 'utf-8' || text.encoding === 'latin1' || text.encoding.startsWith('whatwg:');
    if (!same) views.push(textView('text', text));
  }
  const literals = new LiteralReader();
  for (const part of code) {
    for (const limit of part.unit.limits) limits.add(limit);
    const encoded = document?.blocks.some((block) => block.encoded && block.language === part.language) ?? false;
    const plain = plainCode(part, encoded);
    if (plain !== null) views.push(textView('plain', plain));
    literals.read(part);
  }
  if (literals.pieces.length > 0) views.push(pieceView('literals', literals.pieces));
  for (const limit of literals.limits) limits.add(limit);
  return { views, limits: [...limits] };
}

/** Whether all that the server runs of it is classic ASP, whose applications did with files and programs what services do today. */
export function isClassicAsp({ code, extension }: WebContent): boolean {
  // ASP.NET has a JScript of its own.
  if (NET_PAGES.has(extension)) return false;
  return code.length > 0 && code.every(({ language }) => language === 'vbscript' || language === 'jscript');
}

const NET_PAGES = new Set(['aspx', 'ashx', 'asmx', 'ascx', 'asax', 'master', 'svc', 'soap', 'rem']);
