import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CompiledRules, NO_EXTERNALS } from '../../../src/signatures/yara/binding.js';
import { compileSources } from '../../../src/signatures/yara/compile-sources.js';
import { loadNativeBinding } from '../../../src/signatures/yara/native-binding.js';
import { loadWasmBinding } from '../../../src/signatures/yara/wasm-binding.js';
import { readYaraPack } from '../../../src/signatures/yara/yara-pack.js';

/** A public pack is thousands of rules written by many hands, which is what a changed compiler stumbles over. */
const folder = path.resolve(process.env.AFTERPATCH_YARA_PACK ?? '../signature-base/yara');
const native = loadNativeBinding();
if (!existsSync(folder)) console.warn(`Skipped: no public YARA pack at ${folder}; AFTERPATCH_YARA_PACK names one.`);

describe.skipIf(!existsSync(folder) || native === null)('a public pack', () => {
  it('finds the same with every binding', { timeout: 600_000 }, async () => {
    const pack = await readYaraPack([folder]);
    const bindings = native === null ? [] : [native, await loadWasmBinding()];
    const [first, second] = bindings.map((binding) => compileSources(binding, pack.sources));
    expect(second?.problems).toEqual(first?.problems);

    // What the rules look for is their own texts: together in large pieces, some of each in small ones.
    const texts = pack.sources.map(({ text }) => quotedTexts(text));
    const pieces: Buffer[] = [];
    for (let at = 0; at < texts.length; at += 25) {
      pieces.push(Buffer.concat(texts.slice(at, at + 25)), texts[at]?.subarray(0, 9_000) ?? Buffer.alloc(0));
    }
    let found = 0;
    for (const piece of pieces) {
      const [one, other] = [first, second].map((compiled) => matches(compiled?.rules, piece));
      expect(other).toEqual(one);
      found += one?.length ?? 0;
    }
    expect(found).toBeGreaterThan(pieces.length);
  });
});

function quotedTexts(source: string): Buffer {
  const quoted = [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map(([, inner = '']) =>
    inner
      .replace(/\\x([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
      .replace(/\\(.)/g, '$1'),
  );
  return Buffer.from(quoted.join('\n'), 'latin1');
}

function matches(rules: CompiledRules | undefined, bytes: Uint8Array): string[] {
  return (rules?.scan(bytes, NO_EXTERNALS) ?? [])
    .map(({ source, rule, patterns }) => {
      const places = patterns.map(({ identifier, offset, length }) => `${identifier}@${offset}+${length}`);
      return `${source}:${rule} ${places.sort().join(' ')}`;
    })
    .sort();
}
