import compiledPageWithoutSource from '../../../src/detectors/webshell/compiled-page-without-source.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { compiled } from '../configuration-samples.js';

const wwwroot = 'C:\\inetpub\\wwwroot';
const urlMap = { filesOf: (stem: string) => [`${wwwroot}${stem.replaceAll('/', '\\')}`] };

testDetector(compiledPageWithoutSource, {
  hits: [
    {
      name: 'a page that is gone from a collected folder, with the time of its compilation',
      input: compiled('/aspnet_client/Zq81x.aspx'),
      context: {
        urlMap,
        collectedFolders: [`${wwwroot}\\aspnet_client`],
        artifact: fakeArtifact({
          windowsPath: 'C:\\Windows\\x.compiled',
          times: { created: '2021-03-03T04:00:00Z', modified: null, source: 'collector-record', quality: 'exact' },
        }),
      },
      detections: [
        {
          message: 'deleted',
          at: { line: 2, column: 1, element: 'preserve', path: 'C/Windows/x.compiled' },
          severity: 'critical',
          url: '/aspnet_client/Zq81x.aspx',
          identity: ['/aspnet_client/zq81x.aspx'],
          data: { file: `${wwwroot}\\aspnet_client\\zq81x.aspx` },
        },
      ],
    },
    {
      name: 'a page in an unremarkable folder',
      input: compiled('/tools/report/x.ashx'),
      context: { urlMap, collectedFolders: [`${wwwroot}\\tools\\report`] },
      detections: [{ message: 'deleted', at: { line: 2 }, severity: 'high', confidence: 'strong' }],
    },
    {
      name: 'a page whose folder was not collected',
      input: compiled('/owa/auth/x.aspx'),
      context: { urlMap },
      detections: [{ message: 'unknown', at: { line: 2 }, severity: 'medium', confidence: 'moderate' }],
    },
    {
      name: 'a foreign page that is still there',
      input: compiled('/x.aspx'),
      context: { urlMap, files: [`${wwwroot}\\x.aspx`] },
      detections: [{ message: 'present', at: { line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'a page of the product',
      input: compiled('/owa/auth/logon.aspx'),
      context: { urlMap, knownGood: { productUrl: () => 'page' } },
    },
    {
      name: 'a page of the product whose folder was not collected whole',
      looksAlike: true,
      input: compiled('/ecp/default.aspx'),
      context: { urlMap, collectedFolders: [`${wwwroot}\\ecp`], knownGood: { isShippedPath: () => true } },
    },
    {
      name: 'global.asax, which is no page',
      looksAlike: true,
      input: compiled('/owa/global.asax', 8),
      context: { urlMap },
    },
  ],
});
