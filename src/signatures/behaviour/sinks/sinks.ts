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

/** Statements that start programs on a server of databases. */
export const RUNS_PROGRAMS = /\b(?:xp_cmdshell|sp_oacreate|sp_oamethod|sp_(?:add|update)_jobstep|create\s+assembly)\b/i;

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
  // Databases by other doors: WebMatrix, Dapper, Entity Framework.
  'webdatabase.execute webdatabase.query webdatabase.querysingle webdatabase.queryvalue': at('sql', [0]),
  'sqlconnection.execute sqlconnection.executescalar sqlconnection.executereader sqlconnection.query sqlconnection.queryfirst sqlconnection.queryasync sqlconnection.executeasync idbconnection.execute idbconnection.query .executesqlcommand .executesqlcommandasync .executesqlraw .executesqlrawasync .fromsqlraw .sqlquery .sqlqueryraw .executestorecommand .executestorequery':
    obeying('sql', [0]),
  // Whatever takes statements to a server, where they start programs there.
  '.executenonquery .executescalar .executereader .executedataset .executedatatable .executecommand .executequery .executesql .querysingle .queryvalue .query .execute':
    { kind: 'sql', main: ['*'], saying: RUNS_PROGRAMS },
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
