import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableName } from '../../../src/collection/walking/printable-name.js';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');

describe('a file name that is shown', () => {
  it.each([
    ['a b~.log', 'a b~.log'],
    ['.', '\\x2e'],
    ['..', '\\x2e\\x2e'],
    ['...', '...'],
    ['a\\b', 'a\\x5cb'],
    ['a\x00\x1f\x7fb', 'a\\x00\\x1f\\x7fb'],
    ['\xc3\xbcber\\', 'über\\x5c'],
    ['\xe2\x82\xac\n', '€\\x0a'],
    ['\xf0\x9f\x98\x80\t', '😀\\x09'],
    ['right-to-left \xe2\x80\xae', 'right-to-left \\xe2\\x80\\xae'],
    ['cut \xe2\x82', 'cut \\xe2\\x82'],
    ['too long \xc0\xaf', 'too long \\xc0\\xaf'],
    ['half a pair \xed\xa0\x80', 'half a pair \\xed\\xa0\\x80'],
    ['\xf4\x90\x80\x80', '\\xf4\\x90\\x80\\x80'],
  ])('%j is %s', (name, shown) => {
    expect(printableName(bytesOf(name))).toBe(shown);
  });

  it('tells any two names apart, and can be turned back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (name) => {
        const shown = printableName(name);
        const back = shown.replace(/\\x([0-9a-f]{2})|[^\\]/gu, (all, hex?: string) =>
          hex === undefined
            ? Buffer.from(all, 'utf8').toString('latin1')
            : bytesOf(String.fromCharCode(Number.parseInt(hex, 16))).toString('latin1'),
        );
        expect(bytesOf(back).equals(Buffer.from(name))).toBe(true);
      }),
    );
  });
});
