import detector from '../../../src/detectors/iis/executable-location.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const host = (location: string, policy: string) =>
  `<location path="${location}"><system.webServer><handlers accessPolicy="${policy}" /></system.webServer></location>`;

testDetector(detector, {
  hits: [
    {
      name: 'rights beyond those of the product, by location',
      input: configuration(
        '<system.applicationHost />',
        host('Default Web Site/OAB', 'Read, Script'),
        host('Exchange Back End/owa/15.1.2507.6', 'Read, Execute'),
        host('Default Web Site/aspnet_client', 'Read, Write, Script'),
        host('Default Web Site/EWS/x', 'Script'),
        host('Intranet', 'Script'),
      ),
      detections: [
        { message: 'granted', at: { line: 3 }, severity: 'high', data: { expected: 'Read' } },
        { message: 'granted', at: { line: 4 }, severity: 'high' },
        { message: 'write', at: { line: 5 }, severity: 'critical' },
        { message: 'unlisted', at: { line: 6 }, severity: 'medium' },
        { message: 'unlisted', at: { line: 7 }, severity: 'low' },
      ],
    },
    {
      name: 'programs allowed to run by a web.config',
      input: configuration('<system.webServer><handlers accessPolicy="Read, Execute, Script" /></system.webServer>'),
      context: { artifact: fakeArtifact({ windowsPath: 'C:\\inetpub\\wwwroot\\up\\web.config' }) },
      detections: [
        {
          message: 'unlisted',
          at: { line: 2 },
          severity: 'medium',
          data: { location: 'C:\\inetpub\\wwwroot\\up\\web.config' },
        },
      ],
    },
  ],
  misses: [
    { name: 'no policy', input: configuration('<system.webServer><handlers /></system.webServer>') },
    {
      name: 'policies as Exchange sets them, or stricter',
      looksAlike: true,
      input: configuration(
        '<system.applicationHost /><system.webServer><handlers accessPolicy="Read, Script" /></system.webServer>',
        host('Default Web Site/owa/auth', 'Read, Execute, Script'),
        host('Exchange Back End/owa/15.2.986.5', 'Read'),
        host('Default Web Site/ecp', 'Read'),
      ),
    },
    {
      name: 'the RPC proxy of Windows, which has to run',
      looksAlike: true,
      input: configuration(
        '<system.webServer><handlers accessPolicy="Execute"><add name="RpcProxy" path="*" verb="*" modules="IsapiModule" scriptProcessor="%SystemRoot%\\system32\\rpcproxy\\rpcproxyshim.dll" /></handlers></system.webServer>',
      ),
    },
  ],
});
