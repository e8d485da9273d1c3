import detector from '../../../src/detectors/iis/running-type.js';
import { testDetector } from '../../helpers/detector-tester.js';
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
      name: "an application's own on a server without Exchange",
      looksAlike: true,
      context: { roles: ['IIS'] },
      input: configuration('<system.web><pages pageBaseType="Example.Page, Example" /></system.web>'),
    },
    { name: 'a word that is no type', input: configuration('<system.web><trust level="Full" /></system.web>') },
  ],
});
