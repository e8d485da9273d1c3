// Compiles the log engine's inner loop (assembly/log-kernel/, AssemblyScript) to WebAssembly and writes it, as text, to
// src/engine/logs/kernel-binary.ts. The compiler is fetched for this alone: it is ten times the size of everything else, and
// only whoever changes the kernel needs it. The same sources and version give the same bytes.
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
const digest = createHash('sha256');
for (const name of readdirSync(sources).sort()) digest.update(`${name}\n`).update(readFileSync(join(sources, name)));

const folder = mkdtempSync(join(tmpdir(), 'log-kernel-'));
try {
  const output = join(folder, 'kernel.wasm');
  const compiler = process.env.ASC
    ? [process.execPath, process.env.ASC]
    : ['npx', '--yes', `--package=${COMPILER}`, 'asc'];
  const [command, ...before] = compiler;
  const compiled = spawnSync(command, [...before, join(sources, 'log-kernel.ts'), '-o', output, ...OPTIONS], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (compiled.status !== 0) throw new Error('The kernel does not compile.');
  const text = readFileSync(output).toString('base64');
  const lines = text.match(/.{1,110}/g).map((line) => `  '${line}',`);
  writeFileSync(
    join(root, 'src/engine/logs/kernel-binary.ts'),
    [
      '// Generated from assembly/log-kernel/ by `npm run generate:kernel`. Change it there.',
      '',
      '/** SHA-256 of the sources, which a test compares. */',
      `export const KERNEL_SOURCES = '${digest.digest('hex')}';`,
      '',
      '/** The WebAssembly module, base64. */',
      `export const KERNEL_BINARY = [\n${lines.join('\n')}\n].join('');`,
      '',
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
