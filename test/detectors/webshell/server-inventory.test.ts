import detector from '../../../src/detectors/webshell/server-inventory.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'registry by a key of the request',
      input: sample('hit/registry.aspx.split'),
      detections: [{ message: 'secret', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'sites and processes',
      input: sample('hit/several.aspx.split'),
      detections: [{ message: 'several', at: { label: 'sink', line: 5 } }],
    },
  ],
  misses: [
    {
      name: 'what the registry says of the ending of a name',
      input: classicPage(
        'Set s = Server.CreateObject("WScript.Shell")',
        't = s.RegRead("HKEY_CLASSES_ROOT\\." & Request("ending") & "\\Content Type")',
      ),
      looksAlike: true,
    },
    { name: 'one value of the registry', input: sample('miss/version.aspx'), looksAlike: true },
    { name: 'a user of the directory', input: sample('miss/user.aspx'), looksAlike: true },
  ],
});
