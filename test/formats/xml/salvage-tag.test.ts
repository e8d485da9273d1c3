import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salvageTag } from '../../../src/formats/xml/salvage-tag.js';

describe('salvageTag', () => {
  it.each(['<a "b="c>', `<a 'b='c>`])('ends where a quote stands before a name: %s', (tag) => {
    expect(salvageTag(tag, 0, 1000)?.attributes).toEqual([{ name: 'b', value: 'c', index: 4 }]);
  });

  it('ends on any mixture of quotes, names and signs', () => {
    const pieces = fc.array(fc.constantFrom('"', "'", '=', ' ', '/', 'b', '%', '\u0001', '&#65;'), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const tag = `<a ${parts.join('')}>`;
        for (const { index } of salvageTag(tag, 0, 1000)?.attributes ?? []) expect(index).toBeLessThan(tag.length);
      }),
    );
  });
});
