import detector from '../../../src/detectors/windows/registry-code.js';
import { readRegistryExport } from '../../../src/formats/registry-export/registry-export.js';
import { testDetector } from '../../helpers/detector-tester.js';

const hex = (bytes: number) =>
  Array.from({ length: bytes }, (_, i) => ((i * 37 + 11) % 256).toString(16).padStart(2, '0')).join(',');
const registry = (key: string, value: string) =>
  readRegistryExport(Buffer.from(`Windows Registry Editor Version 5.00\n[${key}]\n${value}\n`));
const OWN = 'HKEY_USERS\\S-1-5-18\\Software\\MBX01';

testDetector(detector, {
  hits: [
    {
      name: 'code in a key with the name of the computer',
      input: registry(OWN, `"scode"=hex:${hex(64)}`),
      context: { host: 'mbx01.corp.example' },
      detections: [{ message: 'computer', at: { line: 3 }, severity: 'critical', data: { bytes: 64, name: 'scode' } }],
    },
    {
      name: 'the same where the name of the computer is not known',
      input: registry(OWN, `"scode"=hex:${hex(64)}`),
      detections: [{ message: 'known', at: { line: 3 }, severity: 'high', confidence: 'moderate' }],
    },
    {
      name: 'as much under another name',
      input: registry(OWN, `"data"=hex:${hex(5_000)}`),
      context: { names: ['mbx01'] },
      detections: [{ message: 'computer', at: { line: 3 }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'a setting of a product',
      input: registry('HKEY_CURRENT_USER\\Software\\Example', `"Layout"=hex:${hex(9_000)}`),
      context: { host: 'MBX01' },
    },
    {
      name: 'a small setting of this computer in a roaming profile',
      looksAlike: true,
      input: registry(OWN, `"Window"=hex:${hex(44)}`),
      context: { host: 'MBX01' },
    },
    {
      name: 'a code that is a number',
      looksAlike: true,
      input: registry('HKEY_CURRENT_USER\\Software\\Example', '"scode"="4711"'),
      context: { host: 'MBX01' },
    },
  ],
});
