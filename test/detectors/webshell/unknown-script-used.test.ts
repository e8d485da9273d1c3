import detector from '../../../src/detectors/webshell/unknown-script-used.js';
import type { ContextSketch } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine } from '../../helpers/life-lines.js';

const inProduct: ContextSketch = { knownGood: { productUrl: () => 'unknown' } };
const one = (sketch: LifeLineSketch) => [{ input: lifeLine(sketch) }];
const people = Array.from({ length: 40 }, (_, i) => `198.51.100.${i + 1}`);
const fullTree: ContextSketch = {
  collectedFolders: ['C:\\inetpub\\wwwroot\\app'],
  urlMap: { source: 'configuration', filesOf: () => ['C:\\inetpub\\wwwroot\\app\\gone.aspx'] },
};

/** Names that clients tried, none of which was there. */
const missedBy = (clients: readonly string[]) =>
  Array.from({ length: 12 }, (_, i) =>
    one({ stem: `/try${i}.aspx`, clients, requests: clients.length, firstSuccess: null, lastSuccess: null }),
  ).flat();

testDetector(detector, {
  hits: [
    {
      name: 'a shell in aspnet_client, driven by POST alone',
      inputs: one({ stem: '/aspnet_client/system_web/zq81x.aspx', requests: 9, methods: { POST: 9 }, uploads: 9 }),
      context: inProduct,
      detections: [
        {
          message: 'answered',
          at: { line: 5 },
          severity: 'high',
          outcome: 'compromise',
          url: '/aspnet_client/system_web/zq81x.aspx',
          data: { client: '203.0.113.9', requests: 9 },
        },
      ],
    },
    {
      name: 'a script that appeared after misses, used by one client that no link led there',
      inputs: one({
        stem: '/app/upd.aspx',
        requests: 12,
        methods: { POST: 12 },
        lastMissBeforeSuccess: '2021-08-14T03:59:00.000Z',
      }),
      detections: [{ message: 'answered', at: { line: 5 }, severity: 'medium', confidence: 'moderate' }],
    },
    {
      name: 'an unknown script that one program uses: low, whatever its use looks like',
      inputs: one({
        stem: '/erp/conn.aspx',
        requests: 4_298,
        userAgents: [],
        methods: { POST: 4_298 },
        maximumBytesReceived: 60_000,
        rhythm: { client: '203.0.113.9', requests: 100, medianSeconds: 60, strayRatio: 0 },
      }),
      detections: [{ message: 'answered', at: { line: 5 }, severity: 'low', confidence: 'weak', outcome: 'success' }],
    },
    {
      name: 'a page that answers though no file is there',
      inputs: one({ stem: '/app/gone.aspx', requests: 6, methods: { POST: 6 } }),
      context: fullTree,
      detections: [{ message: 'ghost', at: { line: 5 }, severity: 'medium' }],
    },
    {
      name: 'what looks like a shell but comes through one’s own proxy: less, yet not nothing',
      inputs: one({ stem: '/aspnet_client/zq81x.aspx', requests: 9, ownRequests: 9, methods: { POST: 9 } }),
      context: inProduct,
      detections: [{ message: 'answered', at: { line: 5 }, severity: 'medium' }],
    },
    {
      name: 'a shell that forty scanners find, and one client sends forms to',
      inputs: [
        ...missedBy(people),
        ...one({
          stem: '/app/gone.aspx',
          requests: 65,
          methods: { GET: 40, POST: 25 },
          clients: [...people, '203.0.113.9'],
          lastMissBeforeSuccess: '2021-08-14T03:59:00.000Z',
        }),
      ],
      context: fullTree,
      detections: [{ message: 'ghost', at: { line: 5 }, severity: 'high', outcome: 'compromise' }],
    },
    {
      name: 'a site that answers several scanners alike, and a page of it that is used',
      inputs: [
        ...Array.from({ length: 9 }, (_, i) =>
          one({
            stem: `/x${i}.aspx`,
            requests: 3,
            clients: people.slice(0, 3),
            bytesSent: 3 * (2_200 + i),
            maximumBytesSent: 2_210,
          }),
        ).flat(),
        ...one({
          stem: '/app/gone.aspx',
          requests: 9,
          methods: { POST: 9 },
          bytesSent: 9 * 2_200,
          maximumBytesSent: 2_200,
        }),
      ],
      context: { ...fullTree, roles: [] },
      detections: [
        { message: 'catch-all', at: { line: 5 }, severity: 'low', outcome: 'attempt', data: { scripts: 9 } },
        { message: 'ghost', at: { line: 5 }, severity: 'medium' },
      ],
    },
    {
      name: 'a scanner that gets an answer for every name, and what it uses of them',
      inputs: Array.from({ length: 40 }, (_, i) => ({
        input: lifeLine({
          stem: `/owa/auth/shell${i}.aspx`,
          requests: i === 7 ? 50 : 2,
          methods: { POST: i === 7 ? 50 : 2 },
        }),
      })),
      context: inProduct,
      detections: [
        { message: 'everything', at: { line: 5 }, severity: 'low', data: { scripts: 39 } },
        { message: 'answered', at: { line: 5 }, severity: 'high', url: '/owa/auth/shell7.aspx' },
      ],
    },
  ],
  misses: [
    {
      name: 'publishing by Web Deploy, with an account, on the port of the management service',
      looksAlike: true,
      inputs: one({
        stem: '/msdeploy.axd',
        requests: 40,
        uploads: 20,
        methods: { POST: 40 },
        ports: ['8172'],
        userNames: ['CORP\\deploy'],
      }),
    },
    {
      name: 'uploads to a handler, which has no file, by one editor',
      looksAlike: true,
      inputs: one({
        stem: '/telerik.web.ui.webresource.axd',
        requests: 70,
        methods: { GET: 40, POST: 30 },
        clients: ['10.0.0.7'],
        withReferer: 70,
      }),
      context: { urlMap: { source: 'configuration', filesOf: () => ['C:\\site\\telerik.web.ui.webresource.axd'] } },
    },
    {
      name: 'a page of the site that scanners found, too, and that visitors came to by links',
      inputs: [
        ...missedBy(people),
        ...one({ stem: '/app/help.aspx', requests: 400, clients: [...people, '203.0.113.9'], withReferer: 300 }),
      ],
      looksAlike: true,
    },
    {
      name: 'a page of one’s own that people use',
      looksAlike: true,
      inputs: one({ stem: '/erp/orders.aspx', requests: 900, clients: people, withReferer: 850 }),
    },
    {
      name: 'a page of one’s own that one person opened',
      looksAlike: true,
      inputs: one({ stem: '/foo/bar/baz.asp', withReferer: 1 }),
    },
    {
      name: 'a web service that one program calls',
      looksAlike: true,
      inputs: one({ stem: '/erp/import.asmx', requests: 400, methods: { POST: 400 }, userAgents: ['Java/17'] }),
    },
    {
      name: 'a page of the product that its list does not know, since everybody uses it',
      looksAlike: true,
      inputs: one({ stem: '/ecp/reporting/getreport.svc', requests: 860, clients: people }),
      context: inProduct,
    },
    {
      name: 'a page of the product',
      inputs: one({ stem: '/owa/auth/logon.aspx' }),
      context: { knownGood: { productUrl: () => 'page' } },
    },
    {
      name: 'a health check',
      looksAlike: true,
      inputs: one({ stem: '/aspnet_client/check.aspx', requests: 99, userAgents: ['AMProbe/Local/ClientAccess'] }),
      context: inProduct,
    },
    {
      name: 'the server itself',
      inputs: one({ stem: '/aspnet_client/check.aspx', requests: 99, clients: ['127.0.0.1', '::1'] }),
      context: inProduct,
    },
    {
      name: 'names of known shells that were only guessed',
      looksAlike: true,
      inputs: one({ stem: '/aspnet_client/shell.aspx', statuses: [['404', 3]], firstSuccess: null, lastSuccess: null }),
      context: inProduct,
    },
    {
      name: 'a page of one’s own that a monitor asks for',
      looksAlike: true,
      inputs: one({ stem: '/app/check.aspx', requests: 99, ownRequests: 99, userAgents: ['PRTG+Network+Monitor'] }),
    },
    {
      name: 'a file that was flagged: its own detector speaks',
      inputs: one({ stem: '/aspnet_client/zq81x.aspx', requests: 9, methods: { POST: 9 } }),
      context: { ...inProduct, urlMap: { filesOf: () => ['C:\\x.aspx'] }, flaggedFiles: { 'c:\\x.aspx': ['rule'] } },
    },
  ],
});
