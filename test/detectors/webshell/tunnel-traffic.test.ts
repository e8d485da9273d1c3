import detector from '../../../src/detectors/webshell/tunnel-traffic.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine, loggedRequest } from '../../helpers/life-lines.js';

const start = '2021-08-14T04:00:00.000Z';
const busy = (requests: number, posts: number) => ({ client: '203.0.113.9', start, requests, posts });
const tunnel: LifeLineSketch = {
  stem: '/erp/conn.aspx',
  requests: 4_298,
  userAgents: [],
  methods: { GET: 2_561, POST: 1_737 },
  busiestWindow: busy(780, 315),
};
const page = { knownGood: { productUrl: () => 'virtual' as const } };

testDetector(detector, {
  hits: [
    {
      name: 'a tunnel that says what it is',
      input: lifeLine({ ...tunnel, examples: [loggedRequest({ 'cs-uri-query': 'proxy&port=3389&ip=127.0.0.1' })] }),
      detections: [
        {
          message: 'tunnel',
          at: { line: 5 },
          severity: 'high',
          confidence: 'strong',
          data: { client: '203.0.113.9', busiest: 780, posts: 315, requests: 4_298 },
          identity: ['1', '/erp/conn.aspx'],
        },
      ],
    },
    {
      name: 'a tunnel without a query',
      input: lifeLine({ ...tunnel, methods: { POST: 4_298 }, busiestWindow: busy(900, 900), maximumTimeTaken: 90_000 }),
      detections: [{ message: 'tunnel', at: { line: 5 }, severity: 'high', confidence: 'moderate' }],
    },
    {
      name: 'a tunnel through a folder of the product',
      input: lifeLine({ ...tunnel, stem: '/owa/auth/x.aspx' }),
      context: { knownGood: { productUrl: () => 'unknown' } },
      detections: [{ message: 'tunnel', at: { line: 5 }, severity: 'critical' }],
    },
    {
      name: 'a tunnel through one’s own proxy, which forwards no address',
      input: lifeLine({ ...tunnel, ownRequests: 4_298, busiestWindow: null, last: '2021-08-14T05:00:00.000Z' }),
      detections: [{ message: 'tunnel', at: { line: 5 }, severity: 'medium', data: { busiest: 716, posts: 290 } }],
    },
    {
      name: 'what is carried differs in size',
      input: lifeLine({
        ...tunnel,
        bytesSent: 4_298 * 700,
        maximumBytesSent: 65_000,
        bytesReceived: 4_298 * 640,
        maximumBytesReceived: 655,
      }),
      detections: [{ message: 'tunnel', at: { line: 5 }, severity: 'high' }],
    },
    {
      name: 'a page that was collected, and in which nothing was found',
      input: lifeLine({ ...tunnel, stem: '/erp/conn.aspx' }),
      context: {
        files: ['C:\\inetpub\\wwwroot\\erp\\conn.aspx'],
        urlMap: { filesOf: () => ['C:\\inetpub\\wwwroot\\erp\\conn.aspx'] },
      },
      detections: [{ message: 'tunnel', at: { line: 5 }, severity: 'medium' }],
    },
    {
      name: 'a program that signs in and calls a page without end: worth a look, no more',
      input: lifeLine({ ...tunnel, userNames: ['CORP\\svc-import'], userAgents: ['Java/17'] }),
      detections: [{ message: 'tunnel', at: { line: 5 }, severity: 'medium', confidence: 'weak' }],
    },
  ],
  misses: [
    {
      name: 'passwords that are guessed: the same is sent, and answered, again and again',
      looksAlike: true,
      input: lifeLine({
        ...tunnel,
        stem: '/xmlrpc.php',
        bytesSent: 4_298 * 700,
        maximumBytesSent: 720,
        bytesReceived: 4_298 * 640,
        maximumBytesReceived: 655,
      }),
    },
    {
      name: 'Outlook that syncs a mailbox',
      looksAlike: true,
      input: lifeLine({ ...tunnel, stem: '/ews/exchange.asmx', userNames: ['CORP\\jdoe'] }),
      context: page,
    },
    {
      name: 'a phone that syncs',
      input: lifeLine({ ...tunnel, stem: '/microsoft-server-activesync/default.eas' }),
      context: page,
    },
    {
      name: 'a page that its own script asks again and again',
      looksAlike: true,
      input: lifeLine({ ...tunnel, withReferer: 4_298, userAgents: ['Mozilla/5.0'] }),
    },
    {
      name: 'a monitor',
      looksAlike: true,
      input: lifeLine({ ...tunnel, stem: '/app/health.aspx', userAgents: ['AMProbe/Local/ClientAccess'] }),
    },
    {
      name: 'a program of one’s own addresses that takes its time',
      input: lifeLine({ ...tunnel, ownRequests: 4_298, busiestWindow: null, last: '2021-08-20T04:00:00.000Z' }),
    },
    {
      name: 'a page that many use',
      input: lifeLine({ ...tunnel, clients: { values: ['198.51.100.1', '198.51.100.2'], capped: true } }),
    },
    {
      name: 'a scanner that never got an answer',
      input: lifeLine({ ...tunnel, firstSuccess: null, lastSuccess: null }),
    },
    { name: 'a page that is posted to now and then', input: lifeLine({ ...tunnel, busiestWindow: busy(60, 60) }) },
  ],
});
