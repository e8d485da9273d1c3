// npm run new:detector|layout|output|record-source <id>: makes all files of a new one from scripts/new/, with its line in the registry.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KINDS, placeholdersOf } from './new/kinds.mjs';

const templates = fileURLToPath(new URL('new/', import.meta.url));

/**
 * What making one would write.
 * @param {string} kind one of `KINDS`
 * @param {string} id
 * @param {string} root folder of the project
 * @returns {{ path: string, text: string }[]} whole files, new ones and those that a line was added to
 * @throws {Error} with a message for the user: no such kind, an id of another form, a file that exists, a place that is gone
 */
export function filesOfNew(kind, id, root) {
  const facts = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!facts) throw new Error(`There is no "${kind}" to make: ${Object.keys(KINDS).join(', ')}`);
  if (!facts.id.test(id)) throw new Error(`"${id}" is no id of a ${kind}: ${facts.form}`);
  const values = placeholdersOf(id);
  const fill = (text) => text.replaceAll(/__([A-Za-z]+)__/g, (_, name) => values[name]);
  const folder = path.join(templates, facts.templates(id));
  const made = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      path: fill(
        path
          .relative(folder, file)
          .replaceAll('\\', '/')
          .replace(/\.txt$/, ''),
      ),
      text: fill(readFileSync(file, 'utf8')),
    }));
  for (const file of made) if (existsSync(path.join(root, file.path))) throw new Error(`${file.path} exists already`);
  const changed = new Map();
  for (const { file, before, text } of facts.lines) {
    const current = changed.get(file) ?? readFileSync(path.join(root, file), 'utf8');
    const at = current.search(before);
    if (at < 0) throw new Error(`${file} has no place for it any more: ${before}`);
    changed.set(file, current.slice(0, at) + fill(text) + current.slice(at));
  }
  return [...made, ...[...changed].map(([file, text]) => ({ path: file, text }))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

function make(kind, id) {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const files = filesOfNew(kind, id, root);
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file.path)), { recursive: true });
    writeFileSync(path.join(root, file.path), file.text);
  }
  const code = files.map((file) => file.path).filter((file) => /\.m?ts$|\.mjs$/.test(file));
  const run = (command, ...args) =>
    spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  run('node_modules/@biomejs/biome/bin/biome', 'check', '--write', '--linter-enabled=false', ...code);
  run('scripts/generate.mjs');
  const tests = files.map((file) => file.path).filter((file) => file.startsWith('test/'));
  console.log(`${files.map((file) => `  ${file.path}`).join('\n')}\n`);
  console.log(`Try it:  npm run typecheck && npx vitest run ${[...tests, ...KINDS[kind].tests].join(' ')}`);
  console.log(`Then:    ${KINDS[kind].next}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [kind = '', id = ''] = process.argv.slice(2);
  try {
    make(kind, id);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
