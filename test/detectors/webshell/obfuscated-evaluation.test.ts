import detector from '../../../src/detectors/webshell/obfuscated-evaluation.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'text decoded in a loop',
      input: sample('hit/loop.asp.split'),
      detections: [{ message: 'computed', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'words of server code in an encoded text',
      input: sample('hit/words.aspx.split'),
      detections: [{ message: 'hidden', at: { label: 'sink', line: 2 }, severity: 'high' }],
    },
  ],
  misses: [
    { name: 'data that is decoded', input: sample('miss/include.aspx'), looksAlike: true },
    { name: 'data binding', input: sample('miss/binding.aspx'), looksAlike: true },
    { name: 'JSON of old', input: sample('miss/json.asp'), looksAlike: true },
  ],
});
