// `npm run bench [-- <name>] [options]`: runs bench/<name>.mjs, else the whole table, on freshly compiled code.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('./', import.meta.url);
/** Those that are no measurement of their own. */
const PARTS = [
  'main',
  'measure',
  'cells',
  'literals',
  'log-layouts',
  'generate-log',
  'generate-tree',
  'count-modules',
  'count-messages',
];
const given = process.argv.slice(2);
const [name, ...rest] = given[0]?.startsWith('-') === false ? given : ['table', ...given];
const file = new URL(`${name}.mjs`, here);
if (PARTS.includes(name) || !existsSync(file)) {
  const names = readdirSync(here).flatMap((entry) => (entry.endsWith('.mjs') ? [entry.slice(0, -4)] : []));
  const usable = names.filter((one) => !PARTS.includes(one)).join(', ');
  console.error(`Usage: npm run bench [-- <name>] [options]\nNames: ${usable}`);
  process.exitCode = 2;
} else {
  spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', here))], { stdio: 'ignore' });
  process.exitCode = spawnSync(process.execPath, [fileURLToPath(file), ...rest], { stdio: 'inherit' }).status ?? 1;
}
