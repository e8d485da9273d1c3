import type { Command } from 'commander';

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'check the files that a report names, logs and archives too, or all of a manifest, against the evidence: same, changed, missing or added',
    )
    .argument('<report>', 'JSON report, or manifest of inspect collection --hash all')
    .argument('<path...>', 'what was hunted, given as it was then')
    .option('--archive-password <password>', 'opens encrypted archives; @file for the first line of a file')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch verify report.json ./triage\n  afterpatch verify evidence.sha256 ./triage\n\nExit codes:\n  0  all are as they were; a log may have grown\n  1  one is changed, missing, added or not readable\n  2  the file is neither report nor manifest\n  3  the others are as they were; of some the report has no hash, or an earlier sweep read them',
    )
    .action(async (report: string, paths: string[], options: { json?: true; archivePassword?: string }) => {
      const { verify } = await import('../actions/verify.js');
      process.exitCode = await verify(report, paths, { ...options, json: options.json ?? false });
    });
}
