import foreignNativeModule from '../../../src/detectors/iis/foreign-native-module.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const modules = (...adds: string[]) =>
  configuration('<system.webServer>', '<globalModules>', ...adds, '</globalModules>', '</system.webServer>');
const add = (name: string, image: string) => `<add name="${name}" image="${image}" />`;
const inetsrv = '%windir%\\System32\\inetsrv';

testDetector(foreignNativeModule, {
  hits: [
    {
      name: 'a plausible name beside the modules of IIS',
      input: modules(
        add('StaticFileModule', `${inetsrv}\\static.dll`),
        add('HttpUtilsModule', `${inetsrv}\\httputl.dll`),
      ),
      detections: [
        {
          message: 'foreign',
          at: { line: 5, column: 1, element: 'configuration/system.webServer/globalModules/add' },
          data: { name: 'HttpUtilsModule', image: `${inetsrv}\\httputl.dll` },
          identity: ['httputilsmodule'],
          severity: 'critical',
        },
      ],
    },
    {
      name: 'a built-in name with another image',
      input: modules(add('StaticFileModule', 'C:\\Windows\\System32\\static.dll')),
      detections: [{ message: 'repointed', at: { line: 4 }, severity: 'critical' }],
    },
    {
      name: 'a built-in image under another name',
      input: modules(add('CacheModule', `${inetsrv}\\cachhttp.dll`)),
      detections: [{ message: 'renamed', at: { line: 4 }, data: { expected: 'HttpCacheModule' }, severity: 'high' }],
    },
    {
      name: 'a name that differs in case only, which IIS takes for another',
      input: modules(add('HTTPCacheModule', `${inetsrv}\\cachhttp.dll`)),
      detections: [{ message: 'renamed', at: { line: 4 } }],
    },
    {
      name: 'images by the folder they lie in, and whether they were collected',
      input: modules(
        add('A', 'C:\\ProgramData\\a.dll'),
        add('B', '\\\\203.0.113.5\\c$\\b.dll'),
        add('C', 'D:\\tools\\c.dll'),
        add('D', 'C:\\Program Files\\Example Filter\\d.dll'),
        add('E', 'C:\\Program Files\\..\\Windows\\Temp\\e.dll'),
        add('F', 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\f.dll'),
      ),
      context: { files: ['C:\\ProgramData\\a.dll'], collectedFolders: ['D:\\tools'] },
      detections: [
        { message: 'foreign', at: { text: 'C:\\ProgramData\\a.dll was collected' }, severity: 'critical' },
        { message: 'foreign', at: { line: 5 }, severity: 'critical' },
        { message: 'foreign', at: { text: 'D:\\tools\\c.dll is not in its folder' }, severity: 'high' },
        { message: 'foreign', at: { line: 7 }, severity: 'medium', confidence: 'moderate' },
        { message: 'foreign', at: { text: 'C:\\Windows\\Temp\\e.dll was not collected' }, severity: 'critical' },
        { message: 'foreign', at: { line: 9 }, severity: 'critical' },
      ],
    },
    {
      name: 'optional parts of IIS as context, proxying as unusual',
      input: modules(
        add('WebSocketModule', `${inetsrv}\\iiswsock.dll`),
        add('ApplicationRequestRouting', '%ProgramFiles%\\IIS\\Application Request Routing\\requestRouter.dll'),
        add('AdvancedLoggingModule', '%ProgramFiles%\\IIS\\Advanced Logging\\AdvancedLoggingModule.dll'),
      ),
      detections: [
        { message: 'optional', at: { line: 4 }, severity: 'informational', outcome: 'hygiene' },
        { message: 'add-on', at: { line: 5 }, severity: 'low', outcome: 'hygiene' },
        { message: 'add-on', at: { line: 6 }, severity: 'informational', outcome: 'hygiene' },
      ],
    },
    {
      name: 'on a plain server: one for processes of both widths, one that an engine flagged, one with the name of a folder of Microsoft',
      context: {
        roles: ['IIS'],
        files: ['C:\\Windows\\System32\\inetsrv\\caches.dll', 'C:\\Windows\\SysWOW64\\inetsrv\\caches.dll'],
        flaggedFiles: { 'c:\\program files\\example\\filter.dll': ['webshell.native'] },
      },
      input: modules(
        add('Caches', `${inetsrv}\\caches.dll`),
        add('Filter', 'C:\\Program Files\\Example\\filter.dll'),
        add('Health', 'C:\\Program Files\\Common Files\\System\\health.dll'),
        add('Product', 'C:\\Program Files\\Example\\product.dll'),
        add('Scripts', `${inetsrv}\\scripts.dll`),
      ),
      detections: [
        { message: 'pair', at: { line: 4 }, severity: 'critical', confidence: 'strong' },
        { message: 'foreign', at: { line: 5 }, severity: 'critical', confidence: 'strong' },
        { message: 'foreign', at: { line: 6 }, severity: 'medium', outcome: 'compromise' },
        { message: 'foreign', at: { line: 7 }, severity: 'low' },
        { message: 'foreign', at: { line: 8 }, severity: 'high', confidence: 'moderate' },
      ],
    },
  ],
  misses: [
    { name: 'no module at all', input: configuration('<system.webServer />') },
    {
      name: 'the modules of IIS and Exchange, whatever the spelling of their paths',
      looksAlike: true,
      input: modules(
        add('PasswordExpiryModule', '%SystemRoot%\\system32\\rpcproxy\\rpcproxy.dll'),
        add('WSMan', 'C:/Windows//system32/wsmsvc.dll'),
        add('kerbauth', 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\kerbauth.dll'),
        add('exppw', 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\Owa\\auth\\exppw.dll'),
      ),
    },
    {
      name: 'Exchange on another drive, Windows too',
      looksAlike: true,
      context: {
        artifact: fakeArtifact({ windowsPath: 'E:\\Windows\\System32\\inetsrv\\config\\applicationHost.config' }),
      },
      input: configuration(
        '<system.applicationHost><sites><site name="Default Web Site" id="1"><application path="/owa">',
        '<virtualDirectory path="/" physicalPath="F:\\Exchange\\FrontEnd\\HttpProxy\\owa" />',
        '</application></site></sites></system.applicationHost>',
        '<system.webServer><globalModules>',
        add('cafe_exppw', 'F:\\Exchange\\FrontEnd\\HttpProxy\\bin\\exppw.dll'),
        add('WSMan', 'E:\\Windows\\system32\\wsmsvc.dll'),
        '</globalModules></system.webServer>',
      ),
    },
    {
      name: 'TokenCacheModule removed, as the advice for CVE-2023-21709 says',
      looksAlike: true,
      input: modules(add('UriCacheModule', `${inetsrv}\\cachuri.dll`), '<!-- TokenCacheModule -->'),
    },
  ],
});
