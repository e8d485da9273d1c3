import { describe, expect, it } from 'vitest';
import { csharp, reached, visualBasic } from './pages.js';

const MODEL =
  'class M { public string Line { get; set; } public int Port { get; set; } public string All() { return Line + Port; } }';

describe('models that the request fills', () => {
  it.each([
    ['a property', `${MODEL} void P() { var m = new M(); TryUpdateModel(m); Assembly.Load(m.Line); }`],
    [
      'a method of the model',
      `${MODEL} void P() { var m = new M(); if (Page.TryUpdateModel(m, new FormValueProvider(C))) Assembly.Load(m.All()); }`,
    ],
    ['a model of another file', 'void P() { var m = new Order(); UpdateModel(m); Assembly.Load(m.Line); }'],
  ])('%s', (_, code) => expect(reached('aspx', csharp(code))).toEqual([expect.stringMatching(/^load /)]));

  it.each([
    ['a number', `${MODEL} void P() { var m = new M(); TryUpdateModel(m); Assembly.Load("a" + m.Port); }`],
    ['another object', `${MODEL} void P() { var m = new Order(); TryUpdateModel(m); Assembly.Load(new Bill().Line); }`],
  ])('not %s', (_, code) => expect(reached('aspx', csharp(code))).toEqual([]));
});

describe('objects that are read out of what was sent', () => {
  it.each([
    ['of a class', 'var m = new JavaScriptSerializer().Deserialize<M>(Request["q"]);', 'm.Line'],
    ['of a class that is cast to', 'var m = (M)serializer.ReadObject(Request.InputStream);', 'm.Line'],
    ['of a declared class', 'M m = JsonConvert.DeserializeObject<M>(Request["q"]);', 'm.Line'],
  ])('%s', (_, made, member) => {
    const page = (given: string) => csharp(`${MODEL} void P() { ${made} Assembly.Load(${given}); }`);
    expect(reached('aspx', page(member))).toEqual([expect.stringMatching(/^load Request/)]);
    expect(reached('aspx', page('"a" + new Bill().Port'))).toEqual([]);
  });
});

describe('numbers that become characters again', () => {
  const decoder = (cast: string) =>
    `string D(string h) { var s = new StringBuilder(); byte b; byte.TryParse(h.Substring(0, 2), H, C, out b); s.Append(${cast}b); return s.ToString(); } void P() { Assembly.Load(D(Request["q"])); }`;

  it('as what they were made of', () =>
    expect(reached('aspx', csharp(decoder('(char)')))).toEqual(['load Request["q"]']));
  it('and not where they stay numbers', () => expect(reached('aspx', csharp(decoder('')))).toEqual([]));
});

describe('engines and services that a page makes', () => {
  it.each([
    ['of what a function sets', 'new Engine(o => o.AllowClr()).Execute(Request["q"]);', 'evaluate'],
    ['in a variable', 'var e = new Engine(o => o.AllowClr()); e.Execute("(" + Request["q"] + ")");', 'evaluate'],
    [
      'of WMI, by what it is told',
      'var c = new ManagementClass("Win32_Service"); var p = c.GetMethodParameters("Create"); p["PathName"] = Request["q"]; c.InvokeMethod("Create", p, null);',
      'service',
    ],
    [
      'of WMI, by a scope and a path',
      'new ManagementObject("root\\\\cimv2", "Win32_Process.Handle=4", null).InvokeMethod("Create", Request["q"]);',
      'process',
    ],
    ['an imported function in a class of its own', 'N.Call(Request["q"]);', 'process'],
    ['the query of the address', 'N.Call(Request.Url.Query);', 'process'],
    ['a source of data by the name of its type', 'data.TypeName = Request["q"];', 'create-type'],
  ])('%s', (_, code, kind) => {
    const page = csharp(
      `static class N { [DllImport("msvcrt", EntryPoint = "system")] public static extern int Call(string a); } void P() { ${code} }`,
    );
    expect(reached('aspx', page)).toEqual([expect.stringMatching(new RegExp(`^${kind} Request`))]);
  });

  it.each([
    'new EventHandler(o => o.ToString()).Invoke(Request["q"]);',
    'new ManagementClass("Win32_Printer").InvokeMethod("Create", Request["q"]);',
    'N.Call(Request.Url.Port);',
    'data.TypeName = "Shop.Orders";',
  ])('and nothing of: %s', (code) => {
    const page = csharp(
      `static class N { [DllImport("kernel32", EntryPoint = "GetTickCount")] public static extern int Call(string a); } void P() { ${code} }`,
    );
    expect(reached('aspx', page)).toEqual([]);
  });
});

describe('events of Visual Basic', () => {
  const lines = (...code: readonly string[]) => visualBasic(code.join('\r\n'));

  it.each([
    [
      'by Handles',
      lines(
        'Event Ready(ByVal line As String)',
        'Sub P()',
        'RaiseEvent Ready(Request("q"))',
        'End Sub',
        'Sub Go(ByVal line As String) Handles Me.Load, work.Ready',
        'Shell(line)',
        'End Sub',
      ),
    ],
    [
      'by AddHandler',
      lines(
        'Class Work',
        'Public Event Ready(ByVal line As String)',
        'Public Sub Put(ByVal line As String)',
        'RaiseEvent Ready(line)',
        'End Sub',
        'End Class',
        'Sub P()',
        'Dim w As New Work()',
        'AddHandler w.Ready, AddressOf Go',
        'w.Put(Request("q"))',
        'End Sub',
        'Sub Go(ByVal line As String)',
        'Shell(line)',
        'End Sub',
      ),
    ],
    [
      'with a property that has no end',
      lines(
        'Class Given',
        'Public Property Line As String = "x"',
        '<Xml("a")> Public Property Other As List(Of String)',
        'Private held As String',
        'Public Sub Go()',
        'Shell(held)',
        'End Sub',
        'Public Sub Put(ByVal text As String)',
        'held = text',
        'End Sub',
        'End Class',
        'Sub P()',
        'Dim g As New Given()',
        'g.Put(Request("q"))',
        'g.Go()',
        'End Sub',
      ),
    ],
  ])('%s', (_, page) => expect(reached('aspx', page)).toEqual(['process Request("q")']));

  it('and a property that has one', () => {
    const page = lines(
      'Private held As String',
      'Public Property Line() As String',
      'Get',
      'Return held',
      'End Get',
      'Private Set(ByVal value As String)',
      'held = value',
      'End Set',
      'End Property',
      'Sub P()',
      'Line = Request("q")',
      'Shell(Line)',
      'End Sub',
    );
    expect(reached('aspx', page)).toEqual(['process Request("q")']);
  });

  it('not of an event that nothing handles', () => {
    const page = lines(
      'Sub P()',
      'RaiseEvent Ready(Request("q"))',
      'End Sub',
      'Sub Go(ByVal l As String) Handles w.Done',
      'Shell(l)',
      'End Sub',
    );
    expect(reached('aspx', page)).toEqual([]);
  });
});
