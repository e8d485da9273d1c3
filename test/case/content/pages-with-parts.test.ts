import { beforeAll, describe, expect, it } from 'vitest';
import { hunt } from '../../../src/hunt.js';
import type { Report } from '../../../src/model/finding.js';
import { evidence } from '../../collection/evidence-folder.js';

const RUNS = '<%\nSub Perform(words)\n  Execute words\nEnd Sub\n%>';
const ASKS = '<!--#include file="lib.asp"-->\n<% Perform Request.Form("a") %>';
const EVALUATED = 'webshell.request-data-evaluated';
const STARTED = 'webshell.process-started-from-request';

const SHARES = '<!--#include file="lib.asp"-->\n<% Keep "1"\nPerform %>';

/** By server: files below its web root, and the rules that find something at `medium` or above, each with the file. */
const CASES: Readonly<Record<string, readonly [Readonly<Record<string, string>>, readonly string[]]>> = {
  called: [{ 'a.asp': ASKS, 'lib.asp': RUNS }, [`${EVALUATED} a.asp`]],
  deeper: [
    {
      'a.asp': '<!--#include virtual="/inc/one.inc"-->\n<% Relay Request("a") %>',
      'inc/one.inc': '<!--#include file="two.inc"-->\n<% Sub Relay(x)\n Perform x\nEnd Sub %>',
      'inc/two.inc': RUNS,
    },
    [`${EVALUATED} a.asp`],
  ],
  variable: [
    {
      'a.asp': '<!--#include file="one.asp"-->\n<!--#include file="two.asp"-->',
      'one.asp': '<% words = Request("a") %>',
      'two.asp': '<% Execute words %>',
    },
    [`${EVALUATED} a.asp`],
  ],
  script: [
    {
      'a.asp': '<script language="vbscript" runat="server" src="code/lib.txt"></script>\n<% Perform Request("a") %>',
      'code/lib.txt': 'Sub Perform(words)\n  Execute words\nEnd Sub',
    },
    [`${EVALUATED} a.asp`],
  ],
  behind: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %><asp:TextBox id="line" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, System.EventArgs e) { System.Diagnostics.Process.Start("cmd.exe", "/c " + line.Text); } }',
    },
    [`${STARTED} a.aspx`],
  ],
  // What a control of the page holds is no name that nothing was ever assigned to.
  password: [
    {
      'a.aspx':
        '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %><asp:TextBox id="PassBox" TextMode="Password" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, System.EventArgs e) { System.IO.File.AppendAllText(Server.MapPath("~/i.png"), PassBox.Text + "\\r\\n"); } }',
    },
    ['webshell.credentials-kept a.aspx'],
  ],
  assembled: [
    {
      'a.aspx': '<%@ Page Language="C#" %><%@ Assembly Src="tool.cs" %><% Tool.Go(Request["a"]); %>',
      'tool.cs':
        'public static class Tool { public static void Go(string x) { System.Diagnostics.Process.Start("cmd.exe", "/c " + x); } }',
    },
    [`${STARTED} a.aspx`],
  ],
  // ASP.NET compiles what lies in App_Code for all pages of the application.
  shared: [
    {
      'a.aspx': '<%@ Page Language="C#" %><% var job = new Tools.Job(Request["a"]); job.Go(); %>',
      'App_Code/Job.cs':
        'namespace Tools { public class Job { readonly string _words; public Job(string words) { _words = words; } public void Go() { System.Diagnostics.Process.Start("cmd.exe", "/c encode " + _words); } } }',
      'other/App_Code/Job.cs': 'namespace Tools { public class Job { } }',
    },
    [`${STARTED} a.aspx`],
  ],
  raised: [
    {
      'a.aspx':
        '<%@ Page Language="VB" %><script runat="server">\nPrivate WithEvents work As Lines\nSub Page_Load(ByVal s As Object, ByVal e As EventArgs) Handles Me.Load\n work = New Lines()\n work.Put(Request.Form("a"))\nEnd Sub\nSub Perform(ByVal words As String) Handles work.Ready\n Activator.CreateInstance(Type.GetType(words))\nEnd Sub\n</script>',
      'App_Code/Lines.vb':
        'Public Class Lines\n Public Property Title As String\n Public Event Ready(ByVal words As String)\n Public Sub Put(ByVal text As String)\n  RaiseEvent Ready(text)\n End Sub\nEnd Class',
    },
    ['webshell.type-chosen-by-request a.aspx'],
  ],
  // The class that is called reaches what a name says; another one keeps the names.
  reflected: [
    {
      'a.aspx': '<%@ Page Language="C#" %><% Rules.Apply(Bag.Of(Request.QueryString)); %>',
      'App_Code/Bag.cs':
        'public class Bag { readonly Dictionary<string, string> items = new Dictionary<string, string>(); public static Bag Of(NameValueCollection all) { var bag = new Bag(); foreach (string key in all.AllKeys) bag.items[key] = all[key]; return bag; } public string Get(string key) { string v; return items.TryGetValue(key, out v) ? v : null; } }',
      'App_Code/Rules.cs':
        'public static class Rules { public static void Apply(Bag bag) { Type.GetType(bag.Get("a")).InvokeMember(bag.Get("b"), BindingFlags.InvokeMethod, null, null, null); } }',
    },
    ['webshell.type-chosen-by-request a.aspx'],
  ],
  reflectedOwn: [
    {
      'a.aspx': '<%@ Page Language="C#" %><% Rules.Apply(Request["a"]); %>',
      'App_Code/Rules.cs':
        'public static class Rules { static string Name(int n) { return n > 1 ? "Sum" : "Count"; } public static void Apply(string shown) { typeof(Report).InvokeMember(Name(shown.Length), BindingFlags.InvokeMethod, null, null, null); } }',
    },
    [],
  ],
  options: [
    {
      'a.aspx':
        '<%@ Page Language="C#" %><% var job = new Job(); job.Options["size"] = "10"; foreach (string key in Request.QueryString.AllKeys) job.Options[key] = Request.QueryString[key]; job.Run(); %>',
      'App_Code/Job.cs':
        'public class Job { readonly Dictionary<string, string> _all = new Dictionary<string, string>(); public IDictionary<string, string> Options { get { return _all; } } public void Run() { var s = "/c a"; foreach (var o in _all) s += " -" + o.Key + o.Value; System.Diagnostics.Process.Start("cmd.exe", s); } }',
    },
    [`${STARTED} a.aspx`],
  ],
  optionsShown: [
    {
      'a.aspx':
        '<%@ Page Language="C#" %><% var job = new Job(); job.Options["size"] = "10"; foreach (string key in Request.QueryString.AllKeys) job.Shown[key] = Request.QueryString[key]; job.Run(); %>',
      'App_Code/Job.cs':
        'public class Job { readonly Dictionary<string, string> _all = new Dictionary<string, string>(); readonly Dictionary<string, string> _shown = new Dictionary<string, string>(); public IDictionary<string, string> Shown { get { return _shown; } } public IDictionary<string, string> Options { get { return _all; } } public void Run() { var s = "/c a"; foreach (var o in _all) s += " -" + o.Key + o.Value; System.Diagnostics.Process.Start("cmd.exe", s); } }',
    },
    [],
  ],
  // The class that a page is made from says what the page is told.
  derived: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %>',
      'a.aspx.cs':
        'public partial class A : Client { protected override void Show() { System.Reflection.Assembly.LoadFrom(Driver); } }',
      'App_Code/Client.cs':
        'public abstract class Client : System.Web.UI.Page { readonly NameValueCollection all = new NameValueCollection(); protected string Driver { get { return all["driver"]; } } protected override void OnInit(EventArgs e) { all["driver"] = Request.Headers["X-Driver"]; Show(); } protected abstract void Show(); }',
    },
    ['webshell.assembly-loaded-from-request a.aspx', 'webshell.assembly-loaded-from-request a.aspx.cs'],
  ],
  // What lets the style sheet run script stands beside the call that loads it.
  styled: [
    {
      'a.aspx': '<%@ Page Language="C#" %><% new Report().Layout(Request.Form["a"]).Build(); %>',
      'App_Code/Report.cs':
        'public class Report { string _layout; public Report Layout(string l) { _layout = l; return this; } public void Build() { var t = new XslCompiledTransform(); t.Load(XmlReader.Create(new StringReader(_layout)), XsltSettings.TrustedXslt, null); } }',
    },
    ['webshell.transform-with-script a.aspx'],
  ],
  // What the controls of a page hold is known in the page alone.
  consoleBehind: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeBehind="a.aspx.cs" Inherits="A" %><asp:TextBox id="line" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, EventArgs e) { var c = Factory.Open().CreateCommand(); c.CommandText = line.Text; c.ExecuteReader(); } }',
    },
    ['webshell.database-console a.aspx'],
  ],
  consoleBehindOwn: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeBehind="a.aspx.cs" Inherits="A" %><asp:TextBox id="line" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, EventArgs e) { var c = Factory.Open().CreateCommand(); c.CommandText = "SELECT a FROM b WHERE c = \'" + line.Text + "\'"; c.ExecuteReader(); } }',
    },
    [],
  ],
  loadedBehind: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %><asp:TextBox id="line" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, EventArgs e) { Controls.Add(LoadControl(line.Text)); } void Show(object s, EventArgs e) { Controls.Add(LoadControl("~/a.ascx")); } }',
    },
    [`${EVALUATED} a.aspx`],
  ],
  askedBehind: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %><asp:TextBox id="line" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, EventArgs e) { using (var r = new System.IO.StreamReader(WebRequest.Create(line.Text).GetResponse().GetResponseStream())) Response.Write(r.ReadToEnd()); } }',
    },
    ['webshell.relayed-content a.aspx'],
  ],
  askedBehindOwn: [
    {
      'a.aspx': '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %><asp:TextBox id="line" runat="server" />',
      'a.aspx.cs':
        'public partial class A : System.Web.UI.Page { void Go(object s, EventArgs e) { using (var r = new System.IO.StreamReader(WebRequest.Create("http://rates.example/?a=" + line.Text).GetResponse().GetResponseStream())) Response.Write(r.ReadToEnd()); } }',
    },
    [],
  ],
  // Controls of the site that a page registers, and sets.
  control: [
    {
      'a.aspx':
        '<%@ Page Language="C#" %><%@ Register TagPrefix="uc" TagName="Box" Src="~/uc/Box.ascx" %><% one.Line = Request["a"]; %><uc:Box id="one" runat="server" />',
      'uc/Box.ascx': '<%@ Control Language="C#" CodeFile="Box.ascx.cs" Inherits="Site.UcBox" %>',
      'uc/Box.ascx.cs':
        'namespace Site { public partial class UcBox : System.Web.UI.UserControl { public string Line { get; set; } void Page_PreRender(object s, EventArgs e) { System.Diagnostics.Process.Start("cmd.exe", "/c " + Line); } } }',
    },
    [`${STARTED} a.aspx`],
  ],
  controlWithin: [
    {
      'a.aspx':
        '<%@ Page Language="C#" %><%@ Register TagPrefix="uc" TagName="Box" Src="Box.ascx" %><% one.Line = Request["a"]; %><uc:Box id="one" runat="server" />',
      'Box.ascx':
        '<%@ Control Language="C#" %><script runat="server">public string Line { get; set; } void Page_PreRender(object s, EventArgs e) { System.Diagnostics.Process.Start("cmd.exe", "/c " + Line); }</script>',
    },
    [`${STARTED} a.aspx`],
  ],
  controlShown: [
    {
      'a.aspx':
        '<%@ Page Language="C#" %><%@ Register TagPrefix="uc" TagName="Box" Src="~/uc/Box.ascx" %><% one.Line = Request["a"]; %><uc:Box id="one" runat="server" />',
      'uc/Box.ascx': '<%@ Control Language="C#" CodeFile="Box.ascx.cs" Inherits="Site.UcBox" %>',
      'uc/Box.ascx.cs':
        'namespace Site { public partial class UcBox : System.Web.UI.UserControl { public string Line { get; set; } public string Tool { get; set; } void Page_PreRender(object s, EventArgs e) { shown.Text = Server.HtmlEncode(Line); Tool = "ipconfig.exe"; System.Diagnostics.Process.Start(Tool); } } }',
    },
    [],
  ],
  // What both pages take in keeps what one is asked, for the other.
  passed: [
    {
      'b.aspx': '<%@ Page Language="C#" %><% var v = Store.Take("a"); if (v != null) Response.Write(Store.Go(v)); %>',
      'a.aspx': '<%@ Page Language="C#" %><% Store.Put("a", Request.Form["v"]); %>',
      'App_Code/Store.cs':
        'public static class Store { static readonly Dictionary<string, string> all = new Dictionary<string, string>(); public static void Put(string k, string v) { all[k] = v; } public static string Take(string k) { string v; all.TryGetValue(k, out v); return v; } public static int Go(string l) { return System.Diagnostics.Process.Start("cmd.exe", "/c " + l).Id; } }',
    },
    [`${STARTED} b.aspx`],
  ],
  passedInSession: [
    {
      'b.aspx': '<%@ Page Language="C#" %><% new Worker().Go(Bag.Line); %>',
      'a.aspx': '<%@ Page Language="C#" %><% Bag.Line = Request["x"]; %>',
      'App_Code/All.cs':
        'public static class Bag { public static string Line { get { return (string)HttpContext.Current.Session["line"]; } set { HttpContext.Current.Session["line"] = value; } } } public class Worker { public void Go(string l) { System.Diagnostics.Process.Start("cmd.exe", "/c " + l); } }',
    },
    [`${STARTED} b.aspx`],
  ],
  passedByInclude: [
    {
      'b.asp': '<!--#include file="s.inc"--><% ShowView %>',
      'a.asp': '<!--#include file="s.inc"--><% StoreView Request.QueryString("view") %>',
      's.inc':
        '<%\nSub StoreView(v)\nSession("view") = CStr(v)\nEnd Sub\nSub ShowView()\nExecute Session("view")\nEnd Sub\n%>',
    },
    [`${EVALUATED} b.asp`],
  ],
  passedOther: [
    {
      'b.aspx': '<%@ Page Language="C#" %><% Store.Go(Store.Take("a")); %>',
      'a.aspx':
        '<%@ Page Language="C#" %><% Store.Put("a", "ipconfig"); Response.Write(Server.HtmlEncode(Request["v"])); %>',
      'App_Code/Store.cs':
        'public static class Store { static readonly Dictionary<string, string> all = new Dictionary<string, string>(); public static void Put(string k, string v) { all[k] = v; } public static string Take(string k) { return all[k]; } public static int Go(string l) { return System.Diagnostics.Process.Start("cmd.exe", "/c " + l).Id; } }',
    },
    [],
  ],
  consoleOfHelper: [
    {
      'a.aspx': '<%@ Page Language="C#" %><% State.Fill(Request["sql"], table); %>',
      'App_Code/State.cs':
        'public static class State { public static void Fill(string sql, DataTable t) { new SqlDataAdapter(sql, Open()).Fill(t); } }',
    },
    ['webshell.database-console a.aspx'],
  ],
  ownStatementOfHelper: [
    {
      'a.aspx': '<%@ Page Language="C#" %><% State.Fill("SELECT a FROM b WHERE c = " + Request["c"], table); %>',
      'App_Code/State.cs':
        'public static class State { public static void Fill(string sql, DataTable t) { new SqlDataAdapter(sql, Open()).Fill(t); } }',
    },
    [],
  ],
  numbered: [
    {
      'a.asp': '<% txt = Session("note" & Request("n"))\nResponse.Write Eval(txt) %>',
      'b.asp': '<% n = Session("count") + 1\nSession("note" & n) = Request.Form("note")\nSession("count") = n %>',
      'c/c.asp': '<% n = Session("count") + 1\nSession("news" & n) = "x"\nSession("count") = n %>',
    },
    [`${EVALUATED} a.asp`],
  ],
  numberedOther: [
    {
      'a.asp': '<% txt = Session("note" & Request("n"))\nResponse.Write Eval(txt) %>',
      'b.asp': '<% n = Session("count") + 1\nSession("title" & n) = Request.Form("note")\nSession("count") = n %>',
    },
    [],
  ],
  // A page that gives nothing of the request, and one of another application.
  given: [
    {
      'a.aspx':
        '<%@ Page Language="C#" %><% new Job("nightly").Go(); Response.Write(Server.HtmlEncode(Request["a"])); %>',
      'b/b.aspx': '<%@ Page Language="C#" %><% new Job(Request["a"]).Go(); %>',
      'c/App_Code/Job.cs':
        'public class Job { readonly string _words; public Job(string words) { _words = words; } public void Go() { System.Diagnostics.Process.Start(@"C:\\tools\\encode.exe", _words); } }',
      'c/c.aspx':
        '<%@ Page Language="C#" %><% new Job("nightly").Go(); Response.Write(Server.HtmlEncode(Request["a"])); %>',
    },
    [],
  ],
  // What a file does by itself is told of that file, and once.
  alone: [
    { 'a.asp': '<!--#include file="lib.asp"-->\n<% Response.Write "x" %>', 'lib.asp': '<% Execute Request("a") %>' },
    [`${EVALUATED} lib.asp`],
  ],
  below: [
    {
      'a.asp': '<!--#include file="b.asp"-->\n<% Response.Write "x" %>',
      'b.asp': ASKS,
      'lib.asp': RUNS,
    },
    [`${EVALUATED} b.asp`],
  ],
  constant: [
    { 'a.asp': '<!--#include file="lib.asp"-->\n<% Perform "x = 1" : y = Request("a") %>', 'lib.asp': RUNS },
    [],
  ],
  number: [{ 'a.asp': '<!--#include file="lib.asp"-->\n<% Perform CLng(Request("a")) %>', 'lib.asp': RUNS }, []],
  other: [
    {
      'a.asp': '<!--#include file="lib.asp"-->\n<% Show Request("a") %>',
      'lib.asp': `${RUNS}<% Sub Show(x)\nResponse.Write Server.HTMLEncode(x)\nEnd Sub %>`,
    },
    [],
  ],
  itself: [
    {
      'a.asp': '<!--#include file="lib.asp"-->\n<% Show 1 %>',
      'lib.asp': '<% Execute Request("a")\nSub Show(x)\nEnd Sub %>',
    },
    [`${EVALUATED} lib.asp`],
  ],
  absent: [{ 'a.asp': ASKS }, []],
  many: [
    {
      'lib.asp': '<% Sub Keep(x)\n Session("kept") = x\nEnd Sub\nSub Perform()\n Execute Session("kept")\nEnd Sub %>',
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.asp`, SHARES])),
    },
    [],
  ],
  elsewhere: [
    {
      'a.aspx': '<%@ Page Language="C#" Src="../../../ProgramData/q.cs" Inherits="Q" %>',
      'b.aspx': '<%@ Page Language="C#" CodeBehind="b.aspx.cs" Inherits="B" %>',
    },
    [],
  ],
};

let report: Report;
beforeAll(async () => {
  const files = Object.entries(CASES).flatMap(([host, [own]]) =>
    Object.entries(own).map(([path, text]) => [placed(host, path), text] as const),
  );
  report = await hunt({ paths: [evidence(Object.fromEntries(files))], require: ['none'], jobs: 1 }).report;
});

const placed = (host: string, path: string) => `${host}/C/inetpub/wwwroot/${path}`;

describe('a page is judged with the files that it takes in', () => {
  it.each(Object.entries(CASES))('%s', (host, [files, expected]) => {
    const found = report.findings.filter(
      (finding) =>
        finding.host === host &&
        finding.severity !== 'low' &&
        finding.severity !== 'informational' &&
        finding.rule.id.startsWith('webshell.'),
    );
    expect(
      found.map(({ rule, artifact }) => `${rule.id} ${artifact.collectedPath?.slice(placed(host, '').length)}`).sort(),
    ).toEqual(expected);
    const [together] = found.filter(
      ({ artifact }) => artifact.collectedPath === placed(host, Object.keys(files)[0] ?? ''),
    );
    const shown = together?.evidence.flatMap((one) => (one.type === 'content' ? (one.path ?? []) : []));
    // Of these the page only declares what its code holds.
    if (together !== undefined && !/^(?:alone|password)$|behind$/i.test(host))
      expect(new Set(shown).size).toBeGreaterThan(1);
  });

  it('tells a call once, by the page where it weighs most; what a part does by itself is told of the part, too', () => {
    const of = (host: string, rule: string) =>
      report.findings
        .filter((finding) => finding.host === host && finding.rule.id === rule)
        .map(({ severity, artifact }) => [severity, artifact.collectedPath?.slice(placed(host, '').length)]);
    expect(of('assembled', STARTED)).toEqual([['critical', 'a.aspx']]);
    expect(of('itself', EVALUATED)).toEqual([['critical', 'lib.asp']]);
  });

  it('says which were not collected', () => {
    const told = report.coverage.entries.filter(({ message }) => /take in, and that were not collected/.test(message));
    expect(told.find(({ host }) => host === 'absent')).toMatchObject({ count: 1, incomplete: false });
  });

  it('says where shared code keeps what more pages give it than are followed', () => {
    const told = report.coverage.entries.filter(({ message }) => message.startsWith('Pages whose shared code keeps'));
    expect(told).toMatchObject([{ host: 'many', count: 5, incomplete: false }]);
  });

  it('says where the code of a page was not collected and lies outside of what is served', () => {
    const told = report.coverage.entries.filter(({ message }) => message.startsWith('Its code is taken from '));
    expect(told).toMatchObject([{ host: 'elsewhere', path: expect.stringMatching(/a\.aspx$/), incomplete: true }]);
    expect(told[0]?.message).toContain('programdata\\q.cs');
  });
});
