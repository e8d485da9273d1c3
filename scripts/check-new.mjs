// Makes one of everything that `npm run new:…` makes, in a copy of the project, and runs what must be green then.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KINDS } from './new/kinds.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const copy = mkdtempSync(path.join(tmpdir(), 'afterpatch-new-'));
/** Of the project's folder, what the copy does without. */
const LEFT_OUT = new Set(['.git', 'coverage', 'dist', 'node_modules']);
const IDS = {
  detector: ['iis.made-idea', 'exchange.made-idea', 'webshell.made-idea', 'windows.made-idea'],
  layout: ['made-collector'],
  output: ['made-output'],
  'record-source': ['made-log'],
};

function run(...args) {
  const done = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  if (done.status === 0) return done.stdout;
  console.error(`node ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  throw new Error('A new one is not green');
}

try {
  cpSync(root, copy, { recursive: true, filter: (file) => !LEFT_OUT.has(path.relative(root, file)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  const tests = new Set(['test/architecture.test.ts', 'test/docs/reference.test.ts']);
  for (const [kind, facts] of Object.entries(KINDS)) {
    for (const id of IDS[kind]) {
      const told = run('scripts/new.mjs', kind, id);
      for (const test of told.match(/^ {2}(test\/\S+)$/gm) ?? []) tests.add(test.trim());
    }
    for (const test of facts.tests) tests.add(test);
  }
  run('node_modules/typescript/lib/tsc.js', '-p', 'tsconfig.json', '--noEmit');
  for (const look of ['lint', 'format']) {
    run(
      'node_modules/@biomejs/biome/bin/biome',
      look,
      '--vcs-enabled=false',
      '--error-on-warnings',
      'src',
      'test',
      'scripts',
    );
  }
  run('scripts/generate.mjs', '--check');
  run('node_modules/vitest/vitest.mjs', 'run', ...[...tests]);
  console.log(`made ${Object.values(IDS).flat().join(', ')}: green`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
