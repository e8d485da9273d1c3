import detector from '../../../src/detectors/webshell/assembly-loaded-from-request.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'decrypted body',
      input: sample('hit/decrypted.aspx.split'),
      detections: [{ message: 'loaded', at: { label: 'source', line: 11 } }],
    },
    {
      name: 'Razor page, by reflection',
      input: sample('hit/reflection.cshtml.split'),
      detections: [{ message: 'loaded', at: { label: 'sink', line: 10 } }],
    },
    {
      name: 'bytes of the page itself',
      input: sample('hit/own-bytes.aspx.split'),
      detections: [{ message: 'bytes', at: { label: 'sink', line: 7 }, severity: 'high' }],
    },
    {
      name: 'a stream over a stream, and a field of the same name',
      input: sample('hit/streams.ashx.split'),
      detections: [{ message: 'loaded', at: { label: 'source', line: 11 } }],
    },
  ],
  misses: [
    { name: 'assembly of the application by name', input: sample('miss/by-name.aspx'), looksAlike: true },
    { name: 'version of the running assembly', input: sample('miss/version.aspx'), looksAlike: true },
  ],
});
