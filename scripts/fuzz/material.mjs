import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../..');
/** Files per reader, and bytes of each: the first chunks of an event log are in it. */
const MOST_SEEDS = 120;
const LONGEST_SEED = 4096 + 2 * 65_536;

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile())
    .sort();
}

/** A module of the project as it is built, or a helper of the tests, which imports nothing but such modules and helpers beside it. */
async function helperOf(file) {
  const built = (module) => pathToFileURL(path.join(root, 'dist', module.replace(/\.ts$/, '.js'))).href;
  if (file.startsWith('src/')) return import(built(file.slice('src/'.length)));
  const { default: ts } = await import('typescript');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-fuzz-'));
  const put = (helper) => {
    const made = path.join(folder, path.basename(helper).replace(/\.ts$/, '.mjs'));
    const { outputText } = ts.transpileModule(readFileSync(path.join(root, helper), 'utf8'), { compilerOptions });
    const beside = (_, name) => {
      put(path.join(path.dirname(helper), `${name}.ts`));
      return `./${name}.mjs`;
    };
    const text = outputText.replaceAll(/(?<=from ')(?:\.\.\/)+src\/([^']+)/g, (_, module) => built(module));
    writeFileSync(made, text.replaceAll(/(?<=from ')\.\/([\w-]+)\.js/g, beside));
    return made;
  };
  try {
    return await import(pathToFileURL(put(file)).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What cases of a reader are made from: whole inputs and words of the format. */
export async function materialOf({ seeds, words, usual }) {
  const files = [
    ...filesBelow(path.join(root, 'samples')),
    ...filesBelow(path.join(root, 'signatures')),
    ...filesBelow(path.resolve(root, '../shared/real-data')),
  ];
  const found = [];
  for (const seed of seeds) {
    if (typeof seed === 'string')
      found.push(Buffer.from(seed, [...seed].some((one) => one > '\xff') ? 'utf8' : 'latin1'));
    else if (seed instanceof RegExp) {
      const fitting = files.filter((file) => seed.test(file.replaceAll('\\', '/')));
      const step = Math.max(1, Math.ceil(fitting.length / MOST_SEEDS));
      for (let at = 0; at < fitting.length; at += step) found.push(readFileSync(fitting[at]).subarray(0, LONGEST_SEED));
    } else found.push(...seed.make(await helperOf(seed.helper)));
  }
  return {
    usual,
    seeds: [Buffer.alloc(0), ...found],
    words: words.map((word) => Buffer.from(word, word.length > 0 && word.charCodeAt(0) > 0xff ? 'utf8' : 'latin1')),
  };
}
