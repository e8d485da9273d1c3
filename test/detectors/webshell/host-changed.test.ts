import detector from '../../../src/detectors/webshell/host-changed.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { basicPage, classicPage, csharpPage } from './inline-page.js';

const SIGNED_IN = 'if (!User.IsInRole("Operators")) return;';

testDetector(detector, {
  hits: [
    {
      name: 'an account by ADSI',
      input: classicPage('Set c = GetObject("WinNT://.")', 'Set u = c.Create("user", "a")', 'u.SetInfo'),
      detections: [{ message: 'account', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'a member of a group, in VB',
      input: basicPage(
        'Dim g = New DirectoryEntry("WinNT://./Administrators,group")',
        'g.Invoke("Add", New Object() {"WinNT://./a"})',
      ),
      detections: [{ message: 'account', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'a password that its owner changes',
      input: csharpPage(
        'var u = new DirectoryEntry("LDAP://a");',
        'u.Invoke("ChangePassword", Request["o"], Request["n"]);',
      ),
      detections: [{ message: 'account', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'a password that is set',
      input: csharpPage('var u = new DirectoryEntry("LDAP://a");', 'u.Invoke("SetPassword", Request["n"]);'),
      detections: [{ message: 'account', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    {
      name: 'a service that the request names',
      input: csharpPage('var s = new ServiceController(Request["q"]);', 's.Start(new[] { Request["a"] });'),
      detections: [{ message: 'service', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    ...(
      [
        [
          'a service that the request names, by its object alone',
          'new ServiceController(Request["q"]).Stop();',
          'high',
        ],
        ['a service of the page, for whoever asks', 'new ServiceController("Indexer").Stop();', 'medium'],
        [
          'a service of the page, restarted by those signed in',
          `${SIGNED_IN} new ServiceController("Indexer").Start();`,
          'low',
        ],
        ['a service that guards the host', `${SIGNED_IN} new ServiceController("WinDefend").Stop();`, 'high'],
        ['a service that is made', `${SIGNED_IN} new TransactedInstaller().Install(state);`, 'medium'],
      ] as const
    ).map(([name, code, severity]) => ({
      name,
      input: csharpPage(code),
      detections: [{ message: 'service' as const, at: { label: 'sink' as const, line: 2 }, severity }],
    })),
    {
      name: 'an event log is emptied',
      input: csharpPage('new System.Diagnostics.EventLog("Security").Clear();'),
      detections: [{ message: 'log', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'logs of the server are deleted',
      input: csharpPage('System.IO.File.Delete(@"C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex260101.log");'),
      detections: [{ message: 'log', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'all logs of a folder are deleted',
      input: csharpPage(
        'var d = new System.IO.DirectoryInfo(Environment.ExpandEnvironmentVariables(@"%SystemDrive%\\inetpub\\logs\\LogFiles"));',
        'foreach (var f in d.EnumerateFiles("*.log")) f.Delete();',
      ),
      detections: [{ message: 'log', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'the same by their names',
      input: csharpPage(
        'foreach (var f in Directory.GetFiles(@"C:\\inetpub\\logs\\LogFiles\\W3SVC1")) { File.Delete(f); }',
      ),
      detections: [{ message: 'log', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'a value of the registry that the request names',
      input: csharpPage(
        'var k = Registry.LocalMachine.OpenSubKey(@"SOFTWARE\\Example", true);',
        'k.SetValue(Request["n"], Request["v"]);',
      ),
      detections: [{ message: 'registry', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'a page clears its own folder of pictures',
      input: csharpPage('foreach (var f in Directory.GetFiles(Server.MapPath("~/thumbs"))) File.Delete(f);'),
      looksAlike: true,
    },
    {
      name: 'a setting is kept in the registry',
      input: csharpPage('Registry.CurrentUser.CreateSubKey("Example").SetValue("Started", DateTime.Now.ToString());'),
      looksAlike: true,
    },
    {
      name: 'users of the domain are listed',
      input: classicPage('Set d = GetObject("WinNT://DOMAIN")', 'For Each u In d', 'Response.Write u.Name', 'Next'),
      looksAlike: true,
    },
    { name: 'an event is written', input: csharpPage('EventLog.WriteEntry("App", "started");'), looksAlike: true },
    { name: 'a list is cleared', input: csharpPage('var log = new List<string>(); log.Clear();'), looksAlike: true },
  ],
});
