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
    'a component at an address of which the request decides a part',
    'evaluate',
    'Set o = GetObject("script:" & Server.MapPath("wsc/" & Request("q") & ".wsc"))',
    'q = Request("q")\nSet o = GetObject("script:" & Server.MapPath(Application("root") & "wsc/tools.wsc"))',
  ],
  [
    'a component that the page writes',
    'evaluate',
    'Set f = CreateObject("Scripting.FileSystemObject").CreateTextFile(Server.MapPath("a.wsc"))\nf.Write Request("q")\nGetObject "script:" & Server.MapPath("a.wsc")',
    'Set f = CreateObject("Scripting.FileSystemObject").CreateTextFile(Server.MapPath("a.txt"))\nf.Write Request("q")\nGetObject "script:" & Server.MapPath("a.wsc")',
  ],
  [
    'a component of another server',
    'evaluate',
    'GetObject "script:\\\\files.invalid\\x\\c.wsc"',
    'GetObject "script:D:\\apps\\shop\\c.wsc"',
  ],
  [
    'a component in a folder that anybody writes to',
    'evaluate',
    'GetObject "script:C:\\Windows\\Temp\\c.wsc"',
    'GetObject "script:file:///C:/apps/c.sct"',
  ],
  [
    'a component under the name of a picture',
    'evaluate',
    'GetObject "script:" & Server.MapPath("images/logo.gif")',
    'GetObject "script:" & Server.MapPath("images/logo.sct")',
  ],
  [
    'an array of the page that a method makes longer',
    'evaluate',
    'Dim a(), n\nn = -1\nSub Push(t)\nn = n + 1\nReDim Preserve a(n)\na(n) = t\nEnd Sub\nPush Request("q")\nExecute a(0)',
    'Dim a(), b(), n\nn = -1\nSub Push(t)\nn = n + 1\nReDim Preserve a(n)\na(n) = t\nEnd Sub\nPush Request("q")\nExecute b(0)',
  ],
  [
    'what an expression does not take out',
    'evaluate',
    'Set r = New RegExp\nr.Global = False\nr.Pattern = "[^0-9]"\nExecute r.Replace(Request("q"), "")',
    'Set r = New RegExp\nr.Global = True\nr.Pattern = "[^0-9]"\nExecute r.Replace(Request("q"), "")',
  ],
  [
    'what one of two expressions does not take out',
    'evaluate',
    'Set r = New RegExp\nr.Global = True\nr.Pattern = "z"\nIf n Then r.Pattern = "[^0-9]"\nExecute r.Replace(Request("q"), "")',
    'Set r = New RegExp\nr.Global = True\nr.Pattern = "[^0-9]+"\nExecute r.Replace(Request("q") & "", "")',
  ],
  [
    'state under a key that is put together',
    'evaluate',
    'Session("text" & Year(Now)) = Request("q")\nExecute Session("text2009")',
    'Session("text" & Year(Now)) = Request("q")\nExecute Session("root")',
  ],
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
    'a function by whatever name',
    'evaluate',
    'Sub Run(t)\nExecute t\nEnd Sub\nSet f = GetRef(Request("n"))\nf Request("q")',
    'Sub Run(t)\nExecute "n = 1"\nEnd Sub\nSet f = GetRef(Request("n"))\nf Request("q")',
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
  [
    'a function that the request picks, where a name of its own is set beside',
    'process',
    'Set d = CreateObject("Scripting.Dictionary")\nSet d("a") = GetRef("A")\nSet d("b") = GetRef("B")\nFunction A(x)\nA = 1\nEnd Function\nFunction B(x)\nCreateObject("WScript.Shell").Run x\nEnd Function\nk = Request("k")\nIf Not d.Exists(k) Then k = "a"\nSet f = d(k)\nf Request("q")',
    'Set d = CreateObject("Scripting.Dictionary")\nSet d("a") = GetRef("A")\nSet d("b") = GetRef("B")\nFunction A(x)\nA = 1\nEnd Function\nFunction B(x)\nCreateObject("WScript.Shell").Run x\nEnd Function\nk = "a"\nSet f = d(k)\nf Request("q")',
  ],
  [
    'what the session keeps, by its number',
    'evaluate',
    'Session.Contents.Item("a") = Request("q")\nExecute Session.Contents(1)',
    'Session.Contents.Item("a") = Request("q")\nExecute Session.Contents("b")',
  ],
  [
    'numbers in a list that become characters',
    'evaluate',
    'Dim n(1)\nn(0) = CInt(Request("q"))\nExecute Chr(n(0)) & Chr(n(1))',
    'Dim n(1)\nn(0) = CInt(Request("q"))\nExecute "x = " & n(0)',
  ],
  [
    'characters of an alphabet by numbers of the request',
    'evaluate',
    's = Request("q")\nFor i = 1 To Len(s)\nt = t & Mid("abc=", InStr("xyz-", Mid(s, i, 1)), 1)\nNext\nExecute t',
    's = Request("q")\nt = Mid("abc=", InStr("xyz-", s), 1)\nExecute t & " = 1"',
  ],
  [
    'a property with a key',
    'evaluate',
    'Class Box\nPrivate s\nPublic Property Let Part(k, v)\ns = v\nEnd Property\nPublic Property Get Part(k)\nPart = s\nEnd Property\nEnd Class\nSet b = New Box\nb.Part("a") = Request("q")\nExecute b.Part("a")',
    'Class Box\nPrivate s\nPublic Property Let Part(k, v)\ns = Len(v)\nEnd Property\nPublic Property Get Part(k)\nPart = s\nEnd Property\nEnd Class\nSet b = New Box\nb.Part("a") = Request("q")\nExecute b.Part("a")',
  ],
  [
    'a node that is put into a document',
    'evaluate',
    'Set d = CreateObject("MSXML2.DOMDocument")\nSet n = d.appendChild(d.createElement("a"))\nn.text = Request("q")\nExecute d.selectSingleNode("a").text',
    'Set d = CreateObject("MSXML2.DOMDocument")\nSet n = other.appendChild(d.createElement("a"))\nn.text = Request("q")\nExecute d.selectSingleNode("a").text',
  ],
  [
    'a file without a name that is known',
    'evaluate',
    'Set f = CreateObject("Scripting.FileSystemObject")\np = f.GetTempName()\nSet t = f.OpenTextFile(p, 2, True)\nt.Write Request("q")\nExecute f.OpenTextFile(p, 1).ReadAll()',
    'Set f = CreateObject("Scripting.FileSystemObject")\np = f.GetTempName()\nSet t = f.OpenTextFile(p, 2, True)\nt.Write Request("q")\nExecute f.OpenTextFile("a.txt", 1).ReadAll()',
  ],
  [
    'a stream that a file is loaded into',
    'evaluate',
    'Set s = CreateObject("ADODB.Stream")\ns.WriteText Request("q")\ns.SaveToFile "c:\\a.txt", 2\nSet u = CreateObject("ADODB.Stream")\nu.LoadFromFile "c:\\a.txt"\nExecute u.ReadText',
    'Set s = CreateObject("ADODB.Stream")\ns.WriteText Request("q")\ns.SaveToFile "c:\\a.txt", 2\nSet u = CreateObject("ADODB.Stream")\nu.LoadFromFile "c:\\b.txt"\nExecute u.ReadText',
  ],
  [
    'rows that are saved to a stream',
    'evaluate',
    `${ROWS}\nr.AddNew\nr("a") = Request("q")\nSet s = CreateObject("ADODB.Stream")\nr.Save s, 1\nExecute s.ReadText`,
    `${ROWS}\nr.AddNew\nr("a") = Request("q")\nSet s = CreateObject("ADODB.Stream")\nr.Move s, 1\nExecute s.ReadText`,
  ],
  [
    'rows that are saved to a file rather than a stream',
    'write',
    `${ROWS}\nr.AddNew\nr("a") = Request("q")\nr.Save Server.MapPath("a.asp"), 1`,
    `${ROWS}\nr.AddNew\nr("a") = Request("q")\nSet s = CreateObject("ADODB.Stream")\nr.Save s, 1`,
  ],
  [
    'what was encrypted',
    'evaluate',
    'Set c = CreateObject("CAPICOM.EncryptedData")\nc.SetSecret "k"\nc.Decrypt Request("q")\nExecute c.Content',
    'Set c = CreateObject("CAPICOM.EncryptedData")\nc.SetSecret Request("q")\nc.Decrypt "a"\nExecute c.Content',
  ],
  [
    'a text that is replaced whichever way a branch takes, before it is code',
    'evaluate',
    't = Request("q")\nIf Len(t) > 3 Then\nt = "a = 1"\nElse\nt = Trim(t)\nEnd If\nExecute t',
    't = Request("q")\nIf Len(t) > 3 Then\nt = "a = 1"\nElse\nt = "a = 2"\nEnd If\nExecute t',
  ],
  [
    'a variable that the code in a text sees',
    'evaluate',
    't = Request("q")\nExecute "u = t"\nt = "a = 1"\nExecute u',
    't = Request("q")\nExecute "u = w"\nt = "a = 1"\nExecute u',
  ],
  [
    'a text by the name of a parameter elsewhere',
    'evaluate',
    'Sub Run(ByVal t)\nExecute t\nEnd Sub\nt = Request("q")\nRun t\nt = "a = 1"',
    'Sub Run(ByVal t)\nExecute t\nEnd Sub\nt = Request("q")\nt = "a = 1"\nRun t',
  ],
  [
    'a list that an object of the page has from its beginning',
    'evaluate',
    'Class Rules\nPrivate d, t\nPrivate Sub Class_Initialize()\nSet d = CreateObject("Scripting.Dictionary")\nd.Add "a", Request("q")\nEnd Sub\nPublic Property Let Rule(k)\nt = d.Item(k)\nEnd Property\nPublic Sub Run()\nExecute t\nEnd Sub\nEnd Class\nSet r = New Rules\nr.Rule = "a"\nr.Run',
    'Class Rules\nPrivate d, t\nPrivate Sub Class_Initialize()\nSet d = CreateObject("Scripting.Dictionary")\nd.Add "a", "n = 1"\nEnd Sub\nPublic Property Let Rule(k)\nt = d.Item(k)\nEnd Property\nPublic Sub Run()\nExecute t\nEnd Sub\nEnd Class\nSet r = New Rules\nr.Rule = Request("q")\nr.Run',
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
  [
    '`Function` by the name of a parameter',
    'evaluate',
    'function f(F) { return function (t) { return new F("a", t); }; } f(Function)(String(Request("q")))(1);',
    'function f(F) { return function (t) { return new F("a", t); }; } f(Array)(String(Request("q")));',
  ],
  [
    'a list that is turned around',
    'evaluate',
    'var a = ["1", String(Request("q"))]; a.reverse(); eval(a[0]);',
    'var a = ["1", String(Request("q"))]; eval(a[0]);',
  ],
  [
    'a member that a function of another prototype sets',
    'evaluate',
    'function A() {} A.prototype.put = function (v) { this.v = v; }; function B() {} B.prototype = new A(); B.prototype.take = function () { return this.v; }; var b = new B(); b.put(String(Request("q"))); eval(b.take());',
    'function A() {} A.prototype.put = function (v) { this.v = v; }; function B() {} B.prototype = new A(); B.prototype.take = function () { return this.w; }; var b = new B(); b.put(String(Request("q"))); eval(b.take());',
  ],
];

describe('an object that the page declares', () => {
  const page = (id: string) =>
    `<object runat="server" scope="session" id="${id}" progid="Scripting.Dictionary"></object>\n<script language="vbscript" runat="server">\nSub Keep(x)\nShares.Add "a", x\nEnd Sub\nSub Session_OnStart\nKeep Request.Cookies("a")("b")\nExecute ${id}.Item("a")\nEnd Sub\n</script>`;

  it.each([
    ['keeps what it is given', 'Shares', true],
    ['is another one', 'Others', false],
  ])('%s', (_, id, isDecided) => {
    expect(decided(page(id)).includes('evaluate')).toBe(isDecided);
  });
});

/** A script component with one method that it offers. */
const component = (language: string, code: string) =>
  `<?xml version="1.0"?>\n<component>\n<public><method name="Run"/></public>\n<implements type="ASP"/>\n<script language="${language}"><![CDATA[\n${code}\n]]></script>\n</component>`;

describe('a script component', () => {
  it.each([
    ['what it takes of the request', 'JScript', 'function Run() { eval(String(Request("q"))); }', true],
    ['what its method is given', 'VBScript', 'Function Run(t)\nRun = Eval(t)\nEnd Function', true],
    ['what a method of its own is given', 'VBScript', 'Function Sum(t)\nSum = Eval(t)\nEnd Function', false],
    ['a number', 'VBScript', 'Function Run(t)\nRun = Eval("1 + " & CLng(t))\nEnd Function', false],
  ])('%s', (_, language, code, isDecided) => {
    const { calls } = behaviourOf('wsc', component(language, code));
    expect(calls.some(({ kind, main }) => kind === 'evaluate' && main.taint !== null)).toBe(isDecided);
  });
});

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
