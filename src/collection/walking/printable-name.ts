import { safeText } from '../../platform/safe-text.js';

const PLAIN = /^[ -[\]-~]*$/;

/**
 * A file name as text that can be shown and turned back: printable UTF-8 stays, every other byte is written `\xNN`, a
 * backslash too (`\x5c`), and so are the dots of `.` and `..`. Different bytes always give different text.
 */
export function printableName(name: Uint8Array): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  const latin = bytes.toString('latin1');
  if (PLAIN.test(latin)) return latin === '.' || latin === '..' ? latin.replaceAll('.', '\\x2e') : latin;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 1) {
      text += ASCII[bytes[at] ?? 0];
      at++;
      continue;
    }
    const end = at + Math.max(length, 1);
    const character = length === 0 ? '' : bytes.toString('utf8', at, end);
    if (length > 0 && safeText(character) === character) text += character;
    else for (let i = at; i < end; i++) text += escaped(bytes[i] ?? 0);
    at = end;
  }
  return text;
}

const escaped = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;

/** How each of the first 128 bytes is written. */
const ASCII = Array.from({ length: 0x80 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : escaped(byte);
});

/** Whether a name needs no escape to be shown, apart from the backslashes that collectors leave in names. */
export function isPlainName(name: Uint8Array): boolean {
  return !printableName(name).replaceAll('\\x5c', '').includes('\\');
}

/** A name as Windows would show it: UTF-8 where it is, else one character a byte, as a name from an ANSI code page nearly is. */
export function nameText(name: Uint8Array): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(bytes) ? bytes.toString('latin1') : text;
}

/** Length of the well-formed UTF-8 sequence at `at` (RFC 3629, table 3-7 of Unicode), 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const [second = 0, third = 0, fourth = 0] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  const continues = (byte: number) => byte >= 0x80 && byte <= 0xbf;
  if (first >= 0xc2 && first <= 0xdf) return continues(second) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (first === 0xe0 && second < 0xa0) return 0;
    if (first === 0xed && second > 0x9f) return 0;
    return continues(second) && continues(third) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (first === 0xf0 && second < 0x90) return 0;
    if (first === 0xf4 && second > 0x8f) return 0;
    return continues(second) && continues(third) && continues(fourth) ? 4 : 0;
  }
  return 0;
}
