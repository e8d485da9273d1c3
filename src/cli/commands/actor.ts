import { type Command, Option } from 'commander';
import { ownAddresses } from '../own-addresses.js';
import { repeatable } from '../repeatable.js';
import type { ActorOptions } from '../actions/show-actor.js';

const EXAMPLES = `
Examples:
  afterpatch actor 203.0.113.77 ./triage
  afterpatch actor 'CORP\\jdoe' ./EX01 ./EX02 --format json

Exit codes:
  0  there are requests of it
  1  there are none
  2  no trustworthy result: wrong usage, an internal error`;

export function addActorCommand(program: Command): void {
  program
    .command('actor')
    .description('tell everything that one client or account asked for, by day and stem, and the findings that name it')
    .argument('<who>', 'an address, or an account as it is logged')
    .argument('<path...>', 'what was collected')
    .addOption(new Option('--format <format>', 'what to print').choices(['text', 'json']).default('text'))
    .option('--since <time>', 'leave out requests before this time')
    .option('--until <time>', 'leave out requests after this time')
    .addOption(ownAddresses())
    .addOption(repeatable('--host <name=path>', 'server of what lies at or below a path, where nothing there tells it'))
    .addHelpText('after', EXAMPLES)
    .action(async (who: string, paths: string[], options: ActorOptions) => {
      const { showActor } = await import('../actions/show-actor.js');
      process.exitCode = await showActor(who, paths, options);
    });
}
