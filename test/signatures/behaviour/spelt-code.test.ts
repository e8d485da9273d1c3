import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, jscript } from './pages.js';

type Pair = readonly [what: string, flow: string, twin: string];
const lines = (...code: string[]) => classic(code.join('\n'));

/** Code that the page spells in a way that nobody follows, and a text that it spells and shows. */
const HIDDEN: readonly Pair[] = [
  [
    'a loop over characters, by a number that counts',
    jscript(
      'var a=[101,118,97,108,40,34,49,34,41],s=""; for(var i=0;i<a.length;i++) s+=String.fromCharCode(a[i]); eval(s);',
    ),
    jscript(
      'var a=[101,118],s=""; for(var i=0;i<a.length;i++) s+=String.fromCharCode(a[i]); Response.Write(s); eval("1");',
    ),
  ],
  [
    'a loop over words',
    lines('For Each p In Array("Exec", "ute q")', 'c = c & p', 'Next', 'ExecuteGlobal c'),
    lines('For Each p In Array("a", "b")', 'ExecuteGlobal p & " = 1"', 'Next'),
  ],
  [
    'characters that a function makes of parts',
    jscript('var n=""; "101,118".replace(/\\d+/g, function (d) { n += String.fromCharCode(d); }); eval(n);'),
    jscript('var n=""; "101,118".replace(/\\d+/g, function (d) { n += d; }); Response.Write(n); eval("1");'),
  ],
];

/** What data of the request decides. */
const DECIDED: readonly Pair[] = [
  [
    'code of characters in a list',
    jscript(
      'eval(String.fromCharCode.apply(null, [101,118,97,108,40,82,101,113,117,101,115,116,40,34,120,34,41,41]));',
    ),
    jscript('eval(String.fromCharCode.apply(null, [49])); Response.Write(Request("x"));'),
  ],
  [
    'a function that is made of a text',
    jscript('var f = new Function("a, b", "c", "return eval(c)"); f(1, 2, Request("x"));'),
    jscript('var f = new Function("a, b", "c", "return eval(b)"); f(1, "2", Request("x"));'),
  ],
  [
    'what such a function gives',
    jscript('var f = Function("return Request(\'x\')"); eval(f());'),
    jscript('var f = Function("return \'1\'"); eval(f()); Response.Write(Request("x"));'),
  ],
  [
    'a method of a name that is spelt',
    jscript('var c="lave",s=""; for (var i=3;i>=0;i--) s+=c.charAt(i); this[s](Request("x"));'),
    jscript('var c="lave",s=""; for (var i=3;i>=0;i--) s+=c.charAt(i); Response.Write(s + Request("x"));'),
  ],
  [
    'an object that a script control is given',
    lines(
      'Set s = CreateObject("MSScriptControl.ScriptControl")',
      's.AddObject "r", Request, True',
      's.ExecuteStatement "Execute r(""x"")"',
    ),
    lines(
      'Set s = CreateObject("MSScriptControl.ScriptControl")',
      's.AddObject "r", Server, True',
      's.ExecuteStatement "Execute r(""x"")"',
      'y = Request("x")',
    ),
  ],
  [
    'an error',
    lines('On Error Resume Next', 'Err.Raise 1, "a", Request("x")', 'Execute Err.Description'),
    lines('On Error Resume Next', 'Err.Raise 1, "a", "b"', 'Execute Err.Description & Len(Request("x"))'),
  ],
];

describe('code that a page spells', () => {
  it.each(HIDDEN)('%s', (_, flow, twin) => {
    const hidden = (page: string) =>
      behaviourOf('asp', page).calls.some(({ kind, main }) => kind === 'evaluate' && main.hidden);
    expect([hidden(flow), hidden(twin)]).toEqual([true, false]);
  });

  it.each(DECIDED)('%s', (_, flow, twin) => {
    const decided = (page: string) =>
      behaviourOf('asp', page).calls.some(
        ({ kind, main }) => (kind === 'evaluate' || kind === 'invoke') && main.taint !== null,
      );
    expect([decided(flow), decided(twin)]).toEqual([true, false]);
  });

  it('a counter beside a word of a megabyte', () => {
    const page = jscript(`var i = 0; var a = "${'Ab9'.repeat(400_000)}"; eval(Request("x") + i);`);
    expect(behaviourOf('asp', page).calls.map(({ kind }) => kind)).toEqual(['evaluate']);
  });
});
