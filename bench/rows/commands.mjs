// Rows of the table about what commands cost that have little to read.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A command of the program that ends within so many seconds. */
const command = (name, seconds, argumentsFor) => ({
  name,
  goal: { seconds },
  async prepare(folder) {
    return { ours: [process.execPath, [at('dist/cli/main.js'), ...argumentsFor(folder)]], anchor: null, bytes: 0 };
  },
});

export default [
  command('the sample of the README', 1.2, () => [
    'hunt',
    at('samples/collections/exchange-2016-survivor'),
    '--patched-on',
    '2022-11-09',
  ]),
  command('a hunt of an empty folder', 0.4, (folder) => {
    mkdirSync(join(folder, 'empty'));
    return ['hunt', join(folder, 'empty')];
  }),
  command('--version', 0.1, () => ['--version']),
];
