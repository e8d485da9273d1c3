import type { Command } from 'commander';

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'check the files that the findings of a report name, or all of a manifest, against the evidence: same, changed, missing or added',
    )
    .argument('<report>', 'JSON report, or manifest of inspect collection --hash all')
    .argument('<path...>', 'what was hunted, given as it was then')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch verify report.json ./triage\n  afterpatch verify evidence.sha256 ./triage\n\nExit codes:\n  0  all are as they were\n  1  one is changed, missing, added or not readable\n  2  the file is neither report nor manifest',
    )
    .action(async (report: string, paths: string[], options: { json?: true }) => {
      const { verify } = await import('../verify.js');
      process.exitCode = await verify(report, paths, options.json ?? false);
    });
}
