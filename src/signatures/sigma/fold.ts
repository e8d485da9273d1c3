const NON_ASCII = /[^\x00-\x7f]/;
const folded = new Map<number, string>();

/**
 * Folds case one character for one, as Sigma's case-insensitive comparison needs it: `Ä` equals `ä`, `ß` does not equal `ss`.
 * A character outside ASCII never becomes an ASCII one (the Kelvin sign is no `k`): what a fold of ASCII text can match
 * stays ASCII, which the prefilter relies on.
 */
export function fold(text: string): string {
  if (!NON_ASCII.test(text)) return text.toLowerCase();
  let result = '';
  for (const character of text) result += foldCharacter(character);
  return result;
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return character.toLowerCase();
  const known = folded.get(code);
  if (known !== undefined) return known;
  const lower = singleNonAscii(singleNonAscii(character.toUpperCase(), character).toLowerCase(), '');
  const result = lower === '' ? singleNonAscii(character.toLowerCase(), character) : lower;
  if (code < 0x10000) folded.set(code, result);
  return result;
}

/** The text where it is one code point above ASCII, else the fallback. */
function singleNonAscii(text: string, fallback: string): string {
  const code = text.codePointAt(0) ?? 0;
  return code >= 0x80 && text.length === (code > 0xffff ? 2 : 1) ? text : fallback;
}
