import detector from '../../../src/detectors/webshell/flagged-file-used.js';
import type { ContextSketch } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine } from '../../helpers/life-lines.js';

const file = 'C:\\inetpub\\wwwroot\\aspnet_client\\zq81x.aspx';
const stem = '/aspnet_client/zq81x.aspx';
const context: ContextSketch = {
  files: [file],
  flaggedFiles: { [file.toLowerCase()]: ['webshell.oab-dump-with-script'] },
  urlMap: { filesOf: (url) => (url === stem ? [file] : [`C:\\inetpub\\wwwroot${url.replaceAll('/', '\\')}`]) },
};

const one = (sketch: LifeLineSketch) => [{ input: lifeLine(sketch) }];

testDetector(detector, {
  hits: [
    {
      name: 'a shell that answers',
      inputs: one({
        stem,
        requests: 4,
        methods: { POST: 4 },
        statuses: [
          ['200', 3],
          ['500', 1],
        ],
      }),
      context,
      detections: [
        {
          message: 'used',
          at: { line: 5, path: 'W3SVC1/u_ex210814.log' },
          severity: 'critical',
          outcome: 'compromise',
          url: stem,
          data: { file, requests: 4, answered: 4, client: '203.0.113.9', rules: ['webshell.oab-dump-with-script'] },
        },
      ],
    },
    {
      name: 'a shell with path information behind its name, asked for by one’s own',
      inputs: one({ stem: `${stem}/a/b`, ownRequests: 1 }),
      context,
      detections: [{ message: 'used', at: { line: 5 }, severity: 'high' }],
    },
    {
      name: 'one shell by three names: its own, a short one, and that of the folder whose default document it is',
      inputs: [
        { input: lifeLine({ stem, requests: 2, methods: { POST: 2 }, statuses: [['200', 2]] }) },
        {
          input: lifeLine({
            stem: '/aspnet~1/zq81x~1.asp',
            requests: 5,
            statuses: [['200', 5]],
            clients: ['203.0.113.10'],
          }),
        },
        { input: lifeLine({ stem: '/aspnet_client/', requests: 1, statuses: [['404', 1]], firstSuccess: null }) },
      ],
      context: { ...context, urlMap: { filesOf: () => [file] } },
      detections: [
        {
          message: 'used',
          at: { line: 5 },
          severity: 'critical',
          url: '/aspnet~1/zq81x~1.asp',
          data: { requests: 8, answered: 7, from: '2 clients', url: '/aspnet~1/zq81x~1.asp and 2 other addresses' },
        },
      ],
    },
    {
      name: 'a shell that only ever was missed',
      inputs: one({ stem, statuses: [['404', 1]], firstSuccess: null, lastSuccess: null }),
      context,
      detections: [{ message: 'asked', at: { line: 5 }, severity: 'medium', outcome: 'attempt' }],
    },
    ...(
      [
        ['one client', { clients: ['203.0.113.9'] }, 'high'],
        ['users who sign in', { clients: ['10.0.0.7'], userNames: ['CORP\\adm'] }, 'medium'],
        ['many clients', { clients: Array.from({ length: 21 }, (_, i) => `10.0.1.${i}`) }, 'medium'],
        ['one’s own addresses', { ownRequests: 1 }, 'medium'],
      ] as const
    ).map(([by, sketch, severity]) => ({
      name: `a page that may be somebody’s own tool, by ${by}`,
      inputs: one({ stem, ...sketch }),
      context: { ...context, flaggedSeverity: 'medium' as const },
      detections: [{ message: 'used' as const, at: { line: 5 }, severity, outcome: 'compromise' as const }],
    })),
    {
      name: 'a script of the logon page, which everybody gets who signs in: victims, no users',
      inputs: one({ stem: '/owa/auth/15.2.1118/scripts/premium/flogon.js', requests: 4_000, executable: false }),
      context: {
        files: ['C:\\x\\flogon.js'],
        flaggedFiles: { 'c:\\x\\flogon.js': ['webshell.logon-page-capability'] },
        urlMap: { filesOf: () => ['C:\\x\\flogon.js'] },
      },
      detections: [{ message: 'sent', at: { line: 5 }, severity: 'critical' }],
    },
  ],
  misses: [
    { name: 'another page of the same folder', inputs: one({ stem: '/aspnet_client/other.aspx' }), context },
    {
      name: 'the same name on a server without flagged files',
      looksAlike: true,
      inputs: one({ stem }),
      context: {},
    },
  ],
});
