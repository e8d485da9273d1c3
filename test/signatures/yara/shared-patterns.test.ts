import { describe, expect, it } from 'vitest';
import { NO_EXTERNALS } from '../../../src/signatures/yara/binding.js';
import { compileSources } from '../../../src/signatures/yara/compile-sources.js';
import { loadNativeBinding } from '../../../src/signatures/yara/native-binding.js';
import { loadWasmBinding } from '../../../src/signatures/yara/wasm-binding.js';

const native = loadNativeBinding();
const bindings = [...(native === null ? [] : [native]), await loadWasmBinding()];

/** Conditions that the page does not meet: a compiler may skip a search for them, but not for the rules beside. */
const GUARDS = [
  'filesize < 20',
  'filesize > 900KB',
  'filesize == 7',
  'uint16(0) == 0x5A4D',
  'uint32be(0) == 0x504B0304',
  'not uint8(0) == 0x3C',
  '(filesize < 20 or filesize > 900KB)',
  'extension == ".exe"',
  'never_here',
  'pe.is_pe',
] as const;

/** How a second rule uses the pattern that it shares, and whether the page meets that. */
const USES: readonly (readonly [string, boolean])[] = [
  ['$p', true],
  ['#p == 1', true],
  ['$p in (0..filesize)', true],
  ['any of them', true],
  ['filesize > 10 and $p', true],
  ['uint8(0) == 0x3C and $p', true],
  ['not $p', false],
  ['$p at 0', false],
];

/** Ways to write the pattern of a text. */
const PATTERNS: readonly ((text: string) => string)[] = [
  (text) => `"${text}"`,
  (text) => `"${text.toUpperCase()}" nocase`,
  (text) => `"${text}" fullword`,
  (text) => `"${text}" ascii wide`,
  (text) => `{ ${Buffer.from(text).toString('hex')} }`,
  (text) => `/${text.slice(0, -1)}[${text.slice(-1)}_]/`,
];

const pairs = PATTERNS.flatMap((pattern) =>
  GUARDS.flatMap((guard) => USES.map(([use, isMet]) => ({ pattern, guard, use, isMet }))),
).map((pair, index) => ({ ...pair, text: `marker${String(index).padStart(4, '0')}` }));
const page = Buffer.from(`<%@ Page %>\n${pairs.map(({ text }) => text).join('\n')}\n`);

const guarded = ({ pattern, text, guard }: (typeof pairs)[number]) =>
  `rule guarded_${text} { strings: $p = ${pattern(text)} condition: ${guard} and $p }`;
const plain = ({ pattern, text, use }: (typeof pairs)[number]) =>
  `rule plain_${text} { strings: $p = ${pattern(text)} condition: ${use} }`;

describe.each(bindings)('rules that share a pattern, with the $name binding', (binding) => {
  it.each([
    ['a guarded rule first', [guarded, plain]],
    ['a guarded rule last', [plain, guarded]],
  ])('are each asked by their own condition: %s', (_, order) => {
    for (const inOneFile of [true, false]) {
      const head = 'import "pe" private rule never_here { strings: $n = "Is Nowhere" condition: $n }';
      const parts = order.map((write) => pairs.map(write).join('\n'));
      const texts = inOneFile ? [`${head}\n${parts.join('\n')}`] : parts.map((part) => `${head}\n${part}`);
      const { rules, problems } = compileSources(
        binding,
        texts.map((text, index) => ({ path: `${index}.yar`, text, pack: '' })),
      );
      expect(problems).toEqual([]);
      expect(
        rules
          .scan(page, NO_EXTERNALS)
          .map(({ rule }) => rule)
          .sort(),
      ).toEqual(pairs.flatMap(({ isMet, text }) => (isMet ? [`plain_${text}`] : [])));
    }
  });
});
