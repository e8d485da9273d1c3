import detector from '../../../src/detectors/webshell/transform-with-script.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'style sheet of the request',
      input: sample('hit/sheet.aspx.split'),
      detections: [{ message: 'request', at: { label: 'sink', line: 8 } }],
    },
    {
      name: 'style sheet with script in the page',
      input: sample('hit/held.aspx.split'),
      detections: [{ message: 'embedded', at: { label: 'sink', line: 2 } }],
    },
  ],
  misses: [
    {
      name: 'style sheet of the application over data of the request',
      input: sample('miss/report.aspx'),
      looksAlike: true,
    },
    { name: 'style sheet without script', input: sample('miss/sheet.aspx'), looksAlike: true },
  ],
});
