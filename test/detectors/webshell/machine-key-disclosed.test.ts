import detector from '../../../src/detectors/webshell/machine-key-disclosed.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'section by reflection',
      input: sample('hit/keys.aspx.split'),
      detections: [{ message: 'section', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'section by its name alone',
      input: sample('hit/named.aspx.split'),
      detections: [{ message: 'read', at: { label: 'sink', line: 2 } }],
    },
    {
      name: 'configuration that is shown',
      input: sample('hit/show.aspx.split'),
      detections: [{ message: 'file', at: { label: 'sink', line: 4 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'other sections', input: sample('miss/settings.aspx'), looksAlike: true },
    { name: 'protecting a value', input: sample('miss/protect.aspx'), looksAlike: true },
    { name: 'editor of the configuration', input: sample('miss/editor.aspx'), looksAlike: true },
  ],
});
