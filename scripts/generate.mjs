// Writes what is derived from other files of the project: the finding inside the report schema, the types of both schemas,
// the registries of detectors and of output formats, and what looks for each item of the reference. `--check` writes nothing and fails where a derived file is out of date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import { performancePage } from './performance-page.mjs';
import { referencePages } from './reference-pages.mjs';

const check = process.argv.includes('--check');
const root = new URL('../', import.meta.url);
const stale = [];

function put(path, text) {
  const url = new URL(path, root);
  let current = null;
  try {
    current = readFileSync(url, 'utf8');
  } catch {}
  if (current === text) return;
  if (check) stale.push(path);
  else writeFileSync(url, text);
}

const read = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** A copy of the finding's schema stands inside the report's, so that the report's file is whole by itself. */
function bundledReport() {
  const { $defs: findingDefs, $schema: _, ...finding } = read('schemas/finding.schema.json');
  const report = read('schemas/report.schema.json');
  const own = Object.entries(report.$defs).filter(([name]) => !(name in findingDefs) && name !== 'finding');
  return { ...report, $defs: { ...Object.fromEntries(own), finding, ...findingDefs } };
}

put('schemas/report.schema.json', `${JSON.stringify(bundledReport(), null, 2)}\n`);

put('docs/performance.md', performancePage(read('bench/measured.json')));

const banner = '// Generated from schemas/ by scripts/generate.mjs. Change the schema and run `npm run generate`.\n';
for (const name of ['report']) {
  const types = await compile(check ? bundledReport() : read(`schemas/${name}.schema.json`), name, {
    bannerComment: banner,
    additionalProperties: false,
    unreachableDefinitions: false,
    style: { singleQuote: true, printWidth: 120 },
  });
  put(`src/model/generated/${name}.ts`, types);
}

function camelCase(name) {
  return name.replace(/[^a-z0-9]+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** One import per detector file, in the order of their ids, which are their paths. */
function detectorRegistry() {
  const files = readdirSync(new URL('src/detectors/', root), { recursive: true })
    .map((file) => String(file).replaceAll('\\', '/'))
    .filter((file) => /^[a-z]+\/[a-z0-9-]+\.ts$/.test(file) && !file.includes('/_'))
    .sort();
  const names = files.map((file) => camelCase(file.replace(/\.ts$/, '')));
  const imports = files.map((file, i) => `import ${names[i]} from './${file.replace(/\.ts$/, '.js')}';`);
  const list = names.map((name) => `  ${name},`);
  return [
    '// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.',
    "import type { AnyDetector } from '../model/detector.js';",
    ...imports,
    '',
    '/** Every detector that ships, in the order of their ids. */',
    list.length > 0
      ? `export const detectors: readonly AnyDetector[] = [\n${list.join('\n')}\n];`
      : 'export const detectors: readonly AnyDetector[] = [];',
    '',
  ].join('\n');
}
put('src/detectors/index.ts', detectorRegistry());

/** One import per file of a format; the name of the file is that of the format. */
function formatRegistry() {
  const names = readdirSync(new URL('src/output/formats/', root))
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
  const entry = (name) => (camelCase(name) === name ? `  ${name},` : `  '${name}': ${camelCase(name)},`);
  return [
    '// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.',
    "import type { OutputFormat } from '../renderer.js';",
    ...names.map((name) => `import ${camelCase(name)} from './${name}.js';`),
    '',
    '/** Every format that a report can be written in, by its name. */',
    `export const formats = {\n${names.map(entry).join('\n')}\n} as const satisfies Readonly<Record<string, OutputFormat>>;`,
    '',
  ].join('\n');
}
put('src/output/formats/index.ts', formatRegistry());
for (const { path, text } of referencePages(root)) put(path, text);

if (stale.length > 0) {
  console.error(`Out of date, run \`npm run generate\`: ${stale.join(', ')}`);
  process.exitCode = 1;
}
