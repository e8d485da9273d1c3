/** Longest run of attributes that is read, characters. */
const MAXIMUM_LENGTH = 2_000_000;

/** Attributes of a tag or directive: names in lower case, values without quotation marks and with entities decoded. The first of a name counts. */
export function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  const pattern =
    /([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|[\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]|([^\s"'>]+)))?/g;
  for (const [, name = '', double, single, curly, bare] of text.slice(0, MAXIMUM_LENGTH).matchAll(pattern)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeEntities(double ?? single ?? curly ?? bare ?? '').trim());
  }
  return attributes;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lpar: '(',
  rpar: ')',
  period: '.',
  sol: '/',
  Tab: '\t',
  NewLine: '\n',
  colon: ':',
  semi: ';',
  lsqb: '[',
  rsqb: ']',
  equals: '=',
  plus: '+',
  num: '#',
  percnt: '%',
};

/** `&#101;`, `&#x65;`, `&lt;` and the like as the characters that they stand for; unknown ones as written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
      const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '0', 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
