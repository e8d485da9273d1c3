import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { givesOnlyItsOwn } from '../../../src/signatures/fixed-sinks/fixed-sinks.js';

const basic = (code: string) => `<%\n${code}\n%>`;
const jscript = (code: string) => `<%@ Language="JScript" %><% ${code} %>`;
const DATABASE = 'Function Db()\nDim c\nSet c = Server.CreateObject("ADODB.Connection")\nSet Db = c\nEnd Function\n';
const TESTS = 'var tests = { all: "true", low: "row < 10" }; var name = String(Request("f"));';
const FILES = 'var f = new ActiveXObject("Scripting.FileSystemObject");';

describe('what a page of classic ASP evaluates', () => {
  it.each([
    [
      'beside a statement of its database',
      basic(
        'Set c = Server.CreateObject("ADODB.Connection")\nc.Execute "select 1 where a=\'" & Request("q") & "\'"\nExecute "a = 1"',
      ),
    ],
    [
      'beside a statement of a database that a function opens',
      basic(`${DATABASE}Db().Execute Request("q")\nExecute "a = 1"`),
    ],
    ['beside what an expression finds', basic('Set r = New RegExp\nSet m = r.Execute(Request("q"))\nExecute "a = 1"')],
    [
      'beside a command that JScript makes',
      jscript('var c = new ActiveXObject("ADODB.Command"); c.Execute(String(Request("q"))); eval("1 + 1");'),
    ],
    [
      'out of an object of its own that was asked for the key',
      jscript(`${TESTS} new Function("row", "return " + (tests.hasOwnProperty(name) ? tests[name] : tests.all));`),
    ],
    [
      'beside a file that it writes',
      jscript(`${FILES} f.CreateTextFile("a.txt").Write(String(Request("q"))); eval("1 + 1");`),
    ],
  ])('is its own %s', (_, page) => {
    expect(givesOnlyItsOwn(createWebContent(Buffer.from(page), { extension: 'asp' }), ['evaluate'])).toBe(true);
  });

  it.each([
    [
      'where the object may be another one',
      basic(
        'Set c = Server.CreateObject("ADODB.Connection")\nIf Request("a") = "" Then Set c = Session("c")\nc.Execute Request("q")\nExecute "a = 1"',
      ),
    ],
    [
      'where it is handed over beside another one',
      basic(
        'Set c = CreateObject("ADODB.Connection")\nSub Run(o)\no.Execute Request("q")\nEnd Sub\nRun c\nRun Session("c")\nExecute "a = 1"',
      ),
    ],
    [
      'where the page makes objects in a way of its own',
      basic(
        'Function CreateObject(n)\nSet CreateObject = Server.CreateObject(Mid(n, 6))\nEnd Function\nSet c = CreateObject("ADODB.Connection")\nc.Execute Request("q")\nExecute "a = 1"',
      ),
    ],
    [
      'where the request puts something into the object that is asked for the key',
      jscript(
        `${TESTS} tests[name] = String(Request("t")); eval(tests.hasOwnProperty(name) ? tests[name] : tests.all);`,
      ),
    ],
    [
      'where it reads the file that it wrote',
      jscript(
        `${FILES} f.CreateTextFile("a.txt").Write(String(Request("q"))); eval(f.OpenTextFile("a.txt").ReadAll());`,
      ),
    ],
  ])('may be anybody’s %s', (_, page) => {
    expect(givesOnlyItsOwn(createWebContent(Buffer.from(page), { extension: 'asp' }), ['evaluate'])).toBe(false);
  });
});
