import detector from '../../../src/detectors/webshell/system-type-in-markup.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'data source over files',
      input: sample('hit/source.aspx.split'),
      detections: [{ message: 'made', at: { label: 'element', line: 2 } }],
    },
  ],
  misses: [
    { name: 'data source over a class of the application', input: sample('miss/source.aspx'), looksAlike: true },
    { name: 'data source over a database', input: sample('miss/sql.aspx') },
  ],
});
