import detector from '../../../src/detectors/webshell/database-console.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'statement and connection of text boxes',
      input: sample('hit/query.aspx.split'),
      detections: [
        { message: 'console', at: { label: 'sink', line: 5 } },
        { message: 'statement', at: { label: 'sink', line: 6 } },
      ],
    },
    {
      name: 'commands through the database',
      input: sample('hit/shell.asp.split'),
      detections: [{ message: 'shell', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
  ],
  misses: [
    { name: 'statement with a value of the request', input: sample('miss/search.aspx'), looksAlike: true },
    { name: 'statement with a parameter', input: sample('miss/parameter.aspx'), looksAlike: true },
  ],
});
