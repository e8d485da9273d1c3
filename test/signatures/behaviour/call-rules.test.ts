import { describe, expect, it } from 'vitest';
import { classic, csharp, jscript, kindsOf, reached, statements, visualBasic, words } from './pages.js';

/** What is called, a page where data of the request reaches a call that way, and one that looks like it. */
type Case = readonly [what: string, expected: string, extension: string, hit: string, lookAlike: string];

const sub = (code: string) => visualBasic(`Sub P()\r\n${code}\r\nEnd Sub`);

const CALLS: readonly Case[] = [
  [
    'a handler that is added',
    'load Request("q")',
    'aspx',
    sub('Dim f As D\r\nAddHandler f, AddressOf G\r\nf(Request("q"))\r\nEnd Sub\r\nSub G(x)\r\nAssembly.Load(x)'),
    sub('Dim f As D\r\nAddHandler f, AddressOf G\r\nf("a")\r\nEnd Sub\r\nSub G(x)\r\nAssembly.Load(x)'),
  ],
  [
    'a function that is referred to',
    'evaluate Request("q")',
    'asp',
    classic('Set f = GetRef("Go")\r\nf Request("q")\r\nx = f(Request("q"))\r\nSub Go(x)\r\nExecute x\r\nEnd Sub'),
    classic('Set f = GetRef("Og")\r\nx = f(Request("q"))\r\nSub Go(x)\r\nExecute x\r\nEnd Sub'),
  ],
  [
    'a function of a text',
    'evaluate Request("q")',
    'asp',
    jscript('Function(String(Request("q")))();'),
    jscript('Functions(String(Request("q")))();'),
  ],
  [
    'either of two',
    'load Request("q")',
    'aspx',
    sub('Assembly.Load(If(a, "b", Request("q")))\r\nAssembly.Load(IIf(a, Request("q"), "b"))'),
    sub('Assembly.Load(If(Request("q") = "x", "a", "b"))'),
  ],
  [
    'what stands for nothing',
    'load Request.QueryString("q")',
    'aspx',
    sub('Assembly.Load(If(Request.QueryString("q"), "b"))'),
    sub('Assembly.Load(If(Nothing, "b"))\r\nDim q = Request.QueryString("q")'),
  ],
  [
    'a function of an object by its name alone',
    'evaluate Request("q")',
    'asp',
    classic(
      'Class Text\r\nPrivate parts()\r\nPublic Sub Add(s)\r\nReDim Preserve parts(1)\r\nparts(1) = s\r\nEnd Sub\r\nPublic Function Whole()\r\nWhole = Join(parts, "")\r\nEnd Function\r\nEnd Class\r\nSet t = New Text\r\nt.Add Request("q")\r\nExecute t.Whole',
    ),
    classic(
      'Class Text\r\nPrivate parts\r\nPublic Sub Add(s)\r\nparts = Len(s)\r\nEnd Sub\r\nPublic Function Whole()\r\nWhole = "x = " & parts\r\nEnd Function\r\nEnd Class\r\nSet t = New Text\r\nt.Add Request("q")\r\nExecute t.Whole',
    ),
  ],
  [
    'what stands in the address behind a page of Razor',
    'process UrlData',
    'vbhtml',
    '@Code\r\nDim n As String = UrlData(0)\r\nProcess.Start(n)\r\nEnd Code',
    '@Code\r\nDim n As String = UrlData.Count\r\nProcess.Start("a.exe")\r\nEnd Code',
  ],
  [
    'a header by a method of its list',
    'load Request.Headers.Get("q")',
    'aspx',
    statements('Assembly.Load(Request.Headers.Get("q"));'),
    statements('Assembly.Load(Request.Headers.Keys.Count);'),
  ],
  [
    'the name of an object in a list',
    'process Request("q")',
    'aspx',
    sub('Dim o = CreateObject(String.Join(".", New String() {"WScript", "Shell"}))\r\no.Run(Request("q"))'),
    sub('Dim o = CreateObject(String.Join(".", New String() {"Scripting", "Dictionary"}))\r\no.Run(Request("q"))'),
  ],
  [
    'the name of an object in a list that grows',
    'process Request["q"]',
    'aspx',
    statements(
      'var n = new List<string> { "WScript", "Shell" }; dynamic o = Activator.CreateInstance(Type.GetTypeFromProgID(string.Join(".", n.ToArray()))); o.Run(Request["q"]);',
    ),
    statements(
      'var n = new List<string> { "Scripting", "Dictionary" }; dynamic o = Activator.CreateInstance(Type.GetTypeFromProgID(string.Join(".", n.ToArray()))); o.Run(Request["q"]);',
    ),
  ],
  [
    'a member of a hidden name',
    'invoke Request("q")',
    'aspx',
    sub('Dim o = CreateObject("WScript.Shell")\r\nCallByName(o, Hidden(), CallType.Method, Request("q"))'),
    sub('Dim o = CreateObject("Scripting.Dictionary")\r\nCallByName(o, Hidden(), CallType.Method, Request("q"))'),
  ],
  [
    'a member by its place in a list',
    'process Request("q")',
    'asp',
    jscript('var n = ["StdOut", "Exec"]; new ActiveXObject("WScript.Shell")[n[1]](Request("q"))[n[0]];'),
    jscript('var n = ["StdOut", "Exec"]; new ActiveXObject("WScript.Shell")[n[0]](Request("q"))[n[1]];'),
  ],
  [
    'any member of a list',
    'process Request("q")',
    'asp',
    jscript('var n = ["Open", "Run"]; new ActiveXObject("WScript.Shell")[n[which()]](Request("q"));'),
    jscript('var n = ["Item", "Add"]; new ActiveXObject("WScript.Shell")[n[which()]](Request("q"));'),
  ],
  [
    'a member whose name is hidden',
    'invoke Request("q")',
    'asp',
    jscript('new ActiveXObject("WScript.Shell")[hidden()](Request("q"));'),
    jscript('new ActiveXObject("Scripting.Dictionary")[hidden()](Request("q"));'),
  ],
  [
    'a member that is set by its name',
    'sql Request("q")',
    'asp',
    jscript('var c = new ActiveXObject("ADODB.Command"); c["CommandText"] = Request("q");'),
    jscript('var c = new ActiveXObject("ADODB.Command"); c["CommandType"] = Request("q");'),
  ],
  [
    'the constructor of a function by its name',
    'evaluate Request("q")',
    'asp',
    jscript('(function () {})["constructor"](Request("q"))();'),
    jscript('(function () {})["toString"](Request("q"))();'),
  ],
  [
    'a method that all texts were given',
    'evaluate Request("q")',
    'asp',
    jscript('String.prototype.go = function () { eval(this); }; Request("q").go();'),
    jscript('String.prototype.go = function () { return this.length; }; eval("1"); Request("q").go();'),
  ],
  [
    'a method of a prototype that is a function of its own',
    'evaluate Request("q")',
    'asp',
    jscript('function Job() {} Job.prototype.run = go; function go(a) { eval(a); } new Job().run(Request("q"));'),
    jscript('function Job() {} Job.prototype.run = go; function go(a) { eval(a); } new Job().ran(Request("q"));'),
  ],
  [
    'a recordset that opens its own connection',
    'database Request("c")',
    'asp',
    classic('Set r = Server.CreateObject("ADODB.Recordset")\r\nr.Open Request("q"), Request("c")'),
    classic('Set r = Server.CreateObject("ADODB.Recordset")\r\nr.Open Request("q"), connection'),
  ],
  [
    'an archive that was saved',
    'unpack Request.Files',
    'aspx',
    statements(
      'var p = T(); Request.Files[0].SaveAs(p); dynamic s = Activator.CreateInstance(Type.GetTypeFromProgID("Shell.Application")); s.NameSpace("a").CopyHere(s.NameSpace(p).Items());',
    ),
    statements(
      'var p = T(); Request.Files[0].SaveAs(p); dynamic s = Activator.CreateInstance(Type.GetTypeFromProgID("Shell.Application")); s.NameSpace("a").CopyHere(s.NameSpace("b").Items());',
    ),
  ],
  [
    'CallByName of a module',
    'load Request("q")',
    'aspx',
    sub('Dim t As Assembly = Nothing\r\nInteraction.CallByName(t, "Load", 1, Request("q"))'),
    sub('Dim t As Assembly = Nothing\r\nInteraction.CallByName(t, "Name", 1, Request("q"))'),
  ],
  [
    'late binding in its older form',
    'load Request("q")',
    'aspx',
    sub('LateBinding.LateGet(Nothing, GetType(Assembly), "Load", New Object() {Request("q")}, Nothing, Nothing)'),
    sub('LateBinding.LateGet(Nothing, GetType(Assembly), "Name", New Object() {Request("q")}, Nothing, Nothing)'),
  ],
  [
    'variables of the server',
    'load Request.ServerVariables("HTTP_X")',
    'aspx',
    sub('Dim v = Request.ServerVariables\r\nAssembly.Load(Request.ServerVariables("HTTP_X"))'),
    sub('Assembly.Load(Request.ServerVariables("SERVER_NAME"))'),
  ],
  [
    'variables of the server by a method',
    'load v.Get("HTTP_X")',
    'aspx',
    statements('var v = Request.ServerVariables; Assembly.Load(v.Get("HTTP_X"));'),
    statements('var v = Request.ServerVariables; Assembly.Load(v.Get("SERVER_NAME"));'),
  ],
  [
    'methods of a type that is not known',
    'invoke Request["q"]',
    'aspx',
    statements('foreach (var m in Find().GetMethods()) m.Invoke(null, Request["q"]);'),
    statements('foreach (var m in Find().GetFiles()) m.Invoke(null, Request["q"]);'),
  ],
  [
    'a property that is set by reflection',
    'load Request["q"]',
    'aspx',
    csharp(
      'class J { public string A; } void P() { var j = new J(); typeof(J).GetProperty("A").SetValue(j, Request["q"]); Assembly.Load(j.A); }',
    ),
    csharp(
      'class J { public string A; } void P() { var j = new J(); typeof(J).GetProperty("A").GetValue(j, "a"); Assembly.Load(j.A); }',
    ),
  ],
  [
    'a property of a process that is set by reflection',
    'process Request["q"]',
    'aspx',
    statements('typeof(ProcessStartInfo).GetProperty("FileName").SetValue(s, Request["q"]);'),
    statements('typeof(Label).GetProperty("FileName").SetValue(s, Request["q"]);'),
  ],
  [
    'a function kept as a member',
    'evaluate Request("q")',
    'asp',
    jscript('var o = { a: eval }; o.a(Request("q"));'),
    jscript('var o = { a: escape }; o.a(Request("q"));'),
  ],
  [
    'a method of an object of the file',
    'load Request["q"]',
    'aspx',
    csharp(
      'class J { public void Go(string x) { Assembly.Load(x); } } void P() { var j = new J(); j.Go(Request["q"]); }',
    ),
    csharp(
      'class J { public void Go(string x) { Assembly.Load(x); } } void P() { var j = new Socket(); j.Go(Request["q"]); }',
    ),
  ],
  [
    'a member of an object of COM that the request names',
    'invoke Request.Form("m")',
    'asp',
    jscript('var s = new ActiveXObject("WScript.Shell"), m = String(Request.Form("m")); s[m](Request.Form("a"));'),
    jscript('var t = { list: function (x) { return x; } }, m = String(Request.Form("m")); t[m](Request.Form("a"));'),
  ],
  [
    'a function of the page that the request names, with data',
    'invoke Request("m")',
    'asp',
    jscript('this[Request("m")](Request("a"));'),
    jscript('this[Request("m")](1);'),
  ],
  [
    'a member that late binding calls by a name of the request',
    'invoke Request["m"]',
    'aspx',
    statements('NewLateBinding.LateCall(o, null, Request["m"], new object[] { 1 }, null, null, null, true);'),
    statements('NewLateBinding.LateCall(o, null, "Show", new object[] { Request["m"] }, null, null, null, true);'),
  ],
  [
    'a delegate of a method that the request names',
    'invoke Request["m"]',
    'aspx',
    statements('var d = (D)Delegate.CreateDelegate(typeof(D), typeof(X), Request["m"]); d("a");'),
    statements('var d = (D)Delegate.CreateDelegate(typeof(D), typeof(X), "Show"); d(Request["m"]);'),
  ],
  [
    'a tree that calls a method which the request names',
    'invoke Request["m"]',
    'aspx',
    statements('var c = Expression.Call(typeof(X), Request["m"], null, p);'),
    statements('var c = Expression.Call(typeof(X), "Show", null, Expression.Constant(Request["m"]));'),
  ],
  [
    'a binder of a method that the request names',
    'invoke Request["m"]',
    'aspx',
    statements('var b = Binder.InvokeMember(F, Request["m"], null, typeof(object), null);'),
    statements('var b = Binder.InvokeMember(F, "Show", null, typeof(object), null); b.Target(b, Request["m"]);'),
  ],
  [
    'a property of a program to start that the request names',
    'invoke Request["p"]',
    'aspx',
    statements('var i = new ProcessStartInfo(); typeof(ProcessStartInfo).GetProperty(Request["p"]).SetValue(i, "a");'),
    statements('var i = new Customer(); typeof(Customer).GetProperty(Request["p"]).SetValue(i, "a");'),
  ],
  [
    'what a field of the page keeps in a list',
    'load Request["q"]',
    'aspx',
    csharp(
      'Dictionary<string, string> kept; void P() { this.kept["a"] = Request["q"]; Assembly.Load(this.kept["a"]); }',
    ),
    csharp(
      'Dictionary<string, string> kept; void P() { this.other["a"] = Request["q"]; Assembly.Load(this.kept["a"]); }',
    ),
  ],
  [
    'a program named by a part of a text',
    'process Request("q")',
    'asp',
    jscript('var s = new ActiveXObject("aWScript.Shell.".substring(1, 14)); s.Run(Request("q"));'),
    jscript('var s = new ActiveXObject("aWScript.Shell.".substring(1, 13)); s.Run(Request("q"));'),
  ],
  [
    'a method of what VB has just made',
    'deserialise Request("q")',
    'aspx',
    sub('Dim o = New SoapFormatter().Deserialize(New MemoryStream(Encoding.UTF8.GetBytes(Request("q"))))'),
    sub('Dim o = New SoapReader().Deserialize(New MemoryStream(Encoding.UTF8.GetBytes(Request("q"))))'),
  ],
  [
    'a tree that calls a method of a class which the request names',
    'invoke Request["t"]',
    'aspx',
    statements(
      'var m = Type.GetType(Request["t"]).GetMethod("Show", s); var c = Expression.Lambda<F>(Expression.Call(m, p), p).Compile();',
    ),
    statements(
      'var m = typeof(X).GetMethod("Show", s); var c = Expression.Lambda<F>(Expression.Call(m, Expression.Constant(Request["t"])), p).Compile();',
    ),
  ],
  [
    'the parts of the address behind a page',
    'load UrlData',
    'cshtml',
    '@{ Assembly.LoadFrom(string.Join("/", UrlData)); }',
    '@{ Assembly.LoadFrom(string.Join("/", Urls)); }',
  ],
];

describe('calls', () => {
  it.each(CALLS)('of %s', (_, expected, extension, hit, lookAlike) => {
    expect(reached(extension, hit)).toContain(expected);
    expect(reached(extension, lookAlike)).not.toContain(expected);
  });

  it('take a text for a query where the library does', () => {
    const query = (method: string) => statements(`rows.AsQueryable().${method}(Request["q"]);`);
    const methods = words('Where Select Any All OrderBy GroupBy SkipWhile TakeWhile');
    expect(methods.filter((method) => !kindsOf('aspx', query(method)).includes('compile'))).toEqual([]);
    expect(words('Contains Take Append').flatMap((method) => kindsOf('aspx', query(method)))).toEqual([]);
    expect(kindsOf('aspx', statements('rows.Where(r => r.A == Request["q"]);'))).toEqual([]);
  });

  it('read the request beneath the request', () => {
    const methods =
      'GetPreloadedEntityBody ReadEntityBody GetKnownRequestHeader GetUnknownRequestHeader GetUnknownRequestHeaders GetQueryStringRawBytes';
    const load = (method: string) =>
      reached('aspx', csharp(`void P(HttpWorkerRequest w) { Assembly.Load(w.${method}(1)); }`));
    expect(words(methods).filter((method) => load(method).length === 0)).toEqual([]);
    expect(words('GetAppPath GetServerName GetLocalPort').flatMap(load)).toEqual([]);
  });

  it('invoke delegates and threads', () => {
    const run = (method: string) =>
      reached(
        'aspx',
        csharp(`void W(object o) { Assembly.Load(o); } void P() { D d = W; d.${method}(Request["q"]); }`),
      );
    expect(words('Invoke DynamicInvoke BeginInvoke Start').filter((method) => run(method).length === 0)).toEqual([]);
    expect(words('Equals GetHashCode EndInvoke').flatMap(run)).toEqual([]);
    const apply = (method: string) => reached('asp', jscript(`eval.${method}(null, [Request("q")]);`));
    expect(['call', 'apply', 'bound'].map((method) => apply(method).length > 0)).toEqual([true, true, false]);
  });

  it('keep things in state by these methods', () => {
    const keep = (put: string, get: string) =>
      reached('aspx', statements(`Session.${put}("k", Request["q"]); Assembly.Load(Session.${get}("k"));`));
    const puts = words('Add Insert Set SetString');
    expect(puts.filter((put) => keep(put, 'Get').length === 0)).toEqual([]);
    expect(words('Get Item GetString').filter((get) => keep('Add', get).length === 0)).toEqual([]);
    expect([...keep('Remove', 'Get'), ...keep('Add', 'Count')]).toEqual([]);
  });
});
