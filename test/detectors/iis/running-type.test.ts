import detector from '../../../src/detectors/iis/running-type.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { configuration } from '../configuration-samples.js';

testDetector(detector, {
  hits: [
    {
      name: 'state, validation, message and trace extensions of somebody',
      input: configuration(
        '<system.web><sessionState><providers><add name="x" type="Example.State, Example" /></providers></sessionState>',
        '<httpRuntime requestValidationType="Example.Validator, Example" /></system.web>',
        '<system.diagnostics><trace><listeners><add name="x" type="Example.Listener, Example" /></listeners></trace></system.diagnostics>',
        '<system.serviceModel><extensions><behaviorExtensions><add name="x" type="Example.Behavior, Example" /></behaviorExtensions></extensions></system.serviceModel>',
      ),
      detections: [2, 3, 4, 5].map((line) => ({
        message: 'foreign' as const,
        at: { line },
        severity: 'high' as const,
      })),
    },
    {
      name: 'a class of ASP.NET that it does not have',
      input: configuration('<system.web><pages pageBaseType="System.Web.UI.CachedPage" /></system.web>'),
      detections: [{ message: 'unresolved', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'what every application of a server without Exchange runs',
      context: {
        roles: ['IIS'],
        artifact: fakeArtifact({
          windowsPath: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Config\\web.config',
        }),
      },
      input: configuration(
        '<configBuilders><builders><add name="x" type="Example.Builder, Example, PublicKeyToken=null" /></builders></configBuilders><configProtectedData><providers><add name="x" type="System.Configuration.RsaProtectedConfigurationProvider, System.Configuration, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a" /></providers></configProtectedData>',
        '<system.web><membership><providers><add name="y" type="Example.Members, Example" />',
        '<add name="z" type="MySql.Web.Security.MySQLMembershipProvider, MySql.Web, PublicKeyToken=c5687fc88969c44d" /></providers></membership></system.web>',
        '<system.data><DbProviderFactories><add invariant="x" type="Example.Factory, Example, PublicKeyToken=89b483f429c47342" /></DbProviderFactories></system.data>',
      ),
      detections: [
        { message: 'foreign', at: { line: 2 }, severity: 'medium' },
        { message: 'foreign', at: { line: 3 }, severity: 'medium' },
        { message: 'foreign', at: { line: 4 }, severity: 'low', outcome: 'hygiene' },
        { message: 'foreign', at: { line: 5 }, severity: 'low' },
      ],
    },
    {
      name: 'a provider of an application whose assembly was judged malicious',
      context: {
        roles: ['IIS'],
        artifact: fakeArtifact({ windowsPath: 'C:\\inetpub\\wwwroot\\app\\web.config' }),
        flaggedFiles: { 'c:\\inetpub\\wwwroot\\app\\bin\\example.dll': ['rule'] },
      },
      input: configuration(
        '<system.web><roleManager><providers><add name="y" type="Example.Roles, Example" /></providers></roleManager></system.web>',
      ),
      detections: [{ message: 'foreign', at: { line: 2 }, severity: 'critical' }],
    },
    {
      name: 'a provider of an application that keeps a file where no application keeps any',
      context: { roles: ['IIS'] },
      input: configuration(
        '<system.web><membership><providers><add name="y" type="Example.Members, Example" logFile="C:\\Windows\\Temp\\ws.tmp" />',
        '<add name="z" type="Example.Other, Example" logFile="D:\\app\\logs\\m.log" /></providers></membership></system.web>',
      ),
      detections: [
        { message: 'foreign', at: { line: 2 }, severity: 'medium' },
        { message: 'own', at: { line: 3 }, severity: 'informational' },
      ],
    },
    {
      name: "an application's own on a server without Exchange: told, and no more",
      context: { roles: ['IIS'] },
      input: configuration(
        '<system.web><pages pageBaseType="Example.Page, Example" />',
        '<membership><providers><add name="y" type="Example.Members, Example" /></providers></membership></system.web>',
      ),
      detections: [{ message: 'own', at: { line: 2 }, severity: 'informational', outcome: 'hygiene' }],
    },
  ],
  misses: [
    {
      name: 'providers of .NET and of Exchange',
      looksAlike: true,
      input: configuration(
        '<system.web><membership><providers><add name="sql" type="System.Web.Security.SqlMembershipProvider, System.Web, PublicKeyToken=b03f5f7f11d50a3a" /></providers></membership></system.web>',
        '<system.diagnostics><trace><listeners><add name="x" type="Microsoft.Exchange.Diagnostics.Listener, Microsoft.Exchange.Diagnostics, PublicKeyToken=31bf3856ad364e35" /></listeners></trace></system.diagnostics>',
      ),
    },
    {
      name: 'builders of Microsoft that an application uses',
      looksAlike: true,
      context: { roles: ['IIS'] },
      input: configuration(
        '<configBuilders><builders><add name="e" type="Microsoft.Configuration.ConfigurationBuilders.EnvironmentConfigBuilder, Microsoft.Configuration.ConfigurationBuilders.Environment, Version=2.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35" /></builders></configBuilders>',
      ),
    },
    { name: 'a word that is no type', input: configuration('<system.web><trust level="Full" /></system.web>') },
  ],
});
