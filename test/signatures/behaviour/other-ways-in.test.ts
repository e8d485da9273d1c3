import { describe, expect, it } from 'vitest';
import { behaviourOf, csharp } from './pages.js';

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
});
