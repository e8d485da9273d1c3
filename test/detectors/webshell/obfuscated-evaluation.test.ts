import detector from '../../../src/detectors/webshell/obfuscated-evaluation.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage } from './inline-page.js';
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
    {
      name: 'words put together out of the parts of a text, one by one',
      input: classicPage(
        'parts = Split("a*b*c", "*")',
        'For i = 0 To UBound(parts)',
        't = t & Chr(parts(i) - 55)',
        'Next',
        'Execute t',
      ),
      detections: [{ message: 'computed', at: { label: 'sink', line: 6 }, severity: 'high' }],
    },
    {
      name: 'the same behind the mark of a comment of HTML',
      input: classicPage('<!--', 'Execute Chr(Asc(Mid("xyz", n, 1)) - 1)', '-->'),
      detections: [{ message: 'computed', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
  ],
  misses: [
    { name: 'data that is decoded', input: sample('miss/include.aspx'), looksAlike: true },
    { name: 'data binding', input: sample('miss/binding.aspx'), looksAlike: true },
    { name: 'JSON of old', input: sample('miss/json.asp'), looksAlike: true },
  ],
});
