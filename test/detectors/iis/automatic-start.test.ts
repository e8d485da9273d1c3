import detector from '../../../src/detectors/iis/automatic-start.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

testDetector(detector, {
  hits: [
    {
      name: 'a provider and the application that it starts with',
      input: configuration(
        '<system.applicationHost><serviceAutoStartProviders>',
        '<add name="Warm" type="Example.Warm, Example" />',
        '</serviceAutoStartProviders><sites><site name="S">',
        '<application path="/w" serviceAutoStartEnabled="true" serviceAutoStartProvider="Warm" />',
        '<application path="/p" preloadEnabled="true" />',
        '</site></sites></system.applicationHost>',
      ),
      detections: [
        { message: 'provider', at: { line: 3 }, severity: 'high' },
        { message: 'auto-start', at: { line: 5 }, severity: 'high' },
        { message: 'preload', at: { line: 6 }, severity: 'informational' },
      ],
    },
    {
      name: 'a program that a chosen status runs',
      input: configuration(
        '<system.webServer><tracing><traceFailedRequests>',
        '<add path="*.aspx" customActionExe="C:\\Windows\\Temp\\a.exe" customActionParams="-x"><failureDefinitions statusCodes="418" /></add>',
        '</traceFailedRequests></tracing></system.webServer>',
      ),
      detections: [
        { message: 'action', at: { line: 3 }, severity: 'critical', data: { what: 'C:\\Windows\\Temp\\a.exe -x' } },
      ],
    },
    {
      name: 'a page, and an address without a name of one, that Exchange is made to ask for itself',
      input: configuration(
        '<location path="Default Web Site/owa"><system.webServer><applicationInitialization>',
        '<add initializationPage="/auth/x.aspx" />',
        '<add initializationPage="/auth/hb" />',
        '</applicationInitialization></system.webServer></location>',
      ),
      detections: [
        { message: 'warmed', at: { line: 3 }, severity: 'medium' },
        { message: 'warmed', at: { line: 4 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
  ],
  misses: [
    { name: 'nothing', input: configuration() },
    {
      name: 'start pages, and addresses for checks',
      looksAlike: true,
      input: configuration(
        '<system.webServer><applicationInitialization><add initializationPage="/" /><add initializationPage="/owa/healthcheck.htm" />',
        '<add initializationPage="/owa/?warm=1" /></applicationInitialization></system.webServer>',
      ),
    },
    {
      name: 'failed requests traced without an action, sites started with the service',
      looksAlike: true,
      input: configuration(
        '<system.applicationHost><sites><site name="Exchange Back End" serverAutoStart="true"><traceFailedRequestsLogging enabled="true" /></site></sites></system.applicationHost>',
        '<system.webServer><tracing><traceFailedRequests><add path="*"><failureDefinitions statusCodes="500" /></add></traceFailedRequests></tracing></system.webServer>',
      ),
    },
  ],
});
