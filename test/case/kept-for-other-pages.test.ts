import { beforeAll, describe, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';
import { evidence } from '../collection/evidence-folder.js';

const EVALUATED = 'webshell.request-data-evaluated';
const STARTED = 'webshell.process-started-from-request';
const LOADED = 'webshell.assembly-loaded-from-request';

const csharp = (code: string) => `<%@ Page Language="C#" %><% ${code} %>`;
const start = (words: string) => csharp(`System.Diagnostics.Process.Start("cmd.exe", ${words});`);
/** Starts what stands in the page, and shows something else. */
const show = (words: string) =>
  csharp(`System.Diagnostics.Process.Start(@"C:\\tools\\encode.exe"); Response.Write(Server.HtmlEncode(${words}));`);
const class_ = (base: string, members: string) => `public partial class ${base} : System.Web.UI.Page { ${members} }`;

/** By server: files below its web root, and the rules that are critical, each with the file. */
const CASES: Readonly<Record<string, readonly [Readonly<Record<string, string>>, readonly string[]]>> = {
  application: [
    { 'a.aspx': csharp('Application["k"] = Request["k"];'), 'b/b.aspx': start('(string)Application["k"]') },
    [`${STARTED} b/b.aspx`],
  ],
  shown: [{ 'a.aspx': csharp('Application["k"] = Request["k"];'), 'b.aspx': show('(string)Application["k"]') }, []],
  numbered: [
    { 'a.aspx': csharp('Application["k"] = int.Parse(Request["k"]);'), 'b.aspx': start('"/n" + Application["k"]') },
    [],
  ],
  elsewhere: [{ 'a.aspx': csharp('Application["j"] = Request["k"];'), 'b.aspx': start('Application["k"]') }, []],
  passing: [{ 'a.aspx': csharp('ViewState["k"] = Request["k"];'), 'b.aspx': start('ViewState["k"]') }, []],
  session: [
    { 'a.asp': '<% Session("k") = Request.Form("k") %>', 'b.asp': '<% x = Session("k") : Execute x %>' },
    [`${EVALUATED} b.asp`],
  ],
  // Variables of a page of classic ASP are its own.
  variable: [
    {
      'a.asp': '<% k = Request("k") : Session("l") = Request("l") %>',
      'b.asp': '<% y = Session("l") : Execute k %>',
    },
    [],
  ],
  begun: [
    {
      'a.ashx':
        '<%@ WebHandler Language="C#" Class="H" %>\npublic class H : System.Web.IHttpHandler { public bool IsReusable { get { return true; } } public void ProcessRequest(System.Web.HttpContext c) { c.Cache.Insert("k", c.Request.Form["k"]); } }',
      'Global.asax':
        '<%@ Application Language="C#" %><script runat="server">void Application_EndRequest(object s, EventArgs e) { System.Diagnostics.Process.Start("cmd.exe", Context.Cache["k"] as string); }</script>',
    },
    [`${STARTED} Global.asax`],
  ],
  memory: [
    {
      'a.aspx': csharp('MemoryCache.Default.Set("k", Request["k"], DateTimeOffset.MaxValue);'),
      'b.aspx': start('(string)MemoryCache.Default["k"]'),
    },
    [`${STARTED} b.aspx`],
  ],
  environment: [
    {
      'a.aspx': csharp('Environment.SetEnvironmentVariable("K", Request["k"]);'),
      'b.aspx': '<%@ Page Language="VB" %><% Shell("cmd /c " & Environment.GetEnvironmentVariable("k")) %>',
    },
    [`${STARTED} b.aspx`],
  ],
  domain: [
    {
      'a.aspx': csharp('AppDomain.CurrentDomain.SetData("k", Request["k"]);'),
      'b.aspx': start('(string)AppDomain.CurrentDomain.GetData("k")'),
    },
    [`${STARTED} b.aspx`],
  ],
  field: [
    {
      'App_Code/Store.cs': 'public static class Store { public static string Words; }',
      'a.aspx': csharp('Store.Words = Request["k"];'),
      'b.aspx': start('Store.Words'),
    },
    [`${STARTED} b.aspx`],
  ],
  list: [
    { 'a.aspx': csharp('Store.All["k"] = Request["k"];'), 'b.aspx': start('Store.All["k"]') },
    [`${STARTED} b.aspx`],
  ],
  'field-of-its-own': [
    {
      'a.aspx': '<%@ Page Language="C#" CodeFile="a.aspx.cs" Inherits="A" %>',
      'a.aspx.cs': class_('A', 'public static string Words; void Page_Load() { Words = Request["k"]; }'),
      'b.aspx': start('A.Words'),
    },
    [`${STARTED} b.aspx`],
  ],
  file: [
    {
      'a.aspx': csharp('System.IO.File.WriteAllText(Server.MapPath("k.txt"), Request["k"]);'),
      'b.aspx': csharp(
        'var r = new System.IO.StreamReader(Server.MapPath("k.txt")); System.Reflection.Assembly.Load(Convert.FromBase64String(r.ReadToEnd()));',
      ),
      'c.aspx': csharp('Response.Write(System.IO.File.ReadAllText(Server.MapPath("k.txt")));'),
    },
    [`${LOADED} b.aspx`],
  ],
  text: [
    {
      'a.asp':
        '<% Set f = CreateObject("Scripting.FileSystemObject").CreateTextFile("k.txt") : f.Write Request("k") %>',
      'b.asp': '<% Set f = CreateObject("Scripting.FileSystemObject").OpenTextFile("k.txt", 1) : Execute f.ReadAll %>',
    },
    [`${EVALUATED} b.asp`],
  ],
  // Where to go to and what to call a file is asked for on one page and used on the next everywhere.
  name: [
    {
      'a.aspx': csharp('Session["k"] = Request["k"];'),
      'b.aspx': csharp(
        'System.IO.File.Delete(Server.MapPath((string)Session["k"])); Response.Redirect("" + Session["k"]);',
      ),
    },
    [],
  ],
};

const placed = (host: string, path: string) => `${host}/C/inetpub/wwwroot/${path}`;

let report: Report;
beforeAll(async () => {
  const files = Object.entries(CASES).flatMap(([host, [own]]) =>
    Object.entries(own).map(([path, text]) => [placed(host, path), text] as const),
  );
  report = await hunt({ paths: [evidence(Object.fromEntries(files))], require: ['none'], jobs: 1 }).report;
});

describe('what one page keeps and another runs', () => {
  it.each(Object.entries(CASES))('%s', (host, [, expected]) => {
    const found = report.findings.filter(
      ({ host: of, severity, rule }) => of === host && severity === 'critical' && rule.id.startsWith('webshell.'),
    );
    expect(
      found.map(({ rule, artifact }) => `${rule.id} ${artifact.collectedPath?.slice(placed(host, '').length)}`),
    ).toEqual(expected);
  });

  it('shows both pages', () => {
    const [finding] = report.findings.filter(({ host, rule }) => host === 'application' && rule.id === STARTED);
    const shown = finding?.evidence.flatMap((one) => (one.type === 'content' ? [[one.label, one.path]] : []));
    expect(shown?.[0]).toEqual(['source', placed('application', 'a.aspx')]);
    expect(shown?.[shown.length - 1]).toEqual(['sink', placed('application', 'b/b.aspx')]);
  });
});
