import detector from '../../../src/detectors/webshell/runtime-route.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { csharpPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'virtual path provider of a page',
      input: sample('hit/provider.aspx.split'),
      detections: [{ message: 'provider', at: { label: 'sink', line: 6 } }],
    },
    {
      name: 'route with code of the page',
      input: sample('hit/route.cshtml.split'),
      detections: [{ message: 'route', at: { label: 'sink', line: 6 } }],
    },
    {
      name: 'listener beside the web server',
      input: sample('hit/listener.aspx.split'),
      detections: [{ message: 'listener', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'a folder of the site, of the request',
      input: csharpPage('manager.Sites["a"].Applications.Add("/b", Request["d"]);'),
      detections: [{ message: 'setting', at: { label: 'sink', line: 2 } }],
    },
  ],
  misses: [
    {
      name: 'an application pool that is started anew',
      input: csharpPage('manager.ApplicationPools["a"].Recycle();', 'var d = Request["d"];'),
      looksAlike: true,
    },
    { name: 'routes of an application', input: sample('miss/global.asax'), looksAlike: true },
    { name: 'value of a route', input: sample('miss/route.aspx'), looksAlike: true },
  ],
});
