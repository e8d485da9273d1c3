/** The word that was probably meant, null where none is near: for "did you mean". Of short words one letter may be wrong, of others two. */
export function closestWord(written: string, words: Iterable<string>): string | null {
  let closest: string | null = null;
  let least = written.length < 4 ? 2 : 3;
  for (const word of words) {
    const distance = editDistance(written, word);
    if (distance < least) [closest, least] = [word, distance];
  }
  return closest;
}

/** Letters to add, take away or change (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, wanted] of [...other].entries()) {
      const changed = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
