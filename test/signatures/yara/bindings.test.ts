import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompiledRules,
  type Externals,
  MAXIMUM_MATCHES_PER_PATTERN,
  NO_EXTERNALS,
  type YaraBinding,
} from '../../../src/signatures/yara/binding.js';
import { chooseBinding } from '../../../src/signatures/yara/choose-binding.js';
import { compileSources } from '../../../src/signatures/yara/compile-sources.js';
import { loadNativeBinding } from '../../../src/signatures/yara/native-binding.js';
import { loadWasmBinding } from '../../../src/signatures/yara/wasm-binding.js';

const native = loadNativeBinding();
const wasm = await loadWasmBinding();
const bindings: YaraBinding[] = native === null ? [wasm] : [native, wasm];

const sourcesOf = (texts: readonly string[]) => texts.map((text, index) => ({ path: `${index}.yar`, text, pack: '' }));

function compile(binding: YaraBinding, ...texts: string[]): CompiledRules {
  const { rules, problems } = compileSources(binding, sourcesOf(texts));
  expect(problems).toEqual([]);
  return rules;
}

/** Matches in a form that does not depend on the order in which a binding tells them. */
function scan(rules: CompiledRules, bytes: string | Uint8Array, externals: Partial<Externals> = {}) {
  return rules
    .scan(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { ...NO_EXTERNALS, ...externals })
    .map(({ source, rule, patterns }) => ({
      rule: `${source}:${rule}`,
      patterns: patterns.map((one) => `${one.identifier}@${one.offset}+${one.length}`).sort(),
    }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

const hits = (rules: CompiledRules, bytes: string | Uint8Array, externals: Partial<Externals> = {}) =>
  scan(rules, bytes, externals).map(({ rule }) => rule);

describe.skipIf(native === null)('both bindings', () => {
  const text = `
    import "math"
    rule counts { strings: $a = "ab" nocase $b = { 41 ?? 43 } condition: #a > 1 or $b }
    rule places { strings: $a = "x" condition: $a at 0 or $a in (filesize - 2..filesize) }
    rule forms { strings: $ = "ab" wide ascii fullword $ = /a[b-d]{1,3}/ condition: any of them }
    rule entropy { condition: filesize > 8 and math.entropy(0, filesize) > 2.5 }
    rule loop { strings: $a = "b" condition: for any i in (1..#a) : ( @a[i] % 2 == 1 ) }
    private rule hidden { strings: $a = "c" condition: $a }
    rule refers { condition: hidden and not places }`;

  it('find the same in whatever bytes', () => {
    const compiled = bindings.map((binding) => compile(binding, text));
    const bytes = fc.array(fc.constantFrom(...Buffer.from('abcABCx\0 d\xe9', 'latin1')), { maxLength: 60 });
    fc.assert(
      fc.property(bytes, (some) => {
        const [first, second] = compiled.map((rules) => scan(rules, Uint8Array.from(some)));
        expect(first).toEqual(second);
      }),
      { numRuns: 60 },
    );
  });
});

it('auto takes the native binding where it runs', async () => {
  expect((await chooseBinding('auto')).name).toBe(native === null ? 'wasm' : 'native');
  expect((await chooseBinding('wasm')).name).toBe('wasm');
});

describe.each(bindings)('the $name binding', (binding) => {
  it('tells offsets and lengths in bytes', () => {
    const rules = compile(binding, 'rule a { strings: $a = "abc" $n = "\\x00\\xff" condition: any of them }');
    const bytes = Buffer.concat([Buffer.from('éé abc é'), Buffer.from([0xff, 0, 0xff])]);
    expect(scan(rules, bytes)).toEqual([{ rule: '0:a', patterns: ['$a@5+3', '$n@12+2'] }]);
  });

  it('scans a part of a larger buffer, and nothing at all', () => {
    const rules = compile(
      binding,
      'rule a { strings: $a = "abc" condition: $a at 0 }',
      'rule e { condition: filesize == 0 }',
    );
    expect(hits(rules, Buffer.from('xxabcxx').subarray(2, 5))).toEqual(['0:a']);
    expect(hits(rules, new Uint8Array(0))).toEqual(['1:e']);
  });

  it('leaves private rules out', () => {
    expect(hits(compile(binding, 'private rule p { condition: true } rule q { condition: p }'), '')).toEqual(['0:q']);
  });

  it('gives rules their variables, and forgets them with the next file', () => {
    const rules = compile(
      binding,
      'rule e { condition: extension == ".aspx" }',
      'rule f { condition: filename matches /^a/ or filepath contains "owa" or filetype == "EXE" or owner == "x" }',
    );
    expect(rules.questions.reads).toEqual(['filename', 'filepath', 'extension', 'filetype', 'owner']);
    expect(hits(rules, '', { extension: '.aspx' })).toEqual(['0:e']);
    expect(hits(rules, '')).toEqual([]);
    expect(hits(rules, '', { filename: 'ab', extension: '.aspx' })).toEqual(['0:e', '1:f']);
    expect(hits(rules, '', { filepath: 'c:\\owa' })).toEqual(['1:f']);
    for (let count = 0; count < 200; count += 1) hits(rules, '', { filename: `b${count}` });
    expect(hits(rules, '', { filetype: 'EXE' })).toEqual(['1:f']);
  });

  it('asks rules for programs of programs alone', () => {
    const rules = compile(
      binding,
      'import "pe" rule p { condition: uint16(0) == 0x5a4d and not pe.is_pe } rule q { condition: p and filesize > 2 }',
      'rule e { condition: filesize < 9 and extension == ".dll" }',
      'rule mixed { condition: uint16(0) == 0x5a4d } rule nothing { condition: filesize == 0 }',
    );
    expect(hits(rules, 'MZx', { extension: '.dll' })).toEqual(['0:p', '0:q', '1:e', '2:mixed']);
    expect(hits(rules, 'MZ')).toEqual(['0:p', '2:mixed']);
    expect(hits(rules, 'xMZ')).toEqual([]);
    expect(hits(rules, '')).toEqual(['2:nothing']);
  });

  it.each(['1', '-7', '+007', 'true', 'FALSE'])('takes the name %s for text', (filename) => {
    const rules = compile(
      binding,
      'rule n { condition: filename contains "u" or filename contains "7" }',
      'rule e { condition: filesize == 0 }',
    );
    expect(hits(rules, '', { filename })).toEqual(/[u7]/.test(filename) ? ['0:n', '1:e'] : ['1:e']);
  });

  it('keeps rules of the same name apart', () => {
    const rules = compile(
      binding,
      'rule same { strings: $a = "one" condition: $a } rule first { condition: same }',
      'private rule same { strings: $a = "two" condition: $a } rule second { condition: not same and filesize > 1 }',
      'rule same { strings: $same = "same" condition: $same and #same > 0}',
      'rule same__2 { condition: filesize == 3 }',
    );
    expect(hits(rules, 'one')).toEqual(['0:first', '0:same', '1:second', '3:same__2']);
    expect(hits(rules, 'same')).toEqual(['1:second', '2:same']);
    expect(hits(rules, 'two')).toEqual(['3:same__2']);
  });

  it('lets global rules act on their own file only', () => {
    const rules = compile(
      binding,
      'global rule g { condition: filesize > 100 } rule a { condition: true }',
      'rule shell_b { strings: $a = "b" condition: $a }',
    );
    expect(hits(rules, 'b')).toEqual(['1:shell_b']);
    expect(hits(rules, 'b'.repeat(101))).toEqual(['0:a', '0:g', '1:shell_b']);
  });

  it('follows a pattern only so often, and says where it stopped by the count', () => {
    const rules = compile(binding, 'rule a { strings: $a = "a" $b = "b" condition: $a or $b }');
    const [match] = rules.scan(Buffer.from(`${'a'.repeat(10_000)}b`), NO_EXTERNALS);
    expect(match?.patterns.filter(({ identifier }) => identifier === '$a')).toHaveLength(MAXIMUM_MATCHES_PER_PATTERN);
    expect(match?.patterns.filter(({ identifier }) => identifier === '$b')).toHaveLength(1);
  });

  describe('leaves out what does not compile, names it and runs the rest', () => {
    const good = 'rule good { condition: true }';

    it.each([
      [
        'an unknown pattern',
        'rule bad {\n condition: $x }',
        { rule: 'bad', line: 2, column: 13 },
        /unknown pattern `\$x`/,
      ],
      ['an unknown variable', 'rule bad { condition: nothing == 1 }', { rule: 'bad', line: 1 }, /unknown identifier/],
      ['an unused pattern', 'rule bad { strings: $a = "x" condition: true }', { rule: 'bad' }, /unused pattern/],
      ['a syntax error', 'rule bad { condition: and }', { rule: 'bad', line: 1 }, /syntax error/],
      [
        'a broken regular expression',
        'rule bad { strings: $a = /a(/ condition: $a }',
        { rule: 'bad' },
        /regular expression/,
      ],
      ['a missing brace', 'rule bad { condition: true', { rule: 'bad' }, /syntax error/],
      [
        'a rule of another pack',
        'rule bad { condition: elsewhere }',
        { rule: 'bad' },
        /unknown identifier `elsewhere`/,
      ],
      ['a module of another pack', 'rule bad { condition: pe.is_pe }', { rule: 'bad' }, /unknown identifier `pe`/],
    ])('%s', (_, text, place, reason) => {
      const other = 'import "pe" rule elsewhere { condition: pe.is_pe or true }';
      const { rules, problems, names } = compileSources(binding, [
        { path: '0.yar', text: `${good}\n${text}\n`, pack: 'one' },
        { path: '1.yar', text: other, pack: 'other' },
      ]);
      expect(problems).toEqual([expect.objectContaining({ path: '0.yar', reason: expect.stringMatching(reason) })]);
      expect(problems[0]).toMatchObject({ ...place, ...('line' in place ? { line: place.line + 1 } : {}) });
      expect(problems[0]?.hint).toBe('Correct the rule, or take it out of the folder.');
      expect(names).toEqual([['good'], ['elsewhere']]);
      expect(hits(rules, 'x')).toEqual(['0:good', '1:elsewhere']);
    });

    it('a module that there is not, with the rules that need it', () => {
      const text = `import "magic"\n${good}\nrule bad { condition: magic.type() == "x" }`;
      const { rules, problems } = compileSources(binding, sourcesOf([text]));
      expect(problems.map(({ rule, line, reason }) => [rule, line, reason])).toEqual([
        [null, 1, expect.stringMatching(/^unknown module `magic`/)],
        ['bad', 3, expect.stringMatching(/unknown identifier `magic`/)],
      ]);
      expect(problems[0]?.hint).toMatch(/no such module/);
      expect(hits(rules, '')).toEqual(['0:good']);
    });

    it('an include', () => {
      const { rules, problems } = compileSources(binding, sourcesOf([`include "/etc/passwd"\n${good}`]));
      expect(problems).toMatchObject([{ rule: null, line: 1, hint: expect.stringMatching(/not included/) }]);
      expect(hits(rules, '')).toEqual(['0:good']);
    });

    it('rules that depend on one another', () => {
      const text = `${good} rule a { condition: $x } rule b { condition: a } rule c { condition: b }`;
      const { rules, problems } = compileSources(binding, sourcesOf([text]));
      expect(problems.map(({ rule }) => rule)).toEqual(['a', 'b', 'c']);
      expect(hits(rules, '')).toEqual(['0:good']);
    });

    it('the second of two rules of one name', () => {
      const { rules, problems } = compileSources(binding, sourcesOf([`${good} rule good { condition: false }`]));
      expect(problems).toMatchObject([{ rule: 'good', reason: expect.stringMatching(/duplicate rule/) }]);
      expect(hits(rules, '')).toEqual(['0:good']);
    });

    it('what is no YARA at all', () => {
      const { rules, problems } = compileSources(binding, sourcesOf(['Dear reader,\nthis is no rule.', good]));
      expect(problems).toMatchObject([{ path: '0.yar', rule: null, line: 1 }]);
      expect(hits(rules, '')).toEqual(['1:good']);
    });
  });

  describe('takes files of a pack as one where they do not stand alone', () => {
    const common = `import "pe"
      private rule base { strings: $a = "<%" condition: $a }
      rule is_page { condition: base }`;
    const broken = 'rule broken {\n condition: nowhere }';

    it('rules that refer to rules and imports of other files', () => {
      const uses = 'rule uses { strings: $a = "eval" condition: is_page and base and $a }';
      const chain = 'rule last { condition: not pe.is_pe and uses }';
      for (const texts of [
        [common, uses, chain],
        [chain, uses, common],
      ]) {
        const { rules, problems, names } = compileSources(binding, sourcesOf(texts));
        const at = (text: string) => texts.indexOf(text);
        expect(problems).toEqual([]);
        expect(names[at(uses)]).toEqual(['uses']);
        expect(hits(rules, '<% eval')).toEqual(
          [`${at(common)}:is_page`, `${at(uses)}:uses`, `${at(chain)}:last`].sort(),
        );
        expect(hits(rules, '<% other')).toEqual([`${at(common)}:is_page`]);
      }
    });

    it('errors keep their place behind what was borrowed', () => {
      const { problems } = compileSources(binding, sourcesOf([common, `rule a { condition: is_page }\n${broken}`]));
      expect(problems).toMatchObject([{ path: '1.yar', rule: 'broken', line: 3, column: 13, incomplete: true }]);
    });

    it('a rule that is itself at fault is not borrowed', () => {
      const { rules, problems } = compileSources(
        binding,
        sourcesOf([broken, 'rule a { condition: broken }', 'rule b { condition: true }']),
      );
      expect(problems.map(({ path, rule }) => `${path}: ${rule}`).sort()).toEqual(['0.yar: broken', '1.yar: a']);
      expect(hits(rules, '')).toEqual(['2:b']);
    });

    it('an include of a file that is loaded anyway leaves nothing out', () => {
      const { rules, problems } = compileSources(
        binding,
        sourcesOf([
          common,
          'include "./rules/../0.yar"\ninclude "0.YAR" rule a { condition: is_page }',
          'include "9.yar"',
        ]),
      );
      expect(problems).toMatchObject([
        { path: '1.yar', line: 1 },
        { path: '2.yar', incomplete: true },
      ]);
      expect(hits(rules, '<%')).toEqual(['0:is_page', '1:a']);
    });
  });

  it.each([
    ['eval\\s*{', 'eval  {'],
    ['x{,y', 'x{,y'],
    ['({a|{b)c{2}', '{bcc'],
    ['\\e\\:\\-[\\g\\]]', 'e:-]'],
    ['a[[(]{2}b', 'a[(b'],
    ['a[]b]+c[[:digit:]]{,2}{', 'a]bc12{'],
  ])('reads the regular expression %s as YARA does', (regexp, text) => {
    const rules = compile(binding, `rule a {\n strings: $a = /^${regexp}$/ condition: $a }`);
    expect(hits(rules, text)).toEqual(['0:a']);
    expect(hits(rules, 'none')).toEqual([]);
  });

  it.each(['private ', 'rule one { condition: true }\nglobal // for whom?'])(
    'keeps a modifier at the end (%j) off the next file',
    (text) => {
      const { rules, problems } = compileSources(binding, sourcesOf([text, 'rule good { condition: true }']));
      expect(hits(rules, 'a')).toContain('1:good');
      expect(problems).toMatchObject([{ reason: expect.stringContaining('syntax error') }]);
    },
  );

  it('compiles or names whatever it gets', () => {
    const part = fc.constantFrom(
      ...[
        'rule a ',
        'rule b ',
        '{ ',
        '} ',
        'strings: $x = "a" ',
        'condition: ',
        '$x ',
        'true ',
        'import "pe" ',
        'and ',
        '"',
        '/',
        '\n',
        'private ',
        'global ',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const { rules, problems } = compileSources(
          binding,
          sourcesOf([parts.join(''), 'rule good { condition: true }']),
        );
        expect(hits(rules, 'a')).toContain('1:good');
        for (const { reason } of problems) expect(reason).not.toBe('');
      }),
      { numRuns: 150 },
    );
  });
});
