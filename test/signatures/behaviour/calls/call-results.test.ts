import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, csharp, jscript, kindsOf, reached, statements, visualBasic, words } from '../pages.js';

const loads = (code: string) => reached('aspx', statements(code)).some((line) => line.startsWith('load'));
const mainOf = (code: string) => behaviourOf('aspx', statements(code)).calls.find(({ kind }) => kind === 'load')?.main;

describe('data ends where a call leaves', () => {
  it('a number, a date or an identifier', () => {
    const functions =
      'int.Parse Int32.Parse Int64.Parse long.Parse short.Parse double.Parse decimal.Parse float.Parse Guid.Parse DateTime.Parse bool.Parse Boolean.Parse Integer.Parse Convert.ToInt32 Convert.ToInt16 Convert.ToInt64 Convert.ToDouble Convert.ToDecimal Convert.ToDateTime Convert.ToBoolean CInt CLng CDbl CBool CDate parseInt parseFloat Number Enum.Parse FormsAuthentication.HashPasswordForStoringInConfigFile md5 IPAddress.Parse new&Guid new&Random';
    const load = (name: string) => loads(`Assembly.Load("a" + ${name.replace('&', ' ')}(Request["q"]));`);
    expect(words(functions).filter(load)).toEqual([]);
    expect(words('Convert.ToString Uri.Parse CStr new&Uri').filter((name) => !load(name))).toEqual([]);
  });

  it('a length, a place or a truth', () => {
    const members =
      'Length Count ContentLength TotalBytes Size HasFile HasFiles IsNullOrEmpty IsNullOrWhiteSpace Contains ContainsKey StartsWith EndsWith IndexOf LastIndexOf Equals CompareTo IsPostBack IsAuthenticated Exists GetLength InStr InStrB Len LenB IsNumeric IsEmpty IsNull IsDate IsMatch TryParse Position CanRead HashCode GetHashCode ComputeHash UBound LBound StrComp InStrRev IsArray IsObject VarType TypeName IsNothing LCID Any All Test';
    const forms = (member: string) => [
      `Request.Form.${member}`,
      `Request["q"].Trim().${member}("a")`,
      `Strings.${member}(Request["q"])`,
    ];
    const through = (member: string) => forms(member).filter((form) => loads(`Assembly.Load("a" + ${form});`));
    expect(words(members).flatMap(through)).toEqual([]);
    expect(words('ToLower Trim Substring Normalize').filter((member) => through(member).length < 3)).toEqual([]);
  });

  it('a comparison', () => {
    const load = (operator: string) => loads(`Assembly.Load(Request["q"] ${operator} "a");`);
    expect(words('== != < > <= >= is').filter(load)).toEqual([]);
    expect(words('+ ??').filter((operator) => !load(operator))).toEqual([]);
    const inBasic = (operator: string) =>
      reached('aspx', visualBasic(`Sub P()\r\nDim a = Request("q") ${operator} "a"\r\nAssembly.Load(a)\r\nEnd Sub`));
    expect(words('= <> Is IsNot Like').flatMap(inBasic)).toEqual([]);
    expect(words('& +').filter((operator) => inBasic(operator).length === 0)).toEqual([]);
    const inScript = (operator: string) => reached('asp', jscript(`var a = Request("q") ${operator} "a"; eval(a);`));
    expect(words('=== !== instanceof in').flatMap(inScript)).toEqual([]);
  });
});

describe('calls of names of uploads', () => {
  it.each(words('EndsWith Contains IndexOf IsMatch Equals InStr InStrRev'))('%s checks them', (method) => {
    const checks = (code: string) => behaviourOf('aspx', statements(code)).checksNames;
    expect(checks(`if (Request.Files[0].FileName.${method}(".jpg")) a();`)).toBe(true);
    expect(checks(`if (Request["q"].${method}(".jpg")) a();`)).toBe(false);
  });

  it('say nothing of the kind where only a separator, or what the browser says, is looked at', () => {
    const checks = (code: string) => behaviourOf('aspx', statements(code)).checksNames;
    expect(checks('if (Request.Files[0].FileName.Contains("..")) a();')).toBe(false);
    expect(checks('string t = Request.Files[0].ContentType; if (t == "image/png") a();')).toBe(false);
    expect(checks('string n = Request.Files[0].FileName; if (n == "a.png") a();')).toBe(true);
  });

  it('are looked at by labels, and by the ends of other names', () => {
    const { checksNames } = behaviourOf(
      'aspx',
      visualBasic(
        'Sub P()\r\nSelect Case Path.GetExtension(Request.Files(0).FileName)\r\nCase ".jpg"\r\na()\r\nEnd Select\r\nEnd Sub',
      ),
    );
    expect(checksNames).toBe(true);
    const ends = (code: string) => behaviourOf('aspx', statements(code)).checksEndings;
    expect(ends('switch (Path.GetExtension(Request["n"])) { case ".jpg": a(); break; }')).toBe(true);
    expect(ends('var k = Path.GetExtension(Request["n"]) switch { ".jpg" => 1, _ => 2 };')).toBe(true);
    expect(ends('if (Request["n"].EndsWith(".jpg")) a();')).toBe(true);
    expect(ends('if (",jpg,png,".IndexOf("," + Request["n"] + ",") < 0) a();')).toBe(true);
    expect(ends('if (Request["n"].EndsWith("-old")) a();')).toBe(false);
    expect(ends('switch (Request["n"]) { case "save": a(); break; }')).toBe(false);
  });

  it('leave the last part of a path', () => {
    const nameOnly = (code: string) => mainOf(`Assembly.Load(${code});`)?.taint?.nameOnly;
    const functions = 'Path.GetFileName Path.GetFileNameWithoutExtension Path.GetExtension';
    expect(words(functions).filter((name) => !nameOnly(`${name}(Request["q"])`))).toEqual([]);
    expect(nameOnly('Path.GetFullPath(Request["q"])')).toBe(false);
    const inClassic = (method: string) =>
      behaviourOf(
        'asp',
        classic(`Set f = CreateObject("Scripting.FileSystemObject")\r\nExecute f.${method}(Request("q"))`),
      ).calls[0]?.main.taint?.nameOnly;
    expect(words('GetFileName GetExtensionName GetBaseName').map(inClassic)).toEqual([true, true, true]);
    expect(inClassic('GetAbsolutePathName')).toBe(false);
    const cutters = 'Mid Right q.Substring q.substr';
    const cut = (name: string, finder: string) =>
      nameOnly(`${name.replace('q.', 'Request["q"].')}(Request["q"], ${finder}(a, "/"))`);
    expect(words(cutters).filter((name) => !cut(name, 'LastIndexOf'))).toEqual([]);
    expect(words(cutters).filter((name) => cut(name, 'Middle'))).toEqual([]);
  });

  it('made of a constant are a piece of it', () => {
    const hidden = (code: string) =>
      kindsOf(
        'asp',
        classic(
          `For i = 1 To 9\r\nt = t & Chr(Asc(${code}) - 1)\r\nNext\r\nSet o = CreateObject(t)\r\no.Go Request("q")`,
        ),
      );
    expect(['Mid("abcdefghi", i, 1)', 'Right("abcdefghi", i)'].map((code) => hidden(code))).toEqual([
      ['invoke'],
      ['invoke'],
    ]);
    expect(hidden('Left(x, i)')).toEqual([]);
  });
});

describe('text of the page’s own is put beside data by', () => {
  it.each([
    'string.Format("a{0}b", q)',
    'string.Format("{0}{1}", b, q)',
    'string.Concat("a", q)',
    'string.Join("a", q)',
    '"a".Insert(0, q)',
    'b.AppendFormat("a{0}", q)',
    'Path.Combine("a", q)',
  ])('%s', (code) => {
    const mixed = (call: string) =>
      mainOf(`var b = new B(); Assembly.Load(${call.replace('q)', 'Request["q"])')});`)?.taint?.mixed;
    expect(mixed(code)).toBe(true);
    expect(mixed(code.replace(/\.\w+\(/, '.Translate('))).toBe(false);
  });
});

describe('numbers become characters again by', () => {
  it.each(words('Chr ChrW ChrB char.Parse Convert.ToChar Convert.ToByte CByte String.fromCharCode Encoding.ASCII'))(
    '%s',
    (name) => {
      const code = (of: string) => `var n = int.Parse(Request["q"]); Assembly.Load(${of}(n));`;
      expect(loads(code(name.replace('char.Parse', 'x.Char')))).toBe(true);
      expect(loads(code('Math.Abs'))).toBe(false);
    },
  );

  it.each(words('char byte sbyte'))('a cast to %s', (type) => {
    const code = (of: string) => `var n = int.Parse(Request["q"]); Assembly.Load((${of})n);`;
    expect(loads(code(type))).toBe(true);
    expect(loads(code('int'))).toBe(false);
  });
});

describe('the type stays', () => {
  it.each([
    ['a copy', 'FileInfo f = Get(Request["q"]); f.Clone().CopyTo("a");', 'move'],
    ['an object behind another', 'BinaryFormatter f = Get(); f.Unwrap().Deserialize(Request["q"]);', 'deserialise'],
    ['a list for several threads', 'Filters f = Get(); f.Synchronized().Add(Request["q"]);', 'route'],
    ['a pipeline', 'Any().CreatePipeline().Invoke(Request["q"]);', 'powershell'],
    ['a stream', 'Any().GetStream().Write(Request["q"]);', 'send'],
  ])('of %s', (_, code, kind) => {
    expect(kindsOf('aspx', statements(code))).toContain(kind);
    expect(
      kindsOf(
        'aspx',
        statements(code.replace(/\.(?:Clone|Unwrap|Synchronized|CreatePipeline|GetStream)\(/, '.Change(')),
      ),
    ).not.toContain(kind);
  });

  it.each(words('ToString Trim Replace GetString'))('a text after %s', (method) => {
    const checks = (call: string) =>
      behaviourOf('aspx', statements(`var n = Request.Files[0].Headers.${call}(b); if (n == "a") b();`)).checksNames;
    expect([checks(method), checks('Keys')]).toEqual([true, false]);
  });
});

describe('files are opened by', () => {
  const forms =
    'new&StreamWriter new&FileStream new&BinaryWriter new&GZipStream new&XmlTextWriter File.Create File.CreateText File.AppendText File.Open File.OpenWrite MemoryMappedFile.CreateFromFile FileSystemObject.CreateTextFile FileSystemObject.OpenTextFile';

  it.each(words(forms))('%s', (form) => {
    const open = form.replace('&', ' ').replace('FileSystemObject', 'CreateObject("Scripting.FileSystemObject")');
    const target = (code: string) =>
      behaviourOf('aspx', statements(`${code}(Request["p"], 2).Write(Request["q"]);`)).calls.find(
        ({ kind }) => kind === 'write',
      )?.target?.taint?.source.what;
    expect(target(open)).toBe('Request["p"]');
    expect(target('new StringWriter')).toBeUndefined();
  });

  it.each(words('new&MemoryStream Response.GetStream Request.InputStream Request.Files'))(
    'no writer over %s',
    (stream) => {
      const code = `new StreamWriter(${stream.replace('&', ' ')}${stream.includes('.Get') || stream.startsWith('new') ? '()' : ''}).Write("a");`;
      const expected = stream === 'Request.Files' ? ['write', 'create'] : [];
      expect(kindsOf('aspx', statements(code))).toEqual(expected);
    },
  );

  it.each(words('NetworkStream SslStream'))('no writer over a %s', (type) => {
    const kinds = (of: string) => kindsOf('aspx', statements(`${of} s = Get(); new StreamWriter(s).Write("a");`));
    expect([kinds(type), kinds('string')]).toEqual([[], ['write', 'create']]);
  });

  it.each(words('Create CreateText OpenWrite AppendText Open'))('%s of a file', (method) => {
    const kinds = (type: string, name: string) =>
      kindsOf('aspx', csharp(`void P(${type} f) { f.${name}().Write(Request["q"]); }`));
    expect([kinds('FileInfo', method), kinds('FileInfo', 'Refresh'), kinds('Item', method)]).toEqual([
      ['write'],
      [],
      [],
    ]);
  });

  it('a stream of a file of FileSystemObject', () => {
    const kinds = (mode: string) =>
      kindsOf(
        'asp',
        classic(
          `Set f = CreateObject("Scripting.FileSystemObject").GetFile(p)\r\nSet s = f.OpenAsTextStream(${mode})\r\nx = 1`,
        ),
      );
    expect([kinds('2'), kinds('1'), kinds('')]).toEqual([['create'], ['read'], ['read']]);
  });
});

describe('what is written to a file that is open', () => {
  it.each(words('Write WriteLine WriteByte WriteAsync WriteLineAsync BeginWrite WriteString WriteRaw'))(
    '%s',
    (method) => {
      const code = (name: string) => statements(`var w = new StreamWriter("a"); w.${name}(Request["q"]);`);
      expect(reached('aspx', code(method))).toEqual(['write Request["q"]']);
      expect(reached('aspx', code('Seek'))).toEqual([]);
    },
  );
});

describe('calls that hide or make what nobody sees', () => {
  it('make any type out of a text where the page asks for that', () => {
    const kinds = (setting: string) =>
      kindsOf('aspx', statements(`JsonConvert.DeserializeObject(Request["q"], new S { T = ${setting} });`));
    expect([kinds('TypeNameHandling.All'), kinds('TypeNameHandling.None')]).toEqual([['deserialise'], []]);
    const resolved = (resolver: string) =>
      kindsOf('aspx', statements(`new JavaScriptSerializer(${resolver}).Deserialize(Request["q"]);`));
    expect([resolved('new SimpleTypeResolver()'), resolved('')]).toEqual([['deserialise'], []]);
  });

  it('are given a program in a text', () => {
    const kinds = (text: string) => kindsOf('asp', classic(`Set o = CreateObject("A.B")\r\no.Put "${text}"`));
    expect([kinds('4d5a'.repeat(1200)), kinds('a word '.repeat(1200))]).toEqual([['hidden-code'], []]);
  });

  it('are told apart where visitors of search engines are looked for', () => {
    const names = (text: string) => [
      ...behaviourOf(
        'asp',
        classic(`If InStr(Request.ServerVariables("HTTP_REFERER"), "${text}") > 0 Then x = 1`),
      ).names.keys(),
    ];
    expect(names('google')).toContain('visitors from search engines');
    expect(names('intranet')).not.toContain('visitors from search engines');
  });
});

/** What is called or read of a type, and a call that only its result makes matter. */
const RESULTS: readonly [code: string, kind: string][] = [
  ['Response.OutputStream.Write(new WebClient().DownloadData("http://a.invalid/"));', 'respond'],
  ['Response.Output.Write(new WebClient().DownloadData("http://a.invalid/"));', 'respond'],
  ['DirectoryEntry d = Get(); d.Children.Add("a", "user");', 'account'],
  ['DirectoryEntry d = Get(); d.Children.Add("a", "x").Invoke("SetPassword", "b");', 'account'],
  ['DirectoryEntry d = Get(); d.Children.Find("a").Invoke("SetPassword", "b");', 'account'],
  ['ADSI d = Get(); d.Create("group", "a").SetPassword("b");', 'account'],
  ['GroupPrincipal.FindByIdentity(c, "a").Members.Add(u);', 'account'],
  ['Process p = Get(); p.StartInfo.FileName = "a";', 'process'],
  ['Process p = Get(); p.StandardInput.Write(Request["q"]);', 'process'],
  ['Process.Start().StandardInput.Write(Request["q"]);', 'process'],
  ['CreateObject("WScript.Shell").Exec("a").StdIn.Write(Request["q"]);', 'process'],
  ['AppDomain.CurrentDomain.Load(Request["q"]);', 'load'],
  ['AppDomain.CreateDomain("a").Load(Request["q"]);', 'load'],
  ['TcpClient t = Get(); t.GetStream().Write("a");', 'send'],
  ['TcpClient t = Get(); t.Client.Send("a");', 'send'],
  ['Socket t = Get(); t.GetStream().Write("a");', 'send'],
  ['Runspace r = Get(); r.CreatePipeline().Invoke("a");', 'powershell'],
  ['RunspaceFactory.CreateRunspace().CreatePipeline().Invoke("a");', 'powershell'],
  ['Pipeline p = Get(); p.Commands.AddScript("a");', 'powershell'],
  ['PowerShell.Create().AddScript("a");', 'powershell'],
  ['PowerShell p = Get(); p.Commands.AddScript("a");', 'powershell'],
  ['XDocument.Parse(Request["q"]).Save("a");', 'write'],
  ['XDocument.Load(Request["q"]).Save("a");', 'write'],
  ['XElement.Parse(Request["q"]).Save("a");', 'write'],
  ['XElement.Load(Request["q"]).Save("a");', 'write'],
  ['Assembly.GetExecutingAssembly().LoadModule("a");', 'load'],
  ['Type t = Get(); t.Assembly.LoadModule("a");', 'load'],
  ['CompilerResults r = Get(); r.CompiledAssembly.LoadModule("a");', 'load'],
  ['CreateObject("Scripting.FileSystemObject").GetFile("a").Delete();', 'delete'],
  ['RouteTable.Routes.Add("a");', 'route'],
  ['GlobalFilters.Filters.Add("a");', 'route'],
  ['RegistryKey.OpenBaseKey("a").SetValue("a");', 'registry'],
  ['WMI w = Get(); w.Get("Win32_Process").Create("a");', 'process'],
  ['WMI w = Get(); foreach (var p in w.InstancesOf("a")) p.ChangeStartMode("a");', 'service'],
  ['WMI w = Get(); foreach (var p in w.ExecQuery("a")) p.StopService("a");', 'service'],
  ['foreach (var l in EventLog.GetEventLogs()) l.Clear();', 'clear-log'],
  ['DirectoryInfo d = Get(); foreach (var f in d.GetFiles()) f.Delete();', 'delete'],
  ['DirectoryInfo d = Get(); foreach (var f in d.EnumerateFiles()) f.Delete();', 'delete'],
  ['DirectoryInfo d = Get(); foreach (var f in d.GetDirectories()) f.Delete();', 'delete'],
  ['var o = CreateObject("Scripting.FileSystemObject"); foreach (var f in o.GetFolder(d).Files) f.Delete();', 'delete'],
  [
    'var o = CreateObject("Scripting.FileSystemObject"); foreach (var g in o.GetFolder(d).SubFolders) foreach (var f in g.Files) f.Delete();',
    'delete',
  ],
  ['CreateObject("WbemScripting.SWbemLocator").ConnectServer().Create("a");', 'process'],
  ['SqlConnection c = Get(); c.CreateCommand().CommandText = "a";', 'sql'],
  ['OleDbConnection c = Get(); c.CreateCommand().CommandText = "a";', 'sql'],
  ['OdbcConnection c = Get(); c.CreateCommand().CommandText = "a";', 'sql'],
  ['Globals.Context.Items["k"] = Request["q"]; Assembly.Load(Session["k"]);', 'load'],
  ['var w = c.WebSockets.AcceptWebSocketAsync(); w.ReceiveAsync(b); Assembly.Load(b);', 'load'],
  ['Python.CreateEngine().Execute("a");', 'evaluate'],
  ['DynamicMethod m = Get(); m.GetDynamicILInfo().SetCode("a");', 'load'],
];

describe('what a call gives is known by', () => {
  it.each(RESULTS)('%s', (code, kind) => {
    const { calls } = behaviourOf('aspx', statements(code));
    const found = calls.filter((call) => call.kind === kind && (call.main.taint !== null || !code.includes('Request')));
    expect(found).not.toEqual([]);
  });

  it.each(words('LoadFile LoadFrom Load'))('Assembly.%s', (method) => {
    const kinds = (name: string) => kindsOf('aspx', statements(`Assembly.${name}("a").LoadModule("b");`));
    expect(kinds(method)).toEqual(['load', 'load']);
    expect(kinds('GetName')).toEqual([]);
  });

  it.each(words('GetFiles EnumerateFiles'))('Directory.%s, whose names begin with that of the folder', (method) => {
    const around = (name: string) =>
      behaviourOf('aspx', statements(`foreach (var f in Directory.${name}("C:\\\\a")) File.Delete(f);`)).calls.find(
        ({ kind }) => kind === 'delete',
      )?.main.around;
    expect([around(method), around('GetParent')]).toEqual(['C:\\a', undefined]);
  });

  it('its name, and not by a like one', () => {
    const others = [
      'Response.Filter.Write(Request["q"]);',
      'DirectoryEntry d = Get(); d.Properties.Add("a", "user");',
      'Process p = Get(); p.MainModule.FileName = "a"; p.StandardOutput.Write(Request["q"]);',
      'AppDomain.Setup.Load(Request["q"]);',
      'RouteTable.Names.Add("a"); GlobalFilters.Names.Add("a");',
      'foreach (var l in Trace.GetListeners()) l.Clear();',
      'DirectoryInfo d = Get(); foreach (var f in d.GetAccessControl()) f.Delete();',
    ];
    expect(others.flatMap((code) => kindsOf('aspx', statements(code)))).toEqual([]);
  });

  it.each(words('ADODB.Command ADODB.Connection'))('rows, of an %s', (identifier) => {
    const type = (run: string) =>
      behaviourOf(
        'asp',
        classic(`Set c = CreateObject("${identifier}")\r\nCreateObject("ADODB.Recordset").Open c.${run}`),
      ).calls.find(({ name }) => name.endsWith('Open'))?.main.type;
    expect(['Execute(x)', 'Execute', 'State'].map(type)).toEqual(['adodb.recordset', 'adodb.recordset', '']);
  });

  it('calls that Basic makes without parentheses', () => {
    const kinds = (code: string) =>
      kindsOf('aspx', visualBasic(`Sub P(t As TcpClient, r As Runspace)\r\n${code}\r\nEnd Sub`));
    expect([
      kinds('Dim s = t.GetStream\r\ns.Write("a")'),
      kinds('Dim p = r.CreatePipeline\r\np.Invoke()'),
      kinds('Dim q = RunspaceFactory.CreateRunspace\r\nDim p = q.CreatePipeline\r\np.Invoke()'),
      kinds('Dim s = t.LingerState\r\ns.Write("a")\r\nDim p = r.Name\r\np.Invoke()'),
    ]).toEqual([['send'], ['powershell'], ['powershell'], []]);
  });

  it('the class ids of COM', () => {
    const made = (id: string) => [...behaviourOf('asp', classic(`Set o = GetObject("new:{${id}}")`)).names.keys()];
    const known: Record<string, string> = {
      '72C24DD5-D70A-438B-8A42-98424B88AFB8': 'wscript.shell',
      'F935DC22-1CF0-11D0-ADB9-00C04FD58A0B': 'wscript.shell',
      '13709620-C279-11CE-A49E-444553540000': 'shell.application',
      '0D43FE01-F093-11CF-8940-00A0C9054228': 'scripting.filesystemobject',
      '00000566-0000-0010-8000-00AA006D2EA4': 'adodb.stream',
      '00000514-0000-0010-8000-00AA006D2EA4': 'adodb.connection',
      '093FF999-1EA0-4079-9525-9614C3504B74': 'wscript.network',
      '0E59F1D5-1FBE-11D0-8FF2-00A0D10038BC': 'scriptcontrol',
      '0F87369F-A4E5-4CFC-BD3E-73E6154572DD': 'schedule.service',
      '76A64158-CB41-11D1-8B02-00600806D9B6': 'wbemscripting.swbemlocator',
      '9BA05972-F6A8-11CF-A442-00A0C90A8F39': 'shell.application',
      'C08AFD90-F2A1-11D1-8455-00A0C91F3880': 'shell.application',
      '49B2791A-B1AE-4C90-9B8E-E860BA07F889': 'mmc20.application',
      '00024500-0000-0000-C000-000000000046': 'excel.application',
      '000209FF-0000-0000-C000-000000000046': 'word.application',
      'F6D90F16-9C73-11D3-B32E-00C04F990BB4': 'msxml2.xmlhttp',
      'ED8C108E-4349-11D2-91A4-00C04F7969E8': 'microsoft.xmlhttp',
      '88D96A0B-F192-11D4-A65F-0040963251E5': 'msxml2.serverxmlhttp',
      '2087C2F4-2CEF-4953-A8AB-66779B670495': 'winhttp.winhttprequest',
      '88D96A05-F192-11D4-A65F-0040963251E5': 'msxml2.domdocument',
    };
    expect(Object.keys(known).filter((id) => !made(id).includes(`com:${known[id]}`))).toEqual([]);
    expect(made('00000000-0000-0000-C000-000000000046')).toEqual(['com:00000000-0000-0000-c000-000000000046']);
  });
});

it('what is thrown away is not followed', () => {
  expect(reached('aspx', csharp('void P() { Request["q"].ToString(); Assembly.Load("a"); }'))).toEqual([]);
});
