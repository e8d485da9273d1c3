// Compiles the log engine's inner loop (assembly/log-kernel/, AssemblyScript) to WebAssembly and writes it, as text, to
// src/engine/logs/kernel/kernel-binary.ts. The compiler is fetched for this alone: it is ten times the size of everything else, and
// only whoever changes the kernel needs it. The same sources and version give the same bytes: `--check` compares them with what
// is committed, and passes with a word where the compiler cannot be had.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMPILER = 'assemblyscript@0.28.20';
const OPTIONS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];

const root = fileURLToPath(new URL('../', import.meta.url));
const sources = join(root, 'assembly/log-kernel');
const target = join(root, 'src/engine/logs/kernel/kernel-binary.ts');
const [command, ...before] = process.env.ASC
  ? [process.execPath, process.env.ASC]
  : ['npx', '--yes', `--package=${COMPILER}`, 'asc'];
const compiler = (options) =>
  spawnSync(command, [...before, ...options], { cwd: tmpdir(), encoding: 'utf8', shell: process.platform === 'win32' });

const check = process.argv.includes('--check');
if (check && compiler(['--version']).status !== 0) {
  console.log(
    `${COMPILER} cannot be had here: that the kernel's binary is what its sources compile to was not checked.`,
  );
  process.exit(0);
}
const fresh = moduleText(compileKernel());
if (!check) writeFileSync(target, fresh);
else if (readFileSync(target, 'utf8') !== fresh) {
  console.error(
    'src/engine/logs/kernel/kernel-binary.ts is not what its sources compile to. `npm run generate:kernel` writes it.',
  );
  process.exit(1);
}

function compileKernel() {
  const folder = mkdtempSync(join(tmpdir(), 'log-kernel-'));
  try {
    const output = join(folder, 'kernel.wasm');
    const compiled = compiler([join(sources, 'log-kernel.ts'), '-o', output, ...OPTIONS]);
    if (compiled.status !== 0) throw new Error(`The kernel does not compile.\n${compiled.stdout}${compiled.stderr}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moduleText(binary) {
  const digest = createHash('sha256');
  for (const folder of [sources, join(root, 'src/engine/logs/kernel/contract')])
    for (const name of readdirSync(folder).sort()) digest.update(`${name}\n`).update(readFileSync(join(folder, name)));
  const lines = binary
    .toString('base64')
    .match(/.{1,110}/g)
    .map((line) => `  '${line}',`);
  return [
    '// Generated from assembly/log-kernel/ by `npm run generate:kernel`. Change it there.',
    '',
    '/** SHA-256 of the sources, which a test compares. */',
    `export const KERNEL_SOURCES = '${digest.digest('hex')}';`,
    '',
    '/** The WebAssembly module, base64. */',
    `export const KERNEL_BINARY = [\n${lines.join('\n')}\n].join('');`,
    '',
  ].join('\n');
}
