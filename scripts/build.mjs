// Compiles src/ to dist/ and the checks of what leaves, joins what is started into few files, makes the command executable, and then
// removes what has no source any more: never before, as a hunt may be running from there. `--where-possible` is for installing without development dependencies, where there is no compiler.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const compiler = compilerPath();
if (compiler === null) {
  console.error('TypeScript is not installed (npm ci --include=dev): dist/ stays as it is.');
  process.exitCode = process.argv.includes('--where-possible') ? 0 : 1;
} else {
  const built = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (built.status === 0) {
    removeLeftovers();
    await compileShapes();
    await compileRules();
    const { joinModules } = await import('./join-modules.mjs');
    await joinModules(root);
  }
  if (existsSync(`${root}dist/cli/main.js`)) chmodSync(`${root}dist/cli/main.js`, 0o755);
  process.exitCode = built.status ?? 1;
}

function compilerPath() {
  try {
    return fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'));
  } catch {
    return null;
  }
}

/** Writes the code that checks findings and reports, so that no hunt has to make it. */
async function compileShapes() {
  const { compileShapes: compiled } = await import('../dist/case/shapes/compile-shapes.js');
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const code = standalone.default(compiled(true).ajv, { finding: 'finding', report: 'report' });
  const path = `${root}dist/case/shapes/compiled-shapes.cjs`;
  writeFileSync(`${path}.new`, code);
  renameSync(`${path}.new`, path);
}

/** Writes what reading and compiling the shipped Sigma rules comes to. */
async function compileRules() {
  const { loadSigmaPack } = await import('../dist/signatures/sigma/pack.js');
  const { keptPack } = await import('../dist/signatures/sigma/shipped-pack.js');
  const path = `${root}dist/signatures/sigma/shipped-pack.bin`;
  rmSync(path, { force: true });
  const pack = keptPack(await loadSigmaPack([`${root}signatures/sigma`]));
  if (pack === null) return;
  writeFileSync(`${path}.new`, pack);
  renameSync(`${path}.new`, path);
}

function removeLeftovers() {
  for (const path of readdirSync(`${root}dist`, { recursive: true, encoding: 'utf8' })) {
    const [, name] = /^(?!joined)(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(path) ?? [];
    if (name !== undefined && !existsSync(`${root}src/${name}.ts`)) rmSync(`${root}dist/${path}`);
  }
}
