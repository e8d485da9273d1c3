import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, csharp, statements, visualBasic } from './pages.js';

const sub = (code: string) => visualBasic(`Sub P()\n${code}\nEnd Sub`);

/** Kinds of calls that data of the request decides, and what with. */
function decided(extension: string, page: string): string[] {
  return behaviourOf(extension, page)
    .calls.filter(({ main, target }) => main.taint !== null || target?.taint)
    .map(({ kind }) => kind);
}

type Pair = readonly [what: string, kind: string, extension: string, flow: string, twin: string];

/** A page in which data reaches a call, and the same page in which the call gets something else. */
const PAIRS: readonly Pair[] = [
  [
    'a part of a page of Razor',
    'run-page',
    'cshtml',
    '@{ var p = Request["p"]; } @RenderPage("~/views/" + p)',
    '@{ var p = "a.cshtml"; } @RenderPage("~/views/" + p) @Request["p"]',
  ],
  ['a view', 'run-page', 'cshtml', '@Html.Partial(Request["v"])', '@Html.Partial("_Menu", Request["v"])'],
  [
    'the page around a page of Razor',
    'run-page',
    'cshtml',
    '@{ Layout = Request["l"]; }',
    '@{ Layout = new Shop.Frame { Title = Request["l"] }; }',
  ],
  [
    'a master page',
    'run-page',
    'aspx',
    statements('Page.MasterPageFile = Request["m"];'),
    statements('Page.MasterPageFile = "~/a.master"; Page.Title = Request["m"];'),
  ],
  [
    'a handler of the configuration',
    'configure',
    'aspx',
    statements('handlers.Handlers.Add(new HttpHandlerAction(Request["p"], Request["t"], "*"));'),
    statements('settings.Settings["a"].Value = Request["p"];'),
  ],
  [
    'a script map of IIS by ADSI',
    'configure',
    'asp',
    classic('Set r = GetObject("IIS://localhost/W3SVC/1/Root")\nr.ScriptMaps = Request("m")\nr.SetInfo'),
    classic('Set r = GetObject("IIS://localhost/W3SVC/1/Root")\nResponse.Write r.ServerComment & Request("m")'),
  ],
  [
    'a folder of IIS by ADSI',
    'configure',
    'asp',
    classic(
      'Set r = GetObject("IIS://localhost/W3SVC/1/Root")\nSet v = r.Create("IIsWebVirtualDir", "a")\nv.Path = Request("p")',
    ),
    classic('Set r = GetObject("IIS://localhost/W3SVC/1/Root")\nFor Each v In r\nx = Request("p")\nNext'),
  ],
  [
    'a property of IIS by its entry',
    'configure',
    'aspx',
    statements('var d = new DirectoryEntry("IIS://localhost/W3SVC/1"); d.Properties["ScriptMaps"].Add(Request["m"]);'),
    statements(
      'var d = new DirectoryEntry("IIS://localhost/W3SVC/1"); Show(d.Properties["ServerComment"].Value, Request["m"]);',
    ),
  ],
  [
    'a part of a document that is saved',
    'write',
    'aspx',
    statements(
      'var d = new XmlDocument(); d.Load("a"); var n = d.SelectSingleNode("//b"); n.InnerXml = Request["h"]; d.Save("web.config");',
    ),
    statements('var d = new XmlDocument(); d.Load("a"); var n = Request["h"]; d.Save("web.config");'),
  ],
  [
    'a label with a type',
    'process',
    'aspx',
    statements('switch (Request["x"]) { case string z when z.Length > 3: Process.Start(z); break; default: return; }'),
    statements(
      'switch (Request["x"]) { case string z when z.Length > 3: Process.Start("a.exe"); break; default: return; }',
    ),
  ],
  [
    'a part of a tuple by its name',
    'process',
    'aspx',
    statements('var t = (a: "tool", b: Request["q"]); Process.Start(t.a, t.b);'),
    statements('var t = (a: "tool", b: Request["q"]); Process.Start(t.a);'),
  ],
  [
    'a text with parts, in Visual Basic',
    'process',
    'aspx',
    sub('Process.Start("tool", $"-a {Request("q").Trim(),10:X} {{x}} ""b""")'),
    sub('Process.Start("tool", $"-a {CInt(Request("q")):N0} {{x}} ""{1 + 1}""")'),
  ],
  [
    'a text of several lines, in Visual Basic',
    'process',
    'aspx',
    sub('Dim t = $"a\n{If(Request("q") Is Nothing, "b", Request("q"))}"\nProcess.Start(t)'),
    sub('Dim t = $"a\n{If(Request("q") Is Nothing, "b", "c")}"\nProcess.Start(t)'),
  ],
  [
    'an extension method with a type',
    'process',
    'aspx',
    csharp(
      'static R Pipe<T, R>(this T t, Func<T, R> f) { return f(t); } void P() { Request["q"].Pipe(c => Process.Start(c)); }',
    ),
    csharp(
      'static R Pipe<T, R>(this T t, Func<T, R> f) { return f(t); } void P() { Request["q"].Pipe(c => c.Length); Process.Start("a.exe"); }',
    ),
  ],
  [
    'a part of an archive that is copied to a file',
    'write',
    'aspx',
    statements(
      'var z = new ZipFile(Request.Files[0].InputStream); foreach (ZipEntry e in z) using (var o = File.Create(e.Name)) StreamUtils.Copy(z.GetInputStream(e), o, new byte[9]);',
    ),
    statements(
      'var z = new ZipFile(Request.Files[0].InputStream); foreach (ZipEntry e in z) StreamUtils.Copy(z.GetInputStream(e), memory, new byte[9]);',
    ),
  ],
  [
    'a step of a job',
    'process',
    'aspx',
    statements('var j = new JobStep(null, "a"); j.Command = Request["q"];'),
    statements('var j = new JobStep(null, "a"); j.Command = "BACKUP"; j.Name = Request["q"];'),
  ],
  [
    'a pick out of a list',
    'process',
    'aspx',
    statements('var l = Request["l"].Split(); Process.Start(l.FirstOrDefault(z => z.Length > 1));'),
    statements('var l = new[] { "a", "b" }; Process.Start(l.FirstOrDefault(z => z == Request["l"]));'),
  ],
];

describe('a page and its harmless twin', () => {
  it.each(PAIRS)('%s', (_, kind, extension, flow, twin) => {
    expect(decided(extension, flow)).toContain(kind);
    expect(decided(extension, twin)).not.toContain(kind);
  });

  it('a file that gets the name of a page', () => {
    const renamed = (name: string) =>
      behaviourOf(
        'asp',
        classic(`Set f = CreateObject("Scripting.FileSystemObject")\nf.GetFile("a.txt").${name} = "b.asp"`),
      )
        .calls.filter(({ kind }) => kind === 'move')
        .map(({ main, target }) => [main.constant, target?.constant]);
    expect(renamed('Name')).toEqual([['a.txt', 'b.asp']]);
    expect(renamed('Attributes')).toEqual([]);
  });
});
