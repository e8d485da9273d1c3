import detector from '../../../src/detectors/iis/foreign-isapi.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const filters = (...lines: string[]) =>
  configuration('<system.webServer><isapiFilters>', ...lines, '</isapiFilters></system.webServer>');
const restriction = (attributes: string, ...lines: string[]) =>
  configuration(
    `<system.webServer><security><isapiCgiRestriction ${attributes}>`,
    ...lines,
    '</isapiCgiRestriction></security></system.webServer>',
  );

testDetector(detector, {
  hits: [
    {
      name: 'a filter named like one of Exchange in another folder',
      input: filters(
        '<filter name="Exchange OWA Cookie Authentication ISAPI Filter" path="C:\\inetpub\\owaauth.dll" enabled="true" />',
        '<filter name="F" path="C:\\Program Files\\Example\\f.dll" />',
      ),
      detections: [
        { message: 'filter', at: { line: 3 }, severity: 'critical' },
        { message: 'filter', at: { line: 4 }, severity: 'medium' },
      ],
    },
    {
      name: 'any program, one program, and classic ASP as a posture',
      input: restriction(
        'notListedCgisAllowed="true"',
        '<add path="C:\\Windows\\Temp\\x.exe" allowed="true" />',
        '<add path="%windir%\\system32\\inetsrv\\asp.dll" allowed="true" />',
        '<add path="%windir%\\system32\\ocspisapi.dll" allowed="true" />',
      ),
      detections: [
        { message: 'open', at: { line: 2 }, severity: 'high', data: { what: 'program' } },
        { message: 'allowed', at: { line: 3 }, severity: 'critical' },
        { message: 'allowed', at: { line: 4 }, severity: 'low', outcome: 'hygiene' },
        { message: 'allowed', at: { line: 5 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
  ],
  misses: [
    { name: 'none', input: filters() },
    {
      name: 'the filters of ASP.NET and of Exchange on another drive',
      looksAlike: true,
      input: configuration(
        '<system.applicationHost><sites><site><application path="/owa"><virtualDirectory path="/" physicalPath="F:\\Exchange\\FrontEnd\\HttpProxy\\owa" /></application></site></sites></system.applicationHost>',
        '<system.webServer><isapiFilters>',
        '<filter name="ASP.Net_4.0_64bit" path="%windir%\\Microsoft.NET\\Framework64\\v4.0.30319\\aspnet_filter.dll" />',
        '<filter name="Exchange ActiveSync ISAPI Filter" path="F:\\Exchange\\FrontEnd\\HttpProxy\\bin\\AirFilter.dll" />',
        '</isapiFilters></system.webServer>',
      ),
    },
    {
      name: 'restrictions of Exchange, and one that forbids',
      looksAlike: true,
      input: restriction(
        'notListedIsapisAllowed="false" notListedCgisAllowed="false"',
        '<add path="%ExchangeInstallPath%ClientAccess\\owa\\auth\\owaauth.dll" allowed="true" />',
        '<add path="C:\\Windows\\Temp\\x.exe" allowed="false" />',
      ),
    },
  ],
});
