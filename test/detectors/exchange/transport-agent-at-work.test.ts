import detector from '../../../src/detectors/exchange/transport-agent-at-work.js';
import { testDetector } from '../../helpers/detector-tester.js';

const DAY = 24 * 3_600;
const END = Date.parse('2022-06-30T00:00:00Z') / 1000;
const seen = (name: string, days = 0) => ({
  name,
  first: END - 90 * DAY,
  last: END - days * DAY,
  count: 12,
  path: 'MSGTRK1.LOG',
});
const work = (configured: readonly string[] | null, ...sightings: readonly ReturnType<typeof seen>[]) => ({
  sightings,
  until: END,
  configured,
});
const at = (name: string) => ({ label: `transport agent ${name}`, path: 'MSGTRK1.LOG' });

testDetector(detector, {
  hits: [
    {
      name: 'an agent that is at work and in no list',
      input: work(['Transport Rule Agent'], seen('Transport Rule Agent'), seen('Security Interop Agent')),
      detections: [
        {
          message: 'removed',
          at: at('Security Interop Agent'),
          severity: 'high',
          data: { name: 'Security Interop Agent', count: 12, last: '2022-06-30T00:00:00Z' },
        },
      ],
    },
    {
      name: 'an agent that stopped long before the others',
      input: work(['Transport Rule Agent'], seen('Transport Rule Agent'), seen('ScanMail Routing Agent', 60)),
      detections: [{ message: 'removed', at: at('ScanMail Routing Agent'), severity: 'medium' }],
    },
    {
      name: 'a foreign agent where no list was collected',
      input: work(null, seen('ScanMail Routing Agent')),
      detections: [{ message: 'unknown', at: at('ScanMail Routing Agent'), severity: 'low' }],
    },
  ],
  misses: [
    {
      name: 'a product that is configured, under the name as its own list writes it',
      looksAlike: true,
      input: work(['CodeTwo Exchange Rules Transport Agent'], seen('CodeTwo Exchange Rules Transport Agent')),
    },
    {
      name: 'agents of Exchange as logs name them, in no list',
      looksAlike: true,
      input: work([], seen('FrontendProxyAgent'), seen('Journal Agent'), seen('Index Routing Agent')),
    },
    { name: 'no agents', input: work([]) },
  ],
});
