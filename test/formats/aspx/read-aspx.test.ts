import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAspx } from '../../../src/formats/aspx/read-aspx.js';

const textOf = (text: string) => ({ text, offsetAt: (index: number) => index });

function blocks(text: string, extension: string): string[] {
  return (readAspx(textOf(text), extension)?.blocks ?? []).map(
    ({ kind, language, code }) => `${kind} ${language} ${code.trim()}`,
  );
}

describe('readAspx', () => {
  it.each([
    [
      'aspx',
      '<%@ Page Language="VB" %><% a %><%= b %><%: c %><%# d %><%#: e %><%$ f:g %><%-- h --%>',
      ['render vb a', 'expression vb b', 'expression vb c', 'binding vb d', 'binding vb e', 'builder vb f:g'],
    ],
    ['aspx', '<SCRIPT language=JScript runat = "server">a</script><script>b</script>', ['script jscript a']],
    ['aspx', '\x00\x01PK\x03<%@page language=c#%>\xff<%a%>', ['render csharp a']],
    ['aspx', '<% @Page Language="JScript"><%a%>', ['render jscript a']],
    ['aspx', '<script runat=server>a;', ['script csharp a;']],
    [
      'ashx',
      '<%@ WebHandler Language="C#" Class="A" %>class A { string s = "<%= 1 %>"; }',
      ['body csharp class A { string s = "<%= 1 %>"; }'],
    ],
    ['svc', '<%@ ServiceHost Service="A" Factory="B" %>', []],
    ['soap', '<%@ WebService Language="VB" Class="A" %>\nClass A', ['body vb Class A']],
    ['txt', '<%@ WebHandler Language="C#" Class="A" %>class A {}', ['body csharp class A {}']],
    ['cs', 'class A {}', ['body csharp class A {}']],
    [
      'cshtml',
      '@{ var a = 1; }<p>@a.B(c)</p>@(d) x@example.com @@e @* f *@ @if (g) { h }',
      [
        'razor csharp var a = 1;',
        'razor-expression csharp a.B(c)',
        'razor-expression csharp (d)',
        'razor csharp if (g) { h }',
      ],
    ],
    ['vbhtml', '@Code\n Dim a = 1\nEnd Code\n@a', ['razor vb Dim a = 1', 'razor-expression vb a']],
    [
      'asp',
      '<% a %><script language="javascript" runat="server">b</script>',
      ['render vbscript a', 'script jscript b'],
    ],
    ['inc', '<% A.B(c["d"]); %>', ['render csharp A.B(c["d"]);']],
    [
      'inc',
      '<% Set a = CreateObject("b") : Execute Request("c") %>',
      ['render vbscript Set a = CreateObject("b") : Execute Request("c")'],
    ],
    [
      'config',
      '<configuration/><!-- <% Set a = CreateObject("b") : Execute Request("c") %> -->',
      ['render vb Set a = CreateObject("b") : Execute Request("c")'],
    ],
    ['asax', '<%@ Application Language="C#" %><script runat="server">a</script>', ['script csharp a']],
  ] as const)('reads %s: %s', (extension, text, expected) => expect(blocks(text, extension)).toEqual(expected));

  it.each([
    ['html', '<p>no code</p>'],
    ['js', 'var t = "<%= name %>";'],
    ['html', '<script type="text/template"><% if (a) { %>x<% } %></script>'],
    ['json', '{}'],
  ])('leaves %s alone: %s', (extension, text) => expect(readAspx(textOf(text), extension)).toBeNull());

  it.each([
    ['a directive', '<% @ Page Language="C#" %>', 1, []],
    ['code that begins with a name in disguise', '<% @A.@B(c); %>', 0, ['render']],
    ['a binding expression', '<%# A %>', 0, ['binding']],
    ['an instruction to the compiler', '<%\n#line 1\nA(); %>', 0, ['render']],
    ['an expression', '<% = A %>', 0, ['expression']],
  ])('tells %s from the rest', (_, text, directives, kinds) => {
    const document = readAspx(textOf(text), 'aspx');
    expect(document?.directives.length).toBe(directives);
    expect(document?.blocks.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('reads helpers of Razor as methods', () => {
    const document = readAspx(textOf('@helper Go(string a) { <b>@a</b> }'), 'cshtml');
    expect(document?.blocks.map(({ code }) => code.slice(0, 22))).toEqual(['helper Go(string a) { ']);
  });

  it.each([
    ['spaces', ' '.repeat(20_100)],
    ['a title', ` title="${'x'.repeat(20_100)}"`],
    ['a title of a million characters', ` title='${'x'.repeat(1_000_000)}'`],
  ])('reads a script of the server behind %s in its tag', (_, before) => {
    const page = `<script language="vbscript"${before} runat="server">x = 1</script>`;
    expect(blocks(page, 'asp')).toEqual(['script vbscript x = 1']);
  });

  it.each([
    ['<script src="a.js"></script><% x = 1 %>', false],
    ["<script src='a.js></script><% x = 1 %>", false],
    [`<script title="${'x'.repeat(2_000_100)}" runat="server">x = 1</script>`, true],
    [`<input title="${'x'.repeat(2_000_100)}" /><% x = 1 %>`, false],
  ])('says whether a tag is longer than is read, where it may be one of a script of the server: %#', (page, cut) => {
    expect(readAspx(textOf(page), 'asp')?.cut).toBe(cut);
  });

  it("takes Microsoft's script encoding off", () => {
    // What the encoder makes of `x = 1`; written by hand from its tables.
    const document = readAspx(textOf("<%#@~^BQAAAA==a,'~8mgAAAA==^#~@%>"), 'asp');
    expect(document?.blocks).toMatchObject([{ kind: 'render', encoded: true, code: 'x = 1' }]);
  });

  it('names the files that a page takes code from', () => {
    const document = readAspx(
      textOf(
        '<%@ Page CodeFile="a.png" %><%@ Register Src="b.ascx" %><!-- #include virtual="/c.inc" --><script runat="server" src="d.cs"></script>',
      ),
      'aspx',
    );
    expect(document?.references.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
      'source a.png',
      'control b.ascx',
      'include /c.inc',
      'script-source d.cs',
    ]);
  });

  it('lists elements of the server with their attributes', () => {
    const document = readAspx(
      textOf(
        '<%@ Page %><asp:TextBox ID="a" runat="server" Text="x&#65;" /><input id="b"><object runat=server id=c progid="d.e">',
      ),
      'aspx',
    );
    expect(
      document?.elements.map(({ tag, attributes }) => [tag, attributes.get('id'), attributes.get('text')]),
    ).toEqual([
      ['asp:textbox', 'a', 'xA'],
      ['object', 'c', undefined],
    ]);
  });

  it('reads anything, with places within the text', () => {
    const words = fc.constantFrom(
      '<%',
      '%>',
      '<%@',
      '<%--',
      '<script runat=server>',
      '</script>',
      '"',
      '@{',
      '}',
      '@',
      '<asp:TextBox runat="server"',
      '>',
      '#@~^AAAAAA==',
      '==^#~@',
      ' Language="VB"',
      '<!--#include file="a"-->',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 40 }),
        fc.constantFrom('aspx', 'ashx', 'cshtml', 'vbhtml', 'asp', 'config', 'html', 'cs'),
        (parts, extension) => {
          const text = parts.join('');
          const document = readAspx(textOf(text), extension);
          for (const { start, end } of document?.blocks ?? []) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['openings', '<%'.repeat(100_000)],
    ['directives that do not close', '<%@ \u4e2d'.repeat(200_000)],
    ['includes that do not close', '<!--#include '.repeat(100_000)],
    ['tags', '<asp:TextBox runat="server" id="'.repeat(20_000)],
    ['scripts', '<script runat="server">'.repeat(20_000)],
    ['Razor', '@('.repeat(50_000)],
  ])('gets through many %s', (_, text) => {
    for (const extension of ['aspx', 'cshtml', 'html']) readAspx(textOf(text), extension);
  });
});
