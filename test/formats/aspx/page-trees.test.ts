import { expect, it } from 'vitest';
import { readAspx } from '../../../src/formats/aspx/read-aspx.js';

/** Everything that was read of a page, a line each: what it is, and where it stands where it has an end. */
function tree(text: string, extension: string): string[] {
  const page = readAspx({ text, offsetAt: (index: number) => index }, extension);
  if (page === null) return ['nothing'];
  const named = (attributes: ReadonlyMap<string, string>) =>
    [...attributes].map(([name, value]) => ` ${name}=${value}`).join('');
  return [
    ...page.directives.map(({ name, attributes, start, end }) => `@${name}${named(attributes)} ${start}-${end}`),
    ...page.blocks.map(
      ({ kind, language, code, encoded, start, end }) =>
        `${encoded ? 'encoded ' : ''}${kind} ${language} [${code}] ${start}-${end}`,
    ),
    ...page.elements.map(({ tag, attributes, start }) => `<${tag}${named(attributes)} ${start}`),
    ...page.references.map(({ kind, target, start }) => `${kind} ${target} ${start}`),
    ...(page.cut ? ['cut'] : []),
  ];
}

it.each<[string, string, string[]]>([
  [
    'aspx',
    '<%@ Page Language="C#" %><%a%><%=b%><% = c %><%:d%><%#e%><%#:f%><%$g:h%><%-- i %> --%><%j',
    [
      '@page language=C# 0-25',
      'render csharp [a] 27-28',
      'expression csharp [b] 33-34',
      'expression csharp [ c ] 40-43',
      'expression csharp [d] 48-49',
      'binding csharp [e] 54-55',
      'binding csharp [f] 61-62',
      'builder csharp [g:h] 67-70',
      'render csharp [j] 88-89',
    ],
  ],
  ['aspx', '<%-- a <% b %>', []],
  [
    'aspx',
    '<%@ Page CodeFile="a.cs" <% b %> <%@ Register Src="c.ascx" TagName=d %><%@ Reference VirtualPath="e.aspx" %><%@ Master Src="f" CodeBehind="" %>',
    [
      '@page codefile=a.cs 0-25',
      '@register src=c.ascx tagname=d 33-71',
      '@reference virtualpath=e.aspx 71-108',
      '@master src=f codebehind= 108-143',
      'render vb [ b ] 27-30',
      'source a.cs 0',
      'control c.ascx 33',
      'control e.aspx 71',
      'source f 108',
    ],
  ],
  [
    'aspx',
    '<%@ Language=VB %><%@ A = "b" %><%@ %><%@ Import Namespace="System.IO" Namespace="x" %><% @a.b() %><% @ Page %>',
    [
      '@page language=VB 0-18',
      '@page a=b 18-32',
      '@page 32-38',
      '@import namespace=System.IO 38-87',
      '@page 99-111',
      'render vb [ @a.b() ] 89-97',
    ],
  ],
  [
    'aspx',
    '<%@ Page Language="COBOL" %><%@ Control Language="JScript" %><% a %><script runat="server" language="cobol">b</script><script runat="server" language="vb">c</script>',
    [
      '@page language=COBOL 0-28',
      '@control language=JScript 28-61',
      'render jscript [ a ] 63-66',
      'script jscript [b] 108-109',
      'script vb [c] 155-156',
    ],
  ],
  [
    'ashx',
    '<%@ WebHandler Language="C#" Class="A" %>\n<%@ Assembly Name="B" %>\nclass A {}',
    ['@webhandler language=C# class=A 0-41', '@assembly name=B 42-66', 'body csharp [\nclass A {}] 66-77'],
  ],
  ['ashx', 'class A {}', ['body csharp [class A {}] 0-10']],
  ['ashx', '<% a %>class B {}', ['render vb [ a ] 2-5']],
  ['ashx', '<%@ WebHandler Class="A" %>  ', ['@webhandler class=A 0-27']],
  ['ashx', '', []],
  ['aspx', 'class A {}', []],
  ['aspx', '<%@ WebService Class="A" %>class A {}', ['@webservice class=A 0-27', 'body csharp [class A {}] 27-37']],
  ['svc', '<%@ Anything Class="A" %>class A {}', ['@anything class=A 0-25', 'body csharp [class A {}] 25-35']],
  [
    'aspx',
    '<p title="<% a %>">b</p><asp:Label Text=\'<%# b > c %>\' runat="server" /><asp:Label Text="a>b" runat=\'server\'></asp:Label><input runat="server" type=x><select runat=client><textarea runat=SERVER name="d">',
    [
      'render vb [ a ] 12-15',
      'binding vb [ b > c ] 44-51',
      '<asp:label text=<%# b > c %> runat=server 24',
      '<asp:label text=a>b runat=server 72',
      '<input runat=server type=x 121',
      '<textarea runat=SERVER name=d 171',
    ],
  ],
  ['aspx', '<asp:Label Text="a runat="server" ><b> <% c %>', ['render vb [ c ] 41-44']],
  [
    'aspx',
    '<script type="text/x"><% a %></script><script runat="server" src="b.cs">c</SCRIPT ><script runat="client">d</script><script runat="server">e',
    ['render vb [ a ] 24-27', 'script vb [c] 72-73', 'script vb [e] 139-140', 'script-source b.cs 38'],
  ],
  [
    'aspx',
    '<x:y runat="server" z="1"/><div runat="server"><!-- #include file="a.inc" --><!--#include virtual = "b.inc"--><!--#include x="c"--><!-- include file="d" --><!--#include file="e"',
    ['<x:y runat=server z=1 0', 'include a.inc 47', 'include b.inc 77', 'include e 156'],
  ],
  ['html', '<!--#include file="a.inc"--><p>', ['nothing']],
  ['html', '<% if (a) { %>', ['nothing']],
  ['html', '<% Response.Write(a) %>', ['render vb [ Response.Write(a) ] 2-21']],
  ['html', '<%@ Page %>', ['@page 0-11']],
  ['html', '<input runat="server">', ['<input runat=server 0']],
  ['html', '<% a %><input runat="server">', ['render vb [ a ] 2-5', '<input runat=server 7']],
  ['asp', '<%@ Language="JScript" %><% a %>', ['@page language=JScript 0-25', 'render jscript [ a ] 27-30']],
  [
    'asp',
    '<% a; b; %><script runat=server language=vb>c</script>',
    ['render vbscript [ a; b; ] 2-9', 'script vbscript [c] 44-45'],
  ],
  ['inc', '<% if a then b %>', ['render vbscript [ if a then b ] 2-15']],
  ['inc', '<% a[0] = 1; %>', ['render csharp [ a[0] = 1; ] 2-13']],
  ['inc', 'a', []],
  ['aspx', '<% dim a %><% b; %>', ['render vb [ dim a ] 2-9', 'render vb [ b; ] 13-17']],
  ['aspx', '<% dim a : dim b %><% c; %>', ['render vb [ dim a : dim b ] 2-17', 'render vb [ c; ] 21-25']],
  ['aspx', '<% a %>', ['render vb [ a ] 2-5']],
  ['aspx', '<% a[0] %>', ['render csharp [ a[0] ] 2-8']],
  ['aspx', '<% a[0] %><% nothing %>', ['render vb [ a[0] ] 2-8', 'render vb [ nothing ] 12-21']],
  ['aspx', '<% set a = b %>', ['render vb [ set a = b ] 2-13']],
  ['aspx', '<% a %><% b[0] %>', ['render csharp [ a ] 2-5', 'render csharp [ b[0] ] 9-15']],
  ['cs', 'a', ['body csharp [a] 0-1']],
  ['vb', 'a', ['body vb [a] 0-1']],
  ['CS', 'a', ['nothing']],
  [
    'cshtml',
    '@{ var a = "}"; /* } */ b("\\"}"); } x@y.z @@c @*d*@ @e.f[g](h).i. @(j + (k)) @if (l) { m } @functions { n } @code{o} @foreach (var p in q) { r } @try { s } @helper t(u) { v } @7 @w. @_x',
    [
      'razor csharp [ var a = "}"; /* } */ b("\\"}"); ] 2-34',
      'razor-expression csharp [e.f[g](h).i] 53-64',
      'razor-expression csharp [(j + (k))] 67-76',
      'razor csharp [if (l) { m }] 78-90',
      'razor csharp [ n ] 103-106',
      'razor csharp [o] 114-115',
      'razor csharp [foreach (var p in q) { r }] 118-144',
      'razor csharp [try { s }] 146-155',
      'razor csharp [helper t(u) { v }] 157-174',
      'razor-expression csharp [w] 179-180',
      'razor-expression csharp [_x] 183-185',
    ],
  ],
  ['cshtml', '@{ a /* b }', ['razor csharp [ a /* b ] 2-10']],
  ['cshtml', '@{ "a } b', ['razor csharp [ "a ] 2-6']],
  ['cshtml', '@* a', []],
  ['cshtml', '@{ a', ['razor csharp [ a] 2-4']],
  ['cshtml', '@if (a) { b', ['razor csharp [if (a) { b] 1-11']],
  ['cshtml', '@(a', ['razor-expression csharp [(a] 1-3']],
  ['cshtml', '@a(b', ['razor-expression csharp [a(b] 1-4']],
  ['cshtml', '@a["]"] @b[c', ['razor-expression csharp [a["]"]] 1-7', 'razor-expression csharp [b[c] 9-12']],
  ['cshtml', 'a / b @{ c / d } @{ e // } }', ['razor csharp [ c / d ] 8-15', 'razor csharp [ e // ] 19-25']],
  ['cshtml', '<% a %>@b', ['razor-expression csharp [b] 8-9', 'render vb [ a ] 2-5']],
  [
    'vbhtml',
    '@Code\n a\nEnd Code\n@functions\n b\nEnd Functions @c @Code d',
    ['razor vb [\n a\n] 5-9', 'razor vb [\n b\n] 28-32', 'razor-expression vb [c] 47-48', 'razor vb [ d] 54-56'],
  ],
  ['cshtml', '@Code\n a\nEnd Code', ['razor-expression csharp [Code] 1-5']],
  [
    'aspx',
    '<%= "&amp;" %><asp:A runat="server" a="&lt;&#65;&#x42;&nbsp;&lpar;&unknown;&#0;&#x110000;&toString;&amp" b=\'c"d\' e=f g = h i \u201cj\u201d k=\u201cl\u201d m/>',
    [
      'expression csharp [ "&amp;" ] 3-12',
      '<asp:a runat=server a=<AB\u00a0(&unknown;&#0;&#x110000;&toString;&amp b=c"d e=f g=h i= j= k=l m= 14',
    ],
  ],
  [
    'asp',
    "<%#@~^BQAAAA==a,'~8mgAAAA==^#~@%><%=#@~^BQAAAA==a,'~8",
    ['encoded render vbscript [x = 1] 2-31', 'encoded expression vbscript [x = 1] 36-53'],
  ],
  [
    'asp',
    '<%#@~^AAAAAA==@&@#@*@!@$@x<>@\t\u0001\u4e2dAAAAAA==^#~@%>',
    ['encoded render vbscript [\n\r><@@J<>@{\u0001\u4e2d] 2-44'],
  ],
  [
    'asp',
    '<%#@~^BQAAAA==\u0081a\u0080b\u00ffc\u0081AAAAAA==^#~@%>',
    ['encoded render vbscript [\u0081x\u0080i\u00ff4\u0081] 2-33'],
  ],
  ['asp', '<% #@~^AAAAA==a %>', ['render vbscript [ #@~^AAAAA==a ] 2-16']],
  [
    'asp',
    '<%#@~^AAAAAA==\u0081qr6Pa,Y4+x,D\u0082AAAAAA==^#~@%>',
    ['encoded render vbscript [\u0081qif x then r\u0082] 2-40'],
  ],
  [
    'asp',
    '<%#@~^AAAAAA==r6Pa,Y4+x,D\u00ffq\u0080qAAAAAA==^#~@%>',
    ['encoded render vbscript [if x then r\u00ffW\u00801] 2-41'],
  ],
])('reads %s: %s', (extension, text, expected) => expect(tree(text, extension)).toEqual(expected));
