#!/usr/bin/env node
// Loads next to nothing by itself: it must be able to answer whatever becomes of the work.
import { toolVersion } from '../case/tool-version.js';
import { abortOnSignal } from './interruption.js';
import { runCommand } from './run-command.js';
import { supervise } from './supervise.js';

/** Commands that work with what others wrote, in a process of their own; the rest answers faster than one starts. */
const SUPERVISED = new Set(['hunt', 'inspect', 'verify', 'query', 'signatures', 'actor', 'compare', 'render', 'sweep']);
const LEAVING_REPORTS = new Set(['hunt', 'sweep']);

const args = process.argv.slice(2);
const [command = ''] = args;
// Asked by scripts, again and again; the program says the same.
if (args.length === 1 && (command === '--version' || command === '-V')) process.stdout.write(`${toolVersion()}\n`);
else await run();

async function run(): Promise<void> {
  const entry = new URL('./command-process.js', import.meta.url);
  const code = SUPERVISED.has(command)
    ? await supervise(entry, args, { leavesReport: LEAVING_REPORTS.has(command) })
    : null;
  // Where no process can be started, some answer is worth more than none.
  if (code === null) await runCommand(abortOnSignal());
  else process.exitCode = code;
}
