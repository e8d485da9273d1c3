import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../src/formats/views/web-content.js';
import type { CompiledRules, YaraBinding } from '../../src/signatures/yara/binding.js';
import { compileSources } from '../../src/signatures/yara/compile-sources.js';
import { loadNativeBinding } from '../../src/signatures/yara/native-binding.js';
import { outlineSource } from '../../src/signatures/yara/rule-outline.js';
import { loadWasmBinding } from '../../src/signatures/yara/wasm-binding.js';
import { readYaraPack } from '../../src/signatures/yara/yara-pack.js';
import { readSample } from '../../src/signatures/samples/sample-file.js';

const root = path.resolve(import.meta.dirname, '../..');
const samples = path.join(root, 'samples/signatures/yara');
const pack = await readYaraPack([path.join(root, 'signatures')]);
const shipped = pack.sources.flatMap((source) =>
  outlineSource(source.text)
    .rules.filter((rule) => !rule.isPrivate)
    .map(({ name }) => ({ name, id: source.ids.get(name) ?? '', source })),
);
const bindings: YaraBinding[] = [await loadWasmBinding()];
const native = loadNativeBinding();
if (native !== null) bindings.unshift(native);

const compiled = bindings.map((binding) => compileSources(binding, pack.sources).rules);

describe('the shipped YARA rules', () => {
  it.each(bindings)('compile with the $name binding', (binding) => {
    expect(compileSources(binding, pack.sources).problems).toEqual([]);
  });

  it('are named after their ids, and their ids after their folders', () => {
    for (const { name, id, source } of shipped) {
      expect(name).toBe(id.replace(/[.-]/g, '_'));
      expect(source.path).toContain(`yara/${id.split('.')[0]}/`);
    }
    expect(new Set(shipped.map(({ id }) => id)).size).toBe(shipped.length);
  });

  it('all have samples, and no samples are left of rules that are gone', () => {
    expect(readdirSync(samples).sort()).toEqual(shipped.map(({ id }) => id).sort());
  });

  describe.each(shipped.map(({ id }) => id))('%s', (id) => {
    const [hits, misses] = ['hit', 'miss'].map((kind) => {
      const folder = path.join(samples, id, kind);
      return readdirSync(folder).map((file) => path.join(folder, file));
    });

    it('has at least one hit and two misses', () => {
      expect(hits?.length).toBeGreaterThanOrEqual(1);
      expect(misses?.length).toBeGreaterThanOrEqual(2);
    });

    it.each((hits ?? []).map((file) => [path.basename(file), file]))('finds %s, with every binding', (_, file) => {
      const [verdict, ...others] = compiled.map((rules) => idsFor(rules, file));
      expect(verdict).toContain(id);
      for (const other of others) expect(other).toEqual(verdict);
    });

    it.each((misses ?? []).map((file) => [path.basename(file), file]))(
      'leaves alone %s, with every binding',
      (_, file) => {
        const [verdict, ...others] = compiled.map((rules) => idsFor(rules, file));
        expect(verdict).not.toContain(id);
        for (const other of others) expect(other).toEqual(verdict);
      },
    );
  });
});

/** What the rules find in any view of a sample, in order. */
function idsFor(rules: CompiledRules, file: string): string[] {
  const { name, bytes } = readSample(file);
  const extension = path.extname(name).toLowerCase();
  const externals = { filename: name.toLowerCase(), filepath: '', extension, filetype: '', owner: '' };
  const found = createWebContent(bytes, { extension: extension.slice(1) }).views.flatMap((view) =>
    rules.scan(view.bytes, externals).map(({ source, rule }) => pack.sources[source]?.ids.get(rule) ?? rule),
  );
  return [...new Set(found)].sort();
}
