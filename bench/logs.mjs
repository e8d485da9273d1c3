// `npm run bench -- logs [--size 1GB] [--jobs N] [--folder DIR] [--rules DIR]`: the full hunt of generated logs, beside ripgrep, grep
// and wc on the same file in the same call. Throughput is given by the clock and by processor time: the latter is what one core
// does where others use the machine, too.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateLog, PLANTED } from './generate-log.mjs';
import { literalsFor } from './literals.mjs';
import { measure } from './measure.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1GB' },
    jobs: { type: 'string', default: '1' },
    folder: { type: 'string', default: tmpdir() },
    rules: { type: 'string', default: resolve(here, '../../shared/real-data/sigmahq') },
    // What the benchmark itself calls, to measure a process that does nothing else.
    run: { type: 'boolean', default: false },
    file: { type: 'string', multiple: true, default: [] },
  },
});
const rules = [resolve(here, '../signatures/sigma'), options.rules].filter((path) => existsSync(path));
const jobs = Number(options.jobs);

if (options.run) await hunt(options.file);
else await bench();

async function prepare() {
  const { loadSigmaPack } = await import('../dist/signatures/sigma/index.js');
  return loadSigmaPack(rules);
}

/** Hunts the files and prints what came of it as JSON. */
async function hunt(files) {
  const { createLogEngine } = await import('../dist/engine/logs/log-engine.js');
  const pack = await prepare();
  const { peekLogs } = await import('../dist/engine/logs/peek-logs.js');
  const { Reading } = await import('../dist/collection/reading/reading.js');
  const engine = createLogEngine({ pack, jobs });
  const artifacts = files.map((path, id) => ({
    id,
    kind: 'iis-log',
    host: 'EX01',
    collectedPath: `W3SVC1/u_ex21080${id + 1}.log`,
    windowsPath: null,
    location: { path: Buffer.from(path) },
    size: statSync(path).size,
    times: null,
    carriesCode: false,
  }));
  const start = performance.now();
  const reading = new Reading();
  const peeked = await peekLogs(artifacts, reading);
  await reading.close();
  const { counters, matches, lifeLines, notes } = await engine.analyse(peeked);
  const seconds = (performance.now() - start) / 1000;
  const stems = [...new Set(PLANTED.map(([, stem]) => stem))];
  const found = stems.map((stem) => {
    const byRule = new Map();
    for (const { rule, clients } of matches) {
      const count = clients.filter((one) => one.stems.includes(stem)).reduce((sum, one) => sum + one.count, 0);
      byRule.set(rule.id, (byRule.get(rule.id) ?? 0) + count);
    }
    return [stem, Math.max(0, ...byRule.values())];
  });
  console.log(
    JSON.stringify({
      seconds,
      counters,
      found,
      lifeLines: lifeLines.length,
      rules: pack.rules.length,
      notes: notes.map(({ code, message, count }) => `${code}: ${message} (${count ?? 1})`),
      processMemory: engine.peakMemory,
    }),
  );
}

async function bench() {
  mkdirSync(options.folder, { recursive: true });
  const folder = mkdtempSync(join(options.folder, 'afterpatch-bench-'));
  try {
    await measured(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(folder) {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg])?i?b?$/i.exec(options.size) ?? [];
  if (number === undefined || !(jobs >= 1)) throw new Error('Give a size such as 256MB or 1GB, and jobs from 1.');
  const bytes = Number(number) * { k: 1e3, m: 1e6, g: 1e9 }[(unit ?? 'm').toLowerCase()];
  const logs = Array.from({ length: jobs }, (_, i) => {
    const path = join(folder, `log${i}.log`);
    return { path, ...generateLog(path, bytes, { seed: i + 1, start: Date.UTC(2021, 7, 1 + i) }) };
  });
  const [first] = logs;
  const literals = await literalsFor(first.path, join(folder, 'literals.txt'), rules);

  const self = fileURLToPath(import.meta.url);
  const run = async (files, count) => {
    const args = [
      self,
      '--run',
      '--jobs',
      String(count),
      '--rules',
      options.rules,
      ...files.flatMap((file) => ['--file', file]),
    ];
    const result = await measure(process.execPath, args);
    return { ...result, ...JSON.parse(result.output) };
  };
  const ours = await run([first.path], 1);
  const rows = [row('afterpatch, one process', ours, first)];
  const tools = [
    [
      `rg -j1 -c -i -F -f (${literals} literals)`,
      'rg',
      ['-j1', '-c', '-i', '-F', '-f', join(folder, 'literals.txt'), first.path],
    ],
    ['grep -c -i -F -f', 'grep', ['-c', '-i', '-F', '-f', join(folder, 'literals.txt'), first.path]],
    ['wc -l', 'wc', ['-l', first.path]],
  ];
  const skipped = [];
  for (const [name, command, args] of tools) {
    const result = await measure(command, args);
    if (result) rows.push(row(name, result, first, ours));
    else skipped.push(`${command} is not here: skipped`);
  }
  let many = null;
  if (jobs > 1) {
    const all = {
      bytes: logs.reduce((sum, log) => sum + log.bytes, 0),
      lines: logs.reduce((sum, log) => sum + log.lines, 0),
    };
    many = await run(
      logs.map(({ path }) => path),
      jobs,
    );
    rows.splice(1, 0, row(`afterpatch, ${jobs} processes, ${jobs} logs`, many, all, null));
  }

  console.table(Object.fromEntries(rows));
  for (const line of skipped) console.log(line);
  const planted = new Map();
  for (let i = 0; i < first.planted; i++) {
    const [, stem] = PLANTED[i % PLANTED.length];
    planted.set(stem, (planted.get(stem) ?? 0) + 1);
  }
  const found = ours.found.reduce((sum, [stem, count]) => sum + Math.min(count, planted.get(stem) ?? 0), 0);
  const { counters } = ours;
  console.log(
    `rules ${ours.rules}, life-lines ${ours.lifeLines}, lines asked about ${counters.candidates} of ${counters.lines}`,
  );
  console.log(`planted lines found: ${found} of ${first.planted}`);
  console.log(`lines lost: ${first.lines - counters.lines + counters.unparsable}`);
  console.log(`peak memory: ${mega(ours.memory)} MB at one time, the log process alone ${mega(ours.processMemory)} MB`);
  if (many) {
    const factor = logs.length * (ours.seconds / many.seconds);
    console.log(
      `${jobs} processes on ${jobs} logs: ${factor.toFixed(2)} times one; peak memory ${mega(many.memory)} MB at one time`,
    );
  }
  for (const note of ours.notes) console.log(`note: ${note}`);
}

function mega(bytes) {
  return Math.round(bytes / 1e6);
}

function row(name, { real, cpu, seconds }, { bytes, lines }, ours = null) {
  const clock = seconds ?? real;
  return [
    name,
    {
      'MB/s': Math.round(bytes / 1e6 / clock),
      'lines/s': Math.round(lines / clock),
      'MB per CPU second': Math.round(bytes / 1e6 / cpu),
      'afterpatch is (clock)': ours ? `${(clock / ours.seconds).toFixed(2)} x` : '',
      'afterpatch is (CPU)': ours ? `${(cpu / ours.cpu).toFixed(2)} x` : '',
    },
  ];
}
