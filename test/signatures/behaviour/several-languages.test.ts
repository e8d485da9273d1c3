import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { joinPages } from '../../../src/signatures/behaviour/pages/join-pages.js';
import { reached } from './pages.js';

const script = (language: string, code: string) => `<script language="${language}" runat="server">${code}</script>`;
const curly = (code: string, page: string) => `${script('JScript', code)}<%\n${page}\n%>`;
const basic = (code: string, page: string) => `<%@ Language="JScript" %>${script('VBScript', code)}<% ${page} %>`;

type Pair = readonly [what: string, found: readonly string[], flow: string, twin: string];

const PAIRS: readonly Pair[] = [
  [
    'VBScript gives a function of JScript what it evaluates',
    ['evaluate Request("a")'],
    curly('function f(x) { eval(x) }', 'f Request("a")'),
    curly('function f(x) { eval("1") }', 'f Request("a")'),
  ],
  [
    'VBScript executes what a function of JScript gives',
    ['evaluate Request(n)'],
    curly('function get(n) { return Request(n) + ""; }', 'Execute get("a")'),
    curly('function get(n) { return "a = 1"; }', 'Execute get(Request("a"))'),
  ],
  [
    'JScript gives a function of VBScript what it executes',
    ['evaluate Request.Form("a")'],
    basic('\nSub Run(x)\nExecute x\nEnd Sub\n', 'Run(Request.Form("a"));'),
    basic('\nSub Run(x)\nExecute "y = " & CLng(x)\nEnd Sub\n', 'Run(Request.Form("a"));'),
  ],
  [
    'a class of VBScript that JScript uses, in letters of its own',
    ['evaluate Request("a")'],
    basic(
      '\nClass Runner\nPublic Function Go(t)\nGo = Eval(t)\nEnd Function\nEnd Class\nFunction Make\nSet Make = New Runner\nEnd Function\n',
      'make().go(Request("a"));',
    ),
    basic(
      '\nClass Runner\nPublic Function Go(t)\nGo = Len(t)\nEnd Function\nEnd Class\nFunction Make\nSet Make = New Runner\nEnd Function\n',
      'make().go(Request("a"));',
    ),
  ],
  [
    'a variable of JScript that VBScript sets',
    ['evaluate Request("q")'],
    curly('var given; function go() { eval(given); }', 'Given = Request("q")\ngo'),
    curly('var given; function go() { eval("1"); }', 'Given = Request("q")\ngo'),
  ],
  [
    'an object that JScript makes',
    ['process Request("c")'],
    curly('function host() { return new ActiveXObject("WScript.Shell"); }', 'host().Run Request("c")'),
    curly('function host() { return new ActiveXObject("Shop.Basket"); }', 'host().Run Request("c")'),
  ],
];

describe('languages that share a page', () => {
  it.each(PAIRS)('%s', (_, found, flow, twin) => {
    expect(reached('asp', flow)).toEqual(found);
    expect(reached('asp', twin)).toEqual([]);
  });

  it('functions of one language that another includes', () => {
    const content = (text: string, extension: string) => createWebContent(Buffer.from(text), { extension });
    const page = content('<!-- #include file="a.inc" --><% f Request("a") %>', 'asp');
    const part = (text: string) => ({ content: content(text, 'asp'), path: 'a.inc', branches: null, isUntold: true });
    const together = (text: string) =>
      joinPages(page, [part(text)])
        .calls.filter(({ main }) => main.taint !== null)
        .map(({ kind }) => kind);
    expect(together(script('JScript', 'function f(x) { eval(x) }'))).toEqual(['evaluate']);
    expect(together(script('JScript', 'function f(x) { eval(x.length) }'))).toEqual([]);
  });

  it('two functions of one file, by way of another', () => {
    const content = (text: string) => createWebContent(Buffer.from(text), { extension: 'asp' });
    const part = (text: string, branch: number) => ({
      content: content(text),
      path: `${branch}.inc`,
      branches: [branch],
      isUntold: false,
    });
    // Included files do not tell their language; that of the page is theirs.
    const lib = part('<% function taken() { return String(Request("a")); }\nfunction sum(x) { eval(x); } %>', 0);
    const desk = part('<% function Desk() { this.n = 1; }\nDesk.prototype.hand = function (x) { sum(x); }; %>', 1);
    const together = (text: string) =>
      joinPages(content(`<%@ Language="JScript" %><% ${text} %>`), [lib, desk])
        .calls.filter(({ main }) => main.taint !== null)
        .map(({ kind }) => kind);
    expect(together('new Desk().hand(taken());')).toEqual(['evaluate']);
    expect(together('new Desk().hand(taken().length);')).toEqual([]);
  });

  it.each([
    ['<% function f(a) { return a; } %>', 'jscript'],
    ['<% Function F(a) : F = a : End Function %>', 'vbscript'],
    ['<% Execute Request("a") \' function f() { return 1; } %>', 'vbscript'],
    ['<% Execute Request("a") : Rem function f() { return 1; } %>', 'vbscript'],
  ])('the language of a file that does not tell it: %s', (text, language) => {
    const { code } = createWebContent(Buffer.from(text), { extension: 'asp' });
    expect(code.map(({ unit }) => unit.language)).toEqual([language]);
  });

  it('code that may be in two languages runs once', () => {
    expect(reached('aspx', '<% Application(Request("a")) = Process.Start(Request("a")) %>')).toHaveLength(2);
  });
});
