import detector from '../../../src/detectors/webshell/renamed-upload-used.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { type LifeLineSketch, lifeLine } from '../../helpers/life-lines.js';

const put = (more: Partial<LifeLineSketch> = {}) => ({
  input: lifeLine({ stem: '/docs/n.txt', requests: 2, uploads: 1, methods: { PUT: 1, MOVE: 1 }, ...more }),
});
const page = (more: Partial<LifeLineSketch> = {}) => ({
  input: lifeLine({ stem: '/docs/n.aspx', requests: 6, uploads: 6, methods: { POST: 6 }, ...more }),
});

testDetector(detector, {
  hits: [
    {
      name: 'a text that was put, moved, and posted to as a page',
      inputs: [put(), page()],
      detections: [{ message: 'used', at: { line: 5 }, severity: 'high', url: '/docs/n.aspx' }],
    },
    {
      name: 'one that was copied, by somebody who has an account',
      inputs: [put({ methods: { PUT: 1, COPY: 1 }, userNames: ['CORP\\web'] }), page()],
      detections: [{ message: 'used', at: { line: 5 }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'a text that was put and stayed one, and a page of another name',
      looksAlike: true,
      inputs: [put({ methods: { PUT: 2 } }), put({ stem: '/docs/plan.txt' }), page({ stem: '/docs/form.aspx' })],
    },
    {
      name: 'a page of many, of another client, and of another site',
      looksAlike: true,
      inputs: [
        put(),
        page({ clients: ['203.0.113.9', '192.0.2.1', '192.0.2.2', '192.0.2.3'] }),
        page({ clients: ['192.0.2.7'] }),
        page({ site: '7' }),
      ],
    },
    {
      name: 'a page that was used before, and one that only was read',
      looksAlike: true,
      inputs: [
        put({ firstSuccess: '2031-01-01T00:00:00.000Z' }),
        page(),
        page({ uploads: 0, methods: { GET: 6 }, stem: '/docs/n.ashx' }),
      ],
    },
  ],
});
