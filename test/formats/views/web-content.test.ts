import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';

function viewsOf(source: string | Buffer, extension = 'aspx') {
  const bytes = Buffer.from(source);
  const content = createWebContent(bytes, { extension });
  return {
    content,
    view: (name: string) => Buffer.from(content.views.find((view) => view.name === name)?.bytes ?? []).toString('utf8'),
  };
}

const hidden = 'what the literal holds, and nobody was to read';
const page = (code: string) => `<%@ Page Language="C#" %><% ${code} %>`;

describe('createWebContent', () => {
  it.each([
    ['an ordinary page', '<%@ Page Language="C#" Inherits="A" %><p>x</p>', 'aspx'],
    ['a page with a comment', page('// says what follows\n a = b;'), 'aspx'],
    ['a script', 'var a = "YWJj";', 'js'],
    ['an assembly', 'MZ\x90\0<%@ Page %>', 'dll'],
  ])('has nothing but the bytes of %s', (_, source, extension) => {
    expect(viewsOf(source, extension).content.views.map(({ name }) => name)).toEqual(['raw']);
  });

  it.each([
    ['aspx', '<%%>', 20_001],
    ['aspx', '<input>', 20_001],
    ['cshtml', '@a ', 20_001],
  ])('says that it does not read all blocks and elements of a page (%s: %s)', (extension, part, count) => {
    const told = (times: number) => viewsOf(part.repeat(times), extension).content.limits;
    expect(told(count)).toEqual([expect.stringContaining('first 20,000')]);
    expect(told(count - 2)).toEqual([]);
  });

  it.each([
    ['concatenation', page('x = "ab" + "cd" + \n"ef";'), '"abcdef"'],
    ['a comment within a call', page('ab/* */(c);'), 'ab (c)'],
    ['escapes', page('\\u0061b\\U00000063(d);'), 'abc(d)'],
    ['format characters', page('a\u200bb\u00adc(d);'), 'abc(d)'],
    ['marked names', page('x(); @abc(d);'), 'abc(d)'],
    ['characters', page("x = new string(new char[] { 'a', 'b', 'c' });"), '"abc"'],
    [
      'all of a long chain that goes on with a variable',
      page(`x = ${'"a" + '.repeat(40)}b;`),
      `"${'a'.repeat(40)}" + b`,
    ],
    ['a long chain of literals', page(`x = ${'"a" + '.repeat(40)}"z";`), `"${'a'.repeat(40)}z"`],
    ['casts', page('x = "" + (char)97 + (char)98;'), '"ab"'],
    ['a reversed text of VB', '<% x = StrReverse("fedcba") %>', '"abcdef"'],
    ['characters of VB', '<% x = Chr(97) & ChrW(98) & "c" %>', '"abc"'],
  ])('takes off %s', (_, source, holds) => {
    const { view } = viewsOf(source, source.includes('Chr(') || source.includes('StrR') ? 'asp' : 'aspx');
    expect(view('plain')).toContain(holds);
  });

  it.each<[string, string, string, string | null]>([
    ['a quote and a backslash of C#', 'cs', String.raw`x = "a\"" + "b\\";`, String.raw`x = "a\"b\\";`],
    ['a quote of VB', 'vb', 'x = "a""" & "b\\"', 'x = "a""b\\"'],
    ['one text', 'cs', 'x = "a"; y = 5; z = -1;', null],
    ['texts in an array', 'cs', 'x = new[] { "a" + "b", "c" };', 'x = new[] { "ab", "c" };'],
    ['a text that is negated', 'cs', 'x = !("a" + "b");', 'x = !("ab");'],
    ['a comment at the end', 'cs', 'a(); // b', null],
    ['a comment at the end of a line', 'cs', 'a(); // b\nc();', null],
    ['a comment at the end of a line of Windows', 'cs', 'a(); /* b */\r\nc();', null],
    ['a comment before code', 'cs', 'a(/* b */c);', 'a( c);'],
    ['comments at the end of lines, and one before code', 'cs', 'a(); // b\nd(/* b */c);', 'a();  \nd( c);'],
    ['a comment at the end of a line, and texts', 'cs', 'a("b" + "c"); // b\n', 'a("bc");  \n'],
    ['several in their order', 'cs', 'a(/* 1 */"b" + "c", @d, "e" + "f"/* 2 */);', 'a( "bc", d, "ef" );'],
    ['a comment within a text that is put together', 'cs', 'a("b" /* 1 */ + "c");', 'a("bc");'],
  ])('shows in clear %s', (_, extension, source, plain) => {
    expect(viewsOf(source, extension).view('plain').replace(/\n$/, '')).toBe(plain ?? '');
  });

  it.each([
    ['base64', Buffer.from(hidden).toString('base64')],
    ['hexadecimal', Buffer.from(hidden).toString('hex')],
    ['gzip in base64', gzipSync(hidden).toString('base64')],
    ['deflate in base64', deflateRawSync(hidden).toString('base64')],
    ['base64 twice', Buffer.from(Buffer.from(hidden).toString('base64')).toString('base64')],
    ['UTF-16 in base64', Buffer.from(hidden, 'utf16le').toString('base64')],
  ])('opens %s', (_, literal) => {
    const source = page(`x = "${literal}";`);
    const { content, view } = viewsOf(source);
    expect(view('literals')).toContain(hidden);
    const literals = content.views.find(({ name }) => name === 'literals');
    expect(literals?.originalOffset(10)).toBe(source.indexOf(`"${literal}`));
  });

  it('opens literals that are put together', () => {
    const encoded = Buffer.from(hidden).toString('base64');
    const { view } = viewsOf(page(`x = "${encoded.slice(0, 20)}" + "${encoded.slice(20)}";`));
    expect(view('literals')).toContain(hidden);
  });

  it('reads words of code backwards', () => {
    const { view } = viewsOf(page('x = "]\'treni\'[tseuqeR";'));
    expect(view('literals')).toContain("Request['inert']");
  });

  it('maps places of every view back to the file', () => {
    const source = Buffer.from(`\ufeff${page('größe = "ab" + "cd"; here(/* */);')}`, 'utf16le');
    const { content } = viewsOf(source);
    expect(content.views.map(({ name }) => name)).toEqual(['raw', 'text', 'plain']);
    for (const view of content.views.slice(1)) {
      const at = Buffer.from(view.bytes).indexOf('here');
      expect(view.originalOffset(at)).toBe(source.indexOf(Buffer.from('here', 'utf16le')));
    }
  });

  it('ends quickly on packed things within packed things, and says so', () => {
    let packed = Buffer.alloc(64 << 20, 0x41);
    for (let i = 0; i < 3; i++) packed = Buffer.from(gzipSync(packed).toString('base64'));
    const { content } = viewsOf(page(`x = "${packed}";`));
    expect(content.views.reduce((sum, view) => sum + view.bytes.length, 0)).toBeLessThan(10 << 20);
    expect(content.limits).not.toEqual([]);
    let deep = hidden;
    for (let i = 0; i < 12; i++) deep = Buffer.from(deep).toString('base64');
    expect(viewsOf(page(`x = "${deep}";`)).content.limits).toEqual(['literals packed within literals too deeply']);
  });

  it('gets through long lists', () => {
    const { content } = viewsOf(page(`f(${'a,'.repeat(200_000)}b); x = new[] {${'1,'.repeat(200_000)}2};`));
    expect(content.views.length).toBeGreaterThan(0);
  });

  it('gets through long sums that cannot be folded', () => {
    const { view } = viewsOf(page(`x = ${'a + '.repeat(60_000)}"b" + "c"; y = ${'"a" + '.repeat(60_000)}b;`));
    expect(view('plain')).toContain(`"${'a'.repeat(60_000)}" + b`);
  });

  it('reads anything, with places within the file', () => {
    const words = fc.constantFrom(
      '<%@ Page Language="C#" %>',
      '<%',
      '%>',
      'a = "',
      '" + "',
      '";',
      'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2w=',
      'Chr(97) & ',
      '/*',
      '*/',
      '@',
      '\\u0061',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            words.map((word) => Buffer.from(word)),
            fc.uint8Array({ maxLength: 12 }),
          ),
          { maxLength: 30 },
        ),
        fc.constantFrom('aspx', 'asp', 'cshtml', 'ashx', 'html', 'config', ''),
        (parts, extension) => {
          const bytes = Buffer.concat(parts);
          const content = createWebContent(bytes, { extension });
          for (const view of content.views) {
            for (const at of [0, view.bytes.length >> 1, view.bytes.length]) {
              expect(view.originalOffset(at)).toBeGreaterThanOrEqual(0);
              expect(view.originalOffset(at)).toBeLessThanOrEqual(bytes.length);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
