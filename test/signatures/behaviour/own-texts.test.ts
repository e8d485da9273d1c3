import { describe, expect, it } from 'vitest';
import { isSettled, type Value } from '../../../src/signatures/behaviour/values/value.js';
import { behaviourOf, classic, csharp, jscript, visualBasic } from './pages.js';

type Row = readonly [what: string, extension: string, page: string];

const cs = (members: string, code: string) => csharp(`${members}\nvoid Page_Load(object s, EventArgs e) { ${code} }`);
const KNOWN =
  'static readonly Dictionary<string, string> Known = new Dictionary<string, string>(StringComparer.Ordinal) { { "a", "ver" }, ["b"] = "date" };';
const WORDS = 'static readonly string[] Words = { "ver", "date" };';
const P = 'Process.Start("cmd.exe", "/c " + x);';

const isKnown = (value: Value): boolean =>
  isSettled(value) || value.named === true || value.type === 'processstartinfo';

/** Whether all that programs are told stands in the page, but for which of its texts it is. */
function isOwn(extension: string, page: string): boolean {
  const calls = behaviourOf(extension, page).calls.filter(({ kind }) => kind === 'process');
  return calls.length > 0 && calls.every(({ args }) => args.every(isKnown));
}

const OWN: readonly Row[] = [
  ['an element of a dictionary', 'aspx', cs(KNOWN, `var x = Known[Request["k"]]; ${P}`)],
  ['what a dictionary gives', 'aspx', cs(KNOWN, `string x; if (!Known.TryGetValue(Request["k"], out x)) return; ${P}`)],
  ['an element of an array', 'aspx', cs(WORDS, `int i = int.Parse(Request["i"]); var x = Words[i]; ${P}`)],
  ['one of a list', 'aspx', cs(WORDS, `var x = Words.FirstOrDefault(w => w == Request["k"]); ${P}`)],
  [
    'what is selected of a dictionary',
    'aspx',
    cs(KNOWN, `foreach (var x in Request.Form.GetValues("k").Select(k => Known[k])) { ${P} }`),
  ],
  [
    'an item of a dictionary of scripts',
    'asp',
    classic(
      'Set d = Server.CreateObject("Scripting.Dictionary")\r\nd.Add "a", "ver"\r\nd.Add "b", "date"\r\nCreateObject("WScript.Shell").Run "cmd /c " & d.Item(Request("k"))',
    ),
  ],
  [
    'a member of an enumeration',
    'asmx',
    `<%@ WebService Language="C#" Class="S" %>\nenum Area { Orders, Letters }\nclass S : WebService { [WebMethod] public void Pack(Area x) { ${P} } }`,
  ],
  [
    'what a method is called with',
    'aspx',
    csharp(`void Run(string x) { ${P} }\nvoid Page_Load(object s, EventArgs e) { Run("ver"); }`),
  ],
  [
    'numbers of a list of parameters',
    'aspx',
    csharp(
      `void Run(params object[] all) { var x = string.Join(" ", all); ${P} }\nvoid Page_Load(object s, EventArgs e) { Run(int.Parse(Request["n"])); }`,
    ),
  ],
  [
    'a text that was compared with those of the page',
    'aspx',
    csharp(
      `string kept = "a";\nstring Kind { get { return kept; } set { switch (value) { case "a": case "b": kept = value; break; default: kept = "a"; break; } } }\nvoid Page_Load(object s, EventArgs e) { Kind = Request["k"]; var x = kept; ${P} }`,
    ),
  ],
  [
    'letters and digits that are left',
    'aspx',
    cs('', `var x = new string(Request["x"].Where(c => char.IsLetterOrDigit(c) || c == '-').ToArray()); ${P}`),
  ],
];

const FOREIGN: readonly Row[] = [
  [
    'a list that gets more',
    'aspx',
    cs(
      'List<string> Words = new List<string> { "a", "b" };',
      `Words.Add(Helper.Text()); var x = Words[s.GetHashCode()]; ${P}`,
    ),
  ],
  ['a list that is handed over', 'aspx', cs(WORDS, `Helper.Fill(Words); var x = Words[s.GetHashCode()]; ${P}`)],
  [
    'a list that is something else, too',
    'aspx',
    cs('string[] Words = { "a", "b" };', `Words = Helper.Words(); var x = Words[s.GetHashCode()]; ${P}`),
  ],
  [
    'a dictionary with a text from elsewhere',
    'aspx',
    cs(KNOWN.replace('"ver"', 'Helper.Text()'), `var x = Known[Request["k"]]; ${P}`),
  ],
  [
    'a dictionary that is written to',
    'aspx',
    cs(KNOWN, `Known["c"] = Helper.Text(); var x = Known[Request["k"]]; ${P}`),
  ],
  [
    'an alphabet',
    'aspx',
    cs(
      'static readonly string[] Words = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };',
      `var x = Words[int.Parse(Request["i"])]; ${P}`,
    ),
  ],
  [
    'one text beside another',
    'aspx',
    cs(WORDS, `var x = Words[int.Parse(Request["i"])] + Words[int.Parse(Request["j"])]; ${P}`),
  ],
  [
    'texts one after the other',
    'aspx',
    cs(WORDS, `var x = ""; foreach (var i in Request["i"].Split(',')) x += Words[int.Parse(i)]; ${P}`),
  ],
  [
    'a text that grows by texts',
    'aspx',
    cs(WORDS, `var x = ""; foreach (var i in Request["i"].Split(',')) x = x + Words[int.Parse(i)]; ${P}`),
  ],
  [
    'texts in a builder',
    'aspx',
    cs(
      WORDS,
      `var b = new StringBuilder(""); foreach (var i in Request["i"].Split(',')) b.Append(Words[int.Parse(i)]); var x = b.ToString(); ${P}`,
    ),
  ],
  [
    'a class by the name of an enumeration in a comment',
    'asmx',
    `<%@ WebService Language="C#" Class="S" %>\n// enum Area\nclass Area { public string A; }\nclass S : WebService { [WebMethod] public void Pack(Area x) { Process.Start("cmd.exe", "/c " + x.A); } }`,
  ],
  [
    'an enumeration by the name of a type of the language',
    'asmx',
    `<%@ WebService Language="C#" Class="S" %>\nenum @string { A }\nclass S : WebService { [WebMethod] public void Pack(string x) { ${P} } }`,
  ],
  [
    'a class by the name of an enumeration',
    'asmx',
    `<%@ WebService Language="C#" Class="S" %>\nclass Area { public string A; }\nclass T { enum Area { A } }\nclass S : WebService { [WebMethod] public void Pack(Area x) { Process.Start("cmd.exe", "/c " + x.A); } }`,
  ],
  [
    'an enumeration of letters',
    'asmx',
    `<%@ WebService Language="C#" Class="S" %>\nenum L { a, b, c, d, e, f, g, h, i, j }\nclass S : WebService { [WebMethod] public void Pack(L x) { ${P} } }`,
  ],
  ['what a method is called with by whom nobody sees', 'aspx', csharp(`public void Run(string x) { ${P} }`)],
  [
    'what a method is called with, of the request',
    'aspx',
    csharp(`void Run(string x) { ${P} }\nvoid Page_Load(object s, EventArgs e) { Run("ver"); Run(Request["x"]); }`),
  ],
  [
    'characters of any kind that are left',
    'aspx',
    cs('', `var x = new string(Request["x"].Where(c => char.IsLetterOrDigit(c) || c == '&').ToArray()); ${P}`),
  ],
  [
    'all but letters',
    'aspx',
    cs('', `var x = new string(Request["x"].Where(c => !char.IsLetterOrDigit(c)).ToArray()); ${P}`),
  ],
  [
    'what a list is selected to beside that of the request',
    'aspx',
    cs(
      KNOWN,
      `foreach (var x in Request.Form.GetValues("k").Select(k => Known.ContainsKey(k) ? Known[k] : k)) { ${P} }`,
    ),
  ],
];

/** Ways through objects that scripts make. */
const FOLLOWED: readonly Row[] = [
  [
    'a method that a constructor gives',
    'asp',
    jscript(
      'function Net() { this.send = function (h) { eval(h); }; } var net = new Net(); net.send(String(Request.Form("h")));',
    ),
  ],
  [
    'a member that a constructor keeps',
    'asp',
    jscript(
      'function Net(shell) { this.shell = shell; } Net.prototype.ping = function (h) { this.shell.Exec("cmd /c " + h); }; var net = new Net(Server.CreateObject("WScript.Shell")); net.ping(String(Request.Form("h")));',
    ),
  ],
  [
    'methods of a prototype that call each other',
    'asp',
    jscript(
      'function Net(shell) { this.shell = shell; } Net.prototype = { ping: function (h) { return this.run("ping " + h); }, run: function (c) { this.shell.Exec("cmd /c " + c); return this; } }; new Net(Server.CreateObject("WScript.Shell")).ping(String(Request.Form("h")));',
    ),
  ],
  [
    'an address that is read of a text',
    'aspx',
    cs(
      '',
      'Uri u; if (!Uri.TryCreate(Request["u"], UriKind.Absolute, out u)) return; new WebClient().DownloadFile(u, "a.txt");',
    ),
  ],
  [
    'more than a method has parameters for',
    'aspx',
    cs(
      'void Run(string a, params object[] all) { Process.Start("cmd.exe", string.Join(" ", all)); }',
      'Run("a", "b", Request["x"]);',
    ),
  ],
];

const MORE_FOLLOWED: readonly Row[] = [
  [
    'every subscriber of an event',
    'aspx',
    csharp(
      `event Action<string> Done;\nvoid Page_Load(object s, EventArgs e) { Done += A; Done += B; Done(Request["x"]); }\nvoid A(string x) { }\nvoid B(string x) { ${P} }`,
    ),
  ],
  [
    'a function that a dictionary gives',
    'aspx',
    csharp(
      'static readonly Dictionary<string, Action<string>> acts = new Dictionary<string, Action<string>> { { "run", c => Process.Start("cmd.exe", c) } };\nvoid Page_Load(object s, EventArgs e) { Action<string> a; if (acts.TryGetValue(Request["a"], out a)) a(Request["x"]); }',
    ),
  ],
  ['call', 'asp', jscript('function go(x) { eval(x); } go.call(null, String(Request("x")));')],
  ['apply', 'asp', jscript('function go(x) { eval(x); } go.apply(null, [String(Request("x"))]);')],
  [
    'a property that an object alone stands for',
    'aspx',
    visualBasic(
      'Class Bag\r\nPublic Default ReadOnly Property Item(k As String) As String\r\nGet\r\nReturn HttpContext.Current.Request(k)\r\nEnd Get\r\nEnd Property\r\nEnd Class\r\nSub Page_Load(s As Object, e As EventArgs)\r\nDim b As New Bag()\r\nShell("cmd /c " & b("x"))\r\nEnd Sub',
    ),
  ],
  ['a local function', 'aspx', cs('', `string x = "a"; void Fill() { x = Request["x"]; } Fill(); ${P}`)],
];

const UNTOLD: readonly Row[] = [
  [
    'a method of an object by that name',
    'asp',
    jscript(
      'function Net() { this.send = function (h) { Response.Write(h); }; } var net = new Net(); net.send(String(Request.Form("h")));',
    ),
  ],
];

const reaches = (extension: string, page: string): boolean =>
  behaviourOf(extension, page).calls.some(
    ({ main, target, kind }) => kind !== 'respond' && (main.taint ?? target?.taint ?? null) !== null,
  );

describe('texts of the page itself', () => {
  it.each(OWN)('are known as such: %s', (_, extension, page) => {
    expect(isOwn(extension, page)).toBe(true);
  });

  it.each(FOREIGN)('are not taken for such: %s', (_, extension, page) => {
    expect(isOwn(extension, page)).toBe(false);
  });

  it('stay known in VB', () => {
    const page = visualBasic(
      'Private Shared ReadOnly Words() As String = {"ver", "date"}\r\nSub Page_Load(s As Object, e As EventArgs)\r\nDim i As Integer = Integer.Parse(Request("i"))\r\nProcess.Start("cmd.exe", "/c " & Words(i))\r\nEnd Sub',
    );
    expect(isOwn('aspx', page)).toBe(true);
  });
});

describe('data of the request', () => {
  it.each([...FOLLOWED, ...MORE_FOLLOWED])('is followed through %s', (_, extension, page) => {
    expect(reaches(extension, page)).toBe(true);
  });

  it.each(UNTOLD)('goes nowhere through %s', (_, extension, page) => {
    expect(reaches(extension, page)).toBe(false);
  });
});
