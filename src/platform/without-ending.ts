/** A text without those of the characters that it ends in. A regular expression looks at every run of them again from each of its places. */
export function withoutEnding(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
