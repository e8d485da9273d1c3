import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredEncoding, decodeText, decodeTexts } from '../../../src/formats/text-encoding/decode-text.js';
import { EBCDIC_TABLES } from '../../../src/formats/text-encoding/ebcdic.js';

const page = '<%@ Page Language="C#" %>\n<% Response.Write("größer"); %>';

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

function utf32(text: string, big: boolean): Buffer {
  const bytes = Buffer.alloc([...text].length * 4);
  [...text].forEach((c, i) => {
    const code = c.codePointAt(0) ?? 0;
    if (big) bytes.writeUInt32BE(code, i * 4);
    else bytes.writeUInt32LE(code, i * 4);
  });
  return bytes;
}

function ebcdic(text: string, table: keyof typeof EBCDIC_TABLES): Buffer {
  return Buffer.from([...text].map((c) => EBCDIC_TABLES[table].indexOf(c)));
}

function utf7(text: string): Buffer {
  const encoded = text.replace(
    /[^A-Za-z0-9 "'(),./:?=\n-]+/g,
    (part) => `+${utf16be(part).toString('base64').replace(/=+$/, '')}-`,
  );
  return Buffer.from(encoded, 'latin1');
}

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from(page), 'utf-8'],
    ['UTF-8 with mark', Buffer.from(`\ufeff${page}`), 'utf-8'],
    ['UTF-16LE with mark', Buffer.from(`\ufeff${page}`, 'utf16le'), 'utf-16le'],
    ['UTF-16LE', Buffer.from(page, 'utf16le'), 'utf-16le'],
    ['UTF-16BE with mark', utf16be(`\ufeff${page}`), 'utf-16be'],
    ['UTF-16BE', utf16be(page), 'utf-16be'],
    ['UTF-32LE with mark', utf32(`\ufeff${page}`, false), 'utf-32le'],
    ['UTF-32LE', utf32(page, false), 'utf-32le'],
    ['UTF-32BE with mark', utf32(`\ufeff${page}`, true), 'utf-32be'],
    ['UTF-32BE', utf32(page, true), 'utf-32be'],
    ['UTF-7', utf7(page), 'utf-7'],
    ['EBCDIC 37', ebcdic(page, 'ibm037'), 'ibm037'],
    ['GBK', Buffer.from([...Buffer.from('<% a = "'), 0xd6, 0xd0, ...Buffer.from('" %>')]), 'whatwg:gbk'],
    ['Latin-1', Buffer.from('<% a = "caf\xe9" %>', 'latin1'), 'latin1'],
  ])('reads %s', (_, bytes, encoding) => {
    const decoded = decodeText(bytes);
    expect(decoded.encoding).toBe(encoding);
    if (encoding !== 'latin1' && encoding !== 'whatwg:gbk') expect(decoded.text.replace('\ufeff', '')).toBe(page);
  });

  it.each(['ibm037', 'ibm500', 'ibm1026', 'ibm1140'] as const)(
    'reads %s where the XML declaration names it',
    (table) => {
      const text = `<?xml version="1.0" encoding="${table}"?><a>[x]</a>`;
      expect(decodeText(ebcdic(text, table))).toMatchObject({ encoding: table, text });
    },
  );

  it('finds UTF-16 code behind other bytes', () => {
    const bytes = Buffer.concat([Buffer.from('PK\x03'), Buffer.from(page, 'utf16le')]);
    const texts = decodeTexts(bytes);
    expect(texts.some(({ text }) => text.includes(page))).toBe(true);
  });

  it.each([
    ['<%@codepage=65000%><% +AGEAYg- %>', 'utf-7', 'ab'],
    ['<%@ Page CodePage="65000" %><% e+x-v+x-al %>', 'utf-7', 'eval'],
  ])('believes the code page of %s', (source, encoding, holds) => {
    const declared = decodeTexts(Buffer.from(source)).find(({ found }) => found === 'declared');
    expect(declared).toMatchObject({ encoding });
    expect(declared?.text).toContain(holds);
  });

  it.each([
    ['<%@ Page CodePage="936" %>', 'whatwg:gbk'],
    ['<%@ Page ResponseEncoding="utf-7" %>', 'utf-7'],
    ['<globalization fileEncoding="IBM037" />', 'ibm037'],
    ['<?xml version="1.0" encoding="utf-16"?>', 'utf-16le'],
    ['<%@ Page CodePage="nonsense!" %>', null],
    ['plain text', null],
  ])('knows what %s declares', (head, encoding) => expect(declaredEncoding(head)).toBe(encoding));

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text), (before: string) => Buffer.byteLength(before)],
    ['UTF-16LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), (before: string) => 2 + before.length * 2],
  ])('maps places of %s back to bytes', (_, encode, place) => {
    const text = '<% größer € 𝒳 %>\n<% here %>';
    const decoded = decodeText(encode(text));
    for (const word of ['größer', '€', '𝒳', 'here']) {
      expect(decoded.offsetAt(decoded.text.indexOf(word))).toBe(place(text.slice(0, text.indexOf(word))));
    }
  });

  it('maps places of a code page back to bytes', () => {
    const bytes = Buffer.from([
      ...Buffer.from('<%@ Page CodePage="932" %>\n"'),
      0x83,
      0x5c,
      0x83,
      0x5c,
      ...Buffer.from('" here'),
    ]);
    const decoded = decodeTexts(bytes).find(({ found }) => found === 'declared');
    expect(decoded?.offsetAt(decoded.text.indexOf('here'))).toBe(bytes.indexOf('here'));
  });

  it('maps every place of long lines back to bytes, in whatever order they are asked for', () => {
    const character = fc.constantFrom('a', 'ö', '中', '\u{1f600}', 'b');
    const part = fc.array(character, { minLength: 1, maxLength: 40 }).map((some) => some.join(''));
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 300, maxLength: 500 }),
        fc.array(fc.nat(), { minLength: 9 }),
        (parts, at) => {
          // Beginnings of characters; the second line is long again.
          const characters = [...`x\n${parts.join('')}\n${parts.join('').repeat(2)}`];
          const decoded = decodeText(Buffer.from(characters.join('')));
          for (const number of at.map((one) => one % characters.length)) {
            const before = characters.slice(0, number).join('');
            expect(decoded.offsetAt(before.length)).toBe(Buffer.byteLength(before));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('maps every place of a line in a code page back to bytes', () => {
    const line = Buffer.from([
      ...Buffer.from('"ab'),
      0x83,
      0x5c,
      ...Buffer.from('c'),
      0x83,
      0x5c,
      ...Buffer.from('d"'),
    ]);
    const head = Buffer.from('<%@ Page CodePage="932" %>\n');
    const decoded = decodeTexts(Buffer.concat([head, line, Buffer.from('\n'), line])).find(
      ({ found }) => found === 'declared',
    );
    const places = [...(decoded?.text.slice(head.length) ?? '')].map((_, at) => decoded?.offsetAt(head.length + at));
    const ofLine = [0, 1, 2, 3, 5, 6, 8, 9];
    const second = head.length + line.length + 1;
    expect(places).toEqual([...ofLine.map((at) => head.length + at), second - 1, ...ofLine.map((at) => second + at)]);
  });

  it('reads anything and keeps places within the file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const decoded of decodeTexts(bytes)) {
          for (const index of [0, decoded.text.length >> 1, decoded.text.length, decoded.text.length + 5]) {
            const offset = decoded.offsetAt(index);
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(offset).toBeLessThanOrEqual(bytes.length);
          }
        }
      }),
    );
  });
});
