import detector from '../../../src/detectors/webshell/file-written-from-request.js';
import type { WebContent } from '../../../src/formats/views/web-content.js';
import type { Severity } from '../../../src/model/finding.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage, inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

/** A handler of its own that does `code` with the file `f` that is sent to it. */
const uploadHandler = (code: string, using = '') =>
  inlinePage(
    'ashx',
    `<%@ WebHandler Language="C#" Class="H" %>\r\nusing System.Web; using System.IO; ${using}\r\npublic class H : IHttpHandler { public bool IsReusable { get { return false; } } public void ProcessRequest(HttpContext context) { var f = context.Request.Files[0]; ${code} } }`,
  );

const SAVES = 'f.SaveAs(context.Server.MapPath("~/images/" + f.FileName));';

/** Pages that keep whatever is sent where the server runs it. */
const KEEPERS: readonly [string, WebContent, 'unchecked' | 'moved' | 'chosen' | 'script', Severity][] = [
  ['a handler that keeps any kind of upload in a folder of the site', uploadHandler(SAVES), 'unchecked', 'medium'],
  [
    'one that gives uploads names of its own, with the ending that they came with',
    uploadHandler(
      'f.SaveAs(Path.Combine(context.Server.MapPath("~/images"), Guid.NewGuid() + Path.GetExtension(f.FileName)));',
    ),
    'unchecked',
    'medium',
  ],
  [
    'one that gives an ending to names without one',
    uploadHandler(
      'var n = context.Request["n"]; if (!n.Contains(".")) n += ".txt"; f.SaveAs(context.Server.MapPath("~/images/") + n);',
    ),
    'unchecked',
    'medium',
  ],
  [
    'one that gives an ending in one of two cases',
    uploadHandler(
      'var n = context.Request["n"]; if (context.Request["k"] == "1") { n = n + ".txt"; } f.SaveAs(context.Server.MapPath("~/images/") + n);',
    ),
    'unchecked',
    'medium',
  ],
  [
    'one that asks the browser what it sent',
    uploadHandler(`if (!f.ContentType.Contains("image")) return; ${SAVES}`),
    'unchecked',
    'medium',
  ],
  [
    'one that takes the ending of the name where the browser does not say what it sent',
    uploadHandler(
      'var n = f.ContentType == "image/png" ? ".png" : Path.GetExtension(f.FileName); f.SaveAs(context.Server.MapPath("~/images/" + Guid.NewGuid() + n));',
    ),
    'unchecked',
    'medium',
  ],
  [
    'one that looks for folders only',
    uploadHandler(`if (f.FileName.Contains("..")) return; ${SAVES}`),
    'unchecked',
    'medium',
  ],
  [
    'one with a password of its own',
    uploadHandler(
      `if (context.Request["p"] == "x") context.Session["in"] = "1"; if (context.Session["in"] == null) return; ${SAVES}`,
    ),
    'unchecked',
    'medium',
  ],
  [
    'the folder of the site by other names',
    uploadHandler('f.SaveAs($"{context.Request.PhysicalApplicationPath}images/{f.FileName}");'),
    'unchecked',
    'medium',
  ],
  [
    'the body, under a name of a header',
    uploadHandler(
      'var n = Path.GetFileName(context.Request.Headers["X-Name"]); using (var o = File.Create(context.Server.MapPath("~/images/" + n))) context.Request.InputStream.CopyTo(o);',
    ),
    'unchecked',
    'medium',
  ],
  [
    'an upload that gets its name later',
    uploadHandler(
      'var t = Path.GetTempFileName(); f.SaveAs(t); File.Move(t, context.Server.MapPath("~/images/" + context.Request["name"]));',
    ),
    'moved',
    'medium',
  ],
  [
    'an upload as an object for a file that gets its name later',
    uploadHandler(
      'var t = Path.GetTempFileName(); f.SaveAs(t); new FileInfo(t).MoveTo(context.Server.MapPath("~/images/" + f.FileName));',
    ),
    'moved',
    'medium',
  ],
  [
    'parts of a page, in a folder by its number',
    classicPage(
      'Set f = CreateObject("Scripting.FileSystemObject")',
      'Set o = f.CreateTextFile(f.BuildPath(Server.MapPath("/d/" & CInt(Request("d"))), "default.asp"))\r\no.Write Request("t")',
    ),
    'script',
    'high',
  ],
  [
    'text in a file with a name for now, which gets that of the request later',
    classicPage(
      'Set f = CreateObject("Scripting.FileSystemObject")',
      'Function Keep(text)\r\nKeep = f.BuildPath(Server.MapPath("drafts"), f.GetTempName)\r\nSet o = f.CreateTextFile(Keep)\r\no.Write text\r\nEnd Function',
      'f.MoveFile Keep(Request("t")), Server.MapPath("pages/" & Request("n"))',
    ),
    'moved',
    'medium',
  ],
  [
    'a copy from and to wherever the request says',
    classicPage(
      'Set f = CreateObject("Scripting.FileSystemObject")',
      'f.CopyFile Server.MapPath(Request("a")), Server.MapPath(Request("b"))',
    ),
    'moved',
    'medium',
  ],
  [
    'a page of an application whose name the request gives, with text around what it says',
    inlinePage(
      'asp',
      '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nSet t = f.CreateTextFile(Server.MapPath("rooms/" & Request("room") & ".asp"), True)\r\nt.Write "<p>" & Request("note") & "</p>" %>',
    ),
    'script',
    'high',
  ],
  [
    'text for a file that the page takes in',
    inlinePage(
      'asp',
      '<!--#include file="texts/news.txt"-->\r\n<% Set f = CreateObject("Scripting.FileSystemObject") : f.CreateTextFile(Server.MapPath("texts/news.txt")).Write Request("t") %>',
    ),
    'script',
    'high',
  ],
  [
    'a page of Razor that keeps what is sent under the address behind its own',
    inlinePage(
      'cshtml',
      '@{ if (IsPost) { System.IO.File.WriteAllText(Server.MapPath("~/wiki/" + string.Join("/", UrlData)), Request["t"]); } }',
    ),
    'chosen',
    'medium',
  ],
  [
    'a page that writes what it is sent, in a file of a fixed name where none is asked for',
    csharpPage(
      'var n = Request["n"] == null ? "day.htm" : Request["n"]; File.WriteAllText(Path.Combine(Server.MapPath("days"), n), Request["t"]);',
    ),
    'chosen',
    'medium',
  ],
  ['a handler of an application', uploadHandler(SAVES, 'using Contoso.Shop;'), 'unchecked', 'low'],
  [
    'a handler for those who are signed in',
    uploadHandler(`if (!context.User.Identity.IsAuthenticated) return; ${SAVES}`),
    'unchecked',
    'low',
  ],
  [
    'a handler for those whom another page let in',
    uploadHandler(`if (context.Session["user"] == null) return; ${SAVES}`),
    'unchecked',
    'low',
  ],
  [
    'a page with a master page',
    inlinePage(
      'aspx',
      '<%@ Page Language="C#" MasterPageFile="~/site.master" %><script runat="server">void B(object s, EventArgs e) { F.SaveAs(Server.MapPath("~/images/" + F.FileName)); }</script><asp:FileUpload ID="F" runat="server" />',
    ),
    'unchecked',
    'low',
  ],
  [
    'a page with a validator that the server asks',
    inlinePage(
      'aspx',
      '<%@ Page Language="C#" %><script runat="server">void B(object s, EventArgs e) { if (!Page.IsValid) return; F.SaveAs(Server.MapPath("~/images/" + F.FileName)); }</script><asp:FileUpload ID="F" runat="server" /><asp:RegularExpressionValidator ControlToValidate="F" ValidationExpression=".*\\.(jpg|png)" runat="server" />',
    ),
    'unchecked',
    'low',
  ],
];

/** Uploads of which the handler says what kind they are, or that it keeps where nothing is served. */
const KEPT_ELSEWHERE: readonly [string, string][] = [
  [
    'upload with a list of kinds',
    `var e = Path.GetExtension(f.FileName); if (!new[] { ".jpg", ".png" }.Contains(e)) return; ${SAVES}`,
  ],
  [
    'upload whose kind is told apart',
    `switch (Path.GetExtension(f.FileName)) { case ".jpg": break; default: return; } ${SAVES}`,
  ],
  ['upload that another class of the application looks at', `if (!Pictures.IsAllowed(f.FileName)) return; ${SAVES}`],
  [
    'upload of one kind',
    'f.SaveAs(context.Server.MapPath("~/images/" + Path.GetFileNameWithoutExtension(f.FileName) + ".jpg"));',
  ],
  ['upload made one kind', 'f.SaveAs(context.Server.MapPath("~/images/" + Path.ChangeExtension(f.FileName, ".jpg")));'],
  [
    'upload whose name grows by an ending',
    'var n = context.Request["n"]; n += ".txt"; f.SaveAs(context.Server.MapPath("~/images/") + n);',
  ],
  [
    'upload whose name ends in one way or another',
    'var n = context.Request["n"]; if (n.Length > 9) { n += ".txt"; } else { n += ".log"; } f.SaveAs(context.Server.MapPath("~/images/") + n);',
  ],
  [
    'upload whose name is put into a format that ends in one kind',
    'f.SaveAs(string.Format("{0}\\\\{1}.jpg", context.Server.MapPath("~/images"), context.Request["id"]));',
  ],
  [
    'upload whose name stands in a format by itself',
    'f.SaveAs(string.Format(context.Server.MapPath("~/images/") + context.Request["id"] + ".jpg"));',
  ],
  [
    'upload whose kind is put into a format',
    'f.SaveAs(string.Format("{0}{1}{2}", context.Server.MapPath("~/images/"), context.Request["id"], ".jpg"));',
  ],
  ['upload into the folder of data', 'f.SaveAs(context.Server.MapPath("~/App_Data/in/" + f.FileName));'],
  ['upload to another disk', 'f.SaveAs(@"D:\\Incoming\\files\\" + f.FileName);'],
  [
    'upload to a folder of the configuration',
    'f.SaveAs(ConfigurationManager.AppSettings["dir"] + "/in/" + f.FileName);',
  ],
  ['upload into a temporary folder', 'f.SaveAs(Path.Combine(Path.GetTempPath(), "in", f.FileName));'],
];

testDetector(detector, {
  hits: [
    {
      name: 'path and content of the request',
      input: sample('hit/chosen.aspx.split'),
      detections: [{ message: 'chosen', at: { label: 'source', line: 7 } }],
    },
    {
      name: 'an editor of pages in JScript.NET, which is no old application',
      input: inlinePage(
        'aspx',
        '<%@ Page Language="JScript" %><% var f = new ActiveXObject("Scripting.FileSystemObject"); f.CreateTextFile(Server.MapPath("pages/" + Request["p"])).Write(Request["c"]); %>',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink' }, severity: 'medium' }],
    },
    {
      name: 'a page with content of the request',
      input: sample('hit/page.asp.split'),
      detections: [{ message: 'script', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'upload beside the page',
      input: sample('hit/beside.aspx.split'),
      detections: [{ message: 'unchecked', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'body by way of a stream',
      input: sample('hit/stream.asp.split'),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'settings that the server obeys',
      input: sample('hit/settings.ashx.split'),
      detections: [{ message: 'script', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'a page with content of the request, shown before, that no other file of an application is part of',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'Response.Write f.OpenTextFile(Server.MapPath("banner.asp"), 1).ReadAll',
        'Set t = f.CreateTextFile(Server.MapPath("banner.asp"), True)',
        't.Write Request("text")',
      ),
      detections: [{ message: 'script', at: { label: 'sink', line: 5 }, severity: 'high' }],
    },
    {
      name: 'editor of one page of an application',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nshown = f.OpenTextFile(Server.MapPath("../banner.asp"), 1).ReadAll\r\nSet t = f.CreateTextFile(Server.MapPath("../banner.asp"), True)\r\nt.Write Request("text") %>\r\n<textarea><%= shown %></textarea>',
      ),
      detections: [{ message: 'script', at: { label: 'sink', line: 6 }, severity: 'low' }],
    },
    {
      name: 'part of an application that only writes a page',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nSet t = f.CreateTextFile(Server.MapPath("../banner.asp"), True)\r\nt.Write Request("text") %>',
      ),
      detections: [{ message: 'script', at: { label: 'sink', line: 5 }, severity: 'high' }],
    },
    {
      name: 'editor of templates of an application',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet s = Server.CreateObject("ADODB.Stream")\r\ns.Open\r\ns.WriteText Request("text")\r\ns.SaveToFile Server.MapPath(Request("template")), 2 %>',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 6 }, severity: 'low' }],
    },
    ...(
      [
        ['Request.BinaryRead(Request.TotalBytes)', 'Request.QueryString("name")', 'medium'],
        ['Request.Form("text")', 'Request.QueryString("name")', 'medium'],
        ['"<p>" & Request.Form("text")', 'Request.QueryString("name")', 'medium'],
        ['"<p>" & Request.BinaryRead(Request.TotalBytes)', 'Request.QueryString("name")', 'low'],
      ] as const
    ).map(([content, name, severity]) => ({
      name: `${content} as the file in a folder that ${name} names`,
      input: classicPage(
        'Set s = Server.CreateObject("ADODB.Stream") : s.Open',
        `s.Write ${content}`,
        `s.SaveToFile Server.MapPath("files/" & ${name}), 2`,
      ),
      detections: [{ message: 'chosen' as const, at: { label: 'sink', line: 4 }, severity }],
    })),
    {
      name: 'upload under a name of no weight, which becomes a page',
      input: csharpPage(
        'var kept = Server.MapPath("~/keep/part.txt"); Request.Files[0].SaveAs(kept);',
        'System.IO.File.Move(kept, Server.MapPath("~/keep/part.ashx"));',
      ),
      detections: [{ message: 'renamed', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    ...KEEPERS.map(([name, input, message, severity]) => ({
      name,
      input,
      detections: [{ message, at: { label: 'sink' as const }, severity }],
    })),
  ],
  misses: [
    {
      name: 'a file that was there before gets a name of the request, beside a file with text of it',
      input: classicPage(
        'Set f = CreateObject("Scripting.FileSystemObject")',
        'Set o = f.CreateTextFile(f.BuildPath(Server.MapPath("drafts"), f.GetTempName))\r\no.Write Request("t")',
        'f.MoveFile Server.MapPath("old.txt"), Server.MapPath("pages/" & Request("n"))',
      ),
      looksAlike: true,
    },
    ...KEPT_ELSEWHERE.map(([name, code]) => ({ name, input: uploadHandler(code), looksAlike: true as const })),
    {
      name: 'a counter in the file that the page takes in',
      input: inlinePage(
        'asp',
        '<!--#include file="count.txt"-->\r\n<% Set f = CreateObject("Scripting.FileSystemObject") : f.CreateTextFile(Server.MapPath("count.txt")).Write CLng(Request("n")) + 1 %>',
      ),
      looksAlike: true,
    },
    {
      name: 'a page of the application, put in the place of another',
      input: csharpPage(
        'Request.Files[0].SaveAs(Server.MapPath("~/keep/part.txt"));',
        'System.IO.File.Copy(Server.MapPath("~/away.aspx"), Server.MapPath("~/app_offline.aspx"), true);',
      ),
      looksAlike: true,
    },
    { name: 'upload into a folder, checked', input: sample('miss/picture.aspx'), looksAlike: true },
    { name: 'upload handler of an editor', input: sample('miss/upload.ashx'), looksAlike: true },
    { name: 'guest book', input: sample('miss/guestbook.asp'), looksAlike: true },
    { name: 'editor of one style sheet', input: sample('miss/editor.aspx'), looksAlike: true },
    { name: 'upload in parts, into the folder of data', input: sample('miss/chunks.ashx'), looksAlike: true },
    { name: 'upload class of classic ASP', input: sample('miss/upload-class.asp'), looksAlike: true },
  ],
});
