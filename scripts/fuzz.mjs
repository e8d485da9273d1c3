/**
 * Gives every reader inputs that were changed at random: `npm run fuzz -- [--seconds N] [--reader name] [--seed text] [--cases N]`. A reader
 * fails that throws, does not end, goes back in its input, or takes more than a second or 200 MB for one case. Prints the seed; keeps the
 * input that failed in the temporary folder. The same seed gives the same cases. With `--cases`, a reader goes on where the last run of
 * that seed stopped, up to so many.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { materialOf } from './fuzz/material.mjs';
import { makeCase } from './fuzz/mutate.mjs';
import { randomOf } from './fuzz/random.mjs';
import { readers } from './fuzz/readers.mjs';

const USAGE = `npm run fuzz -- [options]

  --seconds N    how long, in all (3600)
  --reader name  one reader; may be given several times
  --seed text    the same seed gives the same cases
  --cases N      go on where the last run of the seed stopped, up to so many for each reader

Readers: ${readers.map(({ name }) => name).join(', ')}`;

function optionsGiven() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        seconds: { type: 'string', default: '3600' },
        reader: { type: 'string', multiple: true },
        seed: { type: 'string', default: String(Date.now()) },
        cases: { type: 'string' },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const values = optionsGiven();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const unknown = (values.reader ?? []).find((name) => !readers.some((reader) => reader.name === name));
if (unknown !== undefined) {
  console.error(`No reader is called ${unknown}. There are: ${readers.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = readers.filter(({ name }) => values.reader?.includes(name) ?? true);
const wanted = Number(values.cases ?? Number.MAX_SAFE_INTEGER);
const folder = path.join(tmpdir(), 'afterpatch-fuzz');
/** Of the processor's time, as a machine may be busy. */
const HANGS_AFTER = 30_000;
/** Linux tells a process's time in hundredths of a second. */
const MILLISECONDS_OF_TICK = 10;
const HEAP_MIB = 1024;
mkdirSync(folder, { recursive: true });
/** The first case of each reader that no run of this seed has come to. */
const progressFile = path.join(folder, `${values.seed}.progress.json`);
const progress =
  values.cases !== undefined && existsSync(progressFile) ? JSON.parse(readFileSync(progressFile, 'utf8')) : {};
const goesOn = ({ name }) => (progress[name] ?? 0) < wanted;

/** Milliseconds of the processor that a process has had; where the system does not tell, those on the clock. */
function spentBy(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in brackets, may hold anything.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user + system) * MILLISECONDS_OF_TICK;
  } catch {
    return Date.now();
  }
}

/** The process that runs cases now: whoever ends this one means that, too. */
let running = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    running?.kill('SIGKILL');
    process.kill(process.pid, signal);
  });

/** Runs cases from `first` until `deadline`, or one case. Gives the number of the last one and what failed. */
function runChild(reader, first, deadline, only) {
  const state = path.join(folder, `${process.pid}.state`);
  const started = Buffer.alloc(8);
  started.writeDoubleLE(first);
  writeFileSync(state, started);
  const args = [
    `--max-old-space-size=${HEAP_MIB}`,
    path.join(import.meta.dirname, 'fuzz/child.mjs'),
    reader.name,
    values.seed,
    String(first),
    String(wanted),
    state,
  ];
  const child = spawn(process.execPath, only ? [...args, 'only'] : args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-2000);
  });
  const indexNow = () => readFileSync(state).readDoubleLE(0);
  return new Promise((resolve) => {
    let [last, since, hangs, over] = [-1, spentBy(child.pid), false, false];
    const timer = setInterval(() => {
      const [index, spent] = [indexNow(), spentBy(child.pid)];
      if (index !== last) [last, since] = [index, spent];
      hangs = spent - since > HANGS_AFTER;
      over = !only && Date.now() > deadline && spent - since < 2000;
      if (hangs || over) child.kill('SIGKILL');
    }, 100);
    child.on('close', (code) => {
      clearInterval(timer);
      const index = indexNow();
      rmSync(state, { force: true });
      if (over || code === 0) resolve({ index, failure: null });
      else if (hangs) resolve({ index, failure: { index, reason: 'does not end' } });
      else if (output !== '') resolve({ index, failure: JSON.parse(output) });
      else resolve({ index, failure: { index, reason: errors } });
    });
  });
}

const end = Date.now() + Number(values.seconds) * 1000;
const left = chosen.filter(goesOn);
let failed = 0;
console.log(`seed ${values.seed}, ${left.length} readers, ${values.seconds} s`);
for (const [at, reader] of left.entries()) {
  const deadline = Date.now() + (end - Date.now()) / (left.length - at);
  const first = progress[reader.name] ?? 0;
  let [next, bad] = [first, 0];
  while (next === first || (next < wanted && Date.now() < deadline)) {
    const { index, failure } = await runChild(reader, next, deadline, false);
    next = index + 1;
    if (failure === null) break;
    // What a case cost in a process that ran thousands before is measured again in one of its own.
    const again = failure.reason === 'took much' ? (await runChild(reader, failure.index, 0, true)).failure : failure;
    if (again === null) continue;
    bad++;
    const bytes = makeCase(await materialOf(reader), randomOf(`${reader.name} ${values.seed} ${failure.index}`));
    const file = path.join(folder, `${reader.name}-${values.seed}-${failure.index}.bin`);
    writeFileSync(file, bytes);
    console.log(`${reader.name}: case ${failure.index}, ${bytes.length} bytes: ${again.reason}\n  ${file}`);
  }
  failed += bad;
  progress[reader.name] = next;
  writeFileSync(progressFile, JSON.stringify(progress));
  console.log(`${reader.name}: ${next - first} cases, ${bad} failed`);
}
console.log(`${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
