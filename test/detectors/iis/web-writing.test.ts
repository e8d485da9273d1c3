import detector from '../../../src/detectors/iis/web-writing.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const dav = (enabled: boolean, ...rules: readonly string[]) =>
  `<system.webServer><webdav><authoring enabled="${enabled}" /><authoringRules>${rules.join('')}</authoringRules></webdav></system.webServer>`;
const site = (name: string, protocol: string, folder: string) =>
  `<site name="${name}"><application path="/"><virtualDirectory path="/" physicalPath="${folder}" /></application><bindings><binding protocol="${protocol}" bindingInformation="*:0:" /></bindings></site>`;
const host = (...rest: readonly string[]) => configuration(...rest);
const ftp = (folder: string, users: string, permissions = 'Read, Write') =>
  host(
    `<system.applicationHost><sites>${site('Web', 'http', 'C:\\inetpub\\wwwroot')}`,
    `${site('Files', 'ftp', folder)}</sites></system.applicationHost>`,
    `<location path="Files"><system.ftpServer><security><authorization><add accessType="Allow" users="${users}" permissions="${permissions}" />`,
    '</authorization><authentication><anonymousAuthentication enabled="true" /></authentication></security></system.ftpServer></location>',
  );

testDetector(detector, {
  hits: [
    {
      name: 'WebDAV for everybody, sources too',
      input: configuration(dav(true, '<add users="*" path="*" access="Read, Write, Source" />')),
      context: { roles: ['IIS'] },
      detections: [
        { message: 'webdav', at: { line: 2 }, severity: 'medium', outcome: 'compromise', data: { users: '*' } },
      ],
    },
    {
      name: 'WebDAV for whom no rule names',
      input: configuration(
        dav(true, '<add roles="Users" path="*" access="Read" />').replace(
          '<authoringRules>',
          '<authoringRules defaultAccess="Read, Write">',
        ),
      ),
      context: { roles: ['IIS'] },
      detections: [
        { message: 'webdav', at: { line: 2 }, severity: 'medium', data: { users: '*', access: 'Read, Write' } },
      ],
    },
    {
      name: 'WebDAV on, its rules elsewhere',
      input: configuration(dav(true)),
      context: { roles: ['IIS'] },
      detections: [{ message: 'webdav-on', at: { line: 2 }, severity: 'low', outcome: 'hygiene' }],
    },
    {
      name: 'FTP into the folder that the web serves',
      input: ftp('C:\\inetpub\\wwwroot\\up', 'publisher'),
      context: { roles: ['IIS'] },
      detections: [{ message: 'ftp', at: { line: 3 }, severity: 'low', data: { users: 'publisher' } }],
    },
    {
      name: 'the same for anybody',
      input: ftp('C:\\inetpub\\wwwroot', '*'),
      context: { roles: ['IIS'] },
      detections: [{ message: 'anonymous', at: { line: 3 }, severity: 'high', outcome: 'compromise' }],
    },
  ],
  misses: [
    { name: 'FTP that may only be read', input: ftp('C:\\inetpub\\wwwroot', '*', 'Read') },
    { name: 'FTP for accounts, into a folder of its own', looksAlike: true, input: ftp('D:\\ftp', 'partner') },
    {
      name: 'rules of WebDAV that is switched off',
      looksAlike: true,
      input: configuration(dav(false, '<add users="*" path="*" access="Read, Write" />')),
    },
  ],
});
