import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { analyseBehaviour } from '../../../src/signatures/behaviour/analyse-behaviour.js';

/** Whether data of the request reaches a call that runs it. */
function runs(page: string): boolean {
  const content = createWebContent(Buffer.from(page), { extension: 'aspx' });
  return analyseBehaviour(content).calls.some(({ main }) => main.taint !== null);
}

const csharp = (code: string) => `<%@ Page Language="C#" %>\n<script runat="server">\n${code}\n</script>`;
const start = (what: string) => `Process.Start("x", ${what})`;

/** Ways in which a name is declared and used; each must carry data from the request to the call. */
const CSHARP: readonly [string, (name: string) => string][] = [
  ['a field', (n) => `string ${n} = ""; void P() { ${n} = Request.Form["q"]; R(); } void R() { ${start(n)}; }`],
  ['a variable', (n) => `void P() { string ${n}; if (Q) ${n} = Request["q"]; else ${n} = ""; ${start(n)}; }`],
  ['an inferred variable', (n) => `void P() { var ${n} = Request["q"]; ${start(n)}; }`],
  ['an addition', (n) => `void P() { string ${n} = ""; ${n} += Request["q"]; ${start(`"/c " + ${n} + ""`)}; }`],
  ['an object', (n) => `void P() { var ${n} = new J(); ${n}.Arguments = Request["q"]; ${start(n)}; }`],
  ['a list', (n) => `void P() { var ${n} = new string[1]; ${n}[0] = Request["q"]; ${start(`${n}[0]`)}; }`],
  ['a parameter', (n) => `void P() { R(Request["q"]); } void R(string ${n}) { ${start(n)}; }`],
  ['a method', (n) => `void P() { ${n}(Request["q"]); } void ${n}(string z) { ${start('z')}; }`],
  ['a property', (n) => `string ${n} { get; set; } void P() { ${n} = Request["q"]; ${start(n)}; }`],
  ['a loop', (n) => `void P() { foreach (string ${n} in Request.Form.GetValues("q")) ${start(n)}; }`],
  ['a lambda', (n) => `void P() { Action<string> f = ${n} => ${start(n)}; f(Request["q"]); }`],
  ['a choice', (n) => `void P() { string ${n} = Request["q"]; ${start(`${n} == null ? "" : ${n}`)}; }`],
];

const CSHARP_WORDS =
  'file async required partial yield await field record scoped when where get set value var dynamic nameof global managed unmanaged init with and or not add remove alias by equals from group into join let on orderby select args nint notnull allows extension hide expando final package import';

describe('words that are keywords in some places only are names in others', () => {
  it.each(CSHARP)('as %s of C#', (_, form) => {
    expect(CSHARP_WORDS.split(' ').filter((word) => !runs(csharp(form(word))))).toEqual([]);
  });

  it.each([
    ['a variable', (n: string) => `var ${n} = ""; ${n} = Request.Item["q"]; eval(${n}, "x");`],
    ['a function', (n: string) => `function ${n}(x) { eval(x, "x"); } ${n}(Request.Item["q"]);`],
    ['a member', (n: string) => `var o = { ${n}: Request.Item["q"] }; eval(o.${n}, "x");`],
  ])('as %s of JScript', (_, form) => {
    const words = `${CSHARP_WORDS} event internal abstract protected static namespace volatile type of`.split(' ');
    const page = (word: string) => `<%@ Page Language="JScript" %><% ${form(word)} %>`;
    expect(words.filter((word) => word !== 'with' && !runs(page(word)))).toEqual([]);
  });

  it.each([
    ['a variable', (n: string) => `Dim ${n} As String\n ${n} = Request("q")\n Process.Start("x", ${n})`],
    ['an addition', (n: string) => `Dim ${n} = ""\n ${n} &= Request("q")\n Process.Start("x", ${n})`],
  ])('as %s of VB', (_, form) => {
    const words =
      'async await yield custom ascending from where order group until preserve text binary off iterator key auto';
    const page = (word: string) =>
      `<%@ Page Language="VB" %><script runat="server">\nSub P()\n ${form(word)}\nEnd Sub\n</script>`;
    expect(words.split(' ').filter((word) => !runs(page(word)))).toEqual([]);
  });

  it.each([
    ['modifiers', 'public static async partial void P() { Assembly.Load(Request["q"]); }'],
    ['a task', 'async Task P() { Assembly.Load(await G(Request["q"])); } Task<string> G(string s) { return s; }'],
    [
      'what is yielded',
      'IEnumerable<string> G() { yield return Request["q"]; } void P() { foreach (var x in G()) Assembly.Load(x); }',
    ],
    ['accessors', 'string F { get { return Request["q"]; } set { } } void P() { Assembly.Load(F); }'],
    [
      'a file-local class',
      'file class J { public string A; } void P() { var j = new J(); j.A = Request["q"]; Assembly.Load(j.A); }',
    ],
  ])('and keywords where they are: %s', (_, code) => expect(runs(csharp(code))).toBe(true));
});

/** Pages with several names each, none of which is a word of the language. */
const PAGES = [
  `string one; void P() { one = Request["q"]; var two = one.Trim(); foreach (var three in two.Split(',')) { Func<string, string> four = five => five + three; Process.Start(four(three), two); } }`,
  `class J { public string One { get; set; } public string Two(string three) { One = three; return One; } } void P() { var four = new J(); string five; if (four.Two(Request["q"]) is string six) five = six; else five = ""; Assembly.Load(five); }`,
  `void P() { var one = new List<string>(); one.Add(Request["q"]); using (var two = new StreamWriter(Request["p"])) { for (int three = 0; three < one.Count; three++) two.Write(one[three]); } } byte[] four; void R() { four = Convert.FromBase64String(Request["r"]); Assembly.Load(four); }`,
];

it('no name of several on a page changes what is found by being such a word', () => {
  const callsOf = (code: string) =>
    analyseBehaviour(createWebContent(Buffer.from(csharp(code)), { extension: 'aspx' })).calls.map(
      ({ kind, main, target }) => `${kind} ${main.taint?.origin} ${target?.taint?.origin}`,
    );
  fc.assert(
    fc.property(
      fc.constantFrom(...PAGES),
      fc.constantFrom('one', 'two', 'three', 'four', 'five'),
      fc.constantFrom(...CSHARP_WORDS.split(' ')),
      (page, name, word) => {
        const renamed = page.replace(new RegExp(`\\b${name}\\b`, 'gi'), word);
        expect(callsOf(renamed)).toEqual(callsOf(page));
      },
    ),
    { numRuns: 100 },
  );
});
