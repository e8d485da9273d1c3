import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salvageTag } from '../../../src/formats/xml/salvage-tag.js';

describe('salvageTag', () => {
  it.each(['<a "b="c>', `<a 'b='c>`])('ends where a quote stands before a name: %s', (tag) => {
    expect(salvageTag(tag, 0, 1000)?.attributes).toEqual([{ name: 'b', value: 'c', index: 4 }]);
  });

  it.each<[string, string | null]>([
    ['<a b="c>d" e>f>', '<a b="c>d" e>'],
    [`<a b='c>d' e>f>`, `<a b='c>d' e>`],
    [`<a b="c'>d" e>`, `<a b="c'>d" e>`],
    [`<a b='c">d' e>`, `<a b='c">d' e>`],
    ['<a b="<" e>', '<a b="<" e>'],
    ['<a b <c>', null],
    ['<a b="c>', null],
    ['<a b', null],
    ['<\u0001 b="c">', null],
    ['< b="c">', null],
    ['<="c">', null],
  ])('of %j is %j', (text, tag) => expect(salvageTag(text, 0, 1000)?.tag ?? null).toBe(tag));

  it.each<[number, string | null]>([
    [9, '<a b="c">'],
    [8, null],
  ])('ends within %d characters', (most, tag) => expect(salvageTag('<a b="c">', 0, most)?.tag ?? null).toBe(tag));

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['<a b="1" b="2">', [['b', '1']]],
    ['<a b c=1>', [['c', '1']]],
    ['<a b = "1">', [['b', '1']]],
    ['<a \u0001="1" b="2">', [['b', '2']]],
    ['<a b\u0001c="1">', [['bc', '1']]],
    ['<a b=1/>', [['b', '1']]],
    [
      '<a b=1/ c=2>',
      [
        ['b', '1/'],
        ['c', '2'],
      ],
    ],
    ['<a b=\u0002"1">', [['b', '1']]],
    ['<a b=%x%>', [['b', '%x%']]],
    ['<a b="&lt;&LT;&#65;&#x42;&#0;&#x10FFFF;&#x110000;&copy;">', [['b', '<<AB&#0;\u{10ffff}&#x110000;&copy;']]],
  ])('reads the attributes of %j', (tag, attributes) => {
    expect(salvageTag(tag, 0, 1000)?.attributes.map(({ name, value }) => [name, value])).toEqual(attributes);
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
