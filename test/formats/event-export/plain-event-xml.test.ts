import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainEventXml } from '../../../src/formats/event-export/plain-event-xml.js';
import { parseAnyXml, parseEventXml } from '../../../src/formats/event-export/xml-events.js';

const name = fc.constantFrom('Event', 'System', 'Data', 'a:b', 'x.y-z');
const text = fc.array(
  fc.constantFrom('a', ' ', '\r\n', '\t', 'ü', '𝄞', '&amp;', '&lt;', '&#10;', '&#x1F600;', '"', "'", '>', ']]', ';'),
  { maxLength: 8 },
);
const spaces = fc.constantFrom(' ', '\n', '  ');
const attributes = fc.uniqueArray(fc.constantFrom('Name', 'xmlns', 'Qualifiers', 'a:b'), { maxLength: 3 });

/** Elements as exports write them, and as they could. */
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      name,
      fc.tuple(attributes, fc.array(text, { minLength: 3, maxLength: 3 }), spaces),
      fc.oneof({ maxDepth: 3 }, fc.constant(null), fc.array(fc.oneof(tie('element'), text), { maxLength: 4 })),
    )
    .map(([tag, [keys, values, space], children]) => {
      const quoted = (value: string) => (value.includes('"') ? `'${value.replaceAll("'", '')}'` : `"${value}"`);
      const list = keys.map((key, i) => `${space}${key}=${quoted((values[i] ?? []).join(''))}`).join('');
      const inside = children?.map((child) => (typeof child === 'string' ? child : child.join(''))).join('');
      return inside === undefined ? `<${tag}${list} />` : `<${tag}${list}>${inside}</${tag}>`;
    }),
}));

describe('plainEventXml', () => {
  it('reads what exports write as the parser for all of XML does', () => {
    fc.assert(
      fc.property(element, (xml) => {
        fc.pre(!xml.includes(']]>'));
        const tree = plainEventXml(xml);
        expect(tree).not.toBeNull();
        expect(tree).toEqual(parseAnyXml(xml));
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing of what is damaged that the parser does not say', () => {
    const damage = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      '/',
      '=',
      ' ',
      '&x;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&#0;',
      '',
    );
    fc.assert(
      fc.property(element, damage, fc.nat(200), fc.nat(3), (xml, wrong, place, taken) => {
        const at = place % xml.length;
        const damaged = xml.slice(0, at) + wrong + xml.slice(at + taken);
        const tree = plainEventXml(damaged);
        if (tree !== null) expect(tree).toEqual(parseAnyXml(damaged));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a section', '<Event><Data><![CDATA[a<b]]></Data></Event>'],
    ['a comment', '<Event><!-- x --><Data>a</Data></Event>'],
    ['a document type', '<!DOCTYPE Event><Event/>'],
    ['an entity of its own', '<Event>&nbsp;</Event>'],
    ['a reference to half a character', '<Event>&#xD800;</Event>'],
    ['a reference to what XML has no character for', '<Event>&#x1F;</Event>'],
    ['an attribute twice', '<Event a="1" a="2"/>'],
    ['a name of JavaScript', '<Event><__proto__>x</__proto__></Event>'],
    ['something behind it', '<Event/><Event/>'],
    ['an element that does not close', '<Event><Data></Event>'],
    ['more nesting than is read', `${'<Event>'.repeat(65)}${'</Event>'.repeat(65)}`],
    ['more tags than are read', `<Event>${'<Data/>'.repeat(20_001)}</Event>`],
  ])('leaves %s to the parser', (_, xml) => {
    expect(plainEventXml(xml)).toBeNull();
    expect(parseEventXml(xml)).toEqual(parseAnyXml(xml));
  });
});

/** The `Char` of XML 1.0: what a whole parser has to say is left to it. */
it.each([
  ['&#8;', null],
  ['&#9;', '\t'],
  ['&#x20;', ' '],
  ['&#xD7FF;', '\ud7ff'],
  ['&#xD800;', null],
  ['&#xDFFF;', null],
  ['&#xE000;', '\ue000'],
  ['&#xFFFD;', '\ufffd'],
  ['&#xFFFE;', null],
  ['&#xFFFF;', null],
  ['&#x10000;', '\u{10000}'],
  ['&#x10FFFF;', '\u{10ffff}'],
  ['&#x110000;', null],
])('reads %s of an event itself or not at all', (reference, character) => {
  const tree = character === null ? null : { name: 'Event', attributes: [], children: [`a${character}`] };
  expect(plainEventXml(`<Event>a${reference}</Event>`)).toEqual(tree);
});
