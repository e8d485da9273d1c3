import detector from '../../../src/detectors/exchange/back-end-direct-access.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { lifeLine, loggedRequest } from '../../helpers/life-lines.js';

const asked = (fields: Readonly<Record<string, string>>, stem = '/ews/exchange.asmx') => ({
  input: lifeLine({ stem, ports: ['444'], examples: [loggedRequest({ 's-port': '444', ...fields })] }),
});

testDetector(detector, {
  hits: [
    {
      name: 'a public address at the back end, for two pages',
      inputs: [asked({ 'c-ip': '203.0.113.9' }), asked({ 'c-ip': '203.0.113.9', 'sc-status': '401' }, '/ecp/x.aspx')],
      detections: [
        {
          message: 'direct',
          at: { line: 5 },
          severity: 'high',
          outcome: 'success',
          data: { client: '203.0.113.9', urls: ['/ews/exchange.asmx', '/ecp/x.aspx'] },
          identity: ['203.0.113.9'],
        },
      ],
    },
    {
      name: 'a public address that was refused',
      inputs: [asked({ 'c-ip': '2001:db8::9', 'sc-status': '401' })],
      detections: [{ message: 'direct', at: { line: 5 }, severity: 'low', outcome: 'attempt' }],
    },
  ],
  misses: [
    { name: 'another Exchange server', looksAlike: true, inputs: [asked({ 'c-ip': '10.0.0.12' })] },
    { name: 'the server itself by its link-local address', inputs: [asked({ 'c-ip': 'fe80::d9e3:e981:da2d:427b%3' })] },
    { name: 'the server itself by its public address', looksAlike: true, inputs: [asked({ 'c-ip': '192.0.2.10' })] },
    {
      name: 'a public client of the front end, whose address was forwarded',
      looksAlike: true,
      inputs: [
        {
          input: lifeLine({
            stem: '/ews/exchange.asmx',
            ports: ['444'],
            clients: ['203.0.113.9'],
            examples: [loggedRequest({ 's-port': '444', 'c-ip': '10.0.0.10', 'X-Forwarded-For': '203.0.113.9' })],
          }),
        },
      ],
    },
    { name: 'a client of the front end', inputs: [{ input: lifeLine({ stem: '/owa/', ports: ['443'] }) }] },
    {
      name: 'one’s own proxy',
      inputs: [asked({ 'c-ip': '203.0.113.9' })],
      context: { ownAddresses: ['203.0.113.9'] },
    },
  ],
});
