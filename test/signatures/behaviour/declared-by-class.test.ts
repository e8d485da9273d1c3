import { describe, expect, it } from 'vitest';
import { isSettled } from '../../../src/signatures/behaviour/values/value.js';
import { behaviourOf, csharp, reached, visualBasic } from './pages.js';

const START = 'Process.Start("a.exe", T);';
const basic = (...lines: string[]) => visualBasic(lines.join('\n'));

type Pair = readonly [what: string, flow: string, twin: string];

/** A class of the page's own says what an operator, a conversion or an index of its objects is. */
const PAIRS: readonly Pair[] = [
  ...['{ get { return T; } }', '=> T;'].map((body): Pair => {
    const page = (text: string) =>
      csharp(
        `class Bag { public string this[string k] ${body.replace('T', text)} } void P() { var b = new Bag(); ${START.replace('T', 'b["c"]')} }`,
      );
    return [`an index that gives ${body}`, page('Request[k]'), page('"a"')];
  }),
  [
    'an index that is set',
    csharp(
      'class Jobs { public string this[string k] { set { Process.Start("a.exe", value); } } } void P() { var b = new Jobs(); b["r"] = Request["q"]; }',
    ),
    csharp(
      'class Jobs { public string this[string k] { set { Show(value); } } } void P() { var b = new Jobs(); b["r"] = Request["q"]; Process.Start("a.exe"); }',
    ),
  ],
  [
    'an index of the page',
    csharp(`string this[string k] => Request[k]; void P() { ${START.replace('T', 'this["q"]')} }`),
    csharp(`string this[string k] => "a"; void P() { ${START.replace('T', 'this["q"]')} }`),
  ],
  [
    'the default property of Visual Basic, which is set',
    basic(
      ...['Class Jobs', 'Default Public Property Item(k As String) As String', 'Get', 'Return k', 'End Get'],
      ...['Set(v As String)', 'Process.Start("a.exe", v)', 'End Set', 'End Property', 'End Class'],
      ...['Sub P()', 'Dim b As New Jobs()', 'b("r") = Request("q")', 'End Sub'],
    ),
    basic(
      ...['Class Jobs', 'Default Public Property Item(k As String) As String', 'Get', 'Return k', 'End Get'],
      ...['Set(v As String)', 'Show(v)', 'End Set', 'End Property', 'End Class'],
      ...['Sub P()', 'Dim b As New Jobs()', 'b("r") = Request("q")', 'Process.Start("a.exe")', 'End Sub'],
    ),
  ],
  [
    'a text that becomes an object',
    csharp(
      'class Run { public static implicit operator Run(string s) { Process.Start(s); return null; } } void P() { Run r = Request["q"]; }',
    ),
    csharp(
      'class Run { public static implicit operator Run(string s) { Process.Start("a.exe"); return null; } } void P() { Run r = Request["q"]; }',
    ),
  ],
  [
    'an object that becomes a text',
    csharp(
      `class From { public static explicit operator string(From f) { return Current.Request["q"]; } } void P() { ${START.replace('T', '(string)new From()')} }`,
    ),
    csharp(
      `class From { public static explicit operator string(From f) { return "a"; } } void P() { Show(Request["q"]); ${START.replace('T', '(string)new From()')} }`,
    ),
  ],
  [
    'an object that a method takes for a text',
    csharp(
      `class From { public static implicit operator string(From f) { return Current.Request["q"]; } } void Go(string t) { ${START.replace('T', 't')} } void P() { Go(new From()); }`,
    ),
    csharp(
      `class From { public static implicit operator string(From f) { return "a"; } } void Go(string t) { ${START.replace('T', 't')} } void P() { Go(new From()); Show(Request["q"]); }`,
    ),
  ],
  [
    'an operator',
    csharp(
      'class Pipe { public static string operator |(Pipe p, string s) { Process.Start(s); return s; } } void P() { var x = new Pipe() | Request["q"]; }',
    ),
    csharp(
      'class Pipe { public static string operator |(Pipe p, string s) { return s; } } void P() { var x = new Pipe() | Request["q"]; Process.Start("a.exe"); }',
    ),
  ],
  [
    'an operator of Visual Basic',
    basic(
      ...['Class Pipe', 'Public Shared Operator &(p As Pipe, s As String) As String', 'Process.Start(s)', 'Return s'],
      ...['End Operator', 'End Class', 'Sub P()', 'Dim p As New Pipe()', 'Dim x = p & Request("q")', 'End Sub'],
    ),
    basic(
      ...['Class Pipe', 'Public Shared Operator &(p As Pipe, s As String) As String', 'Return s', 'End Operator'],
      ...['End Class', 'Sub P()', 'Dim p As New Pipe()', 'Dim x = p & Request("q")', 'Process.Start("a")', 'End Sub'],
    ),
  ],
  [
    'a conversion of Visual Basic',
    basic(
      ...['Class Run', 'Public Shared Narrowing Operator CType(s As String) As Run', 'Process.Start(s)'],
      ...['End Operator', 'End Class', 'Sub P()', 'Dim r = CType(Request("q"), Run)', 'End Sub'],
    ),
    basic(
      ...['Class Run', 'Public Shared Narrowing Operator CType(s As String) As Run', 'Process.Start("a")'],
      ...['End Operator', 'End Class', 'Sub P()', 'Dim r = CType(Request("q"), Run)', 'End Sub'],
    ),
  ],
  ...['"/c " + t', '$"/c {t}"', 't'].map((text): Pair => {
    const page = (given: string) =>
      csharp(
        `class Text { public override string ToString() => ${given}; } void P() { var t = new Text(); ${START.replace('T', text)} }`,
      );
    return [`the text of an object, as ${text}`, page('Current.Request["q"]'), page('"a"')];
  }),
  [
    'what a list in braces adds',
    csharp(
      'class Jobs : IEnumerable { public void Add(string c) { Process.Start(c); } } void P() { new Jobs { Request["q"] }; }',
    ),
    csharp(
      'class Jobs : IEnumerable { public void Add(string c) { Process.Start(c); } } void P() { new Jobs { "a" }; }',
    ),
  ],
  [
    'a function of a list, by its key in braces',
    csharp(
      'void P() { var a = new Dictionary<string, Action<string>> { ["r"] = c => Process.Start(c), ["n"] = c => { } }; a[Request["m"]](Request["q"]); }',
    ),
    csharp(
      'void P() { var a = new Dictionary<string, Action<string>> { ["r"] = c => Show(c), ["n"] = c => { } }; a[Request["m"]](Request["q"]); Process.Start("a"); }',
    ),
  ],
  [
    'a member of an object without a class',
    csharp('void P() { var o = new { Words = Request["q"], Name = "a" }; Process.Start(o.Name, o.Words); }'),
    csharp('void P() { var o = new { Words = Request["q"], Name = "a" }; Process.Start(o.Name); }'),
  ],
  [
    'a member that such an object takes over',
    csharp('void P() { var q = Request["q"]; var o = new { q, Title.Length }; Process.Start(o.q); }'),
    csharp('void P() { var q = Request["q"]; var o = new { q, Title.Name }; Process.Start(o.Name); }'),
  ],
  [
    'an element that may be absent',
    csharp('void P() { Process.Start("a.exe", Request?["q"]?.Trim()); }'),
    csharp('void P() { Process.Start("a.exe", Request ? ["q"] : "b"); }'),
  ],
  [
    'what is written to a channel',
    csharp('void P() { c.Writer.TryWrite(Request["q"]); c.Reader.TryRead(out var t); Process.Start(t); }'),
    csharp('void P() { c.Writer.TryWrite("a"); c.Reader.TryRead(out var t); Process.Start(t); Show(Request["q"]); }'),
  ],
  [
    'a loop that waits',
    csharp(
      'async Task<string> All() { yield return Request["q"]; } async void P() { await foreach (var c in All()) Process.Start(c); }',
    ),
    csharp(
      'async Task<string> All() { yield return "a"; } async void P() { await foreach (var c in All()) Process.Start(c); }',
    ),
  ],
  [
    'what a task is given',
    csharp(
      'void P() { var t = new TaskCompletionSource<string>(); t.SetResult(Request["q"]); Process.Start(t.Task.Result); }',
    ),
    csharp(
      'void P() { var t = new TaskCompletionSource<string>(); t.SetResult("a"); Process.Start(t.Task.Result, "b"); }',
    ),
  ],
];

describe('what a class of the page says of its objects', () => {
  it.each(PAIRS)('%s', (_, flow, twin) => {
    expect(reached('aspx', flow).map((one) => one.slice(0, 'process'.length))).toContain('process');
    expect(reached('aspx', twin)).toEqual([]);
  });

  it('a date that a property holds is no word of anybody', () => {
    const page = csharp(
      'class Job { public DateTime Day { get; set; } public string Line { get { return string.Format("/d {0:yyyyMMdd}", Day); } } } void P() { var j = new Job(); j.Day = DateTime.Today.AddDays(-1); Process.Start("a.exe", j.Line); }',
    );
    expect(behaviourOf('aspx', page).calls.map(({ args }) => args.map(isSettled))).toEqual([[true, true]]);
  });
});
