import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Engine processes and the command run compiled code, so tests see today's. Type errors are the type check's affair. */
export default function buildOnce(): void {
  // Whoever changes single files and compiles those himself.
  if (process.env['AFTERPATCH_BUILT'] !== undefined) return;
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))], {
    encoding: 'utf8',
  });
  if (built.error) throw built.error;
}
