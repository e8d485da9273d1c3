import type { ServerCode } from '../aspx/server-code.js';
import { foldExpression } from '../code/fold-expression.js';
import { decodeBase64, decodeHex, unpack } from '../code/literal-decoding.js';
import { walkExpressions } from '../code/walk.js';

/** Shortest text that is tried as base64 or hexadecimal. */
const SHORTEST = 40;
const MAXIMUM_DEPTH = 5;
const MAXIMUM_PIECES = 500;
/** Bytes of all pieces together. */
const MAXIMUM_BYTES = 4 << 20;
/** Words of server code as they stand in a text that is to be read backwards. */
const REVERSED = /tseuqer|lave\b|etucexe|tpircs|ylbmessa|ssecorp|llehs|epyTetaerC|gnirtS46/i;

export interface Piece {
  readonly bytes: Uint8Array;
  /** Byte of the original file at which the literal begins. */
  readonly offset: number;
}

/** What the texts of server code hold when base64, hexadecimal, compression and reading backwards are undone, each level as a piece. */
export class LiteralReader {
  readonly pieces: Piece[] = [];
  readonly limits = new Set<string>();
  private size = 0;

  read({ unit, text }: ServerCode): void {
    walkExpressions(unit, (expression) => {
      if (this.full) return false;
      if (expression.kind === 'string') this.open(expression.value, text.offsetAt(expression.start), 0);
      else if (
        expression.kind === 'binary' ||
        expression.kind === 'call' ||
        expression.kind === 'new' ||
        expression.kind === 'array'
      ) {
        const folded = foldExpression(expression, unit.language);
        if (typeof folded === 'string' && folded.length >= SHORTEST) {
          this.open(folded, text.offsetAt(expression.start), 0);
          return expression.kind === 'call';
        }
        if (
          typeof folded === 'object' &&
          folded.length >= SHORTEST &&
          folded.every((item) => typeof item === 'number')
        ) {
          this.open(Buffer.from(folded.map(Number)).toString('latin1'), text.offsetAt(expression.start), 1);
          return false;
        }
      }
      return true;
    });
  }

  private get full(): boolean {
    const full = this.pieces.length >= MAXIMUM_PIECES || this.size >= MAXIMUM_BYTES;
    if (full) this.limits.add('more decoded literals than are kept');
    return full;
  }

  private keep(bytes: Buffer, offset: number): void {
    if (bytes.length < 4 || this.full) return;
    const kept = bytes.subarray(0, MAXIMUM_BYTES - this.size);
    this.pieces.push({ bytes: kept, offset });
    this.size += kept.length;
  }

  /** `level` above 0: the text is itself decoded and kept. */
  private open(text: string, offset: number, level: number): void {
    if (this.full) return;
    if (level > 0) this.keep(Buffer.from(text, 'latin1'), offset);
    if (level > MAXIMUM_DEPTH) {
      this.limits.add('literals packed within literals too deeply');
      return;
    }
    if (level > 0 && this.unpacked(text, offset, level)) return;
    if (text.length < SHORTEST) {
      if (REVERSED.test(text)) this.keep(Buffer.from([...text].reverse().join('')), offset);
      return;
    }
    const plain = text.replace(/^data:[\w/+.-]{0,60};base64,/, '');
    const decoded = (/^[\s0-9a-fA-FxX\\,:-]+$/.test(plain) ? decodeHex(plain) : undefined) ?? decodeBase64(plain);
    if (decoded !== undefined) this.open(decoded, offset, level + 1);
    else if (REVERSED.test(text)) this.keep(Buffer.from([...text].reverse().join('')), offset);
    else if (level > 0 && text.charCodeAt(1) === 0 && text.charCodeAt(3) === 0) {
      this.open(
        Buffer.from(text, 'latin1')
          .toString('utf16le')
          .replace(/[^\0-\xff]/g, '?'),
        offset,
        level + 1,
      );
    }
  }

  private unpacked(text: string, offset: number, level: number): boolean {
    const bytes = Buffer.from(text, 'latin1');
    // Bare deflate has no mark; a text or a program is not worth trying.
    if (bytes.length < 24 || /^[\x09-\x7e]{16}|^MZ/.test(text)) return false;
    const result = unpack(bytes);
    if (result === undefined) return false;
    if (result.cut) this.limits.add('a compressed literal unpacks to more than is read');
    if (result.bytes.length > 0) this.open(result.bytes.toString('latin1'), offset, level + 1);
    return result.bytes.length > 0;
  }
}
