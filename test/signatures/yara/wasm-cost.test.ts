import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withoutRepeatedConstructors } from '../../../src/signatures/yara/repeated-constructors.js';
import { outlineSource } from '../../../src/signatures/yara/rule-outline.js';
import { unwarnedText } from '../../../src/signatures/yara/unwarned-text.js';
import { loadWasmBinding } from '../../../src/signatures/yara/wasm-binding.js';

const entry = createRequire(import.meta.url).resolve('@virustotal/yara-x');
const installed = readFileSync(join(dirname(entry), 'yara_x_js_bg.wasm'));

describe('the WebAssembly module', () => {
  it('is the build whose repeated constructors are known, and loses nothing but their calls', () => {
    const patched = withoutRepeatedConstructors(installed);
    const changed = [...installed.keys()].filter((at) => installed[at] !== patched[at]);
    // Twenty-five calls of three bytes; the script beside the data prints them anew for another version.
    expect(changed).toHaveLength(75);
    expect(changed.every((at) => patched[at] === 0x01)).toBe(true);
  });

  it('stays as it is where it is another build', () => {
    const other = Buffer.from(installed.subarray(0, 4000));
    expect(withoutRepeatedConstructors(other)).toBe(other);
  });
});

describe('a source without warnings', () => {
  const warned = [
    'import "pe"\nimport "pe"\nrule slow { strings: $a = /.*b/ condition: $a or true }',
    '/* rule no { */ private rule helper { condition: filesize > 0 and true } rule other : tag { strings: $x = {61 61 [2] [3] 62} condition: $x and helper }',
    'rule text { strings: $a = "rule inner { condition: true }" condition: $a }',
  ];

  it.each(warned)('compiles to rules that match alike: %j', async (text) => {
    const binding = await loadWasmBinding();
    expect(binding.validate(unwarnedText({ text, outline: outlineSource(text) }))).toEqual(binding.validate(text));
  });

  it('has each rule and import behind a comment, and every other character as before', () => {
    for (const text of warned) {
      const outline = outlineSource(text);
      const lines = unwarnedText({ text, outline }).split('\n');
      const comments = lines.filter((line) => line.startsWith('// suppress: '));
      expect(comments).toHaveLength(outline.rules.length + outline.imports.length);
      expect(lines.filter((line) => !comments.includes(line)).join('')).toBe(text.replaceAll('\n', ''));
    }
  });
});
