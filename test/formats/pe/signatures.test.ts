import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/formats/pe/metadata.js';
import { SignatureReader, type TypeNamer } from '../../../src/formats/pe/signatures.js';

const TABLES = new Map<number, string>([
  [Table.typeDefinition, 'own'],
  [Table.typeReference, 'foreign'],
  [Table.typeSpecification, 'made'],
]);
const nameOf: TypeNamer = ({ table, number }) => `${TABLES.get(table)}${number}`;
const reader = (...bytes: number[]) => new SignatureReader(Uint8Array.from(bytes), nameOf);

describe('a type', () => {
  it.each([
    [[0x01], 'void'],
    [[0x0e], 'string'],
    [[0x1c], 'object'],
    [[0x18], 'IntPtr'],
    [[0x1d, 0x05], 'byte[]'],
    [[0x1d, 0x1d, 0x08], 'int[][]'],
    [[0x0f, 0x04], 'sbyte'],
    [[0x10, 0x0e], 'string'],
    [[0x11, 0x04], 'own1'],
    [[0x12, 0x05], 'foreign1'],
    [[0x12, 0x0a], 'made2'],
    [[0x12, 0x07], ''],
    [[0x12, 0x80, 0x85], 'foreign33'],
    [[0x12, 0xbf, 0xfd], 'foreign4095'],
    [[0x12, 0xc0, 0x01, 0x00, 0x05], 'foreign16385'],
    [[0x13, 0x00], ''],
    [[0x1e, 0x01], ''],
    [[0x14, 0x08, 0x02, 0x01, 0x03, 0x01, 0x00], 'int[]'],
    [[0x15, 0x12, 0x05, 0x02, 0x0e, 0x08], 'foreign1'],
    [[0x1b, 0x00, 0x01, 0x01, 0x08], 'IntPtr'],
    [[0x1f, 0x05, 0x0e], 'string'],
    [[0x20, 0x05, 0x1f, 0x09, 0x08], 'int'],
    [[0x45, 0x41, 0x0e], 'string'],
    [[0x45, 0x45, 0x45, 0x45, 0x45, 0x45, 0x45, 0x0e], 'string'],
    [[0x45, 0x45, 0x45, 0x45, 0x45, 0x45, 0x45, 0x45, 0x0e], ''],
    [[0x7f], ''],
    [[], ''],
    [[...Array.from({ length: 8 }, () => 0x1d), 0x08], `int${'[]'.repeat(8)}`],
    [[...Array.from({ length: 9 }, () => 0x1d), 0x08], '[]'.repeat(9)],
  ])('%j is %s', (bytes, expected) => expect(reader(...bytes).type()).toBe(expected));

  it('goes on behind what it is made of', () => {
    const behind = (...bytes: number[]) => {
      const one = reader(...bytes, 0x0e);
      return [one.type(), one.type()];
    };
    expect(behind(0x14, 0x08, 0x02, 0x01, 0x03, 0x02, 0x00, 0x00)).toEqual(['int[]', 'string']);
    expect(behind(0x15, 0x12, 0x05, 0x02, 0x0e, 0x1d, 0x08)).toEqual(['foreign1', 'string']);
    expect(behind(0x1b, 0x10, 0x01, 0x02, 0x01, 0x08, 0x0e)).toEqual(['IntPtr', 'string']);
    expect(behind(0x13, 0x00)).toEqual(['', 'string']);
  });
});

it.each([
  [[0x00, 0x00, 0x01], { isInstance: false, returns: 'void', parameters: [] }],
  [[0x20, 0x02, 0x0e, 0x1d, 0x05, 0x08], { isInstance: true, returns: 'string', parameters: ['byte[]', 'int'] }],
  [[0x30, 0x01, 0x01, 0x1c, 0x13, 0x00], { isInstance: true, returns: 'object', parameters: [''] }],
  [[0x10, 0x01, 0x01, 0x01, 0x08], { isInstance: false, returns: 'void', parameters: ['int'] }],
  [[0x00, 0x02, 0x01, 0x08], { isInstance: false, returns: 'void', parameters: ['int', ''] }],
])('%j is the signature of a method', (bytes, expected) => expect(reader(...bytes).method()).toEqual(expected));

it('a method has no more parameters than are read', () => {
  expect(reader(0x00, 0xbf, 0xff, 0x01).method().parameters.length).toBe(512);
});

it.each([
  [
    [0x07, 0x02, 0x08, 0x45, 0x0e],
    ['int', 'string'],
  ],
  [[0x07, 0x00], []],
  [[0x06, 0x01, 0x08], []],
])('%j are the types of locals', (bytes, expected) => expect(reader(...bytes).locals()).toEqual(expected));

it('a field has its type behind its mark', () => expect(reader(0x06, 0x1d, 0x05).field()).toBe('byte[]'));
