import detector from '../../../src/detectors/webshell/post-to-static-file.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { lifeLine } from '../../helpers/life-lines.js';

const posted = { requests: 8, uploads: 8, methods: { POST: 8 } };

testDetector(detector, {
  hits: [
    {
      name: 'a picture that answers POST',
      input: lifeLine({ stem: '/images/logo.gif', ...posted }),
      detections: [
        { message: 'static', at: { line: 5 }, severity: 'high', data: { uploads: 8, client: '203.0.113.9' } },
      ],
    },
    {
      name: 'a logon page that is sent much',
      input: lifeLine({ stem: '/owa/auth/logon.aspx', ...posted, maximumBytesReceived: 40_000 }),
      detections: [{ message: 'page', at: { line: 5 }, severity: 'medium', confidence: 'weak' }],
    },
    {
      name: 'a logon page that a sign-in product may post to',
      input: lifeLine({ stem: '/owa/auth/logon.aspx', ...posted, maximumBytesReceived: 400 }),
      detections: [{ message: 'page', at: { line: 5 }, severity: 'low' }],
    },
    {
      name: 'a picture that answers POST of one’s own addresses',
      input: lifeLine({ stem: '/images/logo.gif', ...posted, ownRequests: 8 }),
      detections: [{ message: 'static', at: { line: 5 }, severity: 'medium' }],
    },
    {
      name: 'a file that was put',
      input: lifeLine({ stem: '/dav/notes.txt', requests: 2, uploads: 2, methods: { PUT: 2 } }),
      detections: [{ message: 'static', at: { line: 5 }, severity: 'low' }],
    },
  ],
  misses: [
    {
      name: 'a picture that refuses POST',
      looksAlike: true,
      input: lifeLine({ stem: '/images/logo.gif', ...posted, uploads: 0 }),
    },
    { name: 'a form', input: lifeLine({ stem: '/erp/form.aspx', ...posted }) },
    { name: 'autodiscover', looksAlike: true, input: lifeLine({ stem: '/autodiscover/autodiscover.xml', ...posted }) },
    {
      name: 'what the rules for ProxyLogon report',
      looksAlike: true,
      input: lifeLine({ stem: '/ecp/y.js', ...posted }),
    },
  ],
});
