import type { Command } from 'commander';
import type { PackDiffOptions } from '../actions/pack-signatures.js';
import { repeatable } from '../repeatable.js';

export function addPackCommand(signatures: Command): void {
  const pack = signatures.command('pack').description('share rules: a manifest with digests, signed as minisign does');
  pack
    .command('build')
    .description('write the digests of its files into the manifest of a pack')
    .argument('<folder>', 'of rules')
    .option('--measured <file>', 'what `signatures measure --json` wrote: files of rules get a tier by it')
    .addHelpText(
      'after',
      '\nThe manifest is made where there is none; name, version and licence in it are yours to write.\n\nExamples:\n  afterpatch signatures pack build ./my-rules\n  afterpatch signatures pack build ./my-rules --measured measured.json',
    )
    .action(async (folder: string, options: { measured?: string }) =>
      (await import('../actions/pack-signatures.js')).packBuild(folder, options),
    );
  pack
    .command('keys')
    .description('make a pair of keys, in the form of minisign and without a password')
    .argument('<file>', 'of the secret key; the public one gets .pub')
    .addHelpText('after', '\nExample:\n  afterpatch signatures pack keys my-key')
    .action(async (file: string) => (await import('../actions/pack-signatures.js')).packKeys(file));
  pack
    .command('sign')
    .description('sign the manifest of a pack')
    .argument('<folder>', 'of the pack')
    .requiredOption('--key <file>', 'secret key')
    .addHelpText(
      'after',
      '\nBuild the pack first: what is signed is its manifest.\n\nExample:\n  afterpatch signatures pack sign ./my-rules --key my-key',
    )
    .action(async (folder: string, options: { key: string }) =>
      (await import('../actions/pack-signatures.js')).packSign(folder, options),
    );
  pack
    .command('verify')
    .description('hold a pack against its manifest, and the manifest against its signature')
    .argument('<folder>', 'of the pack')
    .addOption(repeatable('--key <key>', 'a public key that you trust: a file, or the key itself'))
    .addHelpText(
      'after',
      '\nExits with 1 where something does not hold. `minisign -V` verifies the manifest, too.\n\nExample:\n  afterpatch signatures pack verify ./their-rules --key their-key.pub',
    )
    .action(async (folder: string, options: { key: string[] }) => {
      process.exitCode = await (await import('../actions/pack-signatures.js')).packVerify(folder, options);
    });
  pack
    .command('diff')
    .description('rules that were added, removed or changed, and what findings change with them')
    .argument('<older>', 'folder of rules')
    .argument('<newer>', 'folder of rules')
    .addOption(repeatable('--on <path>', 'hunt this collection with each, and tell what findings change'))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExits with 1 where something differs.\n\nExamples:\n  afterpatch signatures pack diff ./older ./my-rules\n  afterpatch signatures pack diff ./older ./my-rules --on ./evidence',
    )
    .action(async (older: string, newer: string, options: PackDiffOptions) => {
      process.exitCode = await (await import('../actions/pack-signatures.js')).packDiff(older, newer, options);
    });
}
