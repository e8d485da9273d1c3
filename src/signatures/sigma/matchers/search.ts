/** Longer texts are searched by Knuth, Morris and Pratt, whose time does not depend on them. */
const LONG = 64;

/** Compiles a search for a text: the first place at or after a position, or -1. Linear time, whatever both texts are. */
export function compileSearch(needle: string): (text: string, from: number) => number {
  if (needle.length < LONG) return (text, from) => text.indexOf(needle, from);
  const borders = bordersOf(needle);
  return (text, from) => {
    let matched = 0;
    for (let i = from; i < text.length; i++) {
      const code = text.charCodeAt(i);
      while (matched > 0 && needle.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
      if (needle.charCodeAt(matched) === code) matched++;
      if (matched === needle.length) return i + 1 - matched;
    }
    return -1;
  };
}

/** For each prefix, the length of the longest shorter one that is also its end. */
function bordersOf(needle: string): Uint32Array {
  const borders = new Uint32Array(needle.length);
  let length = 0;
  for (let i = 1; i < needle.length; i++) {
    const code = needle.charCodeAt(i);
    while (length > 0 && needle.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
    if (needle.charCodeAt(length) === code) length++;
    borders[i] = length;
  }
  return borders;
}
