/** What could move a cursor, colour a line, reverse reading order or not be seen at all. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u17b4\u17b5\u3164\uffa0]|\u034f|[\ufe00-\ufe0f]/gu;

/**
 * Text from evidence that may be shown: control characters, terminal escapes, line ends, format characters, bidirectional
 * overrides and lone surrogates are written as `\xNN` or `\u{N}`. Longer than `maximumLength` UTF-16 units it is cut, with `…`.
 */
export function safeText(text: string, maximumLength = 200): string {
  const cut = text.length > maximumLength;
  const safe = (cut ? text.slice(0, maximumLength) : text).replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
  return cut ? `${safe}…` : safe;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes from evidence as text that may be shown: UTF-8 where they are, else one character a byte, `\xNN` above ASCII. */
export function safeBytes(bytes: Uint8Array, maximumLength = 200): string {
  const part = bytes.length > maximumLength ? bytes.subarray(0, maximumLength) : bytes;
  const more = bytes.length > maximumLength ? '…' : '';
  try {
    return safeText(utf8.decode(part), maximumLength) + more;
  } catch {
    const text = Buffer.from(part).toString('latin1');
    return (
      safeText(text, maximumLength).replace(/[\u0080-\u00ff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`) + more
    );
  }
}
