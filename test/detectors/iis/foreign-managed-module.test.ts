import detector from '../../../src/detectors/iis/foreign-managed-module.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const modules = (...adds: string[]) =>
  configuration('<system.webServer><modules>', ...adds, '</modules></system.webServer>');
const owa = {
  artifact: fakeArtifact({
    windowsPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\web.config',
  }),
};
const BESIDE = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\bin\\Example.Beside.dll';
const CACHED =
  'C:\\Windows\\Microsoft.NET\\assembly\\GAC_MSIL\\Example.Cached\\v4.0_1.0.0.0__0123456789abcdef\\Example.Cached.dll';
const signed = 'Version=15.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35';

testDetector(detector, {
  hits: [
    {
      name: 'a foreign module where everybody logs on',
      input: modules(
        '<add name="ExtenderDesigner" type="ExtenderDesigner.SessionModule, ExtenderDesigner, Version=1.0.0.0" />',
      ),
      context: owa,
      detections: [
        { message: 'foreign', at: { line: 3, column: 1 }, severity: 'critical', data: { name: 'ExtenderDesigner' } },
      ],
    },
    {
      name: 'where its assembly was collected: the bin folder beside, the global cache',
      input: modules(
        '<add name="A" type="Example.A, Example.Beside" />',
        '<add name="B" type="Example.B, Example.Cached, Version=1.0.0.0, PublicKeyToken=0123456789abcdef" />',
      ),
      context: { ...owa, files: [BESIDE, CACHED, CACHED.replace('0123456789abcdef', 'fedcba9876543210')] },
      detections: [
        { message: 'foreign', at: { label: 'assembly file', text: `${BESIDE} (bin beside the configuration)` } },
        { message: 'foreign', at: { label: 'assembly file', text: `${CACHED} (global assembly cache)` } },
      ],
    },
    {
      name: 'a name like Exchange without its signature, elsewhere',
      input: modules(
        '<add name="Interop" type="Microsoft.Exchange.Interop.Module, Microsoft.Exchange.Interop, PublicKeyToken=0123456789abcdef" />',
      ),
      detections: [{ message: 'impostor', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'what by its names is an add-on of a vendor, where everybody logs on',
      input: modules(
        '<add name="DuoOwa" type="Duo.Owa.DuoOwaModule, Duo.Owa, Version=2.0.0.0, PublicKeyToken=0123456789abcdef" />',
        '<add name="F5" type="F5XFFHttpModule, F5XFFHttpModule" />',
      ),
      context: owa,
      detections: [
        { message: 'claimed', at: { line: 3 }, severity: 'medium' },
        { message: 'claimed', at: { line: 4 }, severity: 'medium' },
      ],
    },
    {
      name: 'a module of the product that runs the type of a vendor, a class of a vendor in an assembly that is not',
      input: modules(
        '<add name="HttpProxy" type="Okta.Proxy.Module, Okta.Proxy" />',
        '<add name="Duo" type="Duo.Owa.DuoOwaModule, ExAudit" />',
      ),
      context: owa,
      detections: [
        { message: 'repointed', at: { line: 3 }, severity: 'critical' },
        { message: 'foreign', at: { line: 4 }, severity: 'critical' },
      ],
    },
    {
      name: 'a module of the product that runs another type',
      input: modules('<add name="HttpProxy" type="Example.Proxy, Example" />'),
      detections: [
        {
          message: 'repointed',
          at: { line: 3 },
          severity: 'critical',
          data: { expected: 'Microsoft.Exchange.HttpProxy.FbaModule or Microsoft.Exchange.HttpProxy.ProxyModule' },
        },
      ],
    },
    {
      name: 'the old section, and locations apart from each other',
      input: configuration(
        '<location path="Default Web Site"><system.web><httpModules><add name="A" type="A.B, A" /></httpModules></system.web></location>',
        '<location path="Other"><system.web><httpModules><add name="A" type="A.B, A" /></httpModules></system.web></location>',
      ),
      detections: [
        { message: 'foreign', at: { line: 2 }, data: { location: 'Default Web Site' } },
        { message: 'foreign', at: { line: 3 }, data: { location: 'Other' } },
      ],
    },
    {
      name: 'a class with a key of Microsoft that the product does not have, in its own folder',
      input: modules(
        `<add name="NewModule" type="Microsoft.Exchange.New.Module, Microsoft.Exchange.New, ${signed}" />`,
      ),
      context: owa,
      detections: [{ message: 'unlisted', at: { line: 3 }, severity: 'medium', outcome: 'compromise' }],
    },
    {
      name: 'where no Exchange is, for all applications: under a name of .NET without its key, and under others',
      context: {
        roles: ['IIS'],
        artifact: fakeArtifact({
          windowsPath: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Config\\web.config',
        }),
      },
      input: modules(
        '<add name="a" type="System.Web.Diag.Trace, System.Web.Diag, Version=4.0.0.0, PublicKeyToken=null" />',
        '<add name="b" type="Microsoft.Practices.X.Module, Microsoft.Practices.X, PublicKeyToken=null" />',
        '<add name="c" type="Example.Module, Example" />',
      ),
      detections: [
        { message: 'impostor', at: { line: 3 }, severity: 'high' },
        { message: 'foreign', at: { line: 4 }, severity: 'medium' },
        { message: 'foreign', at: { line: 5 }, severity: 'medium' },
      ],
    },
    {
      name: 'the same in an application of its own: told, and no more',
      context: { roles: ['IIS'] },
      input: modules('<add name="a" type="System.Web.Diag.Trace, System.Web.Diag, PublicKeyToken=null" />'),
      detections: [{ message: 'own', at: { line: 3 }, severity: 'informational' }],
    },
  ],
  misses: [
    {
      name: 'a reference to a native module',
      input: modules('<add name="StaticFileModule" lockItem="true" />', '<remove name="X" />'),
    },
    {
      name: 'the modules of the front end, and one of ASP.NET',
      looksAlike: true,
      context: owa,
      input: modules(
        `<add name="HttpProxy" type="Microsoft.Exchange.HttpProxy.FbaModule, Microsoft.Exchange.FrontEndHttpProxy, ${signed}" />`,
        '<add name="Session" type="System.Web.SessionState.SessionStateModule" preCondition="managedHandler" />',
        '<add name="OwaModule" type="Microsoft.Exchange.Clients.Owa.Core.OwaModule, Microsoft.Exchange.Clients.Owa" />',
      ),
    },
  ],
});
