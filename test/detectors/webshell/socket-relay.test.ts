import detector from '../../../src/detectors/webshell/socket-relay.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'tunnel with connections kept in the session',
      input: sample('hit/tunnel.aspx.split'),
      detections: [
        { message: 'connect', at: { label: 'sink', line: 7 } },
        { message: 'relay', at: { label: 'sink', line: 13 } },
      ],
    },
    {
      name: 'all traffic of the card',
      input: sample('hit/listen.aspx.split'),
      detections: [{ message: 'sniff', at: { label: 'sink', line: 5 }, severity: 'high' }],
    },
    {
      name: 'requests to wherever a header says',
      input: sample('hit/forward.ashx.split'),
      detections: [{ message: 'forward', at: { label: 'sink', line: 6 }, severity: 'high' }],
    },
  ],
  misses: [
    { name: 'mail by a fixed server', input: sample('miss/mail.aspx'), looksAlike: true },
    { name: 'WebSocket that answers', input: sample('miss/echo.ashx'), looksAlike: true },
    { name: 'search of another host', input: sample('miss/search-proxy.ashx'), looksAlike: true },
  ],
});
