// Space is what XML takes for it: other spaces, and the mark of byte order, are parts of names.
const NAME = /[^ \t\r\n=/>"']+/y;
const EQUALS = /[ \t\r\n]*=[ \t\r\n]*/y;

/** Where the attributes of a well-formed start tag stand: each name with the index of its first character, duplicates too. */
export function* locateAttributes(tag: string): Generator<{ name: string; index: number }> {
  let at = /^<[^ \t\r\n/>]+/.exec(tag)?.[0].length ?? tag.length;
  while (at < tag.length) {
    NAME.lastIndex = at;
    const name = NAME.exec(tag)?.[0];
    if (name === undefined) {
      at++;
      continue;
    }
    const index = at;
    EQUALS.lastIndex = at + name.length;
    const equals = EQUALS.exec(tag)?.[0];
    if (equals === undefined) return;
    const quote = at + name.length + equals.length;
    const end = tag.indexOf(tag[quote] ?? '"', quote + 1);
    yield { name, index };
    if (end < 0) return;
    at = end + 1;
  }
}
