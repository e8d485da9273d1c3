import { describe, expect, it } from 'vitest';
import { behaviourOf, jscript, statements, visualBasic } from '../behaviour/pages.js';

type Row = readonly [what: string, extension: string, page: string];

const cs = statements;
const cm = (code: string) => `<%@ Page Language="C#" %><script runat="server">${code}</script>`;
const vb = (code: string) => visualBasic(`Sub Page_Load(s As Object, e As EventArgs)\n${code}\nEnd Sub`);
const asp = (code: string) =>
  `<%@ Language="VBScript" %>\n<%\nSet sh = Server.CreateObject("WScript.Shell")\n${code}\n%>`;
const js = (code: string) => jscript(`\nvar sh = Server.CreateObject("WScript.Shell");\n${code}\n`);
const rz = (code: string) => `@{\n${code}\n}\n<p>hi</p>`;
const P = 'Process.Start("cmd.exe", "/c " + x);';

/** Variables that are cleaned under their own names before they are used. */
const CLEANED: readonly Row[] = [
  ['const', 'aspx', cs(`string x = Request["x"]; x = "ver"; ${P}`)],
  ['regex', 'aspx', cs(`string x = Request["x"]; x = Regex.Replace(x, "[^a-z]", ""); ${P}`)],
  ['int', 'aspx', cs(`string x = Request["x"]; x = int.Parse(x).ToString(); ${P}`)],
  [
    'not ok -> default',
    'aspx',
    cs(`string x = Request["x"]; if (!Regex.IsMatch(x ?? "", "^[a-z]+$")) { x = "default"; } ${P}`),
  ],
  [
    'not ok -> log and default',
    'aspx',
    cs(
      `string x = Request["x"]; if (!Regex.IsMatch(x ?? "", "^[a-z]+$")) { Response.Write("no"); x = "default"; } ${P}`,
    ),
  ],
  ['if else', 'aspx', cs(`string x = Request["x"]; if (x == "1") { x = "ver"; } else { x = "date"; } ${P}`)],
  [
    'else if',
    'aspx',
    cs(`string x = Request["x"]; if (x == "1") x = "ver"; else if (x == "2") x = "time"; else x = "date"; ${P}`),
  ],
  [
    'switch',
    'aspx',
    cs(
      `string x = Request["x"]; switch (x) { case "1": x = "ver"; break; case "2": x = "time"; break; default: x = "date"; break; } ${P}`,
    ),
  ],
  [
    'switch return',
    'aspx',
    cs(`string x = Request["x"]; switch (x) { case "1": x = "ver"; break; default: return; } ${P}`),
  ],
  ['try int', 'aspx', cs(`string x = Request["x"]; try { x = int.Parse(x).ToString(); } catch { x = "0"; } ${P}`)],
  [
    'try int return',
    'aspx',
    cs(`string x = Request["x"]; try { x = int.Parse(x).ToString(); } catch (FormatException) { return; } ${P}`),
  ],
  ['if return else const', 'aspx', cs(`string x = Request["x"]; if (x == null) { return; } else { x = "ver"; } ${P}`)],
  ['using', 'aspx', cs(`string x = Request["x"]; using (var q = new StringWriter()) { x = "ver"; ${P} }`)],
  [
    'in loop',
    'aspx',
    cs(
      `foreach (string k in Request.Form.AllKeys) { string x = Request.Form[k]; x = Regex.Replace(x, @"[^\\w]", ""); ${P} }`,
    ),
  ],
  [
    'param',
    'aspx',
    cm(
      `void Page_Load(object s, EventArgs e) { Run(Request["x"]); } void Run(string x) { x = Regex.Replace(x, "[^a-z0-9]", ""); ${P} }`,
    ),
  ],
  [
    'two blocks',
    'aspx',
    cs(`if (IsPostBack) { string x = Request["x"]; Response.Write(x); } else { string x = "ver"; ${P} }`),
  ],
  ['vb const', 'aspx', vb(`Dim x As String = Request("x")\nx = "ver"\nProcess.Start("cmd.exe", "/c " & x)`)],
  [
    'vb if else',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nIf x = "1" Then\nx = "ver"\nElse\nx = "date"\nEnd If\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb one line',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nIf x = "1" Then x = "ver" Else x = "date"\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb select',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nSelect Case x\nCase "1"\nx = "ver"\nCase Else\nx = "date"\nEnd Select\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb try',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nTry\nx = Integer.Parse(x).ToString()\nCatch ex As Exception\nx = "1"\nEnd Try\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  ['vb cint', 'aspx', vb(`Dim x As String = Request("x")\nx = CStr(CInt(x))\nProcess.Start("cmd.exe", "/c " & x)`)],
  ['asp const', 'asp', asp(`x = Request("x")\nx = "ver"\nsh.Run "cmd /c " & x`)],
  ['asp cint', 'asp', asp(`x = Request("x")\nx = CStr(CLng(x))\nsh.Run "cmd /c " & x`)],
  [
    'asp if else',
    'asp',
    asp(`x = Request("x")\nIf x = "a" Then\nx = "ver"\nElse\nx = "date"\nEnd If\nsh.Run "cmd /c " & x`),
  ],
  ['asp resume literal', 'asp', asp(`On Error Resume Next\nx = Request("x")\nx = "ver"\nsh.Run "cmd /c " & x`)],
  ['js const', 'asp', js(`var x = String(Request("x")); x = "ver"; sh.Run("cmd /c " + x);`)],
  ['js parseInt', 'asp', js(`var x = String(Request("x")); x = parseInt(x, 10); sh.Run("cmd /c " + x);`)],
  ['razor const', 'cshtml', rz(`var x = Request["x"]; x = "ver"; ${P}`)],
  ['razor if else', 'cshtml', rz(`var x = Request["x"]; if (x == "a") { x = "ver"; } else { x = "date"; } ${P}`)],
  [
    'exec of number',
    'asp',
    asp(
      `f = Request.Form("f")\nIf Not IsNumeric(f) Then\nResponse.End\nEnd If\nf = Replace(CStr(CDbl(f)), ",", ".")\nExecute "t = 2 * (" & f & ")"`,
    ),
  ],
];

/** What looks alike, and does not surely run, runs afterwards, or cleans nothing. */
const NOT_CLEANED: readonly Row[] = [
  ['branch', 'aspx', cs(`string x = Request["x"]; if (s == null) { x = "ver"; } ${P}`)],
  ['branch no braces', 'aspx', cs(`string x = Request["x"]; if (s == null) x = "ver"; ${P}`)],
  ['else only', 'aspx', cs(`string x = Request["x"]; if (s == null) Response.Write("a"); else x = "ver"; ${P}`)],
  ['loop', 'aspx', cs(`string x = Request["x"]; while (s == null) { x = "ver"; } ${P}`)],
  ['for loop', 'aspx', cs(`string x = Request["x"]; for (int i = 0; i < 0; i++) x = "ver"; ${P}`)],
  ['foreach', 'aspx', cs(`string x = Request["x"]; foreach (var i in new int[0]) x = "ver"; ${P}`)],
  [
    'await foreach',
    'aspx',
    cm(`async Task Page_Load() { string x = Request["x"]; await foreach (var i in Empty()) { x = "ver"; } ${P} }`),
  ],
  ['after', 'aspx', cs(`string x = Request["x"]; ${P} x = "ver";`)],
  ['loop carries', 'aspx', cs(`string x = "ver"; for (int i = 0; i < 2; i++) { ${P} x = Request["x"]; }`)],
  [
    'loop carries past clean',
    'aspx',
    cs(`string x = "ver"; for (int i = 0; i < 2; i++) { ${P} x = Request["x"]; if (i == 0) continue; x = "ver"; }`),
  ],
  [
    'loop breaks',
    'aspx',
    cs(`string x = "ver"; while (true) { x = Request["x"]; if (s != null) break; x = "ver"; } ${P}`),
  ],
  [
    'for step',
    'aspx',
    cs(`string x = Request["x"]; int i = 0; for (x = "ver"; i < 2; x = Request["x"]) { i++; ${P} }`),
  ],
  ['for init dirty', 'aspx', cs(`string x = ""; int i = 0; for (x = Request["x"]; i < 2; x = "ver") { i++; ${P} }`)],
  ['goto', 'aspx', cs(`string x = Request["x"]; goto here; x = "ver"; here: ${P}`)],
  ['try', 'aspx', cs(`string x = Request["x"]; try { x = int.Parse(x).ToString(); } catch { } ${P}`)],
  ['try catch uses', 'aspx', cs(`string x = Request["x"]; try { x = int.Parse(x).ToString(); } catch { ${P} }`)],
  ['finally uses', 'aspx', cs(`string x = Request["x"]; try { x = int.Parse(x).ToString(); } finally { ${P} }`)],
  [
    'try throws first',
    'aspx',
    cs(`string x = "a"; try { x = Request["x"]; if (s != null) throw new Exception(); x = "b"; } catch { ${P} }`),
  ],
  [
    'switch no default',
    'aspx',
    cs(
      `string x = Request["x"]; switch (e.ToString()) { case "1": x = "ver"; break; case "2": x = "time"; break; } ${P}`,
    ),
  ],
  [
    'switch break early',
    'aspx',
    cs(
      `string x = Request["x"]; switch (e.ToString()) { case "1": if (s != null) break; x = "ver"; break; default: x = "date"; break; } ${P}`,
    ),
  ],
  [
    'switch one dirty',
    'aspx',
    cs(`string x = "a"; switch (e.ToString()) { case "1": x = Request["x"]; break; default: x = "date"; break; } ${P}`),
  ],
  [
    'switch dirty before break',
    'aspx',
    cs(
      `string x = "a"; switch (e.ToString()) { case "1": { x = Request["x"]; if (s != null) break; x = "c"; break; } default: x = "date"; break; } ${P}`,
    ),
  ],
  ['if else one dirty', 'aspx', cs(`string x = "q"; if (s == null) { x = "ver"; } else { x = Request["x"]; } ${P}`)],
  [
    'if else nested',
    'aspx',
    cs(`string x = Request["x"]; if (s == null) { x = "ver"; } else { if (e != null) x = "date"; } ${P}`),
  ],
  ['lambda later', 'aspx', cs(`string x = Request["x"]; Action a = () => { ${P} }; a(); x = "ver";`)],
  ['lambda cleans maybe', 'aspx', cs(`string x = Request["x"]; Action a = () => { x = "ver"; }; ${P}`)],
  ['lambda dirties', 'aspx', cs(`string x = "a"; x = "ver"; Action a = () => { x = Request["x"]; }; a(); ${P}`)],
  ['local function dirties', 'aspx', cs(`string x = "a"; x = "ver"; void A() { x = Request["x"]; } A(); ${P}`)],
  [
    'ref',
    'aspx',
    cm(
      `void Page_Load() { string x = "a"; x = "ver"; Fill(ref x); ${P} } void Fill(ref string y) { y = "b"; y = Request["x"]; }`,
    ),
  ],
  [
    'out',
    'aspx',
    cm(
      `void Page_Load() { string x = "a"; x = "ver"; Fill(out x); ${P} } void Fill(out string y) { y = "b"; y = Request["x"]; }`,
    ),
  ],
  ['preprocessor', 'aspx', cs(`string x = Request["x"];\n#if NEVER\n x = "ver";\n#endif\n ${P}`)],
  ['adds', 'aspx', cs(`string x = "a"; x = "ver"; x += Request["x"]; ${P}`)],
  ['null assign', 'aspx', cs(`string x = null; x = null; x ??= Request["x"]; ${P}`)],
  ['deconstruct', 'aspx', cs(`string x = "a"; x = "b"; int z; (x, z) = (Request["x"], 1); ${P}`)],
  ['unknown', 'aspx', cs(`string x = Request["x"]; x = Some.Library(x); ${P}`)],
  ['unknown state', 'aspx', cs(`string x = Request["x"]; Session["k"] = x; x = (string)Session["k"]; ${P}`)],
  ['weak clean', 'aspx', cs(`string x = Request["x"]; x = x.Replace("&", ""); ${P}`)],
  ['weak regex', 'aspx', cs(`string x = Request["x"]; x = Regex.Replace(x, "[^a-z&|]", ""); ${P}`)],
  [
    'field',
    'aspx',
    cm(
      `string x; void Page_Load() { x = Request["x"]; x = "ver"; Go(); } void Page_Init() { x = Request["x"]; } void Go() { ${P} }`,
    ),
  ],
  ['conditional', 'aspx', cs(`string x = Request["x"]; var y = s == null ? (x = "ver") : ""; ${P}`)],
  ['and', 'aspx', cs(`string x = Request["x"]; var y = s == null && (x = "ver") != null; ${P}`)],
  [
    'vb branch',
    'aspx',
    vb(`Dim x As String = Request("x")\nIf s Is Nothing Then\nx = "ver"\nEnd If\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb one line if',
    'aspx',
    vb(`Dim x As String = Request("x")\nIf s Is Nothing Then x = "ver"\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb elseif',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nIf s Is Nothing Then\nx = "ver"\nElseIf e Is Nothing Then\nx = "date"\nEnd If\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb goto',
    'aspx',
    vb(`Dim x As String = Request("x")\nGoTo Here\nx = "ver"\nHere:\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb resume',
    'aspx',
    vb(
      `On Error Resume Next\nDim x As String = Request("x")\nx = CInt(x).ToString()\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb select exit',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nSelect Case s.ToString()\nCase "1"\nIf e Is Nothing Then Exit Select\nx = "ver"\nCase Else\nx = "date"\nEnd Select\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb exit try',
    'aspx',
    vb(
      `Dim x As String = Request("x")\nTry\nIf e Is Nothing Then Exit Try\nx = "ver"\nCatch ex As Exception\nx = "1"\nEnd Try\nProcess.Start("cmd.exe", "/c " & x)`,
    ),
  ],
  [
    'vb for',
    'aspx',
    vb(`Dim x As String = Request("x")\nFor i = 1 To 0\nx = "ver"\nNext\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb while',
    'aspx',
    vb(`Dim x As String = Request("x")\nWhile s Is Nothing\nx = "ver"\nEnd While\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb do',
    'aspx',
    vb(`Dim x As String = Request("x")\nDo While s Is Nothing\nx = "ver"\nLoop\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb #if',
    'aspx',
    vb(`Dim x As String = Request("x")\n#If NEVER Then\nx = "ver"\n#End If\nProcess.Start("cmd.exe", "/c " & x)`),
  ],
  [
    'vb byref',
    'aspx',
    `<%@ Page Language="VB" %><script runat="server">\nSub Fill(ByRef y As String)\ny = "b"\ny = Request("x")\nEnd Sub\nSub Page_Load(s As Object, e As EventArgs)\nDim x As String = "a"\nx = "ver"\nFill(x)\nProcess.Start("cmd.exe", "/c " & x)\nEnd Sub\n</script>`,
  ],
  ['vb static', 'aspx', vb(`Static x As String\nProcess.Start("cmd.exe", "/c " & x)\nx = "a"\nx = Request("x")`)],
  ['asp branch', 'asp', asp(`x = Request("x")\nIf y = "a" Then\nx = "ver"\nEnd If\nsh.Run "cmd /c " & x`)],
  [
    'asp branch over blocks',
    'asp',
    asp(`x = Request("x")\nIf y = "a" Then\n%>html<%\nx = "ver"\n%>html<%\nEnd If\nsh.Run "cmd /c " & x`),
  ],
  ['asp resume', 'asp', asp(`On Error Resume Next\nx = Request("x")\nx = CLng(x)\nsh.Run "cmd /c " & x`)],
  ['asp sub', 'asp', asp(`Sub Dirty\nx = Request("x")\nEnd Sub\nx = "a"\nx = "ver"\nDirty\nsh.Run "cmd /c " & x`)],
  ['asp sub uses', 'asp', asp(`Sub Go\nsh.Run "cmd /c " & x\nEnd Sub\nx = Request("x")\nGo\nx = "ver"`)],
  ['asp execute', 'asp', asp(`x = "a"\nx = "ver"\nExecute "x = Request(""x"")"\nsh.Run "cmd /c " & x`)],
  ['asp execute reads', 'asp', asp(`x = "a"\nx = Request("x")\nExecute "sh.Run x"`)],
  [
    'asp executeglobal',
    'asp',
    asp(`ExecuteGlobal "Sub R: x = Request(""x""): End Sub"\nx = "a"\nx = "ver"\nR\nsh.Run "cmd /c " & x`),
  ],
  ['asp dim loop', 'asp', asp(`Do\nsh.Run x\nx = "a"\nx = Request("x")\nLoop`)],
  ['js with', 'asp', js(`var x = String(Request("x")); var o = {}; with (o) { x = "ver"; } sh.Run("cmd /c " + x);`)],
  ['js label', 'asp', js(`var x = String(Request("x")); a: { if (y) break a; x = "ver"; } sh.Run("cmd /c " + x);`)],
  [
    'js closure',
    'asp',
    js(`var x = "a"; function d() { x = String(Request("x")); } x = "ver"; d(); sh.Run("cmd /c " + x);`),
  ],
  ['js no braces', 'asp', js(`var x = String(Request("x")); if (y) z = 1\nelse x = "ver"\nsh.Run("cmd /c " + x);`)],
  ['js eval', 'asp', js(`var x = "a"; x = "ver"; eval("x = String(Request('x'))"); sh.Run("cmd /c " + x);`)],
  [
    'js cc',
    'asp',
    js(`var x = String(Request("x"));\n/*@cc_on @if (0) @*/\nx = "ver";\n/*@end @*/\nsh.Run("cmd /c " + x);`),
  ],
  ['razor if', 'cshtml', rz(`var x = Request["x"]; if (s == null) { x = "ver"; } ${P}`)],
  [
    'razor if with markup',
    'cshtml',
    `@{ var x = Request["x"]; }\n@if (IsPost) {\n<p>hello</p>\nx = "ver";\n}\n@{ ${P} }`,
  ],
  [
    'razor foreach',
    'cshtml',
    `@{ var x = Request["x"]; }\n@foreach (var i in list) {\n<p>hello</p>\nx = "ver";\n}\n@{ ${P} }`,
  ],
  [
    'inline blocks',
    'aspx',
    `<%@ Page Language="C#" %><% string x = Request["x"]; if (IsPostBack) { %>\n<p>a</p>\n<% x = "ver"; } Process.Start("cmd.exe", x); %>`,
  ],
  [
    'initialiser',
    'aspx',
    cm(
      `class O { public string x; } void Page_Load() { string x = "a"; x = "b"; var o = new O { x = Request["x"] }; Process.Start("cmd.exe", o.x); }`,
    ),
  ],
  [
    'array',
    'aspx',
    cs(
      `string[] x = new string[2]; x = new string[] { "a", "b" }; x[0] = Request["x"]; Process.Start("cmd.exe", x[0]);`,
    ),
  ],
  [
    'builder',
    'aspx',
    cs(
      `var x = new StringBuilder(); x = new StringBuilder("a"); x.Append(Request["x"]); Process.Start("cmd.exe", x.ToString());`,
    ),
  ],
  [
    'stream',
    'aspx',
    cs(
      `var m = new MemoryStream(); m = new MemoryStream(); var w = new StreamWriter(m); w.Write(Request["x"]); Assembly.Load(m.ToArray());`,
    ),
  ],
];

/** Calls that something of the request decides. */
function decided(extension: string, page: string): string[] {
  return behaviourOf(extension, page)
    .calls.filter(({ main, target }) => main.taint !== null || target?.taint)
    .map(({ kind, name }) => `${kind} ${name}`);
}

describe('variables that are given another value', () => {
  it.each(CLEANED)('hold nothing of the request any more: %s', (_, extension, page) => {
    expect(decided(extension, page)).toEqual([]);
  });

  it.each(NOT_CLEANED)('still hold what they held: %s', (_, extension, page) => {
    expect(decided(extension, page)).not.toEqual([]);
  });
});
