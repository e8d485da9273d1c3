import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/formats/pe/byte-reader.js';
import { instructionsOf, readBody } from '../../../src/formats/pe/instructions.js';

/** Instructions, each with where it begins, its code, its operand and its targets. */
const told = (...code: number[]): string =>
  [...instructionsOf(Uint8Array.from(code))]
    .map(({ at, code: number, operand, targets }) =>
      [at, number.toString(16), operand, ...(targets ? [targets.join('/')] : [])].join(' '),
    )
    .join(', ');

describe('code', () => {
  it.each([
    [[], ''],
    [[0x00, 0x2a], '0 0 0, 1 2a 0'],
    [[0x0e, 0xff], '0 e 255'],
    [[0x1f, 0xff], '0 1f -1'],
    [[0x20, 0xff, 0xff, 0xff, 0xff, 0x2a], '0 20 -1, 5 2a 0'],
    [[0x21, 1, 0, 0, 0, 2, 0, 0, 0, 0x2a], '0 21 1, 9 2a 0'],
    [[0x22, 1, 0, 0, 0], '0 22 1'],
    [[0x28, 1, 0, 0, 0x8a], `0 28 ${0x8a000001}`],
    [[0x2b, 0xfe, 0x2a], '0 2b 0, 2 2a 0'],
    [[0x37, 0x01], '0 37 3'],
    [[0x38, 0xfb, 0xff, 0xff, 0xff], '0 38 0'],
    [[0xdd, 1, 0, 0, 0], '0 dd 6'],
    [[0xde, 1], '0 de 3'],
    [[0xfe, 0x09, 1, 2], '0 fe09 513'],
    [[0xfe, 0x0e, 0xff, 0xff], '0 fe0e 65535'],
    [[0xfe, 0x06, 1, 0, 0, 6], `0 fe06 ${0x06000001}`],
    [[0xfe, 0x12, 0xff], '0 fe12 255'],
    [[0xfe, 0x01, 0x2a], '0 fe01 0, 2 2a 0'],
    [[0xfe], ''],
    [[0x45, 0, 0, 0, 0, 0x2a], '0 45 0 , 5 2a 0'],
    [[0x45, 2, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x2a], '0 45 0 14/12, 13 2a 0'],
  ])('%j is read to its end: %s', (bytes, expected) => expect(told(...bytes)).toBe(expected));

  it.each([
    [[0x00, 0x20, 1, 2, 3], '0 0 0'],
    [[0x00, 0x28], '0 0 0'],
    [[0x00, 0x45, 1, 0, 0], '0 0 0'],
    [[0x00, 0x45, 1, 0, 0, 0, 1, 2, 3], '0 0 0'],
    [[0x00, 0x45, 0xff, 0xff, 0xff, 0xff], '0 0 0'],
  ])('%j is read to where it is cut: %s', (bytes, expected) => expect(told(...bytes)).toBe(expected));

  it('branches to no more places than are read', () => {
    const count = 2_500;
    const code = [0x45, count & 0xff, count >> 8, 0, 0, ...Array.from({ length: 4 * count }, () => 0), 0x2a];
    const [first, second] = [...instructionsOf(Uint8Array.from(code))];
    expect([first?.targets?.length, second?.at]).toEqual([2_000, code.length - 1]);
  });
});

const tiny = (size: number, ...code: number[]) => [(size << 2) | 2, ...code];
const fat = (more: boolean, size: number, ...code: number[]) => [
  ...[more ? 0x0b : 0x03, 0x30, 8, 0, size & 0xff, size >> 8, 0, 0, 0x01, 0, 0, 0x11],
  ...code,
];
const clause = (flags: number, handler: number, filter: number) => [
  ...[flags, 0, 0, 0, 1, handler & 0xff, handler >> 8, 1, filter, 0, 0, 0],
];
const fatClause = (flags: number, handler: number, filter: number) =>
  [flags, 0, 1, handler, 1, filter].flatMap((number) => [number, 0, 0, 0]);

describe('the body of a method', () => {
  const body = (bytes: number[], rva = 0x1000) => {
    const reader = new ByteReader(Uint8Array.from([0xee, ...bytes]));
    const read = readBody({ reader, offsetOf: (at) => (at === 0x1000 ? 1 : -1) }, rva);
    return read && [read.offset, [...read.code].join(' '), read.locals, read.handlers.join(' ')];
  };

  it.each<[string, number[], unknown]>([
    ['a short one', tiny(2, 0x00, 0x2a, 0xee), [2, '0 42', 0, '']],
    ['a short one that is cut', tiny(3, 0x2a), [2, '42', 0, '']],
    ['a long one', fat(false, 2, 0x00, 0x2a, 0xee), [13, '0 42', 0x11000001, '']],
    ['one that is cut', fat(true, 5, 0x00, 0x2a), [13, '0 42', 0x11000001, '']],
    ['of another kind', [0x01, 0x2a], null],
    ['of none', [0x00, 0x2a], null],
    [
      'one that handles',
      [...fat(true, 3, 1, 2, 3), 0x01, 4 + 3 * 12, 0, 0, ...clause(0, 300, 0), ...clause(2, 7, 0), ...clause(1, 8, 9)],
      [13, '1 2 3', 0x11000001, '300 8 9'],
    ],
    [
      'one that handles at length',
      [
        ...fat(true, 3, 1, 2, 3),
        0x41,
        4 + 3 * 24,
        0,
        0,
        ...fatClause(0, 6, 0),
        ...fatClause(4, 7, 0),
        ...fatClause(1, 8, 9),
      ],
      [13, '1 2 3', 0x11000001, '6 8 9'],
    ],
    [
      'one with another section',
      [...fat(true, 3, 1, 2, 3), 0x02, 16, 0, 0, ...clause(0, 5, 0)],
      [13, '1 2 3', 0x11000001, ''],
    ],
    [
      'one that says it handles no more',
      [...fat(false, 3, 1, 2, 3), 0x01, 16, 0, 0, ...clause(0, 5, 0)],
      [13, '1 2 3', 0x11000001, ''],
    ],
  ])('is read: %s', (_, bytes, expected) => expect(body(bytes)).toEqual(expected));

  it('is none where there is nothing', () => expect(body(tiny(1, 0x2a), 0x2000)).toBeNull());
});
