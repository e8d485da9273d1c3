import { describe, expect, it } from 'vitest';
import { behaviourOf, csharp, visualBasic } from '../pages.js';

/** Kinds of calls that data of the request decides. */
function decided(page: string): string[] {
  return behaviourOf('aspx', page)
    .calls.filter(({ main }) => main.taint !== null)
    .map(({ kind }) => kind);
}

const GO =
  'void Go(string line) { Process.Start("cmd", "/c " + line); } void Show(string line) { Label1.Text = line; }';

/** What holds a function, members of the page, and statements that call what is held; `GO` is the function. */
const HOLDERS: readonly (readonly [what: string, members: string, statements: string])[] = [
  [
    'a field of a class',
    'class Step { public Action<string> Then; }',
    'var s = new Step(); s.Then = GO; s.Then(DATA);',
  ],
  [
    'a property that is set where the object is made',
    'class Step { public Action<string> Then { get; set; } }',
    'var s = new Step { Then = x => GO(x) }; s.Then(DATA);',
  ],
  ['a property of the page', 'Action<string> Next { get { return GO; } }', 'Next(DATA);'],
  [
    'a property of a class',
    'class Step { public Action<string> Then { get { return GO; } } }',
    'new Step().Then(DATA);',
  ],
  [
    'pairs of a dictionary',
    '',
    'var d = new Dictionary<string, Action<string>> { { "a", GO } }; foreach (var pair in d) pair.Value(DATA);',
  ],
  [
    'pairs of a dictionary that is filled',
    '',
    'var d = new Dictionary<string, Action<string>>(); d["a"] = GO; foreach (KeyValuePair<string, Action<string>> pair in d) pair.Value.Invoke(DATA);',
  ],
  ['a tuple', '', 'var t = Tuple.Create(1, (Action<string>)GO); t.Item2(DATA);'],
  ['a tuple that is made', '', 'var t = new Tuple<int, Action<string>>(1, GO); t.Item2(DATA);'],
  ['a tuple with names', '', 'var t = (Number: 1, Then: (Action<string>)GO); t.Then(DATA);'],
  ['an object without a class', '', 'var t = new { Then = (Action<string>)GO }; t.Then(DATA);'],
  ['the first of a list', '', 'var l = new List<Action<string>> { GO }; l.First()(DATA);'],
  ['the end of a queue', '', 'var l = new Queue<Action<string>>(); l.Enqueue(GO); l.Add(GO); l.Dequeue()(DATA);'],
  ['what is made when it is asked for', '', 'var l = new Lazy<Action<string>>(() => GO); l.Value(DATA);'],
];

describe('functions that something holds', () => {
  const page = (members: string, statements: string, called: string) =>
    csharp(
      `${GO} ${members} void Load() { ${statements} }`.replaceAll('GO', called).replaceAll('DATA', 'Request["q"]'),
    );

  for (const [what, members, statements] of HOLDERS)
    it(what, () => {
      expect(decided(page(members, statements, 'Go'))).toContain('process');
      expect(decided(page(members, statements, 'Show'))).not.toContain('process');
    });
});

/** Functions of which one is called: what calls it stands in front of what puts it there; `GO` is one of them. */
const ONE_OF_SEVERAL: readonly (readonly [what: string, code: string])[] = [
  [
    'a list that a constructor of its class fills',
    'void Load() { T.Call(DATA); } static class T { static readonly Dictionary<string, Act> Acts = new Dictionary<string, Act>(); static T() { Acts["a"] = x => Show(x); Acts["b"] = GO; } public static void Call(string a) { Act f; if (Acts.TryGetValue("b", out f)) f(a); } }',
  ],
  [
    'a list that is filled behind what calls out of it',
    'Dictionary<string, Act> acts = new Dictionary<string, Act>(); void Load() { Call(DATA); } void Init() { acts.Add("b", GO); } void Call(string a) { acts[Key](a); }',
  ],
  ['branches', 'void Load() { Act f = null; if (IsPostBack) f = GO; else f = x => Show(x); f(DATA); }'],
  [
    'what a method returns',
    'Act Pick(string n) { switch (n) { case "a": return GO; case "b": return Show; default: return x => Show(x); } } void Load() { Pick(Key)(DATA); }',
  ],
  [
    'an expression that switches',
    'Act Pick(string n) => n switch { "a" => GO, "b" => x => Show(x), _ => Show }; void Load() { Pick(Key).Invoke(DATA); }',
  ],
];

describe('an object that is found by its type', () => {
  it('is of the class that was made, whatever parameter of a type it is cast to', () => {
    const page = (line: string) =>
      csharp(
        `interface IRun { void Run(string l); } class Cmd : IRun { public void Run(string l) { Process.Start("cmd", ${line}); } } static Dictionary<Type, Func<object>> made = new Dictionary<Type, Func<object>> { { typeof(IRun), () => new Cmd() } }; static T Get<T>() { return (T)made[typeof(T)](); } void Load() { Get<IRun>().Run(Request["q"]); }`,
      );
    expect(decided(page('"/c " + l'))).toContain('process');
    expect(decided(page('"/c ver"'))).not.toContain('process');
  });
});

describe('one of several functions', () => {
  it.each(ONE_OF_SEVERAL)('%s', (_, code) => {
    const page = (called: string) =>
      csharp(`${GO} ${code}`.replaceAll('GO', called).replaceAll('DATA', 'Request["q"]'));
    expect(decided(page('Go'))).toContain('process');
    expect(decided(page('Show'))).not.toContain('process');
  });

  it('is a function of Basic whose name is that of a statement elsewhere', () => {
    const page = (line: string) =>
      visualBasic(
        `Dim known As New Dictionary(Of String, Func(Of String, String))\nSub Load()\nknown("a") = AddressOf Execute\nText = known("a")(Request("q"))\nEnd Sub\nFunction Execute(line As String) As String\nProcess.Start("cmd", ${line})\nEnd Function`,
      );
    expect(decided(page('"/c " & line'))).toEqual(['process']);
    expect(decided(page('"/c ver"'))).toEqual([]);
  });
});

/** Ways to a delegate whose class the request names. */
const DELEGATES: readonly (readonly [what: string, statements: string])[] = [
  ['a method by a fixed name', 'var f = (Func<string, string>)MADE; f("a");'],
  ['values of a dictionary', 'foreach (var p in keys.ToDictionary(k => k, k => MADE)) p.Value.DynamicInvoke("a");'],
  ['one of a list', 'var l = keys.Select(k => (Func<string, string>)MADE).ToArray(); l[0]("a");'],
  ['members of records', 'foreach (var r in keys.Select(k => new { F = (Func<string, string>)MADE })) r.F("a");'],
];

describe('delegates of a class that the request names', () => {
  const page = (statements: string, type: string) =>
    csharp(
      `void Load() { string[] keys = { "a" }; ${statements.replace('MADE', `Delegate.CreateDelegate(typeof(Func<string, string>), Type.GetType(${type}), "Copy")`)} }`,
    );

  it.each(DELEGATES)('%s', (_, statements) => {
    expect(decided(page(statements, 'Request["t"]'))).toContain('invoke');
    expect(decided(page(statements, '"System.String"'))).not.toContain('invoke');
  });

  it('is called by a value of a dictionary of VB', () => {
    const of = (type: string) =>
      visualBasic(
        `Sub P()\nDim l As New List(Of String)\nDim made = l.ToDictionary(Function(x) x, Function(x) [Delegate].CreateDelegate(GetType(Func(Of String, String)), Type.GetType(${type}), "Copy"))\nFor Each pair In made\nText = pair.Value("a")\nNext\nEnd Sub`,
      );
    expect(decided(of('Request("t")'))).toContain('invoke');
    expect(decided(of('"System.String"'))).not.toContain('invoke');
  });
});

/** What gives data one by one, and what a setter does with it: members of the page, a statement, what it is in the twin. */
const MEMBERS: readonly (readonly [what: string, members: string, flow: string, twin: string])[] = [
  [
    'a property that keeps what it is given elsewhere',
    'string kept; string Line { set { kept = value; } }',
    'Line = Request["q"]; Go(kept);',
    'kept = Request["q"]; Line = "dir"; Go("dir");',
  ],
  [
    'an object whose class says what a loop takes out of it',
    'class All { public IEnumerator<string> GetEnumerator() { yield return HttpContext.Current.Request["q"]; } }',
    'foreach (var one in new All()) Go(one);',
    'foreach (var one in new All()) Go("dir");',
  ],
];

describe('records that a query makes', () => {
  it('hold in one member what is not in another', () => {
    const page = (address: string) =>
      csharp(
        `${GO} void Load() { var all = Request.Form.AllKeys.OrderBy(k => k).Select(k => new { Name = k, Line = ${address} }).ToList(); foreach (var t in all.Select(c => c.Line)) Go(t); }`,
      );
    expect(decided(page('Request.Form[k]'))).toContain('process');
    expect(decided(page('"ver"'))).not.toContain('process');
  });
});

/** Two classes that are made from one, of which the page makes either. */
const READERS =
  'abstract class Reader { public abstract object Read(Stream s); } class Lines : Reader { public override object Read(Stream s) { return null; } } class Graph : Reader { public override object Read(Stream s) { return MADE; } }';

describe('an object of either of two classes', () => {
  it.each([
    ['that a method gives', 'Reader For(int v) { if (v == 1) return new Lines(); return new Graph(); }', 'For(v)'],
    ['that is chosen', '', '(v == 1 ? (Reader)new Graph() : new Lines())'],
    ['in a variable', '', 'r', 'Reader r; if (v == 1) r = new Graph(); else r = new Lines();'],
  ])('%s', (_, members, reader, before = '') => {
    const page = (made: string) =>
      csharp(
        `${READERS.replace('MADE', made)} ${members} void Load() { int v = 1; ${before} ${reader}.Read(Request.InputStream); }`,
      );
    expect(decided(page('new LosFormatter().Deserialize(s)'))).toContain('deserialise');
    expect(decided(page('new BinaryReader(s)'))).not.toContain('deserialise');
  });
});

describe('members of classes of the page', () => {
  it.each(MEMBERS)('%s', (_, members, flow, twin) => {
    const page = (code: string) => csharp(`${GO} ${members} void Load() { ${code} }`);
    expect(decided(page(flow))).toContain('process');
    expect(decided(page(twin))).not.toContain('process');
  });

  it('takes the name of a file for no stream', () => {
    const page = (written: string) =>
      csharp(
        `void Load() { ${written} using (var w = new StreamWriter(path)) { w.Write(Request["t"]); } Go(path); } ${GO}`,
      );
    expect(decided(page('string path = Request["p"];'))).toContain('process');
    expect(decided(page('string path = Server.MapPath("a.txt");'))).not.toContain('process');
  });

  it('follows properties of JScript', () => {
    const page = (line: string) =>
      `<%@ Page Language="JScript" %><script runat="server">
var kept : String; function get Line() : String { return ${line}; } function set Line(v : String) { kept = v; }
function Page_Load() { Line = Request["q"]; System.Diagnostics.Process.Start("cmd", Line); }</script>`;
    expect(decided(page('"/c " + kept'))).toContain('process');
    expect(decided(page('"/c dir"'))).not.toContain('process');
  });
});
