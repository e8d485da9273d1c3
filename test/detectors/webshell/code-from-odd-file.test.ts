import detector from '../../../src/detectors/webshell/code-from-odd-file.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'code file that is a picture',
      input: sample('hit/picture.aspx.split'),
      detections: [{ message: 'source', at: { label: 'directive', line: 1 } }],
    },
    {
      name: 'picture included as code',
      input: sample('hit/include.asp.split'),
      detections: [{ message: 'source', at: { label: 'directive', line: 2 } }],
    },
  ],
  misses: [
    { name: 'code file of a page', input: sample('miss/page.aspx'), looksAlike: true },
    { name: 'include of an ordinary file', input: sample('miss/include.asp'), looksAlike: true },
  ],
});
