import type { Command } from 'commander';
import type { DecideOptions } from '../actions/decide.js';

const EXAMPLES = `
Examples:
  afterpatch decide 3f9c2a --report report.json --suppressions suppressions.yml \\
    --reason "Page of our load balancer, asked for it" --until 2027-03-31
  afterpatch hunt ./triage --suppressions suppressions.yml

An entry holds on the finding's server, for what its file or setting holds now, and for nothing graver: a change shows again.`;

export function addDecideCommand(program: Command): void {
  program
    .command('decide')
    .description('write down that somebody answers for a finding, why and until when: later hunts suppress it')
    .argument('<finding...>', 'fingerprints, their first six digits or more')
    .requiredOption('--report <file>', 'JSON report that holds the findings')
    .requiredOption('--suppressions <file>', 'YAML file to write to; made where there is none')
    .requiredOption('--reason <text>', 'why it is no intruder')
    .requiredOption('--until <day>', 'last day that the decision holds')
    .option('--by <name>', 'who answers for it (default: the user that runs this)')
    .option('--any-content', 'whatever the file or setting will hold; else a change of it shows again')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: DecideOptions) => {
      const { decide } = await import('../actions/decide.js');
      await decide(ids, options, new Date().toISOString().slice(0, 10));
    });
}
