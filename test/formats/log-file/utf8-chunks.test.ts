import { expect, it } from 'vitest';
import { wideEncoding } from '../../../src/formats/log-file/utf8-chunks.js';

it.each([
  ['its mark', [0xff, 0xfe], 'utf-16le'],
  ['its mark, the other way', [0xfe, 0xff], 'utf-16be'],
  ['half a mark', [0xff, 0x41, 0x41, 0x41], null],
  ['half a mark behind', [0x41, 0xfe, 0x41, 0x41], null],
  ['half a mark, the other way', [0xfe, 0x41, 0x41, 0x41], null],
  ['half a mark behind, the other way', [0x41, 0xff, 0x41, 0x41], null],
  ['a NUL behind each character', [...Buffer.from('abcd', 'utf16le')], 'utf-16le'],
  ['a NUL before each character', [...Buffer.from('abcd', 'utf16le').swap16()], 'utf-16be'],
  ['NULs on both sides', [0, 0x41, 0x41, 0, 0x41, 0, 0x41, 0], null],
  ['nothing but NULs', Array(16).fill(0), null],
  ['too little to tell', [...Buffer.from('abc', 'utf16le')], null],
])('tells UTF-16 by %s', (_, bytes, expected) => {
  expect(wideEncoding(Uint8Array.from(bytes))).toBe(expected);
});
