import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, csharp, visualBasic } from './pages.js';

/** Kinds of calls that data of the request decides. */
function decided(extension: string, page: string): string[] {
  return behaviourOf(extension, page)
    .calls.filter(({ main }) => main.taint !== null)
    .map(({ kind }) => kind);
}

/** What a class has, what its first method does with `TEXT`, and what of both makes no way for it. */
type Way = readonly [what: string, members: string, statements: string, twin?: readonly [string, string]];

const START = 'Process.Start("cmd", "/c " + text);';
const RUN = `void Run(string text) { ${START} }`;

const WAYS: readonly Way[] = [
  [
    'a variable that stands for an element',
    RUN,
    'var l = new string[2]; ref string s = ref l[1]; s = TEXT; Run(l[1]);',
    [RUN, 'var l = new string[2]; string s = l[1]; s = TEXT; Run(l[1]);'],
  ],
  [
    'a variable that stands for either of two',
    RUN,
    'string a = "x", b = "y"; ref string s = ref (n > 1 ? ref a : ref b); s = TEXT; Run(b);',
  ],
  [
    'a method that returns a variable',
    `${RUN} static string kept; ref string Kept() { return ref kept; }`,
    'Kept() = TEXT; Run(kept);',
  ],
  [
    'parameters of a class',
    `class Job(string text) { public void Go() { ${START} } }`,
    'new Job(TEXT).Go();',
    ['class Job(string text) { public void Go() { Process.Start("cmd", "/c ver"); } }', 'new Job(TEXT).Go();'],
  ],
  [
    'parameters of a class that it is made from',
    `class Base(string text) { public void Go() { ${START} } } class Job(string name) : Base(name) { }`,
    'new Job(TEXT).Go();',
  ],
  [
    'a text in raw quotation marks',
    RUN,
    'var t = TEXT; Run($"""say {t} "now" """);',
    [RUN, 'var t = TEXT; Run("""say {t} """);'],
  ],
  [
    'a hole of two braces',
    RUN,
    'var t = TEXT; Run($$"""say {{t}} {}""");',
    [RUN, 'var t = TEXT; Run($$"""say {t} {}""");'],
  ],
  ['a list within a list', RUN, 'string[] a = [TEXT]; string[] b = ["x", .. a]; Run(b[1]);'],
  [
    'a method found by its name',
    `public ${RUN}`,
    'GetType().GetMethod("Run").Invoke(this, new object[] { TEXT });',
    [
      `public ${RUN} public void Show(string text) { }`,
      'GetType().GetMethod("Show").Invoke(this, new object[] { TEXT });',
    ],
  ],
  [
    'an object made of a type',
    `class Job { public Job(string text) { ${START} } }`,
    'Activator.CreateInstance(typeof(Job), new object[] { TEXT });',
    ['class Job { public Job(string text) { Show(text); } }', 'Activator.CreateInstance(typeof(Job), TEXT);'],
  ],
  [
    'a constructor that was looked up',
    `class Job { public Job(string text) { ${START} } }`,
    'typeof(Job).GetConstructor(new[] { typeof(string) }).Invoke(new object[] { TEXT });',
  ],
  ['delegates put together', RUN, 'var d = (Action<string>)Delegate.Combine(new Action<string>(Run), null); d(TEXT);'],
  [
    'an event that says who is told',
    `${RUN} Action<string> told; event Action<string> Fired { add { told += value; } remove { } }`,
    'Fired += Run; told(TEXT);',
  ],
  [
    'a worker',
    RUN,
    'var w = new BackgroundWorker(); w.DoWork += (s, a) => Run((string)a.Argument); w.RunWorkerAsync(TEXT);',
    [RUN, 'var w = new BackgroundWorker(); w.DoWork += (s, a) => Run("ver"); w.RunWorkerAsync(TEXT);'],
  ],
];

describe('ways that code seldom takes', () => {
  const page = (members: string, code: string) =>
    csharp(`${members} void Page_Load() { ${code.replace('TEXT', 'Request["q"]')} }`);

  for (const [what, members, code, twin] of WAYS)
    it(what, () => {
      expect(decided('aspx', page(members, code))).toContain('process');
      if (twin) expect(decided('aspx', page(...twin))).not.toContain('process');
    });

  it('starts what the browser says that it takes', () => {
    const start = (line: string) => page('', `Process.Start("cmd", "/c " + ${line});`);
    expect(decided('aspx', start('Request.AcceptTypes[0]'))).toContain('process');
    expect(decided('aspx', start('Request.AcceptTypes.Length'))).not.toContain('process');
  });

  it('calls a method of a class that the visitor may name', () => {
    const call = (type: string, method: string) =>
      page(
        `class Jobs { public static string Say(string text) { return text; } } static Type Find(string name) { return name == "jobs" ? typeof(Jobs) : ${type}; }`,
        `Find(Request["t"]).GetMethod(${method}).Invoke(null, new object[] { Request["a"] });`,
      );
    expect(decided('aspx', call('Type.GetType(name)', '"Say"'))).toContain('invoke');
    expect(decided('aspx', call('typeof(Jobs)', 'Request["m"] ?? "Say"'))).toContain('invoke');
    expect(decided('aspx', call('typeof(Jobs)', '"Say"'))).not.toContain('invoke');
  });

  it('runs what stands in the file that a visitor names', () => {
    const read = (name: string) =>
      classic(
        `Set f = CreateObject("Scripting.FileSystemObject")\nn = Request.Cookies("n")\nExecuteGlobal f.OpenTextFile(Server.MapPath("parts/" & ${name}), 1).ReadAll`,
      );
    expect(decided('asp', read('n'))).toContain('evaluate');
    expect(decided('asp', read('"menu.txt"'))).not.toContain('evaluate');
  });
});

/** Statements of VB that start what data of the request says, and such that start something else. */
const BASIC: readonly (readonly [what: string, members: string, statements: string, twin: string])[] = [
  [
    'a query',
    '',
    'Dim q = From a In {Request("q")} Let b = a.Trim()\nWhere b.Length > 0\nSelect b\nFor Each i In q\nShell("cmd /c " & i)\nNext',
    'Dim q = From a In {"dir"} Let b = a.Trim()\nWhere b <> Request("q")\nSelect b\nFor Each i In q\nShell("cmd /c " & i)\nNext',
  ],
  [
    'a query that picks members',
    '',
    'Dim q = (From a In {Request("q")} Order By a Select text = a, length = a.Length).First()\nShell("cmd /c " & q.text)',
    'Dim q = (From a In {"dir"} Order By Request("q") Select text = a, length = a.Length).First()\nShell("cmd /c " & q.text)',
  ],
  [
    'a query over groups',
    '',
    'Dim q = From a In {Request("q")} Group a By k = a.Length Into g = Group Select g\nFor Each z In q\nShell("cmd /c " & z.First())\nNext',
    'Dim q = From a In {"dir"} Group a By k = Request("q") Into g = Group Select g\nFor Each z In q\nShell("cmd /c " & z.First())\nNext',
  ],
  [
    'an iterator',
    'Iterator Function All() As IEnumerable(Of String)\nYield "a"\nYield Request("q")\nEnd Function',
    'For Each x In All()\nShell("cmd /c " & x)\nNext',
    'For Each x In All()\nShell("cmd /c dir")\nNext',
  ],
  [
    'an argument behind one that is left out',
    'Sub Run(Optional a As String = "x", Optional b As String = "y")\nShell("cmd /c " & b)\nEnd Sub',
    'Run(, Request("q"))',
    'Run(Request("q"), "dir")',
  ],
];

describe('ways that code of VB seldom takes', () => {
  const page = (members: string, code: string) => visualBasic(`${members}\nSub P()\n${code}\nEnd Sub`);

  it.each(BASIC)('%s', (_, members, flow, twin) => {
    expect(decided('aspx', page(members, flow))).toContain('process');
    expect(decided('aspx', page(members, twin))).not.toContain('process');
  });
});
