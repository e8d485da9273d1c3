import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRuleFile, outlineSource } from '../../../src/signatures/yara/rule-outline.js';

const names = (source: string) => outlineSource(source).rules.map((rule) => rule.name);

describe('the outline of a YARA source', () => {
  it('tells what a rule says of itself', () => {
    const [rule] = outlineSource(`
      import "pe"
      private global rule one : tag_a tag_b {
        meta:
          id = "family.one"  // a comment with rule two { }
          text = "quote \\" backslash \\\\ tab \\t byte \\x41"
          score = 75
          below = -3
          share = 1.5
          flag = true
          off = false
        strings:
          $a = "x"
        condition: $a
      }`).rules;
    expect(rule).toMatchObject({ name: 'one', isPrivate: true, isGlobal: true, tags: ['tag_a', 'tag_b'] });
    expect(Object.fromEntries(rule?.meta ?? [])).toEqual({
      id: 'family.one',
      text: 'quote " backslash \\ tab \t byte A',
      score: 75,
      below: -3,
      share: 1.5,
      flag: true,
      off: false,
    });
  });

  it.each([
    ['uint16(0) == 0x5a4d', true],
    ['uint16( 0 )==0x5A4D and (filesize < 10 or filesize > 20)', true],
    ['uint16(0) == 0x5a4d and for any of them : ($ at 0 or $ at 1)', true],
    ['programs and filesize > 1', true],
    ['programs', true],
    ['uint16(0) == 0x5a4d or filesize > 1', false],
    ['uint16(0) == 0x5a4d and filesize > 1 or filesize < 5', false],
    ['uint16(0) == 0x5a4d + 1', false],
    ['uint16(0) != 0x5a4d and filesize > 1', false],
    ['uint16(1) == 0x5a4d', false],
    ['uint16be(0) == 0x5a4d', false],
    ['not uint16(0) == 0x5a4d', false],
    ['filesize > 1 and uint16(0) == 0x5a4d', false],
    ['others and filesize > 1', false],
    ['not programs', false],
    ['Programs', false],
  ])('knows whether `%s` asks for a program first', (condition, expected) => {
    const { rules } = outlineSource(`
      rule programs { condition: uint16(0) == 0x5a4d and filesize < 100 }
      rule others { condition: filesize < 100 }
      rule asked { strings: $ = "uint16(0)" condition: ${condition} }`);
    expect(rules.map((rule) => rule.isForPrograms)).toEqual([true, false, expected]);
  });

  it('finds where rules, imports and includes stand', () => {
    const source =
      '// rule no\nimport "pe"\ninclude "b.yar"\nrule a { condition: true }\nprivate rule b { condition: a }';
    const { rules, imports, includes } = outlineSource(source);
    expect(rules.map(({ start, end }) => source.slice(start, end))).toEqual([
      'rule a { condition: true }',
      'private rule b { condition: a }',
    ]);
    expect(imports.map(({ start, end }) => source.slice(start, end))).toEqual(['import "pe"']);
    expect(includes.map(({ start, end }) => source.slice(start, end))).toEqual(['include "b.yar"']);
  });

  it.each([
    ['a brace in a string', 'rule a { strings: $x = "}" condition: $x } rule b { condition: a }'],
    ['a quote after a backslash in a string', 'rule a { strings: $x = "\\"}" condition: $x } rule b { condition: a }'],
    [
      'a brace in a regular expression',
      'rule a { strings: $x = /}\\/"/ nocase condition: $x } rule b { condition: a }',
    ],
    ['a regular expression after matches', 'rule a { condition: filename matches /"}/i } rule b { condition: a }'],
    ['a division', 'rule a { condition: filesize / 2 > 1 and filesize / 3 > 2 } rule b { condition: a }'],
    [
      'a hex string with jumps and comments',
      'rule a { strings: $x = { 4? [2-] ( 41 | ~42 ) /* } */ 43 // }\n } condition: $x } rule b { condition: a }',
    ],
    ['comments', 'rule a /* { */ { // }\n condition: true /* } */ } rule b { condition: a }'],
    ['a loop', 'rule a { condition: for all i in (1..3) : ( i > 0 ) } rule b { condition: a }'],
    ['a text in three quotes', 'rule a { meta: x = """ } "\n rule c """ condition: true } rule b { condition: a }'],
    ['a rule that was never closed', 'rule a { condition: true\nrule b { condition: true }'],
    ['a rule without anything', 'rule a rule b {'],
  ])('is not misled by %s', (_, source) => {
    expect(names(source)).toEqual(['a', 'b']);
  });

  it('of any text whatever ends, with rules in order and inside the text', () => {
    const part = fc.constantFrom(
      ...[
        'rule ',
        'a',
        ' { ',
        '}',
        '"',
        '\\',
        '/',
        '$x',
        ' = ',
        'meta:',
        'strings:',
        'condition:',
        '{ 41 ',
        '/*',
        '*/',
        '//',
        '\n',
        '(',
        '"""',
        'import "pe"',
        ':',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
        const source = parts.join('');
        let last = 0;
        for (const { start, end } of outlineSource(source).rules) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(source.length);
      }),
    );
  });

  it('reads a hex string that never ends in one way only', () => {
    const comments = `${'/* a */ '.repeat(2_000)}${'// b // c\n'.repeat(2_000)}`;
    expect(outlineSource(`rule a { strings: $a = { ${comments} zz`).regexps).toEqual([]);
    expect(outlineSource('rule a { strings: $a = { 4D /* } */ 5A // }\n 90 /***/ } condition: $a }').regexps).toEqual(
      [],
    );
    expect(
      outlineSource('rule a { strings: $a = { 4D /* } */ 5A // }\n 90 /***/ } condition: $a }').rules,
    ).toMatchObject([{ name: 'a' }]);
  });

  it('reads a large source in linear time', () => {
    for (const part of ['"', '/', '{', 'rule a {', '/*', '= {41', '\\', '("']) outlineSource(part.repeat(50_000));
  });
});

const quoting = 'rule a { strings: $a = "<%eval(Request[1])%>" $b = /<script runat/ condition: any of them }';

it.each([
  ['rules that quote code', `// rules\nimport "pe"\n${quoting}\nprivate ${quoting}`, true],
  ['code before them', `<%eval(Request[1])%> ${quoting}`, false],
  ['code in a comment', `/* <%eval(Request[1])%> */ ${quoting}`, false],
  ['code in their place', 'rule a { condition: <%eval(Request[1])%> }', false],
  ['words beside them', `hello ${quoting}`, false],
  ['a rule without a condition', 'rule a { strings: $a = "<%" }', false],
  ['no rule', '"<%eval(Request[1])%>"', false],
  ['nothing', '', false],
])('knows a file of rules and nothing else: %s', (_, text, expected) => {
  expect(isRuleFile(text)).toBe(expected);
});
