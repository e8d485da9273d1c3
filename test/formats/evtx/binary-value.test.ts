import { describe, expect, it } from 'vitest';
import { arrayTexts, VALUE, valueText, wideText } from '../../../src/formats/evtx/binary-value.js';

const wide = (text: string): number[] => [...Buffer.from(text, 'utf16le')];
const time = Buffer.alloc(8);
time.writeBigUInt64LE(132_591_456_000_000_000n);
const double = Buffer.alloc(8);
double.writeDoubleLE(-1.5);
const float = Buffer.alloc(4);
float.writeFloatLE(0.25);
const sid = (parts: number, ...rest: number[]): number[] => [1, parts, 0, 0, 0, 0, 0, 5, ...rest];
const guid = Array.from({ length: 16 }, (_, i) => i);
const systemTime = [0xe5, 7, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0];

describe('a value', () => {
  it.each<[number, Iterable<number>, string]>([
    [VALUE.text, wide('ab\0\0'), 'ab'],
    [VALUE.text, [...wide('ab'), 0x63], 'ab'],
    [VALUE.text, wide('\0\0'), ''],
    [VALUE.text, wide('Ā'), 'Ā'],
    [VALUE.text, [], ''],
    [0x02, [0x61, 0xe9, 0, 0], 'aé'],
    [0x02, [0, 0], ''],
    [0x03, [0xff], '-1'],
    [0x04, [0xff], '255'],
    [0x05, [0xfe, 0xff], '-2'],
    [0x06, [0xfe, 0xff], '65534'],
    [0x07, [0xfe, 0xff, 0xff, 0xff], '-2'],
    [0x08, [0xfe, 0xff, 0xff, 0xff], '4294967294'],
    [0x08, [1, 2, 3], '513'],
    [0x08, [1], '1'],
    [0x09, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '-2'],
    [0x0a, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '18446744073709551614'],
    [0x0a, [1, 0, 0, 0, 1, 0, 0], '1'],
    [0x0b, float, '0.25'],
    [0x0b, [0, 0, 0], ''],
    [0x0c, double, '-1.5'],
    [0x0c, [0, 0, 0, 0, 0, 0, 0], ''],
    [0x0d, [0, 0, 0, 1], 'true'],
    [0x0d, [1, 0, 0, 0], 'true'],
    [0x0d, [0, 0, 0, 0], 'false'],
    [0x0f, guid, '{03020100-0504-0706-0809-0A0B0C0D0E0F}'],
    [0x0f, guid.slice(1), ''],
    [0x10, [0xe7, 3, 0, 0], '0x3e7'],
    [0x14, [0xe7, 3], '0x3e7'],
    [0x15, [0xe7, 3, 0, 0, 0, 0, 0, 1], '0x1000000000003e7'],
    [0x15, [0xe7, 3, 0, 0, 1, 0, 0], '0x3e7'],
    [0x11, time, '2021-03-02T08:00:00.0000000Z'],
    [0x11, time.subarray(1), ''],
    [0x12, systemTime, '2021-03-05T06:07:08.009Z'],
    [0x12, systemTime.slice(1), ''],
    [VALUE.sid, sid(1, 18, 0, 0, 0), 'S-1-5-18'],
    [VALUE.sid, sid(2, 32, 0, 0, 0, 0x20, 2, 0, 0), 'S-1-5-32-544'],
    [VALUE.sid, sid(0), 'S-1-5'],
    [VALUE.sid, sid(1, 18, 0, 0), '0101000000000005120000'],
    [VALUE.sid, sid(16, ...Array.from({ length: 64 }, () => 0)), expect.stringMatching(/^0110/)],
    [VALUE.sid, [1, 1, 0], '010100'],
    [0x0e, [1, 0xab], '01AB'],
    [0x7f, [1, 0xab], '01AB'],
  ])('of type %d is written as Event Viewer has it: %j', (type, given, expected) => {
    const bytes = Buffer.from([0xee, ...given, 0xee]);
    expect(valueText(type, bytes, 1, bytes.length - 2)).toEqual(expected);
  });
});

describe('an array', () => {
  it.each<[number, Iterable<number>, string[]]>([
    [VALUE.text, wide('a\0bc\0'), ['a', 'bc']],
    [VALUE.text, wide('a\0bc'), ['a', 'bc']],
    [VALUE.text, wide('a\0\0'), ['a', '']],
    [VALUE.text, [], ['']],
    [0x02, [0x61, 0, 0x62, 0], ['a', 'b']],
    [0x02, [0x61, 0, 0xe9], ['a', 'é']],
    [0x06, [1, 0, 2, 0], ['1', '2']],
    [0x06, [1, 0, 2], ['1', '2']],
    [0x08, [1, 0, 0, 0, 2, 0, 0, 0], ['1', '2']],
    [VALUE.sid, [...sid(1, 18, 0, 0, 0), ...sid(1, 19, 0, 0, 0)], ['S-1-5-18', 'S-1-5-19']],
    [0x0e, [1, 2, 3], ['010203']],
    [0x06, [], []],
  ])('of type %d has one text for each item: %j', (type, given, expected) => {
    const bytes = Buffer.from([0xee, ...given, 0xee]);
    expect(arrayTexts(type | VALUE.array, bytes, 1, bytes.length - 2)).toEqual(expected);
  });
});

it('a text ends before the NULs behind it, and with the bytes', () => {
  const bytes = Buffer.from([...wide('\0a\0'), 0]);
  expect([wideText(bytes, 2, 4), wideText(bytes, 0, 6), wideText(bytes, 0, 2), wideText(bytes, 2, 3)]).toEqual([
    'a',
    '\0a',
    '',
    'a',
  ]);
});
