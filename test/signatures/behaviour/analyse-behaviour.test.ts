import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { analyseBehaviour } from '../../../src/signatures/behaviour/analyse-behaviour.js';
import { callEvidence } from '../../../src/signatures/behaviour/sinks/call-evidence.js';

function behaviourOf(code: string, extension = 'aspx', head = '<%@ Page Language="C#" %>\n') {
  const content = createWebContent(Buffer.from(`${head}<% ${code} %>`), { extension });
  return { content, behaviour: analyseBehaviour(content) };
}

/** What reaches sinks of the page: `kind name source`. */
function reached(code: string, extension?: string, head?: string): string[] {
  return behaviourOf(code, extension, head)
    .behaviour.calls.filter(({ main }) => main.taint !== null)
    .map(({ kind, main }) => `${kind} ${main.taint?.source.what}`);
}

describe('analyseBehaviour', () => {
  it.each([
    ['a variable', 'var a = Request["q"]; Sink.Load(a); Assembly.Load(a);', 'load Request["q"]'],
    [
      'a field',
      'string a; } void P() { a = Request.Form["q"]; } void Q() { Assembly.Load(a); ',
      'load Request.Form["q"]',
    ],
    ['a method', 'Assembly.Load(Pass(Request["q"])); } string Pass(string x) { return x.Trim(); ', 'load Request["q"]'],
    ['a lambda', 'Func<string, string> f = x => x + "b"; Assembly.Load(f(Request["q"]));', 'load Request["q"]'],
    ['a list', 'var l = new List<string>(); l.Add(Request["q"]); Assembly.Load(l[0]);', 'load Request["q"]'],
    [
      'a stream',
      'var b = new byte[9]; Request.InputStream.Read(b, 0, 9); Assembly.Load(b);',
      'load Request.InputStream',
    ],
    ['a loop', 'foreach (var x in Request.Form.GetValues("q")) Assembly.Load(x);', 'load Request.Form.GetValues("q")'],
    ['the session', 'Session["k"] = Request["q"]; Assembly.Load((string)Session["k"]);', 'load Request["q"]'],
    [
      'a text builder',
      'var s = new StringBuilder(); s.Append(Request["q"]); Assembly.Load(s.ToString());',
      'load Request["q"]',
    ],
    ['decoding', 'Assembly.Load(Convert.FromBase64String(Request["q"]));', 'load Request["q"]'],
    [
      'a context under another name',
      'Work(Context); } void Work(HttpContext c) { var r = c.Request; Assembly.Load(r.Headers["q"]); ',
      'load r.Headers["q"]',
    ],
    [
      'reflection',
      'typeof(Assembly).GetMethod("Lo" + "ad").Invoke(null, new object[] { Request["q"] });',
      'load Request["q"]',
    ],
    ['an alias', 'Assembly.Load(Request["q"]);', 'load Request["q"]'],
  ])('follows data through %s', (_, code, expected) => expect(reached(code)).toContain(expected));

  it.each([
    ['numbers', 'Assembly.Load("a" + int.Parse(Request["q"]));'],
    ['comparisons', 'if (Request["q"] == "x") Assembly.Load("a");'],
    ['lengths', 'Assembly.Load("a" + Request["q"].Length);'],
    ['what the server says of itself', 'Assembly.Load(Request.ServerVariables["APPL_PHYSICAL_PATH"]);'],
    ['another kind of request', 'HttpWebRequest w = null; Assembly.Load(w.Method);'],
    ['a method of the page with that name', 'Load(Request["q"]); } void Load(string s) { Response.Write(s); '],
  ])('drops data at %s', (_, code) => expect(reached(code).filter((line) => line.startsWith('load'))).toEqual([]));

  it('shows the way from source to sink, by lines', () => {
    const { content, behaviour } = behaviourOf('var a = Request["q"];\nvar b = a + "x";\nAssembly.Load(b);');
    const [call] = behaviour.calls;
    if (call === undefined) throw new Error('No call');
    expect(
      callEvidence(content, behaviour, call, 'page.aspx').map(({ label, line, text }) => [label, line, text]),
    ).toEqual([
      ['source', 2, 'Request["q"]'],
      ['step', 2, 'a = Request["q"]'],
      ['step', 3, 'b = a + "x"'],
      ['sink', 4, 'Assembly.Load(b)'],
    ]);
  });

  it.each([
    ['recursion', 'void A(string x) { B(x); } void B(string x) { A(x); } void C() { A(Request["q"]); }'],
    [
      'many methods that call each other',
      Array.from(
        { length: 300 },
        (_, i) => `string M${i}(string x) { return M${(i * 7) % 300}(x) + M${(i * 11) % 300}(x); }`,
      ).join('\n'),
    ],
    ['a long chain of members', `void A() { a${'.b(c)'.repeat(20_000)}; }`],
    [
      'a long list',
      `void A() { Process.Start(${'a,'.repeat(200_000)}b); var x = new object[] {${'1,'.repeat(200_000)}2}; x.Invoke(null, x); }`,
    ],
    ['lists within lists', `void A() { x = ${'new[] {'.repeat(2000)}; }`],
    // Looked through for each of their methods, they take longer than a test may.
    ['many classes', 'class B { void C() {} }'.repeat(80_000)],
    ['a text that doubles', `var a = "x"; ${'a = a + a; '.repeat(60)}Assembly.Load(a);`],
  ])('ends on %s', (_, code) => {
    const content = createWebContent(Buffer.from(`<%@ Page Language="C#" %><script runat="server">${code}</script>`), {
      extension: 'aspx',
    });
    expect(analyseBehaviour(content).code).toHaveLength(1);
  });

  it('ends on code that evaluates its own text', () => {
    const content = createWebContent(Buffer.from('<% a = "Execute a" : Execute a %>'), { extension: 'asp' });
    expect(analyseBehaviour(content).calls.length).toBeLessThan(10);
  });

  it('gets through anything', () => {
    const words = fc.constantFrom(
      'Request',
      '["q"]',
      '("q")',
      'a',
      ' = ',
      ';',
      '\n',
      'eval(',
      ')',
      'Session',
      'new ',
      'Assembly.Load(',
      '{',
      '}',
      'function f(x)',
      'return ',
      '.b',
      '+',
      '"t"',
      'for each x in ',
      'Execute ',
      '=>',
      '&',
    );
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 50 }),
        fc.constantFrom('aspx', 'asp', 'ashx', 'cshtml'),
        (parts, extension) => {
          const content = createWebContent(Buffer.from(`<%@ Page Language="C#" %><% ${parts.join('')} %>`), {
            extension,
          });
          const behaviour = analyseBehaviour(content);
          for (const call of behaviour.calls) {
            for (const place of callEvidence(content, behaviour, call, null)) {
              expect(place.offset + place.length).toBeLessThanOrEqual(content.bytes.length);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
