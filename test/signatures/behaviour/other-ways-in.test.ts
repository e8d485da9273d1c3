import { describe, expect, it } from 'vitest';
import { behaviourOf, csharp, visualBasic } from './pages.js';

/** Kinds of calls that data of the request decides. */
function decided(page: string, extension = 'aspx'): string[] {
  return behaviourOf(extension, page)
    .calls.filter(({ main }) => main.taint !== null)
    .map(({ kind }) => kind);
}

const GO =
  'void Go(string line) { Process.Start("cmd", "/c " + line); } void Show(string line) { Label1.Text = line; }';

/** What reaches `Go` by members of the page and statements, and the statements in which something else does. */
const WAYS: readonly (readonly [what: string, members: string, flow: string, twin: string])[] = [
  [
    'a constructor that calls that of its base',
    'class Task { protected string line; public Task(string l) { line = l; } } class Job : Task { public Job(string l, string t) : base(l) { title = t; } string title; public string Line() { return line; } }',
    'Go(new Job(Request["q"], "a").Line());',
    'Go(new Job("dir", Request["q"]).Line());',
  ],
  [
    'a constructor that calls another',
    'class Job { string line; string title; public Job(string l) { line = l; } public Job(string l, string t) : this(l) { title = t; } public string Line() { return line; } }',
    'Go(new Job(Request["q"], "a").Line());',
    'Go(new Job("dir", Request["q"]).Line());',
  ],
  [
    'arguments by their names',
    'void Run(string title = "a", int times = 1, string line = "dir") { Go(line); }',
    'Run(times: 2, line: Request["q"]);',
    'Run(times: 2, title: Request["q"]);',
  ],
  [
    'what goes along with a call',
    '',
    'CallContext.LogicalSetData("job", Request["q"]); Go((string)CallContext.LogicalGetData("job"));',
    'CallContext.LogicalSetData("job", Request["q"]); Go((string)CallContext.LogicalGetData("user"));',
  ],
  [
    'a member that is invoked by its name',
    'public class Jobs { public static void Run(string l) { Process.Start("cmd", "/c " + l); } public static void Say(string l) { } }',
    'typeof(Jobs).InvokeMember("Run", BindingFlags.InvokeMethod, null, null, new object[] { Request["q"] });',
    'typeof(Jobs).InvokeMember("Say", BindingFlags.InvokeMethod, null, null, new object[] { Request["q"] });',
  ],
  [
    'a property that is set by its name',
    'public class Job { public string Line { get; set; } public string Title { get; set; } }',
    'var j = new Job(); typeof(Job).GetProperty("Line").SetValue(j, Request["q"], null); Go(j.Line);',
    'var j = new Job(); typeof(Job).GetProperty("Line").SetValue(j, "dir", null); Go(j.Line);',
  ],
  [
    'a field that is set by its name',
    'public class Job { public string Line; }',
    'var j = new Job(); typeof(Job).GetField("Line").SetValue(j, Request["q"]); Go(j.Line);',
    'var j = new Job(); typeof(Job).GetField("Line").SetValue(j, "dir"); Go(j.Line);',
  ],
  [
    'several functions that are called together',
    'Action<string> told;',
    'told = Show; told += Go; told.Invoke(Request["q"]);',
    'told = Show; told += Show; told.Invoke(Request["q"]);',
  ],
];

describe('ways by constructors, names and reflection', () => {
  it.each(WAYS)('%s', (_, members, flow, twin) => {
    const page = (code: string) => csharp(`${GO} ${members} void Load() { ${code} }`);
    expect(decided(page(flow))).toContain('process');
    expect(decided(page(twin))).not.toContain('process');
  });

  it('starts what a client puts into a model, but no number or choice of it', () => {
    const page = (member: string) =>
      `using System.Web.Mvc; public enum Kind { A, B }
public class Job { public string Line { get; set; } public int Times { get; set; } public Kind Kind { get; set; } }
public class JobController : Controller { public ActionResult Run(Job job) { Process.Start("cmd", "/c " + job.${member}); return View(); } }`;
    expect(decided(page('Line'), 'cs')).toContain('process');
    expect(decided(page('Times'), 'cs')).not.toContain('process');
    expect(decided(page('Kind'), 'cs')).not.toContain('process');
  });

  it('reads all that is sent by a method that is handed over', () => {
    const page = (method: string) =>
      csharp(
        `Queue<string> lines = new Queue<string>(); object Take(Func<string, object> read) { return read(lines.Dequeue()); }
void Load() { lines.Enqueue(Request["q"]); var json = new JavaScriptSerializer(new SimpleTypeResolver()); Take(${method}); }`,
      );
    expect(decided(page('json.DeserializeObject'))).toContain('deserialise');
    expect(decided(page('json.Serialize'))).not.toContain('deserialise');
  });

  it('follows a default property of VB, whatever its parts call their variables', () => {
    const page = (key: string) =>
      visualBasic(`Public Class Job
Private held As New Dictionary(Of String, String)
Default Public Property Part(ByVal name As String) As String
Get
Dim value As String = ""
held.TryGetValue(name, value)
Return value
End Get
Set(ByVal value As String)
held(name) = value
End Set
End Property
End Class
Sub P()
Dim j As New Job()
j("a") = ${key}
Shell("cmd /c " & j!a)
End Sub`);
    expect(decided(page('Request("q")'))).toContain('process');
    expect(decided(page('"dir"'))).not.toContain('process');
  });

  it('follows elements of the very object that a method of a class is of', () => {
    const page = (value: string) =>
      csharp(
        `class Jobs { Dictionary<string, string> kept = new Dictionary<string, string>();
public string this[string key] { get { return kept[key]; } set { kept[key] = value; } }
public void Run() { Process.Start("cmd", "/c " + this["a"]); } }
void Load() { var j = new Jobs(); j["a"] = ${value}; j.Run(); }`,
      );
    expect(decided(page('Request["q"]'))).toContain('process');
    expect(decided(page('"dir"'))).not.toContain('process');
  });

  it('tells members of structures in a list apart', () => {
    const page = (target: string) =>
      visualBasic(`Structure Drop
Dim Target As String
Dim File As HttpPostedFile
End Structure
Private drops(9) As Drop
Sub Take(ByRef item As Drop, ByVal file As HttpPostedFile)
item.File = file
item.Target = ${target}
End Sub
Sub P()
Take(drops(1), Request.Files(0))
drops(1).File.SaveAs(drops(1).Target)
End Sub`);
    const named = (target: string) =>
      behaviourOf('aspx', page(target)).calls.filter((call) => call.kind === 'write' && call.target?.taint);
    expect(named('Server.MapPath("~/a/") & file.FileName')).toHaveLength(1);
    expect(named('Server.MapPath("~/a/") & Guid.NewGuid().ToString("N") & ".png"')).toHaveLength(0);
  });
});
