import detector from '../../../src/detectors/webshell/script-file-written.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'handler that writes a page',
      input: sample('hit/drop.ashx.split'),
      detections: [{ message: 'code', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'the page writes itself anew',
      input: sample('hit/self.asp.split'),
      detections: [{ message: 'file', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'what another server sent becomes a page',
      input: sample('hit/fetched.asp.split'),
      detections: [{ message: 'fetched', at: { label: 'sink', line: 6 }, severity: 'medium' }],
    },
    {
      name: 'a picture becomes a page',
      input: sample('hit/renamed.aspx.split'),
      detections: [{ message: 'renamed', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'site map', input: sample('miss/sitemap.aspx'), looksAlike: true },
    { name: 'log beside a page', input: sample('miss/log.asp'), looksAlike: true },
    { name: 'what another server sent, kept as a document', input: sample('miss/news.asp'), looksAlike: true },
    { name: 'pictures and pages copied as they are', input: sample('miss/themes.aspx'), looksAlike: true },
  ],
});
