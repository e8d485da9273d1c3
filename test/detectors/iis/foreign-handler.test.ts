import detector from '../../../src/detectors/iis/foreign-handler.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const handlers = (...adds: string[]) =>
  configuration('<system.webServer><handlers>', ...adds, '</handlers></system.webServer>');
const add = (path: string, more: string, verb = '*') => `<add name="h${path}" path="${path}" verb="${verb}" ${more} />`;
const isapi =
  'modules="IsapiModule" scriptProcessor="%windir%\\Microsoft.NET\\Framework64\\v4.0.30319\\aspnet_isapi.dll"';

testDetector(detector, {
  hits: [
    {
      name: 'a part of Windows beside Exchange, and the same file where it is not',
      input: handlers(
        add('*', 'modules="IsapiModule" scriptProcessor="%SystemRoot%\\system32\\rpcproxy\\rpcproxy.dll"'),
        add('rpc/*', 'modules="IsapiModule" scriptProcessor="C:\\ProgramData\\rpcproxy\\rpcproxy.dll"'),
      ),
      detections: [
        { message: 'foreign', at: { line: 3 }, severity: 'low', outcome: 'hygiene' },
        { message: 'foreign', at: { line: 4 }, severity: 'high' },
      ],
    },
    {
      name: 'a class named like the framework that says itself that it has no key, for every application',
      input: configuration(
        '<system.web><httpHandlers><add path="trace.gif" verb="*" type="System.Web.Diag.ImageHandler, System.Web.Diag, Version=4.0.0.0, Culture=neutral, PublicKeyToken=null" /><add path="trace.axd" verb="*" type="System.Web.Handlers.TraceHandler" /></httpHandlers></system.web>',
      ),
      context: {
        roles: ['IIS'],
        artifact: fakeArtifact({
          windowsPath: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Config\\web.config',
        }),
      },
      detections: [{ message: 'foreign', at: { line: 2 }, severity: 'high', data: { path: 'trace.gif' } }],
    },
    {
      name: 'pictures and settings that run as pages',
      input: handlers(
        add('*.ico', 'type="System.Web.UI.PageHandlerFactory" resourceType="Unspecified"'),
        add('web.config', 'modules="IsapiModule" scriptProcessor="%windir%\\system32\\inetsrv\\asp.dll"'),
        add('*.jpg', isapi),
      ),
      detections: [
        { message: 'static-runs', at: { line: 3 }, severity: 'critical', data: { path: '*.ico' } },
        { message: 'static-runs', at: { line: 4 }, severity: 'critical' },
        { message: 'static-runs', at: { line: 5 }, severity: 'critical' },
      ],
    },
    {
      name: 'a command interpreter, another machine, a program in an odd place',
      input: handlers(
        add('*.x', 'modules="CgiModule" scriptProcessor="C:\\Windows\\System32\\cmd.exe /c"'),
        add('*.y', 'modules="FastCgiModule" scriptProcessor="\\\\203.0.113.4\\s\\y.exe"'),
        add('*.z', 'modules="IsapiModule" scriptProcessor="C:\\ProgramData\\z.dll"'),
      ),
      detections: [
        { message: 'command', at: { line: 3 } },
        { message: 'command', at: { line: 4 } },
        { message: 'foreign', at: { line: 5 }, severity: 'high' },
      ],
    },
    {
      name: 'a foreign type for everything',
      input: handlers(add('*', 'type="Example.Handler, Example"')),
      detections: [{ message: 'foreign', at: { line: 3 }, severity: 'critical' }],
    },
    {
      name: 'pages under an extension of their own, or allowed to take POST',
      input: handlers(
        add('*.report', 'type="System.Web.UI.PageHandlerFactory"'),
        add('Hidden.aspx', 'type="System.Web.UI.PageHandlerFactory"', 'POST'),
      ),
      detections: [
        { message: 'remapped', at: { line: 3 }, severity: 'high' },
        { message: 'remapped', at: { line: 4 }, severity: 'low' },
      ],
    },
    {
      name: 'a build provider that compiles pictures',
      input: configuration(
        '<system.web><compilation><buildProviders>',
        '<add extension=".jpg" type="System.Web.Compilation.PageBuildProvider" />',
        '</buildProviders></compilation></system.web>',
      ),
      detections: [{ message: 'static-compiles', at: { line: 3 }, severity: 'critical' }],
    },
  ],
  misses: [
    { name: 'no handlers', input: configuration('<system.webServer><handlers /></system.webServer>') },
    {
      name: 'handlers as Exchange sets them up',
      looksAlike: true,
      context: {
        artifact: fakeArtifact({
          windowsPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\owa\\web.config',
        }),
      },
      input: handlers(
        add(
          'attachment.ashx',
          'type="Microsoft.Exchange.Clients.Owa.Core.AttachmentHandler, Microsoft.Exchange.Clients.Owa"',
          'GET,HEAD',
        ),
        add(
          '*',
          'modules="StaticFileModule,DefaultDocumentModule,DirectoryListingModule" resourceType="Either" requireAccess="Read"',
        ),
        `<add name="AboMapperCustom-12345678" path="*.xml" verb="GET,POST" ${isapi} />`,
        '<remove name="PageHandlerFactory-Integrated" />',
      ),
    },
    {
      name: 'a build provider of Exchange for web services in XML',
      looksAlike: true,
      input: configuration(
        '<system.web><compilation><buildProviders><add extension=".xml" type="System.ServiceModel.Activation.ServiceBuildProvider, System.ServiceModel.Activation, Version=4.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35" /></buildProviders></compilation></system.web>',
      ),
    },
  ],
});
