import detector from '../../../src/detectors/webshell/credentials-kept.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'logon form that keeps what is entered',
      input: sample('hit/logon.aspx.split'),
      detections: [{ message: 'kept', at: { label: 'sink', line: 5 } }],
    },
    {
      name: 'classic ASP',
      input: sample('hit/logon.asp.split'),
      detections: [{ message: 'kept', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'sent within an address',
      input: sample('hit/beacon.aspx.split'),
      detections: [{ message: 'sent', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'password that is checked', input: sample('miss/signin.aspx'), looksAlike: true },
    { name: 'name that is logged', input: sample('miss/audit.aspx'), looksAlike: true },
    { name: 'token of a single sign-on', input: sample('miss/single-sign-on.aspx'), looksAlike: true },
  ],
});
