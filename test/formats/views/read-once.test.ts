import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createWebContent, isClassicAsp } from '../../../src/formats/views/web-content.js';

const of = (source: string | Buffer, extension = 'aspx') => createWebContent(Buffer.from(source), { extension });

describe('what is read of a file', () => {
  it('is code of one language where what names it says so', () => {
    const content = createWebContent(Buffer.from('a(b)'), { extension: 'txt', language: 'vb' });
    expect(content.document?.blocks.map(({ kind, language }) => `${kind} ${language}`)).toEqual(['body vb']);
    expect(createWebContent(Buffer.from('MZ'), { extension: 'dll', language: 'vb' }).document).toBeNull();
  });

  it('is what it declares itself to be, rather than what it looks like', () => {
    const { document } = of('<%@ codepage=65000 %><script runat=server>a+ADs-</script>');
    expect(document?.blocks.map(({ code }) => code)).toEqual(['a;']);
    expect(of('<%@ codepage=1252 %><% caf\u00e9 %>').document?.blocks.map(({ code }) => code)).toEqual([
      ' caf\u00c3\u00a9 ',
    ]);
  });

  it('ends with so many bytes, which is told of code alone', () => {
    const long = ' '.repeat(4 << 20);
    expect(of(`<% a %>${long}`).limits).toEqual(['server code read up to 4 MiB only']);
    expect(of(`<% a %>${long.slice(8)}`).limits).toEqual([]);
    expect(of(`a${long}`, 'txt').limits).toEqual([]);
  });

  it.each<[string, string, boolean]>([
    ['asp', '<% a %>', true],
    ['asp', '<%@ Language=JScript %><% a %>', true],
    ['asp', '<% a %><script runat=server language=jscript>b</script>', true],
    ['asp', '<% a %><script runat=server language="c#">b</script>', false],
    ['inc', '<% a = b %>', true],
    ['aspx', '<%@ Page Language=JScript %><% a %>', false],
    ['ashx', '<%@ WebHandler Language=JScript %>a', false],
    ['txt', '<%@ Language=JScript %><% a %>', true],
    ['asp', '<p>', false],
    ['txt', 'a', false],
  ])('a .%s with %s may be classic ASP: %s', (extension, source, expected) => {
    expect(isClassicAsp(of(source, extension))).toBe(expected);
  });
});

const page = (code: string): string => `<%@ Page Language="C#" %><% ${code} %>`;
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
const numbers = (text: string): string => [...Buffer.from(text)].join(', ');
const said = 'what the literal holds, and nobody was to read';
const backwards = [...said].reverse().join('');

/** What the literals of a page hold. */
const opened = (code: string): string[] =>
  of(page(code))
    .views.filter(({ name }) => name === 'literals')
    .flatMap(({ bytes }) => Buffer.from(bytes).toString('latin1').split('\n'))
    .filter((line) => line !== '');

describe('a literal', () => {
  it.each<[string, string, string[]]>([
    ['in base64', `x = "${base64(said)}";`, [said]],
    ['too short', `x = "${base64('a short one, to be left')}";`, []],
    ['of nothing to read', 'x = "plain words, which no decoder would ever take";', []],
    ['put together', `x = "${base64(said).slice(0, 9)}" + "${base64(said).slice(9)}";`, [said]],
    ['of numbers', `x = new byte[] { ${numbers(said)} };`, [said]],
    ['of few numbers', `x = new byte[] { ${numbers(said.slice(0, 39))} };`, []],
    ['of just enough of them', `x = new byte[] { ${numbers(said.slice(0, 40))} };`, [said.slice(0, 40)]],
    ['of numbers and texts', `x = new object[] { "a", ${numbers(said)} };`, []],
    [
      'made by a call',
      `x = Encoding.UTF8.GetString(new byte[] { ${numbers(base64(said))} });`,
      [expect.anything(), expect.anything(), said],
    ],
    [
      'in an array of texts',
      `x = new[] { "${base64(said)}", "${base64(said.toUpperCase())}" };`,
      [said, said.toUpperCase()],
    ],
    ['in UTF-16', `x = "${base64(wide(said))}";`, [wide(said).toString('latin1'), said]],
    ['packed', `x = "${base64(gzipSync(said))}";`, [expect.stringMatching(/^\x1f/), expect.anything(), said]],
    ['backwards', 'x = "]\'a\'[tseuqeR.tcejbo";', ["object.Request['a']"]],
    ['backwards and long', `x = "tseuqer ${backwards}";`, [`${said} request`]],
    ['in an address', `x = "data:text/plain;base64,${base64(said)}";`, [said]],
  ])('%s is opened', (_, code, expected) => {
    const lines = opened(code);
    if (expected.length < 3) expect(lines).toEqual(expected);
    else expect(lines).toContain(said);
  });
});
