import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isPassed } from '../../../src/engine/samples/sample-report.js';
import { testSignatures } from '../../../src/engine/samples/test-signatures.js';
import { NEW_KINDS, newSignature } from '../../../src/signatures/new/new-signature.js';
import { iisMapping, lintSigma, loadSigmaPack } from '../../../src/signatures/sigma/index.js';
import { lintYara } from '../../../src/signatures/yara/lint.js';
import { readYaraPack } from '../../../src/signatures/yara/yara-pack.js';

const root = mkdtempSync(path.join(tmpdir(), 'afterpatch-new-'));
afterAll(() => rmSync(root, { recursive: true }));

it.each(NEW_KINDS)(
  'a new %s rule loads without a lint, and its test says what to write to each sample',
  async (kind) => {
    const folder = path.join(root, kind);
    const id = kind === 'yara' ? 'command.idea' : 'web_idea';
    const uuids = ['0b1fd4a1-6c0f-4b43-9c9e-0d1f6d1d8c11', '0b1fd4a1-6c0f-4b43-9c9e-0d1f6d1d8c12'] as const;
    const files = newSignature(kind, { id, date: '2026-11-29', uuids, rules: '.', samples: 'samples' });
    for (const file of files) {
      mkdirSync(path.dirname(path.join(folder, file.path)), { recursive: true });
      writeFileSync(path.join(folder, file.path), file.text);
    }
    expect(files[0]?.text).toContain('2026-11-29');
    const sigma = await loadSigmaPack([folder]);
    const yara = await readYaraPack([folder]);
    expect(lintYara(yara.sources)).toEqual([]);
    expect(lintSigma(sigma.documents, sigma.program, iisMapping)).toEqual([]);
    const report = await testSignatures({
      yaraFolders: [folder],
      sigmaFolders: [folder],
      detectorSamples: [],
      engine: 'auto',
    });
    expect(report.notLoaded).toEqual([]);
    expect(report.rules).toHaveLength(1);
    expect(report.rules.some(isPassed)).toBe(false);
    const said = report.rules[0]?.samples.map(({ status, reason }) => `${status} ${reason}`) ?? [];
    expect(said).toHaveLength(3);
    for (const one of said) expect(one).toMatch(/^vacuous .*write /);
    expect(report.rules[0]?.missing).toEqual([]);
  },
);
