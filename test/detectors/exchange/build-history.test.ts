import detector from '../../../src/detectors/exchange/build-history.js';
import { testDetector } from '../../helpers/detector-tester.js';

const seen = (build: string, first: string, last: string) => ({
  build,
  first: Date.parse(first) / 1000,
  last: Date.parse(last) / 1000,
  count: 2,
  source: 'HttpProxy Logs log',
  path: 'HttpProxy_1.LOG',
});

testDetector(detector, {
  hits: [
    {
      name: 'an update that closes what was open',
      input: [
        seen('15.1.2176.2', '2021-03-01T00:00:00Z', '2021-07-13T20:00:00Z'),
        seen('15.1.2308.14', '2021-07-14T09:10:00Z', '2021-09-01T00:00:00Z'),
      ],
      detections: [
        {
          message: 'history',
          at: { label: 'Exchange 2016 CU21 Jul21SU (15.1.2308.14)', path: 'HttpProxy_1.LOG' },
          severity: 'informational',
          data: { patch: '2021-07-14T09:10:00.000Z' },
        },
      ],
    },
    {
      name: 'a build that has none of the flaws',
      input: [seen('15.2.2562.56', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z')],
      detections: [{ message: 'closed', at: { label: 'Exchange SE RTM Oct26SU (15.2.2562.56)' } }],
    },
    {
      name: 'a product that gets no updates any more',
      input: [seen('15.1.2507.61', '2026-01-01T00:00:00Z', '2026-11-02T00:00:00Z')],
      detections: [{ message: 'history', at: { path: 'HttpProxy_1.LOG' }, severity: 'low' }],
    },
  ],
  misses: [
    { name: 'logs that show no build', looksAlike: true, input: [] },
    { name: 'no logs', input: [] },
  ],
});
