/** Records of a CSV text (RFC 4180: quoted values may hold separators, line ends and doubled quotes), line by line of the text. */
export function* csvRecords(text: string): Generator<string[]> {
  let record: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    let value = '';
    if (text[at] === '"') {
      for (at++; at < text.length; ) {
        const quote = text.indexOf('"', at);
        const end = quote < 0 ? text.length : quote;
        value += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        value += '"';
        at++;
      }
    }
    const end = endOfValue(text, at);
    value += text.slice(at, end);
    record.push(value);
    at = end;
    if (text[at] === ',') {
      at++;
      if (at < text.length) continue;
      record.push('');
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    if (record.length > 1 || record[0] !== '') yield record;
    record = [];
  }
}

/** Records by the names of the first one, in lower case. */
export function* csvRows(text: string): Generator<ReadonlyMap<string, string>> {
  let columns: string[] | null = null;
  for (const record of csvRecords(text)) {
    if (columns === null) columns = record.map((name) => name.trim().toLowerCase());
    else yield new Map(columns.map((name, index) => [name, record[index] ?? '']));
  }
}

function endOfValue(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || code === 0x0a || code === 0x0d) return at;
  }
  return text.length;
}
