import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readClientFile,
  readClientPage,
  withoutServerCode,
} from '../../../src/formats/client-page/read-client-page.js';

describe('readClientPage', () => {
  it('reads elements, scripts and styles where they stand', () => {
    const text = '<p title="a > b">x</p><SCRIPT>if (a < b) f("<p>");</SCRIPT><style>p{}</style><b onclick=\'g()\'>';
    const { elements, scripts, styles } = readClientPage(text);
    expect(elements.map(({ tag }) => tag)).toEqual(['p', 'script', 'style', 'b']);
    expect(elements[0]?.attributes.get('title')).toBe('a > b');
    expect(scripts.map(({ code, start }) => [code, start])).toEqual([
      ['if (a < b) f("<p>");', text.indexOf('if (')],
      ['g()', text.indexOf('<b')],
    ]);
    expect(styles).toEqual([{ code: 'p{}', start: text.indexOf('p{}') }]);
  });

  it.each([
    ['comments', '<!-- <script>a()</script> -->', 0],
    ['comments that old browsers run', '<!--[if IE]><script>a()</script><![endif]-->', 1],
    ['data', '<script type="application/json">{}</script>', 0],
    ['templates', '<script type="text/x-template"><b></script>', 0],
    ['script of the server', '<script runat="server">void A() { }</script>', 0],
    ['script that does not end', '<script>a()', 1],
    ['addresses that are script', '<a href=" javascript:a()">', 1],
    ['text of a form', '<textarea><script>a()</script></textarea>', 0],
  ])('takes for script what a browser runs: %s', (_, text, count) => {
    expect(readClientPage(text).scripts).toHaveLength(count);
  });

  it.each([
    ['script', 1, 0],
    ['style', 0, 1],
  ] as const)('takes a file of nothing but %s for that', (kind, scripts, styles) => {
    const page = readClientFile('a { b: c }', kind);
    expect([page.scripts.length, page.styles.length]).toEqual([scripts, styles]);
  });

  it('leaves out server code and keeps offsets', () => {
    const text = '<% if (a) { %><b id="<%= x %>"><%-- <i> --%><script>var a = <%= y %>;</script><% } %>';
    const page = readClientPage(text);
    expect(page.elements.map(({ tag }) => tag)).toEqual(['b', 'script']);
    expect(page.scripts[0]?.code).toMatch(/^var a = 0 {7};$/);
    expect(text.slice(page.scripts[0]?.start).startsWith('var a')).toBe(true);
  });

  it('reads an expression that is one literal as what it writes', () => {
    const { elements } = readClientPage('<script src="<%= "https://a.example/x.js" %>"></script>');
    expect(elements[0]?.attributes.get('src')).toBe('https://a.example/x.js');
  });

  it('accepts anything and stays within the text', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '<!--',
      '-->',
      '<script',
      '</script>',
      '"',
      "'",
      '=',
      '<%',
      '%>',
      'on',
      ' ',
      'src',
      '<style>',
      'a',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(withoutServerCode(text)).toHaveLength(text.length);
        const { elements, scripts, styles } = readClientPage(text);
        for (const { start, end } of elements) expect(0 <= start && start < end && end <= text.length).toBe(true);
        for (const { start } of [...scripts, ...styles]) expect(start).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
