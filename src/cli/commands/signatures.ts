import { type Command, Option } from 'commander';
import type { ListOptions } from '../list-signatures.js';

const collect = (value: string, before: readonly string[]) => [...before, value];

export function addSignaturesCommand(program: Command): void {
  const signatures = program.command('signatures').description('what rules there are');
  signatures
    .command('list')
    .description('every rule that loads, and every one that does not, with the reason')
    .option('--signatures <dir>', 'rules of your own, beside the shipped ones; repeatable', collect, [])
    .addOption(new Option('--engine <engine>', 'binding of YARA-X').choices(['auto', 'native', 'wasm']).default('auto'))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch signatures list\n  afterpatch signatures list --signatures ./my-rules --json',
    )
    .action(async (options: ListOptions) => {
      const { listSignatures } = await import('../list-signatures.js');
      await listSignatures(options);
    });
}
