import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isForgedWithOwnKey, validationKeysIn, viewStatesIn } from '../../../src/case/logs/view-states.js';
import { readConfigurationFile } from '../../../src/formats/iis-config/read-configuration-file.js';
import type { RecordEvidence } from '../../../src/model/finding.js';
import type { RegistryValue } from '../../../src/formats/registry-export/registry-export.js';

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

describe('keys that a configuration writes out', () => {
  const KEY_OF_FILE = 'ab'.repeat(32);
  const keysOf = (text: string) =>
    validationKeysIn(
      [{ file: readConfigurationFile(Buffer.from(`<configuration><system.web>${text}</system.web></configuration>`)) }],
      [],
    ).map(({ hex, isAutomatic, isolatesApps }) => [hex, isAutomatic, isolatesApps]);
  it.each<[string, string, unknown[]]>([
    ['is taken', `<machineKey validationKey=" ${KEY_OF_FILE} " />`, [[KEY_OF_FILE, false, false]]],
    [
      'and altered by each application',
      `<machineKey validationKey="${KEY_OF_FILE},IsolateApps" />`,
      [[KEY_OF_FILE, false, true]],
    ],
    ['made by ASP.NET', '<machineKey validationKey="AutoGenerate,IsolateApps" />', []],
    ['too short', `<machineKey validationKey="${'ab'.repeat(7)}" />`, []],
    ['missing', '<machineKey decryptionKey="AutoGenerate" />', []],
  ])('%s', (_, text, expected) => expect(keysOf(text)).toEqual(expected));
});

describe('what the view state of an event carries', () => {
  const FORGED = "view state of a tool, signed with the server's own key";
  const SIGNING = 'cd'.repeat(32);
  const masked = 'cdcdcdcd… (64 digits)';
  const OWN = { hex: SIGNING, isAutomatic: false, isolatesApps: false };
  const plain = (text: string) => Buffer.concat([Buffer.from([0xff, 0x01]), Buffer.from(text.padEnd(80, '.'))]);
  /** Not plain, so that ASP.NET 2 signs the bytes alone. */
  const encrypted = (text: string) => Buffer.from(text.padEnd(80, '.'));
  const signed = (bytes: Buffer) =>
    Buffer.concat([bytes, createHmac('sha256', Buffer.from(SIGNING, 'hex')).update(bytes).digest()]);
  const event = (bytes: Buffer, provider = 'ASP.NET 4.0.30319.0'): RecordEvidence => ({
    type: 'record',
    path: 'Application.evtx',
    offset: 0,
    line: null,
    time: null,
    fields: { Provider_Name: provider, Data: `PersistedState: ${bytes.toString('base64')}` },
  });
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  /** Headers of a program of one section that ends at byte 192, and nothing that runs; what follows is no part of it. */
  function program(header: number, size: number): Buffer {
    const bytes = Buffer.alloc(256, 0x20);
    bytes.write('MZ');
    bytes.writeUInt32LE(header, 0x3c);
    bytes.writeUInt32LE(0x4550, header);
    bytes.writeUInt16LE(1, header + 6);
    bytes.writeUInt16LE(0, header + 20);
    bytes.writeUInt32LE(16, header + 24 + 16);
    bytes.writeUInt32LE(176, header + 24 + 20);
    return bytes.subarray(0, size);
  }
  const told = (...states: RecordEvidence[]) =>
    viewStatesIn(states, [OWN]).map((one) => (one.type === 'fact' ? `${one.label}: ${one.text}` : one.type));

  it.each<[string, Buffer, string[]]>([
    ['its size', plain('/owa'), ['view state: 82 bytes']],
    [
      'what makes objects of it',
      plain('TypeConfuseDelegate XamlReader'),
      ['view state: 82 bytes, made by TypeConfuseDelegate, XamlReader'],
    ],
    [
      "the server's own key",
      signed(encrypted('/owa')),
      ['view state: 112 bytes', `view state signed with the server's own key: ${masked}`],
    ],
    [
      "a tool with the server's own key",
      signed(encrypted('XamlReader')),
      ['view state: 112 bytes, made by XamlReader', `${FORGED}: ${masked}`],
    ],
    [
      'a program',
      program(0x80, 200),
      [
        `view state: 200 bytes`,
        `program (MZ) in the view state: 192 bytes, SHA-256 ${sha256(program(0x80, 200).subarray(0, 192))}`,
      ],
    ],
    [
      'a program that goes on',
      program(0x80, 180),
      [
        `view state: 180 bytes`,
        `program (MZ) in the view state: 180 bytes, cut short by the event, SHA-256 ${sha256(program(0x80, 180))}`,
      ],
    ],
  ])('tells %s', (_, bytes, expected) => expect(told(event(bytes))).toEqual(expected));

  it('is told once, and of ASP.NET alone', () => {
    expect(told(event(plain('/owa')), event(plain('/owa')))).toEqual(['view state: 82 bytes']);
    expect(told(event(plain('/owa'), 'Example'))).toEqual([]);
    expect(told({ ...event(plain('/owa')), fields: { Provider_Name: 'ASP.NET 4.0.30319.0', Level: null } })).toEqual(
      [],
    );
  });

  it('is forged where objects or a program are signed with a key of the server', () => {
    const forged = (bytes: Buffer) => isForgedWithOwnKey(viewStatesIn([event(bytes)], [OWN]));
    expect([forged(signed(encrypted('XamlReader'))), forged(signed(program(0x80, 200)))]).toEqual([true, true]);
    expect([forged(encrypted('XamlReader')), forged(signed(encrypted('/owa')))]).toEqual([false, false]);
    expect(isForgedWithOwnKey([event(plain('XamlReader'))])).toBe(false);
  });
});
