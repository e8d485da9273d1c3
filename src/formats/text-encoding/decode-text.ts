import { isAscii, isUtf8 } from 'node:buffer';
import { type EncodingName, encodingNamed } from './code-pages.js';
import { EBCDIC_TABLES } from './ebcdic.js';
import { lastAtOrBelow, type MappedText } from './mapped-text.js';
import { decodeUtf7 } from './utf-7.js';

/** A file's text in one encoding. */
export interface DecodedText extends MappedText {
  readonly encoding: EncodingName;
  /** How the encoding was found: by its mark, by the look of the bytes, by what the file declares, or by default. */
  readonly found: 'mark' | 'detected' | 'declared' | 'default';
}

/** How far into a file a declaration is looked for, bytes. */
const HEAD = 8192;
/** Longest line whose characters are counted one by one to find a byte. Beyond it the place within the line is taken as its beginning. */
const EXACT_LINE = 1 << 16;

/**
 * Every text that the server may see in these bytes, the likeliest first: never empty, at most three. Never throws.
 *
 * Order: byte order mark; NULs or EBCDIC letters where ASCII has none; UTF-16 after other bytes; UTF-7 sequences; UTF-8; Latin-1;
 * then what `@ Page CodePage=`, `ResponseEncoding=`, `<globalization>` or `<?xml encoding=?>` declare. Source: WEB-08.
 */
export function decodeTexts(bytes: Uint8Array): readonly DecodedText[] {
  const sure = marked(bytes) ?? detected(bytes);
  const first = decodeAs(bytes, sure?.encoding ?? defaultEncoding(bytes), sure?.found ?? 'default', sure?.skip ?? 0);
  const texts = [first];
  if (sure?.found === 'mark' && sure.encoding !== 'utf-8') return texts;
  const wide = /^utf-(?:16|32)/.test(first.encoding) ? null : wideInside(bytes);
  if (wide) texts.push(decodeAs(bytes, wide.encoding, 'detected', wide.skip));
  const declared = declaredEncoding(first.text.slice(0, HEAD));
  if (declared !== null && declared !== first.encoding && texts.length < 3 && worthDecoding(bytes, declared)) {
    const again = decodeAs(bytes, declared, 'declared', 0);
    if (again.text !== first.text) texts.push(again);
  }
  return texts;
}

/** The likeliest text of these bytes. Never throws. */
export function decodeText(bytes: Uint8Array): DecodedText {
  return decodeTexts(bytes)[0] ?? decodeAs(bytes, 'latin1', 'default', 0);
}

interface Detected {
  readonly encoding: EncodingName;
  readonly found: DecodedText['found'];
  /** Bytes before the text. */
  readonly skip: number;
}

const MARKS: readonly (readonly [readonly number[], EncodingName])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

function marked(bytes: Uint8Array): Detected | null {
  for (const [mark, encoding] of MARKS) {
    if (mark.every((byte, i) => bytes[i] === byte)) return { encoding, found: 'mark', skip: mark.length };
  }
  const fourth = bytes[3];
  if (bytes[0] === 0x2b && bytes[1] === 0x2f && bytes[2] === 0x76 && fourth !== undefined) {
    if (fourth === 0x38 || fourth === 0x39 || fourth === 0x2b || fourth === 0x2f) {
      return { encoding: 'utf-7', found: 'mark', skip: 0 };
    }
  }
  return null;
}

function detected(bytes: Uint8Array): Detected | null {
  const head = bytes.subarray(0, 4096);
  const nuls = [0, 0, 0, 0];
  for (let i = head.indexOf(0); i >= 0; i = head.indexOf(0, i + 1)) nuls[i % 4] = (nuls[i % 4] ?? 0) + 1;
  const [a = 0, b = 0, c = 0, d = 0] = nuls;
  const quarter = head.length / 4;
  if (quarter >= 1 && a + b + c + d > 0) {
    if (b > quarter * 0.9 && c > quarter * 0.9 && d > quarter * 0.9 && a < quarter * 0.1) {
      return { encoding: 'utf-32le', found: 'detected', skip: 0 };
    }
    if (a > quarter * 0.9 && b > quarter * 0.9 && c > quarter * 0.9 && d < quarter * 0.1) {
      return { encoding: 'utf-32be', found: 'detected', skip: 0 };
    }
    if (b + d > quarter && a + c < quarter * 0.1) return { encoding: 'utf-16le', found: 'detected', skip: 0 };
    if (a + c > quarter && b + d < quarter * 0.1) {
      return bytes[0] === 0
        ? { encoding: 'utf-16be', found: 'detected', skip: 0 }
        : { encoding: 'utf-16le', found: 'detected', skip: 1 };
    }
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // `<%`, `<?xml` and `<script` in EBCDIC; in any ASCII text these bytes are `Ll`, `Lo` and `L` followed by bytes above 7F.
  const ebcdic =
    buffer.includes(EBCDIC_DIRECTIVE) ||
    (!isAscii(bytes) && (buffer.includes(EBCDIC_XML) || buffer.includes(EBCDIC_SCRIPT)));
  if (ebcdic && !buffer.includes('<%') && !buffer.includes('<s')) {
    const text = decodeAs(bytes.subarray(0, HEAD), 'ibm037', 'detected', 0).text;
    const declared = declaredEncoding(text);
    return { encoding: declared?.startsWith('ibm') ? declared : 'ibm037', found: 'detected', skip: 0 };
  }
  const utf7 = buffer.indexOf('+ADw');
  if (utf7 >= 0 && UTF7_TAG.test(buffer.toString('latin1', utf7, 65536)) && !buffer.includes('<%')) {
    return { encoding: 'utf-7', found: 'detected', skip: 0 };
  }
  return null;
}

const UTF7_TAG = /\+ADw-|\+ADwAJQ|\+ADwAcw|\+ADwAUw/;
const EBCDIC_XML = Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]);
const EBCDIC_SCRIPT = Buffer.from([0x4c, 0xa2, 0x83, 0x99, 0x89, 0x97, 0xa3]);
const EBCDIC_DIRECTIVE = Buffer.from([0x4c, 0x6c, 0x7c]);

/** UTF-16 server code behind bytes that are not: the parser of ASP.NET takes those for output. */
function wideInside(bytes: Uint8Array): Detected | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!buffer.includes(0)) return null;
  for (const needle of WIDE_CODE) {
    const at = buffer.indexOf(needle);
    if (at < 0) continue;
    // Letters of ASCII, most significant byte first, read the same from one byte further on.
    return { encoding: 'utf-16le', found: 'detected', skip: at % 2 };
  }
  return null;
}

const WIDE_CODE = ['<%@', '<script', '<% ', 'runat='].map((code) => Buffer.from(code, 'utf16le'));

function defaultEncoding(bytes: Uint8Array): EncodingName {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(buffer)) return 'utf-8';
  // Chinese pages without a declaration are common, and a quotation mark of theirs ends in a byte that means something else in ASCII.
  return !buffer.includes(0) && isGbk(buffer) ? 'whatwg:gbk' : 'latin1';
}

const strictGbk = new TextDecoder('gbk', { fatal: true });

function isGbk(buffer: Buffer): boolean {
  try {
    strictGbk.decode(buffer);
    return true;
  } catch {
    return false;
  }
}

/** The encoding that the text says it is in, null where it says none that is known. */
export function declaredEncoding(head: string): EncodingName | null {
  // Both words are looked for in far less time than the expressions take, and few files have either.
  const lower = head.toLowerCase();
  if (!lower.includes('encoding') && !lower.includes('codepage')) return null;
  const declaration =
    /<\?xml[^>]{0,200}?encoding\s*=\s*[^\w\s]?\s*([\w.:+-]{1,40})/i.exec(head) ??
    /\bcodepage\s*=\s*["']?\s*([\w.:+-]{1,40})/i.exec(head) ??
    /\b(?:file|request|response)encoding\s*=\s*["']?\s*([\w.:+-]{1,40})/i.exec(head);
  return declaration?.[1] === undefined ? null : encodingNamed(declaration[1]);
}

/** An ASCII file reads the same in every encoding that holds ASCII; only these tell another story of the same bytes. */
function worthDecoding(bytes: Uint8Array, declared: EncodingName): boolean {
  if (declared === 'utf-7') return bytes.includes(0x2b);
  if (declared.startsWith('ibm') || declared.startsWith('utf-16') || declared.startsWith('utf-32')) return true;
  return declared !== 'latin1' && !isAscii(bytes);
}

function decodeAs(bytes: Uint8Array, encoding: EncodingName, found: DecodedText['found'], skip: number): DecodedText {
  const body = bytes.subarray(skip);
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.length);
  switch (encoding) {
    case 'latin1':
      return {
        text: buffer.toString('latin1'),
        encoding,
        found,
        offsetAt: (index) => skip + clamp(index, body.length),
      };
    case 'utf-16le':
    case 'utf-16be': {
      const even = buffer.subarray(0, buffer.length & ~1);
      const text = encoding === 'utf-16le' ? even.toString('utf16le') : Buffer.from(even).swap16().toString('utf16le');
      return { text, encoding, found, offsetAt: (index) => skip + clamp(index * 2, body.length) };
    }
    case 'utf-32le':
    case 'utf-32be':
      return { ...utf32(buffer, encoding === 'utf-32be', skip), encoding, found };
    case 'utf-7': {
      const { text, offsets } = decodeUtf7(body);
      return { text, encoding, found, offsetAt: (index) => skip + (offsets[index] ?? body.length) };
    }
    case 'ibm037':
    case 'ibm500':
    case 'ibm1026':
    case 'ibm1140': {
      const table = EBCDIC_TABLES[encoding];
      const letters = Array.from(table);
      const parts: string[] = new Array(body.length);
      for (let i = 0; i < body.length; i++) parts[i] = letters[body[i] ?? 0] ?? '';
      return { text: parts.join(''), encoding, found, offsetAt: (index) => skip + clamp(index, body.length) };
    }
    case 'utf-8': {
      const text = buffer.toString(isAscii(body) ? 'latin1' : 'utf8');
      if (text.length === body.length) {
        return { text, encoding, found, offsetAt: (index) => skip + clamp(index, body.length) };
      }
      return { text, encoding, found, offsetAt: byLine(text, body, skip, placeInUtf8()) };
    }
    default: {
      const label = encoding.slice('whatwg:'.length);
      const text = new TextDecoder(label).decode(body);
      return { text, encoding, found, offsetAt: byLine(text, body, skip, placeWith(label)) };
    }
  }
}

function clamp(index: number, length: number): number {
  return index < 0 ? 0 : Math.min(index, length);
}

function utf32(buffer: Buffer, big: boolean, skip: number): MappedText {
  const parts: string[] = [];
  const offsets: number[] = [];
  for (let i = 0; i + 4 <= buffer.length; i += 4) {
    const code = big ? buffer.readUInt32BE(i) : buffer.readUInt32LE(i);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    parts.push(character);
    for (let k = 0; k < character.length; k++) offsets.push(skip + i);
  }
  return { text: parts.join(''), offsetAt: (index) => offsets[index] ?? skip + buffer.length };
}

/** Where, in the bytes of one line, the UTF-16 unit number `left` of its text begins. */
type PlaceInLine = (line: Uint8Array, left: number) => number;

/**
 * Finds bytes by lines: a line feed is one byte 0A in all of these encodings, and no part of another character, so line k of the
 * text is line k of the bytes. Only the line in question is walked.
 */
function byLine(text: string, bytes: Uint8Array, skip: number, place: PlaceInLine): (index: number) => number {
  let lines: { text: number[]; bytes: number[] } | null = null;
  return (index) => {
    lines ??= {
      text: lineStarts(text.length, (from) => text.indexOf('\n', from)),
      bytes: lineStarts(bytes.length, (from) => bytes.indexOf(10, from)),
    };
    const line = lastAtOrBelow(lines.text, clamp(index, text.length));
    const start = lines.bytes[line] ?? bytes.length;
    const left = index - (lines.text[line] ?? 0);
    return skip + start + (left <= 0 ? 0 : place(bytes.subarray(start, lines.bytes[line + 1] ?? bytes.length), left));
  };
}

/** Bytes between two places of a long line up to which characters are counted once, however often one asks. */
const STRIDE = 1024;

function placeInUtf8(): PlaceInLine {
  const counted = new Map<number, readonly number[]>();
  return (line, left) => {
    let [units, from] = [0, 0];
    if (line.length > 4 * STRIDE) {
      const marks = counted.get(line.byteOffset) ?? unitsBefore(line);
      counted.set(line.byteOffset, marks);
      const mark = lastAtOrBelow(marks, left);
      [units, from] = [marks[mark] ?? 0, mark * STRIDE];
    }
    for (let at = from; at < line.length; at++) {
      units += unitsOf(line[at] ?? 0);
      if (units > left) return at;
    }
    return line.length;
  };
}

/** UTF-16 units that begin before every `STRIDE`th byte. */
function unitsBefore(line: Uint8Array): number[] {
  const marks: number[] = [];
  let units = 0;
  for (let at = 0; at < line.length; at++) {
    if (at % STRIDE === 0) marks.push(units);
    units += unitsOf(line[at] ?? 0);
  }
  return marks;
}

/** Of the character that a byte of UTF-8 begins. */
function unitsOf(byte: number): number {
  return (byte & 0xc0) === 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
}

/** For what only `TextDecoder` knows: decodes a line byte by byte, once. */
function placeWith(label: string): PlaceInLine {
  const known = new Map<number, Uint32Array>();
  return (line, left) => {
    if (line.length > EXACT_LINE) return 0;
    const places = known.get(line.byteOffset) ?? placesOfUnits(line, new TextDecoder(label));
    known.set(line.byteOffset, places);
    return places[left] ?? line.length;
  };
}

/** Where the character of each UTF-16 unit begins. */
function placesOfUnits(line: Uint8Array, stream: InstanceType<typeof TextDecoder>): Uint32Array {
  const places: number[] = [];
  let first = 0;
  for (let at = 0; at < line.length; at++) {
    const made = stream.decode(line.subarray(at, at + 1), { stream: true }).length;
    for (let unit = 0; unit < made; unit++) places.push(first);
    if (made > 0) first = at + 1;
  }
  return Uint32Array.from(places);
}

function lineStarts(length: number, find: (from: number) => number): number[] {
  const starts = [0];
  for (let at = find(0); at >= 0 && at < length; at = find(at + 1)) starts.push(at + 1);
  return starts;
}
