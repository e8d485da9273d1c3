/** What a call does that data of a request must not decide. */
export type SinkKind =
  | 'evaluate'
  | 'compile'
  | 'load'
  | 'create-type'
  | 'invoke'
  | 'process'
  | 'powershell'
  | 'write'
  | 'download'
  | 'delete'
  | 'move'
  | 'list'
  | 'read'
  | 'deserialise'
  | 'xaml'
  | 'transform'
  | 'native-memory'
  | 'native-call'
  | 'connect'
  | 'send'
  | 'route'
  | 'listener'
  | 'machine-key'
  | 'sql'
  | 'directory-service'
  | 'registry'
  | 'impersonate'
  | 'bind'
  | 'secret'
  | 'database'
  | 'hidden-code'
  | 'inventory'
  | 'create'
  | 'sniff'
  | 'touch'
  | 'http'
  | 'respond'
  | 'run-page'
  | 'unpack'
  | 'keep'
  | 'account'
  | 'service'
  | 'clear-log'
  | 'configure'
  | 'redirect';

/** What runs whatever it gets. */
export const RUNS_CODE: readonly SinkKind[] = [
  'evaluate',
  'compile',
  'load',
  'create-type',
  'invoke',
  'process',
  'powershell',
  'deserialise',
  'xaml',
  'native-memory',
  'native-call',
];

/** Which of a call's values decide what it does: arguments by index, `r` the object called, `*` all arguments. */
export interface Sink {
  readonly kind: SinkKind;
  /** Code, command, content, query. */
  readonly main: readonly (number | 'r' | '*')[];
  /** File or address that it goes to. */
  readonly target?: number | 'r';
  /** It counts only where data of the request, or of another server, decides what it does. */
  readonly obeying?: true;
  /** It counts only where the texts that it is given have this in them. */
  readonly saying?: RegExp;
}

const at = (kind: SinkKind, main: Sink['main'], target?: Sink['target']): Sink =>
  target === undefined ? { kind, main } : { kind, main, target };

const obeying = (kind: SinkKind, main: Sink['main']): Sink => ({ kind, main, obeying: true });

function table(entries: Readonly<Record<string, Sink>>): ReadonlyMap<string, Sink> {
  return new Map(
    Object.entries(entries).flatMap(([names, sink]) => names.split(' ').map((name) => [name, sink] as const)),
  );
}

/**
 * Calls by `type.method`, `new:type` and, where the name alone tells, `.method`. All lower case.
 * Sources: Microsoft's .NET Framework reference; WEB-05 to WEB-07, NET-03, NET-06.
 */
export const SINKS: ReadonlyMap<string, Sink> = table({
  'eval execute executeglobal execscript': at('evaluate', [0]),
  'new:function': at('evaluate', ['*']),
  '.jscriptevaluate .jscriptevaluateandgetvalue': at('evaluate', [0]),
  'eval.jscriptevaluate': at('evaluate', [0]),
  '.executestatement': at('evaluate', [0]),
  'scriptengine.execute scriptengine.createscriptsourcefromstring vbscriptengine.execute vbscriptengine.evaluate jscriptengine.execute jscriptengine.evaluate v8scriptengine.execute v8scriptengine.evaluate':
    at('evaluate', [0]),
  'csscript.loadcode csscript.evaluate evaluator.loadcode evaluator.loadmethod evaluator.compilecode': at(
    'compile',
    [0],
  ),
  'scriptcontrol.eval scriptcontrol.addcode scriptcontrol.run msscriptcontrol.scriptcontrol.eval msscriptcontrol.scriptcontrol.addcode msscriptcontrol.scriptcontrol.run':
    at('evaluate', ['*']),
  'csharpscript.evaluateasync csharpscript.runasync csharpscript.create visualbasicscript.evaluateasync': at(
    'compile',
    [0],
  ),
  'csharpsyntaxtree.parsetext syntaxtree.parsetext syntaxfactory.parsesyntaxtree visualbasicsyntaxtree.parsetext': at(
    'compile',
    [0],
  ),
  '.compileassemblyfromsource .compileassemblyfromfile .compileassemblyfromdom .compileassemblyfromsourcebatch .compileassemblyfromfilebatch':
    at('compile', ['*']),
  'assembly.load assembly.loadfrom assembly.loadfile assembly.unsafeloadfrom assembly.loadwithpartialname appdomain.load currentdomain.load appdomain.executeassembly currentdomain.executeassembly assembly.reflectiononlyload assemblyloadcontext.loadfromstream default.loadfromstream dynamicilinfo.setcode loadlibrary loadlibrarya loadlibraryw loadlibraryex loadlibraryexw':
    at('load', [0]),
  'assembly.loadmodule': at('load', ['*']),
  'activator.createinstance activator.createinstancefrom appdomain.createinstanceandunwrap appdomain.createinstance appdomain.createinstancefrom appdomain.createinstancefromandunwrap new:objectdatasource activator.createcominstancefrom new:xmlserializer new:datacontractserializer new:datacontractjsonserializer':
    at('create-type', [0]),
  'process.start new:processstartinfo runtime.exec getruntime.exec new:processbuilder': at('process', ['*']),
  'wscript.shell.run wscript.shell.exec shell.application.open shell.application.namespace aspexec.execute aspexec.executable':
    at('process', [0, 1]),
  'shell interaction.shell visualbasic.shell': at('process', [0]),
  '.shellexecute': at('process', [0, 1]),
  '.executeshellcommand .registertaskdefinition .registertask new:execaction': at('process', ['*']),
  'processinput.write processinput.writeline processinput.writeasync processinput.writelineasync': at('process', [0]),
  'winexec system shellexecute createprocess createprocessasuser createprocesswithlogonw createprocesswithtokenw _popen popen shellexecuteex':
    at('process', ['*']),
  'managementclass.invokemethod managementobject.invokemethod': at('process', ['*']),
  'managementservice.invokemethod': { kind: 'service', main: ['*'], saying: /\b(?:create|change)\b/i },
  'wmi.create wmi.exec': at('process', [0]),
  'wmi.execmethod wmi.execmethod_': at('process', ['*']),
  'powershell.addscript powershell.addcommand powershell.addargument powershell.addparameter powershell.addparameters pipeline.invoke commandcollection.addscript commands.addscript runspaceinvoke.invoke':
    at('powershell', ['*']),
  'file.writealltext file.writeallbytes file.writealllines file.appendalltext file.appendalllines filesystem.writealltext filesystem.writeallbytes':
    at('write', [1], 0),
  '.saveas': at('write', ['r'], 0),
  '.extracttofile': at('write', ['r'], 0),
  'zipfileextensions.extracttofile': at('write', [0], 1),
  'zipfileextensions.extracttodirectory': at('unpack', [0], 1),
  'zipfile.extracttodirectory tarfile.extracttodirectory tarfile.extracttodirectoryasync': at('unpack', [0], 1),
  'ziparchive.extracttodirectory .extractall .writetodirectory .extractcontents .extractarchive': at(
    'unpack',
    ['r'],
    0,
  ),
  '.extract .writeentrytodirectory': { kind: 'unpack', main: ['r'], target: 0, obeying: true },
  '.writeentryto .writeentrytofile': { kind: 'write', main: ['r'], target: 0, obeying: true },
  'fastzip.extractzip': at('unpack', [0], 1),
  'shell.folder.copyhere shell.folder.movehere': at('unpack', [0], 'r'),
  'adodb.stream.savetofile adodb.recordset.save': at('write', ['r'], 0),
  'uploader.save uploader.savevirtual uploader.saveas uploader.saveasvirtual uploader.savetofile uploaded.save uploaded.saveas uploaded.saveasvirtual uploaded.savetofile uploaded.copy uploaded.move':
    at('write', ['r'], 0),
  'uploader.savefile': at('write', ['r'], 1),
  'shell.item.invokeverb shell.item.invokeverbex': obeying('process', ['r', 0]),
  'microsoft.xmldom.save msxml2.domdocument.save msxml2.freethreadeddomdocument.save xmldocument.save xdocument.save xelement.save dataset.writexml datatable.writexml':
    at('write', ['r'], 0),
  'webclient.downloadfileasync .downloadfile': at('download', [0], 1),
  'file.copy file.move file.replace directory.move scripting.filesystemobject.copyfile scripting.filesystemobject.movefile scripting.filesystemobject.copyfolder scripting.filesystemobject.movefolder filesystem.rename filesystem.renamefile filesystem.movefile filesystem.copyfile':
    at('move', [0], 1),
  'file.delete directory.delete scripting.filesystemobject.deletefile scripting.filesystemobject.deletefolder filesystem.deletefile filesystem.deletedirectory':
    at('delete', [0], 0),
  'fileinfo.copy fileinfo.move fileinfo.copyto fileinfo.moveto directoryinfo.moveto': at('move', ['r'], 0),
  'fileinfo.delete directoryinfo.delete': at('delete', ['r'], 'r'),
  'file.setcreationtime file.setcreationtimeutc file.setlastwritetime file.setlastwritetimeutc file.setlastaccesstime file.setlastaccesstimeutc file.setattributes directory.setcreationtime directory.setlastwritetime':
    at('touch', [0], 0),
  'directory.getfiles directory.getdirectories directory.getfilesystementries directory.enumeratefiles directory.enumeratedirectories new:directoryinfo scripting.filesystemobject.getfolder':
    at('list', [0], 0),
  'zipfile.openread zipfile.open zipfile.read': at('read', [0], 0),
  'file.readalltext file.readallbytes file.readalllines file.opentext file.openread new:streamreader adodb.stream.loadfromfile httpresponse.writefile httpresponse.transmitfile':
    at('read', [0], 0),
  'losformatter.deserialize objectstateformatter.deserialize binaryformatter.deserialize binaryformatter.unsafedeserialize soapformatter.deserialize netdatacontractserializer.deserialize netdatacontractserializer.readobject psserializer.deserialize altserialization.readvaluefromstream sessionstateitemcollection.deserialize new:resxresourcereader new:resourcereader dataset.readxml datatable.readxml':
    at('deserialise', [0]),
  'xamlreader.parse xamlreader.load xamlservices.parse xamlservices.load activityxamlservices.load workflowdesigner.load .parsecontrol':
    at('xaml', [0]),
  'new:xamlxmlreader xamlservices.transform': obeying('xaml', [0]),
  'activity.load workflowmarkupserializer.deserialize workflowruntime.createworkflow': at('xaml', [0]),
  'xslcompiledtransform.load xsltransform.load xslcompiledtransform.transform xsltransform.transform': at('transform', [
    '*',
  ]),
  '.transformnode .transformnodetoobject': at('transform', [0]),
  'virtualalloc virtualallocex ntallocatevirtualmemory heapcreate virtualprotect mapviewoffile': at('native-memory', [
    '*',
  ]),
  'createthread createremotethread ntcreatethreadex queueuserapc rtlcreateuserthread createfiber enumsystemlocalesa callwindowproc enumwindows':
    at('native-call', ['*']),
  'marshal.getdelegateforfunctionpointer': at('native-call', [0]),
  'tcpclient.connect socket.connect tcpclient.beginconnect socket.beginconnect new:tcpclient socket.connectasync tcpclient.connectasync wscript.network.mapnetworkdrive new:udpclient udpclient.connect new:namedpipeclientstream':
    at('connect', ['*']),
  'socket.send socket.sendto networkstream.write networkstream.writeasync socket.beginsend sslstream.write udpclient.send namedpipeclientstream.write':
    at('send', [0]),
  'hostingenvironment.registervirtualpathprovider .registervirtualpathprovider .registervirtualpathproviderinternal':
    at('route', [0]),
  'routes.add routes.insert routetable.add routecollection.add routecollection.insert routes.mappageroute': at(
    'route',
    ['*'],
  ),
  'globalfilters.add filters.add filtercollection.add globalfiltercollection.add': at('route', ['*']),
  'httpapplication.registermodule dynamicmoduleutility.registermodule': at('route', ['*']),
  // What other servers answered goes to whoever asks this one.
  'httpresponse.write httpresponse.binarywrite responsestream.write responsestream.writeasync': obeying('respond', [0]),
  // Pages and controls that the server compiles and runs, by their paths.
  'httpserver.transfer httpserver.execute httpserver.transferrequest .loadcontrol .loadtemplate .rewritepath .renderpage html.partial html.renderpartial html.partialasync html.renderpartialasync .partialview html.renderaction html.action page.renderpage buildmanager.createinstancefromvirtualpath webpage.createinstancefromvirtualpath buildmanager.getcompiledtype buildmanager.getcompiledassembly':
    obeying('run-page', [0]),
  'dynamicexpression.parselambda dynamicexpression.parse dynamicexpressionparser.parselambda dynamicexpressionparser.parse':
    obeying('compile', ['*']),
  'dynamicqueryable.where dynamicqueryable.select dynamicqueryable.any dynamicqueryable.orderby': obeying(
    'compile',
    [1],
  ),
  'razor.parse razor.compile razor.run .runcompile razortemplateengine.generatecode': obeying('compile', [0]),
  'engine.execute engine.evaluate engine.invoke .dostring .dostringasync': obeying('evaluate', [0]),
  '.compiledynamic .compilegeneric': obeying('compile', [0]),
  '.addfromstring': obeying('evaluate', [0]),
  'marshal.bindtomoniker': { kind: 'evaluate', main: [0], saying: /^\s*script(?:let)?:/i },
  'new:dynamicmethod .definedynamicassembly': at('compile', ['*']),
  'ilgenerator.emit': obeying('compile', ['*']),
  'excel.application.ddeinitiate excel.application.ddeexecute excel.application.executeexcel4macro excel.application.registerxll excel.application.run word.application.ddeinitiate word.application.ddeexecute word.application.run':
    at('process', ['*']),
  'ntcreateuserprocess ntcreateprocess ntcreateprocessex rtlcreateuserprocess createprocessinternal _wsystem _wpopen _execl _execv _spawnl _spawnv':
    at('process', ['*']),
  'pageparser.getcompiledpageinstance': obeying('run-page', ['*']),
  // What the web server and its applications are made of.
  'new:httphandleraction new:httpmoduleaction new:buildprovider applications.add virtualdirectories.add sites.add handlers.add modules.add iisadmin.put iisadmin.putex iisadmin.create iisadmin.add iisadmin.invoke':
    obeying('configure', ['*']),
  '.setrawxml': obeying('configure', [0]),
  'configurationelement.setattributevalue configurationelement.setmetadata': obeying('configure', [1]),
  // Accounts, services and logs of Windows.
  'directoryentries.add adsi.create': { kind: 'account', main: ['*'], saying: /\buser\b/i },
  'directoryentry.invoke': { kind: 'account', main: ['*'], saying: /^\s*(?:set|change)password\b|^\s*add\b/i },
  'adsi.setpassword adsi.changepassword groupmembers.add': at('account', ['*']),
  'new:userprincipal netuseradd netlocalgroupaddmembers': at('account', ['*']),
  'servicecontroller.start servicecontroller.stop wmi.stopservice wmi.startservice wmi.changestartmode wmi.change adsi.start adsi.stop transactedinstaller.install assemblyinstaller.install managedinstallerclass.installhelper createservice openscmanager':
    at('service', ['*', 'r']),
  'httpresponse.redirect httpresponse.redirectpermanent httpresponse.addheader httpresponse.appendheader': at(
    'redirect',
    ['*'],
  ),
  // Logs that whoever knows of it can fetch.
  'httpresponse.appendtolog eventlog.writeentry appdomain.setdata currentdomain.setdata': obeying('keep', ['*']),
  'eventlog.clear eventlog.delete .cleareventlog .clearlog cleareventlog': at('clear-log', ['*']),
  'microsoft.xmlhttp.open msxml2.xmlhttp.open msxml2.serverxmlhttp.open winhttp.winhttprequest.open': at(
    'http',
    [1],
    1,
  ),
  'microsoft.xmlhttp.send msxml2.xmlhttp.send msxml2.serverxmlhttp.send winhttp.winhttprequest.send': at('http', [0]),
  'webrequest.create httpwebrequest.create webrequest.createhttp webrequest.createdefault webclient.openread webclient.openwrite webclient.downloadstring webclient.downloaddata webclient.downloadstringtaskasync webclient.downloaddatataskasync webclient.openreadtaskasync webclient.uploadstring webclient.uploaddata webclient.uploadvalues webclient.uploadfile webclient.uploadstringtaskasync webclient.uploaddatataskasync webclient.uploadvaluestaskasync httpclient.getasync httpclient.getstringasync httpclient.getbytearrayasync httpclient.getstreamasync httpclient.postasync httpclient.putasync httpclient.patchasync httpclient.deleteasync httpclient.postasjsonasync':
    at('http', ['*'], 0),
  'new:httprequestmessage': at('http', [1], 1),
  'httpclient.sendasync httpclient.send httpmessageinvoker.sendasync': at('http', ['*']),
  'new:httplistener': at('listener', []),
  'new:sqlconnection new:oledbconnection new:odbcconnection new:mysqlconnection new:oracleconnection adodb.connection.open':
    at('database', [0]),
  'process.getprocesses process.getprocessesbyname driveinfo.getdrives directory.getlogicaldrives environment.getlogicaldrives environment.getenvironmentvariables servicecontroller.getservices networkinterface.getallnetworkinterfaces dns.gethostentry appdomain.getassemblies currentdomain.getassemblies':
    at('inventory', []),
  'new:directoryentry new:directorysearcher': at('directory-service', ['*']),
  'logonuser logonusera logonuserw impersonateloggedonuser': at('impersonate', ['*']),
  'registry.getvalue registrykey.opensubkey registrykey.getsubkeynames registrykey.getvaluenames registrykey.createsubkey registrykey.setvalue registry.setvalue wscript.shell.regread wscript.shell.regwrite localmachine.opensubkey':
    at('registry', ['*']),
  'new:sqlcommand new:oledbcommand new:odbccommand new:sqldataadapter new:oledbdataadapter new:oraclecommand new:mysqlcommand new:odbcdataadapter adodb.connection.execute adodb.recordset.open adodb.command.execute':
    at('sql', [0]),
});

/** Types that have such calls. */
export const SINK_TYPES: ReadonlySet<string> = new Set(
  [...SINKS.keys()].flatMap((key) => (key.includes('.') ? [key.slice(0, key.lastIndexOf('.'))] : [])),
);

/** Methods that put their first argument into the file that their object stands for. */
export const WRITE_METHODS = new Set([
  'write',
  'writeline',
  'writebyte',
  'writeasync',
  'writelineasync',
  'beginwrite',
  'writestring',
  'writeraw',
]);

/** Calls and constructors that open a file to write it, with the index of its path. */
export const FILE_OPENERS: ReadonlyMap<string, { readonly type: string; readonly path: number }> = new Map(
  Object.entries({
    'new:streamwriter': { type: 'streamwriter', path: 0 },
    'new:filestream': { type: 'filestream', path: 0 },
    'new:binarywriter': { type: 'binarywriter', path: 0 },
    'new:gzipstream': { type: 'gzipstream', path: 0 },
    'new:xmltextwriter': { type: 'xmltextwriter', path: 0 },
    'new:fileinfo': { type: 'fileinfo', path: 0 },
    'file.create': { type: 'filestream', path: 0 },
    'file.createtext': { type: 'streamwriter', path: 0 },
    'file.appendtext': { type: 'streamwriter', path: 0 },
    'file.open': { type: 'filestream', path: 0 },
    'memorymappedfile.createfromfile': { type: 'filestream', path: 0 },
    'file.openwrite': { type: 'filestream', path: 0 },
    'scripting.filesystemobject.createtextfile': { type: 'textstream', path: 0 },
    'scripting.filesystemobject.opentextfile': { type: 'textstream', path: 0 },
    'fileinfo.openastextstream': { type: 'textstream', path: 0 },
  }),
);

/** Types of what members and calls give, where it matters. */
export const RESULT_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'httpresponse.outputstream': 'responsestream',
    'httpresponse.output': 'httpresponse',
    'directoryentry.children': 'directoryentries',
    ...Object.fromEntries(
      'create getobject children properties add find getadminsection collection createnewelement item childelements getelementbyname addelement'
        .split(' ')
        .map((name) => [`iisadmin.${name}`, 'iisadmin']),
    ),
    'configurationelementcollection.createelement': 'configurationelement',
    'configurationsection.getcollection': 'configurationelementcollection',
    'configuration.getsection': 'configurationsection',
    'servermanager.sites': 'sites',
    'servermanager.getwebconfiguration': 'configuration',
    'servermanager.getapplicationhostconfiguration': 'configuration',
    'directoryentries.add': 'directoryentry',
    'directoryentries.find': 'directoryentry',
    'adsi.create': 'adsi',
    'groupprincipal.findbyidentity': 'groupprincipal',
    'groupprincipal.members': 'groupmembers',
    'process.startinfo': 'processstartinfo',
    'process.standardinput': 'processinput',
    'process.start': 'process',
    'wscript.shell.exec': 'wshexec',
    'wshexec.stdin': 'processinput',
    'processinput.basestream': 'processinput',
    'shell.application.namespace': 'shell.folder',
    'shell.folder.items': 'shell.item[]',
    'shell.folder.parsename': 'shell.item',
    'cdo.message.getstream': 'adodb.stream',
    'cdo.message.bodypart': 'cdo.bodypart',
    'cdo.bodypart.getstream': 'adodb.stream',
    'uploader.files': 'uploaded[]',
    'uploader.form': 'uploaded',
    'uploader.item': 'uploaded',
    ...Object.fromEntries(
      'ext filename fileext fileextension shortfilename userfilename sourcefilename originalpath contenttype'
        .split(' ')
        .flatMap((name) => [
          [`uploaded.${name}`, 'string'],
          [`uploader.${name}`, 'string'],
        ]),
    ),
    'appdomain.currentdomain': 'appdomain',
    'appdomain.createdomain': 'appdomain',
    'tcpclient.getstream': 'networkstream',
    'tcpclient.client': 'socket',
    'runspace.createpipeline': 'pipeline',
    'runspacefactory.createrunspace': 'runspace',
    'pipeline.commands': 'commandcollection',
    ...Object.fromEntries(
      'create addcommand addscript addstatement addargument addparameter addparameters'
        .split(' ')
        .map((name) => [`powershell.${name}`, 'powershell']),
    ),
    'powershell.commands': 'commandcollection',
    'memorycache.default': 'state',
    'assembly.load': 'assembly',
    'type.assembly': 'assembly',
    'xdocument.parse': 'xdocument',
    'xdocument.load': 'xdocument',
    'xelement.parse': 'xelement',
    'xelement.load': 'xelement',
    'assembly.loadfrom': 'assembly',
    'assembly.loadfile': 'assembly',
    'assembly.getexecutingassembly': 'assembly',
    'scripting.filesystemobject.getfile': 'fileinfo',
    'compilerresults.compiledassembly': 'assembly',
    'globals.context': 'httpcontext',
    'adodb.command.execute': 'adodb.recordset',
    'adodb.connection.execute': 'adodb.recordset',
    'registrykey.opensubkey': 'registrykey',
    'registrykey.createsubkey': 'registrykey',
    'registrykey.openbasekey': 'registrykey',
    'wmi.get': 'wmi',
    'wmi.instancesof': 'wmi[]',
    'wmi.execquery': 'wmi[]',
    'eventlog.geteventlogs': 'eventlog[]',
    'directoryinfo.getfiles': 'fileinfo[]',
    'directoryinfo.enumeratefiles': 'fileinfo[]',
    'directoryinfo.getdirectories': 'directoryinfo[]',
    'directory.getfiles': 'string[]',
    'directory.enumeratefiles': 'string[]',
    'scripting.filesystemobject.getfolder': 'scripting.folder',
    'scripting.folder.files': 'fileinfo[]',
    'scripting.folder.subfolders': 'scripting.folder[]',
    'wbemscripting.swbemlocator.connectserver': 'wmi',
    'sqlconnection.createcommand': 'sqlcommand',
    'oledbconnection.createcommand': 'oledbcommand',
    'odbcconnection.createcommand': 'odbccommand',
    'python.createengine': 'scriptengine',
    'dynamicmethod.getdynamicilinfo': 'dynamicilinfo',
    'websockets.acceptwebsocketasync': 'websocket',
  }),
);

/** COM classes by programmatic identifier's beginning and by class id, as the type they are known by here. */
export function comType(identifier: string): string {
  const name = identifier
    .trim()
    .toLowerCase()
    .replace(/^(?:new|clsid):/, '')
    .replace(/[{}]/g, '');
  const known = CLASS_IDS.get(name);
  if (known !== undefined) return known;
  if (/^iis:\/\//.test(name)) return 'iisadmin';
  if (/^(?:winnt|ldap):\/\//.test(name)) return 'adsi';
  if (UPLOADERS.test(name)) return UPLOADER;
  if (/^microsoft\.applicationhost\./.test(name)) return 'iisadmin';
  // Classes of .NET that COM may make.
  if (/^system(?:\.\w+)+$/.test(name)) return name.slice(name.lastIndexOf('.') + 1);
  const plain = name.replace(/\.\d+(?:\.\d+)?$/, '');
  return plain;
}

/** Type of the components of other makers that take the files and fields of a form apart. */
export const UPLOADER = 'uploader';
const UPLOADERS =
  /^(?:persits\.upload|softartisans\.fileup|dundas\.upload|aspsmartupload\.smartupload|lyfupload\.uploadfile|abcupload\d?\.xform|w3\.upload|chili\.upload|aspupload\.\w+)(?:\.\d+)*$/;

const CLASS_IDS: ReadonlyMap<string, string> = new Map([
  ['72c24dd5-d70a-438b-8a42-98424b88afb8', 'wscript.shell'],
  ['f935dc22-1cf0-11d0-adb9-00c04fd58a0b', 'wscript.shell'],
  ['13709620-c279-11ce-a49e-444553540000', 'shell.application'],
  ['0d43fe01-f093-11cf-8940-00a0c9054228', 'scripting.filesystemobject'],
  ['00000566-0000-0010-8000-00aa006d2ea4', 'adodb.stream'],
  ['00000514-0000-0010-8000-00aa006d2ea4', 'adodb.connection'],
  ['093ff999-1ea0-4079-9525-9614c3504b74', 'wscript.network'],
  ['0e59f1d5-1fbe-11d0-8ff2-00a0d10038bc', 'scriptcontrol'],
  ['0f87369f-a4e5-4cfc-bd3e-73e6154572dd', 'schedule.service'],
  ['76a64158-cb41-11d1-8b02-00600806d9b6', 'wbemscripting.swbemlocator'],
  ['9ba05972-f6a8-11cf-a442-00a0c90a8f39', 'shell.application'],
  ['c08afd90-f2a1-11d1-8455-00a0c91f3880', 'shell.application'],
  ['49b2791a-b1ae-4c90-9b8e-e860ba07f889', 'mmc20.application'],
  ['00024500-0000-0000-c000-000000000046', 'excel.application'],
  ['000209ff-0000-0000-c000-000000000046', 'word.application'],
  ['f6d90f16-9c73-11d3-b32e-00c04f990bb4', 'msxml2.xmlhttp'],
  ['ed8c108e-4349-11d2-91a4-00c04f7969e8', 'microsoft.xmlhttp'],
  ['88d96a0b-f192-11d4-a65f-0040963251e5', 'msxml2.serverxmlhttp'],
  ['2087c2f4-2cef-4953-a8ab-66779b670495', 'winhttp.winhttprequest'],
  ['88d96a05-f192-11d4-a65f-0040963251e5', 'msxml2.domdocument'],
]);
