import { expect, it } from 'vitest';
import { behindMark } from '../../../src/formats/text-encoding/byte-order-mark.js';

it.each([
  ['\xef\xbb\xbfa', 0, 3],
  ['x\xef\xbb\xbf', 1, 4],
  ['\xef\xbb\xbf', 1, 1],
  ['\xef\xbba', 0, 0],
  ['\xefa\xbf', 0, 0],
  ['a\xbb\xbf', 0, 0],
  ['\xef\xbb', 0, 0],
  ['', 0, 0],
])('%j from %d on is a text from %d on', (text, at, expected) => {
  expect(behindMark(Buffer.from(text, 'latin1'), at)).toBe(expected);
});
