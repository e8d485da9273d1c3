import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTERNALS, NO_EXTERNALS } from '../../../src/signatures/yara/binding.js';
import { ExternalQuestions } from '../../../src/signatures/yara/external-questions.js';
import { loadNativeBinding } from '../../../src/signatures/yara/native-binding.js';
import { outlineSource } from '../../../src/signatures/yara/rule-outline.js';
import { loadWasmBinding } from '../../../src/signatures/yara/wasm-binding.js';

const native = loadNativeBinding();
const wasm = await loadWasmBinding();
const bindings = native === null ? [wasm] : [native, wasm];

const outlined = (text: string) => ({ text, outline: outlineSource(text) });
const questions = (condition: string) => new ExternalQuestions([outlined(`rule a { condition: ${condition} }`)]);

describe('what rules ask of the variables', () => {
  it.each<[condition: string, same: [string, string][], different: [string, string][]]>([
    [
      'filepath contains "owa"',
      [
        ['c:\\a', 'c:\\b'],
        ['\\owa\\1', 'x\\owa'],
      ],
      [['c:\\a', 'c:\\owa']],
    ],
    ['not filepath contains "\\\\aspnet_client"', [['a', 'b']], [['c:\\aspnet_client', 'c:\\aspnet']]],
    [
      'filepath == "a" or filepath startswith "b"',
      [
        ['c', 'd'],
        ['b1', 'b2'],
      ],
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
    ],
    ['filepath iendswith "A"', [['xa', 'ya']], [['xa', 'xb']]],
    ['filepath matches /^a/', [['a', 'a']], [['a1', 'a2']]],
    ['filepath matches /^a/ or filepath contains "b"', [['a', 'a']], [['x', 'y']]],
    ['"a" == filepath', [['a', 'a']], [['x', 'y']]],
    ['filepath contains "\\x61"', [['a', 'a']], [['x', 'y']]],
    ['filesize > 1 // filepath', [['x', 'y']], []],
  ])('%s', (condition, same, different) => {
    const asked = questions(condition);
    const answers = (filepath: string) => asked.answers({ ...NO_EXTERNALS, filepath });
    for (const [one, other] of same) expect(answers(one)).toBe(answers(other));
    for (const [one, other] of different) expect(answers(one)).not.toBe(answers(other));
  });

  it.each(bindings)('leaves $name no file to tell from another that has the same answers', (binding) => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '.', '"', '\\', '1'), maxLength: 3 });
    const operator = fc.constantFrom(
      ...['==', '!=', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith', 'iequals'],
    );
    const variable = fc.constantFrom(...EXTERNALS);
    const condition = fc
      .tuple(variable, operator, text)
      .map(([name, how, literal]) => `${name} ${how} "${literal.replace(/[\\"]/g, '\\$&')}"`);
    const externals = fc.record({ filename: text, filepath: text, extension: text, filetype: text, owner: text });
    const property = fc.property(
      fc.array(condition, { minLength: 1, maxLength: 4 }),
      fc.array(externals, { minLength: 2, maxLength: 8 }),
      (conditions, files) => {
        const rules = binding.compile(conditions.map((one, index) => outlined(`rule r${index} { condition: ${one} }`)));
        if ('failed' in rules) throw new Error('they do not compile');
        const seen = new Map<string, string>();
        for (const file of files) {
          const found = JSON.stringify(rules.scan(new Uint8Array(0), file));
          const answers = rules.questions.answers(file);
          expect(seen.get(answers) ?? found).toBe(found);
          seen.set(answers, found);
        }
      },
    );
    fc.assert(property, { numRuns: binding.name === 'native' ? 200 : 15 });
  });
});
