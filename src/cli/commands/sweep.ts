import { type Command, Option } from 'commander';
import { FORMATS } from '../../output/renderers.js';
import type { Interruption } from '../interruption.js';
import type { SweepCommandOptions } from '../actions/sweep-store.js';
import { EVIDENCE_ROOT, QUEUE } from '../queue-options.js';
import { EXIT_CODE_MEANINGS } from './hunt.js';

const EXAMPLES = `
Examples:
  afterpatch sweep init --store /srv/case --config sweep.json
  afterpatch sweep plan --store /srv/case --config sweep.json
  afterpatch sweep run --store /srv/case --config sweep.json --quiet
  afterpatch sweep status --store /srv/case
  afterpatch sweep list --store /srv/case
  afterpatch schema sweep-config`;

const RUN_EXAMPLES = `
Examples:
  afterpatch sweep run --store /srv/case --config sweep.json
  afterpatch sweep run --store /srv/case --config sweep.json --format none --quiet
  afterpatch sweep run --store /srv/case --config sweep.json --retry
  afterpatch sweep run --store /srv/case --config sweep.json --log json --metrics /var/lib/node_exporter/afterpatch.prom

Exit codes:
${EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`;

const SUBMIT_EXAMPLES = `
Examples:
  export AFTERPATCH_QUEUE=rediss://sweeps:secret@queue.example:6380
  afterpatch sweep submit --store /srv/case --config sweep.json --evidence-root /evidence
  afterpatch sweep submit --store /srv/case --config sweep.json --evidence-root /evidence --queue postgres://db.example/afterpatch

Others see the arguments of a program, so an address with a password belongs in the environment.`;

/** `sweep`: hunts again and again, doing only what is new. @returns the commands that leave a report when they are interrupted */
export function addSweepCommand(program: Command, stop: Interruption): readonly Command[] {
  const sweep = program
    .command('sweep')
    .description('hunt servers again and again: each sweep does only what is new, and knows what earlier ones read')
    .addHelpText('after', EXAMPLES);
  const act = (command: Command, work: keyof typeof import('../actions/sweep-store.js')) =>
    command.action(async (options: SweepCommandOptions) => {
      const commands = await import('../actions/sweep-store.js');
      process.exitCode = await commands[work](options, stop);
    });
  const of = (name: string, description: string, configured: boolean) => {
    const command = sweep
      .command(name)
      .description(description)
      .requiredOption('--store <dir>', 'folder of the case store');
    return configured ? command.requiredOption('--config <file>', 'configuration of the sweep, as JSON') : command;
  };
  const reported = (command: Command) =>
    command.addOption(
      new Option('--format <format>', 'what to print on stdout').choices([...FORMATS, 'none']).default('text'),
    );

  const runOptions = (command: Command) =>
    reported(command)
      .option('--jobs <n>', 'engine processes, in place of what the configuration says')
      .option('--retry', 'try again what failed so often that it is let be')
      .option('--quiet', 'nothing on stderr but errors')
      .option('--no-progress', 'no progress line')
      .addOption(
        new Option(
          '--log <format>',
          'a line on stderr for each unit of work, and one for the sweep; schema unit-line',
        ).choices(['json']),
      )
      .option('--metrics <file>', 'counters for Prometheus, written anew every few seconds and at the end')
      .option('--metrics-port <port>', 'the same at http://127.0.0.1:<port>/metrics while it runs');

  act(of('init', 'make a case store, and check the configuration', true), 'initStore')
    .option(
      '--queue <url>',
      'prepare this queue, too: what PostgreSQL needs, and whether it answers; from AFTERPATCH_QUEUE unless given',
    )
    .addHelpText(
      'after',
      `
Examples:
  afterpatch sweep init --store /srv/case --config sweep.json
  AFTERPATCH_QUEUE=postgres://sweeps:secret@db.example/afterpatch afterpatch sweep init --store /srv/case --config sweep.json`,
    );
  const plan = act(
    of('plan', 'tell which work there is, and what of it is to be done', true)
      .option('--jobs <n>', 'engine processes')
      .option('--json', 'as JSON'),
    'tellPlan',
  ).addHelpText('after', '\nExample:\n  afterpatch sweep plan --store /srv/case --config sweep.json --json');
  const run = act(
    runOptions(of('run', 'do what is new, and report all; run again after an interruption, it goes on', true)),
    'sweepOnce',
  ).addHelpText('after', RUN_EXAMPLES);
  const submit = act(
    runOptions(of('submit', 'as run, but workers of a queue do what is new: see afterpatch worker', true))
      .option(...QUEUE)
      .requiredOption(...EVIDENCE_ROOT),
    'submitSweep',
  ).addHelpText('after', SUBMIT_EXAMPLES);
  act(of('status', 'tell the last sweep, who is at work, and what the store holds', false), 'tellStatus')
    .option('--json', 'as JSON')
    .option('--watch', 'show how far all processes of a sweep are, until none is at work')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch sweep status --store /srv/case\n  afterpatch sweep status --store /srv/case --watch',
    );
  const merge = act(
    reported(of('merge', 'report what is in the store; what is not done yet counts as not examined', true)).option(
      '--jobs <n>',
      'engine processes',
    ),
    'mergeStore',
  ).addHelpText('after', '\nExample:\n  afterpatch sweep merge --store /srv/case --config sweep.json --format json');
  act(of('list', 'list the sweeps that are kept', false), 'listSweeps')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  afterpatch sweep list --store /srv/case');
  act(of('prune', 'remove what retention does not keep', true), 'pruneStoreOf').addHelpText(
    'after',
    '\nExample:\n  afterpatch sweep prune --store /srv/case --config sweep.json',
  );
  return [plan, run, submit, merge];
}
