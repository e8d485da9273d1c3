import detector from '../../../src/detectors/iis/weakened-request-filtering.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const filtering = (attributes: string, ...lines: string[]) =>
  configuration(
    `<system.webServer><security><requestFiltering ${attributes}>`,
    ...lines,
    '</requestFiltering></security></system.webServer>',
  );

testDetector(detector, {
  hits: [
    {
      name: 'lists that let through settings and code',
      input: filtering(
        '',
        '<fileExtensions><remove fileExtension=".config" /><add fileExtension=".cs" allowed="true" /><remove fileExtension=".sitemap" /></fileExtensions>',
        '<hiddenSegments><remove segment="bin" /></hiddenSegments>',
        '<denyUrlSequences><clear /></denyUrlSequences>',
        '<alwaysAllowedUrls><add url="/x.aspx" /></alwaysAllowedUrls>',
      ),
      detections: [
        { message: 'extension', at: { line: 3 }, severity: 'high' },
        { message: 'allowed', at: { line: 3 }, severity: 'high' },
        { message: 'extension', at: { line: 3 }, severity: 'medium' },
        { message: 'segment', at: { line: 4 }, severity: 'high' },
        { message: 'cleared', at: { line: 5 }, severity: 'high' },
        { message: 'always', at: { line: 6 }, severity: 'medium' },
      ],
    },
    {
      name: 'lists that are emptied to be filled with something else',
      input: filtering(
        '',
        '<hiddenSegments><add segment="bin" /><add segment="web.config" /><clear /><add segment="logs" /></hiddenSegments>',
        '<fileExtensions><clear /><add fileExtension=".bak" allowed="false" /></fileExtensions>',
      ),
      detections: [
        { message: 'cleared', at: { line: 3 }, severity: 'high' },
        { message: 'cleared', at: { line: 4 }, severity: 'high' },
      ],
    },
    {
      name: 'double escapes for the whole server',
      input: configuration(
        '<system.applicationHost /><system.webServer><security><requestFiltering allowDoubleEscaping="true" /></security></system.webServer>',
      ),
      detections: [{ message: 'double-escaping', at: { line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'limits only', input: filtering('', '<requestLimits maxAllowedContentLength="2147483648" />') },
    {
      name: 'download types of Exchange and double escapes in a folder of its back end',
      looksAlike: true,
      context: {
        artifact: fakeArtifact({
          windowsPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\exchweb\\ews\\web.config',
        }),
      },
      input: filtering(
        'allowDoubleEscaping="true"',
        '<fileExtensions><remove fileExtension=".lzx" /><add fileExtension=".lzx" allowed="true" /></fileExtensions>',
      ),
    },
    {
      name: 'a list that is emptied to be filled again',
      looksAlike: true,
      input: filtering(
        '',
        '<hiddenSegments><clear /><add segment="bin" /><add segment="web.config" /></hiddenSegments>',
        '<fileExtensions allowUnlisted="false"><clear /><add fileExtension=".html" allowed="true" /></fileExtensions>',
      ),
    },
  ],
});
