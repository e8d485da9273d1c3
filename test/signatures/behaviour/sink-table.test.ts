import { describe, expect, it } from 'vitest';
import { SINKS, type SinkKind } from '../../../src/signatures/behaviour/sinks/sinks.js';
import type { Taint } from '../../../src/signatures/behaviour/values/value.js';
import { behaviourOf, classic, kindsOf, statements, words } from './pages.js';

/** Calls of one kind that are given data alike, and what real pages have that looks like them. */
interface SinkRow {
  readonly kind: SinkKind;
  /** Of the framework `Type.Method`, of COM `Program.Identifier.Method`, of any type `.Method`; `new:Type` and functions by their names. */
  readonly calls: string;
  /** `Q` is what decides what the call does, `P` where it goes. */
  readonly args: string;
  readonly lookAlike: string;
  /** What the method is called on, where any object will not do. */
  readonly on?: string;
  readonly page?: (call: string) => [extension: string, text: string];
}

const inClassic = (call: string): [string, string] => ['asp', classic(call)];
const inPage = (code: string): [string, string] => ['aspx', statements(code)];

const REQUESTED: Readonly<Record<string, string>> = { Q: 'Request["q"]', P: 'Request["p"]' };

/** The call as a page has it, with data of the request. */
function written(name: string, { args, on, page }: SinkRow): string {
  const ofRequest = (text: string) =>
    text.replace(/\b[QP]\b/g, (which) =>
      page === inClassic ? `Request("${which.toLowerCase()}")` : (REQUESTED[which] ?? which),
    );
  const given = ofRequest(args);
  if (name.startsWith('new:')) return `new ${name.slice(4)}(${given});`;
  const dot = name.lastIndexOf('.');
  if (dot < 0) return page === inClassic ? `${name}(${given})` : `${name}(${given});`;
  const [type, method] = [name.slice(0, dot), name.slice(dot + 1)];
  const object = type.includes('.')
    ? `Activator.CreateInstance(Type.GetTypeFromProgID("${type}"))`
    : type || ofRequest(on ?? 'thing');
  return `${object}.${method}(${given});`;
}

const asDelegate = (call: string): [string, string] => inPage(call.replace(/^([\w.]+)\((.*)$/, 'D d = $1; d($2'));

/** Of the database that WebMatrix opens. */
const onOpened = (call: string): [string, string] =>
  inPage(call.replace(/^WebDatabase\b/, 'WebMatrix.Data.Database.Open("a")'));

const ROWS: readonly SinkRow[] = [
  {
    kind: 'evaluate',
    calls: 'eval Execute ExecuteGlobal execScript',
    args: 'Q',
    page: inClassic,
    lookAlike: '<% Response.Write(Request("q")) %>',
  },
  {
    kind: 'evaluate',
    calls: '.JScriptEvaluate .JScriptEvaluateAndGetValue .ExecuteStatement',
    args: 'Q, engine',
    lookAlike: 'engine.JScriptParse(Request["q"]);',
  },
  {
    kind: 'evaluate',
    calls: 'Eval.JScriptEvaluate',
    args: 'Q',
    page: (call) => asDelegate(`Microsoft.JScript.${call}`),
    lookAlike: 'D d = Eval.Parse; d(Request["q"]);',
  },
  {
    kind: 'evaluate',
    calls: 'new:Function',
    args: 'Q',
    page: (call) => ['asp', `<%@ Language="JScript" %><% ${call.replace(/\[("\w")\]/, '($1)')} %>`],
    lookAlike: 'new FunctionName(Request["q"]);',
  },
  {
    kind: 'evaluate',
    calls:
      'ScriptEngine.Execute ScriptEngine.CreateScriptSourceFromString VBScriptEngine.Execute VBScriptEngine.Evaluate JScriptEngine.Execute JScriptEngine.Evaluate V8ScriptEngine.Execute V8ScriptEngine.Evaluate',
    args: 'Q',
    lookAlike: 'DbCommand.Execute(Request["q"]); XPathNavigator.Evaluate(Request["q"]);',
  },
  {
    kind: 'compile',
    calls: 'CSScript.LoadCode CSScript.Evaluate Evaluator.LoadCode Evaluator.LoadMethod Evaluator.CompileCode',
    args: 'Q',
    lookAlike: 'XPathNavigator.Evaluate(Request["q"]);',
  },
  {
    kind: 'evaluate',
    calls:
      'ScriptControl.Eval ScriptControl.AddCode ScriptControl.Run MSScriptControl.ScriptControl.Eval MSScriptControl.ScriptControl.AddCode MSScriptControl.ScriptControl.Run',
    args: '"a", Q',
    lookAlike: 'DataBinder.Eval(row, Request["q"]); job.Run(Request["q"]);',
  },
  {
    kind: 'compile',
    calls:
      'CSharpScript.EvaluateAsync CSharpScript.RunAsync CSharpScript.Create VisualBasicScript.EvaluateAsync CSharpSyntaxTree.ParseText SyntaxTree.ParseText SyntaxFactory.ParseSyntaxTree VisualBasicSyntaxTree.ParseText',
    args: 'Q',
    lookAlike: 'MarkupReader.ParseText(Request["q"]);',
  },
  {
    kind: 'compile',
    calls:
      '.CompileAssemblyFromSource .CompileAssemblyFromFile .CompileAssemblyFromDom .CompileAssemblyFromSourceBatch .CompileAssemblyFromFileBatch',
    args: 'options, Q',
    lookAlike: 'less.CompileStyleSheet(options, Request["q"]);',
  },
  {
    kind: 'load',
    calls:
      'Assembly.Load Assembly.LoadFrom Assembly.LoadFile Assembly.UnsafeLoadFrom Assembly.LoadWithPartialName AppDomain.Load CurrentDomain.Load AppDomain.ExecuteAssembly CurrentDomain.ExecuteAssembly Assembly.ReflectionOnlyLoad AssemblyLoadContext.LoadFromStream Default.LoadFromStream DynamicILInfo.SetCode LoadLibrary LoadLibraryA LoadLibraryW LoadLibraryEx LoadLibraryExW',
    args: 'Q',
    lookAlike: 'XDocument.Load(Request["q"]); Settings.LoadFile(Request["q"]);',
  },
  {
    kind: 'load',
    calls: 'Assembly.LoadModule',
    args: '"a.netmodule", Q',
    lookAlike: 'plugins.LoadModule("a.netmodule", Request["q"]);',
  },
  {
    kind: 'create-type',
    calls:
      'Activator.CreateInstance Activator.CreateInstanceFrom AppDomain.CreateInstanceAndUnwrap AppDomain.CreateInstance AppDomain.CreateInstanceFrom AppDomain.CreateInstanceFromAndUnwrap new:ObjectDataSource Activator.CreateComInstanceFrom new:XmlSerializer new:DataContractSerializer new:DataContractJsonSerializer',
    args: 'Q',
    lookAlike: 'new JavaScriptSerializer(Request["q"]); ObjectFactory.CreateInstanceOf(Request["q"]);',
  },
  {
    kind: 'process',
    calls: 'Process.Start new:ProcessStartInfo Runtime.Exec getRuntime.Exec new:ProcessBuilder',
    args: '"a", Q',
    lookAlike: 'Timer.Start("a", Request["q"]); new ProcessModel("a", Request["q"]);',
  },
  {
    kind: 'process',
    calls:
      'WScript.Shell.Run WScript.Shell.Exec Shell.Application.Open Shell.Application.NameSpace AspExec.Execute AspExec.Executable .ShellExecute',
    args: '"a", Q',
    lookAlike: 'CreateObject("WScript.Shell").ExpandEnvironmentStrings("a", Request["q"]); window.Open("a");',
  },
  {
    kind: 'process',
    calls: 'Shell Interaction.Shell VisualBasic.Shell',
    args: 'Q',
    lookAlike: 'Oyster.Shell(Request["q"]);',
  },
  {
    kind: 'process',
    calls: '.ExecuteShellCommand .RegisterTaskDefinition .RegisterTask new:ExecAction',
    args: '"a", Q',
    lookAlike: 'page.RegisterAsyncTask("a", Request["q"]);',
  },
  {
    kind: 'process',
    calls: 'ProcessInput.Write ProcessInput.WriteLine ProcessInput.WriteAsync ProcessInput.WriteLineAsync',
    args: 'Q',
    page: (call) => inPage(call.replace('ProcessInput', 'new Process().StandardInput')),
    lookAlike: 'new Process().StandardInput.Write("exit");',
  },
  {
    kind: 'process',
    calls:
      'WinExec system ShellExecute CreateProcess CreateProcessAsUser CreateProcessWithLogonW CreateProcessWithTokenW _popen popen ShellExecuteEx NtCreateUserProcess NtCreateProcess NtCreateProcessEx RtlCreateUserProcess CreateProcessInternal _wsystem _wpopen _execl _execv _spawnl _spawnv',
    args: '0, 1, Q',
    lookAlike: 'CreateProcessReport(Request["q"]);',
  },
  {
    kind: 'process',
    calls: 'ManagementClass.InvokeMethod ManagementObject.InvokeMethod',
    args: '"Create", Q',
    lookAlike: 'Invoker.InvokeMethod("Create", Request["q"]);',
  },
  {
    kind: 'service',
    calls: 'ManagementService.InvokeMethod',
    args: '"Create", Q',
    lookAlike: 'new ManagementClass("Win32_Service").InvokeMethod("InterrogateService", Request["q"]);',
  },
  {
    kind: 'process',
    calls: 'wmi.Create wmi.Exec',
    args: 'Q',
    page: (call) => inClassic(vbscript(call.replace('wmi', 'GetObject("winmgmts:")'))),
    lookAlike: 'Catalog.Create(Request["q"]);',
  },
  {
    kind: 'process',
    calls: 'wmi.ExecMethod wmi.ExecMethod_',
    args: '"Create", Q',
    page: (call) => inClassic(vbscript(call.replace('wmi', 'GetObject("winmgmts:")'))),
    lookAlike: 'Catalog.ExecMethod("Create", Request["q"]);',
  },
  {
    kind: 'powershell',
    calls:
      'PowerShell.AddScript PowerShell.AddCommand PowerShell.AddArgument PowerShell.AddParameter PowerShell.AddParameters Pipeline.Invoke CommandCollection.AddScript Commands.AddScript RunspaceInvoke.Invoke',
    args: 'Q',
    lookAlike: 'ScriptManager.AddScript(Request["q"]);',
  },
  {
    kind: 'write',
    calls:
      'File.WriteAllText File.WriteAllBytes File.WriteAllLines File.AppendAllText File.AppendAllLines FileSystem.WriteAllText FileSystem.WriteAllBytes',
    args: 'P, Q',
    lookAlike: 'TextBox.AppendAllText(Request["p"], Request["q"]);',
  },
  { kind: 'write', calls: '.SaveAs', on: 'Request.Files[0]', args: 'P', lookAlike: 'workbook.SaveAs(Request["p"]);' },
  {
    kind: 'write',
    calls: '.ExtractToFile',
    on: 'new ZipArchive(Q)',
    args: 'P',
    lookAlike: 'new ZipArchive(Request["q"]).GetEntry(Request["p"]);',
  },
  {
    kind: 'write',
    calls: 'ZipFileExtensions.ExtractToFile',
    args: 'Q, P',
    lookAlike: 'ZipFileExtensions.CreateEntryFromFile(Request["q"], Request["p"]);',
  },
  {
    kind: 'unpack',
    calls:
      'ZipFileExtensions.ExtractToDirectory ZipFile.ExtractToDirectory TarFile.ExtractToDirectory TarFile.ExtractToDirectoryAsync FastZip.ExtractZip',
    args: 'Q, P',
    lookAlike: 'ZipFile.CreateFromDirectory(Request["q"], Request["p"]); FastZip.CreateZip(Request["q"], root);',
  },
  {
    kind: 'unpack',
    calls: '.ExtractAll .WriteToDirectory .Extract .ExtractContents .ExtractArchive .WriteEntryToDirectory',
    on: 'ZipFile.Read(Q)',
    args: 'P',
    lookAlike: 'ZipFile.Read(Request["q"]).Save(Request["p"]); words.Extract("a");',
  },
  {
    kind: 'write',
    calls: '.WriteEntryTo .WriteEntryToFile',
    on: 'ReaderFactory.Open(Q)',
    args: 'P',
    lookAlike: 'ReaderFactory.Open(Request["q"]).MoveToEntry(Request["p"]);',
  },
  {
    kind: 'unpack',
    calls: 'Shell.Folder.CopyHere Shell.Folder.MoveHere',
    args: 'Q',
    lookAlike: 'Activator.CreateInstance(Type.GetTypeFromProgID("Shell.Folder")).GetDetailsOf(Request["q"]);',
  },
  {
    kind: 'read',
    calls: 'ZipFile.OpenRead ZipFile.Open ZipFile.Read',
    args: 'Q',
    lookAlike: 'ZipFile.IsZipFile(Request["q"]);',
  },
  {
    kind: 'keep',
    calls: 'HttpResponse.AppendToLog EventLog.WriteEntry AppDomain.SetData CurrentDomain.SetData',
    args: 'Q',
    page: (call) => inPage(call.replace('HttpResponse', 'Response')),
    lookAlike: 'AppDomain.GetData(Request["q"]); Response.AppendCookie(Request["q"]);',
  },
  {
    kind: 'unpack',
    calls: 'ZipArchive.ExtractToDirectory',
    args: 'P',
    page: (call) => inPage(call.replace('ZipArchive', 'new ZipArchive(Request["q"])')),
    lookAlike: 'new ZipArchive(Request["q"]).GetEntry(Request["p"]);',
  },
  {
    kind: 'write',
    calls: 'ADODB.Stream.SaveToFile',
    args: 'P',
    page: (call) => inPage(call.replace(/^(.*)\.(?=Save)/, 'var s = $1; s.Write(Request["q"]); s.')),
    lookAlike: 'var s = CreateObject("ADODB.Stream"); s.Write(Request["q"]); s.CopyTo(other);',
  },
  {
    kind: 'write',
    calls: 'ADODB.Recordset.Save',
    args: 'P',
    lookAlike: 'Activator.CreateInstance(Type.GetTypeFromProgID("ADODB.Recordset")).Find(Request["p"]);',
  },
  {
    kind: 'write',
    calls:
      'Uploader.Save Uploader.SaveVirtual Uploader.SaveAs Uploader.SaveAsVirtual Uploader.SaveToFile Uploaded.Save Uploaded.SaveAs Uploaded.SaveAsVirtual Uploaded.SaveToFile Uploaded.Copy Uploaded.Move',
    args: 'P',
    lookAlike: 'uploader.SetMaxSize(Request["p"]);',
  },
  { kind: 'write', calls: 'Uploader.SaveFile', args: '"a", P', lookAlike: 'uploader.FileSize("a", Request["p"]);' },
  {
    kind: 'process',
    calls: 'Shell.Item.InvokeVerb Shell.Item.InvokeVerbEx',
    args: 'Q',
    lookAlike: 'Activator.CreateInstance(Type.GetTypeFromProgID("Shell.Item")).ExtendedProperty(Request["q"]);',
  },
  {
    kind: 'write',
    calls:
      'Microsoft.XMLDOM.save MSXML2.DOMDocument.save MSXML2.FreeThreadedDOMDocument.save XmlDocument.Save XDocument.Save XElement.Save DataSet.WriteXml DataTable.WriteXml',
    args: 'P',
    page: (call) =>
      inPage(
        call
          .replace(/^(Activator.*)\.save/, 'var s = $1; s.loadXML(Request["q"]); s.save')
          .replace(/^(X\w*|Data\w+)\./, '$1 s = New(Request["q"]); s.'),
      ),
    lookAlike: 'Bitmap s = New(Request["q"]); s.Save(Request["p"]);',
  },
  {
    kind: 'download',
    calls: 'WebClient.DownloadFileAsync .DownloadFile',
    args: 'Q, P',
    lookAlike: 'WebClient.UploadFile(Request["q"], Request["p"]);',
  },
  {
    kind: 'move',
    calls:
      'File.Copy File.Move File.Replace Directory.Move Scripting.FileSystemObject.CopyFile Scripting.FileSystemObject.MoveFile Scripting.FileSystemObject.CopyFolder Scripting.FileSystemObject.MoveFolder FileSystem.Rename FileSystem.RenameFile FileSystem.MoveFile FileSystem.CopyFile',
    args: 'Q, P',
    lookAlike: 'Queue.Move(Request["q"], Request["p"]); Array.CopyTo(Request["q"], Request["p"]);',
  },
  {
    kind: 'delete',
    calls:
      'File.Delete Directory.Delete Scripting.FileSystemObject.DeleteFile Scripting.FileSystemObject.DeleteFolder FileSystem.DeleteFile FileSystem.DeleteDirectory',
    args: 'Q',
    lookAlike: 'Basket.Delete(Request["q"]);',
  },
  {
    kind: 'move',
    calls: 'FileInfo.Copy FileInfo.Move',
    args: 'P',
    page: (call) =>
      inPage(call.replace('FileInfo', 'CreateObject("Scripting.FileSystemObject").GetFile(Request["q"])')),
    lookAlike: 'CreateObject("Scripting.FileSystemObject").GetFolder(Request["q"]).Size(Request["p"]);',
  },
  {
    kind: 'move',
    calls: 'FileInfo.CopyTo FileInfo.MoveTo DirectoryInfo.MoveTo',
    args: 'P',
    page: (call) => inPage(call.replace(/^(\w+)/, 'new $1(Request["q"])')),
    lookAlike: 'new Order(Request["q"]).CopyTo(Request["p"]);',
  },
  {
    kind: 'delete',
    calls: 'FileInfo.Delete DirectoryInfo.Delete',
    args: '',
    page: (call) => inPage(call.replace(/^(\w+)/, 'new $1(Request["q"])')),
    lookAlike: 'new Order(Request["q"]).Delete();',
  },
  {
    kind: 'touch',
    calls:
      'File.SetCreationTime File.SetCreationTimeUtc File.SetLastWriteTime File.SetLastWriteTimeUtc File.SetLastAccessTime File.SetLastAccessTimeUtc File.SetAttributes Directory.SetCreationTime Directory.SetLastWriteTime',
    args: 'Q, then',
    lookAlike: 'File.GetLastWriteTime(Request["q"]); Cookie.SetCreationTime(Request["q"], then);',
  },
  {
    kind: 'list',
    calls:
      'Directory.GetFiles Directory.GetDirectories Directory.GetFileSystemEntries Directory.EnumerateFiles Directory.EnumerateDirectories new:DirectoryInfo Scripting.FileSystemObject.GetFolder',
    args: 'Q',
    lookAlike: 'Directory.Exists(Request["q"]); Album.GetFiles(Request["q"]);',
  },
  {
    kind: 'read',
    calls:
      'File.ReadAllText File.ReadAllBytes File.ReadAllLines File.OpenText File.OpenRead new:StreamReader ADODB.Stream.LoadFromFile HttpResponse.WriteFile HttpResponse.TransmitFile',
    args: 'Q',
    page: (call) => inPage(call.replace('HttpResponse', 'Response')),
    lookAlike: 'File.Exists(Request["q"]); new StringReader(Request["q"]);',
  },
  {
    kind: 'deserialise',
    calls:
      'LosFormatter.Deserialize ObjectStateFormatter.Deserialize BinaryFormatter.Deserialize BinaryFormatter.UnsafeDeserialize SoapFormatter.Deserialize NetDataContractSerializer.Deserialize NetDataContractSerializer.ReadObject PSSerializer.Deserialize AltSerialization.ReadValueFromStream SessionStateItemCollection.Deserialize new:ResXResourceReader new:ResourceReader DataSet.ReadXml DataTable.ReadXml',
    args: 'Q',
    lookAlike: 'JsonSerializer.Deserialize(Request["q"]); XmlSerializer.Deserialize(Request["q"]);',
  },
  {
    kind: 'xaml',
    calls:
      'XamlReader.Parse XamlReader.Load XamlServices.Parse XamlServices.Load ActivityXamlServices.Load WorkflowDesigner.Load .ParseControl new:XamlXmlReader XamlServices.Transform Activity.Load WorkflowMarkupSerializer.Deserialize WorkflowRuntime.CreateWorkflow',
    args: 'Q',
    lookAlike: 'XDocument.Parse(Request["q"]); int.Parse(Request["q"]); new XamlXmlReader(file);',
  },
  {
    kind: 'transform',
    calls: 'XslCompiledTransform.Load XslTransform.Load XslCompiledTransform.Transform XslTransform.Transform',
    args: 'file, Q',
    lookAlike: 'Coordinates.Transform(file, Request["q"]);',
  },
  {
    kind: 'transform',
    calls: '.transformNode .transformNodeToObject',
    args: 'Q',
    lookAlike: 'document.selectNodes(Request["q"]);',
  },
  {
    kind: 'native-memory',
    calls: 'VirtualAlloc VirtualAllocEx NtAllocateVirtualMemory HeapCreate VirtualProtect MapViewOfFile',
    args: '0, Q',
    lookAlike: 'VirtualPath(Request["q"]);',
  },
  {
    kind: 'native-call',
    calls:
      'CreateThread CreateRemoteThread NtCreateThreadEx QueueUserAPC RtlCreateUserThread CreateFiber EnumSystemLocalesA CallWindowProc EnumWindows',
    args: '0, Q',
    lookAlike: 'CreateThreadPool(Request["q"]);',
  },
  {
    kind: 'native-call',
    calls: 'Marshal.GetDelegateForFunctionPointer',
    args: 'Q',
    lookAlike: 'Marshal.PtrToStringAnsi(Request["q"]);',
  },
  {
    kind: 'connect',
    calls:
      'TcpClient.Connect Socket.Connect TcpClient.BeginConnect Socket.BeginConnect new:TcpClient Socket.ConnectAsync TcpClient.ConnectAsync WScript.Network.MapNetworkDrive new:UdpClient UdpClient.Connect new:NamedPipeClientStream',
    args: '"a", Q',
    lookAlike: 'SmtpClient.Connect("a", Request["q"]); new TcpListener("a", Request["q"]);',
  },
  {
    kind: 'send',
    calls:
      'Socket.Send Socket.SendTo NetworkStream.Write NetworkStream.WriteAsync Socket.BeginSend SslStream.Write UdpClient.Send NamedPipeClientStream.Write',
    args: 'Q',
    lookAlike: 'SmtpClient.Send(Request["q"]); Trace.Write(Request["q"]);',
  },
  {
    kind: 'route',
    calls: '.RegisterVirtualPathProvider .RegisterVirtualPathProviderInternal',
    args: 'Q',
    lookAlike: 'thing.RegisterObject(Request["q"]);',
  },
  {
    kind: 'route',
    calls: 'HostingEnvironment.RegisterVirtualPathProvider',
    args: 'Q',
    page: asDelegate,
    lookAlike: 'D d = HostingEnvironment.RegisterObject; d(Request["q"]);',
  },
  {
    kind: 'route',
    calls:
      'Routes.Add Routes.Insert RouteTable.Add RouteCollection.Add RouteCollection.Insert Routes.MapPageRoute GlobalFilters.Add Filters.Add FilterCollection.Add GlobalFilterCollection.Add HttpApplication.RegisterModule DynamicModuleUtility.RegisterModule',
    args: '"a", Q',
    lookAlike: 'Basket.Add("a", Request["q"]); Bundles.Add("a", Request["q"]);',
  },
  {
    kind: 'respond',
    calls: 'HttpResponse.Write HttpResponse.BinaryWrite ResponseStream.Write ResponseStream.WriteAsync',
    args: 'new WebClient().DownloadString(Q)',
    page: (call) => inPage(call.replace('HttpResponse', 'Response').replace('ResponseStream', 'Response.OutputStream')),
    lookAlike: 'Response.Write(Request["q"]);',
  },
  {
    kind: 'run-page',
    calls:
      'HttpServer.Transfer HttpServer.Execute HttpServer.TransferRequest .LoadControl .LoadTemplate .RewritePath .RenderPage Html.Partial Html.RenderPartial Html.PartialAsync Html.RenderPartialAsync .PartialView Html.RenderAction Html.Action Page.RenderPage BuildManager.CreateInstanceFromVirtualPath WebPage.CreateInstanceFromVirtualPath BuildManager.GetCompiledType BuildManager.GetCompiledAssembly PageParser.GetCompiledPageInstance',
    args: 'Q',
    page: (call) => inPage(call.replace('HttpServer', 'Server')),
    lookAlike: 'Server.Transfer("~/a.aspx"); Account.Transfer(Request["q"]);',
  },
  {
    kind: 'configure',
    calls:
      'new:HttpHandlerAction new:HttpModuleAction new:BuildProvider Applications.Add VirtualDirectories.Add Sites.Add Handlers.Add Modules.Add',
    args: '"a", Q',
    lookAlike: 'Applications.Remove(Request["q"]); new HttpHandler(Request["q"]); Cells.Add("a", Request["q"]);',
  },
  {
    kind: 'configure',
    calls: '.SetRawXml',
    args: 'Q',
    lookAlike: 'thing.SetXml(Request["q"]);',
  },
  {
    kind: 'configure',
    calls: 'IisAdmin.Put IisAdmin.PutEx IisAdmin.Create IisAdmin.Add IisAdmin.Invoke',
    args: '"a", Q',
    page: (call) => inPage(`var e = new DirectoryEntry("IIS://localhost/w3svc"); ${call.replace('IisAdmin', 'e')}`),
    lookAlike: 'var e = new DirectoryEntry("LDAP://a"); e.Add("a", Request["q"]);',
  },
  {
    kind: 'configure',
    calls: 'ConfigurationElement.SetAttributeValue ConfigurationElement.SetMetadata',
    args: '"a", Q',
    page: (call) =>
      inPage(
        `var e = new ServerManager().GetWebConfiguration("a").GetSection("b").GetCollection().CreateElement("add"); ${call.replace('ConfigurationElement', 'e')}`,
      ),
    lookAlike: 'var e = thing.CreateElement("add"); e.SetAttributeValue("a", Request["q"]);',
  },
  {
    kind: 'compile',
    calls:
      'DynamicExpression.ParseLambda DynamicExpression.Parse DynamicExpressionParser.ParseLambda DynamicExpressionParser.Parse DynamicQueryable.Where DynamicQueryable.Select DynamicQueryable.Any DynamicQueryable.OrderBy',
    args: 'rows, Q',
    lookAlike: 'DynamicExpression.ParseLambda(rows, "a > b"); Enumerable.Where(rows, Request["q"]);',
  },
  {
    kind: 'compile',
    calls:
      'Razor.Parse Razor.Compile Razor.Run .RunCompile RazorTemplateEngine.GenerateCode .CompileDynamic .CompileGeneric',
    args: 'Q',
    lookAlike: 'Razor.Parse("@Model.A"); DateTime.Parse(Request["q"]);',
  },
  {
    kind: 'evaluate',
    calls: 'Engine.Execute Engine.Evaluate Engine.Invoke .DoString .DoStringAsync .AddFromString',
    args: 'Q',
    lookAlike: 'Engine.Execute("1 + 1"); Search.Execute(Request["q"]);',
  },
  {
    kind: 'evaluate',
    calls: 'Marshal.BindToMoniker',
    args: '"script:" + Q',
    lookAlike: 'Marshal.BindToMoniker("queue:" + Request["q"]);',
  },
  {
    kind: 'compile',
    calls: 'new:DynamicMethod .DefineDynamicAssembly ILGenerator.Emit',
    args: '"a", Q',
    lookAlike: 'ILGenerator.Emit(OpCodes.Ret); Mail.Emit("a", Request["q"]);',
  },
  {
    kind: 'process',
    calls:
      'Excel.Application.DDEInitiate Excel.Application.DDEExecute Excel.Application.ExecuteExcel4Macro Excel.Application.RegisterXLL Excel.Application.Run Word.Application.DDEInitiate Word.Application.DDEExecute Word.Application.Run',
    args: '"a", Q',
    lookAlike: 'Activator.CreateInstance(Type.GetTypeFromProgID("Excel.Application")).Save("a", Request["q"]);',
  },
  {
    kind: 'account',
    calls: 'DirectoryEntries.Add ADSI.Create',
    args: 'Q, "user"',
    page: (call) =>
      inPage(
        call
          .replace('DirectoryEntries', 'new DirectoryEntry("WinNT://.").Children')
          .replace('ADSI', 'GetObject("WinNT://.")'),
      ),
    lookAlike: 'new DirectoryEntry("IIS://localhost").Children.Add(Request["q"], "IIsWebDirectory");',
  },
  {
    kind: 'account',
    calls: 'DirectoryEntry.Invoke',
    args: '"SetPassword", Q',
    lookAlike: 'new DirectoryEntry("WinNT://.").Invoke("Groups", Request["q"]);',
  },
  {
    kind: 'account',
    calls: 'ADSI.SetPassword ADSI.ChangePassword GroupMembers.Add new:UserPrincipal NetUserAdd NetLocalGroupAddMembers',
    args: '"a", Q',
    lookAlike: 'Membership.ChangePassword("a", Request["q"]); new GenericPrincipal("a", Request["q"]);',
  },
  {
    kind: 'service',
    calls:
      'ServiceController.Start ServiceController.Stop WMI.StopService WMI.StartService WMI.ChangeStartMode WMI.Change ADSI.Start ADSI.Stop TransactedInstaller.Install AssemblyInstaller.Install ManagedInstallerClass.InstallHelper CreateService OpenSCManager',
    args: 'Q',
    lookAlike: 'Timer.Stop(Request["q"]); ServiceController.Refresh(Request["q"]);',
  },
  {
    kind: 'redirect',
    calls: 'HttpResponse.Redirect HttpResponse.RedirectPermanent HttpResponse.AddHeader HttpResponse.AppendHeader',
    args: '"a", Q',
    page: (call) => inPage(call.replace('HttpResponse', 'Response')),
    lookAlike: 'Response.AppendToLog(Request["q"]);',
  },
  {
    kind: 'clear-log',
    calls: 'EventLog.Clear EventLog.Delete .ClearEventLog .ClearLog ClearEventLog',
    args: 'Q',
    lookAlike: 'EventLog.WriteEntry(Request["q"]); Session.Clear();',
  },
  {
    kind: 'http',
    calls:
      'Microsoft.XMLHTTP.open MSXML2.XMLHTTP.open MSXML2.ServerXMLHTTP.open WinHttp.WinHttpRequest.open WebRequest.Create HttpWebRequest.Create WebRequest.CreateHttp WebClient.OpenRead WebClient.DownloadString WebClient.DownloadData WebClient.UploadString WebClient.UploadData WebClient.UploadValues WebRequest.CreateDefault WebClient.OpenWrite WebClient.DownloadStringTaskAsync WebClient.DownloadDataTaskAsync WebClient.OpenReadTaskAsync WebClient.UploadFile WebClient.UploadStringTaskAsync WebClient.UploadDataTaskAsync WebClient.UploadValuesTaskAsync HttpClient.GetAsync HttpClient.GetStringAsync HttpClient.GetByteArrayAsync HttpClient.GetStreamAsync HttpClient.PostAsync HttpClient.PutAsync HttpClient.PatchAsync HttpClient.DeleteAsync HttpClient.PostAsJsonAsync HttpClient.SendAsync HttpClient.Send HttpMessageInvoker.SendAsync new:HttpRequestMessage',
    args: '"GET", Q',
    lookAlike: 'MessageQueue.Create("GET", Request["q"]); connection.Open("GET", Request["q"]);',
  },
  {
    kind: 'http',
    calls: 'Microsoft.XMLHTTP.send MSXML2.XMLHTTP.send MSXML2.ServerXMLHTTP.send WinHttp.WinHttpRequest.send',
    args: 'Q',
    lookAlike: 'Activator.CreateInstance(Type.GetTypeFromProgID("CDO.Message")).send(Request["q"]);',
  },
  { kind: 'listener', calls: 'new:HttpListener', args: '', lookAlike: 'new TraceListener();' },
  {
    kind: 'database',
    calls:
      'new:SqlConnection new:OleDbConnection new:OdbcConnection new:MySqlConnection new:OracleConnection ADODB.Connection.Open',
    args: 'Q',
    lookAlike: 'new HubConnection(Request["q"]);',
  },
  {
    kind: 'inventory',
    calls:
      'Process.GetProcesses Process.GetProcessesByName DriveInfo.GetDrives Directory.GetLogicalDrives Environment.GetLogicalDrives Environment.GetEnvironmentVariables ServiceController.GetServices NetworkInterface.GetAllNetworkInterfaces Dns.GetHostEntry AppDomain.GetAssemblies CurrentDomain.GetAssemblies',
    args: '',
    lookAlike: 'Process.GetCurrentProcess(); Dns.GetHostName();',
  },
  {
    kind: 'directory-service',
    calls: 'new:DirectoryEntry new:DirectorySearcher',
    args: '"a", Q',
    lookAlike: 'new PrincipalContext("a", Request["q"]);',
  },
  {
    kind: 'impersonate',
    calls: 'LogonUser LogonUserA LogonUserW ImpersonateLoggedOnUser',
    args: '"a", Q',
    lookAlike: 'LogonUserControl(Request["q"]);',
  },
  {
    kind: 'registry',
    calls:
      'Registry.GetValue RegistryKey.OpenSubKey RegistryKey.GetSubKeyNames RegistryKey.GetValueNames RegistryKey.CreateSubKey RegistryKey.SetValue Registry.SetValue WScript.Shell.RegRead WScript.Shell.RegWrite LocalMachine.OpenSubKey',
    args: '"a", Q',
    lookAlike: 'Settings.GetValue("a", Request["q"]);',
  },
  {
    kind: 'sql',
    calls:
      'new:SqlCommand new:OleDbCommand new:OdbcCommand new:SqlDataAdapter new:OleDbDataAdapter new:OracleCommand new:MySqlCommand new:OdbcDataAdapter ADODB.Connection.Execute ADODB.Recordset.Open ADODB.Command.Execute',
    args: 'Q',
    lookAlike: 'new RelayCommand(Request["q"]);',
  },
  {
    kind: 'sql',
    calls: 'WebDatabase.Execute WebDatabase.Query WebDatabase.QuerySingle WebDatabase.QueryValue',
    args: 'Q',
    page: onOpened,
    lookAlike: 'var d = Catalog.Open("a"); d.Query(Request["q"]);',
  },
  {
    kind: 'sql',
    calls:
      'SqlConnection.Execute SqlConnection.ExecuteScalar SqlConnection.ExecuteReader SqlConnection.Query SqlConnection.QueryFirst SqlConnection.QueryAsync SqlConnection.ExecuteAsync IDbConnection.Execute IDbConnection.Query .ExecuteSqlCommand .ExecuteSqlCommandAsync .ExecuteSqlRaw .ExecuteSqlRawAsync .FromSqlRaw .SqlQuery .SqlQueryRaw .ExecuteStoreCommand .ExecuteStoreQuery',
    args: 'Q',
    lookAlike: 'new ShopEntities().Database.SqlQuery<string>("select a from b where c = {0}", Request["q"]);',
  },
  {
    kind: 'sql',
    calls:
      '.ExecuteNonQuery .ExecuteScalar .ExecuteReader .ExecuteDataset .ExecuteDataTable .ExecuteCommand .ExecuteQuery .ExecuteSql .QuerySingle .QueryValue .Query .Execute',
    args: 'connection, "EXEC master..xp_cmdshell \'" + Q',
    lookAlike: 'thing.ExecuteNonQuery(connection, "EXEC FindItem \'" + Request["q"]);',
  },
];

/** The call as Visual Basic Script has it. */
function vbscript(call: string): string {
  return `Set x = ${call.replace(/;$/, '').replace(/\["(\w)"\]/g, '("$1")')}`;
}

const isOf = (taint: Taint | null | undefined, key: string) =>
  taint !== null &&
  taint !== undefined &&
  new RegExp(`Request.?["(\\[]+${key}|Request\\.Files`).test(taint.source.what);

/** Whether the page makes a call of the row's kind with what the row gives it. */
function isFound(name: string, row: SinkRow): boolean {
  const text = written(name, row);
  const wants = `${row.on ?? ''} ${row.args}`;
  return behaviourOf(...(row.page ?? inPage)(text)).calls.some(
    ({ kind, main, target }) =>
      kind === row.kind &&
      (!/\bQ\b/.test(wants) || isOf(main.taint, 'q')) &&
      (!/\bP\b/.test(row.args) || isOf(target?.taint, 'p')),
  );
}

/** A function of Windows under a name of the page's own. */
const imported = (name: string) =>
  `<%@ Page Language="C#" %><script runat="server">[DllImport("a", EntryPoint = "${name}")] static extern int Z(string a); void P() { Z("a"); }</script>`;

describe('sinks', () => {
  it.each([
    ['process', 'ShellExecute ShellExecuteW WinExec'],
    ['clear-log', 'ClearEventLog ClearEventLogA'],
    ['native-memory', 'VirtualAlloc'],
    ['impersonate', 'LogonUserW'],
  ])('%s, by functions of Windows: %s', (kind, names) => {
    expect(words(names).filter((name) => !kindsOf('aspx', imported(name)).includes(kind))).toEqual([]);
    expect(kindsOf('aspx', imported('GetTickCount'))).toEqual([]);
  });

  it.each(ROWS)('$kind: $calls', (row) => {
    expect(words(row.calls).filter((name) => !isFound(name, row))).toEqual([]);
    const lookAlike = row.lookAlike.startsWith('<%') ? row.lookAlike : statements(row.lookAlike);
    expect(kindsOf(row.lookAlike.startsWith('<%') ? 'asp' : 'aspx', lookAlike)).not.toContain(row.kind);
  });

  it('are each in a row above, with a call that matters and one that looks like it', () => {
    const rows = new Set(ROWS.flatMap(({ calls }) => words(calls.toLowerCase())));
    expect([...SINKS.keys()].filter((name) => !rows.has(name))).toEqual([]);
  });
});
