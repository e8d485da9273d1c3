import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, csharp, jscript, statements, visualBasic } from '../behaviour/pages.js';

type Row = readonly [check: string, extension: string, page: string];

const sub = (code: string) => visualBasic(`Sub P()\n${code}\nEnd Sub`);

/** What of the request is left to decide a call. */
function decided(extension: string, page: string): string[] {
  return behaviourOf(extension, page)
    .calls.filter(({ main, target }) => main.taint !== null || target?.taint)
    .filter(({ kind, target }) => kind !== 'write' || target?.taint)
    .map(({ kind, name }) => `${kind} ${name}`);
}

const BOUNDS: readonly Row[] = [
  [
    'a pattern, of what a constructor gave',
    'aspx',
    csharp(
      `class Order : EventArgs { public readonly string Number; public Order(string n) { Number = n; } }\nvoid Go(object s, Order e) { if (!Regex.IsMatch(e.Number, "^[0-9]+$")) return; Process.Start("tool.exe", "-n " + e.Number); }\nvoid Page_Load() { Go(this, new Order(Request["n"])); }`,
    ),
  ],
  [
    'a list that holds it',
    'aspx',
    statements(
      `var allowed = new List<string> { "a", "b" }; var x = Request["x"]; if (!allowed.Contains(x)) return; Process.Start("tool.exe", x);`,
    ),
  ],
  [
    'its place in an array',
    'aspx',
    statements(
      `string[] ok = { "a", "b" }; var x = Request["x"]; if (Array.IndexOf(ok, x) < 0) { Response.StatusCode = 400; return; } Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a pattern of words',
    'aspx',
    statements(
      `var x = Request["x"]; if (!Regex.IsMatch(x, "^[a-z]+$")) return; Process.Start("tool.exe", "-h " + x);`,
    ),
  ],
  [
    'a pattern, with another way for all else',
    'aspx',
    statements(
      `var x = Request["x"]; if (Regex.IsMatch(x, @"^\\w{1,20}$")) { Process.Start("tool.exe", "-h " + x); } else { Response.Write("no"); }`,
    ),
  ],
  [
    'a pattern that was made before',
    'aspx',
    statements(
      `var r = new Regex(@"\\A[0-9]+\\z"); var x = Request["x"]; if (!r.IsMatch(x)) throw new HttpException(400, "bad"); Process.Start("tool.exe", "-h " + x);`,
    ),
  ],
  [
    'labels of a switch',
    'aspx',
    statements(
      `var x = Request["x"]; switch (x) { case "a": case "b": break; default: return; } Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'texts chosen by a switch',
    'aspx',
    statements(
      `string c; switch (Request["x"]) { case "ip": c = "ipconfig"; break; case "arp": c = "arp -a"; break; default: return; } Process.Start("tool.exe", "-r " + c);`,
    ),
  ],
  [
    'a number that was read',
    'aspx',
    statements(
      `int n; if (!int.TryParse(Request["n"], out n)) return; Process.Start("tool.exe", "-n " + n + " localhost");`,
    ),
  ],
  [
    'a text that reads as a number',
    'aspx',
    statements(
      `var s2 = Request["n"]; int n; if (!int.TryParse(s2, out n)) return; Process.Start("tool.exe", "-n " + s2 + " localhost");`,
    ),
  ],
  [
    'a member of an enumeration',
    'aspx',
    statements(`DayOfWeek d; if (!Enum.TryParse(Request["d"], out d)) return; Process.Start("tool.exe", "-d " + d);`),
  ],
  [
    'an identifier',
    'aspx',
    statements(`Guid g; if (!Guid.TryParse(Request["g"], out g)) return; Process.Start("tool.exe", "-g " + g);`),
  ],
  [
    'what a dictionary gives',
    'aspx',
    statements(
      `var d = new Dictionary<string, string> { { "ip", "ipconfig" }, { "arp", "arp -a" } }; string c; if (!d.TryGetValue(Request["x"], out c)) return; Process.Start("tool.exe", "-r " + c);`,
    ),
  ],
  [
    'an element of a dictionary',
    'aspx',
    statements(
      `var d = new Dictionary<string, string> { ["ip"] = "ipconfig", ["arp"] = "arp -a" }; if (d.ContainsKey(Request["x"])) Process.Start("tool.exe", "-r " + d[Request["x"]]);`,
    ),
  ],
  [
    'a key of a dictionary',
    'aspx',
    statements(
      `var d = new Dictionary<string, string> { ["ip"] = "1", ["arp"] = "2" }; var x = Request["x"]; if (x == null || !d.ContainsKey(x)) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'texts that it differs from',
    'aspx',
    statements(
      `var x = Request["x"]; if (x != "stop" && x != "start") return; Process.Start("net.exe", x + " spooler");`,
    ),
  ],
  [
    'texts that it equals',
    'aspx',
    statements(`var x = Request["x"]; if (x == "stop" || x == "start") Process.Start("net.exe", x + " spooler");`),
  ],
  [
    'its characters, one by one',
    'aspx',
    statements(
      `var x = Request["x"] ?? ""; if (x.Length == 0 || !x.All(char.IsLetterOrDigit)) return; Process.Start("tool.exe", "-h " + x);`,
    ),
  ],
  [
    'an address',
    'aspx',
    statements(
      `System.Net.IPAddress ip; if (!System.Net.IPAddress.TryParse(Request["h"], out ip)) return; Process.Start("ping.exe", ip.ToString());`,
    ),
  ],
  [
    'a pattern, for the name of a file',
    'aspx',
    statements(
      `var n = Request["n"]; if (!Regex.IsMatch(n, "^[a-z0-9]{1,20}$")) return; System.IO.File.WriteAllText(Server.MapPath("~/App_Data/" + n + ".txt"), Request["t"]);`,
    ),
  ],
  [
    'a list without a name',
    'aspx',
    statements(
      `var p = Request["p"]; if (!new[] { "csv", "xml" }.Contains(p)) return; var a = Assembly.LoadFrom(Server.MapPath("~/bin/plugins/" + p + ".dll")); Response.Write(a.FullName);`,
    ),
  ],
  [
    'a text in place of any other',
    'aspx',
    statements(
      `var p = Request["p"]; if (p != "news" && p != "about") p = "home"; Server.Execute("~/parts/" + p + ".aspx");`,
    ),
  ],
  [
    'a set, and an answer that ends',
    'aspx',
    statements(
      `var t = Request["t"]; var known = new HashSet<string>(StringComparer.Ordinal) { "Shop.Csv", "Shop.Xml" }; if (!known.Contains(t)) { Response.End(); return; } var o = Activator.CreateInstance(Type.GetType(t)); Response.Write(o);`,
    ),
  ],
  [
    'a method of the page',
    'aspx',
    csharp(
      `static readonly string[] Known = { "a", "b" };\nbool Ok(string x) { return Array.IndexOf(Known, x) >= 0; }\nvoid Page_Load(object s, EventArgs e) { var x = Request["x"]; if (!Ok(x)) return; Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'a list of the class',
    'aspx',
    csharp(
      `static readonly string[] Known = { "a", "b" };\nvoid Page_Load(object s, EventArgs e) { var x = Request["x"]; if (!Known.Contains(x)) { return; } Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'a pattern, and a text in place of any other',
    'aspx',
    statements(
      `var x = Request["x"]; if (!Regex.IsMatch(x ?? "", "^[a-z]+$")) x = "home"; Server.Transfer("~/p/" + x + ".aspx");`,
    ),
  ],
  [
    'a pattern that is cut out',
    'aspx',
    statements(`var x = Regex.Replace(Request["x"], "[^a-z0-9]", ""); Process.Start("tool.exe", "-h " + x);`),
  ],
  [
    'what a pattern matched',
    'aspx',
    statements(
      `var m = Regex.Match(Request["x"], "^[0-9]{1,5}$"); if (!m.Success) return; Process.Start("tool.exe", "-n " + m.Value);`,
    ),
  ],
  [
    'a choice of texts',
    'aspx',
    statements(`var x = Request["x"] == "full" ? "full" : "quick"; Process.Start("tool.exe", "-s " + x);`),
  ],
  [
    'a choice by a list',
    'aspx',
    statements(
      `var k = new[] { "a", "b" }; var x = k.Contains(Request["x"]) ? Request["x"] : "a"; Process.Start("tool.exe", "-s " + x);`,
    ),
  ],
  [
    'one that is picked out of a list',
    'aspx',
    statements(
      `var k = new[] { "a", "b" }; var x = k.FirstOrDefault(z => z == Request["x"]); Process.Start("tool.exe", "-s " + x);`,
    ),
  ],
  [
    'a list of Visual Basic',
    'aspx',
    sub(`Dim x = Request("x")\nIf Not {"a", "b"}.Contains(x) Then Return\nProcess.Start("tool.exe", "-r " & x)`),
  ],
  [
    'a pattern of Visual Basic',
    'aspx',
    sub(
      `Dim x = Request("x")\nIf Not Regex.IsMatch(x, "^[a-z]+$") Then\n Response.StatusCode = 400\n Exit Sub\nEnd If\nShell("tool -h " & x)`,
    ),
  ],
  [
    'a number of Visual Basic',
    'aspx',
    sub(`Dim n As Integer\nIf Not Integer.TryParse(Request("n"), n) Then Return\nShell("tool -n " & n)`),
  ],
  [
    'a Select of Visual Basic',
    'aspx',
    sub(
      `Dim x = Request("x")\nSelect Case x\n Case "a", "b"\n  Shell("tool " & x)\n Case Else\n  Response.Write("?")\nEnd Select`,
    ),
  ],
  [
    'texts that it equals in Visual Basic',
    'aspx',
    sub(`Dim x = Request("x")\nIf x = "a" OrElse x = "b" Then\n Shell("tool " & x)\nEnd If`),
  ],
  [
    'a text that is a number in Visual Basic',
    'aspx',
    sub(`Dim x = Request("x")\nIf Not IsNumeric(x) Then Exit Sub\nShell("tool -n " & x)`),
  ],
  [
    'a number in one line',
    'asp',
    classic(`x = Request("x")\nIf Not IsNumeric(x) Then Response.End\nExecute "y = f" & x`),
  ],
  [
    'a number, or the end',
    'asp',
    classic(
      `x = Request("x")\nIf Not IsNumeric(x) Then\n Response.Write "no"\n Response.End\nEnd If\nSet s = CreateObject("WScript.Shell")\ns.Run "tool -n " & x`,
    ),
  ],
  [
    'a Select',
    'asp',
    classic(
      `Select Case Request("x")\nCase "a", "b"\n Set s = CreateObject("WScript.Shell")\n s.Run "tool " & Request("x")\nEnd Select`,
    ),
  ],
  [
    'texts that it differs from, or another page',
    'asp',
    classic(
      `x = Request("x")\nIf x <> "a" And x <> "b" Then Response.Redirect "/"\nServer.Execute "/parts/" & x & ".asp"`,
    ),
  ],
  [
    'a pattern of VBScript',
    'asp',
    classic(
      `Set r = New RegExp\nr.Pattern = "^[a-z]+$"\nx = Request("x")\nIf r.Test(x) Then\n Set s = CreateObject("WScript.Shell")\n s.Run "tool -h " & x\nEnd If`,
    ),
  ],
  [
    'a dictionary of VBScript',
    'asp',
    classic(
      `Set d = CreateObject("Scripting.Dictionary")\nd.Add "ip", "ipconfig"\nd.Add "arp", "arp -a"\nx = Request("x")\nIf d.Exists(x) Then\n Set s = CreateObject("WScript.Shell")\n s.Run "tool " & d(x) & " " & x\nEnd If`,
    ),
  ],
  [
    'a number that is made of it',
    'asp',
    classic(`x = CLng(Request("x"))\nSet s = CreateObject("WScript.Shell")\ns.Run "tool -n " & x`),
  ],
  [
    'a pattern of JScript',
    'asp',
    jscript(
      `var x = String(Request("x")); if (!/^[a-z]+$/.test(x)) Response.End(); var s = new ActiveXObject("WScript.Shell"); s.Run("tool -h " + x);`,
    ),
  ],
  [
    'an answer that is kept',
    'aspx',
    statements('var x = Request["x"]; bool ok = x == "a" || x == "b"; if (!ok) return; Process.Start("tool.exe", x);'),
  ],
  [
    'texts by Equals',
    'aspx',
    statements(
      'var x = Request["x"]; if (!string.Equals(x, "a", StringComparison.Ordinal) && !"b".Equals(x)) return; Process.Start("tool.exe", x);',
    ),
  ],
  [
    'a name of an enumeration',
    'aspx',
    statements(
      'var x = Request["x"]; if (!Enum.IsDefined(typeof(DayOfWeek), x)) return; Process.Start("tool.exe", x);',
    ),
  ],
  [
    'any of a list',
    'aspx',
    statements(
      'var l = new[] { "a", "b" }; var x = Request["x"]; if (!l.Any(k => k == x)) return; Process.Start("tool.exe", x);',
    ),
  ],
  [
    'the one of a list that equals it',
    'aspx',
    statements(
      'var x = Request["x"]; string y = null; foreach (var k in new[] { "a", "b" }) if (k == x) y = k; Process.Start("tool.exe", y);',
    ),
  ],
];

/** Checks that leave whoever asks free, and must not get through. */
const LEAVES_FREE: readonly Row[] = [
  [
    'a pattern, of what a method changes',
    'aspx',
    csharp(
      `class Order : EventArgs { public string Number; public Order(string n) { Number = n; } public void Set(string n) { Number = n; } }\nvoid Go(object s, Order e) { if (!Regex.IsMatch(e.Number, "^[0-9]+$")) return; e.Set(Request["m"]); Process.Start("tool.exe", "-n " + e.Number); }\nvoid Page_Load() { Go(this, new Order(Request["n"])); }`,
    ),
  ],
  [
    'its length',
    'aspx',
    statements(`var x = Request["x"]; if (x == null || x.Length > 500) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'that it is there',
    'aspx',
    statements(`var x = Request["x"]; if (string.IsNullOrEmpty(x)) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'that it has no dots',
    'aspx',
    statements(`var x = Request["x"]; if (x.Contains("..")) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a part of it',
    'aspx',
    statements(
      `string ok = "abcdefghijklmnopqrstuvwxyz"; var x = Request["x"]; if (!x.Contains("a")) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'another value',
    'aspx',
    statements(
      `var ok = new[] { "a", "b" }; var x = Request["x"]; if (!ok.Contains(Request["y"])) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'without leaving',
    'aspx',
    statements(
      `var ok = new[] { "a", "b" }; var x = Request["x"]; if (!ok.Contains(x)) { Response.Write("careful"); } Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'before it is another',
    'aspx',
    statements(
      `var ok = new[] { "a", "b" }; var x = Request["x"]; if (!ok.Contains(x)) return; x = Request["z"]; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'too late',
    'aspx',
    statements(
      `var ok = new[] { "a", "b" }; var x = Request["x"]; Process.Start("tool.exe", "-r " + x); if (!ok.Contains(x)) return;`,
    ),
  ],
  [
    'and something else',
    'aspx',
    statements(
      `var ok = new[] { "a", "b" }; var x = Request["x"]; if (!ok.Contains(x) && Request["k"] == null) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'or something else',
    'aspx',
    statements(`var x = Request["x"]; if (x == "a" || Request["k"] == "s") Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a list of what it must not be',
    'aspx',
    statements(
      `var ok = new[] { "format", "del" }; var x = Request["x"]; if (ok.Contains(x)) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'one text that it must not be',
    'aspx',
    statements(`var x = Request["x"]; if (x == "format") return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'the other way',
    'aspx',
    statements(
      `var ok = new[] { "a" }; var x = Request["x"]; if (ok.Contains(x)) { Response.Write("fine"); } else { Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'a pattern of a part',
    'aspx',
    statements(`var x = Request["x"]; if (!Regex.IsMatch(x, "[a-z]+")) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a pattern of anything',
    'aspx',
    statements(`var x = Request["x"]; if (!Regex.IsMatch(x, "^.+$")) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a pattern with two sides',
    'aspx',
    statements(`var x = Request["x"]; if (!Regex.IsMatch(x, "^a|b$")) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a pattern of all but a few characters',
    'aspx',
    statements(`var x = Request["x"]; if (!Regex.IsMatch(x, "^[^;]+$")) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a pattern line by line',
    'aspx',
    statements(
      `var x = Request["x"]; if (!Regex.IsMatch(x, "^[a-z]+$", RegexOptions.Multiline)) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a pattern that lets in paths',
    'aspx',
    statements(
      `var x = Request["x"]; if (!Regex.IsMatch(x, @"^[\\w./\\\\: -]+$")) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a list of the request',
    'aspx',
    statements(
      `var ok = Request["list"].Split(','); var x = Request["x"]; if (!ok.Contains(x)) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a list that it was put into',
    'aspx',
    statements(
      `var ok = new List<string> { "a" }; ok.Add(Request["x"]); var x = Request["x"]; if (!ok.Contains(x)) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'how it begins',
    'aspx',
    statements(`var x = Request["x"]; if (!x.StartsWith("ping")) return; Process.Start("tool.exe", "-r " + x);`),
  ],
  ['how it ends', 'aspx', statements(`var x = Request["x"]; if (!x.EndsWith(".exe")) return; Process.Start(x);`)],
  [
    'another that reads as a number',
    'aspx',
    statements(
      `var x = Request["x"]; int n; if (!int.TryParse(Request["n"], out n)) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'without minding the answer',
    'aspx',
    statements(`var x = Request["x"]; int n; int.TryParse(x, out n); Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a password',
    'aspx',
    statements(`if (Request["p"] != "secret1") return; Process.Start("tool.exe", "-r " + Request["x"]);`),
  ],
  [
    'a password around it',
    'aspx',
    statements(`var x = Request["x"]; if (Request["p"] == "secret1") { Process.Start("tool.exe", "-r " + x); }`),
  ],
  [
    'only sometimes',
    'aspx',
    statements(
      `var ok = new[] { "a" }; var x = Request["x"]; if (Request["k"] == null) { if (!ok.Contains(x)) return; } Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'in a function of its own',
    'aspx',
    statements(
      `var ok = new[] { "a" }; var x = Request["x"]; Action f = () => { if (!ok.Contains(x)) return; }; f(); Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'labels of a switch, and any other',
    'aspx',
    statements(
      `var x = Request["x"]; switch (x) { case "a": Response.Write("a"); break; default: Process.Start("tool.exe", "-r " + x); break; }`,
    ),
  ],
  [
    'labels of a switch, and on',
    'aspx',
    statements(
      `var x = Request["x"]; switch (x) { case "a": Response.Write("a"); break; } Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'labels for another',
    'aspx',
    statements(
      `var x = Request["x"]; switch (Request["m"]) { case "a": Process.Start("tool.exe", "-r " + x); break; default: return; }`,
    ),
  ],
  [
    'a label with a condition',
    'aspx',
    statements(
      `var x = Request["x"]; switch (x) { case string z when z.Length > 3: Process.Start("tool.exe", "-r " + z); break; default: return; }`,
    ),
  ],
  [
    'in vain, since it is caught',
    'aspx',
    statements(
      `var ok = new[] { "a" }; var x = Request["x"]; try { if (!ok.Contains(x)) throw new Exception(); } catch { } Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'in another method',
    'aspx',
    csharp(
      `bool Contains(string x) { return true; }\nstring cmd;\nvoid Check() { var ok = new[] { "a" }; if (!ok.Contains(cmd)) return; }\nvoid Page_Load(object s, EventArgs e) { cmd = Request["x"]; Check(); Process.Start("tool.exe", "-r " + cmd); }`,
    ),
  ],
  [
    'a method that only asks whether it is there',
    'aspx',
    csharp(
      `bool Ok(string x) { return x != null; }\nvoid Page_Load(object s, EventArgs e) { var x = Request["x"]; if (!Ok(x)) return; Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'a method with two answers',
    'aspx',
    csharp(
      `static readonly string[] Known = { "a", "b" };\nbool Ok(string x) { if (Request["k"] == "s") return true; return Array.IndexOf(Known, x) >= 0; }\nvoid Page_Load(object s, EventArgs e) { var x = Request["x"]; if (!Ok(x)) return; Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'a class of the page that says yes',
    'aspx',
    csharp(
      `class L { public bool Contains(string x) { return true; } }\nvoid Page_Load(object s, EventArgs e) { var ok = new L(); var x = Request["x"]; if (!ok.Contains(x)) return; Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'to pass over',
    'aspx',
    statements(
      `var ok = new[] { "a" }; foreach (string k in Request.Form) { var x = Request.Form[k]; if (ok.Contains(x)) continue; Process.Start("tool.exe", "-r " + x); }`,
    ),
  ],
  [
    'with a jump',
    'aspx',
    statements(
      `var ok = new[] { "a" }; var x = Request["x"]; if (!ok.Contains(x)) goto run; return; run: Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a place beyond the list',
    'aspx',
    statements(
      `var ok = new[] { "a" }; var x = Request["x"]; if (Array.IndexOf(ok, x) > 5) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a place in a text',
    'aspx',
    statements(
      `var x = Request["x"]; if ("abc;def".IndexOf(x.Substring(0,1)) < 0) return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'letter by letter',
    'aspx',
    statements(
      `var ok = new[] { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", " ", "/", ".", "\\\\" }; var t = ""; foreach (var k in Request["x"].Split(',')) { if (!ok.Contains(k)) return; t += k; } Process.Start("tool.exe", "-r " + t);`,
    ),
  ],
  [
    'in vain, before it is decoded',
    'aspx',
    statements(
      `var ok = new[] { "a", "b" }; var x = Request["x"]; if (!ok.Contains(x)) Response.Write("no"); else Response.Write("yes"); Assembly.Load(Convert.FromBase64String(x));`,
    ),
  ],
  ['that it is not empty', 'asp', classic(`x = Request("x")\nIf x = "" Then Response.End\nExecute x`)],
  ['another number', 'asp', classic(`x = Request("x")\nIf Not IsNumeric(Request("n")) Then Response.End\nExecute x`)],
  ['the other way in one line', 'asp', classic(`x = Request("x")\nIf IsNumeric(x) Then Response.End\nExecute x`)],
  ['without ending', 'asp', classic(`x = Request("x")\nIf Not IsNumeric(x) Then Response.Write "hm"\nExecute x`)],
  [
    'its length in VBScript',
    'asp',
    classic(`x = Request("x")\nIf Len(x) > 100 Then\n Response.End\nEnd If\nExecute x`),
  ],
  [
    'the end for numbers',
    'asp',
    classic(`On Error Resume Next\nx = Request("x")\nIf Not IsNumeric(x) Then y = 1 Else Response.End\nExecute x`),
  ],
  ['a Select of another', 'asp', classic(`Select Case Request("m")\nCase "a"\n Execute Request("x")\nEnd Select`)],
  [
    'a Select for all else',
    'asp',
    classic(`x = Request("x")\nSelect Case x\nCase "a"\n y = 1\nCase Else\n Execute x\nEnd Select`),
  ],
  ['or a password', 'asp', classic(`x = Request("x")\nIf x <> "a" Or Request("k") = "s" Then Execute x`)],
  ['Nothing', 'aspx', sub(`Dim x = Request("x")\nIf x Is Nothing Then Return\nShell("tool " & x)`)],
  [
    'the other way in Visual Basic',
    'aspx',
    sub(`Dim x = Request("x")\nIf {"a"}.Contains(x) Then\n Return\nEnd If\nShell("tool " & x)`),
  ],
  [
    'only sometimes in Visual Basic',
    'aspx',
    sub(
      `Dim x = Request("x")\nIf Not {"a"}.Contains(x) Then\n If Request("k") Is Nothing Then Return\nEnd If\nShell("tool " & x)`,
    ),
  ],
  [
    'single characters',
    'aspx',
    statements(
      `var x = Request["x"]; foreach (var c in x) if (c == ';') return; Process.Start("tool.exe", "-r " + x);`,
    ),
  ],
  [
    'a few characters that are cut out',
    'aspx',
    statements(`var x = Regex.Replace(Request["x"], "[;&]", ""); Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a dictionary that it was put into',
    'aspx',
    statements(
      `var d = new Dictionary<string, string> { ["a"] = "1" }; d["x"] = Request["c"]; Process.Start("tool.exe", "-r " + d["x"]);`,
    ),
  ],
  [
    'in vain, since errors are passed over',
    'aspx',
    statements(`var x = Request["x"]; try { int.Parse(x); } catch { } Process.Start("tool.exe", "-r " + x);`),
  ],
  [
    'a pattern of a part in JScript',
    'asp',
    jscript(`var x = String(Request("x")); if (!/[a-z]+/.test(x)) Response.End(); eval(x);`),
  ],
  [
    'an answer from before it is another',
    'aspx',
    statements(
      'var x = Request["x"]; bool ok = x == "a"; x = Request["y"]; if (!ok) return; Process.Start("tool.exe", x);',
    ),
  ],
  [
    'an answer that is another',
    'aspx',
    statements('var x = Request["x"]; bool ok = x == "a"; ok = true; if (!ok) return; Process.Start("tool.exe", x);'),
  ],
  [
    'any of a list that is longer',
    'aspx',
    statements(
      'var l = new[] { "a", "b" }; var x = Request["x"]; if (!l.Any(k => k.Length < x.Length)) return; Process.Start("tool.exe", x);',
    ),
  ],
  [
    'texts that Equals says it differs from',
    'aspx',
    statements('var x = Request["x"]; if (string.Equals(x, "a")) return; Process.Start("tool.exe", x);'),
  ],
];

describe('what a check bounds decides nothing', () => {
  it.each(BOUNDS)('%s', (_, extension, page) => {
    expect(behaviourOf(extension, page).calls).not.toEqual([]);
    expect(decided(extension, page)).toEqual([]);
  });
});

describe('a chain that is longer than calls can be deep', () => {
  const CHAIN = 20_000;
  it.each([
    ['of elements, somewhere', (links: string) => `var t = x${links};`, '["b"]'],
    ['of elements, checked', (links: string) => `if (x${links} == "a") return;`, '["b"]'],
    ['of members, checked', (links: string) => `if (x${links} != "a") return;`, '.b'],
    ['of members, assigned to', (links: string) => `x${links} = null;`, '.b'],
    ['of operators', (links: string) => `var t = "a"${links};`, '+"a"'],
  ])('%s', (_, statement, link) => {
    const code = `var x = Request["x"]; ${statement(link.repeat(CHAIN))} Process.Start("tool.exe", x["c"]);`;
    const { calls, limits } = behaviourOf('aspx', statements(code));
    expect([...limits]).toEqual([]);
    expect(calls.map(({ kind, main }) => [kind, main.taint?.source.what])).toEqual([['process', 'Request["x"]']]);
  });
});

describe('what a check leaves free decides', () => {
  it.each(LEAVES_FREE)('%s', (_, extension, page) => {
    expect(decided(extension, page)).not.toEqual([]);
  });
});
