import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, it } from 'vitest';
import { testSignatures } from '../../src/engine/samples/test-signatures.js';
import { lintDiagnostics, sampleDiagnostics } from '../../src/output/diagnostic.js';
import { lintFolders } from '../../src/signatures/lint/lint-signatures.js';
import { projectRoot } from '../helpers/run-command.js';

const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-diagnostic-'));
afterAll(() => rmSync(folder, { recursive: true }));
const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/diagnostics.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

it('of lint and test have one form, with file, line and column', async () => {
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  put(
    'a.yar',
    'rule a {\n  meta: severity = "hgih"\n  strings: $a = "abcdef" $b = "ghijkl"\n  condition: any of them\n}',
  );
  put('a/hit/1', 'abcdef');
  put('a/miss/1', 'x');
  put('a/miss/2', 'y');
  put('b.yar', 'rule b { condition: nothing }');
  put('c.yar', 'rule c { strings: $ = "klmnop" condition: all of them }');
  put('c/hit/1', 'abc');
  const { lints, notLoaded } = await lintFolders({ yara: [folder], sigma: [folder] });
  const tested = await testSignatures({
    yaraFolders: [folder],
    sigmaFolders: [folder],
    detectorSamples: [],
    engine: 'auto',
    mutate: true,
  });
  for (const diagnostics of [lintDiagnostics(lints, notLoaded), sampleDiagnostics(tested)])
    expect(validate({ diagnostics }), JSON.stringify(validate.errors)).toBe(true);
  const told = [...lintDiagnostics(lints, notLoaded), ...sampleDiagnostics(tested)].map(
    ({ file, line, column, severity, code }) => `${path.basename(file)}:${line}:${column} ${severity} ${code}`,
  );
  expect(told).toEqual(
    expect.arrayContaining([
      'a.yar:2:9 error misspelt-metadata',
      'b.yar:1:21 error not-loaded',
      'c.yar:1:1 error sample-missing',
      'c.yar:1:1 error sample-failed',
      'a.yar:3:26 info part-unneeded',
    ]),
  );
});
