import { describe, expect, it } from 'vitest';
import { classic, kindsOf, statements, visualBasic } from '../pages.js';

const inSub = (code: string) => visualBasic(`Sub P()\r\n${code}\r\nEnd Sub`);

/** A call that matters, and one that is written like it and does not. */
interface SinkCase {
  readonly kind: string;
  readonly called: string;
  readonly hit: readonly [extension: string, text: string];
  readonly lookAlike: readonly [extension: string, text: string];
}

const inPage = (kind: string, called: string, hit: string, lookAlike: string): SinkCase => ({
  kind,
  called,
  hit: ['aspx', statements(hit)],
  lookAlike: ['aspx', statements(lookAlike)],
});
const inBasic = (kind: string, called: string, hit: string, lookAlike: string): SinkCase => ({
  kind,
  called,
  hit: ['aspx', inSub(hit)],
  lookAlike: ['aspx', inSub(lookAlike)],
});
const inClassic = (kind: string, called: string, hit: string, lookAlike: string): SinkCase => ({
  kind,
  called,
  hit: ['asp', classic(hit)],
  lookAlike: ['asp', classic(lookAlike)],
});

const CASES: readonly SinkCase[] = [
  inPage(
    'unpack',
    'TarFile.ExtractToDirectory',
    'TarFile.ExtractToDirectory(Request.InputStream, root, true);',
    'TarFile.CreateFromDirectory(root, Response.OutputStream, true);',
  ),
  inPage('evaluate', 'Lua', 'new NLua.Lua().DoString(Request["q"]);', 'new NLua.Lua().DoString("x = 1");'),
  inPage(
    'compile',
    'an expression with types of the page’s choice',
    'var f = context.CompileDynamic(Request["q"]);',
    'var f = context.CompileDynamic("a + b");',
  ),
  inPage(
    'xaml',
    'XamlXmlReader',
    'XamlServices.Transform(new XamlXmlReader(Request.InputStream), writer);',
    'XamlServices.Transform(new XamlXmlReader(file), writer);',
  ),
  inPage(
    'write',
    'ExtractToFile, called as a function',
    'foreach (var e in new ZipArchive(Request.Files[0].InputStream).Entries) ZipFileExtensions.ExtractToFile(e, "C:\\\\a");',
    'foreach (var e in new ZipArchive(open).Entries) Log(e.FullName);',
  ),
  inPage(
    'compile',
    'DynamicQueryable.Where',
    'var q = DynamicQueryable.Where(rows, Request["q"]);',
    'var q = DynamicQueryable.Where(rows, "Age > 20");',
  ),
  inPage(
    'clear-log',
    'a log out of all of them',
    'foreach (var l in EventLog.GetEventLogs()) l.Clear();',
    'foreach (var l in EventLog.GetEventLogs()) Show(l.Entries);',
  ),
  inClassic(
    'service',
    'a method that stands alone',
    'Set s = GetObject("WinNT://./W3SVC,service")\r\ns.Stop',
    'Set s = GetObject("WinNT://./W3SVC,service")\r\nx = s.Status',
  ),
  inClassic(
    'clear-log',
    'each log that WMI lists',
    'For Each l In GetObject("winmgmts:").InstancesOf("Win32_NTEventLogFile")\r\nl.ClearEventLog\r\nNext',
    'For Each l In GetObject("winmgmts:").InstancesOf("Win32_NTEventLogFile")\r\nResponse.Write l.Name\r\nNext',
  ),
  {
    kind: 'evaluate',
    called: 'the constructor of a function',
    hit: ['asp', '<%@ Language="JScript" %><% (function () {}).constructor(String(Request.Form("q")))(); %>'],
    lookAlike: ['asp', '<%@ Language="JScript" %><% var t = item.constructor === Array; %>'],
  },
  inPage('run-page', 'Server.Execute', 'Server.Execute(Request["q"]);', 'Server.Execute("~/menu.aspx");'),
  inPage(
    'run-page',
    'LoadControl',
    'Controls.Add(LoadControl(Request["q"]));',
    'Controls.Add(LoadControl("~/a.ascx"));',
  ),
  inPage('run-page', 'RewritePath', 'Context.RewritePath(Request["q"]);', 'Context.RewritePath("~/a.aspx?id=1");'),
  inPage(
    'run-page',
    'BuildManager',
    'BuildManager.GetCompiledType(Request["q"]);',
    'BuildManager.GetCompiledType("~/a.aspx");',
  ),
  inBasic('run-page', 'Server.Transfer', 'Server.Transfer(Request("q"))', 'Server.Transfer("a.aspx")'),
  inClassic('run-page', 'Server.Transfer', 'Server.Transfer Request("q")', 'Server.Transfer "a.asp"'),
  inPage(
    'unpack',
    'ZipFile',
    'ZipFile.ExtractToDirectory(Request["q"], Server.MapPath("~"));',
    'ZipFile.CreateFromDirectory(Request["q"], Server.MapPath("~"));',
  ),
  inPage(
    'unpack',
    'ZipArchive',
    'new ZipArchive(Request.Files[0].InputStream).ExtractToDirectory(d);',
    'foreach (var e in new ZipArchive(Request.Files[0].InputStream).Entries) n += e.Length;',
  ),
  inPage('xaml', 'Activity.Load', 'Activity.Load(Request.InputStream, null);', 'activities.Load(5);'),
  inPage(
    'compile',
    'Dynamic LINQ',
    'DynamicExpression.ParseLambda(null, null, Request["q"]);',
    'DynamicExpression.ParseLambda(p, null, "it.Age > 3");',
  ),
  inPage('compile', 'Razor', 'Razor.Parse(Request["q"]);', 'Razor.Parse("@Model.Name");'),
  inPage(
    'compile',
    'ILGenerator',
    'ILGenerator g = m.GetILGenerator(); foreach (byte b in Request.BinaryRead(9)) g.Emit(OpCodes.Ldc_I4, b);',
    'var g = new LogGenerator(); g.Emit(Request["q"]);',
  ),
  inPage(
    'process',
    'Excel',
    'dynamic s = Activator.CreateInstance(Type.GetTypeFromProgID("Excel.Application")); s.DDEInitiate("x", Request["q"]);',
    'dynamic s = Activator.CreateInstance(Type.GetTypeFromProgID("Excel.Application")); s.Workbooks.Add(Request["q"]);',
  ),
  inPage(
    'process',
    'Excel by its class id',
    'dynamic s = Activator.CreateInstance(Type.GetTypeFromCLSID(new Guid("00024500-0000-0000-C000-000000000046"))); s.DDEInitiate("x", Request["q"]);',
    'dynamic s = Activator.CreateInstance(Type.GetTypeFromCLSID(new Guid("00024500-0000-0000-C000-000000000046"))); s.Quit();',
  ),
  inPage(
    'account',
    'a member of a group',
    'var g = GroupPrincipal.FindByIdentity(c, "Administrators"); g.Members.Add(u);',
    'var g = GroupPrincipal.FindByIdentity(c, "Readers"); var n = g.Members.Count;',
  ),
  inPage(
    'unpack',
    'an archive that was stored before',
    'var f = Server.MapPath("~/a.zip"); Request.Files[0].SaveAs(f); ZipFile.ExtractToDirectory(f, Server.MapPath("~"));',
    'var f = Server.MapPath("~/a.zip"); Request.Files[0].SaveAs(f); ZipFile.OpenRead(f);',
  ),
  inPage(
    'process',
    'the shell through its windows',
    'dynamic s = Activator.CreateInstance(Type.GetTypeFromCLSID(Guid.Parse("9BA05972-F6A8-11CF-A442-00A0C90A8F39"))); s.Item().Document.Application.ShellExecute("x", Request["q"]);',
    'Context.Application.Set("x", Request["q"]);',
  ),
  {
    kind: 'process',
    called: 'a function of the shell by its number',
    hit: [
      'aspx',
      '<script runat="server" language="C#">[DllImport("shell32", EntryPoint="#61")] static extern int Z(string a); void P() { Z(Request["q"]); }</script>',
    ],
    lookAlike: [
      'aspx',
      '<script runat="server" language="C#">[DllImport("shell32", EntryPoint="#61")] static extern int Z(string a); void P() { Z("a"); }</script>',
    ],
  },
  inPage(
    'native-call',
    'a function pointer',
    'delegate* unmanaged<int, void> f = (delegate* unmanaged<int, void>)memory; f(1);',
    'Action<int> f = delegate(int a) { }; f(1);',
  ),
  inPage('evaluate', 'a moniker', 'Marshal.BindToMoniker("script:" + a);', 'Marshal.BindToMoniker("queue:Label=a");'),
  inPage(
    'account',
    'DirectoryEntry',
    'var m = new DirectoryEntry("WinNT://.,computer"); var u = m.Children.Add("a", "user"); u.CommitChanges();',
    'var m = new DirectoryEntry("IIS://localhost/W3SVC"); var u = m.Children.Add("a", "IIsWebVirtualDir"); u.CommitChanges();',
  ),
  inBasic(
    'account',
    'DirectoryEntry.Invoke',
    'Dim u = New DirectoryEntry("WinNT://./a")\r\nu.Invoke("SetPassword", New Object() {"b"})',
    'Dim u = New DirectoryEntry("WinNT://./a")\r\nu.Invoke("Groups", Nothing)',
  ),
  inClassic(
    'account',
    'ADSI',
    'Set c = GetObject("WinNT://" & h)\r\nSet u = c.Create("User", "a")',
    'Set c = GetObject("WinNT://" & h)\r\nFor Each u In c\r\nResponse.Write u.Name\r\nNext',
  ),
  inPage(
    'service',
    'ServiceController',
    'new ServiceController("a").Stop();',
    'var s = new ServiceController("a").Status;',
  ),
  inPage('clear-log', 'EventLog', 'new EventLog("Security").Clear();', 'new EventLog("Application").WriteEntry("a");'),
  inPage(
    'respond',
    'an answer',
    'Response.Write(new WebClient().DownloadString("http://a.invalid/?" + Request["q"]));',
    'new WebClient().DownloadString("http://a.invalid/?" + Request["q"]); Response.Write(Request["q"]);',
  ),
  inClassic(
    'respond',
    'an answer',
    'Set x = CreateObject("Msxml2.XMLHTTP")\r\nx.Open "GET", u, False\r\nx.send\r\nResponse.Write x.responseText',
    'Set x = CreateObject("Msxml2.XMLHTTP")\r\nx.Open "GET", u, False\r\nx.send\r\nResponse.Write "done"',
  ),
];

describe('calls that matter', () => {
  it.each(CASES)('$kind: $called', ({ kind, hit, lookAlike }) => {
    expect(kindsOf(...hit)).toContain(kind);
    expect(kindsOf(...lookAlike)).not.toContain(kind);
  });
});
