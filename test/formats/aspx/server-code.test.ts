import { expect, it } from 'vitest';
import { readAspx } from '../../../src/formats/aspx/read-aspx.js';
import { serverCode } from '../../../src/formats/aspx/server-code.js';

function codeOf(text: string, extension: string): string[] {
  const document = readAspx({ text, offsetAt: (index: number) => index }, extension);
  return document === null ? [] : serverCode(document).map(({ language, text: code }) => `${language}: ${code.text}`);
}

it.each([
  ['a block is code as it stands', 'aspx', '<% a(); %>', ['csharp:  a(); \n']],
  [
    'an expression is written to the answer',
    'aspx',
    '<%@ Page Language="C#" %><%= a %>',
    ['csharp: ;Response.Write( a );\n'],
  ],
  ['an encoded expression, too', 'aspx', '<%@ Page Language="C#" %><%: a %>', ['csharp: ;Response.Write( a );\n']],
  ['a binding, too', 'aspx', '<%@ Page Language="C#" %><%# a %>', ['csharp: ;Response.Write( a );\n']],
  ['an expression of Razor, too', 'cshtml', '@a.B(c)', ['csharp: ;Response.Write(a.B(c));\n']],
  ['code of Razor is not', 'cshtml', '@{ a(); }', ['csharp:  a(); \n']],
  ['in Basic it ends with the line', 'asp', '<%= a %>', ['vbscript: \nResponse.Write( a )\n']],
  ['what a builder makes is no code', 'aspx', '<% a(); %><%$ f:g %>', ['csharp:  a(); \n']],
])('%s', (_, extension, text, expected) => expect(codeOf(text, extension)).toEqual(expected));

it('has one piece for each language, in the order in which they come', () => {
  const text = '<%@ Page Language="VB" %><% a %><script runat="server" language="C#">b;</script><%= c %>';
  expect(codeOf(text, 'aspx')).toEqual(['vb:  a \n\nResponse.Write( c )\n', 'csharp: b;\n']);
});

it.each([
  ['a semicolon ends no statement of Basic', 'a(b);', ['csharp']],
  ['in a text or comment of Basic it is one of many characters', 'a("b; {") \' c; {};', ['csharp', 'vb']],
  ['words of Basic are none of C#', 'If a Then b()', ['vb']],
  ['in a text or comment of C# they are words', 'a("Dim b Then"); /* End Sub */', ['csharp']],
  ['nothing tells', 'a(b("c"))', ['vb', 'csharp']],
  ['an array of Basic looks like a block', 'a({b("c")}(0))', ['csharp', 'vb']],
  ['it is neither', 'Dim a; Then b;', ['vb', 'csharp']],
])('code of which nothing tells the language is read in each that it may be in: %s', (_, code, languages) => {
  for (const page of [`<%${code}%>`, `<%@ Page Language="none" %><script runat="server">${code}</script>`])
    expect(codeOf(page, 'aspx').map((piece) => piece.slice(0, piece.indexOf(':')))).toEqual(languages);
  expect(codeOf(`<%@ Page Language="C#" %><%${code}%>`, 'aspx').map((piece) => piece.slice(0, 6))).toEqual(['csharp']);
});
