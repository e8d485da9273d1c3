/**
 * Text from evidence that may be shown: control characters, terminal escapes, line ends, format characters and bidirectional
 * overrides are written as `\xNN` or `\u{N}`, so that nothing in it can move a cursor, colour a line or reverse reading order.
 */
export function safeText(text: string, maximumLength = 200): string {
  const cut = text.length > maximumLength;
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
  const safe = (cut ? text.slice(0, maximumLength) : text).replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (character) => {
      const code = character.charCodeAt(0);
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
    },
  );
  return cut ? `${safe}…` : safe;
}

/** Bytes from evidence as text that may be shown. UTF-8 where they are; single bytes are written `\xNN` where not. */
export function safeBytes(bytes: Uint8Array, maximumLength = 200): string {
  const cut = bytes.length > maximumLength;
  const part = Buffer.from(cut ? bytes.subarray(0, maximumLength) : bytes);
  const text = part.toString('utf8');
  if (!text.includes('\ufffd')) return safeText(text, maximumLength) + (cut ? '…' : '');
  return (
    safeText(part.toString('latin1'), maximumLength).replace(
      /[\u00a0-\u00ff]/g,
      (c) => `\\x${c.charCodeAt(0).toString(16)}`,
    ) + (cut ? '…' : '')
  );
}
