import detector from '../../../src/detectors/iis/credentials-logged.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { applicationHost, configuration } from '../configuration-samples.js';

const fields = (...lines: readonly string[]) =>
  configuration(
    '<system.applicationHost><sites><site name="Default Web Site" id="1"><logFile><customFields>',
    ...lines,
    '</customFields></logFile></site></sites></system.applicationHost>',
  );
const trace = (path: string, codes: string, verbosity = 'Verbose') =>
  `<system.webServer><tracing><traceFailedRequests><add path="${path}"><traceAreas><add provider="WWW Server" areas="Security,Module" verbosity="${verbosity}" /></traceAreas><failureDefinitions ${codes} /></add></traceFailedRequests></tracing></system.webServer>`;

testDetector(detector, {
  hits: [
    {
      name: 'passwords and sessions as fields of a log',
      input: fields(
        '<add logFieldName="x-req" sourceName="Authorization" sourceType="RequestHeader" />',
        '<add logFieldName="x-pw" sourceName="HTTP_AUTHORIZATION" sourceType="ServerVariable" />',
        '<add logFieldName="x-p" sourceName="AUTH_PASSWORD" sourceType="ServerVariable" />',
        '<add logFieldName="x-q" sourceName="X-User-Password" sourceType="RequestHeader" />',
        '<add logFieldName="x-res" sourceName="Set-Cookie" sourceType="ResponseHeader" />',
      ),
      detections: [
        { message: 'field', at: { line: 3 }, severity: 'high' },
        { message: 'field', at: { line: 4 }, severity: 'high' },
        { message: 'field', at: { line: 5 }, severity: 'high' },
        { message: 'field', at: { line: 6 }, severity: 'high' },
        { message: 'field', at: { line: 7 }, severity: 'medium' },
      ],
    },
    {
      name: 'the same where no Exchange is',
      context: { roles: ['IIS'] },
      input: fields(
        '<add logFieldName="a" sourceName="Authorization" sourceType="RequestHeader" />',
        '<add logFieldName="b" sourceName="Cookie" sourceType="RequestHeader" />',
      ),
      detections: [
        { message: 'field', at: { line: 3 }, severity: 'medium' },
        { message: 'field', at: { line: 4 }, severity: 'low' },
      ],
    },
    {
      name: 'traces of what the logon form sends',
      input: configuration(
        trace('auth.owa', 'statusCodes="200-399"'),
        trace('*', 'statusCodes="302,500"'),
        '<system.webServer><advancedLogging><server><fields><field id="X" sourceName="Authorization" sourceType="RequestHeader" /></fields></server></advancedLogging></system.webServer>',
      ),
      detections: [
        { message: 'field', at: { line: 4 }, severity: 'high' },
        { message: 'trace', at: { line: 2 }, severity: 'high' },
        { message: 'trace', at: { line: 3 }, severity: 'medium' },
      ],
    },
    {
      name: 'a rule that no site uses, and traces in a folder that is served',
      input: applicationHost(trace('*.aspx', 'statusCodes="200"')),
      detections: [{ message: 'trace', at: { line: 2 }, severity: 'informational', outcome: 'hygiene' }],
    },
    {
      name: 'traces in a folder that is served',
      input: configuration(
        '<system.applicationHost><sites><site name="a"><traceFailedRequestsLogging enabled="true" directory="%SystemDrive%\\inetpub\\wwwroot\\aspnet_client\\tr" /></site>',
        '</sites></system.applicationHost>',
        trace('login.aspx', 'statusCodes="100-999"'),
      ),
      context: { roles: ['IIS'] },
      detections: [
        { message: 'trace', at: { line: 4 }, severity: 'medium' },
        { message: 'folder', at: { line: 2 }, severity: 'medium' },
      ],
    },
    {
      name: 'traces of ASP.NET for anybody, and whole messages of services',
      input: configuration(
        '<system.web><trace enabled="true" localOnly="false" /></system.web>',
        '<system.serviceModel><diagnostics><messageLogging logEntireMessage="true" logMessagesAtServiceLevel="true" /></diagnostics></system.serviceModel>',
      ),
      detections: [
        { message: 'page', at: { line: 2 }, severity: 'medium' },
        { message: 'messages', at: { line: 3 }, severity: 'medium' },
      ],
    },
    {
      name: "a developer's trace of an application",
      context: { roles: ['IIS'] },
      input: configuration('<system.web><trace enabled="true" localOnly="false" pageOutput="true" /></system.web>'),
      detections: [{ message: 'page', at: { line: 2 }, severity: 'low', outcome: 'hygiene' }],
    },
  ],
  misses: [
    {
      name: 'addresses and numbers of requests from a proxy',
      looksAlike: true,
      input: fields(
        '<add logFieldName="X-Forwarded-For" sourceName="X-Forwarded-For" sourceType="RequestHeader" />',
        '<add logFieldName="rid" sourceName="X-Request-ID" sourceType="RequestHeader" />',
        '<add logFieldName="tls" sourceName="CRYPT_PROTOCOL" sourceType="ServerVariable" />',
        '<add logFieldName="who" sourceName="AUTH_USER" sourceType="ServerVariable" />',
      ),
    },
    {
      name: 'traces of what fails or takes long, in their usual folder',
      looksAlike: true,
      input: configuration(
        '<system.applicationHost><sites><siteDefaults><traceFailedRequestsLogging enabled="true" directory="%SystemDrive%\\inetpub\\logs\\FailedReqLogFiles" /></siteDefaults></sites></system.applicationHost>',
        trace('*', 'statusCodes="400-599"'),
        trace('*', 'timeTaken="00:00:30"'),
        trace('auth.owa', 'statusCodes="200-399"', 'Warning'),
      ),
    },
    {
      name: 'traces in a served folder that are switched off',
      input: configuration(
        '<system.applicationHost><sites><site name="a"><traceFailedRequestsLogging enabled="false" directory="C:\\inetpub\\wwwroot\\tr" /></site></sites></system.applicationHost>',
        '<system.web><trace enabled="true" localOnly="true" /></system.web>',
      ),
    },
  ],
});
