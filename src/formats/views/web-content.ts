import { defineInputClass } from '../../model/detector.js';
import type { AspxDocument } from '../aspx/aspx-document.js';
import { readAspx } from '../aspx/read-aspx.js';
import { type ServerCode, serverCode } from '../aspx/server-code.js';
import { type DecodedText, decodeTexts } from '../text-encoding/decode-text.js';
import type { MappedText } from '../text-encoding/mapped-text.js';

/** One reading of a file, as bytes that a content rule can be matched against. */
export interface View {
  /** `raw`: the file as it is. `text`: its characters. `plain`: its server code without disguise. `literals`: what its literals hold. */
  readonly name: 'raw' | 'text' | 'plain' | 'literals';
  /** UTF-8, except for `raw`. */
  readonly bytes: Uint8Array;
  /** Byte offset in the original file of what stands at `viewOffset` of this view. */
  originalOffset(viewOffset: number): number;
}

/** A server-executable or carrier file, read once for all content rules. */
export interface WebContent {
  readonly bytes: Uint8Array;
  /** Lower case, without the dot; empty where there is none. */
  readonly extension: string;
  /** The first is `raw`. A view that would not differ from another is left out. */
  readonly views: readonly View[];
  /** Null where the file holds nothing that a server would execute. */
  readonly document: AspxDocument | null;
  /** The server code of the document by language, parsed; made when first asked for. */
  readonly code: readonly ServerCode[];
  /** What was cut short, in words fit for a coverage note; empty where everything was read. */
  readonly limits: readonly string[];
}

/** Bytes that are read as text and code; what lies beyond is in the raw view alone. */
const MAXIMUM_LENGTH = 4 << 20;

/** What detectors of web content consume. */
export const webContent = defineInputClass<WebContent>('web-content');

/** Reads a file into its views. Never throws; bounded in size, depth and steps, whatever the bytes. */
export function createWebContent(bytes: Uint8Array, hint: { readonly extension: string }): WebContent {
  const extension = hint.extension.toLowerCase().replace(/^\./, '');
  const views: View[] = [{ name: 'raw', bytes, originalOffset: (offset) => offset }];
  const limits: string[] = [];
  const texts = decodeTexts(bytes.length > MAXIMUM_LENGTH ? bytes.subarray(0, MAXIMUM_LENGTH) : bytes);
  for (const text of texts) {
    if (text.encoding !== 'utf-8' && text.encoding !== 'latin1') views.push(viewOf('text', text));
  }
  const document = readDocument(texts, extension);
  let code: readonly ServerCode[] | null = null;
  return {
    bytes,
    extension,
    views,
    document,
    limits,
    get code() {
      code ??= document === null ? [] : serverCode(document);
      return code;
    },
  };
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

/** A view of a text, its bytes made when first asked for. */
export function viewOf(name: View['name'], text: MappedText): View {
  let bytes: Buffer | null = null;
  const encoded = () => {
    bytes ??= Buffer.from(text.text, 'utf8');
    return bytes;
  };
  return {
    name,
    get bytes() {
      return encoded();
    },
    originalOffset(viewOffset) {
      const all = encoded();
      if (all.length === text.text.length) return text.offsetAt(viewOffset);
      return text.offsetAt(all.toString('utf8', 0, viewOffset).length);
    },
  };
}
