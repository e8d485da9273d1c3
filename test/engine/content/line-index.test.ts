import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineIndex } from '../../../src/engine/content/line-index.js';

it('tells line and column of every byte, also of a window that begins within a line', () => {
  const text = fc.array(fc.constantFrom(0x0a, 0x0d, 0x61), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, fc.nat(39), (bytes, cut) => {
      const offset = Math.min(cut, bytes.length - 1);
      const before = bytes.slice(0, offset);
      const from = {
        offset,
        line: before.filter((byte) => byte === 0x0a).length + 1,
        lineOffset: before.lastIndexOf(0x0a) + 1,
      };
      const index = new LineIndex(Uint8Array.from(bytes.slice(offset)), from);
      for (let at = offset; at < bytes.length; at += 1) {
        const upTo = bytes.slice(0, at);
        expect(index.positionOf(at - offset)).toEqual({
          line: upTo.filter((byte) => byte === 0x0a).length + 1,
          column: at - (upTo.lastIndexOf(0x0a) + 1) + 1,
          offset: at,
        });
      }
    }),
  );
});
