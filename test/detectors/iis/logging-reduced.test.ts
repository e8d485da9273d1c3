import detector from '../../../src/detectors/iis/logging-reduced.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const site = (...lines: string[]) =>
  configuration('<system.applicationHost><sites>', ...lines, '</sites></system.applicationHost>');
const native = (...names: string[]) =>
  `<system.webServer><globalModules>${names.map((name) => `<add name="${name}" />`).join('')}</globalModules></system.webServer>`;

testDetector(detector, {
  hits: [
    {
      name: 'the page that a balancer probes, and a page of Exchange',
      input: configuration(
        '<location path="Default Web Site/probe.htm"><system.webServer><httpLogging dontLog="true" /></system.webServer></location>',
        '<location path="Default Web Site/owa/auth/probe.htm"><system.webServer><httpLogging dontLog="true" /></system.webServer></location>',
        '<location path="Default Web Site/probe.aspx"><system.webServer><httpLogging dontLog="true" /></system.webServer></location>',
      ),
      detections: [
        { message: 'off', at: { line: 2 }, severity: 'low' },
        { message: 'off', at: { line: 3 }, severity: 'high' },
        { message: 'off', at: { line: 4 }, severity: 'high' },
      ],
    },
    {
      name: 'one folder not logged, another in part',
      input: configuration(
        '<location path="Default Web Site/owa/auth"><system.webServer><httpLogging dontLog="true" /></system.webServer></location>',
        '<location path="Default Web Site"><system.webServer><httpLogging selectiveLogging="LogSuccessful" /><modules><remove name="HttpLoggingModule" /></modules></system.webServer></location>',
      ),
      detections: [
        { message: 'off', at: { line: 2 }, severity: 'high', data: { where: 'Default Web Site/owa/auth' } },
        { message: 'selective', at: { line: 3 }, data: { value: 'LogSuccessful' } },
        { message: 'module', at: { line: 3 } },
      ],
    },
    {
      name: 'logs of sites switched off, stripped, moved, in another form',
      input: site(
        '<site name="A"><logFile enabled="false" /></site>',
        '<site name="B"><logFile logExtFileFlags="Date, Time, ClientIP, Method, UriStem, HttpStatus" /></site>',
        '<site name="C"><logFile logTargetW3C="ETW" directory="D:\\logs" logFormat="IIS" /></site>',
      ),
      detections: [
        { message: 'off', at: { line: 3 } },
        { message: 'fields', at: { line: 4 }, data: { value: 'UriQuery, UserAgent' }, severity: 'high' },
        { message: 'target', at: { line: 5 } },
        { message: 'moved', at: { line: 5 }, severity: 'informational' },
        { message: 'format', at: { line: 5 }, severity: 'low' },
      ],
    },
    {
      name: 'the module that logs gone from the server',
      input: configuration('<system.applicationHost />', native('A', 'B', 'C', 'D', 'E', 'F')),
      detections: [{ message: 'module', at: { line: 3 }, data: { where: 'every site' } }],
    },
  ],
  misses: [
    { name: 'no word of logs', input: configuration() },
    {
      name: 'logging as IIS has it, with a field more',
      looksAlike: true,
      input: site(
        '<siteDefaults><logFile logFormat="W3C" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" logTargetW3C="File,ETW" logExtFileFlags="Date, Time, ClientIP, UserName, ServerIP, Method, UriStem, UriQuery, HttpStatus, UserAgent, Referer" /></siteDefaults>',
      ),
    },
    {
      name: 'a module list that a fault cuts short',
      looksAlike: true,
      input: configuration(
        '<system.applicationHost />',
        '<system.webServer><globalModules><add name="A"/><add name="B"/><add name="C"/><add name="D"/><add name="E"/><add name="F"/></x>',
      ),
    },
  ],
});
