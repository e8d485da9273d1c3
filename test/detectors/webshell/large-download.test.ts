import detector from '../../../src/detectors/webshell/large-download.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { lifeLine } from '../../helpers/life-lines.js';

testDetector(detector, {
  hits: [
    {
      name: 'an archive beside the logon page',
      input: lifeLine({ stem: '/owa/auth/a.zip', maximumBytesSent: 80_000_000 }),
      context: { knownGood: { productUrl: () => 'unknown' } },
      detections: [{ message: 'large', at: { line: 5 }, severity: 'high', data: { bytes: 80_000_000 } }],
    },
    {
      name: 'a page that hands out much',
      input: lifeLine({ stem: '/erp/get.aspx', maximumBytesSent: 12_000_000 }),
      detections: [{ message: 'large', at: { line: 5 }, severity: 'low', confidence: 'weak' }],
    },
    {
      name: 'what one’s own addresses fetch',
      input: lifeLine({ stem: '/erp/get.aspx', maximumBytesSent: 12_000_000, ownRequests: 1 }),
      detections: [{ message: 'large', at: { line: 5 }, severity: 'informational' }],
    },
    {
      name: 'a dump that took its time, where sizes are not logged',
      input: lifeLine({ stem: '/files/mail.pst', maximumTimeTaken: 400_000 }),
      detections: [{ message: 'slow', at: { line: 5 }, severity: 'medium', data: { seconds: 400 } }],
    },
  ],
  misses: [
    {
      name: 'the offline address book',
      looksAlike: true,
      input: lifeLine({ stem: '/oab/4a5b/data.lzx', maximumBytesSent: 50_000_000 }),
      context: { knownGood: { productUrl: () => 'virtual' } },
    },
    {
      name: 'a download that many fetch',
      looksAlike: true,
      input: lifeLine({
        stem: '/downloads/setup.zip',
        maximumBytesSent: 50_000_000,
        clients: { values: ['198.51.100.1'], capped: true },
      }),
    },
    { name: 'a long poll', looksAlike: true, input: lifeLine({ stem: '/erp/wait.aspx', maximumTimeTaken: 400_000 }) },
    { name: 'a small page', input: lifeLine({ stem: '/erp/get.aspx', maximumBytesSent: 90_000 }) },
  ],
});
