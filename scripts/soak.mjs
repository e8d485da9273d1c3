/**
 * Ends hunts at random moments and looks at what they leave: `node scripts/soak.mjs [runs] [collection]` after `npm run build`.
 * A report is the one of before or a whole one; one that says it is complete is the one of an undisturbed hunt; nothing ends with
 * the exit code of a result that was not written. Prints what happened, and fails where something else did.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [runs = '100', collection = 'samples/collections/exchange-2016-survivor'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'afterpatch-soak-'));
const file = join(folder, 'report.json');
const OLD = '"the report of before"';

/** @returns {Promise<{ code: number | null, milliseconds: number }>} */
function hunt(signal, after) {
  const started = Date.now();
  const args = [
    'dist/cli/main.js',
    'hunt',
    collection,
    '--quiet',
    '--format',
    'jsonl',
    '--output',
    `json=${file}`,
    '--force',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const timer = signal === null ? null : setTimeout(() => child.kill(signal), after);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, milliseconds: Date.now() - started });
    });
  });
}

/** What lies at the name of the report: `old`, `equal` to the undisturbed one, `interrupted`, or what is wrong with it. */
function state(undisturbed) {
  const text = readFileSync(file, 'utf8');
  if (text === OLD) return 'old';
  if (text === undisturbed) return 'equal';
  try {
    return JSON.parse(text).status === 'interrupted' ? 'interrupted' : 'WRONG: complete, and not equal';
  } catch {
    return 'WRONG: a part of a report';
  }
}

const whole = await hunt(null, 0);
const undisturbed = readFileSync(file, 'utf8');
const seen = new Map();
for (const signal of ['SIGKILL', 'SIGINT']) {
  for (let run = 0; run < Number(runs); run += 1) {
    writeFileSync(file, OLD);
    const { code } = await hunt(signal, Math.random() * whole.milliseconds * 1.1);
    const found = state(undisturbed);
    // Ended by the signal before it listened, or by a result.
    const fits = { old: code === null, equal: true, interrupted: code === 130 }[found] ?? false;
    const key = `${signal}  exit ${code}  ${found}${fits ? '' : '  WRONG'}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
}
for (const [key, count] of [...seen].sort()) console.log(`${String(count).padStart(4)}  ${key}`);
console.log(`      files left beside the report: ${readdirSync(folder).length - 1}`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = [...seen.keys()].some((key) => key.includes('WRONG')) ? 1 : 0;
