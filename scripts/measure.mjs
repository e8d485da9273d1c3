// Measures the shipped signatures, or others, on known files: see `afterpatch signatures measure`, of which this is the form for
// development. Compiles src/ first, unless told `--no-build`.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    malicious: { type: 'string', multiple: true, default: [] },
    benign: { type: 'string', multiple: true, default: [] },
    files: { type: 'string', multiple: true, default: [] },
    signatures: { type: 'string', multiple: true, default: [] },
    threshold: { type: 'string', default: 'medium' },
    engine: { type: 'string', default: 'auto' },
    jobs: { type: 'string', default: '2' },
    deadline: { type: 'string', default: '30' },
    json: { type: 'string' },
    'with-place': { type: 'boolean', default: false },
    cost: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});
const root = new URL('../', import.meta.url);
if (!values['no-build'])
  spawnSync(process.execPath, [fileURLToPath(new URL('scripts/build.mjs', root))], { stdio: 'ignore' });
const { measureSignatures } = await import(new URL('dist/engine/measure/measure-signatures.js', root).href);
const { renderMeasure } = await import(new URL('dist/engine/measure/render-measure.js', root).href);
const { readMeasureSet } = await import(new URL('dist/signatures/measure/measure-sample.js', root).href);

async function setOf(paths) {
  const sets = await Promise.all(paths.map((path) => readMeasureSet(path, values.files)));
  return { samples: sets.flatMap((set) => set.samples), absent: sets.flatMap((set) => set.absent) };
}

const report = await measureSignatures({
  malicious: await setOf(values.malicious),
  benign: await setOf(values.benign),
  signatureFolders:
    values.signatures.length > 0 ? values.signatures : [fileURLToPath(new URL('signatures/yara/', root))],
  threshold: values.threshold,
  engine: values.engine,
  jobs: Number(values.jobs),
  deadlineMs: Number(values.deadline) * 1000,
  withPlace: values['with-place'],
  withCost: values.cost,
});
process.stdout.write(renderMeasure(report));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
