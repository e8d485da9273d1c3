/**
 * Sort weights of the characters that names of pages are made of, as NLS gives them where case does not count: `0E` and this
 * byte for a letter, `07` and this byte for the two signs.
 */
const LETTERS = Buffer.from('02090a1a2123252c3235364851707c7e898a91999fa2a4a6a7a9', 'hex');
const SIGNS: Readonly<Record<string, number>> = { '/': 0x35, _: 0x44 };

/**
 * `__VIEWSTATEGENERATOR` of a page: the sum of what `StringComparer.InvariantCultureIgnoreCase` hashes its folder (`/ecp`) and the
 * name of its type (`default_aspx`) to. Null where one of them has other characters than letters, `/` and `_`.
 */
export function viewStateGenerator(folder: string, type: string): number | null {
  const [a, b] = [hashOf(folder), hashOf(type)];
  return a === null || b === null ? null : (a + b) >>> 0;
}

/** What `StringComparer.InvariantCultureIgnoreCase` hashes a text to; null where it has other characters than letters, `/` and `_`. */
export function hashOf(text: string): number | null {
  const key: number[] = [];
  for (const character of text.toLowerCase()) {
    const sign = SIGNS[character];
    const letter = LETTERS[character.charCodeAt(0) - 0x61];
    if (sign !== undefined) key.push(7, sign);
    else if (letter !== undefined) key.push(14, letter);
    else return null;
  }
  key.push(1, 1, 1, 1);
  const sums: [number, number] = [5381, 5381];
  key.forEach((byte, i) => {
    const at = i % 2 === 0 ? 0 : 1;
    sums[at] = (Math.imul(sums[at], 33) ^ byte) | 0;
  });
  return (sums[0] + Math.imul(sums[1], 1566083941)) | 0;
}
