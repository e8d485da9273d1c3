import { type Command, Option } from 'commander';
import type { CompareOptions } from '../actions/compare.js';

const EXAMPLES = `
Examples:
  afterpatch compare before.json after.json
  afterpatch compare before.json after.json --format html > comparison.html

Exit codes:
  0  nothing serious is there any more, and what showed it was examined again
  1  something serious is still there, is new, or was not examined again
  2  a file is no report`;

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('compare two reports of the same servers: what is gone, what is still there, what is new')
    .argument('<before>', 'JSON report from before cleaning')
    .argument('<after>', 'JSON report from afterwards')
    .addOption(
      new Option('--format <format>', 'what to print on stdout').choices(['text', 'json', 'html']).default('text'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (before: string, after: string, options: CompareOptions) => {
      const { compareFiles } = await import('../actions/compare.js');
      process.exitCode = await compareFiles(before, after, options);
    });
}
