import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXml } from '../../../src/formats/xml/read-xml.js';
import { attribute, elementPath, walk, type XmlDocument } from '../../../src/formats/xml/xml-document.js';

const read = (text: string, encoding: BufferEncoding = 'utf8') => readXml(Buffer.from(text, encoding));
const elements = (document: XmlDocument) => (document.root ? [...walk(document.root)] : []);
const names = (document: XmlDocument) => elements(document).map(({ name }) => name);
const reasons = (document: XmlDocument) => document.problems.map(({ reason }) => reason);

describe('readXml', () => {
  it('keeps the order of elements and the place of each element and attribute', () => {
    const document = read(
      '<modules>\r\n  <clear />\r\n\t<add name="A"\r\n   type = \'B &amp; C\'/>\r\n  <remove name="é"/><add/>\r\n</modules>',
    );
    expect(names(document)).toEqual(['modules', 'clear', 'add', 'remove', 'add']);
    const [, , add, remove] = elements(document);
    expect(add?.position).toEqual({ line: 3, column: 2, offset: 25 });
    expect(add?.attributes).toEqual([
      { name: 'name', value: 'A', position: { line: 3, column: 7, offset: 30 } },
      { name: 'type', value: 'B & C', position: { line: 4, column: 4, offset: 43 } },
    ]);
    expect(add?.tag).toBe('<add name="A"\r\n   type = \'B &amp; C\'/>');
    expect(remove && elementPath(remove)).toBe('modules/remove');
    expect(document.problems).toEqual([]);
  });

  it('counts bytes, not characters, for offsets', () => {
    const [, b] = elements(read('<a x="€"><b/></a>'));
    expect(b?.position).toEqual({ line: 1, column: 10, offset: 11 });
  });

  it.each<[string, string, string[], string]>([
    ['a mismatched end tag', '<a>\n <b/>\n <c></d><e/></a>', ['a', 'b', 'c'], '3:5 unexpected close tag'],
    ['a file cut in half', '<a>\n <b x="1"/><c y="2', ['a', 'b'], '2:19 ends before its elements do'],
    ['an attribute without quotes', '<a><b/>\n<c x=1/><d/></a>', ['a', 'b', 'c'], '2:1 unquoted attribute value'],
    ['a stray ampersand', '<a><b x="1&2"/></a>', ['a', 'b'], '1:12 invalid character in entity name'],
    ['an attribute without value', '<a><b/><c x/><d/></a>', ['a', 'b', 'c'], '1:12 invalid attribute name'],
  ])('keeps what stood before %s', (_, text, kept, problem) => {
    const document = read(text);
    expect(names(document)).toEqual(kept);
    expect(document.problems.map(({ position, reason }) => `${position.line}:${position.column} ${reason}`)).toEqual([
      problem,
    ]);
  });

  it.each([
    ['behind the name of the element', '<add\x01 name="M" image="C:\\x.dll"/>'],
    ['in the name of an attribute', '<add na\x02me="M" image="C:\\x.dll"/>'],
    ['before an attribute', '<add \x03name="M" image="C:\\x.dll"/>'],
    ['between attributes', '<add name="M"\x04 image="C:\\x.dll"/>'],
    ['before a value', '<add name=\x05"M" image="C:\\x.dll"/>'],
    ['in a value without quotes', '<add name=M image=C:\\x.dll/>'],
    ['as an ampersand at the end of a value', '<add name="M" image="C:\\x.dll" more="a&b"/>'],
  ])('keeps an element with a fault %s', (_, tag) => {
    const document = read(`<a>\n <b/>${tag}<c/></a>`);
    const add = elements(document).find(({ name }) => name === 'add');
    expect(add && [attribute(add, 'name'), attribute(add, 'image')]).toEqual(['M', 'C:\\x.dll']);
    expect(add?.position).toEqual({ line: 2, column: 6, offset: 9 });
    expect(add?.parent?.name).toBe('a');
    expect(document.problems.filter(({ fatal }) => fatal)).toHaveLength(1);
  });

  it('keeps control characters of values, and resolves what it can in a faulty tag', () => {
    const [, b] = elements(read('<a><b x="p\x01q"/></a>'));
    expect(b && attribute(b, 'x')).toBe('p\x01q');
    const [, c] = elements(read(`<a><c x="&lt;&#65;&#x42;&none;&#x110000;"y='2' y="3"/></a>`));
    expect(c?.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['x', '<AB&none;&#x110000;'],
      ['y', '2'],
    ]);
  });

  it('makes nothing of a tag that was cut off or of what is no start tag', () => {
    expect(names(read('<a><b x="1" y\x01="2'))).toEqual(['a']);
    expect(names(read('<a><b x\x01="1" <c/></a>'))).toEqual(['a']);
    expect(names(read('<a><b/>x</b y=1></a>'))).toEqual(['a', 'b']);
    expect(names(read('<a>x &b" <c/></a>'))).toEqual(['a', 'c']);
    expect(names(read('<a><b></b> &b" <c/></a>'))).toEqual(['a', 'b', 'c']);
  });

  it('takes the mark of byte order within a name for a part of it', () => {
    const [, b] = elements(read('<a><b na\ufeffme="1" image="2"/></a>'));
    expect(b?.attributes.map(({ name }) => name)).toEqual(['na\ufeffme', 'image']);
  });

  it.each([
    ['unknown entities', '<a x="&b;">&c;</a>', ['invalid character entity', 'invalid character entity']],
    ['text around the root', 'x y<a/>z', ['has text outside its root element']],
    ['a comment with two hyphens', '<a><!-- - -- --><b/></a>', ['malformed comment']],
  ])('goes on after %s', (_, text, expected) => {
    const document = read(text);
    expect(document.root?.name).toBe('a');
    expect(reasons(document)).toEqual(expected);
    expect(document.problems.every(({ fatal }) => !fatal)).toBe(true);
  });

  it('keeps comments, instructions and CDATA, where code hides', () => {
    const document = read('<a><!-- <% x %> --><?php y ?><![CDATA[<% z %>]]></a><!-- last -->');
    expect(document.remarks.map(({ text, position }) => [text, position.column])).toEqual([
      [' <% x %> ', 4],
      ['php y ', 20],
      [' last ', 53],
    ]);
    expect(document.root?.text).toBe('<% z %>');
  });
});

describe('readXml on hostile input', () => {
  it('expands and fetches nothing', () => {
    const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const document = read(
      `<!DOCTYPE a [<!ENTITY l0 "lol">${lol}<!ENTITY f SYSTEM "file:///etc/passwd">]><a x="&l9;">&f;</a>`,
    );
    expect(document.root?.text).toBe('&f;');
    expect(document.root && attribute(document.root, 'x')).toBe('&l9;');
    expect(reasons(document)[0]).toBe('has a document type declaration, which is not obeyed');
  });

  it('keeps attributes that are named like members of an object, and says which are given twice', () => {
    const document = read(
      '<a hasOwnProperty="1" __proto__="2" constructor="3" x="4" x="5" __proto__="6" hasOwnProperty="7"/>',
    );
    expect(document.root?.attributes.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'hasOwnProperty=1',
      '__proto__=2',
      'constructor=3',
      'x=4',
    ]);
    expect(reasons(document)).toEqual([
      'attribute x is given twice',
      'attribute __proto__ is given twice',
      'attribute hasOwnProperty is given twice',
    ]);
    expect(Object.prototype).not.toHaveProperty('2');
  });

  it('says once for each place that something is nested too deep', () => {
    const nested = (depth: number) => `${'<b>'.repeat(depth)}${'</b>'.repeat(depth)}`;
    const said = (text: string) => reasons(read(text)).length;
    expect([
      said(nested(200)),
      said(nested(201)),
      said(nested(203)),
      said(`<a>${nested(200)}${nested(201)}</a>`),
    ]).toEqual([0, 1, 1, 2]);
  });

  it('takes no start tag twice, and none below the deepest one that is kept, where reading ends', () => {
    expect(elements(read('<a><b x="1">')).length).toBe(2);
    expect(elements(read('<a><b x="1">text &\u0001')).length).toBe(2);
    const below = (depth: number) => elements(read(`${'<b>'.repeat(depth)}<c x=1 "\u0001">`)).length;
    expect([below(198), below(199), below(200)]).toEqual([199, 200, 200]);
  });

  it('leaves out what is nested too deep, so that recursion over the tree is safe', () => {
    const document = read(`<a>${'<b>'.repeat(100_000)}${'</b>'.repeat(100_000)}<c/></a>`);
    expect(elements(document).length).toBe(201);
    expect(document.root?.children.at(-1)?.name).toBe('c');
    expect(reasons(document)).toEqual(['nested deeper than 200 elements, which are left out']);
  });

  it.each([
    [
      '4 MB in one attribute',
      () => Buffer.concat([Buffer.from('<a><k/><b x="'), Buffer.alloc(4 << 20, 'x'), Buffer.from('"/></a>')]),
      'holds a value of more than 1048576 characters',
    ],
    [
      '33 MB of text',
      () => Buffer.concat([Buffer.from('<a><k/>'), Buffer.alloc(33 << 20, 'x')]),
      'larger than 33554432 bytes',
    ],
    [
      'a hundred thousand characters behind the root',
      () => Buffer.from(`<a><k/></a>${'x'.repeat(100_000)}`),
      'has more than 65536 faults',
    ],
    [
      'a hundred thousand entities that nobody knows',
      () => Buffer.from(`<a><k/>${'&x;'.repeat(100_000)}</a>`),
      'has more than 65536 faults',
    ],
    [
      'more than half a million elements',
      () => Buffer.from(`<a><k/>${'<b/>'.repeat(500_000)}</a>`),
      'more than 500000 elements',
    ],
  ])('stops at %s', (_, bytes, reason) => {
    const document = readXml(bytes());
    expect(document.root?.children[0]?.name).toBe('k');
    expect(document.problems.at(-1)).toMatchObject({ reason, fatal: true });
  });

  it.each<[string, Buffer]>([
    ['UTF-16 without a mark', Buffer.from('<?xml version="1.0" encoding="UTF-16"?>\n<Task a="é"/>', 'utf16le')],
    ['UTF-16 big-endian', Buffer.from('\ufeff<Task a="é"/>', 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from('\ufeff<Task a="é"/>')],
    ['UTF-8 that says it is UTF-16', Buffer.from('<?xml version="1.0" encoding="utf-16"?><Task a="é"/>')],
    ['an encoding nobody knows', Buffer.from('<?xml version="1.0" encoding="klingon-8"?><Task a="é"/>')],
  ])('reads %s', (_, bytes) => {
    const { root } = readXml(bytes);
    expect(root?.name).toBe('Task');
    expect(root && attribute(root, 'a')).toBe('é');
  });

  it('says that the declared encoding is not the real one', () => {
    expect(reasons(read('<?xml version="1.0" encoding="utf-16"?><a x="é"/>'))).toEqual([
      'declared as utf-16le, read as utf-8',
    ]);
  });

  it('never throws, and its positions lie within the file', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b x="1"',
      '/>',
      '>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '&x',
      '"',
      "'",
      '=',
      '<?',
      '?>',
      '<!DOCTYPE',
      '\0',
      '\n',
      'é',
      '💥',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        const document = readXml(bytes);
        const places = [
          ...elements(document),
          ...elements(document).flatMap((e) => e.attributes),
          ...document.problems,
        ];
        for (const { position } of places) {
          expect(position.offset).toBeLessThanOrEqual(bytes.length);
          expect(position.line).toBeLessThanOrEqual(bytes.toString().split('\n').length);
          expect(position.column).toBeGreaterThan(0);
        }
      }),
    );
  });
});

const real = resolve(import.meta.dirname, '../../../../shared/real-data/iis-config');

describe.skipIf(!existsSync(real))('readXml on real configurations', () => {
  const files = existsSync(real)
    ? readdirSync(real, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.config'))
        .sort()
    : [];

  it('reads them all, and names line and column of the three that are malformed', () => {
    const faults = files.flatMap((name) =>
      readXml(readFileSync(join(real, name))).problems.map(({ position, reason }) => [
        name.split('/').at(-1),
        position.line,
        position.column,
        reason,
      ]),
    );
    expect(files.length).toBe(47);
    expect(faults).toEqual([
      ['EdgeTransport.exe1.config', 29, 3, 'unexpected close tag'],
      ['BadApplicationHost.config', 128, 5, 'unexpected close tag'],
      ['DefaultWebSite_web1.config', 42, 3, 'unexpected close tag'],
    ]);
  });

  it('finds each element and attribute where its position says', () => {
    for (const name of files) {
      const bytes = readFileSync(join(real, name));
      const document = readXml(bytes);
      const wrong = elements(document).filter(
        (element) =>
          bytes.toString('utf8', element.position.offset, element.position.offset + element.name.length + 1) !==
            `<${element.name}` ||
          element.attributes.some(
            (a) => bytes.toString('utf8', a.position.offset, a.position.offset + a.name.length) !== a.name,
          ),
      );
      expect(wrong.map(({ position }) => [name, position])).toEqual([]);
    }
  });
});
