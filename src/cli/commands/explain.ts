import type { Command } from 'commander';
import type { ExplainOptions } from '../actions/explain-id.js';
import { repeatable } from '../repeatable.js';

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('say what a rule, a reference or a finding means, what else looks like it, and what to do')
    .argument(
      '<id>',
      'id of a rule, its file name, a reference such as IIS-01, or fingerprint of a finding (its first six digits or more)',
    )
    .option('--report <file>', 'JSON report that holds the finding')
    .addOption(repeatable('--signatures <dir>', 'rules of your own, beside the shipped ones'))
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch explain iis.foreign-native-module\n  afterpatch explain IIS-01\n  afterpatch explain 3f9c2a --report report.json',
    )
    .action(async (id: string, options: ExplainOptions) => {
      const { explainId } = await import('../actions/explain-id.js');
      await explainId(id, options);
    });
}
