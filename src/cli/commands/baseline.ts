import { type Command, Option } from 'commander';
import type { MakeBaselineOptions } from '../actions/make-baseline.js';
import { ownAddresses } from '../own-addresses.js';
import { repeatable } from '../repeatable.js';

const EXAMPLES = `
Examples:
  afterpatch baseline make ./EX00-fresh -o exchange-cu23.json
  afterpatch baseline make ./EX00-fresh -o exchange-cu23.json --accept 1209dc636448
  afterpatch hunt ./EX01 --known-good exchange-cu23.json

Exit codes:
  0  written
  1  not written: the hunt found what speaks against it
  2  wrong usage, or nothing could be hunted
  3  written, but not everything could be examined`;

export function addBaselineCommand(program: Command): void {
  const baseline = program
    .command('baseline')
    .description('keep what a server holds that is known to be good, for later hunts');
  baseline
    .command('make')
    .description('hunt a collection of a server that is known to be good, and write down what it holds')
    .argument('<path...>', 'a collection')
    .requiredOption('-o, --output <file>', 'file to write')
    .addOption(repeatable('--accept <finding>', 'a finding that is the server’s own, by its fingerprint'))
    .addOption(repeatable('--signatures <dir>', 'YARA and Sigma rules of your own, beside the shipped ones'))
    .addOption(ownAddresses())
    .addOption(repeatable('--host <name=path>', 'server of what lies at or below a path, where nothing there tells it'))
    .addOption(new Option('--force', 'overwrite the file'))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: MakeBaselineOptions) => {
      const { makeBaseline } = await import('../actions/make-baseline.js');
      process.exitCode = await makeBaseline(paths, options);
    });
}
