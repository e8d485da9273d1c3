// Rows of the table about many files: content beside Debian's `yara` with the same rules, a zip beside the same tree, small files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateTree } from '../generate-tree.mjs';
import { hunt } from './logs.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** What rules may ask of a file beside its bytes. */
const VARIABLES = ['filename', 'filepath', 'extension', 'filetype', 'owner'];
const IN_A_FOLDER = 1_000;

/** So many small files that no code is in, below a folder of a web server. Answers their bytes. */
function writeSmallFiles(folder, count) {
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const place = join(folder, 'C/inetpub/wwwroot/texts', String(Math.floor(i / IN_A_FOLDER)));
    if (i % IN_A_FOLDER === 0) mkdirSync(place, { recursive: true });
    const text = `A text of its own, number ${i}: ${'word '.repeat(i % 40)}\r\n`;
    writeFileSync(join(place, `text${i}.txt`), text);
    bytes += text.length;
  }
  return bytes;
}

function yara(folder) {
  const given = VARIABLES.flatMap((name) => ['-d', `${name}=`]);
  const rules = readdirSync(at('signatures/yara'), { recursive: true })
    .filter((name) => name.endsWith('.yar'))
    .map((name) => at(`signatures/yara/${name}`))
    // Not all versions know all modules and signs of rules.
    .filter((file) => spawnSync('yara', [...given, file, '/dev/null']).status === 0);
  const named = rules.map((file, i) => `n${i}:${file}`);
  return {
    name: `yara -p 2, ${rules.length} rule files`,
    run: ['yara', ['-r', '-w', '-N', '-p', '2', ...given, ...named, folder]],
  };
}

export default [
  {
    name: '6,000 files of web content, two processes',
    goal: { atMost: 1 },
    async prepare(folder, quick) {
      const root = join(folder, 'tree');
      const { bytes } = generateTree(join(root, 'C/Program Files/Microsoft'), { files: quick ? 1_000 : 6_000 });
      return { ours: hunt(root, 2), anchor: yara(root), bytes };
    },
  },
  {
    name: 'a zip of 100,000 small files',
    goal: { atMost: 1.2 },
    async prepare(folder, quick) {
      const [tree, packed] = [join(folder, 'tree'), join(folder, 'packed')];
      mkdirSync(packed);
      const bytes = writeSmallFiles(tree, quick ? 10_000 : 100_000);
      const { status } = spawnSync('zip', ['-q', '-r', join(packed, 'collection.zip'), '.'], { cwd: tree });
      if (status !== 0) throw new Error('zip is needed to make one');
      return { ours: hunt(packed, 1), anchor: { name: 'the same tree', run: hunt(tree, 1) }, bytes };
    },
  },
  {
    name: '300,000 small files',
    goal: { seconds: 30, memory: 500 },
    async prepare(folder, quick) {
      const bytes = writeSmallFiles(folder, quick ? 30_000 : 300_000);
      return { ours: hunt(folder, 2), anchor: null, bytes };
    },
  },
];
