import { Argument, type Command, Option } from 'commander';
import { SEVERITIES } from '../../model/severity.js';
import { NEW_KINDS, type NewKind } from '../../signatures/new/new-signature.js';
import type { LintOptions } from '../actions/lint-signatures.js';
import type { ListOptions } from '../actions/list-signatures.js';
import type { MeasureCommandOptions } from '../actions/measure-signatures.js';
import type { NewOptions } from '../actions/new-signature.js';
import { repeatable } from '../repeatable.js';
import type { TestCommandOptions } from '../actions/test-signatures.js';
import type { TryOptions } from '../actions/try-signature.js';
import type { WhyOptions } from '../actions/why-signature.js';
import { addPackCommand } from './pack.js';

export function addSignaturesCommand(program: Command): void {
  const signatures = program.command('signatures').description('list, check and measure rules');
  signatures
    .command('list')
    .description('every rule that loads, and every one that does not, with the reason')
    .addOption(repeatable('--signatures <dir>', 'rules of your own, beside the shipped ones'))
    .addOption(new Option('--engine <engine>', 'binding of YARA-X').choices(['auto', 'native', 'wasm']).default('auto'))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch signatures list\n  afterpatch signatures list --signatures ./my-rules --json',
    )
    .action(async (options: ListOptions) => {
      const { listSignatures } = await import('../actions/list-signatures.js');
      await listSignatures(options);
    });
  signatures
    .command('new')
    .description('the files of a new rule or detector: the rule, a hit, a miss and a miss that looks alike')
    .addArgument(new Argument('<kind>', 'what to make').choices([...NEW_KINDS, 'detector']))
    .argument('<id>', 'of a YARA rule or detector <family>.<name>, of a Sigma rule its file name')
    .option('--to <folder>', 'where to make them', '.')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch signatures new yara command.my-idea --to ./my-rules\n  afterpatch signatures new sigma web_iis_my_idea\n  afterpatch signatures new correlation web_iis_my_burst',
    )
    .action(async (kind: NewKind | 'detector', id: string, options: NewOptions) => {
      const { newSignatureFiles } = await import('../actions/new-signature.js');
      await newSignatureFiles(kind, id, options);
    });
  signatures
    .command('try')
    .description('run rules over a collection, and count what they match by values of fields')
    .argument('<rules>', 'a rule file, a folder of rules, or the file name or id of a rule that ships')
    .argument('<path...>', 'what was collected')
    .addOption(
      repeatable('--by <fields>', 'count by values of a field, or of several together, with commas; repeatable'),
    )
    .option('--top <n>', 'so many values of each', '5')
    .option('--jobs <n>', 'processes (default: one for each core)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExits with 1 where nothing matches.\n\nExamples:\n  afterpatch signatures try ./my-rules/sigma/iis/odd.yml ./evidence\n  afterpatch signatures try web_iis_command_in_query ./logs --by c-ip,cs-uri-stem',
    )
    .action(async (rules: string, paths: string[], options: TryOptions) => {
      const { trySignature } = await import('../actions/try-signature.js');
      process.exitCode = await trySignature(rules, paths, options);
    });
  signatures
    .command('lint')
    .description(
      'what rules may not do as their authors mean: faults, misspelt metadata, rules that every line must be asked of',
    )
    .argument('[dir...]', 'folders of rules; without any, the shipped ones')
    .option('--info', 'also what is merely worth knowing')
    .option('--fix', 'mend what is certainly meant otherwise')
    .option('--cost', 'also what each rule costs, the worst first')
    .addOption(new Option('--format <format>', 'of the result').choices(['text', 'json', 'sarif']).default('text'))
    .addOption(new Option('--json', 'as JSON').implies({ format: 'json' }))
    .addHelpText(
      'after',
      '\nExits with 1 where a rule does not load or has an error.\n\nExamples:\n  afterpatch signatures lint\n  afterpatch signatures lint ./my-rules --info\n  afterpatch signatures lint ./my-rules --fix\n  afterpatch signatures lint ./my-rules --format sarif > lint.sarif',
    )
    .action(async (folders: string[], options: LintOptions) => {
      const { lintSignatures } = await import('../actions/lint-signatures.js');
      process.exitCode = await lintSignatures(folders, options);
    });
  signatures
    .command('test')
    .description('every rule against its own samples: what it must match, and what it must leave alone')
    .argument('[path...]', 'folders and files of rules; without any, the shipped ones')
    .addOption(new Option('--format <format>', 'of the result').choices(['text', 'junit', 'json']).default('text'))
    .option('-o, --output <file>', 'write the result to a file')
    .option('--mutate', 'take each string, value and condition part away in turn, and name those that no sample needs')
    .option('--watch', 'test again whenever a rule or sample changes')
    .addOption(new Option('--engine <engine>', 'binding of YARA-X').choices(['auto', 'native', 'wasm']).default('auto'))
    .addHelpText(
      'after',
      '\nExits with 1 where a sample fails, is missing or proves nothing.\n\nExamples:\n  afterpatch signatures test ./my-rules\n  afterpatch signatures test ./my-rules --format junit --output samples.xml\n  afterpatch signatures test ./my-rules --mutate\n  afterpatch signatures test ./my-rules --watch',
    )
    .action(async (paths: string[], options: TestCommandOptions) => {
      const { testSignatures } = await import('../actions/test-signatures.js');
      process.exitCode = await testSignatures(paths, options);
    });
  signatures
    .command('why')
    .description('why a rule matches a file or a record, or why not: every part of it, and what it was compared with')
    .argument('<rule>', 'id, name or file name of a rule or detector, or the path of a rule file')
    .argument('<file>', 'a page, a library, a log; for a detector also configuration, or a folder of a server')
    .option('--line <n>', 'the record at this line; without it, one that matches or comes nearest')
    .option('--record <n>', 'the n-th record of the file')
    .addOption(repeatable('--signatures <dir>', 'rules of your own, beside the shipped ones'))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  afterpatch signatures why ./my-rules/shell.yml u_ex260101.log --line 17\n  afterpatch signatures why command.shell-object page.aspx\n  afterpatch signatures why webshell.process-started-from-request page.aspx\n  afterpatch signatures why iis.foreign-native-module applicationHost.config',
    )
    .action(async (rule: string, file: string, options: WhyOptions) => {
      const { whySignature } = await import('../actions/why-signature.js');
      await whySignature(rule, file, options);
    });
  signatures
    .command('explain-lint')
    .description('what a lint means, and what to do')
    .argument('<id>', 'as the lint shows it')
    .addHelpText('after', '\nExample:\n  afterpatch signatures explain-lint unknown-field')
    .action(async (id: string) => {
      const { explainLint } = await import('../actions/lint-signatures.js');
      await explainLint(id);
    });
  addPackCommand(signatures);
  signatures
    .command('measure')
    .description('true and false positive rates of YARA rules and content detectors on known files')
    .addOption(
      repeatable('--malicious <dir|list>', 'malicious files: a folder, or a list with the columns sha256 and ext'),
    )
    .addOption(repeatable('--benign <dir|list>', 'benign files, in the same way'))
    .addOption(repeatable('--files <dir>', 'where the files of lists lie, named <sha256>.<ext>'))
    .addOption(repeatable('--signatures <dir>', 'rules of your own, beside the shipped ones'))
    .option('--only-own', 'leave out the shipped YARA rules and the detectors')
    .option('--fail-below <rate>', 'exit with 1 where fewer of the malicious files are hit, 0 to 1')
    .option('--fail-above <rate>', 'exit with 1 where more of the benign files are hit, 0 to 1')
    .addOption(
      new Option('--threshold <severity>', 'lowest severity that counts, for both rates')
        .choices(SEVERITIES)
        .default('medium'),
    )
    .option('--with-place', 'show files under their own names; otherwise content alone is judged')
    .option('--cost', 'time each signature by itself, too')
    .addOption(new Option('--engine <engine>', 'binding of YARA-X').choices(['auto', 'native', 'wasm']).default('auto'))
    .option('--jobs <n>', 'engine processes (default: one for each core)')
    .option('--deadline <seconds>', 'longest time for one file', '30')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nFiles are opened for reading only, and their content goes nowhere.\n\nExamples:\n  afterpatch signatures measure --malicious ./shells --benign ./sites\n  afterpatch signatures measure --malicious shells.tsv --files ./shells --benign ./sites --signatures ./my-rules --json',
    )
    .action(async (options: MeasureCommandOptions) => {
      const { measureSignatures } = await import('../actions/measure-signatures.js');
      process.exitCode = await measureSignatures(options);
    });
}
