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

const redirecting: LifeLineSketch = {
  stem: '/portal/theme.aspx',
  requests: 14,
  methods: { POST: 14 },
  statuses: [['302', 14]],
  uploads: 0,
  withReferer: 0,
  firstSuccess: null,
  lastSuccess: null,
  clients: ['203.0.113.9'],
  examples: [loggedRequest({ 'cs-method': 'POST', 'cs(Referer)': null, 'sc-status': '302' })],
};

testDetector(detector, {
  hits: [
    {
      name: 'a script that sends everybody away, and that nobody ever got',
      input: lifeLine(redirecting),
      detections: [{ message: 'redirected', at: { line: 5 }, severity: 'medium', data: { posts: 14 } }],
    },
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
      name: 'passwords guessed at a logon form, which others got',
      input: lifeLine({ ...redirecting, requests: 30, methods: { GET: 16, POST: 14 }, withReferer: 10 }),
      looksAlike: true,
    },
    {
      name: 'answers of a service for single sign-on, with the page that they come from',
      input: lifeLine({ ...redirecting, withReferer: 14 }),
      looksAlike: true,
    },
    {
      name: 'the same from many people',
      input: lifeLine({ ...redirecting, clients: ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'] }),
      looksAlike: true,
    },
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
