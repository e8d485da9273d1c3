import type { Command } from 'commander';
import { repeatable } from '../repeatable.js';

export function addPackCommand(signatures: Command): void {
  const pack = signatures.command('pack').description('share rules: a manifest with digests, signed as minisign does');
  pack
    .command('build')
    .description('write the digests of its files into the manifest of a pack')
    .argument('<folder>', 'of rules')
    .action(async (folder: string) => (await import('../pack-signatures.js')).packBuild(folder));
  pack
    .command('keys')
    .description('make a pair of keys, in the form of minisign and without a password')
    .argument('<file>', 'of the secret key; the public one gets .pub')
    .action(async (file: string) => (await import('../pack-signatures.js')).packKeys(file));
  pack
    .command('sign')
    .description('sign the manifest of a pack')
    .argument('<folder>', 'of the pack')
    .requiredOption('--key <file>', 'secret key')
    .action(async (folder: string, options: { key: string }) =>
      (await import('../pack-signatures.js')).packSign(folder, options),
    );
  pack
    .command('verify')
    .description('hold a pack against its manifest, and the manifest against its signature')
    .argument('<folder>', 'of the pack')
    .addOption(repeatable('--key <key>', 'a public key that you trust: a file, or the key itself'))
    .addHelpText('after', '\nExits with 1 where something does not hold. `minisign -V` verifies the manifest, too.')
    .action(async (folder: string, options: { key: string[] }) => {
      process.exitCode = await (await import('../pack-signatures.js')).packVerify(folder, options);
    });
  pack
    .command('diff')
    .description('rules that were added, removed or changed')
    .argument('<older>', 'folder of rules')
    .argument('<newer>', 'folder of rules')
    .option('--json', 'as JSON')
    .action(async (older: string, newer: string, options: { json?: true }) => {
      process.exitCode = await (await import('../pack-signatures.js')).packDiff(older, newer, options);
    });
}
