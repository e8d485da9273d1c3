import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldExpression } from '../../../src/formats/code/fold-expression.js';
import type { CodeLanguage } from '../../../src/formats/code/language.js';
import { parseCode } from '../../../src/formats/code/parse-code.js';
import type { CodeUnit, Statement } from '../../../src/formats/code/syntax.js';

const LANGUAGES: readonly CodeLanguage[] = ['csharp', 'jscript', 'vb', 'vbscript'];

function methodNames(code: string, language: CodeLanguage): string[] {
  return parseCode(code, language).methods.map(
    ({ name, parameters }) => `${name}(${parameters.map((p) => p.name).join(', ')})`,
  );
}

function constantOf(code: string, language: CodeLanguage): unknown {
  const unit: CodeUnit = parseCode(code, language);
  const last: Statement | undefined = unit.main[unit.main.length - 1];
  if (last?.kind === 'declare' && last.value) return foldExpression(last.value, language);
  if (last?.kind === 'expression' && last.expression.kind === 'assign')
    return foldExpression(last.expression.value, language);
  return undefined;
}

describe('parseCode', () => {
  it.each([
    [
      'csharp',
      'class A : IHttpHandler { [WebMethod] public string Do<T>(string a, int[] b) { return a; } bool P { get { return x; } } }',
      ['Do(a, b)', 'P(value)'],
    ],
    [
      'csharp',
      'void A() { } } static async Task<string> B(this HttpContext c, ref int n) => c.ToString(); {',
      ['A()', 'B(c, n)'],
    ],
    [
      'jscript',
      'import System; class A extends B { function get IHttpHandler.C() : Boolean { return false; } WebMethodAttribute function D(e : String) { } }',
      ['C()', 'D(e)'],
    ],
    [
      'vb',
      'Public Class A\nPublic Function B(ByVal c As String, Optional d As Integer = 1) As String\nReturn c\nEnd Function\nPrivate Sub E()\nEnd Sub\nEnd Class',
      ['B(c, d)', 'E()'],
    ],
    ['vbscript', 'Function A(b)\nA = b\nEnd Function: Sub C : End Sub', ['A(b)', 'C()']],
  ] as const)('finds methods of %s: %s', (language, code, names) => expect(methodNames(code, language)).toEqual(names));

  it.each([
    ['csharp', 'var x = "a" + "b" + (char)99;', 'abc'],
    ['csharp', "var x = new string(new char[] { 'a', 'b' });", 'ab'],
    ['csharp', 'var x = $"a{"b"}c";', 'abc'],
    ['csharp', 'string x = @"a""b";', 'a"b'],
    ['csharp', 'var x = Encoding.UTF8.GetString(new byte[] { 97, 0x62 });', 'ab'],
    ['csharp', 'var x = string.Join("-", new[] { "a", "b" });', 'a-b'],
    ['csharp', 'var x = "\\u0061\\x62";', 'ab'],
    ['jscript', 'var x = String.fromCharCode(97, 98);', 'ab'],
    ['jscript', 'var x = \'a\' + "b";', 'ab'],
    ['vbscript', 'x = Chr(97) & ChrW(&H62) & StrReverse("dc")', 'abcd'],
    ['vbscript', 'x = Replace("a##b", "##", "") & "c"', 'abc'],
    ['vb', 'Dim x As String = "a" & _\n "b"', 'ab'],
    ['vb', 'Dim x As String = "a" & _\r\n "b"', 'ab'],
    ['vb', 'Dim x As String = "a" _\r\n & "b"', 'ab'],
    ['vb', 'Dim x = \u201ca\u201d & "b"', 'ab'],
    ['vb', 'Dim x = "a" & y', undefined],
  ] as const)('folds %s: %s', (language, code, text) => {
    const folded = constantOf(code, language);
    expect(Array.isArray(folded) ? undefined : folded).toBe(text);
  });

  it('takes names out of disguise', () => {
    const { disguised } = parseCode('@class.\\u0061b\u200bc = 1;', 'csharp');
    expect(disguised.map(({ text }) => text)).toEqual(['class', 'abc']);
  });

  it.each([
    ['csharp', 'class A { string B { get; } void C() { } }', ['B']],
    ['vb', 'Class A\nProperty B As String\nGet\nReturn c\nEnd Get\nEnd Property\nSub D()\nEnd Sub\nEnd Class', ['B']],
  ] as const)('tells properties of %s from methods', (language, code, names) => {
    const { methods } = parseCode(code, language);
    expect(methods.filter(({ property }) => property).map(({ name }) => name)).toEqual(names);
  });

  it('gives setters of VB their parameter', () => {
    const code = 'Property A As String\nGet\nReturn b\nEnd Get\nSet(ByVal c As String)\nb = c\nEnd Set\nEnd Property';
    expect(methodNames(code, 'vb')).toEqual(['A(c)']);
  });

  it('tells extension methods and their kind', () => {
    const { methods } = parseCode(
      'static class A { static void B(this string c) { } static void D(string e) { } }',
      'csharp',
    );
    expect(methods.map(({ name, extension }) => [name, extension ?? false])).toEqual([
      ['B', true],
      ['D', false],
    ]);
  });

  it('reads attributes in clear', () => {
    const { methods } = parseCode(
      '[Dll\\u0049mport("a", EntryPoint = "Virtual" + /* */ "Alloc")] static extern int B();',
      'csharp',
    );
    expect(methods[0]?.attributes).toEqual(['DllImport ( "a" , EntryPoint = "VirtualAlloc" )']);
  });

  it.each([
    ['csharp', 'using static System.Math; using System.Text;', ['math']],
    ['vb', 'Imports System.Math\nImports T = System.Text', ['math']],
  ] as const)('names types of %s whose members need no name', (language, code, names) =>
    expect(parseCode(code, language).statics).toEqual(names),
  );

  it('reads names for types, classes and their bases', () => {
    const unit = parseCode(
      'using P = System.Diagnostics.Process; class A : Page, System.Web.IHttpHandler { }',
      'csharp',
    );
    expect(unit.aliases.get('p')).toBe('System.Diagnostics.Process');
    expect(unit.classes).toMatchObject([{ name: 'A', bases: ['Page', 'IHttpHandler'] }]);
  });

  it.each([
    ['brackets', '('.repeat(50_000)],
    ['braces', '{'.repeat(50_000)],
    ['lambdas', 'x => '.repeat(20_000)],
    ['casts', '(A)'.repeat(20_000)],
    ['prefixes', '!'.repeat(50_000)],
    ['members', `a${'.b(c)'.repeat(20_000)}`],
    ['a long sum', Array.from({ length: 20_000 }, () => '"x"').join('+')],
    ['one long line', `x = "${'A'.repeat(2_000_000)}";`],
    ['texts within texts', '$"{'.repeat(2000)],
    ['type arguments', 'a<'.repeat(20_000)],
    ['calls of functions', 'Function(a) '.repeat(5000)],
    ['a long list', `x = new byte[] {${'1,'.repeat(200_000)}}; f(${'1,'.repeat(200_000)})`],
    ['ifs', 'If a Then '.repeat(20_000)],
  ])('gets through %s', (_, code) => {
    for (const language of LANGUAGES) expect(parseCode(code, language).code).toBe(code);
  });

  it('reads anything', () => {
    const words = fc.constantFrom(
      'if',
      'Sub',
      'function',
      'class',
      'new',
      '(',
      ')',
      '{',
      '}',
      '"',
      "'",
      '=>',
      '<',
      '>',
      '@',
      '$"',
      '\\u0061',
      ' ',
      '\n',
      ':',
      ';',
      '.',
      ',',
      '=',
      '_',
      'End',
      'a',
      '1',
      '/*',
      '*/',
      '//',
      '[',
      ']',
      '&',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 60 }),
        fc.constantFrom(...LANGUAGES),
        (parts, language) => {
          const code = parts.join('');
          const unit = parseCode(code, language);
          for (const { start, end } of [...unit.main, ...unit.methods]) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(code.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
