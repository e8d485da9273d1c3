import detector from '../../../src/detectors/webshell/request-data-deserialised.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'formatter over the body',
      input: sample('hit/state.aspx.split'),
      detections: [{ message: 'deserialised', at: { label: 'source', line: 5 } }],
    },
    {
      name: 'LosFormatter over a cookie',
      input: sample('hit/los.ashx.split'),
      detections: [{ message: 'deserialised', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'data set with the types of its schema',
      input: sample('hit/schema.aspx.split'),
      detections: [{ message: 'deserialised', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'JSON of the body', input: sample('miss/json.ashx'), looksAlike: true },
    { name: 'formatter over a file of the application', input: sample('miss/session.aspx'), looksAlike: true },
  ],
});
