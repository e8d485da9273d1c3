import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, csharp, kindsOf, reached, statements, visualBasic, words } from '../pages.js';

describe('a name stands for', () => {
  it('what keeps data from request to request', () => {
    const load = (name: string) =>
      reached('aspx', csharp(`void P() { ${name}["k"] = Request["q"]; } void R() { Assembly.Load(${name}["k"]); }`));
    const names = words('Session Application Cache HttpSessionState HttpApplicationState ViewState');
    expect(names.filter((name) => load(name).length === 0)).toEqual([]);
    const kept = (name: string) =>
      reached('aspx', statements(`${name}["k"] = Request["q"]; Assembly.Load(Session["k"]);`));
    expect(['ViewData', 'Images'].flatMap(kept)).toEqual([]);
    expect(names.filter((name) => kept(name).length === 0)).toEqual([]);
  });

  it('the page itself', () => {
    const load = (name: string) =>
      reached(
        'aspx',
        csharp(
          `void P() { Assembly.Load(${name}.Request["q"]); ${name}.F = Request["q"]; Q(); } string F; void Q() { Assembly.Load(F); }`,
        ),
      );
    expect(words('this base Page self Master').filter((name) => load(name).length < 2)).toEqual([]);
    expect(load('holder')).toHaveLength(1);
    const inBasic = (name: string) =>
      reached(
        'aspx',
        visualBasic(
          `Dim F\r\nSub P()\r\n${name}.F = Request("q")\r\nQ()\r\nEnd Sub\r\nSub Q()\r\nAssembly.Load(F)\r\nEnd Sub`,
        ),
      );
    expect(words('Me MyBase MyClass').filter((name) => inBasic(name).length === 0)).toEqual([]);
    expect(inBasic('Them')).toEqual([]);
  });

  it('the same type after data went through it', () => {
    const kinds = (type: string) =>
      reached('aspx', statements(`${type}.Load(Request["p"]); ${type}.Load(Request["q"]);`));
    expect(kinds('Assembly')).toEqual(['load Request["p"]', 'load Request["q"]']);
    expect(kinds('Store')).toEqual([]);
    const text = 'var a = string.Concat(Request["q"], "b"); Process.Start(string.Format("c"));';
    expect(reached('aspx', statements(text))).toEqual([]);
  });

  it('the page, in which nothing is kept by a call', () => {
    const start = (name: string) =>
      reached('aspx', statements(`${name}.Header.Title.Insert(0, Request["q"]); Process.Start(${name}.Title);`));
    expect(words('this base Page self').flatMap(start)).toEqual([]);
    expect(start('panel')).toHaveLength(1);
  });

  it('an empty text of Basic', () => {
    const kinds = (name: string) =>
      kindsOf('asp', classic(`CreateObject(Replace("W-Script.Shell", "-", ${name})).Run "a"`));
    expect([kinds('vbNullString'), kinds('vbSomething')]).toEqual([['process'], []]);
  });

  it('a constant of Basic', () => {
    const constant = (name: string) => behaviourOf('asp', classic(`Execute "a" & ${name}`)).calls[0]?.main.constant;
    expect(words('vbCrLf vbNewLine vbLf vbCr vbTab vbNullString vbNullChar').map(constant)).toEqual([
      'a\r\n',
      'a\r\n',
      'a\n',
      'a\r',
      'a\t',
      'a',
      'a\0',
    ]);
    expect(constant('vbOther')).toBe('a');
  });

  it('nothing, and no type', () => {
    const code = (name: string) => statements(`var s = Find(); s = ${name}; s.${'ConnectionString'} = "a";`);
    expect(words('null true false').filter((name) => kindsOf('aspx', code(name)).length === 0)).toEqual([]);
    expect(kindsOf('aspx', code('Sockets'))).toEqual([]);
    const inBasic = (name: string) => kindsOf('asp', classic(`Set s = ${name}\r\ns.ConnectionString = "a"`));
    expect(words('Nothing Empty Null undefined').filter((name) => inBasic(name).length === 0)).toEqual([]);
  });

  it('what evaluates, whatever it is called later', () => {
    const run = (name: string) => reached('asp', classic(`Set f = GetRef("${name}")\r\nx = f(Request("q"))`));
    expect(run('Other')).toEqual([]);
    const alias = (name: string) => reached('asp', `<%@ Language="JScript" %><% var f = ${name}; f(Request("q")); %>`);
    expect(words('eval execute executeglobal').filter((name) => alias(name).length === 0)).toEqual([]);
    expect(alias('escape')).toEqual([]);
  });
});

describe('a type under another name is', () => {
  it.each([
    [
      'HttpRequestBase HttpRequestWrapper HttpRequestMessageProperty AspNetWebSocketContext HttpRequest',
      'Shell(x.Headers["q"]); var h = x.Form; Request.Other(); Shell(h);',
      'process',
    ],
    [
      'HttpContextBase HttpContextWrapper HttpContext',
      'x.Items["k"] = Request["q"]; Assembly.Load(Session["k"]);',
      'load',
    ],
    ['HttpResponseBase HttpResponse', 'x.Redirect("a");', 'redirect'],
    ['HttpServerUtility', 'x.Transfer(Request["q"]);', 'run-page'],
    ['HttpSessionState HttpApplicationState', 'x.Add("k", Request["q"]); Assembly.Load(Session["k"]);', 'load'],
    ['UserControl Page', 'x.F = Request["q"]; Assembly.Load(this.F);', 'load'],
    ['WshShell IWshShell', 'x.Run("a");', 'process'],
  ])('%s', (types, code, kind) => {
    const count = (type: string) =>
      behaviourOf('aspx', csharp(`string F; void P(${type} x) { ${code} }`)).calls.filter(
        (call) => call.kind === kind && (call.main.taint !== null || !code.includes('Request')),
      ).length;
    const most = Math.max(...words(types).map(count));
    expect(words(types).filter((type) => count(type) < most)).toEqual([]);
    expect(count('Other')).toBeLessThan(most);
  });

  it('that of an upload', () => {
    const kinds = (type: string) => kindsOf('aspx', csharp(`void P(${type} f) { f.SaveAs("a"); }`));
    expect([kinds('HttpPostedFileBase'), kinds('HttpPostedFile'), kinds('Workbook')]).toEqual([
      ['write'],
      ['write'],
      [],
    ]);
  });

  it.each(words('object dynamic'))('%s, which says nothing', (type) => {
    const kinds = (of: string) => kindsOf('aspx', csharp(`void P(${of} f) { f.SaveAs("a"); }`));
    expect([kinds(type), kinds('Workbook')]).toEqual([['write'], []]);
  });
});

it('data is not kept in objects of the page itself', () => {
  const load = (call: string) =>
    reached(
      'aspx',
      csharp(
        `void P(HttpContext c, HttpResponse r, HttpServerUtility s, HttpSessionState t, Page p, HttpRequest q) { ${call} Shell(x); }`,
      ),
    );
  const objects = ['c', 'r', 's', 't', 'p', 'q'];
  const left = (name: string) => load(`${name}.Load(Request["q"]); ${name}.A = Request["q"]; var x = ${name};`);
  expect(objects.flatMap(left)).toEqual([]);
  expect(load('var d = New(); d.Load(Request["q"]); var x = d;')).toHaveLength(1);
});
