import detector from '../../../src/detectors/webshell/posts-without-page.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine, loggedRequest } from '../../helpers/life-lines.js';

const start = '2026-08-14T04:00:00.000Z';
const examples = [loggedRequest({ 'cs-method': 'POST', 'cs(Referer)': null })];
const burst: LifeLineSketch = {
  stem: '/portal/login.aspx',
  requests: 140,
  methods: { GET: 90, POST: 50 },
  uploads: 45,
  withReferer: 100,
  clients: ['203.0.113.9', '198.51.100.4', '198.51.100.5'],
  busiestWindow: { client: '203.0.113.9', start, requests: 12, posts: 12 },
  examples,
};

testDetector(detector, {
  hits: [
    {
      name: 'commands sent to the logon page of an application that others use, too',
      input: lifeLine(burst),
      detections: [
        {
          message: 'burst',
          at: { line: 5 },
          severity: 'medium',
          confidence: 'weak',
          data: { client: '203.0.113.9', posts: 12, others: '3 clients' },
        },
      ],
    },
    {
      name: 'a page that nobody else asks for: what it is says more',
      input: lifeLine({
        ...burst,
        requests: 12,
        methods: { POST: 12 },
        uploads: 12,
        withReferer: 0,
        clients: ['203.0.113.9'],
      }),
      detections: [{ message: 'burst', at: { line: 5 }, severity: 'low' }],
    },
  ],
  misses: [
    {
      name: 'somebody who works with a form: gets it, and comes from it',
      looksAlike: true,
      input: lifeLine({ ...burst, busiestWindow: { client: '203.0.113.9', start, requests: 24, posts: 12 } }),
    },
    {
      name: 'a page that posts to itself while it is open',
      looksAlike: true,
      input: lifeLine({ ...burst, withReferer: 135 }),
    },
    {
      name: 'a log that keeps no referers',
      input: lifeLine({ ...burst, withReferer: 0, examples: [loggedRequest()] }),
    },
    { name: 'a web service', looksAlike: true, input: lifeLine({ ...burst, stem: '/portal/orders.asmx' }) },
    { name: 'forms that were all refused', input: lifeLine({ ...burst, uploads: 0 }) },
    {
      name: 'a program that signs in',
      input: lifeLine({
        ...burst,
        requests: 12,
        withReferer: 0,
        clients: ['203.0.113.9'],
        userNames: ['CORP\\svc'],
      }),
    },
    {
      name: 'a monitor',
      input: lifeLine({ ...burst, userAgents: ['AMProbe/Local/ClientAccess'] }),
    },
  ],
});
