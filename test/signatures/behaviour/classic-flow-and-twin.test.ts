import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, jscript } from './pages.js';

/** Kinds of calls that data of the request, or of what was uploaded, decides. */
function decided(page: string): string[] {
  return behaviourOf('asp', page)
    .calls.filter(({ main, target }) => main.taint !== null || target?.taint)
    .map(({ kind }) => kind);
}

type Pair = readonly [what: string, kind: string, flow: string, twin: string];

const UPLOAD = 'Set u = Server.CreateObject("Persits.Upload.1")';
const ROWS = 'Set r = CreateObject("ADODB.Recordset")\nr.Fields.Append "a", 200, 99\nr.Open';

/** A page in which data reaches a call, and one of the same words in which the call gets something else. */
const BASIC: readonly Pair[] = [
  [
    'a name in brackets',
    'evaluate',
    '[the text] = Request("q")\nExecute [the text]',
    '[the text] = Request("q")\nExecute [a text]',
  ],
  [
    'a function out of an array',
    'evaluate',
    'Dim a(1)\nSet a(0) = GetRef("Run")\nSub Run(t)\nExecute t\nEnd Sub\na(0) Request("q")',
    'Dim a(1)\nSet a(0) = GetRef("Run")\nSub Run(t)\nExecute "n = 1"\nEnd Sub\na(0) Request("q")',
  ],
  [
    'a function out of a dictionary',
    'evaluate',
    'Set d = CreateObject("Scripting.Dictionary")\nd.Add "a", GetRef("Same")\nFunction Same(t)\nSame = t\nEnd Function\nExecute d("a")(Request("q"))',
    'Set d = CreateObject("Scripting.Dictionary")\nd.Add "a", GetRef("Size")\nFunction Size(t)\nSize = Len(t)\nEnd Function\nExecute d("a")(Request("q"))',
  ],
  [
    'a function by a part of its name',
    'evaluate',
    'Sub OnRun(t)\nExecute t\nEnd Sub\nSub OnShow(t)\nEnd Sub\nSet f = GetRef("On" & Request("n"))\nf Request("q")',
    'Sub Run(t)\nExecute t\nEnd Sub\nSub OnShow(t)\nEnd Sub\nSet f = GetRef("On" & Request("n"))\nf Request("q")',
  ],
  [
    'rows that are added with their values',
    'evaluate',
    `${ROWS}\nr.AddNew Array("a"), Array(Request("q"))\nExecute r.GetString()`,
    `${ROWS}\nr.Find "a = '" & Request("q") & "'"\nExecute r.GetString()`,
  ],
  [
    'rows that are updated by name',
    'evaluate',
    `${ROWS}\nr.AddNew\nr.Update "a", Request("q")\nExecute r("a")`,
    `${ROWS}\nr.AddNew\nr.Update "a", "n = 1"\nExecute r("a")\nx = Request("q")`,
  ],
  [
    'a field that is kept by itself',
    'evaluate',
    `${ROWS}\nr.AddNew\nSet f = r.Fields("a")\nf.Value = Request("q")\nExecute r("a")`,
    `${ROWS}\nr.AddNew\nSet f = other.Fields("a")\nf.Value = Request("q")\nExecute r("a")`,
  ],
  [
    'two items that change places',
    'evaluate',
    'a = Array(Request("q"), "n = 1")\nt = a(0) : a(0) = a(1) : a(1) = t\nExecute a(1)',
    'a = Array(Request("q"), "n = 1")\nt = a(0)\nExecute a(1)',
  ],
  [
    'keys of a list',
    'evaluate',
    'Set d = CreateObject("Scripting.Dictionary")\nd(Request("q")) = 1\nFor Each k In d\nExecute k\nNext',
    'Set d = CreateObject("Scripting.Dictionary")\nd(Request("q")) = 1\nFor Each k In d\nExecute d(k)\nNext',
  ],
  [
    'a builder of .NET',
    'evaluate',
    'Set b = CreateObject("System.Text.StringBuilder")\nb.Append_3 Request("q")\nExecute b.ToString()',
    'Set b = CreateObject("System.Text.StringBuilder")\nb.EnsureCapacity Request("q")\nExecute b.ToString()',
  ],
  [
    'a style sheet that is compiled',
    'transform',
    'Set t = CreateObject("MSXML2.XSLTemplate.6.0")\nSet s = CreateObject("MSXML2.FreeThreadedDOMDocument")\ns.loadXML Request("q")\nSet t.stylesheet = s',
    'Set t = CreateObject("MSXML2.XSLTemplate.6.0")\nSet s = CreateObject("MSXML2.FreeThreadedDOMDocument")\ns.load "a.xsl"\nSet t.stylesheet = s\nx = Request("q")',
  ],
  [
    'a verb of a file',
    'process',
    'Set s = CreateObject("Shell.Application")\nFor Each i In s.Namespace("C:\\tools").Items\ni.InvokeVerb Request("q")\nNext',
    'Set s = CreateObject("Shell.Application")\nFor Each i In s.Namespace("C:\\tools").Items\ni.InvokeVerb "print"\nNext\nx = Request("q")',
  ],
  [
    'a handler by the objects of IIS',
    'configure',
    'Set m = CreateObject("Microsoft.ApplicationHost.WritableAdminManager")\nSet e = m.GetAdminSection("system.webServer/handlers", "MACHINE").Collection.CreateNewElement("add")\ne.Properties.Item("scriptProcessor").Value = Request("q")',
    'Set m = CreateObject("Microsoft.ApplicationHost.WritableAdminManager")\nSet e = m.GetAdminSection("system.webServer/handlers", "MACHINE").Collection.CreateNewElement("add")\nx = e.Properties.Item("scriptProcessor").Value & Request("q")',
  ],
  [
    'a message that is kept as a file',
    'write',
    'Set m = CreateObject("CDO.Message")\nm.TextBody = Request("q")\nm.GetStream.SaveToFile Server.MapPath("a.asp")',
    'Set m = CreateObject("CDO.Message")\nm.TextBody = "none"\nm.GetStream.SaveToFile Server.MapPath("a.asp")\nx = Request("q")',
  ],
  ['what came with an upload', 'evaluate', `${UPLOAD}\nExecute u.Form("q")`, `${UPLOAD}\nExecute u.Count`],
  [
    'uploads that are kept',
    'write',
    `${UPLOAD}\nu.Save Server.MapPath("files")`,
    `${UPLOAD}\nu.SetMaxSize Server.MapPath("files")`,
  ],
  [
    'an upload that is kept',
    'write',
    `${UPLOAD}\nFor Each f In u.Files\nf.SaveAs Server.MapPath("a.dat")\nNext`,
    `${UPLOAD}\nFor Each f In u.Files\nx = f.Size\nNext`,
  ],
];

const SCRIPT: readonly Pair[] = [
  [
    'all arguments',
    'evaluate',
    'function f(a, b) { eval(b); } function g() { f.apply(this, arguments); } g("a", String(Request("q")));',
    'function f(a, b) { eval(b); } function g() { f.apply(this, arguments); } g(String(Request("q")), "1");',
  ],
  [
    'a list that is put together for a call',
    'evaluate',
    'function f(a, b) { eval(b); } f.apply(null, ["a"].concat(String(Request("q"))));',
    'function f(a, b) { eval(b); } f.apply(null, ["a"].concat("1")); var x = Request("q");',
  ],
  [
    'arguments that are kept',
    'evaluate',
    'function f() { this.a = arguments; } var o = new f(String(Request("q"))); eval(o.a[0]);',
    'function f() { this.a = arguments.length; } var o = new f(String(Request("q"))); eval(o.a);',
  ],
  [
    'conditional compilation',
    'evaluate',
    '/*@cc_on\neval(String(Request("q")));\n@*/',
    '/* @cc_on\neval(String(Request("q")));\n@*/',
  ],
  [
    'a condition of the compiler',
    'evaluate',
    '/*@cc_on @*/\n/*@if (@_jscript)\neval(String(Request("q")));\n@end @*/',
    '/* if (@_jscript)\neval(String(Request("q")));\n@end */',
  ],
  [
    'what an expression matched last',
    'evaluate',
    '/^a:/.exec(String(Request("q"))); eval(RegExp.rightContext);',
    '/^a:/.exec("a:1"); eval(RegExp.rightContext); var x = Request("q");',
  ],
  [
    'keys of an object',
    'evaluate',
    'var o = {}; o[String(Request("q"))] = 1; for (var k in o) eval(k);',
    'var o = { a: 1 }; x[String(Request("q"))] = 1; for (var k in o) eval(k);',
  ],
  [
    'a function within another',
    'evaluate',
    'function f(v) { function g() { return v; } return g(); } eval(f(String(Request("q"))));',
    'function f(v) { function g() { return v.length; } return g(); } eval(f(String(Request("q"))));',
  ],
  [
    'a list that grows in front',
    'evaluate',
    'var a = []; a.unshift(String(Request("q"))); eval(a.shift());',
    'var a = []; b.unshift(String(Request("q"))); eval(a.shift());',
  ],
  [
    'a member within `with`',
    'evaluate',
    'var o = { v: String(Request("q")) }; with (o) { eval(v); }',
    'var o = { v: String(Request("q")), w: "1" }; with (o) { eval(w); }',
  ],
  [
    'a function of the language that is handed on',
    'evaluate',
    'function f(g, v) { return g(v); } eval(f(unescape, String(Request("q"))));',
    'function f(g, v) { return g(v); } eval(f(parseInt, String(Request("q"))));',
  ],
];

describe('a page of classic ASP and its harmless twin', () => {
  it.each(BASIC)('VBScript: %s', (_, kind, flow, twin) => {
    expect(decided(classic(flow))).toContain(kind);
    expect(decided(classic(twin))).not.toContain(kind);
  });

  it.each(SCRIPT)('JScript: %s', (_, kind, flow, twin) => {
    expect(decided(jscript(flow))).toContain(kind);
    expect(decided(jscript(twin))).not.toContain(kind);
  });
});
