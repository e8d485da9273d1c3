import detector from '../../../src/detectors/webshell/file-manager.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'lists, reads and deletes',
      input: sample('hit/browse.aspx.split'),
      detections: [{ message: 'manager', at: { label: 'sink', line: 6 }, severity: 'high' }],
    },
    {
      name: 'classic ASP, lists and reads',
      input: sample('hit/browse.asp.split'),
      detections: [{ message: 'manager', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'dates a file back',
      input: sample('hit/date-back.aspx.split'),
      detections: [{ message: 'manager', at: { label: 'sink', line: 4 } }],
    },
  ],
  misses: [
    { name: 'pictures of one folder', input: sample('miss/gallery.aspx'), looksAlike: true },
    { name: 'download by name', input: sample('miss/download.aspx'), looksAlike: true },
    { name: 'service for documents of one folder', input: sample('miss/documents.asmx'), looksAlike: true },
  ],
});
