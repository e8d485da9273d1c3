import { describe, expect, it, vi } from 'vitest';
import {
  formatOf,
  formatOfEnd,
  formatOfName,
  isArchiveStart,
  overlayOffset,
} from '../../src/collection/kinds/file-formats.js';
import { gzipHeaderLength } from '../../src/collection/opening/gzip.js';
import { isoTime } from '../../src/collection/placing/iso-time.js';
import { paced } from '../../src/collection/reading/paced.js';
import { isOddName, namesOf, uniquePath } from '../../src/collection/walking/spelled-path.js';
import { textOfBytes } from '../../src/collection/kinds/text-of-bytes.js';
import { looksLikeCopyTimes } from '../../src/collection/placing/times.js';

describe('a text', () => {
  const TEXT = '<% ä';
  const wide = Buffer.from(TEXT.padEnd(6), 'utf16le');
  const swapped = Buffer.from(wide).swap16();
  it.each<[string, Buffer, string]>([
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), TEXT.padEnd(6)],
    ['UTF-16 the other way round with its mark', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]), TEXT.padEnd(6)],
    [
      'UTF-16 the other way round with half a character at its end',
      Buffer.concat([Buffer.from([0xfe, 0xff]), swapped, Buffer.from([0])]),
      TEXT.padEnd(6),
    ],
    ['UTF-8 with its mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)]), TEXT],
    ['UTF-16 without', wide, TEXT.padEnd(6)],
    ['UTF-16 the other way round without', swapped, TEXT.padEnd(6)],
    ['anything else, one character a byte', Buffer.from(TEXT), '<% Ã¤'],
    ['too short to tell', Buffer.from('a\0b\0'), 'a\0b\0'],
    ['too short to tell the other way round', Buffer.from('\0a\0b'), '\0a\0b'],
    ['with a NUL now and then', Buffer.from('a\0bcd\0efgh'), 'a\0bcd\0efgh'],
    ['with NULs at its beginning', Buffer.from('\0\0\0abcdefg'), '\0\0\0abcdefg'],
    ['with a byte of a mark', Buffer.from([0xff, 0x41]), 'ÿA'],
    ['with the other byte of a mark', Buffer.from([0xfe, 0x41]), 'þA'],
    ['with two bytes of a mark', Buffer.from([0xef, 0xbb, 0x41]), 'ï»A'],
  ])('is %s', (_, bytes, text) => expect(textOfBytes(bytes)).toBe(text));
});

describe('the bytes of a file', () => {
  const sector = (...entries: readonly (readonly [at: number, value: number])[]) => {
    const bytes = Buffer.alloc(512);
    bytes.writeUInt16LE(0xaa55, 510);
    for (const [at, value] of entries) bytes[at] = value;
    return bytes;
  };
  it.each<[string, Buffer, string | null]>([
    ['an archive', Buffer.from('PK\x03\x04'), 'archive'],
    ['a program', Buffer.from('MZ'), 'pe'],
    ['an old event log', Buffer.from('\x30\0\0\0LfLe'), 'event-log'],
    ['nothing', Buffer.from('nothing'), null],
    ['nothing where those of an archive stand elsewhere', Buffer.from('xPK\x03\x04'), null],
    ['a disk with a partition', sector([450, 7], [458, 1]), 'disk-image'],
    ['a disk with an active partition', sector([446, 0x80], [450, 7], [458, 1]), 'disk-image'],
    ['no disk without a partition', sector(), null],
    ['no disk with a partition of no size', sector([450, 7]), null],
    ['no disk with a partition of no kind', sector([458, 1]), null],
    ['no disk with what is no partition', sector([446, 1], [450, 7], [458, 1]), null],
    ['no disk without its signature', sector([450, 7], [458, 1], [511, 0]), null],
    ['no disk that is cut', sector([450, 7], [458, 1]).subarray(0, 511), null],
  ])('tell %s', (_, bytes, kind) => expect(formatOf(bytes)).toBe(kind));

  it('tell a disk by its end', () => {
    const footer = Buffer.alloc(512);
    footer.write('conectix');
    expect(
      [footer, Buffer.concat([Buffer.alloc(9), footer]), footer.subarray(0, 511), Buffer.alloc(512)].map(formatOfEnd),
    ).toEqual(['disk-image', 'disk-image', null, null]);
  });

  it.each([
    [';!@Install@!', true],
    ['7z\xbc\xaf\x27\x1c', true],
    ['MZ', false],
    [';!', false],
  ])('%j begin what a program carries: %s', (text, expected) => {
    expect(isArchiveStart(Buffer.from(text, 'latin1'))).toBe(expected);
  });

  /** A program of so many sections, each with its place and length. */
  function program(sections: readonly (readonly [at: number, length: number])[]): Buffer {
    const bytes = Buffer.alloc(1024);
    bytes.write('MZ');
    bytes.writeUInt32LE(64, 0x3c);
    bytes.write('PE\0\0', 64, 'latin1');
    bytes.writeUInt16LE(sections.length, 64 + 6);
    bytes.writeUInt16LE(16, 64 + 20);
    for (const [i, [at, length]] of sections.entries()) {
      bytes.writeUInt32LE(length, 104 + 40 * i + 16);
      bytes.writeUInt32LE(at, 104 + 40 * i + 20);
    }
    return bytes;
  }
  it.each<[string, Buffer, number, number | null]>([
    [
      'the last of its sections',
      program([
        [512, 100],
        [200, 50],
      ]),
      1000,
      612,
    ],
    [
      'a section that holds nothing is not the last',
      program([
        [512, 100],
        [900, 0],
      ]),
      1000,
      612,
    ],
    ['nothing follows', program([[512, 100]]), 612, null],
    ['its sections end behind it', program([[512, 100]]), 600, null],
    ['it has no sections', program([]), 1000, null],
    ['it is none', Buffer.alloc(1024), 1000, null],
    ['it is cut', program([[512, 100]]).subarray(0, 63), 1000, null],
    ['its header is cut', program([[512, 100]]).subarray(0, 80), 1000, null],
    [
      'its sections are cut',
      program([
        [512, 100],
        [700, 100],
      ]).subarray(0, 150),
      1000,
      612,
    ],
    ['it is one of DOS', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 1000, null],
  ])('tell where a program ends: %s', (_, head, size, expected) => expect(overlayOffset(head, size)).toBe(expected));
});

it.each([
  ['c:\\windows\\system32\\config\\system', 'registry-hive'],
  ['c:\\windows\\system32\\config\\regback\\sam', 'registry-hive'],
  ['c:\\users\\a\\ntuser.dat', 'registry-hive'],
  ['c:\\other\\system', null],
  ['c:\\a\\$mft', 'file-system-record'],
  ['a.e01', 'disk-image'],
  ['a.part1.rar', 'archive'],
  ['a.txt', null],
])('the name %s tells %s', (path, kind) => expect(formatOfName(path)).toBe(kind));

describe('a path', () => {
  const spelled = (text: string) => namesOf(Buffer.from(text)).map(String);
  it.each([
    ['C/a\\b', ['C', 'a', 'b']],
    ['./C//./a/', ['C', 'a']],
    ['..', ['..']],
    ['.a/..b', ['.a', '..b']],
    ['', []],
    ['/', []],
    ['.', []],
  ])('%j has the names %j', (path, names) => expect(spelled(path)).toEqual(names));

  it('of more names than any has keeps the rest as one', () => {
    const most = Array.from({ length: 200 }, (_, i) => `${i}`);
    expect(spelled(most.join('/'))).toEqual(most);
    expect(spelled(`${most.join('/')}/x/y\\z`)).toEqual([...most, 'x_y_z']);
  });

  it.each([
    ['a', false],
    ['..', true],
    ['...', false],
    ['a\nb', true],
  ])('%j in it is odd: %s', (name, odd) => expect(isOddName(Buffer.from(name))).toBe(odd));

  it('is shown as one of its own, though it comes again', () => {
    const taken = new Map<string, number>();
    const path = (...names: string[]) =>
      uniquePath(
        'x/',
        names.map((name) => Buffer.from(name)),
        taken,
      );
    expect([path('a'), path('a'), path('a\\x232'), path('a'), path('b', 'c'), path(), path()]).toEqual([
      'x/a',
      'x/a\\x232',
      expect.stringMatching(/^x\/a/),
      'x/a\\x233',
      'x/b/c',
      'x/_',
      'x/_\\x232',
    ]);
  });
});

describe('times', () => {
  const HOUR = 3_600_000;
  it.each<[string, number[], boolean]>([
    ['all within one hour', [0, HOUR, HOUR / 2], true],
    ['just more than an hour', [0, HOUR + 1], false],
    ['more than four of five', [...Array(9).fill(5), 9 * HOUR, 10 * HOUR].sort(), true],
    ['four of five', [5, 5, 5, 5, 9 * HOUR], false],
    ['none', [], false],
  ])('look like those of a copy: %s', (_, times, expected) => expect(looksLikeCopyTimes(times)).toBe(expected));

  it.each([
    [null, null],
    [Number.NaN, null],
    [-1, null],
    [0, '1970-01-01T00:00:00.000Z'],
    [1.9, '1970-01-01T00:00:00.001Z'],
    [Date.UTC(10000, 0, 1) - 1, '9999-12-31T23:59:59.999Z'],
    [Date.UTC(10000, 0, 1), null],
  ])('%s is written %s', (milliseconds, text) => expect(isoTime(milliseconds)).toBe(text));
});

/** RFC 1952, section 2.3. */
describe('the header of a gzip member', () => {
  const header = (flags: number, ...rest: number[]) => [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 0, ...rest];
  it.each<[string, number[], number | null]>([
    ['with nothing in it', header(0), 10],
    ['that is cut', header(0).slice(0, 9), null],
    ['of another first byte', [0x1e, ...header(0).slice(1)], null],
    ['of another second byte', [0x1f, 0x8a, ...header(0).slice(2)], null],
    ['of another method', [0x1f, 0x8b, 7, ...header(0).slice(3)], null],
    ['with an extra field', header(4, 2, 0, 1, 1), 14],
    ['with an extra field that is cut', header(4, 2), null],
    ['with an extra field of which the end is missing', header(4, 2, 0, 1), null],
    ['with a name', header(8, 0x61, 0), 12],
    ['with a name without an end', header(8, 0x61), null],
    ['with a comment', header(16, 0x61, 0), 12],
    ['with a name and a comment', header(24, 0x61, 0, 0x62, 0), 14],
    ['with a sum', header(2, 0, 0), 12],
    ['with half a sum', header(2, 0), null],
  ])('%s', (_, bytes, length) => expect(gzipHeaderLength(Buffer.from(bytes))).toBe(length));
});

it('is told of work that goes on four times in a second, and no more often', async () => {
  const times = [0, 249, 250, 400, 499, 501];
  vi.spyOn(performance, 'now').mockImplementation(() => times.shift() ?? Number.NaN);
  const told: number[] = [];
  let item = 0;
  for await (item of paced([1, 2, 3, 4, 5], async () => void told.push(item)));
  vi.restoreAllMocks();
  expect(told).toEqual([2, 5]);
});
