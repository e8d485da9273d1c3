import detector from '../../../src/detectors/webshell/staged-script.js';
import { type ContextSketch, fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { lifeLine } from '../../helpers/life-lines.js';

const file = 'C:\\inetpub\\wwwroot\\aspnet_client\\zq81x.aspx';
const stem = '/aspnet_client/zq81x.aspx';
const input = { artifact: fakeArtifact({ windowsPath: file, kind: 'web-content' }), sha256: null };
const other = lifeLine({ stem: '/owa/auth/logon.aspx' });
const context: ContextSketch = {
  files: [file],
  flaggedFiles: { [file.toLowerCase()]: ['webshell.request-data-evaluated'] },
  urlMap: { urlsOf: () => [stem], filesOf: (asked) => (asked === stem ? [file] : []) },
  lifeLines: [other],
};

testDetector(detector, {
  hits: [
    {
      name: 'a shell that nobody asked for',
      input,
      context,
      detections: [{ message: 'staged', at: { label: 'logs begin', text: other.first }, url: stem }],
    },
  ],
  misses: [
    { name: 'a shell that was asked for', input, context: { ...context, lifeLines: [other, lifeLine({ stem })] } },
    {
      name: 'one that was asked for with path information',
      input,
      context: { ...context, lifeLines: [lifeLine({ stem: `${stem}/x` })] },
    },
    {
      name: 'one that was asked for under another spelling',
      input,
      context: { ...context, lifeLines: [lifeLine({ stem: '//aspnet_client/%7aq81x.aspx.' })] },
    },
    {
      name: 'a page of the product that nobody asked for',
      looksAlike: true,
      input,
      context: { ...context, flaggedFiles: {} },
    },
    { name: 'a collection without logs', looksAlike: true, input, context: { ...context, lifeLines: [] } },
    {
      name: 'an assembly, which nobody has to ask for',
      looksAlike: true,
      input: { artifact: fakeArtifact({ windowsPath: file, kind: 'pe' }), sha256: null },
      context,
    },
    ...[
      '/portal/js/vendor.js',
      '/portal/App_GlobalResources/Login.resx',
      '/portal/App_Code/Mail.cs',
      '/portal/x.aspx.cs',
    ].map((url) => ({
      name: `what logs do not tell of, or IIS hands to nobody: ${url}`,
      looksAlike: true as const,
      input,
      context: { ...context, urlMap: { urlsOf: () => [url], filesOf: () => [] } },
    })),
    { name: 'a file that no URL reaches', input, context: { ...context, urlMap: { urlsOf: () => [] } } },
  ],
});
