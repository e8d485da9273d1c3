/**
 * Ends hunts at random moments and looks at what they leave: `node scripts/soak.mjs [runs] [collection] [what]` after `npm run build`;
 * `what` is one of the disturbances, all where it is not given.
 * A report is the one of before or a whole one; one that says it is complete is the one of an undisturbed hunt; nothing ends with
 * the exit code of a result that was not written. An engine process that is killed costs nothing, or what the report names. Tells how far it
 * is on stderr, prints what happened, and fails where something else did.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, differenceOf, oneOf, Tally } from './soak-common.mjs';

const [runs = '100', collection = 'samples/collections/exchange-2016-survivor', only] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(runs)) {
  console.error('node scripts/soak.mjs [runs (100)] [collection] [SIGKILL | SIGINT | "engine killed"]');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'afterpatch-soak-'));
const file = join(folder, 'report.json');
const OLD = '"the report of before"';

/**
 * Runs a hunt that something happens to: `after` so many milliseconds, `disturb` gets the process that was started.
 * @returns {Promise<{ code: number | null, milliseconds: number }>}
 */
function hunt(after, disturb) {
  const started = Date.now();
  const args = ['dist/cli/main.js', 'hunt', collection, '--quiet', '--output', `json=${file}`, '--force'];
  // What was started may be gone while the process at its work still writes: the pipe is closed once both are.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const timer = disturb === null ? null : setTimeout(() => disturb(child), after);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, milliseconds: Date.now() - started });
    });
  });
}

/** Ends one of the processes that parse and scan. */
function killEngine(child) {
  const engines = childrenOf(child.pid).flatMap(childrenOf);
  const one = oneOf(engines);
  if (one !== undefined) process.kill(one, 'SIGKILL');
}

/** A report but for what it says of a process that died and whose file another one examined. */
function withoutRetries(text) {
  const report = JSON.parse(text);
  const entries = report.coverage.entries.filter(({ code, incomplete }) => code !== 'engine-crash' || incomplete);
  return JSON.stringify({ ...report, coverage: { ...report.coverage, entries } });
}

/** What a report says it lacks, and why: a process that was killed, or on a busy machine one that took too long. */
const LOSSES = ['engine-crash', 'timed-out'];

/**
 * What lies at the name of the report: `old`, `equal` to the undisturbed one, `retried` and otherwise equal, `interrupted`, `lossy`
 * and says so, or what is wrong with it.
 */
function state(undisturbed) {
  const text = readFileSync(file, 'utf8');
  if (text === OLD) return 'old';
  if (text === undisturbed) return 'equal';
  try {
    const { status, coverage } = JSON.parse(text);
    if (status === 'interrupted') return 'interrupted';
    if (withoutRetries(text) === withoutRetries(undisturbed)) return 'retried';
    const lost = LOSSES.filter((loss) => coverage.entries.some(({ code, incomplete }) => code === loss && incomplete));
    if (lost.length > 0 && !coverage.complete) return 'lossy';
    const kept = `${folder}-${Date.now()}.json`;
    copyFileSync(file, kept);
    console.error(`${kept} differs at ${differenceOf(JSON.parse(undisturbed), JSON.parse(text))}`);
    return `WRONG: ${coverage.complete ? 'complete' : 'incomplete'}, and not equal`;
  } catch {
    return 'WRONG: a part of a report';
  }
}

/** What may lie there, with which exit code, for each thing that happens. */
const DISTURBANCES = {
  SIGKILL: { times: Number(runs), disturb: (child) => child.kill('SIGKILL'), fits: { old: [null], equal: [null, 1] } },
  // Ended by the signal before it listened, by a report of what was found, or when all was written.
  SIGINT: {
    times: Number(runs),
    disturb: (child) => child.kill('SIGINT'),
    fits: { old: [null], equal: [null, 1, 130], interrupted: [130] },
  },
  'engine killed': {
    times: Math.ceil(Number(runs) / 2),
    disturb: killEngine,
    fits: { equal: [1], retried: [1], lossy: [1] },
  },
};

const temporary = () => readdirSync(tmpdir()).filter((name) => /^afterpatch-[A-Za-z0-9]{6}$/.test(name)).length;
const whole = await hunt(0, null);
const undisturbed = readFileSync(file, 'utf8');
const before = temporary();
const seen = new Tally();
for (const [what, { times, disturb, fits }] of Object.entries(DISTURBANCES)) {
  if (only !== undefined && only !== what) continue;
  for (let run = 0; run < times; run += 1) {
    writeFileSync(file, OLD);
    const { code } = await hunt(Math.random() * whole.milliseconds * 1.1, disturb);
    const found = state(undisturbed);
    const key = `${what}  exit ${code}  ${found}${fits[found]?.includes(code) ? '' : '  WRONG'}`;
    seen.add(key);
    if ((run + 1) % 10 === 0 || run + 1 === times) console.error(`${what}: ${run + 1} of ${times}`);
  }
}
seen.print();
console.log(`      files left beside the report: ${readdirSync(folder).length - 1}`);
console.log(`      temporary folders left: ${temporary() - before}`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = seen.isWrong ? 1 : 0;
