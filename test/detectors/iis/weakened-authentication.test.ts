import detector from '../../../src/detectors/iis/weakened-authentication.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { applicationHost } from '../configuration-samples.js';

const at = (location: string, inner: string) =>
  `<location path="${location}"><system.webServer><security><authentication>${inner}</authentication></security></system.webServer></location>`;
const addresses = (location: string, inner: string) =>
  `<location path="${location}"><system.webServer><security>${inner}</security></system.webServer></location>`;

testDetector(detector, {
  hits: [
    {
      name: 'anonymous access to a guarded folder, with an account of its own',
      input: applicationHost(
        at('Exchange Back End/PowerShell', '<anonymousAuthentication enabled="true" />'),
        at('Exchange Back End/EWS', '<anonymousAuthentication enabled="true" userName="CORP\\admin" />'),
      ),
      detections: [
        { message: 'anonymous', at: { line: 2 }, severity: 'medium' },
        { message: 'run-as', at: { line: 3 }, severity: 'high', data: { account: 'CORP\\admin' } },
      ],
    },
    {
      name: 'a certificate that logs on',
      input: applicationHost(
        at(
          'Default Web Site/owa',
          '<iisClientCertificateMappingAuthentication enabled="true"><oneToOneMappings><add userName="CORP\\admin" certificate="MIIB" /></oneToOneMappings></iisClientCertificateMappingAuthentication>',
        ),
      ),
      detections: [{ message: 'certificate', at: { line: 2 }, severity: 'high', outcome: 'compromise' }],
    },
    {
      name: 'an address that is let in, as context',
      input: applicationHost(
        '<location path="Default Web Site/ecp"><system.webServer><security><ipSecurity allowUnlisted="false"><add ipAddress="203.0.113.4" allowed="true" /></ipSecurity></security></system.webServer></location>',
      ),
      detections: [{ message: 'addresses', at: { line: 2 }, severity: 'informational' }],
    },
    {
      name: 'a place of Exchange that asked for a password',
      input: applicationHost(at('Default Web Site/owa/Integrated', '<anonymousAuthentication enabled="true" />')),
      detections: [{ message: 'anonymous', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'addresses that were shut out and are let in',
      input: applicationHost(
        addresses('Default Web Site/ecp', '<ipSecurity><clear /></ipSecurity>'),
        addresses('Default Web Site', '<ipSecurity allowUnlisted="false" />'),
        addresses('Default Web Site/PowerShell', '<ipSecurity allowUnlisted="true" />'),
      ),
      detections: [
        { message: 'unrestricted', at: { line: 2 }, severity: 'medium' },
        { message: 'unrestricted', at: { line: 4 }, severity: 'medium' },
      ],
    },
    {
      name: 'one page for anybody, by a rule of ASP.NET and by one of IIS',
      input: applicationHost(
        '<location path="Default Web Site/ecp/auth/help.aspx"><system.web><authorization><allow users="*" /></authorization></system.web></location>',
        '<location path="Exchange Back End/ecp/x.aspx"><system.webServer><security><authorization><add accessType="Allow" users="?" /></authorization></security></system.webServer></location>',
      ),
      detections: [
        { message: 'open', at: { line: 2 }, severity: 'medium', data: { account: '*' } },
        { message: 'open', at: { line: 3 }, data: { account: '?' } },
      ],
    },
    {
      name: 'pages that run as somebody',
      input: applicationHost(
        '<location path="Exchange Back End/owa"><system.web><identity impersonate="true" userName="CORP\\admin" password="x" /></system.web></location>',
        '<location path="Intranet"><system.web><identity impersonate="true" userName="CORP\\app" /></system.web></location>',
      ),
      detections: [
        { message: 'acts-as', at: { line: 2 }, severity: 'high', data: { account: 'CORP\\admin' } },
        { message: 'acts-as', at: { line: 3 }, severity: 'low' },
      ],
    },
    {
      name: 'the pages of an application that need no logon, in one line',
      input: applicationHost(
        '<location path="Intranet/login.aspx"><system.web><authorization><allow users="*" /></authorization></system.web></location>',
        '<location path="Intranet/css"><system.web><authorization><allow users="*" /></authorization></system.web></location>',
      ),
      detections: [{ message: 'own', at: { line: 2 }, severity: 'informational', data: { count: 2 } }],
    },
  ],
  misses: [
    {
      name: 'what the control panel shows to anybody, impersonation switched off, addresses never shut out',
      looksAlike: true,
      input: applicationHost(
        '<location path="Exchange Back End/ecp/TimeoutLogout.aspx"><system.web><authorization><allow users="*" /></authorization></system.web></location>',
        '<location path="Exchange Back End/ecp"><system.web><identity impersonate="false" /><authorization><allow roles="Admin" /></authorization></system.web></location>',
        addresses('Default Web Site/ecp', '<ipSecurity allowUnlisted="true" />'),
      ),
    },
    {
      name: 'anonymous access switched off',
      input: applicationHost(
        at('Exchange Back End/PowerShell', '<anonymousAuthentication enabled="false" userName="X" />'),
      ),
    },
    {
      name: 'anonymous access where Exchange has it, and where administrators set it',
      looksAlike: true,
      input: applicationHost(
        at('Exchange Back End/EWS', '<anonymousAuthentication enabled="true" />'),
        at('Default Web Site/ecp', '<anonymousAuthentication enabled="true" userName="IUSR" />'),
      ),
    },
  ],
});
