/** Rows of a CSV text with the line they begin at. Quotes may hold separators, quotes and line ends. Linear, never throws. */
export function* csvRows(
  text: string,
  separator = ',',
): Generator<{ readonly cells: string[]; readonly line: number }> {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const cells: string[] = [];
    const first = line;
    for (let more = true; more; ) {
      let cell: string;
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1);
        cell = text.slice(at + 1, end).replaceAll('""', '"');
        for (let i = text.indexOf('\n', at); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) line++;
        at = end + 1;
      } else cell = '';
      const rest = /[^\n]*?(?=[\n]|$)/y;
      rest.lastIndex = at;
      const plain = rest.exec(text)?.[0] ?? '';
      const cut = plain.indexOf(separator);
      cells.push((cell + (cut < 0 ? plain : plain.slice(0, cut))).replace(/\r$/, ''));
      at += cut < 0 ? plain.length : cut + 1;
      more = cut >= 0;
    }
    at++;
    line++;
    yield { cells, line: first };
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return text.length;
}
