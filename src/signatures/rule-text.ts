const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a rule file: UTF-8, or UTF-16 by its mark or by the NULs in its first characters. Null where it is neither. */
export function decodeRuleText(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && third !== 0 && fourth === 0)) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && third === 0 && fourth !== 0)) {
    return new TextDecoder('utf-16be').decode(bytes);
  }
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
