import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, jscript } from './pages.js';

/** Kinds of calls that data of the request decides. */
function decided(page: string): string[] {
  return behaviourOf('asp', page)
    .calls.filter(({ main, target }) => main.taint !== null || target?.taint)
    .map(({ kind }) => kind);
}

type Pair = readonly [what: string, flow: string, twin: string];

const LINE = `Class Line
Public held
Public Sub Add(text)
held = held & text
End Sub
Public Default Property Get Whole()
Whole = held
End Property
End Class
Dim l
Set l = New Line
`;
const COUNTED = LINE.replace('Whole = held', 'Whole = CLng(held)');

const BASIC: readonly Pair[] = [
  [
    'the text of an object',
    `${LINE}l.Add Request("q")\nExecute l & ""`,
    `${COUNTED}l.Add Request("q")\nExecute l & ""`,
  ],
  [
    'an object that is given where a text is wanted',
    `${LINE}l.Add Request("q")\nExecute Trim(l)`,
    `${COUNTED}l.Add Request("q")\nExecute Trim(l)`,
  ],
  [
    'a list in the session',
    'Session("a").Add "k", Request("q")\nExecute Session("a")("k")',
    'Session("a").Add "k", Request("q")\nExecute Session("b")("k")',
  ],
];

const WRITER = `var w = {
  open: function () { this.s = new ActiveXObject("ADODB.Stream"); this.s.Open(); return this; },
  put: function (t) { this.s.WriteText(t); return this; },
  text: function () { return this.s.ReadText(); }
};
`;
const PARTS = `function Parts() { this.all = []; this.others = []; }
Parts.prototype.add = function (t) { this.all.push(t); };
`;

const RUNNER = `function Tool() {}
Tool.prototype.exec = function (t) { var s = new ActiveXObject("WScript.Shell"); return s.Exec(t).StdOut.ReadAll(); };
`;

const SCRIPT: readonly Pair[] = [
  [
    'what is put into an object of an object that is written out',
    `${WRITER}w.open().put(String(Request("q")));eval(w.text());`,
    `${WRITER}w.open().put("1");eval(w.text());`,
  ],
  [
    'a list of an object',
    `${PARTS}Parts.prototype.text = function () { return this.all.join(""); };var p = new Parts();p.add(String(Request("q")));eval(p.text());`,
    `${PARTS}Parts.prototype.text = function () { return this.others.join(""); };var p = new Parts();p.add(String(Request("q")));eval(p.text());`,
  ],
  [
    'what the members of a `with` are given',
    'var s = new ActiveXObject("ADODB.Stream");with (s) { Open(); WriteText(String(Request("q"))); }eval(s.ReadText());',
    'var s = new ActiveXObject("ADODB.Stream"), o = new ActiveXObject("ADODB.Stream");with (s) { Open(); WriteText(String(Request("q"))); }eval(o.ReadText());',
  ],
  [
    'a list that is a part of the object of a `with`',
    'var o = { list: [] };with (o.list) { push(String(Request("q"))); }eval(o.list.join(""));',
    'var o = { list: [], own: [] };with (o.list) { push(String(Request("q"))); }eval(o.own.join(""));',
  ],
  [
    'what a member of a `with` says of its object',
    'var d = new ActiveXObject("MSXML2.DOMDocument");with (d) { loadXML(String(Request("q"))); eval(text); }',
    'var d = new ActiveXObject("MSXML2.DOMDocument");with (d) { loadXML(String(Request("q"))); eval(parseInt(text, 10)); }',
  ],
  [
    'an object of Windows that a written-out object holds',
    'var m = { shell: new ActiveXObject("WScript.Shell"), args: ["ping"], add: function (v) { this.args.push(v); return this; }, run: function () { return this.shell.Exec(this.args.join(" ")); } };m.add(String(Request("q")));m.run();',
    'var m = { shell: new ActiveXObject("WScript.Shell"), args: ["ping"], add: function (v) { this.args.push(parseInt(v, 10)); return this; }, run: function () { return this.shell.Exec(this.args.join(" ")); } };m.add(String(Request("q")));m.run();',
  ],
  [
    'a method of a prototype that the request names',
    'function Tool() {}Tool.prototype.go = function (t) { return eval(t); };var t = new Tool();t[String(Request("m"))](String(Request("q")));',
    'function Tool() {}Tool.prototype.go = function (t) { return eval("1"); };var t = new Tool();t[String(Request("m"))](String(Request("q")));',
  ],
  [
    'a method of a prototype that is called as a method of Windows',
    `${RUNNER}new Tool().exec(String(Request("q")));`,
    `${RUNNER}new Tool().exec("whoami");new Tool().kept = String(Request("q"));`,
  ],
  [
    'an object that says what its text is',
    'function P(v) { this.v = v; }P.prototype.toString = function () { return this.v; };eval("" + new P(String(Request("q"))));',
    'function P(v) { this.v = v; }P.prototype.toString = function () { return parseInt(this.v, 10); };eval("" + new P(String(Request("q"))));',
  ],
  [
    'a text of a list, of each of which every `<` is replaced',
    'var a = [Server.HTMLEncode(String(Request("q")))];eval(a[0]);',
    'var a = [Server.HTMLEncode(String(Request("q")))];var f = new ActiveXObject("Scripting.FileSystemObject").CreateTextFile(Server.MapPath("a.asp"));f.Write(a[0]);',
  ],
];

describe('data that goes through objects of a page of classic ASP', () => {
  it.each(BASIC)('is followed through %s', (_, flow, twin) => {
    expect(decided(classic(flow))).not.toEqual([]);
    expect(decided(classic(twin))).toEqual([]);
  });

  it.each(SCRIPT)('is followed through %s, in JScript', (_, flow, twin) => {
    expect(decided(jscript(flow))).not.toEqual([]);
    expect(decided(jscript(twin))).toEqual([]);
  });
});
