import portProxy from '../../../src/detectors/windows/port-proxy.js';
import urlReservation from '../../../src/detectors/windows/url-reservation.js';
import { readRegistryExport } from '../../../src/formats/registry-export/registry-export.js';
import { testDetector } from '../../helpers/detector-tester.js';

const SERVICES = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
const PROXY = `${SERVICES}\\PortProxy\\v4tov4\\tcp`;
const URLS = `${SERVICES}\\HTTP\\Parameters\\UrlAclInfo`;
/** Security descriptors with one entry: everybody, network service. */
const EVERYONE =
  'hex:01,00,04,80,00,00,00,00,00,00,00,00,00,00,00,00,14,00,00,00,02,00,1c,00,01,00,00,00,00,00,14,00,00,00,00,20,01,01,00,00,00,00,00,01,00,00,00,00';
const SERVICE = EVERYONE.replace('01,01,00,00,00,00,00,01,00,00,00,00', '01,01,00,00,00,00,00,05,14,00,00,00');

const registry = (...lines: readonly string[]) =>
  readRegistryExport(Buffer.from(`Windows Registry Editor Version 5.00\n${lines.join('\n')}\n`));

testDetector(portProxy, {
  hits: [
    {
      name: 'a forwarded port, one to remote desktop, one of IPv6',
      input: registry(
        `[${PROXY}]`,
        '"0.0.0.0/8443"="198.51.100.7/443"',
        '"*/444"="127.0.0.1/3389"',
        `[${SERVICES}\\PortProxy\\v6tov4\\tcp]`,
        '"2001:db8::1/8080"="mail.corp.example/25"',
      ),
      detections: [
        {
          message: 'forwarded',
          at: { line: 3, label: PROXY },
          severity: 'medium',
          data: { listen: '0.0.0.0:8443', target: '198.51.100.7:443' },
        },
        { message: 'administration', at: { line: 4 }, severity: 'high', data: { listen: '*:444' } },
        {
          message: 'forwarded',
          at: { line: 6 },
          data: { listen: '[2001:db8::1]:8080', target: 'mail.corp.example:25' },
        },
      ],
    },
    {
      name: 'as reg query prints it',
      input: readRegistryExport(Buffer.from(`${PROXY}\r\n    10.0.0.5/4444    REG_SZ    10.0.0.9/5985\r\n`)),
      detections: [{ message: 'administration', at: { line: 2 } }],
    },
  ],
  misses: [
    { name: 'an empty file', input: registry() },
    {
      name: 'the keys of the service without an entry',
      looksAlike: true,
      input: registry(
        `[${SERVICES}\\PortProxy]`,
        `[${SERVICES}\\PortProxy\\v4tov4]`,
        `[${PROXY}]`,
        '@=""',
        `[${SERVICES}\\iphlpsvc\\Parameters]`,
        '"0.0.0.0/8443"="198.51.100.7/443"',
      ),
    },
  ],
});

testDetector(urlReservation, {
  hits: [
    {
      name: 'a URL within OWA, one within the back end, one that every account may use',
      input: registry(
        `[${URLS}]`,
        `"https://+:443/owa/auth/x/"=${SERVICE}`,
        `"https://*:444/ecp/"=${SERVICE}`,
        `"http://+:8088/metrics/"=${EVERYONE}`,
      ),
      detections: [
        { message: 'exchange', at: { line: 3 }, severity: 'medium', data: { url: 'https://+:443/owa/auth/x/' } },
        { message: 'exchange', at: { line: 4 }, severity: 'medium' },
        { message: 'everyone', at: { line: 5 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
  ],
  misses: [
    { name: 'another key', input: registry(`[${SERVICES}\\HTTP\\Parameters]`, `"https://+:443/owa/x/"=${SERVICE}`) },
    {
      name: 'what Windows and Exchange reserve',
      looksAlike: true,
      input: registry(
        `[${URLS}]`,
        `"http://+:80/Temporary_Listen_Addresses/"=${EVERYONE}`,
        `"http://+:5985/wsman/"=${SERVICE}`,
        `"http://+:47001/wsman/"=${SERVICE}`,
        `"https://+:443/sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/"=${SERVICE}`,
        `"http://*:2869/"=${SERVICE}`,
        `"http://*:5357/"=${SERVICE}`,
        `"https://+:443/Autodiscover/"=${SERVICE}`,
        `"https://+:8172/owa/"=${SERVICE}`,
      ),
    },
  ],
});
