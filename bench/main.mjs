// `npm run bench -- <name> [options]`: runs bench/<name>.mjs on freshly compiled code.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('./', import.meta.url);
const [name, ...rest] = process.argv.slice(2);
const file = new URL(`${name}.mjs`, here);
if (name === undefined || name === 'main' || !existsSync(file)) {
  const names = readdirSync(here).map((entry) => entry.replace(/\.mjs$/, ''));
  console.error(`Usage: npm run bench -- <name> [options]\nNames: ${names.filter((one) => one !== 'main').join(', ')}`);
  process.exitCode = 2;
} else {
  spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', here))], { stdio: 'ignore' });
  process.exitCode = spawnSync(process.execPath, [fileURLToPath(file), ...rest], { stdio: 'inherit' }).status ?? 1;
}
