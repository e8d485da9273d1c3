import { type Command, Option } from 'commander';
import { FAIL_ON } from '../../case/hunt-settings.js';
import { EVIDENCE_CLASSES } from '../../model/coverage.js';
import { DETAILS } from '../../output/renderer.js';
import { FORMATS, formatList, isFormat } from '../../output/renderers.js';
import type { Interruption } from '../interruption.js';
import { ownAddresses } from '../own-addresses.js';
import { repeatable } from '../repeatable.js';
import type { HuntCommandOptions } from '../actions/run-hunt.js';

/** As help and the manual page tell them. */
export const EXIT_CODE_MEANINGS = [
  ['0', 'examined, and nothing at or above --fail-on'],
  ['1', 'findings'],
  ['2', 'no trustworthy result: wrong usage, no signature loads, an internal error'],
  ['3', 'nothing found, but something collected could not be examined or a required class is absent'],
  ['130', 'interrupted; what was found until then is printed'],
] as const;

const EXAMPLES = `
Formats of --format and --output:
${formatList()}

Examples:
  afterpatch hunt /mnt/EX01
  afterpatch hunt ./triage --patched-on 2021-03-10
  afterpatch hunt ./EX01 ./EX02 --patched-on EX01=2021-03-10 --patched-on EX02=2021-03-18
  afterpatch hunt ./triage --format json > report.json
  afterpatch hunt ./triage --output json=report.json --output text=report.txt --quiet
  afterpatch hunt ./logs --require iis-logs --own 10.0.0.0/8 --fail-on medium
  afterpatch hunt s3://evidence/EX01
  afterpatch hunt ./uploads --manifest inputs.json
  afterpatch hunt ./EX01 --suppressions suppressions.yml
  afterpatch hunt ./EX01 --baseline yesterday.json --fail-on new:low --output json=today.json

Exit codes:
${EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`;

const list = (value: string, before: readonly string[]) => [...before, ...value.split(',').map((item) => item.trim())];

export function addHuntCommand(program: Command, stop: Interruption): Command {
  return program
    .command('hunt')
    .description('hunt a collection: a mounted volume, a triage folder, any folder, or a single file')
    .argument('[path...]', 'what was collected; s3://bucket/prefix needs @aws-sdk/client-s3 beside Afterpatch')
    .addOption(
      repeatable(
        '--patched-on <time>',
        'when the servers were patched: a date or a date and time, UTC unless it has an offset; EX01=<time> for one server',
      ),
    )
    .option('--since <time>', 'leave out requests before this time')
    .option('--until <time>', 'leave out requests after this time')
    .addOption(new Option('--format <format>', 'what to print on stdout').choices(FORMATS).default('text'))
    .addOption(new Option('--detail <detail>', 'how much the text report tells').choices(DETAILS).default('normal'))
    .addOption(repeatable('--output <format=file>', 'write the report to a file as well'))
    .addOption(repeatable('--signatures <dir>', 'YARA and Sigma rules of your own, beside the shipped ones'))
    .addOption(
      repeatable('--trust-key <key>', 'a public key whose packs of rules you trust: its file, or the key itself'),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'lowest severity that makes the exit code 1; new:<severity> for what --baseline does not have',
      )
        .choices(FAIL_ON)
        .default('low'),
    )
    .option(
      '--baseline <report>',
      'JSON report of an earlier hunt: findings are told new or known, and what is gone is named',
    )
    .option('--only-new', 'list only findings that --baseline does not have, in every format but json')
    .addOption(
      repeatable(
        '--known-good <file>',
        'what a server of your own holds that is known to be good, by afterpatch baseline make',
      ),
    )
    .option(
      '--suppressions <file>',
      'decisions about findings as YAML: what they cover counts for no answer and no exit code',
    )
    .option('--now <day>', 'day that decisions are judged by, since they end (default: today)')
    .option('--strict', 'a signature that does not load makes the exit code 2')
    .addOption(
      new Option(
        '--require <classes>',
        `evidence whose absence makes the exit code 3, comma separated, or none; of ${EVIDENCE_CLASSES.join(', ')}`,
      )
        .argParser((value: string, before: readonly string[] | undefined) => list(value, before ?? []))
        .default([], 'web-content,iis-logs,iis-configuration'),
    )
    .addOption(ownAddresses())
    .addOption(repeatable('--host <name=path>', 'server of what lies at or below a path, where nothing there tells it'))
    .option('--manifest <file>', 'where collected files that bear other names lay, on which server and when, as JSON')
    .option('--archive-password <password>', 'opens encrypted archives; @file for the first line of a file')
    .addOption(new Option('--engine <engine>', 'binding of YARA-X').choices(['auto', 'native', 'wasm']).default('auto'))
    .option('--deadline <seconds>', 'longest time for one file, and for a log without getting on any further', '30')
    .option('--jobs <n>', 'engine processes, at most four for each core (default: one for each core)')
    .option('--defang', 'write addresses and links in text and CSV so that nobody can click them')
    .option('--show-secrets', 'show passwords, tokens, cookies and keys of the evidence instead of their digests')
    .option('--quiet', 'nothing on stderr but errors')
    .option('--no-progress', 'no progress line')
    .option('--force', 'overwrite output files')
    .option('--config <file>', 'options as JSON; those of the command line count before it')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], given: HuntCommandOptions & { readonly config?: string }, command: Command) => {
      if (given.config !== undefined) await takeConfig(command, given.config);
      const { runHunt } = await import('../actions/run-hunt.js');
      const options = command.opts<HuntCommandOptions>();
      process.exitCode = await runHunt(paths, {
        ...options,
        format: isFormat(options.format) ? options.format : 'text',
        stop,
      });
    });
}

async function takeConfig(command: Command, path: string): Promise<void> {
  const [{ applyConfig }, { outlineProgram }] = await Promise.all([
    import('../hunt-config.js'),
    import('../program-outline.js'),
  ]);
  applyConfig(command, path, outlineProgram(command)[0]?.options ?? []);
}
