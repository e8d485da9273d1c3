import type { Command } from 'commander';
import type { ExplainOptions } from '../explain-id.js';

const collect = (value: string, before: readonly string[]) => [...before, value];

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('say what a rule or a finding means, what else looks like it, and what to do')
    .argument('<id>', 'id of a rule, or fingerprint of a finding (its first characters do)')
    .option('--report <file>', 'JSON report that holds the finding')
    .option('--signatures <dir>', 'rules of your own; repeatable', collect, [])
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch explain iis.foreign-native-module\n  afterpatch explain 3f9c2a --report report.json',
    )
    .action(async (id: string, options: ExplainOptions) => {
      const { explainId } = await import('../explain-id.js');
      await explainId(id, options);
    });
}
