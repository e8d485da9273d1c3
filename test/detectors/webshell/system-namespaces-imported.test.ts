import detector from '../../../src/detectors/webshell/system-namespaces-imported.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'tool box',
      input: sample('hit/tools.aspx.split'),
      detections: [{ message: 'equipped', at: { label: 'directive', line: 3 } }],
    },
  ],
  misses: [
    { name: 'usual imports', input: sample('miss/page.aspx'), looksAlike: true },
    { name: 'page without directives', input: sample('miss/plain.html') },
  ],
});
