import type { Command } from 'commander';

export function addInspectCommand(program: Command): void {
  const inspect = program.command('inspect').description('show what a collection says of the server');
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
      const { inspectIis } = await import('../inspect-iis.js');
      process.exitCode = await inspectIis(paths, options.json ?? false);
    });
}
