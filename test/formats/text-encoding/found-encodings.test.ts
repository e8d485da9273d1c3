import { expect, it } from 'vitest';
import { decodeTexts } from '../../../src/formats/text-encoding/decode-text.js';
import { EBCDIC_TABLES } from '../../../src/formats/text-encoding/ebcdic.js';

const little = (text: string): Buffer => Buffer.from(text, 'utf16le');
const big = (text: string): Buffer => little(text).swap16();
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');
const ibm = (text: string): Buffer => Buffer.from([...text].map((c) => EBCDIC_TABLES.ibm037.indexOf(c)));
const wide = (text: string, at: number): Buffer =>
  Buffer.from([...raw(text)].flatMap((byte) => [0, 0, 0, 0].map((_, i) => (i === at ? byte : 0))));

/** Every text that the server may see, a line each: its encoding, how it was found, where its first letter stands, how it begins. */
const found = (bytes: Uint8Array): string[] =>
  decodeTexts(bytes).map(
    (one) => `${one.encoding} ${one.found} ${one.offsetAt(0)} ${JSON.stringify(one.text.slice(0, 40))}`,
  );

it.each<[string, Uint8Array, string[]]>([
  ['nothing', raw(''), ['utf-8 default 0 ""']],
  ['one NUL', raw('\0'), ['utf-8 default 0 "\\u0000"']],
  ['three NULs', raw('\0\0\0'), ['utf-8 default 0 "\\u0000\\u0000\\u0000"']],
  ['a mark of UTF-8', raw('\xef\xbb\xbfa'), ['utf-8 mark 3 "a"']],
  ['part of a mark', raw('\xef\xbba'), ['whatwg:gbk default 0 "锘a"']],
  ['a mark of UTF-16', Buffer.concat([raw('\xff\xfe'), little('<%@')]), ['utf-16le mark 2 "<%@"']],
  ['a mark of UTF-16BE', Buffer.concat([raw('\xfe\xff'), big('<%@')]), ['utf-16be mark 2 "<%@"']],
  ['a mark of UTF-32', Buffer.concat([raw('\xff\xfe\0\0'), wide('ab', 0)]), ['utf-32le mark 4 "ab"']],
  ...['8', '9', '+', '/'].map((last): [string, Uint8Array, string[]] => [
    `a mark of UTF-7 that ends in ${last}`,
    raw(`+/v${last}-<%`),
    [expect.stringMatching(/^utf-7 mark 0 /)],
  ]),
  ['no mark of UTF-7', raw('+/v7-<%'), ['utf-8 default 0 "+/v7-<%"']],
  ['the beginning of one', raw('+/v'), ['utf-8 default 0 "+/v"']],
  ['others of its letters', raw('+/w8'), ['utf-8 default 0 "+/w8"']],
  ['others before them', raw('+.v8'), ['utf-8 default 0 "+.v8"']],
  ['a text with a plus', raw('-/v8'), ['utf-8 default 0 "-/v8"']],
  ['UTF-16', little('abcdef'), ['utf-16le detected 0 "abcdef"']],
  ['UTF-16 with a byte too many', little('abcdef').subarray(0, 11), ['utf-16le detected 0 "abcde"']],
  ['UTF-16BE', big('abcdef'), ['utf-16be detected 0 "abcdef"']],
  ['UTF-16 behind one byte', Buffer.concat([raw('x'), little('abcdef')]), ['utf-16le detected 1 "abcdef"']],
  ['UTF-32', wide('abcdef', 0), ['utf-32le detected 0 "abcdef"']],
  ['UTF-32BE', wide('abcdef', 3), ['utf-32be detected 0 "abcdef"']],
  ['letters among NULs elsewhere', wide('abcdef', 1), [expect.stringMatching(/^utf-8 default 0 /)]],
  ['EBCDIC', ibm('<%@ a %>'), ['ibm037 detected 0 "<%@ a %>"']],
  ['a script in EBCDIC', ibm('<script>'), ['ibm037 detected 0 "<script>"']],
  [
    'bytes of it beside a page',
    Buffer.concat([ibm('<script>'), raw('<%')]),
    [expect.stringMatching(/^whatwg:gbk default/)],
  ],
  [
    'bytes of it beside a tag',
    Buffer.concat([ibm('<script>'), raw('<s')]),
    [expect.stringMatching(/^whatwg:gbk default/)],
  ],
  ['UTF-7', raw('+ADw-script'), ['utf-7 detected 0 "<script"']],
  ['UTF-7 of a block', raw('+ADwAJQ-a'), ['utf-7 detected 0 "<%a"']],
  ['UTF-7 beside a page', raw('+ADw-script<%'), ['utf-8 default 0 "+ADw-script<%"']],
  ['letters that are like it', raw('+ADwX'), ['utf-8 default 0 "+ADwX"']],
  [
    'UTF-16 behind other bytes',
    Buffer.concat([raw('PK\x03\x04abcdefghijklmnop'), little('<%@ a')]),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^utf-16le detected 0 .*<%@ a/)],
  ],
  [
    'UTF-16 behind an odd number of them',
    Buffer.concat([raw('abcdefghijklmnopq'), little('<% a')]),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^utf-16le detected 1 .*<% /)],
  ],
  [
    'UTF-16BE behind them',
    Buffer.concat([raw('abcdefghijklmnop'), big('<script>')]),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^utf-16le detected 1 .*p<script/)],
  ],
  [
    'UTF-16BE behind an odd number of them',
    Buffer.concat([raw('abcdefghijklmnopq'), big('<script>')]),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^utf-16le detected 0 .*q<script/)],
  ],
  ['letters with NULs', raw('abcdefgh\0ijkl'), ['utf-8 default 0 "abcdefgh\\u0000ijkl"']],
  ['GBK', raw('a\xd6\xd0'), ['whatwg:gbk default 0 "a中"']],
  ['GBK with a NUL', raw('abcdefgh\0a\xd6\xd0'), ['latin1 default 0 "abcdefgh\\u0000aÖÐ"']],
  [
    'a declaration of what it is not',
    raw('<%@ codepage=936 %>caf\xe9'),
    [expect.stringMatching(/^latin1 default 0 /), expect.stringMatching(/^whatwg:gbk declared 0 /)],
  ],
  ['a declaration that changes nothing', raw('<%@ codepage=936 %>'), [expect.stringMatching(/^utf-8 default 0 /)]],
  ['UTF-7 declared, without a plus', raw('<%@ codepage=65000 %>'), [expect.stringMatching(/^utf-8 default 0 /)]],
  [
    'UTF-7 declared, with one',
    raw('<%@ codepage=65000 %>+AGE-'),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^utf-7 declared 0 /)],
  ],
  [
    'EBCDIC declared in letters',
    raw('<?xml encoding="ibm037"?>'),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^ibm037 declared 0 /)],
  ],
  [
    'UTF-16 declared in letters',
    raw('<?xml encoding="utf-16"?>'),
    [expect.stringMatching(/^utf-8 default 0 /), expect.stringMatching(/^utf-16le declared 0 /)],
  ],
  ['Latin-1 declared', raw('<?xml encoding="iso-8859-1"?>\xc3\xa9'), [expect.stringMatching(/^utf-8 default/)]],
])('reads %s', (_, bytes, expected) => expect(found(bytes)).toEqual(expected));

it.each([
  ['utf-16le', little('a\u00e9\ud835\udcb3b'), [0, 2, 4, 6, 8]],
  ['utf-32le', Buffer.concat([raw('\xff\xfe\0\0'), wide('abc', 0)]), [4, 8, 12, 16, 16]],
  ['utf-8', Buffer.from('a\u00e9\n\ud835\udcb3b'), [0, 1, 3, 4, 4, 8, 9]],
  ['whatwg:gbk', raw('a\xd6\xd0\n\xd6\xd0b'), [0, 1, 3, 4, 6, 7, 7]],
] as const)('finds the bytes of each letter of %s', (encoding, bytes, places) => {
  const text = decodeTexts(bytes).find((one) => one.encoding === encoding);
  expect(places.map((_, at) => text?.offsetAt(at))).toEqual(places);
});
