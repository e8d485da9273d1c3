// Rows of the table about logs. Each is a hunt as a user runs it, beside ripgrep with the literals that the engine would look for, or
// beside the hunt of a plain log of the same size.
import { createReadStream, createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { generateLog } from '../generate-log.mjs';
import { literalsFor } from '../literals.mjs';
import { IN_LAYOUTS, floodOf } from '../log-layouts.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const START = Date.UTC(2021, 7, 1);

/** A hunt of a folder, by so many processes. */
export const hunt = (folder, jobs) => [
  process.execPath,
  [at('dist/cli/main.js'), 'hunt', folder, '--format', 'json', '--require', 'none', '--jobs', String(jobs)],
];

/** The folder of a server with one site, and where its log goes. */
function server(folder, name) {
  const logs = join(folder, name, 'C/inetpub/logs/LogFiles/W3SVC1');
  mkdirSync(logs, { recursive: true });
  return { root: join(folder, name), log: (day, ending = 'log') => join(logs, `u_ex21080${day}.${ending}`) };
}

async function ripgrep(folder, logs, jobs) {
  const list = join(folder, 'literals.txt');
  const count = await literalsFor(logs[0], list, [at('signatures/sigma')]);
  return { name: `rg -j${jobs}, ${count} literals`, run: ['rg', [`-j${jobs}`, '-c', '-i', '-F', '-f', list, ...logs]] };
}

/** One log, or as many as there are processes, beside ripgrep. */
const besideRipgrep = (label, bytes, quickBytes, logs, jobs, atLeast) => ({
  name: label,
  goal: { atLeast },
  async prepare(folder, quick) {
    const { root, log } = server(folder, 'server');
    const each = (quick ? quickBytes : bytes) / logs;
    const paths = Array.from({ length: logs }, (_, i) => log(i + 1));
    for (const [i, path] of paths.entries()) generateLog(path, each, { seed: i + 1, start: START + i * 86_400_000 });
    return { ours: hunt(root, jobs), anchor: await ripgrep(folder, paths, jobs), bytes: each * logs };
  },
});

/** A log of another kind beside a plain one of as many lines, or of as many bytes. */
const besidePlain = (label, bytes, quickBytes, atMost, memory, write) => ({
  name: label,
  goal: { atMost, memory },
  async prepare(folder, quick) {
    const size = quick ? quickBytes : bytes;
    const [plain, other] = [server(folder, 'plain'), server(folder, 'other')];
    generateLog(plain.log(1), size, { seed: 1, start: START });
    await write(plain.log(1), other, size);
    return {
      ours: hunt(other.root, 1),
      anchor: { name: 'the plain log', run: hunt(plain.root, 1) },
      bytes: size,
    };
  },
});

const layout = (name) => async (plain, other) =>
  writeFileSync(other.log(1), IN_LAYOUTS[name](readFileSync(plain, 'latin1')), 'latin1');
const flood = (kind) => async (_, other, size) => {
  await pipeline(floodOf(kind, size), createWriteStream(other.log(1), { encoding: 'latin1' }));
};
const GB = 1e9;
const MB = 1e6;

export default [
  besideRipgrep('1 GB in one log, one process', GB, 200 * MB, 1, 1, 0.7),
  besideRipgrep('1 GB in one log, two processes', GB, 600 * MB, 1, 2, 1),
  besideRipgrep('4 GB in one log, two processes', 4 * GB, 1000 * MB, 1, 2, 1),
  besideRipgrep('4 GB in two logs, two processes', 4 * GB, 1000 * MB, 2, 2, 1),
  besidePlain('1 GB as .gz', GB, 200 * MB, 1.6, null, async (plain, other) => {
    await pipeline(createReadStream(plain), createGzip(), createWriteStream(other.log(1, 'log.gz')));
  }),
  besidePlain('UTF-16, as many lines', 100 * MB, 50 * MB, 1.3, null, async (plain, other) => {
    writeFileSync(other.log(1), Buffer.from(`\ufeff${readFileSync(plain, 'latin1')}`, 'utf16le'));
  }),
  besidePlain('each line another script', 100 * MB, 50 * MB, 3, 400, flood('script')),
  besidePlain('each line a planted attack', 100 * MB, 50 * MB, 3, 400, flood('attack')),
  besidePlain('each line a logon', 100 * MB, 50 * MB, 3, 400, flood('logon')),
  ...Object.keys(IN_LAYOUTS).map((name) => besidePlain(name, 100 * MB, 50 * MB, 1.43, null, layout(name))),
  {
    name: 'one line of log: what a hunt costs before it',
    goal: { seconds: 0.5 },
    async prepare(folder) {
      const { root, log } = server(folder, 'server');
      generateLog(log(1), 1000, { planted: 1, start: START });
      return { ours: hunt(root, 2), anchor: null, bytes: 0 };
    },
  },
];
