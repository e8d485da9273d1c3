// Examines a generated tree with the hunt's content engine, and the same tree with the same rules with Debian's `yara`, in one call.
//   npm run bench -- files [--files 6000] [--jobs 2] [--rounds 3] [--rules <folder of .yar>] [--tree <folder>] [--engine auto]
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { detectors } from '../dist/detectors/index.js';
import { createContentEngine } from '../dist/engine/content/content-engine.js';
import { chooseBinding } from '../dist/signatures/yara/choose-binding.js';
import { compileSources } from '../dist/signatures/yara/compile-sources.js';
import { readYaraPack } from '../dist/signatures/yara/yara-pack.js';
import { generateTree } from './generate-tree.mjs';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '6000' },
    jobs: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    rules: { type: 'string' },
    tree: { type: 'string' },
    engine: { type: 'string', default: 'auto' },
  },
});
const jobs = Number(values.jobs);
const rounds = Number(values.rounds);
const VARIABLES = ['filename', 'filepath', 'extension', 'filetype', 'owner'];

function treeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file, id) => ({
      id,
      kind: 'web-content',
      host: null,
      collectedPath: path.relative(folder, file),
      windowsPath: null,
      location: { path: Buffer.from(file) },
      size: statSync(file).size,
      times: null,
      carriesCode: true,
    }));
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function ours(artifacts, rules, engine, withDetectors) {
  const began = performance.now();
  const off = withDetectors ? [] : detectors.map((one) => one.id);
  const content = await createContentEngine({
    signatureFolders: [rules],
    engine,
    jobs,
    deadlineMs: 60_000,
    detectorsOff: off,
  });
  const ready = performance.now() - began;
  let hits = 0;
  for await (const { report } of content.scan(artifacts)) hits += report?.yara.length ?? 0;
  const seconds = (performance.now() - began) / 1000;
  const { peakMemory } = content;
  await content.close();
  return { seconds, ready, hits, peakMemory, engine: content.engine, rules: content.rules.length };
}

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** What the binding takes by itself, seconds of processor time: compiling, and one scan of the bytes of each distinct file. */
async function bindingAlone(artifacts, rules, engine) {
  const { sources } = await readYaraPack([rules]);
  const binding = await chooseBinding(engine);
  const began = processorSeconds();
  const compiled = compileSources(binding, sources).rules;
  const compiling = processorSeconds() - began;
  const seen = new Set();
  let scanning = 0;
  for (const { location, collectedPath } of artifacts) {
    const bytes = readFileSync(location.path);
    const extension = path.extname(collectedPath).toLowerCase();
    const key = createHash('sha1').update(extension).update(bytes).digest('hex');
    if (seen.has(key)) continue;
    seen.add(key);
    const externals = { filename: '', filepath: path.dirname(collectedPath), extension, filetype: '', owner: '' };
    const start = processorSeconds();
    compiled.scan(bytes, externals);
    scanning += processorSeconds() - start;
  }
  return { compiling, scanning, distinct: seen.size };
}

/** Rule files that Debian's yara compiles; the others it does not get. */
function forYara(rules) {
  const files = readdirSync(rules, { recursive: true })
    .map((file) => path.join(rules, String(file)))
    .filter((file) => /\.yara?$/.test(file))
    .sort();
  return files.filter(
    (file) => spawnSync('yara', [...VARIABLES.flatMap((name) => ['-d', `${name}=`]), file, '/dev/null']).status === 0,
  );
}

function yara(folder, files) {
  const namespaced = files.map((file, index) => `n${index}:${file}`);
  const began = performance.now();
  const { stdout } = spawnSync(
    'yara',
    ['-r', '-w', '-N', '-p', String(jobs), ...VARIABLES.flatMap((name) => ['-d', `${name}=`]), ...namespaced, folder],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { seconds: (performance.now() - began) / 1000, hits: stdout.split('\n').filter((line) => line !== '').length };
}

function row(name, seconds, bytes, files, more) {
  console.log(
    `${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s ${(bytes / 1e6 / seconds).toFixed(1).padStart(7)} MB/s ${(files / seconds).toFixed(0).padStart(6)} files/s  ${more}`,
  );
}

const temporary = values.tree === undefined ? mkdtempSync(path.join(tmpdir(), 'afterpatch-bench-')) : null;
try {
  const folder = values.tree ?? temporary;
  if (temporary !== null) generateTree(temporary, { files: Number(values.files) });
  const artifacts = treeOf(folder);
  const bytes = artifacts.reduce((sum, one) => sum + one.size, 0);
  // Both find the tree in the system's cache.
  for (const { location } of artifacts) readFileSync(location.path);
  console.log(`${artifacts.length} files, ${(bytes / 1e6).toFixed(1)} MB; ${jobs} jobs; median of ${rounds}\n`);
  const hasYara = spawnSync('yara', ['--version']).status === 0;
  const packs = [['shipped pack', fileURLToPath(new URL('../signatures/yara/', import.meta.url))]];
  if (values.rules !== undefined) packs.push(['public rules', path.resolve(values.rules)]);
  for (const [name, rules] of packs) {
    const results = { plain: [], whole: [], yara: [] };
    const yaraFiles = hasYara ? forYara(rules) : [];
    for (let round = 0; round < rounds; round += 1) {
      results.plain.push(await ours(artifacts, rules, values.engine, false));
      results.whole.push(await ours(artifacts, rules, values.engine, true));
      if (hasYara) results.yara.push(yara(folder, yaraFiles));
    }
    const [first] = results.plain;
    console.log(`${name}: ${first.rules} rules`);
    const plain = median(results.plain.map((one) => one.seconds));
    const peak = Math.max(...results.plain.map((one) => one.peakMemory));
    row(
      `  ${first.engine}, hashes and views`,
      plain,
      bytes,
      artifacts.length,
      `ready after ${median(results.plain.map((one) => one.ready)).toFixed(0)} ms, at most ${(peak / 1e6).toFixed(0)} MB a process, ${first.hits} hits`,
    );
    row('  with detectors', median(results.whole.map((one) => one.seconds)), bytes, artifacts.length, '');
    const alone = await bindingAlone(artifacts, rules, values.engine);
    console.log(
      `  of it the binding: compiling ${alone.compiling.toFixed(2)} s in each process, scanning ${alone.distinct} distinct files ${alone.scanning.toFixed(2)} s of processor time`,
    );
    if (!hasYara) {
      console.log('  yara is not installed: no comparison');
      continue;
    }
    const theirs = median(results.yara.map((one) => one.seconds));
    const version = execFileSync('yara', ['--version'], { encoding: 'utf8' }).trim();
    row(
      `  yara ${version} -r -p ${jobs}`,
      theirs,
      bytes,
      artifacts.length,
      `${results.yara[0].hits} hits, ${yaraFiles.length} rule files`,
    );
    console.log(`  ratio: ${(plain / theirs).toFixed(2)} of its time\n`);
  }
} finally {
  if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
}
