import detector from '../../../src/detectors/webshell/request-data-compiled.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { csharpPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'handler that compiles the body',
      input: sample('hit/compile.ashx.split'),
      detections: [{ message: 'compiled', at: { label: 'sink', line: 8 } }],
    },
    {
      name: 'objects from XAML',
      input: sample('hit/xaml.aspx.split'),
      detections: [{ message: 'compiled', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'text that extends a query',
      input: csharpPage('var rows = list.AsQueryable().Where(Request["w"]);'),
      detections: [{ message: 'compiled', at: { label: 'sink', line: 2 } }],
    },
  ],
  misses: [
    {
      name: 'a query by a value',
      input: csharpPage('var w = Request["w"]; var rows = list.AsQueryable().Where(row => row.Name == w);'),
      looksAlike: true,
    },
    { name: 'a provider that compiles nothing', input: sample('miss/provider.aspx'), looksAlike: true },
    { name: 'form without code', input: sample('miss/form.aspx') },
  ],
});
