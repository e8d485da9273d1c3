import detector from '../../../src/detectors/iis/removed-module.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { applicationHost } from '../configuration-samples.js';

const at = (location: string, modules: string) =>
  `<location path="${location}"><system.webServer><modules>${modules}</modules></system.webServer></location>`;

testDetector(detector, {
  hits: [
    {
      name: 'the filter of requests taken away from the front end',
      input: applicationHost(at('Default Web Site/EWS', '<remove name="HttpRequestFilteringModule" />')),
      detections: [{ message: 'removed', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'all modules taken away',
      input: applicationHost(at('Exchange Back End/ecp', '<clear /><add name="StaticFileModule" />')),
      detections: [{ message: 'cleared', at: { line: 2 } }],
    },
  ],
  misses: [
    {
      name: 'what Exchange takes away itself, and what is put back in another order',
      looksAlike: true,
      input: applicationHost(
        at('Default Web Site/owa', '<remove name="Session" /><remove name="RequestFilteringModule" />'),
        at('Default Web Site/owa', '<remove name="HttpProxy" /><add name="HttpProxy" type="x" />'),
      ),
    },
    {
      name: 'an application of its own, and a module that is none of the product',
      looksAlike: true,
      input: applicationHost(
        at('Intranet', '<clear /><remove name="WindowsAuthentication" />'),
        at('Default Web Site/owa', '<remove name="WebDAVModule" />'),
      ),
    },
  ],
});
