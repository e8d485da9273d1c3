import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeHex, MAXIMUM_UNPACKED, unpack } from '../../../src/formats/code/literal-decoding.js';

it.each([
  ['ZXZhbA==', 'eval'],
  ['ZXZh\r\n  bA==', 'eval'],
  ['ZXZhbA', 'eval'],
  ['_-8', '\xff\xef'],
  ['/+8=', '\xff\xef'],
  ['ZX', 'e'],
  ['Z', undefined],
  ['', undefined],
  ['ZXZh.bA=', undefined],
  ['ZXZhbA====', undefined],
  ['=ZXZh', undefined],
])('%j is base64 of %j', (text, bytes) => expect(decodeBase64(text)).toBe(bytes));

it.each([
  ['4d5A', 'MZ'],
  ['0x4d,0x5a', 'MZ'],
  ['\\x4d\\x5a', 'MZ'],
  ['4d-5a 00', 'MZ\0'],
  ['4d5', undefined],
  ['4', undefined],
  ['', undefined],
  ['4g', undefined],
])('%j is hexadecimal of %j', (text, bytes) => expect(decodeHex(text)).toBe(bytes));

describe('packed bytes', () => {
  const text = Buffer.from('eval(Request["a"])');
  it.each<[string, Buffer, string | undefined]>([
    ['of gzip', gzipSync(text), text.toString()],
    ['of zlib', deflateSync(text), text.toString()],
    ['of deflate', deflateRawSync(text), text.toString()],
    ['of eight characters', gzipSync('12345678'), '12345678'],
    ['of fewer', gzipSync('1234567'), undefined],
    ['that are none', text, undefined],
    ['that only begin as those of gzip', Buffer.concat([Buffer.from([0x1f, 0x8b]), deflateRawSync(text)]), undefined],
    ['that are none at all', Buffer.alloc(0), undefined],
  ])('%s', (_, bytes, unpacked) => expect(unpack(bytes)?.bytes.toString()).toBe(unpacked));

  it('that are those of deflate, though they begin as those of zlib', () => {
    // A stored block of 257 bytes: its first byte may hold anything beside three bits, its second is the lower half of the length.
    const long = Buffer.alloc(257, 'a');
    const stored = Buffer.concat([Buffer.from([0x78, 0x01, 0x01, 0xfe, 0xfe]), long, Buffer.from([0x03, 0x00])]);
    expect(unpack(stored)?.bytes.toString()).toBe(long.toString());
  });

  it('of more than is unpacked are cut', () => {
    expect(unpack(gzipSync(Buffer.alloc(MAXIMUM_UNPACKED)))).toMatchObject({ cut: false });
    expect(unpack(gzipSync(Buffer.alloc(MAXIMUM_UNPACKED + 1)))).toEqual({ bytes: Buffer.alloc(0), cut: true });
  });
});
