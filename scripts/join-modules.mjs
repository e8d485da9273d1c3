// Joins the modules of the command, the library and the engine processes, with the packages that they use, into few files in dist/joined/.
// Finding and opening more than a thousand files was most of what a small hunt did. Types, and modules for scripts and tests, stay as
// the compiler leaves them.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Left as they are: they bring files of their own, or are for whoever installs them. */
const APART = ['@virustotal/yara-x', '@litko/yara-x', '7z-wasm', '@aws-sdk/client-s3', 'bullmq', 'ioredis', 'pg'];
/** Packages written for `require` find it here, too. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** @param root folder of the project, whose `dist/` is compiled */
export async function joinModules(root) {
  const dist = path.join(root, 'dist');
  const started = processEntries(path.join(root, 'src'));
  const commands = ['index', 'cli/main', ...started.filter((entry) => entry.startsWith('cli/'))];
  const engines = started.filter((entry) => !entry.startsWith('cli/'));
  // Commands share files, since most are asked for nothing else of the rest. An engine process needs all that it has.
  const built = [await bundle(root, commands, true)];
  for (const engine of engines) built.push(await bundle(root, [engine], false));
  const joined = path.join(dist, 'joined');
  mkdirSync(joined, { recursive: true });
  const kept = new Set(['LICENSES.txt']);
  for (const { path: file, text } of built.flatMap(({ outputFiles }) => outputFiles)) {
    kept.add(path.basename(file));
    put(file, text);
  }
  const inputs = new Set(built.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  put(path.join(joined, 'LICENSES.txt'), licences(root, [...inputs]));
  for (const entry of [...commands, ...engines]) put(path.join(dist, `${entry}.js`), forwarding(entry));
  for (const name of readdirSync(joined)) if (!kept.has(name)) rmSync(path.join(joined, name));
}

/** @param splitting what several entries need, and what is loaded only when it is asked for, becomes files of its own */
function bundle(root, entries, splitting) {
  return build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({ in: `src/${entry}.ts`, out: path.basename(entry) })),
    outdir: 'dist/joined',
    bundle: true,
    splitting,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    chunkNames: '[name]-[hash]',
    external: APART,
    banner: { js: REQUIRE },
    plugins: [placesOfModules(root)],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
}

/** Modules that are started as processes or threads, by the place that names them, without their ending. */
function processEntries(src) {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const entries = files.flatMap((name) => {
    const text = readFileSync(path.join(src, name), 'utf8');
    const named = [...text.matchAll(/new URL\('\.\/([\w-]+-process)\.js', import\.meta\.url\)/g)];
    return named.map(([, entry]) => path.posix.join(path.dirname(name).replaceAll('\\', '/'), entry));
  });
  return [...new Set(entries)].filter((entry) => existsSync(path.join(src, `${entry}.ts`))).sort();
}

/** What stands where the compiler put an entry: it is started, or imported, by that name. */
function forwarding(entry) {
  const target = `'${'../'.repeat(entry.split('/').length - 1) || './'}joined/${path.basename(entry)}.js'`;
  if (entry === 'index') return `export * from ${target};\n`;
  return `${entry === 'cli/main' ? '#!/usr/bin/env node\n' : ''}import ${target};\n`;
}

/** What a module finds beside itself is found from where it would lie by itself. */
function placesOfModules(root) {
  const src = path.join(root, 'src');
  return {
    name: 'places-of-modules',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const text = readFileSync(file, 'utf8');
        if (!file.startsWith(src) || !text.includes('import.meta.url')) return null;
        const own = path.relative(src, file).replaceAll('\\', '/').replace(/\.ts$/, '.js');
        return {
          contents: text.replaceAll('import.meta.url', `new URL('../${own}', import.meta.url).href`),
          loader: 'ts',
        };
      });
    },
  };
}

/** Name, version and licence of every package that a module comes from. */
function licences(root, inputs) {
  const packages = inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = [...new Set(packages)].sort().map((folder) => {
    const place = path.join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
    const files = readdirSync(place).filter((one) => /^(?:licen[cs]e|notice|copying)/i.test(one));
    const text = files.map((one) => readFileSync(path.join(place, one), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...text].join('\n\n');
  });
  return `The files beside this one hold code of these packages:\n\n${texts.join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}

/** In one step: somebody may be running what lies there. */
function put(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await joinModules(process.cwd());
