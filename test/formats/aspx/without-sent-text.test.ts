import { describe, expect, it } from 'vitest';
import { readAspx } from '../../../src/formats/aspx/read-aspx.js';
import { withoutSentText } from '../../../src/formats/aspx/without-sent-text.js';
import { decodeTexts } from '../../../src/formats/text-encoding/decode-text.js';

/** What is left of a page, without the spaces. */
function left(page: string, extension = 'aspx'): string {
  const [text] = decodeTexts(Buffer.from(page));
  const document = text === undefined ? null : readAspx(text, extension);
  if (document === null) throw new Error('No page');
  const made = withoutSentText(document);
  expect([made.length, made.split('\n').length]).toEqual([page.length, page.split('\n').length]);
  return made.replace(/\s+/g, ' ').trim();
}

describe('a page without what it sends as it is', () => {
  it.each([
    ['text between tags', '<% a() %><p>one <b>two</b></p>', '<% a() %><p> <b> </b></p>'],
    ['attributes', '<% a() %><a href="x" title="two">one</a>', '<% a() %><a href="x" title="two"> </a>'],
    ['a directive', '<%@ Page Language="C#" %>\none', '<%@ Page Language="C#" %>'],
    ['every kind of block', 'a<%= b %>c<%: d %>e<%# f %>g<%#: h %>i', '<%= b %> <%: d %> <%# f %> <%#: h %>'],
    ['a script of the server', '<script runat="server">int a;</script>one', '<script runat="server">int a;</script>'],
    ['a script of browsers', '<% a() %><script>if (b<c) d();</script>', '<% a() %><script> </script>'],
    [
      'a script of browsers around a block',
      '<script>var a = <%= b %>; c("<p>");</script><i>d</i>',
      '<script> <%= b %> </script><i> </i>',
    ],
    ['a tag around a block', '<a href="<%= b %>" title="c">d</a>', '<a href="<%= b %>" title="c"> </a>'],
    ['a comment', '<% a() %><!-- <b>c</b> --><i>', '<% a() %> <i>'],
    ['a comment around a block', '<!-- b <% a() %> c --><i>', '<% a() %> <i>'],
    ['an include', '<% a() %><!-- #include file="b.inc" -->c', '<% a() %><!-- #include file="b.inc" -->'],
    ['what a comparison looks like', '<% a() %>1 < 2 > 3<br>', '<% a() %> <br>'],
    ['what does not end', '<% a() %><script>b', '<% a() %><script>'],
  ])('keeps of %s what the server reads', (_, page, expected) => {
    expect(left(page)).toBe(expected);
  });

  it('keeps all of a handler', () => {
    const handler = '<%@ WebHandler Language="C#" Class="A" %>\npublic class A { string b = "<p>c</p>"; }';
    expect(left(handler, 'ashx')).toBe(handler.replace('\n', ' '));
  });

  it('keeps code of Razor', () => {
    expect(left('@{ var a = Request["b"]; }\n<p>one @a two</p>', 'cshtml')).toContain('var a = Request["b"]');
  });
});
