import { expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { analyseBehaviour } from '../../../src/signatures/behaviour/analyse-behaviour.js';

const CHAINS = {
  aspx: (length: number) =>
    `<%@ Page Language="C#" %><script runat="server">
    ${Array.from({ length }, (_, i) => `string F${i}(string c) { return F${i + 1}(c); }`).join('\n')}
    string F${length}(string c) { System.Diagnostics.Process.Start("cmd.exe", "/c " + c); return c; }
    void Page_Load(object s, EventArgs e) { F0(Request["c"]); }</script>`,
  asp: (length: number) =>
    `<% ${Array.from({ length }, (_, i) => `Function F${i}(c)\nF${i} = F${i + 1}(c)\nEnd Function\n`).join('')}
    Function F${length}(c)\nExecute c\nEnd Function\nF0 Request("c") %>`,
  ashx: (length: number) =>
    `<%@ WebHandler Language="C#" Class="Entry" %>
    public class Entry : IHttpHandler { public void ProcessRequest(HttpContext x) { new H0().Go(x.Request["c"]); } }
    ${Array.from({ length }, (_, i) => `class H${i} { public void Go(string c) { new H${i + 1}().Go(c); } }`).join('\n')}
    class H${length} { public void Go(string c) { System.Reflection.Assembly.Load(Convert.FromBase64String(c)); } }`,
};

const behaviourOf = (extension: keyof typeof CHAINS, length: number) =>
  analyseBehaviour(createWebContent(Buffer.from(CHAINS[extension](length)), { extension }));

it.each(['aspx', 'asp', 'ashx'] as const)('methods that only call the next one hide nothing in %s', (extension) => {
  for (const length of [1, 8, 12, 50]) {
    const { calls, limits } = behaviourOf(extension, length);
    expect([length, calls.map(({ main }) => main.taint?.origin), limits]).toEqual([length, ['request'], []]);
  }
});

it.each([
  ['aspx', 'calls within calls too deep'],
  ['asp', 'calls within calls too deep'],
  ['ashx', 'more methods of one name than are followed'],
] as const)('where they go on beyond what is followed, that is said of %s', (extension, limit) => {
  expect(behaviourOf(extension, 120).limits).toContain(limit);
});

it('a method of the class of an object is followed, whatever other classes have one of its name', () => {
  const decoys = Array.from({ length: 60 }, (_, i) => `class D${i} { public void Go(string c) { } }`).join('\n');
  const of = (made: string) => `<%@ WebHandler Language="C#" Class="Entry" %>
    ${decoys}
    abstract class Base { public void Go(string c) { System.Reflection.Assembly.Load(Convert.FromBase64String(c)); } }
    class Real : Base { public void Go(int a, int b) { } }
    public class Entry : IHttpHandler { public void ProcessRequest(HttpContext x) { ${made}.Go(x.Request["c"]); } }`;
  for (const [made, expected] of [
    ['new Real()', ['request']],
    ['new D59()', [undefined]],
  ] as const) {
    const { calls } = analyseBehaviour(createWebContent(Buffer.from(of(made)), { extension: 'ashx' }));
    expect(calls.map(({ main }) => main.taint?.origin)).toEqual(expected);
  }
});
