import detector from '../../../src/detectors/iis/weakened-authentication.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const at = (location: string, inner: string) =>
  `<location path="${location}"><system.webServer><security><authentication>${inner}</authentication></security></system.webServer></location>`;

testDetector(detector, {
  hits: [
    {
      name: 'anonymous access to a guarded folder, with an account of its own',
      input: configuration(
        at('Exchange Back End/PowerShell', '<anonymousAuthentication enabled="true" />'),
        at('Intranet', '<anonymousAuthentication enabled="true" userName="CORP\\admin" />'),
      ),
      detections: [
        { message: 'anonymous', at: { line: 2 }, severity: 'medium' },
        { message: 'run-as', at: { line: 3 }, severity: 'high', data: { account: 'CORP\\admin' } },
      ],
    },
    {
      name: 'a certificate that logs on',
      input: configuration(
        at(
          'Default Web Site/owa',
          '<iisClientCertificateMappingAuthentication enabled="true"><oneToOneMappings><add userName="CORP\\admin" certificate="MIIB" /></oneToOneMappings></iisClientCertificateMappingAuthentication>',
        ),
      ),
      detections: [{ message: 'certificate', at: { line: 2 }, severity: 'high', outcome: 'compromise' }],
    },
    {
      name: 'an address that is let in, as context',
      input: configuration(
        '<location path="Default Web Site/ecp"><system.webServer><security><ipSecurity allowUnlisted="false"><add ipAddress="203.0.113.4" allowed="true" /></ipSecurity></security></system.webServer></location>',
      ),
      detections: [{ message: 'addresses', at: { line: 2 }, severity: 'informational' }],
    },
  ],
  misses: [
    {
      name: 'anonymous access switched off',
      input: configuration(
        at('Exchange Back End/PowerShell', '<anonymousAuthentication enabled="false" userName="X" />'),
      ),
    },
    {
      name: 'anonymous access where Exchange has it, and where administrators set it',
      looksAlike: true,
      input: configuration(
        at('Exchange Back End/EWS', '<anonymousAuthentication enabled="true" />'),
        at('Default Web Site/ecp', '<anonymousAuthentication enabled="true" userName="IUSR" />'),
      ),
    },
  ],
});
