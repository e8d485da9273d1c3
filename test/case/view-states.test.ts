import { expect, it } from 'vitest';
import { validationKeysIn } from '../../src/case/view-states.js';
import type { RegistryValue } from '../../src/formats/registry-export/registry-export.js';

const KEY = 'HKEY_CURRENT_USER\\Software\\Microsoft\\ASP.NET\\4.0.30319.0';
const value = (key: string, name: string, text: string): RegistryValue => ({
  key,
  name,
  texts: [text],
  line: 1,
  offset: 0,
});
const registry = (format: string, hex: string, key = KEY) => [
  { values: [value(key, 'AutoGenKeyFormat', format), value(key, 'AutoGenKeyV4', hex)], cut: false },
];
const HEX = 'a5'.repeat(1024);

it('takes a key that ASP.NET made for itself where the registry keeps it in clear', () => {
  const both = [true, false].map((isolatesApps) => ({ hex: HEX, isAutomatic: true, isolatesApps }));
  expect(validationKeysIn([], registry('2', HEX))).toEqual(both);
  const ofPool = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ASP.NET\\4.0.30319.0\\AutoGenKeys\\S-1-5-82-1';
  expect(validationKeysIn([], registry('2', HEX, ofPool))).toEqual(both);
});

it.each([
  ['encrypted for its account', registry('1', HEX)],
  ['too short for both keys', registry('2', 'a5'.repeat(40))],
  ['no bytes', registry('2', 'zz'.repeat(1024))],
  ['of another program', registry('2', HEX, 'HKEY_CURRENT_USER\\Software\\Example')],
  ['of a key that does not say how it is kept', [{ values: [value(KEY, 'AutoGenKeyV4', HEX)], cut: false }]],
])('takes none that is %s', (_, values) => {
  expect(validationKeysIn([], values)).toEqual([]);
});
