import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeBytes, safeText } from '../../src/platform/safe-text.js';

describe('safeText', () => {
  it.each([
    ['plain', 'plain'],
    ['größe 文件', 'größe 文件'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\r\nb', 'a\\x0d\\x0ab'],
    ['exe.\u202excod', 'exe.\\u{202e}xcod'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\ud800', '\\u{d800}'],
  ])('%j becomes %j', (text, safe) => expect(safeText(text)).toBe(safe));

  it('cuts what is long and says so', () => expect(safeText('abcdef', 3)).toBe('abc…'));

  it('never lets a control or format character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(safeText(text))),
    );
  });
});

describe('safeBytes', () => {
  it.each([
    [Buffer.from('größe'), 'größe'],
    [Buffer.from([0x41, 0xff, 0x00]), 'A\\xff\\x00'],
  ])('%s', (bytes, safe) => expect(safeBytes(bytes)).toBe(safe));

  it('never throws and never lets a control character through', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => !/[\p{Cc}\p{Cf}]/u.test(safeBytes(bytes))));
  });
});
