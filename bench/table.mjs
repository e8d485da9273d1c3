// `npm run bench [-- --quick] [--rounds N] [--only TEXT …] [--folder DIR] [--record]`: the whole table. Each row is a command as a user
// runs it beside an anchor, one after the other in each round, from the start of the process to its end, with the memory of all its
// processes. `--quick` takes smaller inputs and ten minutes, the whole an hour; `--record` writes docs/performance.md. Rows are in
// bench/rows/.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { performancePage } from '../scripts/performance-page.mjs';
import { cellsOf } from './cells.mjs';
import { measure } from './measure.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string', default: tmpdir() },
    record: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 3 : 5));

const here = new URL('rows/', import.meta.url);
const rows = [];
for (const file of readdirSync(here).sort()) rows.push(...(await import(new URL(file, here))).default);

const results = [];
for (const row of rows) {
  if (options.only.length > 0 && !options.only.some((part) => row.name.includes(part))) continue;
  const result = await run(row);
  results.push(result);
  console.error(`${result.name}: ${shown(result)}`);
}
console.table(Object.fromEntries(results.map((result) => [result.name, cellsOf(result)])));
if (options.record) record();

/** Puts the rows into what is recorded, in the place of those of the same name, and writes the page of it. */
function record() {
  const path = new URL('measured.json', import.meta.url);
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).results : [];
  const known = new Map(before.map((result) => [result.name, result]));
  for (const result of results) known.set(result.name, { ...result, quick: options.quick, rounds });
  const machine = {
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: totalmem(),
    system: `${process.platform} ${release().split('-')[0]}`,
    node: process.version,
    load: loadavg()[2],
  };
  const ordered = rows.flatMap(({ name }) => known.get(name) ?? []);
  const measured = { machine, results: ordered };
  writeFileSync(path, `${JSON.stringify(measured, null, 2)}\n`);
  writeFileSync(new URL('../docs/performance.md', import.meta.url), performancePage(measured));
}

async function run({ name, goal, prepare }) {
  mkdirSync(options.folder, { recursive: true });
  const folder = mkdtempSync(join(options.folder, 'afterpatch-bench-'));
  try {
    const { ours, anchor, bytes } = await prepare(folder, options.quick);
    const [own, other] = [[], []];
    for (let round = 0; round < rounds; round++) {
      own.push(await measure(...ours));
      if (anchor) other.push(await measure(...anchor.run));
    }
    if (own.some((one) => one === null || one.status > 3)) throw new Error(`${name}: the hunt failed`);
    const there = anchor !== null && !other.includes(null);
    const busy = loadavg()[0] > 1.5 * cpus().length;
    return {
      name,
      goal,
      bytes,
      busy,
      ours: summary(own),
      anchor: there ? { name: anchor.name, ...summary(other) } : null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(runs) {
  const of = (key) => runs.map((run) => run[key]).sort((a, b) => a - b);
  const median = (numbers) => numbers[numbers.length >> 1];
  return {
    minimum: of('real')[0],
    median: median(of('real')),
    cpu: median(of('cpu')),
    memory: Math.max(...of('memory')),
  };
}

function shown(result) {
  return Object.entries(cellsOf(result))
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
