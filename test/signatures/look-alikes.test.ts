import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import { judgeFiles } from '../../src/engine/measure/measure-signatures.js';
import { DETECTOR_SAMPLES, SHIPPED_SIGNATURES } from '../../src/engine/signature-folders.js';
import { compareSeverity } from '../../src/model/severity.js';
import { readMeasureSet } from '../../src/signatures/measure/measure-sample.js';
import { findDetectorSamples } from '../../src/signatures/samples/detector-samples.js';
import { loadRulesUnderTest } from '../../src/signatures/samples/rules-under-test.js';
import { readSample } from '../../src/signatures/samples/sample-file.js';

/**
 * What one rule must leave alone, and another takes for more than a hint. Each is wrong of one of the two; the list only gets
 * shorter.
 */
const KNOWN = [
  // What is written is a form's text, in a file of the page's own choice below App_Data.
  'webshell.credentials-kept audit.aspx: file.writes-request',
  // The name under which a document is stored is the caller's.
  'webshell.file-manager documents.asmx: webshell.file-written-from-request',
  // The style sheet is the server's own; the request is what is transformed.
  'webshell.transform-with-script report.aspx: dynamic-code.xslt-script',
  // A provider of virtual paths is registered at the start, as applications with plug-ins do.
  'loader.registers-route global.asax: webshell.runtime-route',
  // Only the browser says that it is a picture; it keeps the ending that it came with.
  'file.upload-form pictures.aspx: webshell.file-written-from-request',
  // Whether a password was right is written down, not the password.
  'logon.stores-password reset.aspx: webshell.credentials-kept',
];

const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-look-alikes-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('what a rule leaves alone, no other takes for more than a hint', async () => {
  const { yara } = await loadRulesUnderTest([SHIPPED_SIGNATURES.yara], []);
  const ofContent = new Set(detectors.filter(({ consumes }) => consumes.name === 'web-content').map(({ id }) => id));
  const misses = [
    ...yara.flatMap(({ id, samples }) =>
      (samples?.samples ?? []).flatMap(({ expect: side, source }) =>
        side === 'miss' && source.type === 'file' ? [{ id, file: source.file }] : [],
      ),
    ),
    ...findDetectorSamples(DETECTOR_SAMPLES)
      .filter(({ id }) => ofContent.has(id))
      .flatMap(({ id, samples }) =>
        samples.flatMap(({ expect: side, files: [file], isFolder }) =>
          side === 'miss' && !isFolder && file !== undefined ? [{ id, file }] : [],
        ),
      ),
  ];
  expect(misses.length).toBeGreaterThan(150);
  for (const { id, file } of misses) {
    const { name, bytes } = readSample(file);
    mkdirSync(path.join(folder, id), { recursive: true });
    writeFileSync(path.join(folder, id, name), bytes);
  }
  const { judged } = await judgeFiles({
    malicious: { samples: [], absent: [] },
    benign: await readMeasureSet(folder, []),
    signatureFolders: [SHIPPED_SIGNATURES.yara],
    engine: 'auto',
    jobs: 2,
    deadlineMs: 120_000,
    withPlace: false,
  });
  const found = judged.flatMap(({ sample, hits }) =>
    hits
      .filter(([, severity]) => compareSeverity(severity, 'medium') >= 0)
      .map(([id]) => `${sample.name.replace('/', ' ')}: ${id}`),
  );
  expect(found.filter((one) => !KNOWN.includes(one))).toEqual([]);
}, 120_000);
