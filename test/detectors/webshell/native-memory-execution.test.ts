import detector from '../../../src/detectors/webshell/native-memory-execution.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'imported functions',
      input: sample('hit/native.aspx.split'),
      detections: [
        { message: 'allocated', at: { label: 'sink', line: 9 }, severity: 'high' },
        { message: 'executed', at: { label: 'sink', line: 11 } },
      ],
    },
  ],
  misses: [
    { name: 'sizes and messages', input: sample('miss/marshal.aspx'), looksAlike: true },
    { name: 'delegates of the page', input: sample('miss/delegate.aspx'), looksAlike: true },
  ],
});
