const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
  '\r': '',
};

/** The text that a C# or JScript literal stands for. Unknown escapes stand for the letter behind the backslash. */
export function unescapeCurly(body: string): string {
  return body.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,4})|([0-7]{3})|([\s\S]))/g,
    (_, u?: string, long?: string, x?: string, octal?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (other !== undefined) return SIMPLE[other] ?? other;
      const value = Number.parseInt(u ?? long ?? x ?? '0', 16);
      return value <= 0x10ffff ? String.fromCodePoint(value) : '';
    },
  );
}
