import { type Command, Option } from 'commander';
import type { InspectCollectionOptions } from '../actions/inspect-collection.js';

export function addInspectCommand(program: Command): void {
  const inspect = program.command('inspect').description('show what a collection says of the server');
  inspect
    .command('collection')
    .description(
      'layouts, servers, drives, kinds of files, days of logs and what is missing in them, and what to collect next',
    )
    .argument('<path...>', 'a collection')
    .addOption(
      new Option('--as <collector>', 'print what collects just that').choices([
        'kape',
        'velociraptor',
        'acquire',
        'exchangelogcollector',
      ]),
    )
    .addOption(
      new Option('--hash <what>', 'print the SHA-256 of all files, as sha256sum and verify read them').choices(['all']),
    )
    .option('--manifest <file>', 'where collected files that bear other names lay, on which server and when, as JSON')
    .option('--json', 'as JSON, by the schema collection-inspection')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch inspect collection ./triage\n  afterpatch inspect collection ./EX01.tar --as kape > Afterpatch.tkape\n  afterpatch inspect collection ./triage --hash all > evidence.sha256',
    )
    .action(async (paths: string[], options: InspectCollectionOptions) => {
      const { inspectCollection } = await import('../actions/inspect-collection.js');
      process.exitCode = await inspectCollection(paths, options);
    });
  inspect
    .command('iis')
    .description(
      'sites, applications, virtual directories, modules, handlers, filters, pools and keys, each with its file and line',
    )
    .argument('<path...>', 'a collection, or an applicationHost.config')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch inspect iis ./triage\n  afterpatch inspect iis applicationHost.config --json',
    )
    .action(async (paths: string[], options: { json?: true }) => {
      const { inspectIis } = await import('../actions/inspect-iis.js');
      process.exitCode = await inspectIis(paths, options.json ?? false);
    });
  inspect
    .command('builds')
    .description('builds of Exchange that its logs show, when each ran, and what the server was open to')
    .argument('<path...>', 'a collection, or logs of Exchange')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch inspect builds ./triage\n  afterpatch inspect builds ./HttpProxy --json',
    )
    .action(async (paths: string[], options: { json?: true }) => {
      const { inspectBuilds } = await import('../actions/inspect-builds.js');
      process.exitCode = await inspectBuilds(paths, options.json ?? false);
    });
}
