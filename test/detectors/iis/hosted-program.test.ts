import detector from '../../../src/detectors/iis/hosted-program.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const core = (program: string, options = '', variables = '') =>
  configuration(
    `<system.webServer><aspNetCore processPath="${program}" arguments="${options}"><environmentVariables>${variables}</environmentVariables></aspNetCore></system.webServer>`,
  );
const php = (program: string) =>
  configuration(`<system.webServer><fastCgi><application fullPath="${program}" /></fastCgi></system.webServer>`);
const plain = { roles: ['IIS'] as const };

testDetector(detector, {
  hits: [
    {
      name: 'a shell',
      input: core('%windir%\\System32\\cmd.exe', '/c start'),
      context: plain,
      detections: [{ message: 'shell', at: { line: 2 }, severity: 'critical' }],
    },
    {
      name: 'a hook in every program of .NET, from where everybody writes',
      input: core(
        'dotnet',
        'app.dll',
        '<environmentVariable name="DOTNET_STARTUP_HOOKS" value="C:\\ProgramData\\h.dll" />',
      ),
      context: plain,
      detections: [
        { message: 'variable', at: { line: 2 }, severity: 'critical', data: { name: 'DOTNET_STARTUP_HOOKS' } },
      ],
    },
    {
      name: 'a program from another machine, and from a temporary folder',
      input: configuration(
        '<system.webServer><httpPlatform processPath="\\\\198.51.100.7\\s\\x.exe" />',
        '<fastCgi><application fullPath="C:\\Windows\\Temp\\x.exe" /></fastCgi></system.webServer>',
      ),
      context: plain,
      detections: [
        { message: 'program', at: { line: 2 }, severity: 'high' },
        { message: 'program', at: { line: 3 }, severity: 'medium' },
      ],
    },
    {
      name: 'PHP for all sites of a server with Exchange',
      input: configuration(
        '<system.applicationHost />',
        '<system.webServer><fastCgi><application fullPath="C:\\PHP\\php-cgi.exe" /></fastCgi></system.webServer>',
      ),
      detections: [{ message: 'program', at: { line: 3 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'dotnet', input: core('dotnet', 'app.dll'), context: plain },
    {
      name: 'the program of the publisher',
      looksAlike: true,
      input: core('%LAUNCHER_PATH%', '%LAUNCHER_ARGS%'),
      context: plain,
    },
    {
      name: 'PHP that is told where it lies',
      looksAlike: true,
      context: plain,
      input: configuration(
        '<system.webServer><fastCgi><application fullPath="C:\\PHP\\php-cgi.exe"><environmentVariables><environmentVariable name="PHPRC" value="C:\\PHP\\" /></environmentVariables></application></fastCgi></system.webServer>',
      ),
    },
    { name: 'PHP', looksAlike: true, input: php('C:\\Program Files\\PHP\\v8.1\\php-cgi.exe'), context: plain },
  ],
});
