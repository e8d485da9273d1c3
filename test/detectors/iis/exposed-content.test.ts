import detector from '../../../src/detectors/iis/exposed-content.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { applicationHost } from '../configuration-samples.js';

const at = (location: string, inner: string) =>
  `<location path="${location}"><system.webServer>${inner}</system.webServer></location>`;
const settings = '<staticContent><mimeMap fileExtension=".config" mimeType="text/plain" /></staticContent>';
const header =
  '<httpProtocol><customHeaders><add name="Access-Control-Allow-Origin" value="*" /></customHeaders></httpProtocol>';

testDetector(detector, {
  hits: [
    {
      name: 'settings with a content type',
      input: applicationHost(at('Default Web Site/owa', settings), at('Intranet', settings)),
      detections: [
        { message: 'content-type', at: { line: 2 }, severity: 'medium' },
        { message: 'content-type', at: { line: 3 }, severity: 'low' },
      ],
    },
    {
      name: 'any file with a content type, where Exchange answers',
      input: applicationHost(
        at('Default Web Site/ecp', settings.replace('.config', '.*').replace('text/plain', 'application/octet-stream')),
      ),
      detections: [{ message: 'content-type', at: { line: 2 }, data: { what: '.*' } }],
    },
    {
      name: 'a folder of Exchange that is listed',
      input: applicationHost(at('Default Web Site/OAB', '<directoryBrowse enabled="True" />')),
      detections: [{ message: 'listing', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'other sites that may read mail, by a header and by the module for it',
      input: applicationHost(
        at('Default Web Site/EWS', header),
        at('Default Web Site/owa', '<cors enabled="true"><add origin="https://example.net" /></cors>'),
      ),
      detections: [
        { message: 'origin', at: { line: 2 }, data: { value: '*' } },
        { message: 'origin', at: { line: 3 }, data: { value: 'https://example.net' } },
      ],
    },
  ],
  misses: [
    {
      name: 'what Exchange sets: no listing, headers of its own, types for downloads',
      looksAlike: true,
      input: applicationHost(
        at('Default Web Site/owa', '<directoryBrowse enabled="false" />'),
        at(
          'Default Web Site/EWS',
          '<httpProtocol><customHeaders><add name="X-FEServer" value="EX01" /></customHeaders></httpProtocol><staticContent><mimeMap fileExtension=".dll" mimeType="application/x-msdownload" /></staticContent>',
        ),
      ),
    },
    {
      name: 'an interface and a download folder of another application, and the files that renew a certificate',
      looksAlike: true,
      input: applicationHost(
        at('api.example.org', header),
        at('Intranet/files', '<directoryBrowse enabled="true" />'),
        at(
          'Default Web Site/.well-known/acme-challenge',
          '<staticContent><mimeMap fileExtension="." mimeType="text/plain" /></staticContent>',
        ),
      ),
    },
  ],
});
